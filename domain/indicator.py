"""One reviewed item: its text, its status by year and, per cycle, how far its review has come."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

import msgspec

from domain.codes import ItemKind
from domain.commented import OPINION_EVOLVE, Commented, reopened
from domain.commitments import COMMITMENT_EVOLVE, Commitment
from domain.errors import Conflict, NotFound, Refused
from domain.event import Event, Recorded, Ref
from domain.events import (
    CarriedForward,
    DepartureRecorded,
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
    IndicatorWithdrawn,
    ItemNumber,
    MeasurementRecorded,
    MinorCorrectionMade,
    Numeric,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    ProposedFigure,
    ProposedItem,
    ResponsibilityAssigned,
    RestoredFigure,
    RevisionRecorded,
    StarGranted,
    StarPutForward,
    StarRevoked,
    StatusChecked,
    StepEntered,
    StepReturned,
    TextCorrected,
)
from domain.numbering import label


class Bullet(msgspec.Struct, frozen=True):
    """A bullet as it reads, counting its wordings from 1; `imported` while it reads as the document was read."""

    text: str
    text_revision: int = 1
    imported: bool = False


class Status(msgspec.Struct, frozen=True):
    """Where the latest status of a year stands; `cycle` is the review in which it was recorded."""

    position: int
    cycle: str | None = None


class Measured(msgspec.Struct, frozen=True):
    """The latest figure of a year, where it stands and in which review it was recorded; none of an imported one."""

    position: int
    cycle: str | None
    value: str | None = None
    text: Ref | None = None
    not_measured: bool = False
    source: Ref | None = None


class Responsible(msgspec.Struct, frozen=True):
    """The department that answers for an item, and where it stands whom to call."""

    department: str
    contact: Ref | None = None


class Change(msgspec.Struct, frozen=True):
    """One bullet of a draft or proposal: id and text revision (None: a new bullet), and where its text stands."""

    id: int | None
    text_revision: int | None
    text: Ref


class Draft(msgspec.Struct, frozen=True):
    """A version of the draft."""

    position: int
    changes: tuple[Change, ...]
    removed: tuple[int, ...]
    shown: bool = False
    taken_back: bool = False


class NewFigure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A figure of an item that a proposal adds; `text` is where its words are."""

    fiscal_year: int | None = None
    value: str | None = None
    text: Ref | None = None


