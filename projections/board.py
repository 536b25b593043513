"""The board: where each item of a cycle stands, how many opinions wait on it, and counts by project and state."""

from collections import Counter
from typing import Literal

import msgspec

from domain.codes import ItemKind
from domain.event import Recorded
from domain.events import (
    AnswerRevised,
    CarriedForward,
    CommentAnswered,
    CommentSubmitted,
    CommentWithdrawn,
    CycleOpened,
    DecisionRecorded,
    DraftSaved,
    DraftShown,
    DraftTakenBack,
    ImprovementConsidered,
    ImprovementProposed,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    ItemNumber,
    MatterCarriedOver,
    MatterTakenUp,
    MeasurementRecorded,
    MinorCorrectionMade,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    RevisionRecorded,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    StatusChecked,
    StepEntered,
    StepReturned,
)
from domain.numbering import order
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work

Stage = Literal["not_started", "checking", "checked", "considered", "drafting", "shown", "proposed"]
Fate = Literal["continued", "entrusted", "decided", "revised", "unchanged", "rejected", "succeeded", "retired"]
State = Literal[
    "not_started",
    "checking",
    "checked",
    "considered",
    "drafting",
    "shown",
    "proposed",
    "session",
    "continued",
    "entrusted",
    "decided",
    "revised",
    "unchanged",
    "rejected",
    "succeeded",
    "retired",
]

STAGES: tuple[Stage, ...] = ("not_started", "checking", "checked", "considered", "drafting", "shown", "proposed")
STAGE_OF_STEP: dict[str, Stage] = {"status_check": "checking", "consideration": "checked"}
"""Where an item begins that enters a step, or is sent back to it."""


class BoardRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item in a cycle; `counted` is False for those that take opinions but no steps.

    `since` is when it came into its state, in µs since 1970 UTC. `open` are the positions of opinions that wait for an
    answer. `continues`: the proposal keeps the text.
    """

    cycle: str
    indicator: str
    plan: str
    kind: ItemKind
    number: ItemNumber
    name: str
    counted: bool
    state: State = "not_started"
    since: int = 0
    position: int = 0
    step: str | None = None
    stage: Stage = "not_started"
    fate: Fate | None = None
    session: str | None = None
    continues: bool = False
    open: tuple[int, ...] = ()

    @property
    def project(self) -> int:
        """The number of its project."""
        return self.number.project

    @property
    def open_comments(self) -> int:
        """How many opinions wait for an answer."""
        return len(self.open)


class CountRow(msgspec.Struct, frozen=True):
    """How many counted items of a project are in a state."""

    project: int
    state: State
    items: int


class BoardItem(msgspec.Struct, frozen=True):
    """What the board shows of an item itself."""

    indicator: str
    plan: str
    kind: ItemKind
    number: ItemNumber
    name: str


class BoardCycle(msgspec.Struct, frozen=True):
    """The year whose status a cycle checks."""

    cycle: str
    status_year: int


class BoardSession(msgspec.Struct, frozen=True):
    """A called meeting and the items on its agenda."""

    session: str
    cycle: str
    items: tuple[str, ...]


class BoardAnswer(msgspec.Struct, frozen=True):
    """Which version of which item, `named`, the answer to an opinion names; `indicator` is where the opinion stands."""

    comment: int
    cycle: str
    indicator: str | None
    named: str | None = None
    version: int = 0


TABLE = Table("board", BoardRow, ("cycle", "indicator"), ("state",), (("indicator",),))
ITEMS = Table("board_items", BoardItem, ("indicator",))
CYCLES = Table("board_cycles", BoardCycle, ("cycle",))
SESSIONS = Table("board_sessions", BoardSession, ("session",))
ANSWERS = Table("board_answers", BoardAnswer, ("comment",), ("named", "cycle"), (("named", "cycle"),))
BOARD = ReadModel("board", 6, TABLE, ITEMS, CYCLES, SESSIONS, ANSWERS)


@BOARD.on(IndicatorRegistered)
def _registered(work: Work, recorded: Recorded, event: IndicatorRegistered) -> None:
    work[ITEMS].put(BoardItem(recorded.stream, event.plan, event.item_kind, event.number, event.name))


@BOARD.on(CycleOpened)
def _opened(work: Work, recorded: Recorded, event: CycleOpened) -> None:
    work[CYCLES].put(BoardCycle(recorded.stream, event.status_year))
    for indicator in event.items:
        work[TABLE].put(_new(work, recorded, recorded.stream, indicator, counted=True))
    for indicator in event.others:
        work[TABLE].put(_new(work, recorded, recorded.stream, indicator, counted=False))


def _new(work: Work, recorded: Recorded, cycle: str, indicator: str, *, counted: bool) -> BoardRow:
    item = work[ITEMS].need(indicator)
    return BoardRow(
        cycle=cycle,
        indicator=indicator,
        plan=item.plan,
        kind=item.kind,
        number=item.number,
        name=item.name,
        counted=counted,
        since=recorded.recorded_at,
        position=recorded.position,
    )


@BOARD.on(StepEntered)
def _entered(work: Work, recorded: Recorded, event: StepEntered) -> None:
    _put(work, recorded, event.cycle, step=event.step)
    _reach(work, recorded, event.cycle, STAGE_OF_STEP.get(event.step, "not_started"))


@BOARD.on(StepReturned)
def _sent_back(work: Work, recorded: Recorded, event: StepReturned) -> None:
    stage = STAGE_OF_STEP.get(event.step, _row(work, recorded, event.cycle).stage)
    _put(work, recorded, event.cycle, step=event.step, stage=stage, fate=None)


@BOARD.on(StatusChecked)
def _checked(work: Work, recorded: Recorded, event: StatusChecked) -> None:
    if event.cycle and event.fiscal_year == work[CYCLES].need(event.cycle).status_year:
        _reach(work, recorded, event.cycle, "checked")


@BOARD.on(MeasurementRecorded)
def _measured(work: Work, recorded: Recorded, event: MeasurementRecorded) -> None:
    """The figure is the status of an item that the steps count; an import's is before any cycle."""
    if event.cycle is None:
        return
    counted = _row(work, recorded, event.cycle).counted
    if counted and event.fiscal_year == work[CYCLES].need(event.cycle).status_year:
        _reach(work, recorded, event.cycle, "checked")


