"""All commands: what somebody asks for, in the imperative. `pdca do` takes them as JSON, one per line.

A command that brings a new stream to life carries its id; `command_id` makes a repeated sending harmless.
"""

from datetime import date
from typing import Annotated, dataclass_transform

import msgspec

from domain.aggregate import ONE_LINE
from domain.codes import (
    ApprovalSubject,
    Carried,
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
    Uuid,
)
from domain.events import AgendaEntry, ItemNumber, Source

Text = Annotated[str, msgspec.Meta(max_length=10_000)]
"""A text of a person, up to 10,000 characters."""
Words = Annotated[str, msgspec.Meta(max_length=200, pattern=ONE_LINE)]
"""A name or title: one line."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A value inside a command."""


class Bullet(Value):
    """A bullet as somebody would like it: against `text_revision` of bullet `id`, or new without an id."""

    text: Text
    id: int | None = None
    text_revision: int | None = None


class Evidence(Value):
    """What a status rests on; of a survey which one (`wave`), what was asked, how many answered, the figure."""

    kind: EvidenceKind
    title: Words
    url: Annotated[str, msgspec.Meta(max_length=2_000)] | None = None
    wave: Words | None = None
    question: Words | None = None
    n: Annotated[int, msgspec.Meta(ge=0)] | None = None
    value: Words | None = None


class Figure(Value):
    """A figure of the plan: a decimal number, or words where the plan gives no number; of a fiscal year."""

    fiscal_year: FiscalYear | None = None
    value: Words | None = None
    text: Words | None = None


class NewItem(Value):
    """An item to add: its kind and place in the plan; of a new measure `initiative_name` is the name.

    A 数値指標 has its unit and its figures. For a split kind and place may be left out, then they are those of the
    item, and so is the unit.
    """

    name: Words
    statements: tuple[Text, ...]
    item_kind: ItemKind | None = None
    project: int | None = None
    initiative: int | None = None
    initiative_name: Words | None = None
    unit: Words | None = None
    baseline: Figure | None = None
    target: Figure | None = None


class Place(Value):
    """Where an opinion belongs: the whole plan (no item), an item, or one bullet as it read at `text_revision`."""

    indicator_id: Uuid | None = None
    statement: int | None = None
    text_revision: int | None = None


class LeftOut(Value):
    """An item that this year's review leaves out, and why."""

    indicator_id: Uuid
    reason: Text


class StepDue(Value):
    """A step and the instant when it is due."""

    step: str
    due: Instant


class Answerable(Value):
    """An item and the department that answers for it; `contact` says whom to call."""

    indicator_id: Uuid
    department: Words
    contact: Words | None = None


class StepMapping(Value):
    """Where the items of a step stand once the flow has changed."""

    was: str
    now: str


class CommentRef(Value):
    """An opinion: its position, and the item on which it stands (none: the whole plan)."""

    comment: Position
    indicator_id: Uuid | None = None


class BallotVote(Value):
    """What a ballot says about one proposal of the agenda."""

    indicator: Uuid
    version: int
    choice: Stance
    reason: Text | None = None


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Command(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="command",
    tag=lambda name: "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_"),
):
    """Something that somebody asks for; `command_id` is the form's own UUID."""

    command_id: Uuid

    @classmethod
    def action(cls) -> str:
        """The name of the command as flows and JSON know it."""
        return str(cls.__struct_config__.tag)


# --- Accounts and councils -----------------------------------------------------------------------------------------


class RegisterAccount(Command):
    """A person is to be known to the system."""

    account_id: Uuid
    name: Words
    email: Words | None = None
    reading: Words | None = None


class GrantRole(Command):
    """An account gets a staff role for a time."""

    account_id: Uuid
    role: StaffRole
    since: date
    until: date | None = None


class RevokeRole(Command):
    """A staff role ends."""

    account_id: Uuid
    role: StaffRole


class RecordSignInCode(Command):
    """A code to sign in as somebody is to be issued, beside the log: by a page or `pdca user link`."""

    account_id: Uuid


class DisableAccount(Command):
    """Nobody is to act with the account any more."""

    account_id: Uuid


