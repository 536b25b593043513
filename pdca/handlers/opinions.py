"""Opinions on an item or on the whole plan, and the answers to them."""

from domain import commands as c
from domain import matters, opinions
from domain.aggregate import Decided
from domain.errors import NotFound, Refused
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import place_in


def submit_comment(case: Case, command: c.SubmitComment, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    place = case.place(cycle, command.place.indicator_id)
    case.permit(cycle, "submit_comment", place)
    nameless = command.author_name is not None or command.source != "member"
    if nameless and command.author is not None:
        msg = "委員の方のご意見に、ほかの方の名前や区分は付けられません。"
        raise Refused(msg, code="author_twice", field="author")
    author = case.author(cycle, command.author, nameless, command.received_on)
    _check_place(place, cycle, command)
    return opinions.submit(place, author, case.limits(cycle, place, author.account), command)


def _check_place(place: opinions.Commented, cycle: ReviewCycle, command: c.SubmitComment) -> None:
    if not isinstance(place, Indicator):
        if command.place.statement is not None or command.version is not None or command.subject != "item":
            msg = "計画全体へのご意見には、項目や改善案を選べません。"
            raise Refused(msg, code="place", field="place")
        return
    if command.place.statement is not None:
        place.check_revision(command.place.statement, command.place.text_revision)
    if command.stance is not None and command.subject != "proposal":
        msg = "賛成・反対・保留は、改善案へのご意見で選べます。"
        raise Refused(msg, code="stance", field="stance")
    if command.perception is not None and command.subject != "status":
        msg = "「実感と合っていますか」は、状況へのご意見で選べます。"
        raise Refused(msg, code="perception", field="perception")
    _check_version(place, cycle, command)


def _check_version(place: Indicator, cycle: ReviewCycle, command: c.SubmitComment) -> None:
    if command.subject == "proposal" and command.version is not None:
        place.proposal(cycle.id, command.version)
    elif command.subject == "draft":
        draft = place.drafts.get((cycle.id, command.version or 0))
        if draft is None or not draft.shown:
            msg = "このたたき台は見つかりません。"
            raise NotFound(msg, code="unknown_draft", field="version")
    elif command.version is not None:
        msg = "版は、たたき台か改善案へのご意見で選べます。"
        raise Refused(msg, code="version", field="version")


def edit_comment(case: Case, command: c.EditComment, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "edit_comment")
    said_by = place.comment(command.comment, cycle.id).author
    return opinions.edit(place, case.account_id, case.limits(cycle, place, said_by), command)


def withdraw_comment(case: Case, command: c.WithdrawComment, _: Directory) -> Decided:
    _cycle, place = place_in(case, command, "withdraw_comment")
    return opinions.withdraw(place, case.account_id, command)


def answer_comment(case: Case, command: c.AnswerComment, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "answer_comment")
    proposals = place.proposal_states(cycle.id) if isinstance(place, Indicator) else {}
    return opinions.answer(place, proposals, command)


def acknowledge(case: Case, command: c.Acknowledge, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "acknowledge")
    author = case.author(cycle, command.author, nameless=False, received_on=command.received_on)
    return opinions.acknowledge(place, author, case.limits(cycle, place, author.account), command)


def carry_over_matter(case: Case, command: c.CarryOverMatter, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "carry_over_matter")
    carried = opinions.carry_over(place, cycle.fiscal_year, command)
    the_plan = case.existing(Plan, cycle.plan, "計画")
    later = [each for year in the_plan.cycles if year >= command.to_fiscal_year for each in the_plan.cycles[year]]
    following = matters.next_review(command.to_fiscal_year, [case.get(ReviewCycle, each) for each in later])
    if following is None:
        return carried
    to = place.stream if isinstance(place, Indicator) else following.stream
    matter = matters.Matter(to, command.comment, place.comment(command.comment))
    return [*carried, matters.take_up(matter, following.id)]
