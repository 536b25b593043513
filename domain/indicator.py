"""One reviewed item: its text, its status by year and, per cycle, how far its review has come."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import msgspec

from domain.codes import ItemKind
from domain.errors import Conflict, NotFound
from domain.event import Event, Recorded, Ref
from domain.events import (
    CarriedForward,
    DraftSaved,
    DraftShown,
    ImprovementConsidered,
    ImprovementProposed,
    IndicatorRegistered,
    IndicatorRevised,
    ItemNumber,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ResponsibilityAssigned,
    StarGranted,
    StarRevoked,
    StatusChecked,
    StepEntered,
    StepReturned,
)
from domain.numbering import label
from domain.opinions import OPINION_EVOLVE, Commented


class Bullet(msgspec.Struct, frozen=True):
    """A bullet as it reads, counting its wordings from 1."""

    text: str
    text_revision: int = 1


class Status(msgspec.Struct, frozen=True):
    """Where the latest status of a year stands; `cycle` is the review in which it was checked or carried forward."""

    position: int
    cycle: str | None = None


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


class Proposal(msgspec.Struct, frozen=True):
    """A version of the proposal: open, superseded, returned, adopted, rejected or revised.

    `removed_revisions` are, in step with `removed`, the wordings that the version was written against.
    """

    position: int
    kind: str
    changes: tuple[Change, ...]
    removed: tuple[int, ...]
    removed_revisions: tuple[int, ...] = ()
    state: str = "open"


class Indicator(Commented):
    """An item of the plan; keys are bullet ids, fiscal years, cycles, or (cycle, number)."""

    KIND: ClassVar = "indicator"

    plan: str = ""
    kind: ItemKind = "activity"
    number: ItemNumber | None = None
    name: str = ""
    statements: dict[int, Bullet] = {}
    last_statement: int = 0
    stars: dict[int, str] = {}
    statuses: dict[int, Status] = {}
    steps: dict[str, str] = {}
    considered: dict[str, int] = {}
    drafts: dict[tuple[str, int], Draft] = {}
    proposals: dict[tuple[str, int], Proposal] = {}
    outcomes: dict[str, str] = {}
    responsible: Responsible | None = None

    @property
    def label(self) -> str:
        """Item number and name, as messages call it."""
        return f"{label(self.number, self.kind)} {self.name}" if self.number else self.name

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


def _registered(state: Indicator, event: IndicatorRegistered, _: Recorded) -> None:
    state.plan, state.kind, state.number, state.name = event.plan, event.item_kind, event.number, event.name
    state.statements.update((s.id, Bullet(s.text)) for s in event.statements)
    state.last_statement = max(state.statements, default=0)


def _assigned(state: Indicator, event: ResponsibilityAssigned, at: Recorded) -> None:
    state.responsible = Responsible(event.department, None if event.contact is None else at.ref("contact"))


def _step(state: Indicator, event: StepEntered | StepReturned, _: Recorded) -> None:
    state.steps[event.cycle] = event.step


def _status_checked(state: Indicator, event: StatusChecked, at: Recorded) -> None:
    state.statuses[event.fiscal_year] = Status(at.position, event.cycle)


def _carried_forward(state: Indicator, event: CarriedForward, at: Recorded) -> None:
    if event.of == "status":
        state.statuses[event.fiscal_year] = Status(at.position, event.cycle)
    else:
        state.outcomes[event.cycle] = "unchanged"


def _considered(state: Indicator, event: ImprovementConsidered, at: Recorded) -> None:
    state.considered[event.cycle] = at.position


def _draft_saved(state: Indicator, event: DraftSaved, at: Recorded) -> None:
    state.drafts[event.cycle, event.number] = Draft(at.position, _changes(event, at), event.removed)


def _draft_shown(state: Indicator, event: DraftShown, _: Recorded) -> None:
    key = (event.cycle, event.number)
    state.drafts[key] = msgspec.structs.replace(state.drafts[key], shown=True)


def _proposed(state: Indicator, event: ImprovementProposed, at: Recorded) -> None:
    before = state.proposals.get((event.cycle, event.version - 1))
    if before is not None and before.state == "open":
        _set_proposal(state, event.cycle, event.version - 1, "superseded")
    read = tuple(state.statements[gone].text_revision if gone in state.statements else 0 for gone in event.removed)
    proposal = Proposal(at.position, event.proposal_kind, _changes(event, at), event.removed, read)
    state.proposals[event.cycle, event.version] = proposal


def _changes(event: DraftSaved | ImprovementProposed, at: Recorded) -> tuple[Change, ...]:
    return tuple(Change(s.id, s.text_revision, at.ref("statements", k, "text")) for k, s in enumerate(event.statements))


def _returned(state: Indicator, event: ProposalReturned, _: Recorded) -> None:
    _set_proposal(state, event.cycle, event.version, "returned")
    _reopen(state, event.cycle, event.version)


def _adopted(state: Indicator, event: ProposalAdopted, _: Recorded) -> None:
    _set_proposal(state, event.cycle, event.version, "adopted")
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
        if comment.cycle == cycle and comment.state == "answered" and 0 < (comment.answered_with or 0) <= version:
            state.comments[at] = msgspec.structs.replace(comment, state="received", answered_with=None)


def _starred(state: Indicator, event: StarGranted, _: Recorded) -> None:
    state.stars[event.statement] = event.session


def _unstarred(state: Indicator, event: StarRevoked, _: Recorded) -> None:
    state.stars.pop(event.statement, None)


def _revised(state: Indicator, event: IndicatorRevised, _: Recorded) -> None:
    for s in event.statements:
        state.statements[s.id] = Bullet(s.text, s.text_revision)
        if not s.advanced:
            state.stars.pop(s.id, None)
    for gone in event.removed:
        state.statements.pop(gone, None)
        state.stars.pop(gone, None)
    state.last_statement = max([state.last_statement, *(s.id for s in event.statements)])
    _set_proposal(state, event.cycle, event.version, "revised")
    state.outcomes[event.cycle] = "revised"


RULES: Mapping[type[Event], Callable[[Any, Any, Recorded], None]] = {
    IndicatorRegistered: _registered,
    ResponsibilityAssigned: _assigned,
    StepEntered: _step,
    StepReturned: _step,
    StatusChecked: _status_checked,
    CarriedForward: _carried_forward,
    ImprovementConsidered: _considered,
    DraftSaved: _draft_saved,
    DraftShown: _draft_shown,
    ImprovementProposed: _proposed,
    ProposalReturned: _returned,
    ProposalAdopted: _adopted,
    ProposalRejected: _rejected,
    StarGranted: _starred,
    StarRevoked: _unstarred,
    IndicatorRevised: _revised,
}
Indicator.EVOLVE = {**OPINION_EVOLVE, **RULES}
