"""What the application is made of, and one request's visit to it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from domain.japanese_dates import japan_day
from pdca.advice_kept import KeptAdvice
from pdca.credentials import BrowserSession, Credentials
from pdca.demo.info import DemoInfo
from pdca.engine import Engine
from pdca.practice import Practice
from pdca.settings import Settings
from pdca.uploads import Uploads
from pdca.viewing import Viewer
from projections.read_models import ReadModels
from web.forms import NOTHING, Typed
from web.session import Cookies, SignInNeeded, Visitor, visitor

Position = Annotated[int, Path(ge=0, lt=1 << 63)]
"""A position, or the number of a version, in an address."""


class Site:
    """The parts that all requests share."""

    def __init__(self, engine: Engine, settings: Settings, demo: DemoInfo | None = None) -> None:
        self.engine = engine
        self.settings = settings
        self.demo = demo
        self.https = settings.address.startswith("https://")
        self.credentials = Credentials(engine)
        self.kept_advice = KeptAdvice(engine)
        self.uploads = Uploads(engine)
        self.practice: Practice | None = None
        self.cookies = Cookies(self.credentials, engine, https=self.https)


@dataclass(frozen=True)
class Entry:
    """A link of the navigation."""

    name: str
    url: str
    here: bool = False


class Visit:
    """One request: who asks, when, and for what."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.site: Site = request.app.state.site
        self.engine: Engine = self.site.engine
        self.now: datetime = self.engine.now()

    @property
    def models(self) -> ReadModels:
        """The read models."""
        return self.engine.read_models

    @property
    def today(self) -> date:
        """The day in Japan."""
        return japan_day(self.now)

    @cached_property
    def visitor(self) -> Visitor:
        """Who asks."""
        return visitor(self.engine, self.site.cookies.account(self.request), self.today)

    def sign_in(self, session: BrowserSession) -> None:
        """From now on this request is by the person of the session."""
        self.visitor = visitor(self.engine, session.account, self.today)

    @property
    def viewer(self) -> Viewer | None:
        """The person as far as anything but the published plan exists for them; None reads what the public reads."""
        person = self.visitor
        return Viewer(person.account, person.roles) if person.account and person.roles else None

    @property
    def account(self) -> str:
        """The account that asks; refuses the public."""
        if self.visitor.account is None:
            raise SignInNeeded
        return self.visitor.account

    @property
    def navigation(self) -> list[Entry]:
        """The links over every page, by what the person is."""
        links = [("ご意見のお願い" if self.visitor.is_member else "はじめに", "/")]
        plans = [("計画", f"/plans/{plan.key}") for plan in self.models.streams.plans()[:1]]
        if self.visitor.staff:
            links = [("進み具合", "/board"), ("年度の見直し", "/cycles")]
        links += plans
        if "auditor" in self.visitor.staff:
            links.append(("手続の点検", "/findings"))
        if self.visitor.staff & {"secretariat", "administrator"}:
            links += [("引継ぎ", f"/plans/{plan.key}/handover") for plan in self.models.streams.plans()[:1]]
            links += [("利用者と委員", "/people"), ("送信の記録", "/mail")]
        path = self.request.url.path
        return [Entry(name, url, path == url or (url != "/" and path.startswith(f"{url}/"))) for name, url in links]

    @property
    def partial(self) -> bool:
        """Whether htmx asks for the page's main part only; a history restore asks for the whole."""
        return self.request.headers.get("hx-request-type") == "partial"

    @property
    def typed(self) -> Typed:
        """What was sent with the request, once a route has asked for its form."""
        return getattr(self.request.state, "typed", NOTHING)


def visit(request: Request) -> Visit:
    """The visit of a request, one per request."""
    if not hasattr(request.state, "visit"):
        request.state.visit = Visit(request)
    found: Visit = request.state.visit
    return found


Here = Annotated[Visit, Depends(visit)]
