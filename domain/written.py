"""Decisions of a written session: rounds, consent, ballots in time and once, papers that do not count, the result."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from domain.aggregate import Decided, required
from domain.commands import BallotVote, CastBallot, OpenRound, RecordConsent, RejectBallot
from domain.council import Council
from domain.errors import NotFound, Refused
from domain.events import (
    AgendaEntry,
    BallotCast,
    BallotRejected,
    ConsentRecorded,
    DecisionRecorded,
    ItemTally,
    ProposalAdopted,
    ProposalRejected,
    RollEntry,
    RoundOpened,
    SessionClosed,
    Vote,
)
from domain.flow import FlowDefinition, Ordinance
from domain.indicator import Indicator
from domain.japanese_dates import japan_day, short_date
from domain.session import Session, check_open
from domain.voting import manner, tally


class Paper(msgspec.Struct, frozen=True):
    """Whose paper it is, when it was posted and came (None: on the screen, now), and whether staff typed it in."""

    now: datetime
    seat: int = 0
    postmarked_on: date | None = None
    arrived_on: date | None = None
    on_behalf: bool = False

    def check(self) -> None:
        """Refuses days that cannot be."""
        today = japan_day(self.now)
        if any(day is not None and day > today for day in (self.arrived_on, self.postmarked_on)):
            msg = "届いた日と消印の日は、今日までの日付にしてください。"
            raise Refused(msg, code="future", field="arrived_on")
        if self.postmarked_on and (self.arrived_on is None or self.postmarked_on > self.arrived_on):
            msg = "消印の日は、届いた日までの日付にしてください。"
            raise Refused(msg, code="postmark", field="postmarked_on")

    @property
    def sent_on(self) -> date:
        """The day on which its writer let go of it."""
        return self.postmarked_on or self.arrived_on or japan_day(self.now)

    def in_time(self, due: datetime, ordinance: Ordinance) -> bool:
        """必着 or 当日消印有効: whether it came by the end of the day that counts."""
        counts = self.postmarked_on if ordinance.arrival == "postmarked" else None
        day = counts or self.arrived_on
        return day <= japan_day(due) if day else self.now <= due


def check_written(session: Session) -> datetime:
    """When the round ends; refuses what belongs in a running written session."""
    session.check_running()
    if not session.written or session.due is None:
        msg = f"{session.title}は書面会議ではありません。"
        raise Refused(msg, code="not_written")
    return session.due


def open_round(session: Session, now: datetime, command: OpenRound) -> Decided:
    """The next round, or more time for this one; questions are over once a ballot is in. Quiet when it stands so."""
    check_written(session)
    if (session.round, session.due) == (command.round, command.due):
        return []
    if command.due <= now:
        msg = "期限は、今より後にしてください。"
        raise Refused(msg, code="past", field="due")
    if command.round == "question" and session.voters:
        msg = "表決がすでに届いているため、質問の回には戻せません。"
        raise Refused(msg, code="voting_began", field="round")
    return [(session.stream, RoundOpened(round=command.round, due=command.due))]


def voter(session: Session, council: Council, seat: int | None, day: date) -> RollEntry:
    """The seat that votes: on the frozen roll, and held by the same person still on the day of the paper."""
    entry = session.seat(seat) if seat is not None else None
    holder = council.holder(entry.seat, day) if entry else None
    if entry is None or holder is None or holder.account != entry.account:
        msg = "この会議の名簿に席のある委員か、その日にも委員である方だけが、同意や表決をすることができます。"
        raise Refused(msg, code="not_member", field="seat")
    return entry


def consent(session: Session, flow: FlowDefinition, paper: Paper, command: RecordConsent) -> Decided:
    """A member's consent to the written session, in time; quiet when it is recorded so."""
    due = check_written(session)
    if not flow.consents_needed(len(session.roll)):
        msg = "この会議のきまりでは、書面会議への同意は要りません。"
        raise Refused(msg, code="no_consent", field="given")
    _check_time(paper, due, flow.ordinance)
    if session.consents.get(paper.seat) is command.given:
        return []
    event = ConsentRecorded(
        seat=paper.seat,
        given=command.given,
        medium=command.medium,
        received_on=command.received_on,
        postmarked_on=command.postmarked_on,
    )
    return [(session.stream, event)]


def cast(
    session: Session, items: Mapping[str, Indicator], ordinance: Ordinance, paper: Paper, command: CastBallot
) -> Decided:
    """A ballot of a seat, once, in time, on the proposals of the agenda that still stand."""
    due = check_written(session)
    if session.round == "question":
        msg = f"いまは質問を受け付けています（{short_date(japan_day(due))}まで）。表決は、その後に始まります。"
        raise Refused(msg, code="question_round")
    _check_time(paper, due, ordinance)
    if paper.seat in session.voters:
        msg = "この委員の表決は、すでに届いています。表決は一度だけです。"
        raise Refused(msg, code="voted", field="seat")
    event = BallotCast(
        seat=paper.seat,
        votes=_votes(session, items, command.votes),
        medium=command.medium,
        postmarked_on=command.postmarked_on,
        arrived_on=command.arrived_on,
        on_behalf=paper.on_behalf,
    )
    return [(session.stream, event)]


def _check_time(paper: Paper, due: datetime, ordinance: Ordinance) -> None:
    paper.check()
    if not paper.in_time(due, ordinance):
        rule = "（当日消印有効）" if ordinance.arrival == "postmarked" else "（必着）"
        msg = f"期限は{short_date(japan_day(due))}{rule}でした。表決に数えることはできません。"
        raise Refused(msg, code="too_late", field="arrived_on" if paper.on_behalf else None)


