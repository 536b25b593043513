"""All events, in the order in which a review lives through them; their fields are the log's contract."""

from datetime import date
from typing import ClassVar, dataclass_transform

import msgspec

from domain.codes import (
    Carried,
    Decision,
    Disposition,
    FiscalYear,
    Instant,
    ItemKind,
    Medium,
    Office,
    OpinionSource,
    Perception,
    Position,
    ProposalKind,
    StaffRole,
    Stance,
    Subject,
    Uuid,
)
from domain.event import Event, PrivateText


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A value inside an event."""


class Source(Part):
    """Where a text was read: a line (from 1), a cell or a page of the imported document."""

    line: int | None = None
    cell: str | None = None
    page: int | None = None


class Statement(Part):
    """One bullet as it enters the plan; `id` counts from 1 per item and is never reused."""

    id: int
    text: str
    source: Source | None = None


class ItemNumber(Part):
    """The parts of an item number: project, measure and the rank among the measure's items of one kind."""

    project: int
    initiative: int | None = None
    ordinal: int | None = None


class DraftStatement(Part):
    """A bullet as drafted or proposed: against `text_revision` of bullet `id`, or a new bullet when `id` is None."""

    text: PrivateText
    id: int | None = None
    text_revision: int | None = None


class RevisedStatement(Part):
    """A bullet as it reads from now on; `advanced` says whether its ★ goes on."""

    id: int
    text: str
    text_revision: int
    advanced: bool = False


class InitiativeEntry(Part):
    """A measure of a project."""

    number: int
    name: str


class ProjectEntry(Part):
    """A priority project and its measures, in order."""

    number: int
    name: str
    initiatives: tuple[InitiativeEntry, ...] = ()


class ItemEntry(Part):
    """An item of the plan: its stream and its kind."""

    indicator: Uuid
    kind: ItemKind


class RollEntry(Part):
    """A seat as it stood when the meeting was called."""

    seat: int
    account: Uuid
    office: Office = "member"


class AgendaEntry(Part):
    """A proposal version on the agenda."""

    indicator: Uuid
    version: int


# --- Account -------------------------------------------------------------------------------------------------------


class AccountEvent(Event):
    """Stands on an account."""

    STREAMS: ClassVar = ("account",)


class AccountRegistered(AccountEvent):
    """A person can be known to the system; `reading` is the name in kana, for sorting."""

    name: PrivateText
    email: PrivateText | None = None
    reading: PrivateText | None = None


class RoleGranted(AccountEvent):
    """A staff role from one day on, until another where it ends."""

    role: StaffRole
    since: date
    until: date | None = None


class RoleRevoked(AccountEvent):
    """A staff role ends."""

    role: StaffRole


class AccountDisabled(AccountEvent):
    """Nobody can act with this account any more."""


# --- Council -------------------------------------------------------------------------------------------------------


class CouncilEvent(Event):
    """Stands on a council."""

    STREAMS: ClassVar = ("council",)


class CouncilRegistered(CouncilEvent):
    """The council that reviews a plan, and the ordinance that it stands on."""

    name: str
    ordinance: str | None = None


class SeatFilled(CouncilEvent):
    """A person takes a seat for a term."""

    seat: int
    category: str
    account: Uuid
    since: date
    until: date | None = None
    office: Office = "member"


class SeatVacated(CouncilEvent):
    """The seat is empty from this day on."""

    seat: int
    on: date


# --- Plan ----------------------------------------------------------------------------------------------------------


class PlanEvent(Event):
    """Stands on a plan."""

    STREAMS: ClassVar = ("plan",)


class DocumentImported(PlanEvent):
    """A document was read into the plan; `decisions` are what a person chose where the text leaves it open."""

    file_name: PrivateText
    file_sha256: PrivateText
    profile: str
    decisions: dict[str, str | int | None] = {}
    findings: int = 0


class PlanRegistered(PlanEvent):
    """The plan: its key in addresses, its title, and the order and names of projects, measures and items."""

    key: str
    title: str
    municipality: str | None = None
    period: str | None = None
    projects: tuple[ProjectEntry, ...] = ()
    items: tuple[ItemEntry, ...] = ()


class CycleAdded(PlanEvent):
    """A year's review was opened; so the plan's version says which it has, and a year gets no second open one."""

    cycle: Uuid
    fiscal_year: FiscalYear


class ImportWithdrawn(PlanEvent):
    """The import is taken back before any session: the plan counts no more, and its document can be imported again."""

    reason: PrivateText


class PlanPublished(PlanEvent):
    """The public may read the plan as it stood at position `through`."""

    edition: int
    through: Position
    on: date
    decided_by: str


# --- Indicator: entering the plan ----------------------------------------------------------------------------------


