"""A year's review and the way of its items through the steps."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from domain import commands as c
from domain import deadlines, flow_change, opening, steps
from domain.aggregate import Decided
from domain.council import Council
from domain.errors import Refused
from domain.flow_words import ENTERED
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.plan import Plan
from domain.responsibilities import contact_refs
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import item_in


def open_cycle(case: Case, command: c.OpenCycle, directory: Directory) -> Decided:
    case.permit_office("open_cycle")
    the_plan = case.existing(Plan, command.plan_id, "計画")
    case.existing(Council, command.council_id, "会議")
    items = [case.item(entry.indicator) for entry in the_plan.items]
    earlier = [case.get(ReviewCycle, each) for each in the_plan.all_cycles]
    contacts = directory.reveal(contact_refs(items)) if command.departments else {}
    stage = opening.Stage(the_plan, items, earlier, contacts, case.now)
    return opening.open_cycle(case.get(ReviewCycle, command.cycle_id), stage, command)


def change_flow(case: Case, command: c.ChangeFlow, _: Directory) -> Decided:
    case.permit_office("change_flow")
    cycle = case.open_cycle(command.cycle_id)
    items = [case.item(i) for i in cycle.items]
    sessions = [case.get(Session, s) for s in cycle.sessions]
    roll = case.get(Council, cycle.council).roll(command.judged_on)
    return flow_change.change_flow(cycle, items, sessions, roll, case.today, command)


def set_deadline(case: Case, command: c.SetDeadline, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    case.permit(cycle, "set_deadline")
    counted = command.due is None and any(s.deadline and s.deadline.start == ENTERED for s in cycle.flow.steps)
    entered = first_days(cycle, [case.item(i) for i in cycle.items]) if counted else {}
    return deadlines.set_deadline(cycle, entered, case.now, command)


def first_days(cycle: ReviewCycle, items: Sequence[Indicator]) -> Mapping[str, date]:
    """The day in Japan on which the first of the items came into each step."""
    found: dict[str, int] = {}
    for item in items:
        for (of, step), at in item.entered.items():
            if of == cycle.id:
                found[step] = min(at, found.get(step, at))
    return {step: japan_day(datetime.fromtimestamp(at / 1_000_000, UTC)) for step, at in found.items()}


def extend_deadline(case: Case, command: c.ExtendDeadline, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    case.permit(cycle, "extend_deadline")
    if command.account is not None and case.seat(cycle, command.account, case.today) is None:
        msg = "締切を延ばす方は、いまの委員の中から選んでください。"
        raise Refused(msg, code="not_member", field="account")
    return deadlines.extend(cycle, case.now, command)


def enter_step(case: Case, command: c.EnterStep, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    items = _items_to_move(case, cycle, command.indicator_ids, "enter_step", command.step)
    if command.door is not None:
        for item in items:
            case.permit(cycle, "open_door", item)
    return steps.enter_step(cycle, items, _barrier(case, cycle, items, command.step), case.now, command)


def skip_step(case: Case, command: c.SkipStep, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    following = cycle.flow.next(command.step)
    onto = following.code if following else command.step
    items = _items_to_move(case, cycle, command.indicator_ids, "skip_step", onto)
    return steps.skip_step(cycle, items, _barrier(case, cycle, items, command.step), case.now, command)


def _items_to_move(case: Case, cycle: ReviewCycle, ids: Sequence[str], action: str, onto: str) -> list[Indicator]:
    """The items, where the actor may move them onto a step; asking again for those that stand there does no harm."""
    items = [case.item_of(cycle, i) for i in dict.fromkeys(ids)]
    for item in items:
        there = item.steps.get(cycle.id) == onto
        case.permit(cycle, action, None if there else item)
    return items


def _barrier(case: Case, cycle: ReviewCycle, items: Sequence[Indicator], step: str) -> list[Indicator]:
    """All items in scope, where one of these comes to the step from one in which they wait for each other."""
    onto = cycle.flow.index(step)
    leaving = {cycle.flow.index(item.steps[cycle.id]) for item in items if cycle.id in item.steps}
    waits = any(cycle.flow.steps[rank].barrier for rank in leaving if rank < onto)
    return [case.item(i) for i in cycle.items] if waits else []


def return_step(case: Case, command: c.ReturnStep, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "return_step")
    return steps.return_step(item, cycle, command)


def close_cycle(case: Case, command: c.CloseCycle, _: Directory) -> Decided:
    case.permit_office("close_cycle")
    cycle = case.existing(ReviewCycle, command.cycle_id, "年度の見直し")
    items = [case.item(i) for i in (*cycle.items, *cycle.others)]
    sessions = [case.get(Session, s) for s in cycle.sessions]
    return steps.close_cycle(cycle, items, sessions, case.now, command)
