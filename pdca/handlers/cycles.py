"""A year's review and the way of its items through the steps."""

from domain import commands as c
from domain import deadlines, opening, steps
from domain.aggregate import Decided
from domain.council import Council
from domain.errors import Refused
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


def set_deadline(case: Case, command: c.SetDeadline, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    case.permit(cycle, "set_deadline")
    return deadlines.set_deadline(cycle, case.now, command)


def extend_deadline(case: Case, command: c.ExtendDeadline, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    case.permit(cycle, "extend_deadline")
    if command.account is not None and case.seat(cycle, command.account, case.today) is None:
        msg = "締切を延ばす方は、いまの委員の中から選んでください。"
        raise Refused(msg, code="not_member", field="account")
    return deadlines.extend(cycle, case.now, command)


def enter_step(case: Case, command: c.EnterStep, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    items = [case.item_of(cycle, i) for i in dict.fromkeys(command.indicator_ids)]
    for item in items:
        there = item.steps.get(cycle.id) == command.step
        case.permit(cycle, "enter_step", None if there else item)
    leaving = {item.steps[cycle.id] for item in items if cycle.id in item.steps}
    is_barrier = any(cycle.flow.step(code).barrier for code in leaving)
    barrier = [case.item(i) for i in cycle.items] if is_barrier else []
    return steps.enter_step(cycle, items, barrier, case.now, command)


def return_step(case: Case, command: c.ReturnStep, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "return_step")
    return steps.return_step(item, cycle, command)


def close_cycle(case: Case, command: c.CloseCycle, _: Directory) -> Decided:
    case.permit_office("close_cycle")
    cycle = case.existing(ReviewCycle, command.cycle_id, "年度の見直し")
    items = [case.item(i) for i in (*cycle.items, *cycle.others)]
    sessions = [case.get(Session, s) for s in cycle.sessions]
    return steps.close_cycle(cycle, items, sessions, case.now, command)
