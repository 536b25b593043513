"""A review begins with a scope, a schedule and departments of its own."""

from datetime import timedelta

from domain import commands as c
from domain import events as e
from domain.errors import Refused
from domain.indicator import Indicator
from domain.opening import open_cycle
from domain.review_cycle import ReviewCycle
from pdca.flows import read_flow
from tests.given import (
    COMMAND,
    COUNCIL,
    CYCLE,
    ITEM,
    MEETING,
    NOW,
    PLAN,
    an_item,
    decided,
    given,
    refused,
    registered,
    stage,
)

DUE = NOW + timedelta(days=3)


def opening(**more):
    fields = {"plan_id": PLAN, "council_id": COUNCIL, "fiscal_year": 2025, "flow": read_flow("kaigi2")} | more
    return c.OpenCycle(command_id=COMMAND, cycle_id=CYCLE, **fields)


def vision():
    return given(Indicator(MEETING), registered("vision"))


def opened(**more):
    return decided(open_cycle(ReviewCycle(CYCLE), stage([vision(), an_item()]), opening(**more)))


def test_the_kinds_in_scope_may_be_others_than_the_flow_s():
    events = opened(kinds=("vision",))
    assert (events[0].items, events[0].others, events[0].kinds) == ((MEETING,), (ITEM,), ("vision",))
    assert sum(isinstance(event, e.StepEntered) for event in events) == 1


def test_a_single_item_is_left_out_with_the_reason():
    left_out = (c.LeftOut(indicator_id=ITEM, reason="工事のため"),)
    first = opened(kinds=("vision", "activity"), left_out=left_out)[0]
    assert (first.items, first.others) == ((MEETING,), (ITEM,))
    assert first.left_out == (e.ItemLeftOut(indicator=ITEM, reason="工事のため"),)


def test_nothing_is_left_out_without_a_reason_or_out_of_nothing():
    def refusal(code, **more):
        refused(Refused, code, open_cycle, ReviewCycle(CYCLE), stage([vision(), an_item()]), opening(**more))

    refusal("empty", left_out=(c.LeftOut(indicator_id=ITEM, reason=" "),), kinds=("vision", "activity"))
    refusal("out_of_scope", left_out=(c.LeftOut(indicator_id=MEETING, reason="x"),))
    refusal("other_plan", left_out=(c.LeftOut(indicator_id=COUNCIL, reason="x"),))
    refusal("empty_scope", left_out=(c.LeftOut(indicator_id=ITEM, reason="x"),))
    refusal("other_plan", departments=(c.Answerable(indicator_id=COUNCIL, department="建設課"),))
    refusal("empty", departments=(c.Answerable(indicator_id=ITEM, department=" "),))


def test_the_schedule_is_set_in_one_go_in_the_order_of_the_steps():
    dues = (c.StepDue(step="proposal", due=DUE + timedelta(days=9)), c.StepDue(step="status_check", due=DUE))
    assert opened(deadlines=dues)[2:4] == [
        e.DeadlineSet(step="status_check", due=DUE),
        e.DeadlineSet(step="proposal", due=DUE + timedelta(days=9)),
    ]


def test_a_schedule_is_ahead_of_now_in_order_and_for_steps_that_there_are():
    def refusal(code, *dues):
        wanted = opening(deadlines=tuple(c.StepDue(step=step, due=due) for step, due in dues))
        refused(Refused, code, open_cycle, ReviewCycle(CYCLE), stage([an_item()]), wanted)

    refusal("past", ("proposal", NOW))
    refusal("order", ("proposal", DUE), ("status_check", DUE + timedelta(days=1)))
    refusal("unknown_step", ("end", DUE))


def test_a_department_is_named_for_each_item_that_has_not_got_it():
    wanted = (c.Answerable(indicator_id=ITEM, department="建設課", contact="内線301"),)
    assigned = e.ResponsibilityAssigned(department="建設課", contact="内線301")
    assert opened(departments=wanted)[-1] == assigned
    theirs = an_item(e.ResponsibilityAssigned(department="建設課"))
    same = opening(departments=(c.Answerable(indicator_id=ITEM, department="建設課"),))
    events = decided(open_cycle(ReviewCycle(CYCLE), stage([theirs]), same))
    assert not any(isinstance(event, e.ResponsibilityAssigned) for event in events)
