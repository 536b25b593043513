"""A council and its seats: who is a member, and who is the chair, on a given day."""

from datetime import date
from typing import ClassVar

import msgspec

from domain.account import Term
from domain.aggregate import Aggregate, Decided, required
from domain.codes import Office
from domain.commands import FillSeat, NameActingChair, RegisterCouncil, VacateSeat
from domain.errors import Refused
from domain.event import Recorded
from domain.events import ActingChairNamed, CouncilRegistered, RollEntry, SeatFilled, SeatVacated


class Holder(msgspec.Struct, frozen=True):
    """Who sits on a seat, and for which term."""

    account: str
    category: str
    office: Office
    term: Term


class Acting(msgspec.Struct, frozen=True):
    """A seat that acts as the chair for a time."""

    seat: int
    term: Term


class Council(Aggregate):
    """The council that reviews a plan. A seat keeps all its holders: a past meeting asks for those of its day."""

    KIND: ClassVar = "council"

    name: str = ""
    ordinance: str | None = None
    seats: dict[int, tuple[Holder, ...]] = {}
    acting: tuple[Acting, ...] = ()

    def holder(self, seat: int, day: date) -> Holder | None:
        """Who sits on a seat on a day."""
        return next((h for h in reversed(self.seats.get(seat, ())) if h.term.covers(day)), None)

    def during(self, term: Term) -> list[tuple[int, Holder]]:
        """Who sits on which seat on any day of a term."""
        return [(seat, h) for seat, holders in self.seats.items() for h in holders if h.term.meets(term)]

    def acting_seat(self, day: date) -> int | None:
        """The seat that acts as the chair on a day; the latest naming counts."""
        return next((a.seat for a in reversed(self.acting) if a.term.covers(day)), None)

    def roll(self, day: date) -> tuple[RollEntry, ...]:
        """All seats that are filled on a day, in order."""
        filled = ((seat, self.holder(seat, day)) for seat in sorted(self.seats))
        acting = self.acting_seat(day)
        return tuple(
            RollEntry(seat=seat, account=h.account, office=h.office, acting=seat == acting) for seat, h in filled if h
        )

    def seat_of(self, account: str, day: date) -> RollEntry | None:
        """The seat of an account on a day."""
        return next((entry for entry in self.roll(day) if entry.account == account), None)

    def chairs(self, day: date) -> frozenset[str]:
        """The accounts that have the chair's part on a day: the chair's, and the acting one's where one is named."""
        return frozenset(entry.account for entry in self.roll(day) if entry.chairs)


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


def _acting(state: Council, event: ActingChairNamed, _: Recorded) -> None:
    """The same seat from the same day on: the new end takes the place of the old one."""
    others = tuple(a for a in state.acting if (a.seat, a.term.since) != (event.seat, event.since))
    state.acting = (*others, Acting(event.seat, Term(event.since, event.until)))


Council.EVOLVE = {
    CouncilRegistered: _registered,
    SeatFilled: _filled,
    SeatVacated: _vacated,
    ActingChairNamed: _acting,
}


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


def name_acting_chair(council: Council, command: NameActingChair) -> Decided:
    """A member acts as the chair for a time; never the chair, and one at a time. Quiet when it stands so."""
    holder = council.holder(command.seat, command.since)
    if holder is None or holder.office == "chair":
        msg = "会長の職務を代理するのは、その日に席のある、会長でない委員です。"
        raise Refused(msg, code="not_member", field="seat")
    term = Term(command.since, command.until)
    if command.until is not None and command.until < command.since:
        msg = "終わりの日は、始まりの日より後にしてください。"
        raise Refused(msg, code="term", field="until")
    if Acting(command.seat, term) in council.acting:
        return []
    if council.acting_seat(command.since) not in {None, command.seat}:
        msg = "その日には、ほかの委員が会長の職務を代理しています。"
        raise Refused(msg, code="acting_taken", field="seat")
    ground = required(command.ground, "ground", "代理する理由")
    event = ActingChairNamed(seat=command.seat, since=command.since, ground=ground, until=command.until)
    return [(council.stream, event)]
