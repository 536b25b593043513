"""All commands: what somebody asks for, in the imperative. `pdca do` takes them as JSON, one per line.

A command that brings a new stream to life carries its id; `command_id` makes a repeated sending harmless.
"""

from datetime import date
from typing import Annotated, dataclass_transform

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
from domain.events import AgendaEntry

Text = Annotated[str, msgspec.Meta(max_length=10_000)]
"""A text of a person, up to 10,000 characters."""
Words = Annotated[str, msgspec.Meta(max_length=200)]
"""A name or title."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A value inside a command."""


class Bullet(Value):
    """A bullet as somebody would like it: against `text_revision` of bullet `id`, or new without an id."""

    text: Text
    id: int | None = None
    text_revision: int | None = None


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


# --- The plan ------------------------------------------------------------------------------------------------------


class WithdrawImport(Command):
    """An import is to be taken back."""

    plan_id: Uuid
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


class SetDeadline(Command):
    """A step is due at an instant."""

    cycle_id: Uuid
    step: str
    due: Instant


class ExtendDeadline(Command):
    """A step is to be due later, for everybody or for one account."""

    cycle_id: Uuid
    step: str
    due: Instant
    reason: Text
    account: Uuid | None = None


class EnterStep(Command):
    """Items go on to the next step."""

    cycle_id: Uuid
    step: str
    indicator_ids: tuple[Uuid, ...]


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


class ProposeImprovement(Command):
    """A proposal, or its next version."""

    cycle_id: Uuid
    indicator_id: Uuid
    proposal_kind: ProposalKind
    reason: Text
    statements: tuple[Bullet, ...] = ()
    removed: tuple[int, ...] = ()
    draft: int | None = None
    based_on: int = 0


class ReturnProposal(Command):
    """The proposal goes back for another consideration."""

    cycle_id: Uuid
    indicator_id: Uuid
    version: int
    reason: Text


class ReviseIndicator(Command):
    """The adopted proposal takes effect; `advanced` names the bullets with ★ that keep it."""

    cycle_id: Uuid
    indicator_id: Uuid
    version: int
    effective_on: date
    advanced: tuple[int, ...] = ()


# --- Opinions ------------------------------------------------------------------------------------------------------


class SubmitComment(Command):
    """An opinion; on behalf of `author` when another account types it in."""

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


class AnswerComment(Command):
    """The city's answer to an opinion."""

    cycle_id: Uuid
    comment: Position
    disposition: Disposition
    body: Text
    indicator_id: Uuid | None = None
    version: int | None = None
    until: date | None = None
    forwarded_to: Words | None = None


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


# --- Sessions ------------------------------------------------------------------------------------------------------


class CallSession(Command):
    """A meeting is called with its agenda."""

    session_id: Uuid
    cycle_id: Uuid
    title: Words
    held_on: date
    agenda: tuple[AgendaEntry, ...] = ()
    place: Words | None = None


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


def all_commands() -> tuple[type[Command], ...]:
    """Every command class."""
    return tuple(Command.__subclasses__())