class IndicatorEvent(Event):
    """Stands on an item."""

    STREAMS: ClassVar = ("indicator",)


class IndicatorRegistered(IndicatorEvent):
    """An item enters the plan with its bullets."""

    plan: Uuid
    item_kind: ItemKind
    number: ItemNumber
    name: str
    statements: tuple[Statement, ...] = ()


class ResponsibilityAssigned(IndicatorEvent):
    """The department that answers for the item, year after year until the next one; `contact` says whom to call."""

    department: str
    contact: PrivateText | None = None
    since: date | None = None


# --- ReviewCycle ---------------------------------------------------------------------------------------------------


class CycleEvent(Event):
    """Stands on a review cycle."""

    STREAMS: ClassVar = ("review_cycle",)


class ItemLeftOut(Part):
    """An item that the flow would have in scope, and why this year's review leaves it out."""

    indicator: Uuid
    reason: PrivateText


class CycleOpened(CycleEvent):
    """A fiscal year's review begins; `items` are in scope, `others` take comments, proposals and ★ only.

    `kinds` were chosen in place of the flow's scope; `left_out` are among `others`.
    """

    plan: Uuid
    council: Uuid
    fiscal_year: FiscalYear
    status_year: FiscalYear
    items: tuple[Uuid, ...]
    others: tuple[Uuid, ...] = ()
    kinds: tuple[ItemKind, ...] = ()
    left_out: tuple[ItemLeftOut, ...] = ()


class FlowAdopted(CycleEvent):
    """The flow that the cycle keeps: the very text of its TOML file."""

    flow: str


class DeadlineSet(CycleEvent):
    """A step of the cycle is due at an instant (UTC)."""

    step: str
    due: Instant


class DeadlineExtended(CycleEvent):
    """A step is due later than was said: for everybody, or for one `account` only."""

    step: str
    due: Instant
    reason: PrivateText
    account: Uuid | None = None


class SessionAdded(CycleEvent):
    """A session was called; so the cycle's version says which sessions it has, and closing it overlooks none."""

    session: Uuid


class CycleClosed(CycleEvent):
    """The review of the year is over; `with_import`: because the import of its plan was taken back."""

    with_import: bool = False


# --- Indicator: one review -----------------------------------------------------------------------------------------


class ReviewEvent(IndicatorEvent):
    """Belongs to one review cycle."""

    cycle: Uuid


class StepEntered(ReviewEvent):
    """The item goes on to a step."""

    step: str


class StepReturned(ReviewEvent):
    """The item goes back to an earlier step, with the reason."""

    step: str
    reason: PrivateText


class StatusChecked(IndicatorEvent):
    """The status of a fiscal year, one text per bullet; the latest per item and year counts.

    `as_of_date` is the day the facts are of where they are older than the record; `informant` says who knew.
    """

    fiscal_year: FiscalYear
    texts: tuple[PrivateText, ...]
    cycle: Uuid | None = None
    as_of_date: date | None = None
    informant: PrivateText | None = None
    sources: tuple[Source, ...] = ()


class CarriedForward(ReviewEvent):
    """Unchanged is a decision too: of the status (last year's goes on) or of the plan's text."""

    of: Carried
    fiscal_year: FiscalYear
    reason: PrivateText


class ImprovementConsidered(ReviewEvent):
    """What the status calls for: a rating and a direction of the council's scale, and why."""

    reason: PrivateText
    rating: str | None = None
    direction: str | None = None


class DraftSaved(ReviewEvent):
    """A version of the secretariat's draft; `number` counts from 1 per item and cycle; `removed` names bullets."""

    number: int
    statements: tuple[DraftStatement, ...]
    reason: PrivateText
    removed: tuple[int, ...] = ()


class DraftShown(ReviewEvent):
    """Members may see the draft version."""

    number: int


class ImprovementProposed(ReviewEvent):
    """A version of the proposal, written against text revisions; `version` counts from 1 per item and cycle."""

    version: int
    proposal_kind: ProposalKind
    reason: PrivateText
    statements: tuple[DraftStatement, ...] = ()
    removed: tuple[int, ...] = ()
    draft: int | None = None


class ProposalReturned(ReviewEvent):
    """The proposal goes back for another consideration."""

    version: int
    reason: PrivateText


class ProposalAdopted(ReviewEvent):
    """A session adopted the version; `decision` is the position of its DecisionRecorded."""

    version: int
    session: Uuid
    decision: Position | None = None


class ProposalRejected(ReviewEvent):
    """A session let the version drop."""

    version: int
    session: Uuid
    reason: PrivateText


# --- Opinions: on an item, or on the whole plan (then on the cycle) ------------------------------------------------


class OpinionEvent(Event):
    """Stands on an item, or on the cycle where it concerns the whole plan."""

    STREAMS: ClassVar = ("indicator", "review_cycle")
    cycle: Uuid