class RegisterCouncil(Command):
    """A council is to be known."""

    council_id: Uuid
    name: Words
    ordinance: Words | None = None


class FillSeat(Command):
    """A person takes a seat for a term."""

    council_id: Uuid
    seat: Annotated[int, msgspec.Meta(ge=1)]
    category: Words
    account_id: Uuid
    since: date
    until: date | None = None
    office: Office = "member"


class VacateSeat(Command):
    """A seat becomes empty."""

    council_id: Uuid
    seat: int
    on: date


class NameActingChair(Command):
    """A seat is to act as the chair for a time."""

    council_id: Uuid
    seat: int
    since: date
    ground: Text
    until: date | None = None


# --- The plan ------------------------------------------------------------------------------------------------------


class RegisterIndicator(Command):
    """An item that no import brought; `ground` says where the plan has it; a 数値指標 has its unit and its figures."""

    indicator_id: Uuid
    plan_id: Uuid
    item_kind: ItemKind
    number: ItemNumber
    name: Words
    ground: Text
    statements: tuple[Text, ...] = ()
    unit: Words | None = None
    baseline: Figure | None = None
    target: Figure | None = None


class WithdrawImport(Command):
    """An import is to be taken back."""

    plan_id: Uuid
    reason: Text


class WithdrawDocument(Command):
    """The import of a plan's newest later document, named by its position, is to be taken back."""

    plan_id: Uuid
    document: Position
    reason: Text


class AssignResponsibility(Command):
    """A department is to answer for items, from a day on."""

    plan_id: Uuid
    indicator_ids: tuple[Uuid, ...]
    department: Words
    contact: Words | None = None
    since: date | None = None


class RenameDepartment(Command):
    """All items of one department are another's from now on; whom to call stays."""

    plan_id: Uuid
    department: Words
    new_name: Words
    since: date | None = None


# --- The cycle -----------------------------------------------------------------------------------------------------


