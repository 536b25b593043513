"""One command being decided: who asks and when, every stream that was read, and in which role it is done."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from domain.account import Account
from domain.aggregate import Aggregate
from domain.codes import STAFF
from domain.commented import Commented
from domain.council import Council
from domain.errors import NotFound, NotPermitted, Refused
from domain.events import RollEntry
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.opinions import Author, Limits
from domain.review_cycle import ReviewCycle
from pdca.permissions import CONSOLE, OFFICE, ROLE_ORDER, refusal
from pdca.streams import beside_others

A = TypeVar("A", bound=Aggregate)
Load = Callable[[type[A], str], A]


class Case:
    """Loads aggregates and remembers their versions, so that the append can check every one; `today` is Japan's day."""

    def __init__(self, load: "Load[Aggregate]", account_id: str, now: datetime) -> None:
        self._load = load
        self.account_id = account_id
        self.now = now
        self.today = japan_day(now)
        self._read: dict[str, Aggregate] = {}
        self._seats: dict[tuple[str, str, date], RollEntry | None] = {}
        self.role = ""

    @property
    def versions(self) -> dict[str, int]:
        """Every stream that was read, with its version."""
        return {stream_id: found.version for stream_id, found in self._read.items()}

    def get(self, cls: type[A], stream_id: str) -> A:
        """The aggregate as the log has it; version 0 when nothing stands on the stream yet.

        Read once: a decision never sees two states of one stream, of which the append would check the later only.
        """
        return beside_others(self._of(cls, stream_id), lambda named: self._of(Indicator, named))

    def _of(self, cls: type[A], stream_id: str) -> A:
        found = self._read.get(stream_id)
        if found is None:
            found = self._read[stream_id] = self._load(cls, stream_id)
        if not isinstance(found, cls):
            msg = "指定された番号は、別の種類の記録のものです。"
            raise NotFound(msg, code="wrong_kind")
        return found

    def existing(self, cls: type[A], stream_id: str, what: str) -> A:
        """The aggregate, or a refusal that names what was not found."""
        found = self.get(cls, stream_id)
        if not found.exists:
            msg = f"{what}が見つかりません。"
            raise NotFound(msg, code="not_found")
        return found

    def item(self, indicator_id: str) -> Indicator:
        """An item of a plan."""
        return self.existing(Indicator, indicator_id, "点検項目")

    def open_cycle(self, cycle_id: str) -> ReviewCycle:
        """A cycle that is not over."""
        cycle = self.existing(ReviewCycle, cycle_id, "年度の見直し")
        cycle.check_open()
        return cycle

    def item_of(self, cycle: ReviewCycle, indicator_id: str) -> Indicator:
        """An item of the cycle's plan."""
        item = self.item(indicator_id)
        if item.plan != cycle.plan:
            msg = f"{item.label}：この年度の見直しの計画にない項目です。"
            raise Refused(msg, code="other_plan", field="indicator_id")
        return item

    def place(self, cycle: ReviewCycle, indicator_id: str | None) -> Commented:
        """Where opinions stand: an item, or the cycle for the whole plan."""
        return self.item_of(cycle, indicator_id) if indicator_id else cycle

    def staff_roles(self) -> frozenset[str]:
        """The staff roles that the actor has today."""
        if self.account_id == CONSOLE:
            return frozenset({"administrator"})
        return self._account().roles_on(self.today)

    def _account(self) -> Account:
        account = self.get(Account, self.account_id)
        if not account.exists or account.disabled:
            msg = "この利用者は登録されていないか、利用を終えています。"
            raise NotPermitted(msg, code="no_account")
        return account

    def seat(self, cycle: ReviewCycle, account_id: str, day: date) -> RollEntry | None:
        """The seat of an account on the cycle's council, on a day."""
        asked = cycle.council, account_id, day
        if asked not in self._seats:
            self._seats[asked] = self.get(Council, cycle.council).seat_of(account_id, day)
        return self._seats[asked]

    def roles(self, cycle: ReviewCycle) -> frozenset[str]:
        """All roles of the actor today: those of staff, and those of the seat."""
        roles = self.staff_roles()
        seat = None if self.account_id == CONSOLE else self.seat(cycle, self.account_id, self.today)
        if seat is None:
            return roles
        return roles | ({"member", "chair"} if seat.chairs else {"member"})

    def permit_office(self, action: str) -> None:
        """Refuses what the actor's staff roles may not do, outside any flow."""
        self._choose(self.staff_roles() & OFFICE[action], action)

    def permit(self, cycle: ReviewCycle, action: str, place: Aggregate | None = None) -> None:
        """Refuses what the cycle's flow does not let any of the actor's roles do at the item's step."""
        step = place.steps.get(cycle.id) if isinstance(place, Indicator) else None
        roles = self.roles(cycle)
        allowed = frozenset(r for r in roles if cycle.flow.permits(step, r, action))
        if not allowed and roles:
            first = min(roles, key=ROLE_ORDER.index)
            raise NotPermitted(cycle.flow.why_not(step, first, action), code="not_permitted")
        self._choose(allowed, action)

    def _choose(self, allowed: frozenset[str], action: str) -> None:
        if not allowed:
            raise NotPermitted(refusal(action), code="not_permitted")
        self.role = min(allowed, key=ROLE_ORDER.index)

    def author(self, cycle: ReviewCycle, named: str | None, nameless: bool, received_on: date | None) -> Author:  # noqa: FBT001 -- a plain fact about the form
        """Whose opinion it is: the actor's own, or the one whom staff names, with the seat of the day it arrived."""
        own = named in {None, self.account_id} and not nameless
        if self.role in STAFF:
            if nameless:
                return Author(None)
            if own:
                msg = "どなたのご意見かを選んでください。"
                raise Refused(msg, code="author_needed", field="author")
        elif not own or received_on is not None:
            msg = "ほかの方の代わりに、または届いた紙から入力できるのは事務局です。"
            raise NotPermitted(msg, code="on_behalf", field="author")
        account = named or self.account_id
        seat = self.seat(cycle, account, received_on or self.today)
        if seat is None:
            msg = "この方は、その日に委員ではありません。"
            raise Refused(msg, code="not_member", field="author")
        return Author(account, seat.seat)

    def limits(self, cycle: ReviewCycle, place: Commented, account: str | None) -> Limits:
        """Until when opinions of an account (None: of a person without one) are taken at a place."""
        step = place.steps.get(cycle.id) if isinstance(place, Indicator) else None
        return Limits(self.now, cycle.due(step, account))
