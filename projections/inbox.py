"""The inbox: what waits for a person or a role, from the event that asks for it to the one that settles it."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from domain.event import Recorded
from domain.events import (
    Acknowledged,
    CarriedForward,
    CommentAnswered,
    CommentSubmitted,
    CommentWithdrawn,
    CycleClosed,
    DecisionRecorded,
    DraftShown,
    EntrustmentConfirmed,
    ImprovementProposed,
    IndicatorRevised,
    MatterCarriedOver,
    MatterTakenUp,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    SessionCalled,
)
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work

Task = Literal["answer_comment", "settle_entrusted", "revise_adopted", "give_opinion", "answer_received"]


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
    """Who said an opinion, and which version its answer names."""

    comment: int
    stream: str
    cycle: str
    author: str | None = None
    version: int | None = None


class ProposalKinds(msgspec.Struct, frozen=True):
    """The kind of each proposal version."""

    indicator: str
    cycle: str
    kinds: dict[int, str]


class InboxSession(msgspec.Struct, frozen=True):
    """To which cycle a session belongs."""

    session: str
    cycle: str


TABLE = Table(
    "inbox",
    InboxRow,
    ("id",),
    ("audience", "cycle", "indicator", "opened", "closed"),
    (("audience", "closed", "opened"), ("cycle", "closed"), ("indicator", "cycle")),
)
ASKED = Table("inbox_comments", Asked, ("comment",), ("stream", "cycle"), (("stream", "cycle"),))
KINDS = Table("inbox_proposals", ProposalKinds, ("indicator", "cycle"))
SESSIONS = Table("inbox_sessions", InboxSession, ("session",))
INBOX = ReadModel("inbox", 3, TABLE, ASKED, KINDS, SESSIONS)


@INBOX.on(CommentSubmitted)
def _submitted(work: Work, recorded: Recorded, event: CommentSubmitted) -> None:
    work[ASKED].put(Asked(recorded.position, recorded.stream, event.cycle, event.author))
    _put(work, _row(recorded, "answer_comment", event.cycle), f"answer_comment:{recorded.position}", "secretariat")
    if event.author:
        _said(work, recorded, event.cycle, event.author)


@INBOX.on(CommentAnswered)
def _answered(work: Work, recorded: Recorded, event: CommentAnswered) -> None:
    asked = msgspec.structs.replace(work[ASKED].need(event.comment), version=event.version)
    work[ASKED].put(asked)
    _settle(work, recorded, f"answer_comment:{event.comment}")
    if asked.author:
        row = msgspec.structs.replace(_row(recorded, "answer_received", event.cycle), position=event.comment)
        _put(work, row, f"answer_received:{event.cycle}:{recorded.stream}:{asked.author}", asked.author)


@INBOX.on(CommentWithdrawn, MatterCarriedOver)
def _gone(work: Work, recorded: Recorded, event: CommentWithdrawn | MatterCarriedOver) -> None:
    _settle(work, recorded, f"answer_comment:{event.comment}")


@INBOX.on(MatterTakenUp)
def _taken_up(work: Work, recorded: Recorded, event: MatterTakenUp) -> None:
    """What an earlier year left waits in the later one."""
    work[ASKED].put(Asked(event.comment, recorded.stream, event.cycle, event.author))
    row = msgspec.structs.replace(_row(recorded, "answer_comment", event.cycle), position=event.comment)
    _put(work, row, f"answer_comment:{event.comment}", "secretariat")


@INBOX.on(DraftShown)
def _shown(work: Work, recorded: Recorded, event: DraftShown) -> None:
    _ask_members(work, recorded, event.cycle)


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


def _fell(work: Work, recorded: Recorded, event: ProposalReturned | ProposalRejected) -> None:
    """What was answered with the version, or an earlier one, is to be answered again."""
    _settle(work, recorded, f"give_opinion:{event.cycle}:{recorded.stream}")
    for asked in work[ASKED].find(stream=recorded.stream, cycle=event.cycle):
        row = work[TABLE].get(f"answer_comment:{asked.comment}")
        if row is not None and not row.is_open and 0 < (asked.version or 0) <= event.version:
            again = msgspec.structs.replace(_row(recorded, "answer_comment", event.cycle), position=asked.comment)
            _put(work, again, row.id, "secretariat")


@INBOX.on(SessionCalled)
def _called(work: Work, recorded: Recorded, event: SessionCalled) -> None:
    work[SESSIONS].put(InboxSession(recorded.stream, event.cycle))


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

    def about(self, indicator: str, cycle: str) -> list[InboxRow]:
        """What waits about an item in a cycle, for whomever."""
        found = self._database.rows(TABLE, "indicator = ? AND cycle = ? AND closed IS NULL", indicator, cycle)
        return sorted(found, key=lambda row: (row.opened, row.id))
