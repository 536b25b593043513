"""The door to the practice log: the same pages under /practice, on an application of its own.

Which log a page is of stands in its address, so that no form of the one can ever reach the other.
"""

import re
from collections.abc import Callable

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

from domain.japanese_dates import japan_day
from pdca.demo.info import DemoInfo
from pdca.engine import Engine
from pdca.practice import Practice
from pdca.settings import Settings
from web.page import SAID
from web.session import visitor
from web.site import Site

Make = Callable[[Engine, Settings, DemoInfo], FastAPI]
"""Builds the application on an engine."""

PREFIX = "/practice"
BANNER = "練習用です。ここで記録したことは、公式の記録には入りません。"
LEAVE, THROW_AWAY = "/official", "/thrown-away"
"""Addresses that only the door knows."""
OFFICE = frozenset({"secretariat", "administrator"})
"""Who begins a practice and throws it away."""
OWN_ADDRESS = re.compile(rb'((?:href|action|hx-post|hx-get)=")/(?!static/|practice/)')
"""An address of ours as our templates write it: what people typed has its quotation marks escaped."""
MOVED = frozenset({b"location", b"hx-redirect"})


class Door:
    """Lets staff and members into the practice log; `make` builds the application on its engine."""

    def __init__(self, official: Site, practice: Practice, make: Make) -> None:
        self._official = official
        self._practice = practice
        self._make = make
        self._app: FastAPI | None = None
        self._engine: Engine | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request: signed in by the official session, answered by the practice."""
        response = await run_in_threadpool(self._turned_away, Request(scope, receive))
        if response is not None:
            await response(scope, receive, send)
            return
        inside = {**scope, "path": _inner(scope), "raw_path": _inner(scope).encode(), "root_path": "", "app": self._app}
        inside.pop("state", None)
        assert self._app is not None  # noqa: S101 -- nobody is let in before it is made
        await self._app(inside, receive, _Rewriting(send))

    def _turned_away(self, request: Request) -> Response | None:
        """Where the request is not for the practice itself: its answer."""
        account, path = self._official.cookies.account(request), _inner(request.scope)
        if account is None:
            return RedirectResponse("/sign-in", 303)
        if path == THROW_AWAY and request.method == "POST":
            return self._thrown_away(account)
        engine = self._practice.engine()
        if engine is None or path == LEAVE or path.startswith("/sign-"):
            return RedirectResponse("/cycles", 303)
        if engine is not self._engine:
            info = DemoInfo(BANNER, practice=True, beside=True)
            self._engine, self._app = engine, self._make(engine, self._practice.settings, info)
            self._app.state.site.cookies = self._official.cookies
        return None

    def _thrown_away(self, account: str) -> Response:
        engine = self._official.engine
        person = visitor(engine, account, japan_day(engine.now()))
        if not person.staff & OFFICE:
            return RedirectResponse(f"{PREFIX}/cycles", 303)
        self._practice.end()
        response = RedirectResponse("/cycles", 303)
        secure = self._official.https
        response.set_cookie(SAID, "practice_ended", max_age=60, path="/", secure=secure, httponly=True, samesite="lax")
        return response


def _inner(scope: Scope) -> str:
    """The path as the practice's own application knows it."""
    return str(scope["path"]).removeprefix(PREFIX) or "/"


class _Rewriting:
    """Sends an answer on, its pages' addresses under the prefix."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = {**message, "headers": [_moved(*each) for each in message["headers"]]}
            if not self._is_page:
                await self._send(self._start)
        elif not self._is_page:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish()

    @property
    def _is_page(self) -> bool:
        headers = dict(self._start["headers"]) if self._start else {}
        kind: bytes = headers.get(b"content-type", b"")
        return kind.startswith(b"text/html")

    async def _finish(self) -> None:
        assert self._start is not None  # noqa: S101 -- a body follows its start
        body = OWN_ADDRESS.sub(rb"\1" + PREFIX.encode() + b"/", self._body)
        headers = [(name, value) for name, value in self._start["headers"] if name != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})


def _moved(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    inside = name in MOVED and value.startswith(b"/") and not value.startswith(PREFIX.encode() + b"/")
    return (name, PREFIX.encode() + value) if inside else (name, value)
