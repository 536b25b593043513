"""All events, in the order in which a review lives through them; their fields are the log's contract."""

from datetime import date
from typing import ClassVar, dataclass_transform

import msgspec

from domain.codes import (
    ApprovalSubject,
    Carried,
    ChairVotes,
    Decision,
    Disposition,
    EvidenceKind,
    FiscalYear,
    Ground,
    Instant,
    Invalidity,
    ItemKind,
    Kept,
    Medium,
    Office,
    OpinionSource,
    Perception,
    Position,
    ProposalKind,
    Round,
    SessionForm,
    StaffRole,
    Stance,
    StarChange,
    Subject,
    Tie,
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


class Evidence(Part):
    """What a status rests on: a file, a link, a figure of a survey, or something else that a person can look up.

    Of a survey `wave` says which one and when, `question` what was asked, `n` how many answered, `value` the figure.
    """

    kind: EvidenceKind
    title: PrivateText
    url: PrivateText | None = None
    wave: PrivateText | None = None
    question: PrivateText | None = None
    n: int | None = None
    value: PrivateText | None = None


class Figure(Part):
    """A figure of the plan: a decimal number, or words where the plan gives no number; of a fiscal year."""

    fiscal_year: FiscalYear | None = None
    value: str | None = None
    text: str | None = None


class Numeric(Part):
    """How a 数値指標 is measured: its unit, where it began and where it is to come to."""

    unit: str
    baseline: Figure | None = None
    target: Figure | None = None


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


class ProposedFigure(Part):
    """A figure as a proposal would have it: a decimal number, or words; of a fiscal year."""

    fiscal_year: FiscalYear | None = None
    value: str | None = None
    text: PrivateText | None = None


class ProposedNumeric(Part):
    """How a 数値指標 that a proposal adds is to be measured."""

    unit: PrivateText
    baseline: ProposedFigure | None = None
    target: ProposedFigure | None = None


class ProposedItem(Part):
    """An item as a proposal would add it; its rank is given when it enters the plan.

    `initiative_name` names the measure where the number is that of a new one.
    """

    item_kind: ItemKind
    number: ItemNumber
    name: PrivateText
    statements: tuple[PrivateText, ...] = ()
    initiative_name: PrivateText | None = None
    numeric: ProposedNumeric | None = None


class RevisedStatement(Part):
    """A bullet as it reads from now on; `advanced` says whether its ★ goes on."""

    id: int
    text: str
    text_revision: int
    advanced: bool = False


class StarAskedFor(Part):
    """What the office puts to the next session about a bullet's ★, by the StarPutForward at `position`."""

    cycle: Uuid
    text_revision: int
    change: StarChange
    position: Position


class RestoredStatement(Part):
    """A bullet as it reads again; `imported` while it is as a document has it, `star` the session of its ★."""

    id: int
    text: str
    text_revision: int
    imported: bool = False
    star: Uuid | None = None
    asked: StarAskedFor | None = None


class RestoredStatus(Part):
    """The status of a year: that at `position` counts again (None: there is none) in the place of `replaced`."""

    fiscal_year: FiscalYear
    replaced: Position
    position: Position | None = None
    cycle: Uuid | None = None


class RestoredFigure(Part):
    """The figure of a year: that at `position` counts again (None: there is none) in the place of `replaced`.

    It is a decimal number, or not measured; `worded` and `sourced` say whether its event has words and a source.
    """

    fiscal_year: FiscalYear
    replaced: Position
    position: Position | None = None
    cycle: Uuid | None = None
    value: str | None = None
    worded: bool = False
    not_measured: bool = False
    sourced: bool = False


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
    acting: bool = False
    """Whether the seat acts as the chair on that day."""

    @property
    def chairs(self) -> bool:
        """Whether the seat has the chair's part: as the chair, or acting for the chair."""
        return self.acting or self.office == "chair"


class AgendaEntry(Part):
    """A proposal version on the agenda."""

    indicator: Uuid
    version: int


class Vote(Part):
    """What a ballot says about one proposal of the agenda."""

    indicator: Uuid
    version: int
    choice: Stance
    reason: PrivateText | None = None


class ItemTally(Part):
    """How the valid votes about one proposal of the agenda count; `missing` are the seats of which none came.

    `casting` is the chair's vote where it broke a tie, `decision` what the rule makes of it all, None where nothing was
    decided.
    """

    indicator: Uuid
    version: int
    agree: int
    oppose: int
    reserve: int
    missing: int = 0
    tied: bool = False
    casting: Stance | None = None
    decision: Decision | None = None


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


class SignInCodeIssued(AccountEvent):
    """Somebody holds a code to sign in as this person; the code itself is in no record."""


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


class ActingChairNamed(CouncilEvent):
    """A seat acts as the chair from one day on, until another where it ends; `ground` says why the chair cannot."""

    seat: int
    since: date
    ground: PrivateText
    until: date | None = None


# --- Plan ----------------------------------------------------------------------------------------------------------


class PlanEvent(Event):
    """Stands on a plan."""

    STREAMS: ClassVar = ("plan",)


class DocumentImported(PlanEvent):
    """A document was read into the plan; `decisions` are what a person chose where the text leaves it open.

    `profile` is the name of the words it was read by, `profile_sha256` the hash of their bytes.
    """

    file_name: PrivateText
    file_sha256: PrivateText
    profile: str
    profile_sha256: str | None = None
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


class ItemAdded(PlanEvent):
    """An item was registered after the plan; so the plan's version says which items it has."""

    indicator: Uuid
    item_kind: ItemKind


class ImportWithdrawn(PlanEvent):
    """The import is taken back before any session: the plan counts no more, and its document can be imported again."""

    reason: PrivateText


class DocumentWithdrawn(PlanEvent):
    """The import of a later document is taken back: all that it brought by `through` counts no more.

    `document` is the position of its DocumentImported; `items` and `projects` are all that there are from now on,
    where they change.
    """

    document: Position
    through: Position
    reason: PrivateText
    items: tuple[ItemEntry, ...] = ()
    projects: tuple[ProjectEntry, ...] = ()


class PlanStructureChanged(PlanEvent, kw_only=True):
    """Items enter or leave the plan's list from a day on; `projects` are all projects where a measure is new.

    `cycle` and `indicator` name the review and the item whose adopted proposal says so; without them a document does.
    """

    cycle: Uuid | None = None
    indicator: Uuid | None = None
    effective_on: date
    added: tuple[ItemEntry, ...] = ()
    removed: tuple[Uuid, ...] = ()
    projects: tuple[ProjectEntry, ...] = ()


class PlanPublished(PlanEvent):
    """The public may read the plan as it stood at position `through`."""

    edition: int
    through: Position
    on: date
    decided_by: str


class HandoverNoted(PlanEvent):
    """A note of the office for whoever comes after."""

    body: PrivateText


class HandoverNoteSettled(PlanEvent):
    """The note at position `note` needs nobody's attention any more."""

    note: Position


# --- Indicator: entering the plan ----------------------------------------------------------------------------------


class IndicatorEvent(Event):
    """Stands on an item."""

    STREAMS: ClassVar = ("indicator",)


class IndicatorRegistered(IndicatorEvent):
    """An item enters the plan, in the place of `predecessors` or, where no import brought it, on a `ground`.

    `session` decided so where this record did not see it: a later document shows the item.
    """

    plan: Uuid
    item_kind: ItemKind
    number: ItemNumber
    name: str
    statements: tuple[Statement, ...] = ()
    numeric: Numeric | None = None
    ground: PrivateText | None = None
    predecessors: tuple[Uuid, ...] = ()
    effective_on: date | None = None
    session: Uuid | None = None


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


class FlowChanged(CycleEvent):
    """Another flow from now on, e.g. a meeting becomes a written session: the chair's judgement and its ground.

    `judged_by` is the seat of the chair, `steps` says for every step of the flow before where it stands in the new
    one. Scale, scope, naming and who sees opinions stay those that the cycle began with.
    """

    flow: str
    judged_by: int
    judged_on: date
    ground: PrivateText
    articles: tuple[str, ...] = ()
    steps: dict[str, str] = {}


class DeadlineSet(CycleEvent):
    """A step of the cycle is due at an instant (UTC); `by_rule`: as the flow's own rule gave it that day."""

    step: str
    due: Instant
    by_rule: bool = False


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
    """The item goes on to a step.

    `skipped` are the steps passed over, `despite` the conditions that were not met (`all`: others were not ready
    either): both only with a `reason`. `moved`: the cycle's flow changed under the item.
    """

    step: str
    skipped: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    reason: PrivateText | None = None
    moved: bool = False


class StepReturned(ReviewEvent):
    """The item goes back to an earlier step, with the reason; `reopened`: that it stays unchanged is open again."""

    step: str
    reason: PrivateText
    reopened: bool = False


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
    evidence: tuple[Evidence, ...] = ()


class MeasurementRecorded(IndicatorEvent, kw_only=True):
    """A 数値指標 in a fiscal year: a decimal number, or words, or that it was not measured (never a zero).

    The latest per item and year counts; `source` says where the figure stands. No cycle: an import brought it, and
    `text` is the figure as the document writes it.
    """

    cycle: Uuid | None = None
    fiscal_year: FiscalYear
    value: str | None = None
    text: PrivateText | None = None
    not_measured: bool = False
    source: PrivateText | None = None


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


class StarPutForward(ReviewEvent):
    """The office asks the next session to give or to take a ★; the session alone decides."""

    statement: int
    text_revision: int
    change: StarChange
    reason: PrivateText


class DraftSaved(ReviewEvent):
    """A version of the secretariat's draft; `number` counts from 1 per item and cycle; `removed` names bullets."""

    number: int
    statements: tuple[DraftStatement, ...]
    reason: PrivateText
    removed: tuple[int, ...] = ()


class DraftShown(ReviewEvent):
    """Members may see the draft version."""

    number: int


class DraftTakenBack(ReviewEvent):
    """A draft version that members saw stands no more; it stays with this mark."""

    number: int
    reason: PrivateText


class ImprovementProposed(ReviewEvent):
    """A version of the proposal, written against text revisions; `version` counts from 1 per item and cycle.

    `name` is the item's new name, `new_items` are those to add or to split into, `into` the item to merge into,
    `to_project` and `to_initiative` where to move; `session` is the running meeting that the version amends for.
    """

    version: int
    proposal_kind: ProposalKind
    reason: PrivateText
    statements: tuple[DraftStatement, ...] = ()
    removed: tuple[int, ...] = ()
    draft: int | None = None
    name: PrivateText | None = None
    new_items: tuple[ProposedItem, ...] = ()
    into: Uuid | None = None
    to_project: int | None = None
    to_initiative: int | None = None
    session: Uuid | None = None


class ProposalWithdrawn(ReviewEvent):
    """Who proposed the version takes it back."""

    version: int
    reason: PrivateText


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

    `statement` and `text_revision` name the bullet as it read; `received_on` is the day a paper arrived. `author_note`
    says who somebody without an account is (小学4年), `late_reason` why it was taken after the deadline. `session` is
    where it was said or asked, `speech` the position of the SpeechNoted that it was made of.
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
    author_note: PrivateText | None = None
    late_reason: PrivateText | None = None
    session: Uuid | None = None
    speech: Position | None = None


class CommentEdited(OpinionEvent):
    """The author's next wording; the earlier ones stay on record."""

    comment: Position
    body: PrivateText


class CommentWithdrawn(OpinionEvent):
    """The author takes the opinion back."""

    comment: Position


class CommentEndorsed(OpinionEvent):
    """A member says the same; the answer is for this member too."""

    comment: Position
    author: Uuid
    seat: int
    medium: Medium = "web"


class CommentSummarised(OpinionEvent):
    """意見の概要: the opinion as the papers will print it."""

    comment: Position
    body: PrivateText


class SummaryContested(OpinionEvent):
    """The author says that the summary misses the meaning."""

    comment: Position
    reason: PrivateText
    medium: Medium = "web"


class CommentAnswered(OpinionEvent):
    """The city's answer; a reflecting one names the proposal version that carries it.

    `indicator` is the item of that version where the opinion stands elsewhere; `together` is the first of the opinions
    that were answered at once.
    """

    comment: Position
    disposition: Disposition
    body: PrivateText
    version: int | None = None
    until: date | None = None
    forwarded_to: str | None = None
    indicator: Uuid | None = None
    together: Position | None = None


class AnswerRevised(OpinionEvent):
    """The answer from now on; the earlier ones stay on record."""

    comment: Position
    disposition: Disposition
    body: PrivateText
    reason: PrivateText
    version: int | None = None
    until: date | None = None
    forwarded_to: str | None = None
    indicator: Uuid | None = None


class AnswerPostponed(OpinionEvent):
    """The opinion goes into the papers while its answer is being considered, openly until a day."""

    comment: Position
    until: date
    reason: PrivateText


class AnswerDisputed(OpinionEvent):
    """The answer is not enough for the author: it comes before the next meeting."""

    comment: Position
    reason: PrivateText
    medium: Medium = "web"


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
    """A carried-over opinion of `from_cycle` waits for its answer in this cycle; `wording` is where its text stands.

    With it goes what was said about it: who typed it in (None: its author), where its summary stands, whether that is
    contested, and the accounts that say the same.
    """

    comment: Position
    from_cycle: Uuid
    wording: Position
    author: Uuid | None = None
    entered_by: Uuid | None = None
    summary: Position | None = None
    contested: bool = False
    endorsed: tuple[Uuid, ...] = ()


class AttachmentAdded(Event):
    """A file belongs to an earlier event of this stream; its content address is private like its name."""

    STREAMS: ClassVar = ("indicator", "review_cycle", "session", "plan")
    to: Position
    name: PrivateText
    sha256: PrivateText
    media_type: str
    bytes: int


class ApprovalRecorded(Event):
    """A 決裁: who approved what stood at position `through`; later changes are shown beside it."""

    STREAMS: ClassVar = ("plan", "indicator", "review_cycle", "session")
    subject: ApprovalSubject
    on: date
    document_number: str
    post: str
    through: Position


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
    """A meeting or a written session of the cycle is called; the roll is frozen by seat.

    Of a written one `held_on` is the day it begins, `due` the end (UTC) of its first round, which `round` names.
    """

    cycle: Uuid
    title: str
    held_on: date
    roll: tuple[RollEntry, ...]
    agenda: tuple[AgendaEntry, ...] = ()
    place: str | None = None
    form: SessionForm = "meeting"
    round: Round = "ballot"
    due: Instant | None = None


class SessionMoved(SessionEvent):
    """A meeting that nobody attended yet is held on another day; the roll is frozen anew for that day."""

    held_on: date
    roll: tuple[RollEntry, ...]
    reason: PrivateText


class SessionCalledOff(SessionEvent):
    """A meeting, or a written session without a ballot, does not take place; its agenda is free again."""

    reason: PrivateText


class RoundOpened(SessionEvent):
    """The next round of a written session, for questions or for ballots, or more time for the same."""

    round: Round
    due: Instant


class ConsentRecorded(SessionEvent):
    """A member agrees to a written session, or does not; the latest per seat counts."""

    seat: int
    given: bool
    medium: Medium = "web"
    received_on: date | None = None
    postmarked_on: date | None = None


class BallotCast(SessionEvent):
    """One ballot paper of a seat, with a vote on each proposal that it names; `on_behalf` when staff typed it in."""

    seat: int
    votes: tuple[Vote, ...]
    medium: Medium = "web"
    postmarked_on: date | None = None
    arrived_on: date | None = None
    on_behalf: bool = False


class BallotRejected(SessionEvent):
    """A paper that does not count, and why; `ballot` is the position of the BallotCast that it makes void, if any.

    `sender` names who sent it where it was not a seat of the roll.
    """

    ground: Invalidity
    seat: int | None = None
    sender: PrivateText | None = None
    ballot: Position | None = None
    medium: Medium = "paper"
    postmarked_on: date | None = None
    arrived_on: date | None = None
    note: PrivateText | None = None


class SpeechNoted(SessionEvent):
    """A line of the minutes taken during a meeting: who said it (a seat, or `speaker` who has none), and what."""

    body: PrivateText
    seat: int | None = None
    speaker: PrivateText | None = None


class AttendanceRecorded(SessionEvent):
    """Who is present, by seat; whether that is a quorum by the ordinance of the cycle's flow."""

    present: tuple[int, ...]
    presiding: int
    needed: int
    quorate: bool


class DecisionRecorded(SessionEvent):
    """One decision over one or many proposals of the agenda; `manner` is e.g. 異議なし.

    `approved_as_amended` names versions that were proposed during the session in the place of the agenda's.
    """

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
    """The meeting is over; quorum and numbers as they counted.

    Of a written session: `present` are the seats whose ballot came, `consents` those who agreed to it in writing,
    `tie` and `chair_votes` the rules by which `tally` was made.
    """

    present: int
    needed: int
    quorate: bool
    consents: int | None = None
    consents_needed: int | None = None
    tally: tuple[ItemTally, ...] = ()
    tie: Tie | None = None
    chair_votes: ChairVotes | None = None


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
    """The adopted proposal takes effect: the changed bullets as they read now, the removed ones by id.

    `name` and `number` are new ones. `merged` is the item that goes on in this one; then `version` is of its proposals.
    """

    version: int
    effective_on: date
    statements: tuple[RevisedStatement, ...]
    removed: tuple[int, ...] = ()
    name: str | None = None
    number: ItemNumber | None = None
    merged: Uuid | None = None


class IndicatorSucceeded(ReviewEvent):
    """The item goes on in others: those it was split into, or the one it was merged into."""

    version: int
    by: tuple[Uuid, ...]


class IndicatorRetired(ReviewEvent):
    """The item stands in the plan until the day before."""

    version: int
    effective_on: date


class RevisionRecorded(IndicatorEvent, kw_only=True):
    """An item reads otherwise since a meeting that the log did not see, as a later document shows.

    `session` is that meeting; without one the document before had been misread. `sources` are in step with
    `statements`; `order` are the ids of all bullets, where they do not stand as they came; `merged` are the items
    that go on in this one.
    """

    session: Uuid | None = None
    effective_on: date
    statements: tuple[RevisedStatement, ...] = ()
    sources: tuple[Source, ...] = ()
    removed: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    name: str | None = None
    number: ItemNumber | None = None
    merged: tuple[Uuid, ...] = ()


class DepartureRecorded(IndicatorEvent):
    """The item left the plan by a meeting that the log did not see; `by` are the items in which it goes on."""

    session: Uuid
    effective_on: date
    by: tuple[Uuid, ...] = ()


class IndicatorRestored(IndicatorEvent):
    """The item reads again as it did before the document at position `document`, whose import is taken back."""

    document: Position
    number: ItemNumber
    name: str
    statements: tuple[RestoredStatement, ...] = ()
    former_numbers: tuple[ItemNumber, ...] = ()
    predecessors: tuple[Uuid, ...] = ()
    successors: tuple[Uuid, ...] = ()
    retired_on: date | None = None
    statuses: tuple[RestoredStatus, ...] = ()
    figures: tuple[RestoredFigure, ...] = ()


class IndicatorWithdrawn(IndicatorEvent):
    """The item that the document at position `document` brought counts no more: its import is taken back."""

    document: Position
    effective_on: date


class MinorCorrectionMade(Event):
    """A wording changes without a meeting, on a ground, and is reported to the next one.

    On an item it is the bullet `statement`, or the name without one; on the plan the name of a project or a measure.
    `session` is the meeting that entrusted it.
    """

    STREAMS: ClassVar = ("indicator", "plan")
    ground: Ground
    text: str
    note: PrivateText
    statement: int | None = None
    text_revision: int | None = None
    project: int | None = None
    initiative: int | None = None
    session: Uuid | None = None


class TextCorrected(IndicatorEvent):
    """A bullet was read wrongly from the document; this is what stands there."""

    statement: int
    text_revision: int
    text: str
    source: Source


# --- Commitments: on an item, or on the plan as a whole ------------------------------------------------------------


class CommitmentMade(Event):
    """Something to be confirmed by a day; `arises_from` is the position of the event behind it."""

    STREAMS: ClassVar = ("indicator", "plan")
    cycle: Uuid
    text: PrivateText
    due: date
    arises_from: Position | None = None


class CommitmentAnswered(Event):
    """What became of a commitment: kept, continued until another day, or dropped."""

    STREAMS: ClassVar = ("indicator", "plan")
    cycle: Uuid
    commitment: Position
    result: Kept
    note: PrivateText
    due: date | None = None


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
