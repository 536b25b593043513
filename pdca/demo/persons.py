"""The people of the sample city, read from cast.toml: accounts with their roles, the council with its seats."""

from datetime import date

import msgspec

from domain.codes import Office, StaffRole
from domain.commands import FillSeat, GrantRole, RegisterAccount, RegisterCouncil, VacateSeat
from pdca.demo import info
from pdca.demo.data import read_data
from pdca.demo.scene import Scene

OFFICES: dict[Office, str] = {"chair": "会長", "acting_chair": "職務代理", "member": ""}


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody known to the system; `reading` is for sorting."""

    key: str
    name: str
    reading: str
    email: str | None = None


class Staff(Person, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody of the city's offices; `words` name the role on the sign-in page, None for who has left."""

    role: StaffRole
    since: date
    words: str | None = None


class Member(Person, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody on the council."""

    seat: int
    category: str
    office: Office = "member"

    @property
    def words(self) -> str:
        """The seat as the sign-in page says it."""
        return f"{OFFICES[self.office] or f'委員{self.seat}'}・{self.category}"


class CouncilData(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The council and the term of its members."""

    name: str
    ordinance: str
    since: date
    until: date


class Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everybody; `successor` and `newcomer` come on the day on which the offices change hands."""

    council: CouncilData
    staff: tuple[Staff, ...]
    members: tuple[Member, ...]
    successor: Staff
    newcomer: Member


def read_cast() -> Cast:
    """The people of the sample city."""
    return read_data("cast.toml", Cast)


def register_people(scene: Scene, cast: Cast) -> str:
    """Accounts, roles and the council as they are at the beginning; the council's id."""
    for staff in cast.staff:
        register_staff(scene, staff)
    council = scene.id()
    registered = RegisterCouncil(
        command_id=scene.id(), council_id=council, name=cast.council.name, ordinance=cast.council.ordinance
    )
    scene.do("console", registered)
    for member in cast.members:
        seat_member(scene, council, member, cast.council.since, cast.council.until)
    return council


def register_staff(scene: Scene, staff: Staff, role_since: date | None = None) -> None:
    """Somebody of the offices, with the role."""
    register(scene, staff)
    grant(scene, staff.key, staff.role, role_since or staff.since)


def register(scene: Scene, person: Person) -> None:
    """An account."""
    account = scene.people[person.key] = scene.id()
    command = RegisterAccount(
        command_id=scene.id(), account_id=account, name=person.name, email=person.email, reading=person.reading
    )
    scene.do("console", command)


def grant(scene: Scene, key: str, role: StaffRole, since: date, until: date | None = None) -> None:
    """A role for a time; the same role again takes the earlier grant's place."""
    command = GrantRole(command_id=scene.id(), account_id=scene.people[key], role=role, since=since, until=until)
    scene.do("console", command)


def seat_member(scene: Scene, council: str, member: Member, since: date, until: date) -> None:
    """An account and a seat."""
    register(scene, member)
    command = FillSeat(
        command_id=scene.id(),
        council_id=council,
        seat=member.seat,
        category=member.category,
        account_id=scene.people[member.key],
        since=since,
        until=until,
        office=member.office,
    )
    scene.do("console", command)


def change_hands(scene: Scene, council: str, cast: Cast, day: date) -> None:
    """A new secretary takes over, and a seat gets its next holder."""
    leaving = next(staff for staff in cast.staff if staff.words is None)
    register_staff(scene, cast.successor)
    grant(scene, leaving.key, leaving.role, leaving.since, date.fromordinal(day.toordinal() - 1))
    vacate = VacateSeat(command_id=scene.id(), council_id=council, seat=cast.newcomer.seat, on=day)
    scene.do("console", vacate)
    seat_member(scene, council, cast.newcomer, day, cast.council.until)


def sign_in_page(scene: Scene, cast: Cast) -> tuple[info.Person, ...]:
    """Who may be played on the demo's day: those in office, the secretariat first."""
    gone = cast.newcomer.seat
    members = [*(m for m in cast.members if m.seat != gone), cast.newcomer]
    staff = [cast.successor, *(s for s in cast.staff if s.words)]
    people: list[Staff | Member] = [*staff[:2], *sorted(members, key=lambda m: m.seat), *staff[2:]]
    return tuple(info.Person(scene.people[p.key], p.name, p.words or "") for p in people)
