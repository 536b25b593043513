"""Accounts with their roles, and councils with their seats."""

from collections.abc import Mapping
from datetime import date

import msgspec

from domain.account import Account, Term
from domain.council import Council
from domain.event import Ref
from pdca.words import OFFICE, STAFF_ROLE
from projections.streams import StreamRow
from web.site import Visit
from web.views.office import names


class RoleView(msgspec.Struct, frozen=True):
    """A staff role with its term."""

    code: str
    words: str
    since: date
    until: date | None
    now: bool


class PersonView(msgspec.Struct, frozen=True):
    """An account."""

    id: str
    name: Ref | None
    reading: Ref | None
    email: Ref | None
    disabled: bool
    roles: tuple[RoleView, ...]
    seats: tuple[str, ...]

    @property
    def today(self) -> tuple[str, ...]:
        """What the person is today: roles and seats in words."""
        return (*(role.words for role in self.roles if role.now), *self.seats)


class SeatView(msgspec.Struct, frozen=True):
    """A seat and who sits there today."""

    seat: int
    words: str
    category: str
    name: Ref | None
    account: str
    since: date | None
    until: date | None
    coming: str
    chair: bool = False


class CouncilView(msgspec.Struct, frozen=True):
    """A council with its seats."""

    id: str
    name: str
    ordinance: str
    seats: tuple[SeatView, ...]
    free: int


def councils(visit: Visit) -> tuple[CouncilView, ...]:
    """All councils."""
    return tuple(_council(visit, row.stream) for row in visit.models.streams.of_kind("council"))


def _council(visit: Visit, council_id: str) -> CouncilView:
    council = visit.engine.load(Council, council_id)
    return CouncilView(
        id=council.id,
        name=council.name,
        ordinance=council.ordinance or "",
        seats=tuple(_seat(visit, council, seat) for seat in sorted(council.seats)),
        free=max(council.seats, default=0) + 1,
    )


def _seat(visit: Visit, council: Council, seat: int) -> SeatView:
    known, holder = names(visit), council.holder(seat, visit.today)
    coming = next((h for h in council.seats[seat] if h.term.since > visit.today), None)
    if holder is None:
        return SeatView(seat, f"委員{seat}", "", None, "", None, None, "次の方が決まっています" if coming else "")
    office = "" if holder.office == "member" else f"（{OFFICE[holder.office]}）"
    if council.acting_seat(visit.today) == seat:
        office += "（会長の職務を代理しています）"
    return SeatView(
        seat=seat,
        words=f"委員{seat}{office}",
        category=holder.category,
        name=known.get(holder.account),
        account=holder.account,
        since=holder.term.since,
        until=holder.term.until,
        coming="次の方が決まっています" if coming else "",
        chair=holder.office == "chair",
    )


def people(visit: Visit) -> tuple[PersonView, ...]:
    """All accounts, those in use first, in the order of their readings."""
    rows = visit.models.streams.of_kind("account")
    texts = visit.engine.reveal([ref for row in rows for ref in (row.reading, row.name) if ref])
    known = {row.stream: _sorted_by(row, texts) for row in rows}
    seats = _seats_of(visit)
    views = [_person(visit, visit.engine.load(Account, row.stream), seats) for row in rows]
    return tuple(sorted(views, key=lambda view: (view.disabled, known[view.id])))


def _sorted_by(row: StreamRow, texts: Mapping[Ref, str]) -> str:
    ref = row.reading or row.name
    return texts.get(ref, "") if ref else ""


def person(visit: Visit, account: Account) -> PersonView:
    """One account."""
    return _person(visit, account, _seats_of(visit))


def _seats_of(visit: Visit) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in visit.models.streams.of_kind("council"):
        council = visit.engine.load(Council, row.stream)
        for entry in council.roll(visit.today):
            office = "" if entry.office == "member" else f"・{OFFICE[entry.office]}"
            found.setdefault(entry.account, []).append(f"{council.name} 委員{entry.seat}{office}")
    return found


def _person(visit: Visit, account: Account, seats: dict[str, list[str]]) -> PersonView:
    return PersonView(
        id=account.id,
        name=account.name,
        reading=account.reading,
        email=account.email,
        disabled=account.disabled,
        roles=tuple(_role(code, term, visit.today) for code, term in account.roles.items()),
        seats=tuple(seats.get(account.id, ())),
    )


def _role(code: str, term: Term, today: date) -> RoleView:
    return RoleView(code, STAFF_ROLE[code], term.since, term.until, term.covers(today))
