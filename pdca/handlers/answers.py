"""The city's answers to opinions: singly, for many at once, revised, put off openly, not enough, carried over."""

from collections.abc import Mapping

from domain import answers, matters
from domain import commands as c
from domain.aggregate import Decided
from domain.codes import STAFF
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import place_in


def answer_comment(case: Case, command: c.AnswerComment, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "answer_comment")
    proposals = _proposals(case, cycle, command.version_of or command.indicator_id)
    return answers.answer(place, proposals, command)


def answer_comments(case: Case, command: c.AnswerComments, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    places = [case.place(cycle, ref.indicator_id) for ref in command.comments]
    for place in places or [cycle]:
        case.permit(cycle, "answer_comment", place)
    return answers.answer_together(places, _proposals(case, cycle, command.version_of), command)


def _proposals(case: Case, cycle: ReviewCycle, indicator_id: str | None) -> Mapping[int, str]:
    """The proposal versions of an item in the cycle, with their states."""
    return case.item_of(cycle, indicator_id).proposal_states(cycle.id) if indicator_id else {}


def revise_answer(case: Case, command: c.ReviseAnswer, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "revise_answer")
    before = _proposals(case, cycle, place.comment(command.comment).version_of or command.indicator_id)
    proposals = _proposals(case, cycle, command.version_of or command.indicator_id)
    return answers.revise_answer(place, before, proposals, command)


def postpone_answer(case: Case, command: c.PostponeAnswer, _: Directory) -> Decided:
    _cycle, place = place_in(case, command, "postpone_answer")
    return answers.postpone(place, case.today, command)


def dispute_answer(case: Case, command: c.DisputeAnswer, _: Directory) -> Decided:
    _cycle, place = place_in(case, command, "dispute_answer")
    return answers.dispute(place, case.account_id, command, by_office=case.role in STAFF)


def carry_over_matter(case: Case, command: c.CarryOverMatter, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "carry_over_matter")
    carried = answers.carry_over(place, cycle.fiscal_year, command)
    the_plan = case.existing(Plan, cycle.plan, "計画")
    later = [each for year in the_plan.cycles if year >= command.to_fiscal_year for each in the_plan.cycles[year]]
    following = matters.next_review(command.to_fiscal_year, [case.get(ReviewCycle, each) for each in later])
    if following is None:
        return carried
    to = place.stream if isinstance(place, Indicator) else following.stream
    matter = matters.Matter(to, command.comment, place.comment(command.comment))
    return [*carried, matters.take_up(matter, following.id)]