@BOARD.on(CarriedForward)
def _carried_forward(work: Work, recorded: Recorded, event: CarriedForward) -> None:
    if event.of == "status":
        _reach(work, recorded, event.cycle, "checked")
    else:
        _put(work, recorded, event.cycle, fate="unchanged")


@BOARD.on(ImprovementConsidered)
def _considered(work: Work, recorded: Recorded, event: ImprovementConsidered) -> None:
    _again(work, recorded, event.cycle, "considered")


@BOARD.on(DraftSaved)
def _draft_saved(work: Work, recorded: Recorded, event: DraftSaved) -> None:
    _again(work, recorded, event.cycle, "drafting")


@BOARD.on(DraftShown)
def _draft_shown(work: Work, recorded: Recorded, event: DraftShown) -> None:
    _again(work, recorded, event.cycle, "shown")


@BOARD.on(DraftTakenBack)
def _draft_taken_back(work: Work, recorded: Recorded, event: DraftTakenBack) -> None:
    row = _row(work, recorded, event.cycle)
    if row.stage == "shown":
        _put(work, recorded, event.cycle, stage="drafting")


@BOARD.on(ImprovementProposed)
def _proposed(work: Work, recorded: Recorded, event: ImprovementProposed) -> None:
    _again(work, recorded, event.cycle, "proposed")
    _put(work, recorded, event.cycle, continues=event.proposal_kind == "continue")


@BOARD.on(ProposalReturned)
def _returned(work: Work, recorded: Recorded, event: ProposalReturned) -> None:
    _reopen(work, recorded, event.cycle, event.version)
    _put(work, recorded, event.cycle, stage="checked", fate=None)


@BOARD.on(ProposalWithdrawn)
def _withdrawn(work: Work, recorded: Recorded, event: ProposalWithdrawn) -> None:
    _reopen(work, recorded, event.cycle, event.version)
    _put(work, recorded, event.cycle, stage="considered", fate=None)


