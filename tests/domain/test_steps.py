"""The way of a cycle and its items through the steps."""

from datetime import timedelta

from domain import commands as c
from domain import events as e
from domain.errors import Refused
from domain.flow import parse_flow
from domain.indicator import Indicator
from domain.opening import open_cycle
from domain.review_cycle import ReviewCycle
from domain.session import Session
from domain.steps import close_cycle, enter_step, return_step
from pdca.flows import read_flow
from tests.given import (
    COMMAND,
    COUNCIL,
    CYCLE,
    ITEM,
    MEETING,
    NOW,
    PLAN,
    a_cycle,
    an_item,
    checked,
    commented,
    decided,
    entered,
    given,
    proposed,
    refused,
    registered,
    stage,
)

FLOW = read_flow("kaigi2")
ON = {"command_id": COMMAND, "cycle_id": CYCLE}
CONSIDERED = e.ImprovementConsidered(cycle=CYCLE, reason="声が多い")
UNCHANGED = e.CarriedForward(cycle=CYCLE, of="text", fiscal_year=2025, reason="変わりなし")


def opening(flow=FLOW):
    return c.OpenCycle(**ON, plan_id=PLAN, council_id=COUNCIL, fiscal_year=2025, flow=flow)


def going(step):
    return c.EnterStep(**ON, step=step, indicator_ids=(ITEM,))


def test_a_cycle_opens_with_the_flow_s_bytes_and_each_item_in_scope_enters_the_first_step():
    vision = given(Indicator(MEETING), registered("vision"))
    events = open_cycle(ReviewCycle(CYCLE), stage([vision, an_item()]), opening())
    opened = e.CycleOpened(
        plan=PLAN, council=COUNCIL, fiscal_year=2025, status_year=2024, items=(ITEM,), others=(MEETING,)
    )
    added = e.CycleAdded(cycle=CYCLE, fiscal_year=2025)
    assert decided(events) == [opened, e.FlowAdopted(flow=FLOW), added, entered("status_check")]
    assert [stream.id for stream, _ in events] == [CYCLE, CYCLE, PLAN, ITEM]


def test_a_cycle_opens_once_with_a_valid_flow_and_something_in_scope():
    refused(Refused, "exists", open_cycle, a_cycle(), stage([an_item()]), opening())
    refused(Refused, "empty_scope", open_cycle, ReviewCycle(CYCLE), stage([]), opening())
    bad = FLOW.replace('quorum = "majority"', 'quorum = "many"')
    error = refused(
        type(_invalid(bad)), "flow_invalid", open_cycle, ReviewCycle(CYCLE), stage([an_item()]), opening(bad)
    )
    assert "quorum" in error.message


def test_a_year_has_one_open_review_and_after_it_another():
    again = opening()
    error = refused(Refused, "year_open", open_cycle, ReviewCycle(MEETING), stage([an_item()], [a_cycle()]), again)
    assert error.message.startswith("令和7年度の見直しは、すでに始まっています。")
    over = a_cycle(e.CycleClosed())
    assert open_cycle(ReviewCycle(MEETING), stage([an_item()], [over]), again)


def _invalid(text):
    try:
        parse_flow(text)
    except Exception as error:  # noqa: BLE001 -- its type is asked for
        return error
    return None


def test_an_item_goes_on_by_itself_where_the_flow_lets_it():
    item = an_item(checked())
    assert decided(enter_step(a_cycle(), [item], [], NOW, going("consideration"))) == [entered("consideration")]
    again = an_item(checked(), entered("consideration"))
    assert enter_step(a_cycle(), [again], [], NOW, going("consideration")) == []


def test_what_is_in_the_way_is_said_item_by_item():
    error = refused(Refused, "in_the_way", enter_step, a_cycle(), [an_item()], [], NOW, going("consideration"))
    assert [(o.stream, o.message) for o in error.obstacles] == [
        (ITEM, "2-①-指1 開放：令和6年度の状況が記入されていません")
    ]


