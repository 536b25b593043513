"""A council and its seats: who is a member, and who is the chair, on a given day."""

from datetime import date
from typing import ClassVar

import msgspec

from domain.account import Term
from domain.aggregate import Aggregate, Decided, required
from domain.codes import Office
from domain.commands import FillSeat, RegisterCouncil, VacateSeat
from domain.errors import Refused
from domain.event import Recorded
from domain.events import CouncilRegistered, RollEntry, SeatFilled, SeatVacated


class Holder(msgspec.Struct, frozen=True):
    """Who sits on a seat, and for which term."""

    account: str
    category: str
    office: Office
    term: Term


class Council(Aggregate):
    """The council that reviews a plan. A seat keeps all its holders: a past meeting asks for those of its day."""

    KIND: ClassVar = "council"

    name: str = ""
    ordinance: str | None = None
    seats: dict[int, tuple[Holder, ...]] = {}

    def holder(self, seat: int, day: date) -> Holder | None:
        """Who sits on a seat on a day."""
        return next((h for h in reversed(self.seats.get(seat, ())) if h.term.covers(day)), None)

    def during(self, term: Term) -> list[tuple[int, Holder]]:
        """Who sits on which seat on any day of a term."""
        return [(seat, h) for seat, holders in self.seats.items() for h in holders if h.term.meets(term)]

    def roll(self, day: date) -> tuple[RollEntry, ...]:
        """All seats that are filled on a day, in order."""
        filled = ((seat, self.holder(seat, day)) for seat in sorted(self.seats))
        return tuple(RollEntry(seat=seat, account=h.account, office=h.office) for seat, h in filled if h)

    def seat_of(self, account: str, day: date) -> RollEntry | None:
        """The seat of an account on a day."""
        filled = ((seat, self.holder(seat, day)) for seat in sorted(self.seats))
        return next(
            (RollEntry(seat=s, account=account, office=h.office) for s, h in filled if h and h.account == account), None
        )


def _registered(state: Council, event: CouncilRegistered, _: Recorded) -> None:
    state.name, state.ordinance = event.name, event.ordinance


def _filled(state: Council, event: SeatFilled, _: Recorded) -> None:
    holder = Holder(event.account, event.category, event.office, Term(event.since, event.until))
    state.seats[event.seat] = (*state.seats.get(event.seat, ()), holder)


def _vacated(state: Council, event: SeatVacated, _: Recorded) -> None:
    before = date.fromordinal(max(1, event.on.toordinal() - 1))
    state.seats[event.seat] = tuple(
        msgspec.structs.replace(h, term=Term(h.term.since, before)) if h.term.covers(event.on) else h
        for h in state.seats.get(event.seat, ())
    )


Council.EVOLVE = {CouncilRegistered: _registered, SeatFilled: _filled, SeatVacated: _vacated}


def register(council: Council, command: RegisterCouncil) -> Decided:
    """A new council."""
    if council.exists:
        msg = "この番号の会議は、すでに登録されています。"
        raise Refused(msg, code="exists", field="council_id")
    name = required(command.name, "name", "会議の名前")
    return [(council.stream, CouncilRegistered(name=name, ordinance=command.ordinance))]


def fill_seat(council: Council, command: FillSeat) -> Decided:
    """A person on a seat; the seat must be free in that term, and one chair is enough."""
    if command.until is not None and command.until < command.since:
        msg = "任期の終わりの日が、始まりの日より前です。"
        raise Refused(msg, code="order", field="until")
    meanwhile = council.during(Term(command.since, command.until))
    if any(seat == command.seat for seat, _ in meanwhile):
        msg = f"委員{command.seat}の席には、その任期にほかの方がいます。先に退任を記録してください。"
        raise Refused(msg, code="seat_taken", field="seat")
    if command.office != "member" and any(h.office == command.office for _, h in meanwhile):
        msg = "会長と職務代理は、それぞれお一人です。"
        raise Refused(msg, code="office_taken", field="office")
    if any(h.account == command.account_id for _, h in meanwhile):
        msg = "この方は、すでに委員です。"
        raise Refused(msg, code="already_member", field="account_id")
    event = SeatFilled(
        seat=command.seat,
        category=required(command.category, "category", "選出区分"),
        account=command.account_id,
        since=command.since,
        until=command.until,
        office=command.office,
    )
    return [(council.stream, event)]


def vacate_seat(council: Council, command: VacateSeat) -> Decided:
    """The seat becomes empty from a day on; quiet when it is."""
    if command.seat not in council.seats:
        msg = f"委員{command.seat}の席はありません。"
        raise Refused(msg, code="unknown_seat", field="seat")
    if council.holder(command.seat, command.on) is None:
        return []
    return [(council.stream, SeatVacated(seat=command.seat, on=command.on))]