class OpenCycle(Command):
    """A fiscal year's review begins, by the named flow's text; `kinds` in place of the flow's scope."""

    cycle_id: Uuid
    plan_id: Uuid
    council_id: Uuid
    fiscal_year: FiscalYear
    flow: Annotated[str, msgspec.Meta(max_length=100_000)]
    status_year: FiscalYear | None = None
    kinds: tuple[ItemKind, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    deadlines: tuple[StepDue, ...] = ()
    departments: tuple[Answerable, ...] = ()


class ChangeFlow(Command):
    """The year goes on by another flow's text; `steps` places steps that it has not, else the one before does."""

    cycle_id: Uuid
    flow: Annotated[str, msgspec.Meta(max_length=100_000)]
    judged_by: int
    judged_on: date
    ground: Text
    articles: tuple[Words, ...] = ()
    steps: tuple[StepMapping, ...] = ()


class SetDeadline(Command):
    """A step is due at an instant, or, without one, as the flow's rule says."""

    cycle_id: Uuid
    step: str
    due: Instant | None = None


class ExtendDeadline(Command):
    """A step is to be due later, for everybody or for one account."""

    cycle_id: Uuid
    step: str
    due: Instant
    reason: Text
    account: Uuid | None = None


class EnterStep(Command):
    """Items go on to the next step; `door` is the reason why they do although something is in the way."""

    cycle_id: Uuid
    step: str
    indicator_ids: tuple[Uuid, ...]
    door: Text | None = None


class SkipStep(Command):
    """Items pass a step over that the flow lets them."""

    cycle_id: Uuid
    step: str
    indicator_ids: tuple[Uuid, ...]
    reason: Text


class ReturnStep(Command):
    """An item goes back to an earlier step."""

    cycle_id: Uuid
    indicator_id: Uuid
    step: str
    reason: Text


class CloseCycle(Command):
    """The review of the year ends."""

    cycle_id: Uuid


# --- One item ------------------------------------------------------------------------------------------------------


class CheckStatus(Command):
    """The status of the cycle's status year; `based_on` is the position of the status that the writer saw."""

    cycle_id: Uuid
    indicator_id: Uuid
    texts: tuple[Text, ...]
    as_of_date: date | None = None
    informant: Words | None = None
    based_on: Position | None = None
    evidence: tuple[Evidence, ...] = ()


class RecordMeasurement(Command):
    """A figure of a 数値指標 in a fiscal year; `based_on` is the position of the figure that the writer saw."""

    cycle_id: Uuid
    indicator_id: Uuid
    fiscal_year: FiscalYear
    value: Words | None = None
    text: Text | None = None
    not_measured: bool = False
    source: Words | None = None
    based_on: Position | None = None


class CarryForward(Command):
    """Unchanged: last year's status, or the plan's text."""

    cycle_id: Uuid
    indicator_id: Uuid
    of: Carried
    reason: Text


class ConsiderImprovement(Command):
    """What the status calls for."""

    cycle_id: Uuid
    indicator_id: Uuid
    reason: Text
    rating: str | None = None
    direction: str | None = None


class PutStarForward(Command):
    """The next session is to give a bullet its ★, or to take it."""

    cycle_id: Uuid
    indicator_id: Uuid
    statement: int
    text_revision: int
    change: StarChange
    reason: Text


class SaveDraft(Command):
    """The next version of the draft; `based_on` is the number of the version that the writer saw (0: none)."""

    cycle_id: Uuid
    indicator_id: Uuid
    statements: tuple[Bullet, ...]
    reason: Text
    removed: tuple[int, ...] = ()
    based_on: int = 0


class ShowDraft(Command):
    """Members may see a version of the draft."""

    cycle_id: Uuid
    indicator_id: Uuid
    number: int


class TakeBackDraft(Command):
    """A version of the draft that members saw is to stand no more."""

    cycle_id: Uuid
    indicator_id: Uuid
    number: int
    reason: Text


class ProposeImprovement(Command):
    """A proposal, or its next version; `session_id` where a running meeting amends what is on its agenda.

    What the kinds need: revise `statements`, `removed` or `name`; add and split `new_items`; merge `into`, and new
    `statements` for that item; move `to_project` and `to_initiative`.
    """

    cycle_id: Uuid
    indicator_id: Uuid
    proposal_kind: ProposalKind
    reason: Text
    statements: tuple[Bullet, ...] = ()
    removed: tuple[int, ...] = ()
    draft: int | None = None
    based_on: int = 0
    name: Words | None = None
    new_items: tuple[NewItem, ...] = ()
    into: Uuid | None = None
    to_project: int | None = None
    to_initiative: int | None = None
    session_id: Uuid | None = None


class WithdrawProposal(Command):
    """The proposal is taken back by those who made it."""

    cycle_id: Uuid
    indicator_id: Uuid
    version: int
    reason: Text


class ReturnProposal(Command):
    """The proposal goes back for another consideration."""

    cycle_id: Uuid
    indicator_id: Uuid
    version: int
    reason: Text


class ReviseIndicator(Command):
    """The adopted proposal takes effect; `advanced` names the bullets with ★ that keep it: none of an item that leaves.

    `new_ids` are the streams of the items that it adds, as many as the proposal has.
    """

    cycle_id: Uuid
    indicator_id: Uuid
    version: int
    effective_on: date
    advanced: tuple[int, ...] = ()
    new_ids: tuple[Uuid, ...] = ()


class MakeMinorCorrection(Command):
    """A wording changes without a meeting: a bullet or the name of an item, or the name of a project or measure.

    `was` is the name that the writer saw, `text_revision` the same of a bullet, `session_id` who entrusted it.
    """

    ground: Ground
    text: Text
    note: Text
    indicator_id: Uuid | None = None
    statement: int | None = None
    text_revision: int | None = None
    plan_id: Uuid | None = None
    project: int | None = None
    initiative: int | None = None
    was: Words | None = None
    session_id: Uuid | None = None


class CorrectText(Command):
    """A bullet is to read as it stands in the imported document, at the place that `source` names."""

    indicator_id: Uuid
    statement: int
    text_revision: int
    text: Text
    source: Source


class MakeCommitment(Command):
    """Something is to be confirmed by a day, about an item or the whole plan."""

    cycle_id: Uuid
    text: Text
    due: date
    indicator_id: Uuid | None = None
    arises_from: Position | None = None


class AnswerCommitment(Command):
    """What became of a commitment; `due` is the new day where it is continued."""

    cycle_id: Uuid
    commitment: Position
    result: Kept
    note: Text
    indicator_id: Uuid | None = None
    due: date | None = None


# --- Opinions ------------------------------------------------------------------------------------------------------


class SubmitComment(Command):
    """An opinion; on behalf of `author` when another account types it in, with `late_reason` after the deadline."""

    cycle_id: Uuid
    place: Place
    body: Text
    author: Uuid | None = None
    author_name: Words | None = None
    source: OpinionSource = "member"
    subject: Subject = "item"
    version: int | None = None
    stance: Stance | None = None
    perception: Perception | None = None
    medium: Medium = "web"
    received_on: date | None = None
    read_back: bool = False
    author_note: Words | None = None
    late_reason: Text | None = None
    session_id: Uuid | None = None
    speech: Position | None = None


class EditComment(Command):
    """The author's next wording; `based_on` is the position of the wording that the writer saw."""

    cycle_id: Uuid
    comment: Position
    body: Text
    based_on: Position
    indicator_id: Uuid | None = None


class WithdrawComment(Command):
    """The author takes the opinion back."""

    cycle_id: Uuid
    comment: Position
    indicator_id: Uuid | None = None


class EndorseComment(Command):
    """A member says the same as another one; on behalf of `author` when staff types it in."""

    cycle_id: Uuid
    comment: Position
    indicator_id: Uuid | None = None
    author: Uuid | None = None
    medium: Medium = "web"


class SummariseComment(Command):
    """The opinion as the papers will print it; `based_on` is the position of the summary that the writer saw."""

    cycle_id: Uuid
    comment: Position
    body: Text
    indicator_id: Uuid | None = None
    based_on: Position | None = None


class ContestSummary(Command):
    """The author says that the summary misses the meaning."""

    cycle_id: Uuid
    comment: Position
    reason: Text
    indicator_id: Uuid | None = None
    medium: Medium = "web"


class AnswerComment(Command):
    """The city's answer to an opinion; `version_of` is the item of the version where the opinion stands elsewhere."""

    cycle_id: Uuid
    comment: Position
    disposition: Disposition
    body: Text
    indicator_id: Uuid | None = None
    version: int | None = None
    until: date | None = None
    forwarded_to: Words | None = None
    version_of: Uuid | None = None


class AnswerComments(Command):
    """One answer to several opinions that say the same; a reflecting one names a version of the item `version_of`."""

    cycle_id: Uuid
    comments: tuple[CommentRef, ...]
    disposition: Disposition
    body: Text
    version: int | None = None
    until: date | None = None
    forwarded_to: Words | None = None
    version_of: Uuid | None = None


class ReviseAnswer(Command):
    """The answer is to read otherwise; `based_on` is the position of the answer that the writer saw."""

    cycle_id: Uuid
    comment: Position
    disposition: Disposition
    body: Text
    reason: Text
    based_on: Position
    indicator_id: Uuid | None = None
    version: int | None = None
    until: date | None = None
    forwarded_to: Words | None = None
    version_of: Uuid | None = None


class PostponeAnswer(Command):
    """The answer is still being considered: the opinion goes into the papers without one, until a day."""

    cycle_id: Uuid
    comment: Position
    until: date
    reason: Text
    indicator_id: Uuid | None = None


class DisputeAnswer(Command):
    """The answer is not enough for the author."""

    cycle_id: Uuid
    comment: Position
    reason: Text
    indicator_id: Uuid | None = None
    medium: Medium = "web"


class Acknowledge(Command):
    """Read, no opinion."""

    cycle_id: Uuid
    indicator_id: Uuid | None = None
    author: Uuid | None = None
    medium: Medium = "web"
    received_on: date | None = None


class CarryOverMatter(Command):
    """An open comment goes on into a later year."""

    cycle_id: Uuid
    comment: Position
    to_fiscal_year: FiscalYear
    reason: Text
    indicator_id: Uuid | None = None


class AttachFile(Command):
    """A file, stored beforehand under its content address, belongs to an event."""

    stream_id: Uuid
    to: Position
    name: Words
    sha256: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    media_type: Annotated[str, msgspec.Meta(pattern=r"\A[a-z]+/[a-z0-9.+-]+\Z")]
    bytes: int


class RecordApproval(Command):
    """A 決裁 about a plan, an item, a cycle or a session; `through` is the position that it covers, else the newest."""

    stream_id: Uuid
    subject: ApprovalSubject
    on: date
    document_number: Words
    post: Words
    through: Position | None = None


# --- Sessions ------------------------------------------------------------------------------------------------------


class CallSession(Command):
    """A meeting is called with its agenda, or a written session with the end of its first round."""

    session_id: Uuid
    cycle_id: Uuid
    title: Words
    held_on: date
    agenda: tuple[AgendaEntry, ...] = ()
    place: Words | None = None
    form: SessionForm = "meeting"
    round: Round = "ballot"
    due: Instant | None = None


class MoveSession(Command):
    """A meeting is held on another day."""

    session_id: Uuid
    held_on: date
    reason: Text


class CallOffSession(Command):
    """A session does not take place."""

    session_id: Uuid
    reason: Text


class OpenRound(Command):
    """The next round of a written session, or more time for the same."""

    session_id: Uuid
    round: Round
    due: Instant


class RecordConsent(Command):
    """A member's consent to a written session; `seat` when staff types it in."""

    session_id: Uuid
    given: bool
    seat: int | None = None
    medium: Medium = "web"
    received_on: date | None = None
    postmarked_on: date | None = None


class CastBallot(Command):
    """One ballot paper; `seat` when staff types it in."""

    session_id: Uuid
    votes: tuple[BallotVote, ...]
    seat: int | None = None
    medium: Medium = "web"
    postmarked_on: date | None = None
    arrived_on: date | None = None


class RejectBallot(Command):
    """A paper that does not count is recorded; `ballot` makes one void that was taken before."""

    session_id: Uuid
    ground: Invalidity
    seat: int | None = None
    sender: Words | None = None
    ballot: Position | None = None
    medium: Medium = "paper"
    postmarked_on: date | None = None
    arrived_on: date | None = None
    note: Text | None = None


class NoteSpeech(Command):
    """A line of the minutes of a meeting: who said what."""

    session_id: Uuid
    body: Text
    seat: int | None = None
    speaker: Words | None = None


class RecordAttendance(Command):
    """Who is present, by seat."""

    session_id: Uuid
    present: tuple[int, ...]
    presiding: int


class RecordDecision(Command):
    """One decision over proposals of the agenda."""

    session_id: Uuid
    decision: Decision
    proposals: tuple[AgendaEntry, ...]
    manner: Words
    note: Text | None = None


class ConfirmEntrusted(Command):
    """The chair confirms what was entrusted, with the version that was agreed."""

    session_id: Uuid
    decision: Position
    proposal: AgendaEntry
    confirmed_on: date
    medium: Medium
    note: Text | None = None


class GrantStar(Command):
    """The session confirms that a bullet is progressing."""

    session_id: Uuid
    indicator_id: Uuid
    statement: int
    text_revision: int
    reason: Text


class RevokeStar(Command):
    """The session takes the ★ from a bullet."""

    session_id: Uuid
    indicator_id: Uuid
    statement: int
    text_revision: int
    reason: Text


class CloseSession(Command):
    """The meeting is over."""

    session_id: Uuid


class PublishPlan(Command):
    """The public may read the plan as it stands now."""

    plan_id: Uuid
    on: date
    decided_by: Words


class NoteHandover(Command):
    """A note for whoever comes after in the office."""

    plan_id: Uuid
    body: Text


class SettleHandoverNote(Command):
    """The note at a position is settled."""

    plan_id: Uuid
    note: Position


def all_commands() -> tuple[type[Command], ...]:
    """Every command class."""
    return tuple(Command.__subclasses__())
