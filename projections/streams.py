"""The directory: which accounts, councils, plans, cycles, sessions and items there are, with what every list shows."""

from datetime import date, datetime

import msgspec

from domain.event import Event, Recorded, Ref
from domain.events import (
    AccountDisabled,
    AccountRegistered,
    CouncilRegistered,
    CycleClosed,
    CycleOpened,
    DeadlineExtended,
    DeadlineSet,
    DocumentWithdrawn,
    FlowChanged,
    ImportWithdrawn,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRevised,
    IndicatorWithdrawn,
    ItemNumber,
    MinorCorrectionMade,
    PlanPublished,
    PlanRegistered,
    PlanStructureChanged,
    ProjectEntry,
    RevisionRecorded,
    RoleGranted,
    RoleRevoked,
    SeatFilled,
    SeatVacated,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionMoved,
    SessionRecorded,
)
from domain.plan import renamed
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work


class StreamRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A stream with its first and last position; `closed` is where a cycle, session or account ended.

    So it is where a plan's import was taken back, or that of the document that brought an item.

    `title` is public (a plan, a council, a session), `name` the reference to a person's name.
    """

    stream: str
    kind: str
    first: int
    last: int
    plan: str | None = None
    council: str | None = None
    cycle: str | None = None
    title: str | None = None
    name: Ref | None = None
    reading: Ref | None = None
    email: Ref | None = None
    fiscal_year: int | None = None
    status_year: int | None = None
    held_on: date | None = None
    closed: int | None = None
    deadlines: dict[str, datetime] = {}
    roles: tuple[RoleGranted, ...] = ()
    seats: dict[int, SeatFilled] = {}


class Edition(msgspec.Struct, frozen=True):
    """The public may read the plan as it stood at `through`."""

    edition: int
    position: int
    through: int
    on: date
    decided_by: str


class PlanRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A plan: titles, the order and names of projects and measures, and its published editions.

    `withdrawn` is the position at which its import was taken back: it is in no list any more.
    """

    plan: str
    key: str
    title: str
    position: int
    municipality: str | None = None
    period: str | None = None
    projects: tuple[ProjectEntry, ...] = ()
    editions: tuple[Edition, ...] = ()
    withdrawn: int | None = None

    @property
    def published(self) -> int:
        """The position up to which the public may read; 0 before the first edition."""
        return self.editions[-1].through if self.editions else 0

    def full_name(self, number: ItemNumber, name: str) -> str:
        """An item's name with its measure's, without which it says little: 子育てカレンダー「中身」."""
        measures = (m for p in self.projects if p.number == number.project for m in p.initiatives)
        measure = next((m.name for m in measures if m.number == number.initiative), "")
        return f"{measure}「{name}」" if measure and measure != name else name


TABLE = Table(
    "streams",
    StreamRow,
    ("stream",),
    ("kind", "plan", "cycle", "first"),
    (("kind", "first"), ("plan", "first"), ("cycle", "first")),
)
PLANS = Table("plans", PlanRow, ("plan",), ("key",), (("key",),), dated=True)
STREAMS = ReadModel("streams", 4, TABLE, PLANS)


@STREAMS.on(Event)
def _went_on(work: Work, recorded: Recorded, _: Event) -> None:
    _put(work, recorded)


@STREAMS.on(AccountRegistered)
def _account(work: Work, recorded: Recorded, event: AccountRegistered) -> None:
    _put(
        work,
        recorded,
        name=recorded.ref("name"),
        email=None if event.email is None else recorded.ref("email"),
        reading=None if event.reading is None else recorded.ref("reading"),
    )


@STREAMS.on(RoleGranted)
def _granted(work: Work, recorded: Recorded, event: RoleGranted) -> None:
    others = (role for role in _row(work, recorded).roles if role.role != event.role)
    _put(work, recorded, roles=(*others, event))


@STREAMS.on(RoleRevoked)
def _revoked(work: Work, recorded: Recorded, event: RoleRevoked) -> None:
    _put(work, recorded, roles=tuple(r for r in _row(work, recorded).roles if r.role != event.role))