def _votes(session: Session, items: Mapping[str, Indicator], votes: tuple[BallotVote, ...]) -> tuple[Vote, ...]:
    if not votes:
        msg = "議案ごとに、賛成・反対・保留を選んでください。"
        raise Refused(msg, code="empty", field="votes")
    entries = [AgendaEntry(indicator=v.indicator, version=v.version) for v in votes]
    if any(entry not in session.agenda for entry in entries) or len(set(entries)) < len(entries):
        msg = "この会議の議案に、一つずつ表決してください。"
        raise Refused(msg, code="not_on_agenda", field="votes")
    for entry in entries:
        check_open(items[entry.indicator], session.cycle or "", entry.version)
    return tuple(
        Vote(indicator=v.indicator, version=v.version, choice=v.choice, reason=(v.reason or "").strip() or None)
        for v in votes
    )


def reject(session: Session, council: Council, ordinance: Ordinance, paper: Paper, command: RejectBallot) -> Decided:
    """A paper that does not count; its ground must be true, and after the end of the session it is late.

    One that was taken becomes void while the session runs, for another ground only.
    """
    if session.due is None:
        check_written(session)
    paper.check()
    if command.ballot is not None:
        _check_voidable(session, command)
    _check_ground(session, council, ordinance, paper, command)
    event = BallotRejected(
        ground=command.ground,
        seat=command.seat,
        sender=command.sender,
        ballot=command.ballot,
        medium=command.medium,
        postmarked_on=command.postmarked_on,
        arrived_on=command.arrived_on,
        note=command.note,
    )
    return [(session.stream, event)]


def _check_voidable(session: Session, command: RejectBallot) -> None:
    check_written(session)
    taken = session.ballots.get(command.ballot or 0)
    if taken is None or taken.void or taken.seat != command.seat:
        msg = "無効にする表決が見つからないか、すでに無効です。"
        raise NotFound(msg, code="unknown_ballot", field="ballot")
    if command.ground != "other":
        msg = "受け付けた表決を無効にするときは、その事情を書いてください。"
        raise Refused(msg, code="ground", field="ground")


def _check_ground(
    session: Session, council: Council, ordinance: Ordinance, paper: Paper, command: RejectBallot
) -> None:
    if command.ground == "other":
        required(command.note or "", "note", "無効とする理由")
        return
    grounds = {
        "late": session.closed or session.due is None or not paper.in_time(session.due, ordinance),
        "twice": command.seat in session.voters,
        "not_member": not _is_member(session, council, command.seat, paper.sent_on),
    }
    if not grounds[command.ground]:
        msg = "記録にある日付や名簿からは、この票は有効です。無効とする理由を確かめてください。"
        raise Refused(msg, code="valid", field="ground")
    if command.seat is None:
        required(command.sender or "", "sender", "差出人")


def _is_member(session: Session, council: Council, seat: int | None, day: date) -> bool:
    try:
        return voter(session, council, seat, day) is not None
    except Refused:
        return False


def awaited(session: Session, council: Council, day: date) -> tuple[int, ...]:
    """The seats of which a ballot may still come: none of them yet, and no one who left the council by that day."""
    return tuple(seat for seat in session.not_voted if _is_member(session, council, seat, day))


def close(
    session: Session, council: Council, flow: FlowDefinition, items: Mapping[str, Indicator], now: datetime
) -> Decided:
    """The result, by the rule and for good: after the deadline, or early when every ballot that may come is in."""
    due = check_written(session)
    waiting = awaited(session, council, japan_day(now))
    early = session.round == "ballot" and not waiting
    if now <= due and not early:
        msg = (
            f"期限（{short_date(japan_day(due))}）がまだ来ていません。"
            f"全員の表決が届くまで、終えることはできません（未提出{len(waiting)}名）。"
        )
        raise Refused(msg, code="not_yet")
    closed = _closed(session, flow, items)
    decided = [d for result in closed.tally for d in _decided(session, items[result.indicator], result)]
    return [*decided, (session.stream, closed)]


def _closed(session: Session, flow: FlowDefinition, items: Mapping[str, Indicator]) -> SessionClosed:
    seats, present = len(session.roll), len(session.voters)
    needed, consents = flow.quorum_needed(seats), flow.consents_needed(seats)
    quorate = present >= needed and session.consented >= consents
    results = (tally(e, session.votes(e), seats, session.chair_seat, flow.ordinance) for e in session.agenda)
    return SessionClosed(
        present=present,
        needed=needed,
        quorate=quorate,
        consents=session.consented if consents else None,
        consents_needed=consents or None,
        tally=tuple(_standing(session, items[r.indicator], r, quorate=quorate) for r in results),
        tie=flow.ordinance.tie,
        chair_votes=flow.ordinance.chair_votes,
    )


def _standing(session: Session, item: Indicator, result: ItemTally, *, quorate: bool) -> ItemTally:
    """Without a quorum, or where the proposal is not open any more, the numbers stand and nothing is decided."""
    state = item.proposal(session.cycle or "", result.version).state
    return result if quorate and state == "open" else msgspec.structs.replace(result, decision=None)


def _decided(session: Session, item: Indicator, result: ItemTally) -> Decided:
    if result.decision is None:
        return []
    cycle, entry = session.cycle or "", AgendaEntry(indicator=result.indicator, version=result.version)
    ruling = DecisionRecorded(decision=result.decision, proposals=(entry,), manner=manner(result))
    if result.decision == "approved":
        adopted = ProposalAdopted(cycle=cycle, version=result.version, session=session.id)
        return [(session.stream, ruling), (item.stream, adopted)]
    reason = "書面による表決で、可決されませんでした。"
    rejected = ProposalRejected(cycle=cycle, version=result.version, session=session.id, reason=reason)
    return [(session.stream, ruling), (item.stream, rejected)]
