"""The decision that begins a year's review: its scope, its flow, its schedule, and what earlier years left to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.aggregate import Decided, required
from domain.commands import OpenCycle
from domain.deadlines import schedule
from domain.errors import Refused
from domain.events import CycleAdded, CycleOpened, FlowAdopted, ItemLeftOut, StepEntered
from domain.flow import FlowDefinition, parse_flow
from domain.indicator import Indicator
from domain.matters import left_to, take_up
from domain.plan import Plan
from domain.responsibilities import Contacts, assign_each
from domain.review_cycle import ReviewCycle


class Stage(msgspec.Struct, frozen=True):
    """What there is when a review begins: the plan, its items, its reviews of all years, the moment."""

    plan: Plan
    items: Sequence[Indicator]
    earlier: Sequence[ReviewCycle]
    contacts: Contacts
    now: datetime


def open_cycle(cycle: ReviewCycle, stage: Stage, command: OpenCycle) -> Decided:
    """The year's review begins: its scope is frozen, its flow kept, and each item in scope enters the first step.

    The plan hears of the new review; what earlier years carried over to this one waits in it for its answer.
    """
    plan, items = stage.plan, {item.id: item for item in stage.items}
    _check_new(cycle, stage, command)
    flow = parse_flow(command.flow)
    opened = _opened(flow, stage, items, command)
    entered = StepEntered(cycle=cycle.id, step=flow.first.code)
    return [
        (cycle.stream, opened),
        (cycle.stream, FlowAdopted(flow=command.flow)),
        *((cycle.stream, due) for due in schedule(flow, stage.now, command.deadlines)),
        (plan.stream, CycleAdded(cycle=cycle.id, fiscal_year=command.fiscal_year)),
        *((items[each].stream, entered) for each in opened.items),
        *_assigned(items, stage.contacts, command),
        *(take_up(matter, cycle.id) for matter in left_to(command.fiscal_year, stage.items, stage.earlier, cycle)),
    ]


def _check_new(cycle: ReviewCycle, stage: Stage, command: OpenCycle) -> None:
    if cycle.exists:
        msg = "この番号の見直しは、すでに始まっています。"
        raise Refused(msg, code="exists", field="cycle_id")
    stage.plan.check_counts()
    for other in stage.earlier:
        if other.fiscal_year == command.fiscal_year and not other.closed:
            msg = f"{other.title}は、すでに始まっています。終えてから、もう一度始めてください。"
            raise Refused(msg, code="year_open", field="fiscal_year")


def _opened(flow: FlowDefinition, stage: Stage, items: Mapping[str, Indicator], command: OpenCycle) -> CycleOpened:
    left_out = _left_out(flow, items, command)
    gone = {entry.indicator for entry in left_out}
    kinds = command.kinds or flow.scope
    scope = tuple(item.id for item in stage.items if item.kind in kinds and item.id not in gone)
    if not scope:
        msg = f"「{stage.plan.title}」には、この進め方で見直す点検項目がありません。"
        raise Refused(msg, code="empty_scope", field="plan_id")
    status_year = command.fiscal_year - 1 if command.status_year is None else command.status_year
    if status_year > command.fiscal_year:
        msg = "状況を確かめる年度は、見直しの年度より後にできません。"
        raise Refused(msg, code="order", field="status_year")
    inside = set(scope)
    return CycleOpened(
        plan=stage.plan.id,
        council=command.council_id,
        fiscal_year=command.fiscal_year,
        status_year=status_year,
        items=scope,
        others=tuple(item.id for item in stage.items if item.id not in inside),
        kinds=command.kinds,
        left_out=left_out,
    )


def _left_out(flow: FlowDefinition, items: Mapping[str, Indicator], command: OpenCycle) -> tuple[ItemLeftOut, ...]:
    """Each with its reason; only what would be in scope can be left out."""
    kinds = command.kinds or flow.scope
    for entry in command.left_out:
        item = _known(items, entry.indicator_id, "left_out")
        if item.kind not in kinds:
            msg = f"{item.label}：もともと段階を持たない項目です。対象から外す必要はありません。"
            raise Refused(msg, code="out_of_scope", field="left_out")
    return tuple(
        ItemLeftOut(indicator=e.indicator_id, reason=required(e.reason, "left_out", "対象から外す理由"))
        for e in command.left_out
    )


def _assigned(items: Mapping[str, Indicator], contacts: Contacts, command: OpenCycle) -> Decided:
    for entry in command.departments:
        _known(items, entry.indicator_id, "departments")
    return assign_each(items, contacts, command.departments)


def _known(items: Mapping[str, Indicator], indicator: str, field: str) -> Indicator:
    found = items.get(indicator)
    if found is None:
        msg = "この計画にない点検項目が選ばれています。"
        raise Refused(msg, code="other_plan", field=field)
    return found
