"""What is to be confirmed by next time, and what became of it."""

from domain import commands as c
from domain import commitments
from domain.aggregate import Decided
from domain.event import Stream
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.case import Case
from pdca.directory import Directory


def make_commitment(case: Case, command: c.MakeCommitment, directory: Directory) -> Decided:
    cycle, place = _place(case, command, "make_commitment")
    arises = _arises(case, cycle, directory, command.arises_from)
    return commitments.make(place, case.today, arises, command)


def answer_commitment(case: Case, command: c.AnswerCommitment, _: Directory) -> Decided:
    _cycle, place = _place(case, command, "answer_commitment")
    return commitments.answer(place, case.today, command)


def _place(
    case: Case, command: c.MakeCommitment | c.AnswerCommitment, action: str
) -> tuple[ReviewCycle, Indicator | Plan]:
    """An item of the cycle's plan, or the plan itself; the running cycle says who may."""
    cycle = case.open_cycle(command.cycle_id)
    place = case.item_of(cycle, command.indicator_id) if command.indicator_id else case.get(Plan, cycle.plan)
    case.permit(cycle, action, place)
    return cycle, place


def _arises(case: Case, cycle: ReviewCycle, directory: Directory, position: int | None) -> Stream | None:
    """The stream of the event behind a commitment: of this plan's items, cycles and meetings only."""
    found = directory.recorded(position) if position is not None else None
    if found is None:
        return None
    if found.kind == "session":
        session = case.get(Session, found.stream)
        return session.stream if session.cycle == cycle.id else None
    if found.kind == "review_cycle" and found.stream != cycle.id:
        return None
    return Stream(found.kind, found.stream)