class CommentSubmitted(OpinionEvent):
    """An opinion of `author` (an account; None for people without one), typed in by the actor.

    `statement` and `text_revision` name the bullet as it read; `received_on` is the day a paper arrived.
    """

    body: PrivateText
    author: Uuid | None = None
    author_name: PrivateText | None = None
    seat: int | None = None
    source: OpinionSource = "member"
    subject: Subject = "item"
    statement: int | None = None
    text_revision: int | None = None
    version: int | None = None
    stance: Stance | None = None
    perception: Perception | None = None
    medium: Medium = "web"
    received_on: date | None = None
    read_back: bool = False


class CommentEdited(OpinionEvent):
    """The author's next wording; the earlier ones stay on record."""

    comment: Position
    body: PrivateText


class CommentWithdrawn(OpinionEvent):
    """The author takes the opinion back."""

    comment: Position


class CommentAnswered(OpinionEvent):
    """The city's answer; a reflecting one names the proposal version that carries it."""

    comment: Position
    disposition: Disposition
    body: PrivateText
    version: int | None = None
    until: date | None = None
    forwarded_to: str | None = None


class Acknowledged(OpinionEvent):
    """Read, no opinion: a full answer."""

    author: Uuid
    seat: int
    medium: Medium = "web"
    received_on: date | None = None


class MatterCarriedOver(OpinionEvent):
    """An open comment goes on openly into a later year."""

    comment: Position
    to_fiscal_year: FiscalYear
    reason: PrivateText


class MatterTakenUp(OpinionEvent):
    """A carried-over opinion of `from_cycle` waits for its answer in this cycle; `wording` is where its text stands."""

    comment: Position
    from_cycle: Uuid
    wording: Position
    author: Uuid | None = None


class AttachmentAdded(Event):
    """A file belongs to an earlier event of this stream; its content address is private like its name."""

    STREAMS: ClassVar = ("indicator", "review_cycle", "session", "plan")
    to: Position
    name: PrivateText
    sha256: PrivateText
    media_type: str
    bytes: int


# --- Session -------------------------------------------------------------------------------------------------------


class SessionEvent(Event):
    """Stands on a session."""

    STREAMS: ClassVar = ("session",)


class SessionRecorded(SessionEvent):
    """A past meeting known only from a document: no roll, no quorum."""

    plan: Uuid
    fiscal_year: FiscalYear
    title: str
    held_on: date | None = None
    source: Source | None = None


class SessionCalled(SessionEvent):
    """A meeting of the cycle is called; the roll is frozen by seat."""

    cycle: Uuid
    title: str
    held_on: date
    roll: tuple[RollEntry, ...]
    agenda: tuple[AgendaEntry, ...] = ()
    place: str | None = None


class AttendanceRecorded(SessionEvent):
    """Who is present, by seat; whether that is a quorum by the ordinance of the cycle's flow."""

    present: tuple[int, ...]
    presiding: int
    needed: int
    quorate: bool


class DecisionRecorded(SessionEvent):
    """One decision over one or many proposals of the agenda; `manner` is e.g. 異議なし."""

    decision: Decision
    proposals: tuple[AgendaEntry, ...]
    manner: str
    note: PrivateText | None = None


class EntrustmentConfirmed(SessionEvent):
    """The chair confirmed what a decision had entrusted, with the version that was agreed."""

    decision: Position
    proposal: AgendaEntry
    confirmed_on: date
    medium: Medium
    note: PrivateText | None = None


class SessionClosed(SessionEvent):
    """The meeting is over; quorum and numbers as they counted."""

    present: int
    needed: int
    quorate: bool


# --- Indicator: what a session and its decisions change ------------------------------------------------------------


class StarGranted(IndicatorEvent):
    """A session confirms that a bullet is progressing."""

    statement: int
    text_revision: int
    session: Uuid
    reason: PrivateText


class StarRevoked(IndicatorEvent):
    """A session takes the ★ from a bullet."""

    statement: int
    text_revision: int
    session: Uuid
    reason: PrivateText


class IndicatorRevised(ReviewEvent):
    """The adopted proposal takes effect: the changed bullets as they read now, the removed ones by id."""

    version: int
    effective_on: date
    statements: tuple[RevisedStatement, ...]
    removed: tuple[int, ...] = ()


def all_events() -> tuple[type[Event], ...]:
    """Every event class that may stand on a stream."""
    found: list[type[Event]] = []
    todo: list[type[Event]] = [Event]
    while todo:
        cls = todo.pop()
        subclasses = cls.__subclasses__()
        todo.extend(subclasses)
        if not subclasses:
            found.append(cls)
    return tuple(sorted((c for c in found if c.__module__ == __name__), key=lambda c: c.__name__))