@BOARD.on(SessionCalled)
def _called(work: Work, recorded: Recorded, event: SessionCalled) -> None:
    items = tuple(entry.indicator for entry in event.agenda)
    work[SESSIONS].put(BoardSession(recorded.stream, event.cycle, items))
    for indicator in items:
        fate = _row(work, recorded, event.cycle, indicator).fate
        again = None if fate == "continued" else fate
        _put(work, recorded, event.cycle, indicator, session=recorded.stream, fate=again)


@BOARD.on(SessionClosed, SessionCalledOff)
def _closed(work: Work, recorded: Recorded, _: SessionClosed | SessionCalledOff) -> None:
    session = work[SESSIONS].need(recorded.stream)
    for indicator in session.items:
        if _row(work, recorded, session.cycle, indicator).session == recorded.stream:
            _put(work, recorded, session.cycle, indicator, session=None)


@BOARD.on(DecisionRecorded)
def _decided(work: Work, recorded: Recorded, event: DecisionRecorded) -> None:
    if event.decision in {"continued", "entrusted"}:
        cycle = work[SESSIONS].need(recorded.stream).cycle
        for entry in event.proposals:
            _put(work, recorded, cycle, entry.indicator, fate=event.decision)


@BOARD.on(ProposalAdopted)
def _adopted(work: Work, recorded: Recorded, event: ProposalAdopted) -> None:
    continues = _row(work, recorded, event.cycle).continues
    _put(work, recorded, event.cycle, fate="unchanged" if continues else "decided")


@BOARD.on(ProposalRejected)
def _rejected(work: Work, recorded: Recorded, event: ProposalRejected) -> None:
    _reopen(work, recorded, event.cycle, event.version)
    _put(work, recorded, event.cycle, fate="rejected", stage="checked")


@BOARD.on(IndicatorRevised)
def _revised(work: Work, recorded: Recorded, event: IndicatorRevised) -> None:
    if event.name or event.number:
        _call(work, recorded, event.name, event.number)
    if event.merged is None:
        _put(work, recorded, event.cycle, fate="revised")


@BOARD.on(RevisionRecorded)
def _revised_outside(work: Work, recorded: Recorded, event: RevisionRecorded) -> None:
    if event.name or event.number:
        _call(work, recorded, event.name, event.number)


@BOARD.on(IndicatorRestored)
def _restored(work: Work, recorded: Recorded, event: IndicatorRestored) -> None:
    _call(work, recorded, event.name, event.number)


@BOARD.on(IndicatorSucceeded)
def _succeeded(work: Work, recorded: Recorded, event: IndicatorSucceeded) -> None:
    _put(work, recorded, event.cycle, fate="succeeded")


@BOARD.on(IndicatorRetired)
def _retired(work: Work, recorded: Recorded, event: IndicatorRetired) -> None:
    if _row(work, recorded, event.cycle).fate != "succeeded":
        _put(work, recorded, event.cycle, fate="retired")


@BOARD.on(MinorCorrectionMade)
def _corrected(work: Work, recorded: Recorded, event: MinorCorrectionMade) -> None:
    if recorded.kind == "indicator" and event.statement is None:
        _call(work, recorded, event.text, None)


def _call(work: Work, recorded: Recorded, name: str | None, number: ItemNumber | None) -> None:
    """The item is called so from now on, in every cycle."""
    item = work[ITEMS].need(recorded.stream)
    called = {"name": name or item.name, "number": number or item.number}
    work[ITEMS].put(msgspec.structs.replace(item, **called))
    for row in work[TABLE].find(indicator=recorded.stream):
        work[TABLE].put(msgspec.structs.replace(row, **called))


@BOARD.on(CommentSubmitted)
def _commented(work: Work, recorded: Recorded, event: CommentSubmitted) -> None:
    if recorded.kind == "indicator":
        waiting = _row(work, recorded, event.cycle).open
        _put(work, recorded, event.cycle, open=(*waiting, recorded.position))


