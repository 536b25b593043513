"""The review of each item in each cycle: step, consideration, drafts, proposals and what came of them."""

from typing import Literal

import msgspec

from domain.codes import ItemKind, ProposalKind
from domain.event import Recorded, Ref
from domain.events import (
    Acknowledged,
    CarriedForward,
    DecisionRecorded,
    DraftSaved,
    DraftShown,
    DraftTakenBack,
    ImprovementConsidered,
    ImprovementProposed,
    IndicatorRegistered,
    IndicatorRetired,
    IndicatorRevised,
    ItemNumber,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    ProposedItem,
    SessionCalled,
    StepEntered,
    StepReturned,
)
from domain.indicator import NewNumeric, new_numeric
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work

ProposalState = Literal["open", "superseded", "withdrawn", "returned", "adopted", "rejected", "entrusted"]


class ConsideredRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the status calls for, in the council's scale."""

    position: int
    reason: Ref
    rating: str | None = None
    direction: str | None = None


class ChangeRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bullet as drafted or proposed: against `text_revision` of bullet `id`; without an id a new one."""

    text: Ref
    id: int | None = None
    text_revision: int | None = None


class DraftRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A version of the draft; `shown` is where members began to see it, `taken_back` why it stands no more."""

    number: int
    position: int
    recorded_at: int
    statements: tuple[ChangeRow, ...]
    reason: Ref
    removed: tuple[int, ...] = ()
    shown: int | None = None
    taken_back: Ref | None = None


class NewItemRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item that a proposal adds; `initiative_name` where its measure is a new one too."""

    kind: ItemKind
    number: ItemNumber
    name: Ref
    statements: tuple[Ref, ...]
    initiative_name: Ref | None = None
    numeric: NewNumeric | None = None


class ProposalRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A version of the proposal.

    `state_reason` says why it was withdrawn, returned or rejected. `decision` is the position of the decision about it.
    `succeeds` is the entrusted version that this one is to take the place of, `amends` the meeting that it is for.
    `name` is the new name, `into` the item to merge into, `to` project and measure of a move.
    """

    version: int
    position: int
    recorded_at: int
    kind: ProposalKind
    reason: Ref
    state: ProposalState = "open"
    statements: tuple[ChangeRow, ...] = ()
    removed: tuple[int, ...] = ()
    draft: int | None = None
    session: str | None = None
    decision: int | None = None
    state_reason: Ref | None = None
    succeeds: int | None = None
    name: Ref | None = None
    new_items: tuple[NewItemRow, ...] = ()
    into: str | None = None
    to: tuple[int, int] | None = None
    amends: str | None = None


class ReviewRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item in one cycle, as it stands after the event at `position`; it began with the one at `began`.

    `outcome` is revised, retired or unchanged, `unchanged_reason` why the text goes on where no proposal says it.
    `acknowledged` are the accounts that read it and had no opinion.
    """

    indicator: str
    cycle: str
    plan: str
    began: int
    position: int
    step: str | None = None
    entered_at: int | None = None
    returned: Ref | None = None
    considered: ConsideredRow | None = None
    drafts: tuple[DraftRow, ...] = ()
    proposals: tuple[ProposalRow, ...] = ()
    outcome: Literal["revised", "retired", "unchanged"] | None = None
    outcome_position: int | None = None
    unchanged_reason: Ref | None = None
    acknowledged: tuple[str, ...] = ()

    def proposal(self, version: int) -> ProposalRow | None:
        """A version of the proposal."""
        return next((proposal for proposal in self.proposals if proposal.version == version), None)


class ItemPlan(msgspec.Struct, frozen=True):
    """To which plan an item belongs."""

    indicator: str
    plan: str


class SessionCycle(msgspec.Struct, frozen=True):
    """To which cycle a session belongs."""

    session: str
    cycle: str


TABLE = Table("reviews", ReviewRow, ("indicator", "cycle"), ("plan",), (("plan",),), dated=True)
PLANS = Table("review_items", ItemPlan, ("indicator",))
SESSIONS = Table("review_sessions", SessionCycle, ("session",))
REVIEWS = ReadModel("reviews", 3, TABLE, PLANS, SESSIONS)


@REVIEWS.on(IndicatorRegistered)
def _registered(work: Work, recorded: Recorded, event: IndicatorRegistered) -> None:
    work[PLANS].put(ItemPlan(recorded.stream, event.plan))


@REVIEWS.on(StepEntered)
def _entered(work: Work, recorded: Recorded, event: StepEntered) -> None:
    _change(work, recorded, event.cycle, step=event.step, entered_at=recorded.recorded_at, returned=None)


@REVIEWS.on(StepReturned)
def _stepped_back(work: Work, recorded: Recorded, event: StepReturned) -> None:
    returned = recorded.ref("reason")
    _change(work, recorded, event.cycle, step=event.step, entered_at=recorded.recorded_at, returned=returned)


@REVIEWS.on(ImprovementConsidered)
def _considered(work: Work, recorded: Recorded, event: ImprovementConsidered) -> None:
    considered = ConsideredRow(recorded.position, recorded.ref("reason"), event.rating, event.direction)
    _change(work, recorded, event.cycle, considered=considered)


@REVIEWS.on(DraftSaved)
def _draft_saved(work: Work, recorded: Recorded, event: DraftSaved) -> None:
    draft = DraftRow(
        number=event.number,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        statements=_changes(recorded, event),
        reason=recorded.ref("reason"),
        removed=event.removed,
    )
    _change(work, recorded, event.cycle, drafts=(*_review(work, recorded, event.cycle).drafts, draft))


@REVIEWS.on(DraftShown)
def _draft_shown(work: Work, recorded: Recorded, event: DraftShown) -> None:
    _change_draft(work, recorded, event, shown=recorded.position)


@REVIEWS.on(DraftTakenBack)
def _draft_taken_back(work: Work, recorded: Recorded, event: DraftTakenBack) -> None:
    _change_draft(work, recorded, event, taken_back=recorded.ref("reason"))


def _change_draft(work: Work, recorded: Recorded, event: DraftShown | DraftTakenBack, **changes: object) -> None:
    drafts = tuple(
        msgspec.structs.replace(draft, **changes) if draft.number == event.number else draft
        for draft in _review(work, recorded, event.cycle).drafts
    )
    _change(work, recorded, event.cycle, drafts=drafts)


@REVIEWS.on(ImprovementProposed)
def _proposed(work: Work, recorded: Recorded, event: ImprovementProposed) -> None:
    before = _review(work, recorded, event.cycle).proposals
    entrusted = next((p.version for p in before if p.state == "entrusted"), None)
    proposal = ProposalRow(
        version=event.version,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        kind=event.proposal_kind,
        reason=recorded.ref("reason"),
        statements=_changes(recorded, event),
        removed=event.removed,
        draft=event.draft,
        succeeds=entrusted,
        name=None if event.name is None else recorded.ref("name"),
        new_items=tuple(_new_item(recorded, new, k) for k, new in enumerate(event.new_items)),
        into=event.into,
        to=None if event.to_project is None or event.to_initiative is None else (event.to_project, event.to_initiative),
        amends=event.session,
    )
    _change(work, recorded, event.cycle, proposals=(*(_superseded(p, "open") for p in before), proposal))


def _new_item(recorded: Recorded, new: ProposedItem, k: int) -> NewItemRow:
    return NewItemRow(
        kind=new.item_kind,
        number=new.number,
        name=recorded.ref("new_items", k, "name"),
        statements=tuple(recorded.ref("new_items", k, "statements", n) for n in range(len(new.statements))),
        initiative_name=None if new.initiative_name is None else recorded.ref("new_items", k, "initiative_name"),
        numeric=new_numeric(new, recorded, k),
    )


def _changes(recorded: Recorded, event: DraftSaved | ImprovementProposed) -> tuple[ChangeRow, ...]:
    return tuple(
        ChangeRow(recorded.ref("statements", k, "text"), statement.id, statement.text_revision)
        for k, statement in enumerate(event.statements)
    )


def _superseded(proposal: ProposalRow, *states: ProposalState) -> ProposalRow:
    return msgspec.structs.replace(proposal, state="superseded") if proposal.state in states else proposal


@REVIEWS.on(ProposalReturned)
def _returned(work: Work, recorded: Recorded, event: ProposalReturned) -> None:
    _settle(work, recorded, event.cycle, event.version, state="returned", state_reason=recorded.ref("reason"))


@REVIEWS.on(ProposalWithdrawn)
def _withdrawn(work: Work, recorded: Recorded, event: ProposalWithdrawn) -> None:
    _settle(work, recorded, event.cycle, event.version, state="withdrawn", state_reason=recorded.ref("reason"))


@REVIEWS.on(SessionCalled)
def _session_called(work: Work, recorded: Recorded, event: SessionCalled) -> None:
    work[SESSIONS].put(SessionCycle(recorded.stream, event.cycle))


@REVIEWS.on(DecisionRecorded)
def _decided(work: Work, recorded: Recorded, event: DecisionRecorded) -> None:
    """What is entrusted stands on the session only; adopted and rejected have an event on the item as well."""
    cycle = work[SESSIONS].need(recorded.stream).cycle
    changes: dict[str, object] = {"session": recorded.stream, "decision": recorded.position}
    if event.decision == "entrusted":
        changes["state"] = "entrusted"
    for entry in event.proposals:
        _settle(work, recorded, cycle, entry.version, entry.indicator, **changes)


@REVIEWS.on(ProposalAdopted)
def _adopted(work: Work, recorded: Recorded, event: ProposalAdopted) -> None:
    decision: dict[str, object] = {} if event.decision is None else {"decision": event.decision}
    _settle(work, recorded, event.cycle, event.version, state="adopted", session=event.session, **decision)
    review = _review(work, recorded, event.cycle)
    _change(work, recorded, event.cycle, proposals=tuple(_superseded(p, "open", "entrusted") for p in review.proposals))
    adopted = review.proposal(event.version)
    if adopted is not None and adopted.kind == "continue":
        _change(work, recorded, event.cycle, outcome="unchanged", outcome_position=recorded.position)


@REVIEWS.on(ProposalRejected)
def _rejected(work: Work, recorded: Recorded, event: ProposalRejected) -> None:
    why = recorded.ref("reason")
    _settle(work, recorded, event.cycle, event.version, state="rejected", session=event.session, state_reason=why)


def _settle(
    work: Work, recorded: Recorded, cycle: str, version: int, indicator: str | None = None, /, **changes: object
) -> None:
    proposals = tuple(
        msgspec.structs.replace(proposal, **changes) if proposal.version == version else proposal
        for proposal in _review(work, recorded, cycle, indicator).proposals
    )
    _change(work, recorded, cycle, indicator, proposals=proposals)


@REVIEWS.on(IndicatorRevised)
def _revised(work: Work, recorded: Recorded, event: IndicatorRevised) -> None:
    if event.merged is None:
        _change(work, recorded, event.cycle, outcome="revised", outcome_position=recorded.position)


@REVIEWS.on(IndicatorRetired)
def _retired(work: Work, recorded: Recorded, event: IndicatorRetired) -> None:
    _change(work, recorded, event.cycle, outcome="retired", outcome_position=recorded.position)


@REVIEWS.on(CarriedForward)
def _carried_forward(work: Work, recorded: Recorded, event: CarriedForward) -> None:
    if event.of == "text":
        at, why = recorded.position, recorded.ref("reason")
        _change(work, recorded, event.cycle, outcome="unchanged", outcome_position=at, unchanged_reason=why)


@REVIEWS.on(Acknowledged)
def _acknowledged(work: Work, recorded: Recorded, event: Acknowledged) -> None:
    if recorded.kind == "indicator":
        accounts = _review(work, recorded, event.cycle).acknowledged
        if event.author not in accounts:
            _change(work, recorded, event.cycle, acknowledged=(*accounts, event.author))


def _review(work: Work, recorded: Recorded, cycle: str, indicator: str | None = None) -> ReviewRow:
    stream = indicator or recorded.stream
    plan = work[PLANS].need(stream).plan
    return work[TABLE].get(stream, cycle) or ReviewRow(stream, cycle, plan, recorded.position, recorded.position)


def _change(work: Work, recorded: Recorded, cycle: str, indicator: str | None = None, /, **changes: object) -> None:
    review = _review(work, recorded, cycle, indicator)
    work[TABLE].put(msgspec.structs.replace(review, position=recorded.position, **changes))
