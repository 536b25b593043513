"""The other ways of items through the steps: over a step, through a door, back from the last one."""

from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.errors import Refused
from domain.indicator import Indicator
from domain.steps import close_cycle, enter_step, return_step, skip_step
from tests.given import (
    COMMAND,
    CYCLE,
    ITEM,
    MEETING,
    NOW,
    a_cycle,
    adopted,
    an_item,
    checked,
    commented,
    decided,
    entered,
    given,
    proposed,
    refused,
    registered,
)

ON = {"command_id": COMMAND, "cycle_id": CYCLE}
CONSIDERED = e.ImprovementConsidered(cycle=CYCLE, reason="声が多い")
UNCHANGED = e.CarriedForward(cycle=CYCLE, of="text", fiscal_year=2025, reason="変わりなし")
TO_PROPOSAL = (checked(), CONSIDERED, entered("consideration"), entered("proposal"))
PASSED = e.DeadlineSet(step="proposal", due=NOW - timedelta(days=1))


def skipping(step="consideration", reason="変わりがないため"):
    return c.SkipStep(**ON, step=step, indicator_ids=(ITEM,), reason=reason)


def going(step, door=None):
    return c.EnterStep(**ON, step=step, indicator_ids=(ITEM,), door=door)


def going_back(step="proposal"):
    return c.ReturnStep(**ON, indicator_id=ITEM, step=step, reason="声が届いたため")


# --- over a step


def skipped(step, following, reason="変わりがないため"):
    return e.StepEntered(cycle=CYCLE, step=following, skipped=(step,), reason=reason)


@pytest.mark.parametrize("events", [(checked(),), (checked(), entered("consideration"))], ids=["before", "in"])
def test_an_item_passes_a_step_over_from_before_it_or_from_within(events):
    item = an_item(*events)
    assert decided(skip_step(a_cycle(), [item], [], NOW, skipping())) == [skipped("consideration", "proposal")]


def test_a_step_is_passed_over_with_a_reason_where_the_flow_lets_it():
    item = an_item(checked())
    refused(Refused, "empty", skip_step, a_cycle(), [item], [], NOW, skipping(reason=" "))
    refused(Refused, "not_skippable", skip_step, a_cycle(), [item], [], NOW, skipping("status_check"))
    refused(Refused, "not_skippable", skip_step, a_cycle(), [item], [], NOW, skipping("revision"))
    vision = given(Indicator(ITEM), registered("vision"))
    refused(Refused, "out_of_scope", skip_step, a_cycle(), [vision], [], NOW, skipping())


def test_what_the_step_before_asks_for_is_not_passed_over():
    error = refused(Refused, "in_the_way", skip_step, a_cycle(), [an_item()], [], NOW, skipping())
    assert [o.message for o in error.obstacles] == ["2-①-指1 開放：令和6年度の状況が記入されていません"]


def test_an_item_past_the_step_stays_quiet():
    item = an_item(checked(), skipped("consideration", "proposal"))
    assert skip_step(a_cycle(), [item], [], NOW, skipping()) == []


# --- through a door

DOOR = "会議資料を今週送るため"


def through(step, *despite):
    return e.StepEntered(cycle=CYCLE, step=step, despite=despite, reason=DOOR)


def test_a_door_lets_an_item_go_on_and_names_what_was_open():
    item = an_item(*TO_PROPOSAL, proposed(), commented())
    cycle = a_cycle(e.DeadlineSet(step="proposal", due=NOW + timedelta(days=1)))
    events = enter_step(cycle, [item], [item], NOW, going("revision", DOOR))
    assert decided(events) == [through("revision", "comments_answered", "deadline_passed")]


def test_a_door_leaves_the_others_of_a_common_step_behind():
    here = an_item(*TO_PROPOSAL, proposed())
    other = given(Indicator(MEETING), registered(), entered("status_check"))
    events = enter_step(a_cycle(PASSED), [here], [here, other], NOW, going("revision", DOOR))
    assert decided(events) == [through("revision", "all")]


def test_a_door_needs_its_reason_and_leads_to_the_next_step_only():
    refused(Refused, "empty", enter_step, a_cycle(), [an_item()], [], NOW, going("consideration", " "))
    error = refused(Refused, "in_the_way", enter_step, a_cycle(), [an_item()], [], NOW, going("proposal", DOOR))
    assert error.obstacles[0].message == "2-①-指1 開放：いま「状況確認」の段階です"


def test_where_nothing_is_in_the_way_no_door_is_recorded_and_a_repeated_one_is_quiet():
    item = an_item(checked())
    assert decided(enter_step(a_cycle(), [item], [], NOW, going("consideration", DOOR))) == [entered("consideration")]
    again = an_item(through("consideration", "status_checked"))
    assert enter_step(a_cycle(), [again], [], NOW, going("consideration", DOOR)) == []


def test_no_door_leads_out_of_the_year_with_open_comments():
    item = an_item(*TO_PROPOSAL, commented(), UNCHANGED, through("revision", "comments_answered"))
    closing = c.CloseCycle(**ON)
    error = refused(Refused, "in_the_way", close_cycle, a_cycle(), [item], [], NOW, closing)
    assert [o.message for o in error.obstacles] == ["2-①-指1 開放：回答を待っているご意見が1件あります"]


# --- back from the last step


def test_an_item_sent_back_from_the_last_step_is_open_again():
    item = an_item(*TO_PROPOSAL, UNCHANGED, entered("revision"))
    back = e.StepReturned(cycle=CYCLE, step="proposal", reason="声が届いたため", reopened=True)
    assert decided(return_step(item, a_cycle(), going_back())) == [back]
    reopened = an_item(*TO_PROPOSAL, UNCHANGED, entered("revision"), back)
    assert (reopened.outcomes, reopened.steps[CYCLE]) == ({}, "proposal")


def test_without_an_outcome_nothing_is_reopened():
    item = an_item(*TO_PROPOSAL)
    back = e.StepReturned(cycle=CYCLE, step="consideration", reason="声が届いたため")
    assert decided(return_step(item, a_cycle(), going_back("consideration"))) == [back]


def test_a_revision_is_never_taken_back():
    revised = e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=NOW.date(), statements=())
    item = an_item(*TO_PROPOSAL, proposed(), adopted(), entered("revision"), revised)
    refused(Refused, "settled", return_step, item, a_cycle(), going_back())


def test_what_a_meeting_decided_is_not_taken_back_by_a_step():
    item = an_item(*TO_PROPOSAL, proposed(kind="continue"), adopted(), entered("revision"))
    refused(Refused, "decided", return_step, item, a_cycle(), going_back())