@STREAMS.on(CouncilRegistered)
def _council(work: Work, recorded: Recorded, event: CouncilRegistered) -> None:
    _put(work, recorded, title=event.name)


@STREAMS.on(SeatFilled)
def _seated(work: Work, recorded: Recorded, event: SeatFilled) -> None:
    _put(work, recorded, seats={**_row(work, recorded).seats, event.seat: event})


@STREAMS.on(SeatVacated)
def _vacated(work: Work, recorded: Recorded, event: SeatVacated) -> None:
    """The last holder stays in the list with the day on which the seat became empty."""
    seats = dict(_row(work, recorded).seats)
    if event.seat in seats:
        seats[event.seat] = msgspec.structs.replace(seats[event.seat], until=event.on)
    _put(work, recorded, seats=seats)


@STREAMS.on(PlanRegistered)
def _plan(work: Work, recorded: Recorded, event: PlanRegistered) -> None:
    row = PlanRow(
        plan=recorded.stream,
        key=event.key,
        title=event.title,
        position=recorded.position,
        municipality=event.municipality,
        period=event.period,
        projects=event.projects,
    )
    work[PLANS].put(row)
    _put(work, recorded, plan=recorded.stream, title=event.title)


@STREAMS.on(ImportWithdrawn)
def _withdrawn(work: Work, recorded: Recorded, _: ImportWithdrawn) -> None:
    plan = work[PLANS].need(recorded.stream)
    work[PLANS].put(msgspec.structs.replace(plan, position=recorded.position, withdrawn=recorded.position))
    _put(work, recorded, closed=recorded.position)


@STREAMS.on(PlanPublished)
def _published(work: Work, recorded: Recorded, event: PlanPublished) -> None:
    plan = work[PLANS].need(recorded.stream)
    edition = Edition(event.edition, recorded.position, event.through, event.on, event.decided_by)
    changed = msgspec.structs.replace(plan, position=recorded.position, editions=(*plan.editions, edition))
    work[PLANS].put(changed)
    _put(work, recorded)


@STREAMS.on(PlanStructureChanged, DocumentWithdrawn)
def _structure_changed(work: Work, recorded: Recorded, event: PlanStructureChanged | DocumentWithdrawn) -> None:
    plan = work[PLANS].need(recorded.stream)
    projects = event.projects or plan.projects
    work[PLANS].put(msgspec.structs.replace(plan, position=recorded.position, projects=projects))
    _put(work, recorded)


@STREAMS.on(MinorCorrectionMade)
def _corrected(work: Work, recorded: Recorded, event: MinorCorrectionMade) -> None:
    if recorded.kind == "plan":
        plan = work[PLANS].need(recorded.stream)
        projects = renamed(plan.projects, event)
        work[PLANS].put(msgspec.structs.replace(plan, position=recorded.position, projects=projects))
    title = event.text if recorded.kind == "indicator" and event.statement is None else _row(work, recorded).title
    _put(work, recorded, title=title)


@STREAMS.on(IndicatorRevised, RevisionRecorded)
def _revised(work: Work, recorded: Recorded, event: IndicatorRevised | RevisionRecorded) -> None:
    _put(work, recorded, title=event.name or _row(work, recorded).title)


@STREAMS.on(IndicatorRestored)
def _restored(work: Work, recorded: Recorded, event: IndicatorRestored) -> None:
    _put(work, recorded, title=event.name)


@STREAMS.on(IndicatorRegistered)
def _item(work: Work, recorded: Recorded, event: IndicatorRegistered) -> None:
    _put(work, recorded, plan=event.plan, title=event.name)


@STREAMS.on(CycleOpened)
def _cycle(work: Work, recorded: Recorded, event: CycleOpened) -> None:
    _put(
        work,
        recorded,
        plan=event.plan,
        council=event.council,
        cycle=recorded.stream,
        fiscal_year=event.fiscal_year,
        status_year=event.status_year,
    )


@STREAMS.on(DeadlineSet)
def _due(work: Work, recorded: Recorded, event: DeadlineSet) -> None:
    _put(work, recorded, deadlines={**_row(work, recorded).deadlines, event.step: event.due})


