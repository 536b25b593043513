"""What every answer and every request goes through: security headers, and writes from our own pages only."""

import asyncio
from collections.abc import Callable

from modern_csrf.base import should_accept_request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.errors import NotPermitted, Refused, ReviewError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 11 * 1024 * 1024
"""Bytes of a request: a file of 10 MiB (TRUST 3) and the form around it."""

_LISTENED_TO, _PATIENCE = 64 * 1024 * 1024, 1.0
"""A browser that is cut off while it sends shows no answer: so much may pass first, with pauses of so many seconds."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000"

Refuse = Callable[[Request, ReviewError], ASGIApp]


def same_origin(method: str, headers: Headers) -> bool:
    """Whether a write comes from a page of ours: the browser says so, or its Origin is the Host; silence is a no."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if method not in SAFE and origin is None and site is None:
        return False
    host = headers.get("host")
    return should_accept_request(method=method, origin=origin, sec_fetch_site=site, host=host, trusted_origins=())


class TooLarge(Refused):
    """Raised when more is sent than is taken."""

    status = 413


def too_large() -> TooLarge:
    """What is said of it."""
    return TooLarge("送られた内容が大きすぎます。ファイルは10メガバイトまでにしてください。", code="too_large")


class Guard:
    """ASGI middleware; `refuse` makes the page that says why."""

    def __init__(self, app: ASGIApp, *, https: bool, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse
        self.headers = HEADERS | ({"Strict-Transport-Security": HSTS} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if _declared(scope) > MAX_BODY:
            await _let_pass(receive)
        await self._allowed(scope)(scope, _counting(receive), self._adding_headers(send))

    def _allowed(self, scope: Scope) -> ASGIApp:
        if _declared(scope) > MAX_BODY:
            return self.refuse(Request(scope), too_large())
        if same_origin(scope["method"], Headers(scope=scope)):
            return self.app
        msg = "ほかのページから送られた操作は受け付けません。この画面を開き直して、もう一度お試しください。"
        return self.refuse(Request(scope), NotPermitted(msg, code="cross_origin"))

    def _adding_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return sending


def _declared(scope: Scope) -> int:
    """The length that a request says it has; the server has seen to it that it is a number."""
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0


async def _let_pass(receive: Receive) -> None:
    left = _LISTENED_TO
    while left > 0:
        try:
            message = await asyncio.wait_for(receive(), _PATIENCE)
        except TimeoutError:
            return
        left -= len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _counting(receive: Receive) -> Receive:
    """The bytes as they come, whatever length was said; more than is taken ends the reading."""
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > MAX_BODY:
            raise HTTPException(413)
        return message

    return counted
