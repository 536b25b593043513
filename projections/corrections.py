"""Minor corrections (軽微な修正): what changed without a meeting, on which ground, and which meeting heard of it."""

import msgspec

from domain.codes import Ground
from domain.event import Recorded, Ref
from domain.events import (
    CycleOpened,
    DocumentWithdrawn,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRevised,
    MinorCorrectionMade,
    PlanRegistered,
    PlanStructureChanged,
    ProjectEntry,
    RevisionRecorded,
    SessionCalled,
    SessionClosed,
    TextCorrected,
)
from domain.plan import renamed
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.told_sessions import PlanOf, learn, plan_of, plans_table
from projections.work import Work


class CorrectionRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A minor correction, named by its position; `reported` is the first session that closed after it.

    On an item `statement` says which bullet, None is its name; on the plan it is a project, or one of its measures.
    `withdrawn`: the import of the document that brought it was taken back.
    """

    position: int
    plan: str
    recorded_at: int
    ground: Ground
    before: str
    after: str
    note: Ref
    indicator: str | None = None
    statement: int | None = None
    project: int | None = None
    initiative: int | None = None
    session: str | None = None
    reported: str | None = None
    withdrawn: bool = False


class Wordings(msgspec.Struct, frozen=True, omit_defaults=True):
    """How an item, or the plan's projects and measures, read now; the name of an item stands under 0."""

    stream: str
    texts: dict[int, str] = {}
    projects: tuple[ProjectEntry, ...] = ()


TABLE = Table("corrections", CorrectionRow, ("position",), ("plan", "reported"), (("plan", "reported"),))
PLANS = plans_table("correction_plans")
WORDINGS = Table("correction_wordings", Wordings, ("stream",))
CORRECTIONS = ReadModel("corrections", 3, TABLE, PLANS, WORDINGS)


@CORRECTIONS.on(PlanRegistered, PlanStructureChanged)
def _plan(work: Work, recorded: Recorded, event: PlanRegistered | PlanStructureChanged) -> None:
    known = work[WORDINGS].get(recorded.stream)
    work[WORDINGS].put(Wordings(recorded.stream, projects=event.projects or (known.projects if known else ())))


@CORRECTIONS.on(IndicatorRegistered)
def _registered(work: Work, recorded: Recorded, event: IndicatorRegistered) -> None:
    work[PLANS].put(PlanOf(recorded.stream, event.plan))
    work[WORDINGS].put(Wordings(recorded.stream, {0: event.name, **{s.id: s.text for s in event.statements}}))


@CORRECTIONS.on(IndicatorRevised, RevisionRecorded)
def _revised(work: Work, recorded: Recorded, event: IndicatorRevised | RevisionRecorded) -> None:
    name = {0: event.name} if event.name else {}
    _read(work, recorded, {**name, **{s.id: s.text for s in event.statements}})


@CORRECTIONS.on(TextCorrected)
def _read_again(work: Work, recorded: Recorded, event: TextCorrected) -> None:
    _read(work, recorded, {event.statement: event.text})


@CORRECTIONS.on(IndicatorRestored)
def _restored(work: Work, recorded: Recorded, event: IndicatorRestored) -> None:
    _read(work, recorded, {0: event.name, **{s.id: s.text for s in event.statements}})


@CORRECTIONS.on(DocumentWithdrawn)
def _document_withdrawn(work: Work, recorded: Recorded, event: DocumentWithdrawn) -> None:
    known = work[WORDINGS].need(recorded.stream)
    work[WORDINGS].put(msgspec.structs.replace(known, projects=event.projects or known.projects))
    for row in work[TABLE].find(plan=recorded.stream):
        if event.document <= row.position <= event.through:
            work[TABLE].put(msgspec.structs.replace(row, withdrawn=True))


def _read(work: Work, recorded: Recorded, texts: dict[int, str]) -> None:
    known = work[WORDINGS].need(recorded.stream)
    work[WORDINGS].put(msgspec.structs.replace(known, texts={**known.texts, **texts}))


@CORRECTIONS.on(CycleOpened, SessionCalled)
def _known(work: Work, recorded: Recorded, event: CycleOpened | SessionCalled) -> None:
    learn(work, PLANS, recorded, event)


@CORRECTIONS.on(MinorCorrectionMade)
def _corrected(work: Work, recorded: Recorded, event: MinorCorrectionMade) -> None:
    """An item that is called like its project or measure is renamed with it: that is one correction."""
    known = work[WORDINGS].need(recorded.stream)
    if recorded.kind == "plan":
        work[WORDINGS].put(msgspec.structs.replace(known, projects=renamed(known.projects, event)))
    else:
        _read(work, recorded, {event.statement or 0: event.text})
    if recorded.kind == "plan" or event.project is None:
        work[TABLE].put(_row(work, recorded, event, _before(known, event)))


def _row(work: Work, recorded: Recorded, event: MinorCorrectionMade, before: str) -> CorrectionRow:
    return CorrectionRow(
        position=recorded.position,
        plan=plan_of(work, PLANS, recorded),
        recorded_at=recorded.recorded_at,
        ground=event.ground,
        before=before,
        after=event.text,
        note=recorded.ref("note"),
        indicator=recorded.stream if recorded.kind == "indicator" else None,
        statement=event.statement,
        project=event.project,
        initiative=event.initiative,
        session=event.session,
    )


def _before(known: Wordings, event: MinorCorrectionMade) -> str:
    project = next((p for p in known.projects if p.number == event.project), None)
    if project is None:
        return known.texts.get(event.statement or 0, "")
    measure = next((i for i in project.initiatives if i.number == event.initiative), None)
    return measure.name if measure else project.name


@CORRECTIONS.on(SessionClosed)
def _session_closed(work: Work, recorded: Recorded, _: SessionClosed) -> None:
    for row in work[TABLE].find(plan=plan_of(work, PLANS, recorded), reported=None):
        work[TABLE].put(msgspec.structs.replace(row, reported=recorded.stream))


class Corrections:
    """Questions about minor corrections, in the order in which they were made; of those that count."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_plan(self, plan: str) -> list[CorrectionRow]:
        """All of a plan."""
        return self._counting("plan = ?", plan)

    def unreported(self, plan: str) -> list[CorrectionRow]:
        """Those of which no meeting has heard yet."""
        return self._counting("plan = ? AND reported IS NULL", plan)

    def reported_to(self, plan: str, session: str) -> list[CorrectionRow]:
        """Those that a meeting heard of."""
        return self._counting("plan = ? AND reported = ?", plan, session)

    def _counting(self, where: str, *values: object) -> list[CorrectionRow]:
        found = self._database.rows(TABLE, where, *values, then="ORDER BY position")
        return [row for row in found if not row.withdrawn]
