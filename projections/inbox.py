"""The inbox: what waits for a person or a role, from the event that asks for it to the one that settles it."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from domain.event import Recorded
from domain.events import (
    Acknowledged,
    AnswerDisputed,
    AnswerRevised,
    BallotCast,
    BallotRejected,
    CarriedForward,
    CommentAnswered,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    CycleClosed,
    DecisionRecorded,
    DraftShown,
    DraftTakenBack,
    EntrustmentConfirmed,
    ImprovementProposed,
    IndicatorRetired,
    IndicatorRevised,
    MatterCarriedOver,
    MatterTakenUp,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    RollEntry,
    RoundOpened,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SummaryContested,
)
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work

Task = Literal[
    "answer_comment",
    "mend_summary",
    "raise_disputed",
    "settle_entrusted",
    "revise_adopted",
    "give_opinion",
    "check_summary",
    "answer_received",
    "cast_ballot",
]


OpinionThing = CommentSummarised | SummaryContested | CommentAnswered | AnswerRevised | AnswerDisputed


class InboxRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that waits; `audience` is secretariat, chair, member or an account.

    `position` is the event that it is about, `opened` the one that opened it, `closed` the one that settled it;
    instants are µs since 1970 UTC. `done` are the accounts of the audience that did their part.
    """

    id: str
    audience: str
    task: Task
    cycle: str
    indicator: str | None
    position: int
    opened: int
    opened_at: int
    closed: int | None = None
    closed_at: int | None = None
    done: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.closed is None


class Asked(msgspec.Struct, frozen=True):
    """Who said an opinion, or the same; and which version of which item, `named`, its answer names."""

    comment: int
    stream: str
    cycle: str
    author: str | None = None
    version: int | None = None
    named: str | None = None
    endorsed: tuple[str, ...] = ()

    @property
    def readers(self) -> tuple[str, ...]:
        """Those for whom the answer is."""
        return (self.author, *self.endorsed) if self.author else self.endorsed


class ProposalKinds(msgspec.Struct, frozen=True):
    """The kind of each proposal version."""

    indicator: str
    cycle: str
    kinds: dict[int, str]


class ShownDrafts(msgspec.Struct, frozen=True):
    """The draft versions of an item that members see."""

    indicator: str
    cycle: str
    numbers: tuple[int, ...]


class InboxSession(msgspec.Struct, frozen=True):
    """To which cycle a session belongs; of a written one, whose seats vote."""

    session: str
    cycle: str
    roll: tuple[RollEntry, ...] = ()


TABLE = Table(
    "inbox",
    InboxRow,
    ("id",),
    ("audience", "cycle", "indicator", "opened", "closed"),
    (("audience", "closed", "opened"), ("cycle", "closed"), ("indicator", "cycle")),
)
ASKED = Table("inbox_comments", Asked, ("comment",), ("named", "cycle"), (("named", "cycle"),))
KINDS = Table("inbox_proposals", ProposalKinds, ("indicator", "cycle"))
SESSIONS = Table("inbox_sessions", InboxSession, ("session",))
SHOWN = Table("inbox_drafts", ShownDrafts, ("indicator", "cycle"))
INBOX = ReadModel("inbox", 5, TABLE, ASKED, KINDS, SESSIONS, SHOWN)


@INBOX.on(CommentSubmitted)
def _submitted(work: Work, recorded: Recorded, event: CommentSubmitted) -> None:
    work[ASKED].put(Asked(recorded.position, recorded.stream, event.cycle, event.author))
    _put(work, _row(recorded, "answer_comment", event.cycle), f"answer_comment:{recorded.position}", "secretariat")
    if event.author:
        _said(work, recorded, event.cycle, event.author)


@INBOX.on(CommentEndorsed)
def _endorsed(work: Work, _: Recorded, event: CommentEndorsed) -> None:
    asked = work[ASKED].need(event.comment)
    work[ASKED].put(msgspec.structs.replace(asked, endorsed=(*asked.endorsed, event.author)))


@INBOX.on(CommentSummarised)
def _summarised(work: Work, recorded: Recorded, event: CommentSummarised) -> None:
    _settle(work, recorded, f"mend_summary:{event.comment}")
    author = work[ASKED].need(event.comment).author
    if author:
        _put(work, _about(recorded, "check_summary", event), f"check_summary:{event.comment}", author)


@INBOX.on(SummaryContested)
def _contested(work: Work, recorded: Recorded, event: SummaryContested) -> None:
    _settle(work, recorded, f"check_summary:{event.comment}")
    _put(work, _about(recorded, "mend_summary", event), f"mend_summary:{event.comment}", "secretariat")