class NewNumeric(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a 数値指標 that a proposal adds is measured, and where its words are."""

    unit: Ref
    baseline: NewFigure | None = None
    target: NewFigure | None = None

    def refs(self) -> tuple[Ref, ...]:
        """Its private texts."""
        figures = (self.baseline, self.target)
        return (self.unit, *(figure.text for figure in figures if figure and figure.text))


class NewItem(msgspec.Struct, frozen=True):
    """An item that a proposal adds: where it is to stand, and where its words are."""

    kind: ItemKind
    number: ItemNumber
    name: Ref
    statements: tuple[Ref, ...]
    initiative_name: Ref | None = None
    numeric: NewNumeric | None = None

    def refs(self) -> tuple[Ref, ...]:
        """Its private texts."""
        measure = (self.initiative_name,) if self.initiative_name else ()
        return (self.name, *self.statements, *measure, *(self.numeric.refs() if self.numeric else ()))


class Proposal(msgspec.Struct, frozen=True):
    """A version of the proposal: open, superseded, withdrawn, returned, adopted, rejected or revised.

    `removed_revisions` are, in step with `removed`, the wordings that the version was written against. `to` is project
    and measure of a move, `session` the meeting that it amends for, `adopted_in` that of its adoption.
    """

    position: int
    kind: str
    changes: tuple[Change, ...]
    removed: tuple[int, ...]
    removed_revisions: tuple[int, ...] = ()
    state: str = "open"
    name: Ref | None = None
    new_items: tuple[NewItem, ...] = ()
    into: str | None = None
    to: tuple[int, int] | None = None
    session: str | None = None
    adopted_in: str | None = None

    def refs(self) -> tuple[Ref, ...]:
        """The private texts that become public when it takes effect."""
        texts = [change.text for change in self.changes] + ([self.name] if self.name else [])
        return (*texts, *(ref for new in self.new_items for ref in new.refs()))


class StarAsked(msgspec.Struct, frozen=True):
    """What the office puts to the session about a bullet's ★."""

    cycle: str
    text_revision: int
    change: str
    position: int


class Indicator(Commented):
    """An item of the plan; keys are bullet ids, fiscal years, cycles, or (cycle, number).

    `entered` says when, in µs since 1970 UTC, the item came into a step of a cycle for the first time.
    `star_sessions` are those that gave or took a ★ here.
    """

    KIND: ClassVar = "indicator"

    plan: str = ""
    kind: ItemKind = "activity"
    number: ItemNumber | None = None
    former_numbers: tuple[ItemNumber, ...] = ()
    name: str = ""
    statements: dict[int, Bullet] = {}
    last_statement: int = 0
    stars: dict[int, str] = {}
    star_sessions: frozenset[str] = frozenset()
    statuses: dict[int, Status] = {}
    steps: dict[str, str] = {}
    entered: dict[tuple[str, str], int] = {}
    considered: dict[str, int] = {}
    drafts: dict[tuple[str, int], Draft] = {}
    proposals: dict[tuple[str, int], Proposal] = {}
    outcomes: dict[str, str] = {}
    commitments: dict[int, Commitment] = {}
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    retired_on: date | None = None
    numeric: Numeric | None = None
    measured: dict[int, Measured] = {}
    stars_asked: dict[int, StarAsked] = {}
    responsible: Responsible | None = None

    @property
    def label(self) -> str:
        """Item number and name, as messages call it."""
        return f"{label(self.number, self.kind)} {self.name}" if self.number else self.name

    @property
    def all_numbers(self) -> tuple[ItemNumber, ...]:
        """The numbers that it has and had: none is given to another item, or old papers would name two."""
        return (*self.former_numbers, *([self.number] if self.number else []))

    def last_draft(self, cycle: str) -> int:
        """The number of the latest draft version of a cycle, 0 without one."""
        return max((n for c, n in self.drafts if c == cycle), default=0)

    def last_version(self, cycle: str) -> int:
        """The latest proposal version of a cycle, 0 without one."""
        return max((n for c, n in self.proposals if c == cycle), default=0)

    def proposal_states(self, cycle: str) -> dict[int, str]:
        """The proposal versions of a cycle with their states."""
        return {n: p.state for (c, n), p in self.proposals.items() if c == cycle}

    def proposal(self, cycle: str, version: int) -> Proposal:
        """A version of the proposal; refuses one that is not here."""
        found = self.proposals.get((cycle, version))
        if found is None:
            msg = f"{self.label}：改善案の第{version}版は見つかりません。"
            raise NotFound(msg, code="unknown_version", field="version")
        return found

    def unsettled(self, cycle: str) -> bool:
        """Whether a proposal of the cycle still waits: for a decision, or to take effect."""
        return bool({"open", "adopted"} & set(self.proposal_states(cycle).values())) and cycle not in self.outcomes

    def open_elsewhere(self, cycle: str) -> bool:
        """Whether a proposal of another cycle still waits."""
        return any(self.unsettled(c) for c in {c for c, _ in self.proposals} - {cycle})

    def changing(self, statement: int) -> bool:
        """Whether a proposal that still waits would change or remove the bullet."""
        return any(
            p.state in {"open", "adopted"} and (statement in p.removed or any(c.id == statement for c in p.changes))
            for p in self.proposals.values()
        )

    def check_in_plan(self) -> None:
        """Refuses what cannot be done any more once the item has left the plan."""
        if self.retired_on is not None:
            msg = f"{self.label}：計画から外した項目です。記録は読むだけになります。"
            raise Refused(msg, code="retired")

    def check_revision(self, statement: int, text_revision: int | None) -> Bullet:
        """The bullet, if it still reads as it did at `text_revision`; else a conflict."""
        bullet = self.statements.get(statement)
        if bullet is None:
            msg = f"{self.label}：{statement}番目の項目は、いまの計画にありません。"
            raise NotFound(msg, code="unknown_statement", field="statement")
        if bullet.text_revision != text_revision:
            msg = (
                f"{self.label}：書いている間に、もとの文が新しくなりました。"
                "いまの文と見比べて、もう一度お選びください。"
            )
            raise Conflict(msg, code="stale_text", field="text_revision")
        return bullet


def next_rank(items: Iterable[Indicator], kind: str, at: ItemNumber) -> int:
    """The next rank among the items of a kind in a measure, after all that any item there has or had."""
    numbers = (number for item in items if item.kind == kind for number in item.all_numbers)
    here = [n.ordinal or 0 for n in numbers if (n.project, n.initiative) == (at.project, at.initiative)]
    return max(here, default=0) + 1


def _registered(state: Indicator, event: IndicatorRegistered, _: Recorded) -> None:
    state.plan, state.kind, state.number, state.name = event.plan, event.item_kind, event.number, event.name
    state.statements.update((s.id, Bullet(s.text, imported=s.source is not None)) for s in event.statements)
    state.predecessors = event.predecessors
    state.last_statement = max(state.statements, default=0)
    state.numeric = event.numeric


def _assigned(state: Indicator, event: ResponsibilityAssigned, at: Recorded) -> None:
    state.responsible = Responsible(event.department, None if event.contact is None else at.ref("contact"))


def _entered(state: Indicator, event: StepEntered, at: Recorded) -> None:
    state.steps[event.cycle] = event.step
    state.entered.setdefault((event.cycle, event.step), at.recorded_at)


def _sent_back(state: Indicator, event: StepReturned, _: Recorded) -> None:
    state.steps[event.cycle] = event.step
    if event.reopened:
        state.outcomes.pop(event.cycle, None)


def _status_checked(state: Indicator, event: StatusChecked, at: Recorded) -> None:
    state.statuses[event.fiscal_year] = Status(at.position, event.cycle)


def _carried_forward(state: Indicator, event: CarriedForward, at: Recorded) -> None:
    if event.of == "status":
        state.statuses[event.fiscal_year] = Status(at.position, event.cycle)
    else:
        state.outcomes[event.cycle] = "unchanged"


def _considered(state: Indicator, event: ImprovementConsidered, at: Recorded) -> None:
    state.considered[event.cycle] = at.position


def _measured(state: Indicator, event: MeasurementRecorded, at: Recorded) -> None:
    state.measured[event.fiscal_year] = Measured(
        position=at.position,
        cycle=event.cycle,
        value=event.value,
        text=None if event.text is None else at.ref("text"),
        not_measured=event.not_measured,
        source=None if event.source is None else at.ref("source"),
    )


def _star_put_forward(state: Indicator, event: StarPutForward, at: Recorded) -> None:
    state.stars_asked[event.statement] = StarAsked(event.cycle, event.text_revision, event.change, at.position)


def _draft_saved(state: Indicator, event: DraftSaved, at: Recorded) -> None:
    state.drafts[event.cycle, event.number] = Draft(at.position, _changes(event, at), event.removed)


def _draft_shown(state: Indicator, event: DraftShown, _: Recorded) -> None:
    key = (event.cycle, event.number)
    state.drafts[key] = msgspec.structs.replace(state.drafts[key], shown=True)


def _draft_taken_back(state: Indicator, event: DraftTakenBack, _: Recorded) -> None:
    key = (event.cycle, event.number)
    state.drafts[key] = msgspec.structs.replace(state.drafts[key], taken_back=True)


def _proposed(state: Indicator, event: ImprovementProposed, at: Recorded) -> None:
    before = state.proposals.get((event.cycle, event.version - 1))
    if before is not None and before.state == "open":
        _set_proposal(state, event.cycle, event.version - 1, "superseded")
    read = tuple(state.statements[gone].text_revision if gone in state.statements else 0 for gone in event.removed)
    state.proposals[event.cycle, event.version] = Proposal(
        position=at.position,
        kind=event.proposal_kind,
        changes=_changes(event, at),
        removed=event.removed,
        removed_revisions=read,
        name=None if event.name is None else at.ref("name"),
        new_items=tuple(_new_item(new, at, k) for k, new in enumerate(event.new_items)),
        into=event.into,
        to=None if event.to_project is None or event.to_initiative is None else (event.to_project, event.to_initiative),
        session=event.session,
    )


def _new_item(new: ProposedItem, at: Recorded, k: int) -> NewItem:
    return NewItem(
        kind=new.item_kind,
        number=new.number,
        name=at.ref("new_items", k, "name"),
        statements=tuple(at.ref("new_items", k, "statements", n) for n in range(len(new.statements))),
        initiative_name=None if new.initiative_name is None else at.ref("new_items", k, "initiative_name"),
        numeric=new_numeric(new, at, k),
    )


def new_numeric(new: ProposedItem, at: Recorded, k: int) -> NewNumeric | None:
    """How the k-th new item of a proposal is measured; None for other kinds."""
    if new.numeric is None:
        return None
    return NewNumeric(
        unit=at.ref("new_items", k, "numeric", "unit"),
        baseline=_new_figure(new.numeric.baseline, at, k, "baseline"),
        target=_new_figure(new.numeric.target, at, k, "target"),
    )


def _new_figure(figure: ProposedFigure | None, at: Recorded, k: int, name: str) -> NewFigure | None:
    if figure is None:
        return None
    text = None if figure.text is None else at.ref("new_items", k, "numeric", name, "text")
    return NewFigure(figure.fiscal_year, figure.value, text)


def _changes(event: DraftSaved | ImprovementProposed, at: Recorded) -> tuple[Change, ...]:
    return tuple(Change(s.id, s.text_revision, at.ref("statements", k, "text")) for k, s in enumerate(event.statements))


def _withdrawn(state: Indicator, event: ProposalWithdrawn, _: Recorded) -> None:
    _set_proposal(state, event.cycle, event.version, "withdrawn")
    _reopen(state, event.cycle, event.version)


def _returned(state: Indicator, event: ProposalReturned, _: Recorded) -> None:
    _set_proposal(state, event.cycle, event.version, "returned")
    _reopen(state, event.cycle, event.version)


def _adopted(state: Indicator, event: ProposalAdopted, _: Recorded) -> None:
    key = (event.cycle, event.version)
    state.proposals[key] = msgspec.structs.replace(state.proposals[key], state="adopted", adopted_in=event.session)
    if state.proposals[event.cycle, event.version].kind == "continue":
        state.outcomes[event.cycle] = "unchanged"


def _rejected(state: Indicator, event: ProposalRejected, _: Recorded) -> None:
    _set_proposal(state, event.cycle, event.version, "rejected")
    _reopen(state, event.cycle, event.version)


def _set_proposal(state: Indicator, cycle: str, version: int, to: str) -> None:
    state.proposals[cycle, version] = msgspec.structs.replace(state.proposals[cycle, version], state=to)


def _reopen(state: Indicator, cycle: str, version: int) -> None:
    """An opinion whose answer named a version that fell, or one that it had replaced, waits for an answer again."""
    for at, comment in state.comments.items():
        here = comment.cycle == cycle and comment.state == "answered" and comment.version_of is None
        if here and 0 < (comment.answered_with or 0) <= version:
            state.comments[at] = reopened(comment)


def _starred(state: Indicator, event: StarGranted, _: Recorded) -> None:
    state.stars[event.statement] = event.session
    state.star_sessions |= {event.session}
    state.stars_asked.pop(event.statement, None)


def _unstarred(state: Indicator, event: StarRevoked, _: Recorded) -> None:
    state.stars.pop(event.statement, None)
    state.star_sessions |= {event.session}
    state.stars_asked.pop(event.statement, None)


def _revised(state: Indicator, event: IndicatorRevised, _: Recorded) -> None:
    _reads(state, event)
    if event.merged is not None:
        state.predecessors = (*state.predecessors, event.merged)
    else:
        _set_proposal(state, event.cycle, event.version, "revised")
        state.outcomes[event.cycle] = "revised"


def _reads(state: Indicator, event: IndicatorRevised | RevisionRecorded, *, imported: bool = False) -> None:
    """The bullets, the name and the number as they are from now on."""
    for s in event.statements:
        state.statements[s.id] = Bullet(s.text, s.text_revision, imported)
        state.stars_asked.pop(s.id, None)
        if not s.advanced:
            state.stars.pop(s.id, None)
    for gone in event.removed:
        state.statements.pop(gone, None)
        state.stars.pop(gone, None)
        state.stars_asked.pop(gone, None)
    state.last_statement = max([state.last_statement, *(s.id for s in event.statements)])
    state.name = event.name or state.name
    if event.number is not None and state.number is not None:
        state.former_numbers = (*state.former_numbers, state.number)
    state.number = event.number or state.number


def _revised_outside(state: Indicator, event: RevisionRecorded, _: Recorded) -> None:
    _reads(state, event, imported=True)
    if event.order:
        state.statements = {k: state.statements[k] for k in event.order if k in state.statements}
    state.predecessors = (*state.predecessors, *event.merged)


def _left(state: Indicator, event: DepartureRecorded, _: Recorded) -> None:
    state.retired_on, state.successors = event.effective_on, event.by


def _succeeded(state: Indicator, event: IndicatorSucceeded, _: Recorded) -> None:
    state.successors = event.by


def _retired(state: Indicator, event: IndicatorRetired, _: Recorded) -> None:
    state.retired_on = event.effective_on
    _set_proposal(state, event.cycle, event.version, "revised")
    state.outcomes[event.cycle] = "retired"


def _restored(state: Indicator, event: IndicatorRestored, _: Recorded) -> None:
    """Ids of bullets that the document brought stay given: `last_statement` does not go back."""
    state.number, state.name, state.former_numbers = event.number, event.name, event.former_numbers
    state.statements = {s.id: Bullet(s.text, s.text_revision, s.imported) for s in event.statements}
    state.stars = {s.id: s.star for s in event.statements if s.star is not None}
    state.stars_asked = {
        s.id: StarAsked(s.asked.cycle, s.asked.text_revision, s.asked.change, s.asked.position)
        for s in event.statements
        if s.asked is not None
    }
    state.predecessors, state.successors = event.predecessors, event.successors
    state.retired_on = event.retired_on
    for status in event.statuses:
        state.statuses.pop(status.fiscal_year, None)
        if status.position is not None:
            state.statuses[status.fiscal_year] = Status(status.position, status.cycle)
    for figure in event.figures:
        state.measured.pop(figure.fiscal_year, None)
        if figure.position is not None:
            state.measured[figure.fiscal_year] = _measured_before(figure, figure.position)


def _measured_before(figure: RestoredFigure, position: int) -> Measured:
    return Measured(
        position=position,
        cycle=figure.cycle,
        value=figure.value,
        text=Ref(position, "/data/text") if figure.worded else None,
        not_measured=figure.not_measured,
        source=Ref(position, "/data/source") if figure.sourced else None,
    )


def _counts_no_more(state: Indicator, event: IndicatorWithdrawn, _: Recorded) -> None:
    state.retired_on = event.effective_on


def _corrected(state: Indicator, event: MinorCorrectionMade, _: Recorded) -> None:
    if event.statement is None or event.text_revision is None:
        state.name = event.text
    else:
        state.statements[event.statement] = Bullet(event.text, event.text_revision)


def _read_again(state: Indicator, event: TextCorrected, _: Recorded) -> None:
    state.statements[event.statement] = Bullet(event.text, event.text_revision, imported=True)


RULES: Mapping[type[Event], Callable[[Any, Any, Recorded], None]] = {
    IndicatorRegistered: _registered,
    ResponsibilityAssigned: _assigned,
    StepEntered: _entered,
    StepReturned: _sent_back,
    StatusChecked: _status_checked,
    CarriedForward: _carried_forward,
    ImprovementConsidered: _considered,
    MeasurementRecorded: _measured,
    StarPutForward: _star_put_forward,
    DraftSaved: _draft_saved,
    DraftShown: _draft_shown,
    DraftTakenBack: _draft_taken_back,
    ImprovementProposed: _proposed,
    ProposalWithdrawn: _withdrawn,
    ProposalReturned: _returned,
    ProposalAdopted: _adopted,
    ProposalRejected: _rejected,
    StarGranted: _starred,
    StarRevoked: _unstarred,
    IndicatorRevised: _revised,
    IndicatorSucceeded: _succeeded,
    IndicatorRetired: _retired,
    RevisionRecorded: _revised_outside,
    DepartureRecorded: _left,
    IndicatorRestored: _restored,
    IndicatorWithdrawn: _counts_no_more,
    MinorCorrectionMade: _corrected,
    TextCorrected: _read_again,
}
Indicator.EVOLVE = {**OPINION_EVOLVE, **COMMITMENT_EVOLVE, **RULES}
