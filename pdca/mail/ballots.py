"""Mails about a written session: the request for the ballot (M6), and a reminder to those only who have not voted."""

from collections.abc import Iterator
from datetime import datetime

from domain.council import Council
from domain.japanese_dates import JAPAN, japan_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from domain.written import awaited
from pdca.engine import Engine
from pdca.mail.deliveries import Kind, Wanted
from pdca.mail.due import OFFICE_HOURS, open_cycles, reachable, remind_at


def voting(engine: Engine) -> list[Session]:
    """The written sessions that ballots are awaited for."""
    found = (engine.load(Session, each) for cycle in open_cycles(engine) for each in cycle.sessions)
    return [each for each in found if each.written and not each.closed and each.round == "ballot"]


def unvoted(engine: Engine, session: Session) -> list[str]:
    """The accounts with a mail address whose ballot is still awaited."""
    cycle = engine.load(ReviewCycle, session.cycle or "")
    waiting = awaited(session, engine.load(Council, cycle.council), japan_day(engine.now()))
    seats = (session.seat(number) for number in waiting)
    return [seat.account for seat in seats if seat and reachable(engine, seat.account)]


def ballot_requests(engine: Engine, session: Session) -> list[Wanted]:
    """M6 to each member who has not voted; with more time, a member may be written to again."""
    return list(_wanted(engine, session, "ballot"))


def ballot_reminders(engine: Engine, now: datetime) -> list[Wanted]:
    """By the clock: three business days before the ballots are due, in office hours."""
    if now.astimezone(JAPAN).hour not in OFFICE_HOURS:
        return []
    near = (each for each in voting(engine) if each.due and remind_at(each.due) <= now < each.due)
    return [wanted for session in near for wanted in _wanted(engine, session, "ballot_reminder")]


def _wanted(engine: Engine, session: Session, kind: Kind) -> Iterator[Wanted]:
    if session.due is None:
        return
    for account in unvoted(engine, session):
        key = f"{kind}:{session.id}:{session.due.isoformat()}:{account}"
        yield Wanted(key=key, kind=kind, account=account, about=session.id, not_after=session.due)
