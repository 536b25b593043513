"""What else may be done with the steps of a year: deadlines by rule, doors, skipping, ways back, another flow."""

from collections.abc import Sequence
from datetime import date

import msgspec

from domain.council import Council
from domain.deadlines import due_by_rule
from domain.events import FlowChanged
from domain.flow import Step
from domain.flow_change import JUDGES
from domain.indicator import Indicator
from domain.japanese_dates import end_of_day, japan_day
from domain.review_cycle import ReviewCycle
from domain.steps import in_the_way, may_return
from pdca.handlers.cycles import first_days
from pdca.sentences import sentences
from pdca.words import OFFICE, deadline_rule
from web.permitted import may
from web.site import Visit
from web.views.flow_words import FlowChoice, flow_choices
from web.views.office import items_of

Choices = tuple[tuple[str, str], ...]
"""Values and words of a field."""


class StepWays(msgspec.Struct, frozen=True):
    """Of one step: its deadline by rule, and the items that may take another way, each empty where nobody may.

    `proposed` is the day that the rule gives, as long as it lies ahead and is not the deadline already.
    """

    rule: str
    proposed: date | None
    held: Choices
    skipping: Choices
    returning: Choices
    back: Choices


class FlowChange(msgspec.Struct, frozen=True):
    """When the flow changed, and the sentence that says why."""

    day: date
    text: str


class ChangeView(msgspec.Struct, frozen=True):
    """The other flows, and who may have judged: the seats of the chair and of whoever acts for the chair."""

    flows: tuple[FlowChoice, ...]
    judges: Choices


def cycle_ways(visit: Visit, cycle: ReviewCycle) -> dict[str, StepWays]:
    """The other ways by the step's code; none once the review is over."""
    if cycle.closed:
        return {}
    items = items_of(visit, cycle.items)
    days = first_days(cycle, items)
    return {
        step.code: StepWays(
            rule=deadline_rule(step.deadline, cycle.flow) if step.deadline else "",
            proposed=_proposed(visit, cycle, step, due_by_rule(cycle, step.code, days)),
            held=_held(visit, cycle, step, items),
            skipping=_skipping(visit, cycle, step, items),
            returning=_returning(visit, cycle, step, items),
            back=tuple((code, cycle.flow.title(code)) for code in step.returns_to),
        )
        for step in cycle.flow.steps
    }


def _proposed(visit: Visit, cycle: ReviewCycle, step: Step, day: date | None) -> date | None:
    if day is None or not may(visit, "set_deadline", cycle):
        return None
    due = end_of_day(day)
    return day if due > visit.now and due != cycle.deadlines.get(step.code) else None


def _inside(cycle: ReviewCycle, step: Step, items: Sequence[Indicator]) -> list[Indicator]:
    return [item for item in items if item.steps.get(cycle.id) == step.code]


def _choices(items: Sequence[Indicator]) -> Choices:
    return tuple((item.id, item.label) for item in items)


def _held(visit: Visit, cycle: ReviewCycle, step: Step, items: Sequence[Indicator]) -> Choices:
    """What stands in the step and may not simply go on: for itself, or because others are not ready."""
    allowed = all(may(visit, action, cycle, step.code) for action in ("open_door", "enter_step"))
    if step is cycle.flow.last or not allowed:
        return ()
    inside = _inside(cycle, step, items)
    rank = cycle.flow.index(step.code)
    behind = step.barrier and any(cycle.flow.index(item.steps.get(cycle.id, step.code)) < rank for item in items)
    waiting = [item for item in inside if in_the_way(item, cycle, visit.now, step)]
    return _choices(inside if behind or (step.barrier and waiting) else waiting)


def _skipping(visit: Visit, cycle: ReviewCycle, step: Step, items: Sequence[Indicator]) -> Choices:
    """What stands in a step that may be skipped, and what is ready for it in the step before."""
    if not step.skip:
        return ()
    found = _inside(cycle, step, items) if may(visit, "skip_step", cycle, step.code) else []
    before = next((each for each in cycle.flow.steps if cycle.flow.next(each.code) is step), None)
    if before is not None and may(visit, "skip_step", cycle, before.code):
        coming = _inside(cycle, before, items)
        ready = [item for item in coming if not in_the_way(item, cycle, visit.now, before)]
        found += ready if not before.barrier or len(ready) == len(coming) else []
    return _choices(found)


def _returning(visit: Visit, cycle: ReviewCycle, step: Step, items: Sequence[Indicator]) -> Choices:
    """What may be sent back: nothing with a proposal under way, or that a revision or a meeting has settled."""
    if not step.returns_to or not may(visit, "return_step", cycle, step.code):
        return ()
    return _choices([item for item in _inside(cycle, step, items) if may_return(item, cycle)])


def change_view(visit: Visit, cycle: ReviewCycle) -> ChangeView | None:
    """The form for another flow, for those who may record it while the year runs."""
    if cycle.closed or not may(visit, "change_flow"):
        return None
    roll = visit.engine.load(Council, cycle.council).roll(visit.today)
    judges = tuple((str(e.seat), f"{OFFICE[e.office]}（委員{e.seat}の席）") for e in roll if e.office in JUDGES)
    return ChangeView(tuple(flow for flow in flow_choices() if flow.title != cycle.flow.name), judges)


def flow_changes(visit: Visit, cycle: ReviewCycle) -> tuple[FlowChange, ...]:
    """How the year came to its flow, where it did not begin with it."""
    if not cycle.former_flows:
        return ()
    found = [r for r in visit.engine.history(cycle.id) if isinstance(r.event, FlowChanged)]
    told = sentences(visit.engine, found, visit.viewer)
    return tuple(FlowChange(japan_day(each.when), each.text) for each in told)