def test_no_step_is_skipped():
    error = refused(Refused, "in_the_way", enter_step, a_cycle(), [an_item(checked())], [], NOW, going("proposal"))
    assert error.obstacles[0].message == "2-①-指1 開放：いま「状況確認」の段階です"


def test_a_barrier_waits_for_all_items_for_answers_and_for_the_deadline():
    here = an_item(checked(), CONSIDERED, entered("consideration"), entered("proposal"), proposed(), commented())
    other = given(Indicator(MEETING), registered(), entered("status_check"))
    cycle = a_cycle(e.DeadlineSet(step="proposal", due=NOW + timedelta(days=1)))
    error = refused(Refused, "in_the_way", enter_step, cycle, [here], [here, other], NOW, going("revision"))
    assert [o.message for o in error.obstacles] == [
        "2-①-指1 開放：回答を待っているご意見が1件あります",
        "締切（7月2日（水））がまだ来ていません",
        "2-①-指1 開放：いま「状況確認」の段階です",
    ]


def test_when_all_is_done_the_barrier_opens():
    item = an_item(checked(), CONSIDERED, entered("consideration"), entered("proposal"), proposed())
    cycle = a_cycle(e.DeadlineSet(step="proposal", due=NOW - timedelta(days=1)))
    assert decided(enter_step(cycle, [item], [item], NOW, going("revision"))) == [entered("revision")]


def test_an_item_outside_the_scope_has_no_steps():
    vision = given(Indicator(ITEM), registered("vision"))
    refused(Refused, "out_of_scope", enter_step, a_cycle(), [vision], [], NOW, going("consideration"))


def test_an_item_returns_where_the_flow_has_a_way_and_no_proposal_is_open():
    back = c.ReturnStep(**ON, indicator_id=ITEM, step="consideration", reason="調べ直す")
    item = an_item(entered("consideration"), entered("proposal"))
    returned = e.StepReturned(cycle=CYCLE, step="consideration", reason="調べ直す")
    assert decided(return_step(item, a_cycle(), back)) == [returned]
    refused(Refused, "no_way_back", return_step, an_item(), a_cycle(), back)
    with_proposal = an_item(entered("consideration"), entered("proposal"), proposed())
    refused(Refused, "proposal_open", return_step, with_proposal, a_cycle(), back)


def test_a_cycle_closes_when_nothing_is_open_and_then_takes_nothing_more():
    command = c.CloseCycle(**ON)
    done = an_item(entered("revision"), UNCHANGED)
    assert decided(close_cycle(a_cycle(), [done], [], NOW, command)) == [e.CycleClosed()]
    closed = a_cycle(e.CycleClosed())
    assert close_cycle(closed, [done], [], NOW, command) == []
    refused(Refused, "cycle_closed", closed.check_open)


def test_closing_names_items_the_whole_plan_and_meetings_that_are_not_done():
    vision = given(Indicator(MEETING), registered("vision"), commented())
    cycle = a_cycle(commented())
    meeting = Session(MEETING, cycle=CYCLE, title="第1回会議")
    command = c.CloseCycle(**ON)
    error = refused(Refused, "in_the_way", close_cycle, cycle, [an_item(), vision], [meeting], NOW, command)
    assert [o.message for o in error.obstacles] == [
        "2-①-指1 開放：まだ「状況確認」の段階です",
        "2-①-将1 開放：回答を待っているご意見が1件あります",
        "計画全体：回答を待っているご意見が1件あります",
        "第1回会議：会議が終わっていません",
    ]


def test_the_status_of_a_later_year_is_not_checked():
    command = c.OpenCycle(**ON, plan_id=PLAN, council_id=COUNCIL, fiscal_year=2025, status_year=2026, flow=FLOW)
    refused(Refused, "order", open_cycle, ReviewCycle(CYCLE), stage([an_item()]), command)