@STREAMS.on(DeadlineExtended)
def _extended(work: Work, recorded: Recorded, event: DeadlineExtended) -> None:
    """The time of one person is not everybody's."""
    due = {event.step: event.due} if event.account is None else {}
    _put(work, recorded, deadlines={**_row(work, recorded).deadlines, **due})


@STREAMS.on(FlowChanged)
def _flow_changed(work: Work, recorded: Recorded, event: FlowChanged) -> None:
    """Deadlines go with their steps; where two become one, the later step's counts."""
    before = _row(work, recorded).deadlines
    _put(work, recorded, deadlines={new: before[old] for old, new in event.steps.items() if old in before})


@STREAMS.on(SessionRecorded)
def _past_session(work: Work, recorded: Recorded, event: SessionRecorded) -> None:
    _put(
        work,
        recorded,
        plan=event.plan,
        title=event.title,
        fiscal_year=event.fiscal_year,
        held_on=event.held_on,
        closed=recorded.position,
    )


@STREAMS.on(SessionCalled)
def _session(work: Work, recorded: Recorded, event: SessionCalled) -> None:
    cycle = work[TABLE].need(event.cycle)
    _put(
        work,
        recorded,
        plan=cycle.plan,
        council=cycle.council,
        cycle=event.cycle,
        title=event.title,
        fiscal_year=cycle.fiscal_year,
        held_on=event.held_on,
    )


@STREAMS.on(SessionMoved)
def _moved(work: Work, recorded: Recorded, event: SessionMoved) -> None:
    _put(work, recorded, held_on=event.held_on)


@STREAMS.on(AccountDisabled, CycleClosed, SessionClosed, SessionCalledOff, IndicatorWithdrawn)
def _ended(work: Work, recorded: Recorded, _: Event) -> None:
    _put(work, recorded, closed=recorded.position)


def _row(work: Work, recorded: Recorded) -> StreamRow:
    position = recorded.position
    return work[TABLE].get(recorded.stream) or StreamRow(recorded.stream, recorded.kind, position, position)


def _put(work: Work, recorded: Recorded, **changes: object) -> None:
    work[TABLE].put(msgspec.structs.replace(_row(work, recorded), last=recorded.position, **changes))


class Streams:
    """Lists of what there is, in the order of registration."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stream(self, stream: str) -> StreamRow | None:
        """One stream by its id."""
        return self._database.row(TABLE, stream)

    def of_kind(self, kind: str) -> list[StreamRow]:
        """All streams of a kind: plan, indicator, review_cycle, session, council, account."""
        return self._database.rows(TABLE, "kind = ?", kind, then="ORDER BY first")

    def of_plan(self, plan: str, kind: str) -> list[StreamRow]:
        """The streams of a plan that are of a kind: its cycles, sessions, items."""
        return self._database.rows(TABLE, "plan = ? AND kind = ?", plan, kind, then="ORDER BY first")

    def of_cycle(self, cycle: str, kind: str) -> list[StreamRow]:
        """The streams of a cycle that are of a kind: its sessions."""
        return self._database.rows(TABLE, "cycle = ? AND kind = ?", cycle, kind, then="ORDER BY first")

    def plans(self) -> list[PlanRow]:
        """All plans that count."""
        found = [plan for plan in self._database.rows(PLANS, "1 = 1") if plan.withdrawn is None]
        return sorted(found, key=lambda plan: plan.position)

    def plan(self, plan: str, at: int | None = None) -> PlanRow | None:
        """One plan, now or as of a position."""
        return self._database.row(PLANS, plan, at=at)

    def plan_by_key(self, key: str) -> PlanRow | None:
        """The plan whose pages stand under /plans/KEY."""
        return next((plan for plan in self.plans_by_key(key) if plan.withdrawn is None), None)

    def plans_by_key(self, key: str) -> list[PlanRow]:
        """The plans of a key: at most one that counts, and those whose import was taken back."""
        return self._database.rows(PLANS, "key = ?", key)
