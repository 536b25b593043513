"""The web application in a uvicorn of our own: the port is taken before anything is promised."""

import importlib
import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from domain.errors import Refused
from pdca.engine import Engine
from pdca.settings import Settings

BACKLOG = 2048


def serve(engine: Engine, settings: Settings, *, demo: Any = None, ready: Callable[[str], None] | None = None) -> None:  # noqa: ANN401 -- the web's own DemoInfo
    """Serves until SIGINT or SIGTERM; `ready` is told the address once the port is ours.

    Raises `Refused` when the port is busy or the proxy is named by no address. The engine is closed by whoever
    opened it.
    """
    import uvicorn  # noqa: PLC0415 -- the command line must not wait for it

    proxies = settings.trusted_proxies
    bound = _bind(settings.host, settings.port)
    with bound:
        app = importlib.import_module("web.app").create_app(engine, settings, demo=demo)  # the web stands above us
        config = uvicorn.Config(
            app,
            log_level=logging.WARNING,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
        )
        if ready is not None:
            ready(_address(settings, bound))
        _until_stopped(uvicorn.Server(config), bound)


def _until_stopped(server: Any, bound: socket.socket) -> None:  # noqa: ANN401 -- uvicorn's own
    """Uvicorn ends its requests on a signal and raises it once more: then everything here is over, in good order."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        server.run(sockets=[bound])
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        bound.close()
        raise Refused(
            f"{host} のポート {port} では始められません（{getattr(error, 'strerror', None) or error}）。"
            "ほかのプログラムが使っていないかを確かめるか、--port か設定 PDCA_PORT で別の番号を指定してください。",
            code="port_busy",
            field="port",
        ) from error
    bound.set_inheritable(True)
    return bound


def _address(settings: Settings, bound: socket.socket) -> str:
    if settings.origin:
        return settings.origin
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{bound.getsockname()[1]}"
