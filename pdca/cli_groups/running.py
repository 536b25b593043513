"""serve, demo: the web application on the settings' database, or on a sample city made anew."""

from argparse import Namespace
from pathlib import Path

import msgspec

from domain.errors import Refused
from pdca.cli_groups.opening import opened
from pdca.cli_groups.saying import say, warn
from pdca.flows import DEFAULT
from pdca.settings import Settings, read_settings


def serve(arguments: Namespace) -> int:
    """`pdca serve`."""
    from pdca.serving import serve as serve_web

    settings = _settings(arguments)
    with opened(create=True, settings=settings) as engine:
        for track in engine.read_models.stopped():
            warn(f"表「{track.name}」が記録{track.stopped_at}で止まっています。`pdca doctor` で確かめてください。")
        serve_web(engine, settings, ready=_ready)
    return 0


def _settings(arguments: Namespace) -> Settings:
    given = {name: getattr(arguments, name, None) for name in ("host", "port")}
    return msgspec.structs.replace(read_settings(), **{name: v for name, v in given.items() if v is not None})


def _ready(address: str) -> None:
    say(f"見直し台帳を開きました： {address}", "終えるには Ctrl+C を押します。")


def demo(arguments: Namespace) -> int:
    """`pdca demo`."""
    from pdca.demo.running import run

    document = Path(arguments.document) if arguments.document else None
    if arguments.flow and document is None:
        raise Refused(
            "--flow は、--document の文書で練習用の見直しを作るときに指定します。", code="usage", field="flow"
        )
    run(document=document, flow=arguments.flow or DEFAULT, port=arguments.port, serve=not arguments.no_serve)
    return 0
