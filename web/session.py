"""Who is asking: the account of the browser's session, and its roles as the store has them at this request."""

from collections.abc import Mapping
from datetime import date

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from domain.account import Account
from domain.council import Council
from domain.errors import NotPermitted
from domain.event import Ref
from domain.events import RollEntry
from pdca.chance import MICROSECONDS
from pdca.credentials import BrowserSession, Credentials
from pdca.engine import Engine
from pdca.words import OFFICE, STAFF_ROLE

NAME = "pdca-session"


class SignInNeeded(NotPermitted):
    """Raised when a page or an action is for people who are signed in."""

    status = 403

    def __init__(self) -> None:
        super().__init__("このページは、サインインした方のためのページです。", code="sign_in_needed")


class Visitor(msgspec.Struct, frozen=True):
    """One request's person; without an account the public. `staff` are today's roles, `seats` by council."""

    account: str | None = None
    name: Ref | None = None
    staff: frozenset[str] = frozenset()
    seats: Mapping[str, RollEntry] = {}

    @property
    def signed_in(self) -> bool:
        """Whether somebody known asks."""
        return self.account is not None

    @property
    def is_member(self) -> bool:
        """Whether the person sits on a council today."""
        return bool(self.seats)

    @property
    def is_office(self) -> bool:
        """Whether the person works on the review: the secretariat or a department."""
        return bool(self.staff & {"secretariat", "department"})

    @property
    def roles(self) -> frozenset[str]:
        """All roles, of whatever council."""
        return self.staff.union(*(_seat_roles(entry) for entry in self.seats.values()))

    @property
    def title(self) -> str:
        """What the person is here, in words."""
        offices = [OFFICE[entry.office] for entry in self.seats.values()]
        return "・".join(dict.fromkeys([*(STAFF_ROLE[role] for role in sorted(self.staff)), *offices])) or "利用者"

    def roles_in(self, council: str) -> frozenset[str]:
        """The roles in the reviews of one council."""
        return self.staff | _seat_roles(self.seats.get(council))


def _seat_roles(entry: RollEntry | None) -> frozenset[str]:
    if entry is None:
        return frozenset()
    return frozenset({"member", "chair"} if entry.chairs else {"member"})


PUBLIC = Visitor()


def visitor(engine: Engine, account: str | None, today: date) -> Visitor:
    """The person of an account, today; the public for an account that is not in use."""
    state = engine.load(Account, account) if account else None
    if state is None or not state.exists or state.disabled:
        return PUBLIC
    councils = (engine.load(Council, row.stream) for row in engine.read_models.streams.of_kind("council"))
    seats = {council.id: entry for council in councils if (entry := council.seat_of(state.id, today))}
    return Visitor(state.id, state.name, state.roles_on(today), seats)


class Cookies:
    """The session's cookie: `__Host-` and Secure where the address is https, a plain name otherwise."""

    def __init__(self, credentials: Credentials, engine: Engine, *, https: bool) -> None:
        self.credentials = credentials
        self._engine = engine
        self._https = https
        self.name = f"__Host-{NAME}" if https else NAME

    def token(self, request: Request) -> str | None:
        """What the browser brought."""
        return request.cookies.get(self.name)

    def account(self, request: Request) -> str | None:
        """Whose session it is."""
        token = self.token(request)
        session = self.credentials.session(token) if token else None
        return session.account if session else None

    def give(self, response: Response, session: BrowserSession) -> None:
        """Signs the browser in."""
        age = (session.ends - self._engine.chance.now_us()) // MICROSECONDS
        response.set_cookie(
            self.name, session.token, max_age=age, path="/", secure=self._https, httponly=True, samesite="lax"
        )

    def take(self, request: Request, response: Response) -> None:
        """Signs the browser out."""
        if token := self.token(request):
            self.credentials.sign_out(token)
        response.delete_cookie(self.name, path="/", secure=self._https, httponly=True, samesite="lax")