@BOARD.on(MatterTakenUp)
def _taken_up(work: Work, recorded: Recorded, event: MatterTakenUp) -> None:
    if recorded.kind == "indicator":
        waiting = _row(work, recorded, event.cycle).open
        _put(work, recorded, event.cycle, open=tuple(sorted({*waiting, event.comment})))


@BOARD.on(CommentAnswered, AnswerRevised)
def _answered(work: Work, recorded: Recorded, event: CommentAnswered | AnswerRevised) -> None:
    _settle(work, recorded, event)
    if event.version is not None:
        item = recorded.stream if recorded.kind == "indicator" else None
        named = event.indicator or recorded.stream
        work[ANSWERS].put(BoardAnswer(event.comment, event.cycle, item, named, event.version))


@BOARD.on(CommentWithdrawn, MatterCarriedOver)
def _settle(
    work: Work,
    recorded: Recorded,
    event: CommentAnswered | AnswerRevised | CommentWithdrawn | MatterCarriedOver,
) -> None:
    before = work[ANSWERS].get(event.comment)
    if before is not None:
        work[ANSWERS].put(BoardAnswer(event.comment, event.cycle, before.indicator))
    if recorded.kind == "indicator":
        waiting = tuple(comment for comment in _row(work, recorded, event.cycle).open if comment != event.comment)
        _put(work, recorded, event.cycle, open=waiting)


def _reopen(work: Work, recorded: Recorded, cycle: str, version: int) -> None:
    """Opinions whose answer named the version that fell, or an earlier one, wait again, wherever they stand."""
    for answer in work[ANSWERS].find(named=recorded.stream, cycle=cycle):
        if answer.version > version:
            continue
        work[ANSWERS].put(BoardAnswer(answer.comment, cycle, answer.indicator))
        if answer.indicator is not None:
            waiting = {*_row(work, recorded, cycle, answer.indicator).open, answer.comment}
            _put(work, recorded, cycle, answer.indicator, open=tuple(sorted(waiting)))


def _reach(work: Work, recorded: Recorded, cycle: str, stage: Stage) -> None:
    """On to a stage, unless the item is past it."""
    row = _row(work, recorded, cycle)
    _put(work, recorded, cycle, stage=max(row.stage, stage, key=STAGES.index))


def _again(work: Work, recorded: Recorded, cycle: str, stage: Stage) -> None:
    """On to a stage; what was rejected begins anew."""
    fate = _row(work, recorded, cycle).fate
    _put(work, recorded, cycle, fate=None if fate == "rejected" else fate)
    _reach(work, recorded, cycle, stage)


def _row(work: Work, recorded: Recorded, cycle: str, indicator: str | None = None) -> BoardRow:
    stream = indicator or recorded.stream
    return work[TABLE].get(cycle, stream) or _new(work, recorded, cycle, stream, counted=False)


def _put(work: Work, recorded: Recorded, cycle: str, indicator: str | None = None, /, **changes: object) -> None:
    before = _row(work, recorded, cycle, indicator)
    row = msgspec.structs.replace(before, position=recorded.position, **changes)
    state = _state(row)
    since = row.since if state == before.state else recorded.recorded_at
    work[TABLE].put(msgspec.structs.replace(row, state=state, since=since))


def _state(row: BoardRow) -> State:
    if row.fate is not None:
        return row.fate
    return "session" if row.session and row.stage == "proposed" else row.stage


class Board:
    """Questions about a cycle as a whole."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def board(self, cycle: str) -> list[BoardRow]:
        """All items of a cycle in the order of the plan."""
        return sorted(self._database.rows(TABLE, "cycle = ?", cycle), key=lambda row: order(row.number, row.kind))

    def item(self, cycle: str, indicator: str) -> BoardRow | None:
        """One item of a cycle."""
        return self._database.row(TABLE, cycle, indicator)

    def counts(self, cycle: str) -> list[CountRow]:
        """Counted items by project and state, those that occur; states in the order of a review."""
        states: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]  # what a Literal holds
        found = Counter((row.project, row.state) for row in self.board(cycle) if row.counted)
        ranked = sorted(found.items(), key=lambda entry: (entry[0][0], states.index(entry[0][1])))
        return [CountRow(project, state, items) for (project, state), items in ranked]
