"""Written sessions: rounds, consent, ballots by their members or typed in for them, papers that do not count."""

from msgspec.structs import replace

from domain import commands as c
from domain import written
from domain.aggregate import Decided
from domain.codes import STAFF
from domain.council import Council
from domain.errors import NotPermitted, Refused
from domain.events import RollEntry
from domain.review_cycle import ReviewCycle
from domain.session import Session
from domain.written import Paper
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import meeting_of


def open_round(case: Case, command: c.OpenRound, _: Directory) -> Decided:
    _cycle, session = meeting_of(case, command.session_id, "open_round")
    return written.open_round(session, case.now, command)


def record_consent(case: Case, command: c.RecordConsent, _: Directory) -> Decided:
    cycle, session = meeting_of(case, command.session_id, "record_consent")
    posted, arrived, on_behalf = command.postmarked_on, command.received_on, case.role in STAFF
    paper = Paper(case.now, postmarked_on=posted, arrived_on=arrived, on_behalf=on_behalf)
    return written.consent(session, cycle.flow, _signed(case, cycle, session, command, paper), command)


def cast_ballot(case: Case, command: c.CastBallot, _: Directory) -> Decided:
    cycle, session = meeting_of(case, command.session_id, "cast_ballot")
    posted, arrived, on_behalf = command.postmarked_on, command.arrived_on, case.role in STAFF
    paper = Paper(case.now, postmarked_on=posted, arrived_on=arrived, on_behalf=on_behalf)
    paper = _signed(case, cycle, session, command, paper)
    items = {vote.indicator: case.item_of(cycle, vote.indicator) for vote in command.votes}
    return written.cast(session, items, cycle.flow.ordinance, paper, command)


def _signed(
    case: Case, cycle: ReviewCycle, session: Session, command: c.RecordConsent | c.CastBallot, paper: Paper
) -> Paper:
    """The paper with the seat whose it is: a member's own on the screen, or the one whom staff names."""
    entry = _voter(case, cycle, session, command, paper)
    return replace(paper, seat=entry.seat)


def _voter(
    case: Case, cycle: ReviewCycle, session: Session, command: c.RecordConsent | c.CastBallot, paper: Paper
) -> RollEntry:
    written.check_written(session)
    council = case.get(Council, cycle.council)
    if paper.on_behalf:
        if command.seat is None or command.medium == "web":
            msg = "どの委員の、どのように届いたものかを選んでください。"
            raise Refused(msg, code="author_needed", field="seat")
        return written.voter(session, council, command.seat, paper.sent_on)
    own = session.seat_of(case.account_id)
    other = command.seat is not None and (own is None or own.seat != command.seat)
    if other or command.medium != "web" or paper.arrived_on or paper.postmarked_on:
        msg = "ほかの方の代わりに、または届いた紙から入力できるのは事務局です。"
        raise NotPermitted(msg, code="on_behalf", field="seat")
    return written.voter(session, council, own.seat if own else None, case.today)


def reject_ballot(case: Case, command: c.RejectBallot, _: Directory) -> Decided:
    cycle, session = meeting_of(case, command.session_id, "reject_ballot")
    paper = Paper(case.now, command.seat or 0, command.postmarked_on, command.arrived_on, on_behalf=True)
    return written.reject(session, case.get(Council, cycle.council), cycle.flow.ordinance, paper, command)
