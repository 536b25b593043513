"""`pdca demo` from its first line to its last: a folder, what is built in it, and the pages on it."""

import shutil
import tempfile
from pathlib import Path

import msgspec

from pdca.cli_groups.saying import say
from pdca.demo.building import Built, build
from pdca.flows import DEFAULT
from pdca.serving import serve as serve_web
from pdca.settings import Settings, read_settings


def run(*, document: Path | None = None, flow: str = DEFAULT, port: int | None = None, serve: bool = True) -> None:
    """Builds the demo anew and serves it until it is stopped; its folder goes with it.

    `document` asks for a practice review of that file, by `flow`. Without `serve` the folder stays, and where it is
    is said.
    """
    content = None if document is None else document.read_bytes()
    folder = Path(tempfile.mkdtemp(prefix="pdca-demo-"))
    stays = False
    try:
        settings = _settings(folder, port)
        say("見本を作っています。記録は一時的な場所に置き、本物の記録には触れません。")
        built = build(settings, content, document.name if document else "", flow)
        _show(built, settings, folder, serve=serve)
        stays = not serve
    finally:
        if not stays:
            shutil.rmtree(folder, ignore_errors=True)


def _settings(folder: Path, port: int | None) -> Settings:
    """The address of the settings, the records of our own, and no mail server: nothing is sent to anybody."""
    given = read_settings()
    database, files = str(folder / "demo.sqlite3"), str(folder / "files")
    port = given.port if port is None else port
    return msgspec.structs.replace(given, database=database, files=files, port=port, smtp_host="")


def _show(built: Built, settings: Settings, folder: Path, *, serve: bool) -> None:
    try:
        say(f"作りました（記録{built.engine.head()}件）。", built.info.banner)
        if serve:
            serve_web(built.engine, settings, demo=built.info, ready=_ready)
        else:
            say(f"置き場所： {folder}")
    finally:
        built.engine.close()


def _ready(address: str) -> None:
    say(
        f"見本を開きました： {address}/sign-in",
        "この見本に出てくる人を選んで、サインインできます。終えるには Ctrl+C を押します。",
    )