@INBOX.on(CommentAnswered, AnswerRevised)
def _answered(work: Work, recorded: Recorded, event: CommentAnswered | AnswerRevised) -> None:
    named = None if event.version is None else event.indicator or recorded.stream
    asked = msgspec.structs.replace(work[ASKED].need(event.comment), version=event.version, named=named)
    work[ASKED].put(asked)
    for task in ("answer_comment", "check_summary", "raise_disputed"):
        _settle(work, recorded, f"{task}:{event.comment}")
    for reader in asked.readers:
        row = _about(recorded, "answer_received", event)
        _put(work, row, f"answer_received:{event.cycle}:{recorded.stream}:{reader}", reader)


@INBOX.on(AnswerDisputed)
def _disputed(work: Work, recorded: Recorded, event: AnswerDisputed) -> None:
    author = work[ASKED].need(event.comment).author
    _settle(work, recorded, f"answer_received:{event.cycle}:{recorded.stream}:{author}")
    _put(work, _about(recorded, "raise_disputed", event), f"raise_disputed:{event.comment}", "secretariat")


@INBOX.on(CommentWithdrawn, MatterCarriedOver)
def _gone(work: Work, recorded: Recorded, event: CommentWithdrawn | MatterCarriedOver) -> None:
    for task in ("answer_comment", "check_summary", "mend_summary"):
        _settle(work, recorded, f"{task}:{event.comment}")
    asked = work[ASKED].need(event.comment)
    work[ASKED].put(msgspec.structs.replace(asked, version=None, named=None))


@INBOX.on(MatterTakenUp)
def _taken_up(work: Work, recorded: Recorded, event: MatterTakenUp) -> None:
    """What an earlier year left waits in the later one."""
    asked = msgspec.structs.replace(work[ASKED].need(event.comment), stream=recorded.stream, cycle=event.cycle)
    work[ASKED].put(msgspec.structs.replace(asked, version=None, named=None))
    row = msgspec.structs.replace(_row(recorded, "answer_comment", event.cycle), position=event.comment)
    _put(work, row, f"answer_comment:{event.comment}", "secretariat")


@INBOX.on(DraftShown)
def _shown(work: Work, recorded: Recorded, event: DraftShown) -> None:
    before = work[SHOWN].get(recorded.stream, event.cycle)
    numbers = (*(before.numbers if before else ()), event.number)
    work[SHOWN].put(ShownDrafts(recorded.stream, event.cycle, numbers))
    _ask_members(work, recorded, event.cycle)


@INBOX.on(DraftTakenBack)
def _taken_back(work: Work, recorded: Recorded, event: DraftTakenBack) -> None:
    """With no draft and no proposal to read members are asked no more."""
    shown = work[SHOWN].need(recorded.stream, event.cycle)
    left = tuple(number for number in shown.numbers if number != event.number)
    work[SHOWN].put(ShownDrafts(recorded.stream, event.cycle, left))
    if not left and work[KINDS].get(recorded.stream, event.cycle) is None:
        _settle(work, recorded, f"give_opinion:{event.cycle}:{recorded.stream}")


@INBOX.on(ImprovementProposed)
def _proposed(work: Work, recorded: Recorded, event: ImprovementProposed) -> None:
    before = work[KINDS].get(recorded.stream, event.cycle)
    kinds = {**(before.kinds if before else {}), event.version: event.proposal_kind}
    work[KINDS].put(ProposalKinds(recorded.stream, event.cycle, kinds))
    if not _entrusted(work, recorded.stream, event.cycle):
        _ask_members(work, recorded, event.cycle)


def _entrusted(work: Work, indicator: str, cycle: str) -> bool:
    """Whether the meeting has left the wording to the chair: members have said what they had to say."""
    waiting = work[TABLE].find(indicator=indicator, cycle=cycle, closed=None)
    return any(row.task == "settle_entrusted" for row in waiting)


def _ask_members(work: Work, recorded: Recorded, cycle: str) -> None:
    _put(work, _row(recorded, "give_opinion", cycle), f"give_opinion:{cycle}:{recorded.stream}", "member")


@INBOX.on(Acknowledged)
def _acknowledged(work: Work, recorded: Recorded, event: Acknowledged) -> None:
    _said(work, recorded, event.cycle, event.author)


def _said(work: Work, recorded: Recorded, cycle: str, author: str) -> None:
    """A member has said something about the item: asked no more, and the answers were seen."""
    row = work[TABLE].get(f"give_opinion:{cycle}:{recorded.stream}")
    if row is not None and author not in row.done:
        work[TABLE].put(msgspec.structs.replace(row, done=(*row.done, author)))
    _settle(work, recorded, f"answer_received:{cycle}:{recorded.stream}:{author}")


def _settle_entrusted(work: Work, recorded: Recorded, cycle: str) -> None:
    """What was left to the chair is decided about, by whomever."""
    for row in work[TABLE].find(indicator=recorded.stream, cycle=cycle, closed=None):
        if row.task == "settle_entrusted":
            _settle(work, recorded, row.id)


@INBOX.on(ProposalReturned)
def _returned(work: Work, recorded: Recorded, event: ProposalReturned) -> None:
    _fell(work, recorded, event)


@INBOX.on(ProposalRejected)
def _rejected(work: Work, recorded: Recorded, event: ProposalRejected) -> None:
    _settle_entrusted(work, recorded, event.cycle)
    _fell(work, recorded, event)


@INBOX.on(ProposalWithdrawn)
def _withdrawn(work: Work, recorded: Recorded, event: ProposalWithdrawn) -> None:
    _fell(work, recorded, event)


def _fell(work: Work, recorded: Recorded, event: ProposalReturned | ProposalRejected | ProposalWithdrawn) -> None:
    """What was answered with the version, or an earlier one, is to be answered again."""
    _settle(work, recorded, f"give_opinion:{event.cycle}:{recorded.stream}")
    for asked in work[ASKED].find(named=recorded.stream, cycle=event.cycle):
        row = work[TABLE].get(f"answer_comment:{asked.comment}")
        if row is not None and not row.is_open and 0 < (asked.version or 0) <= event.version:
            _settle(work, recorded, f"raise_disputed:{asked.comment}")
            again = msgspec.structs.replace(row, opened=recorded.position, opened_at=recorded.recorded_at)
            _put(work, msgspec.structs.replace(again, closed=None, closed_at=None), row.id, "secretariat")


@INBOX.on(SessionCalled)
def _called(work: Work, recorded: Recorded, event: SessionCalled) -> None:
    roll = event.roll if event.form == "written" else ()
    work[SESSIONS].put(InboxSession(recorded.stream, event.cycle, roll))
    if event.round == "ballot":
        _ask_for_ballots(work, recorded)


@INBOX.on(RoundOpened)
def _round_opened(work: Work, recorded: Recorded, event: RoundOpened) -> None:
    if event.round == "ballot":
        _ask_for_ballots(work, recorded)


def _ask_for_ballots(work: Work, recorded: Recorded) -> None:
    """Every seat that was not asked yet; more time asks nobody again."""
    session = work[SESSIONS].need(recorded.stream)
    for entry in session.roll:
        key = _ballot_key(recorded, entry)
        if work[TABLE].get(key) is None:
            _put(work, _row(recorded, "cast_ballot", session.cycle), key, entry.account)


def _ballot_key(recorded: Recorded, entry: RollEntry) -> str:
    return f"cast_ballot:{recorded.stream}:{entry.account}"


@INBOX.on(BallotCast)
def _cast(work: Work, recorded: Recorded, event: BallotCast) -> None:
    for entry in work[SESSIONS].need(recorded.stream).roll:
        if entry.seat == event.seat:
            _settle(work, recorded, _ballot_key(recorded, entry))


@INBOX.on(BallotRejected)
def _ballot_rejected(work: Work, recorded: Recorded, event: BallotRejected) -> None:
    """Whose ballot was made void is asked again."""
    session = work[SESSIONS].need(recorded.stream)
    for entry in session.roll if event.ballot is not None else ():
        if entry.seat == event.seat:
            _put(work, _row(recorded, "cast_ballot", session.cycle), _ballot_key(recorded, entry), entry.account)


@INBOX.on(SessionClosed, SessionCalledOff)
def _session_closed(work: Work, recorded: Recorded, _: SessionClosed | SessionCalledOff) -> None:
    for entry in work[SESSIONS].need(recorded.stream).roll:
        _settle(work, recorded, _ballot_key(recorded, entry))


@INBOX.on(DecisionRecorded)
def _decided(work: Work, recorded: Recorded, event: DecisionRecorded) -> None:
    cycle = work[SESSIONS].need(recorded.stream).cycle
    for entry in event.proposals:
        _settle(work, recorded, f"give_opinion:{cycle}:{entry.indicator}")
    for entry in event.proposals if event.decision == "entrusted" else ():
        row = msgspec.structs.replace(_row(recorded, "settle_entrusted", cycle), indicator=entry.indicator)
        for audience in ("chair", "secretariat"):
            _put(work, row, f"settle_entrusted:{audience}:{recorded.position}:{entry.indicator}", audience)


@INBOX.on(EntrustmentConfirmed)
def _confirmed(work: Work, recorded: Recorded, event: EntrustmentConfirmed) -> None:
    for audience in ("chair", "secretariat"):
        _settle(work, recorded, f"settle_entrusted:{audience}:{event.decision}:{event.proposal.indicator}")


@INBOX.on(ProposalAdopted)
def _adopted(work: Work, recorded: Recorded, event: ProposalAdopted) -> None:
    _settle_entrusted(work, recorded, event.cycle)
    _settle(work, recorded, f"give_opinion:{event.cycle}:{recorded.stream}")
    proposals = work[KINDS].get(recorded.stream, event.cycle)
    if proposals is None or proposals.kinds.get(event.version) != "continue":
        row = _row(recorded, "revise_adopted", event.cycle)
        _put(work, row, f"revise_adopted:{event.cycle}:{recorded.stream}", "secretariat")


@INBOX.on(IndicatorRevised)
def _revised(work: Work, recorded: Recorded, event: IndicatorRevised) -> None:
    if event.merged is None:
        _decided_about(work, recorded, event.cycle)


@INBOX.on(IndicatorRetired)
def _retired(work: Work, recorded: Recorded, event: IndicatorRetired) -> None:
    _decided_about(work, recorded, event.cycle)


@INBOX.on(CarriedForward)
def _carried_forward(work: Work, recorded: Recorded, event: CarriedForward) -> None:
    if event.of == "text":
        _decided_about(work, recorded, event.cycle)


def _decided_about(work: Work, recorded: Recorded, cycle: str) -> None:
    _settle_entrusted(work, recorded, cycle)
    _settle(work, recorded, f"give_opinion:{cycle}:{recorded.stream}")
    _settle(work, recorded, f"revise_adopted:{cycle}:{recorded.stream}")


@INBOX.on(CycleClosed)
def _closed(work: Work, recorded: Recorded, _: CycleClosed) -> None:
    for row in work[TABLE].find(cycle=recorded.stream, closed=None):
        _settle(work, recorded, row.id)


def _row(recorded: Recorded, task: Task, cycle: str) -> InboxRow:
    """A thing that the event asks for, about its own item."""
    return InboxRow(
        id="",
        audience="",
        task=task,
        cycle=cycle,
        indicator=recorded.stream if recorded.kind == "indicator" else None,
        position=recorded.position,
        opened=recorded.position,
        opened_at=recorded.recorded_at,
    )


def _about(recorded: Recorded, task: Task, event: OpinionThing) -> InboxRow:
    """A thing that the event asks for, about the opinion that it names."""
    return msgspec.structs.replace(_row(recorded, task, event.cycle), position=event.comment)


def _put(work: Work, row: InboxRow, key: str, audience: str) -> None:
    work[TABLE].put(msgspec.structs.replace(row, id=key, audience=audience))


def _settle(work: Work, recorded: Recorded, key: str) -> None:
    row = work[TABLE].get(key)
    if row is not None and row.is_open:
        changed = msgspec.structs.replace(row, closed=recorded.position, closed_at=recorded.recorded_at)
        work[TABLE].put(changed)


class Inbox:
    """Questions about what waits."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def inbox(self, account: str, roles: Iterable[str] = ()) -> list[InboxRow]:
        """What waits for an account in its roles (secretariat, member, chair), oldest first."""
        with self._database.reading() as transaction:
            found = [
                row
                for audience in dict.fromkeys([account, *roles])
                for row in transaction.rows(TABLE, "audience = ? AND closed IS NULL", audience)
                if account not in row.done
            ]
        return sorted(found, key=lambda row: (row.opened, row.id))

    def of_cycle(self, cycle: str, task: Task) -> list[InboxRow]:
        """What waits of one kind in a cycle, for whomever, oldest first."""
        found = self._database.rows(TABLE, "cycle = ? AND closed IS NULL", cycle)
        return sorted((row for row in found if row.task == task), key=lambda row: (row.opened, row.id))

    def about(self, indicator: str, cycle: str) -> list[InboxRow]:
        """What waits about an item in a cycle, for whomever."""
        found = self._database.rows(TABLE, "indicator = ? AND cycle = ? AND closed IS NULL", indicator, cycle)
        return sorted(found, key=lambda row: (row.opened, row.id))
