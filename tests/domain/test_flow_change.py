"""進め方の変更: by the chair's judgement, with every step placed, and what people wrote under kept."""

from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.errors import Refused
from domain.flow import FlowInvalid, parse_flow
from domain.flow_change import change_flow
from domain.japanese_dates import end_of_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.flows import names, read_flow
from tests.given import (
    CHAIR,
    COMMAND,
    COUNCIL,
    CYCLE,
    DAY,
    ITEM,
    MEETING,
    MEMBER,
    NOW,
    PLAN,
    a_cycle,
    an_item,
    checked,
    decided,
    entered,
    given,
    refused,
)

ROLL = (e.RollEntry(seat=1, account=CHAIR, office="chair"), e.RollEntry(seat=3, account=MEMBER))
ALL_STEPS = ("status_check", "consideration", "proposal", "revision")
WRITTEN = read_flow("kaigi1_shomen")


def changing(flow=WRITTEN, **more):
    fields = {"judged_by": 1, "judged_on": DAY, "ground": "台風で集まれないため", "articles": ("条例第7条第4項",)}
    return c.ChangeFlow(command_id=COMMAND, cycle_id=CYCLE, flow=flow, **{**fields, **more})


def changed(flow=WRITTEN, **places):
    return e.FlowChanged(
        flow=flow,
        judged_by=1,
        judged_on=DAY,
        ground="台風で集まれないため",
        articles=("条例第7条第4項",),
        steps={code: places.get(code, code) for code in ALL_STEPS},
    )


def change(command, *items, cycle=None, sessions=(), roll=ROLL):
    return change_flow(cycle or a_cycle(), items, sessions, roll, DAY, command)


def test_a_meeting_becomes_a_written_session():
    assert decided(change(changing(), an_item(checked()))) == [changed()]
    cycle = a_cycle(changed())
    assert cycle.flow.name == "会議1回＋書面"
    assert [flow.name for flow in cycle.former_flows] == ["会議2回"]
    assert change(changing(), an_item(), cycle=cycle) == []


def test_items_of_a_step_that_is_no_more_stand_where_the_step_before_does():
    events = change(changing(read_flow("kaigi1")), an_item(checked(), entered("consideration")))
    moved = e.StepEntered(cycle=CYCLE, step="status_check", moved=True)
    assert decided(events) == [changed(read_flow("kaigi1"), consideration="status_check"), moved]
    assert events[1][0].id == ITEM


def test_or_where_somebody_places_them():
    command = changing(read_flow("kaigi1"), steps=placed(consideration="proposal"))
    events = change(command, an_item(checked(), entered("consideration")))
    assert decided(events)[1] == e.StepEntered(cycle=CYCLE, step="proposal", moved=True)


def placed(**places):
    return tuple(c.StepMapping(was=was, now=now) for was, now in places.items())


def test_several_steps_may_stand_in_one():
    command = changing(steps=placed(consideration="status_check", proposal="status_check"))
    assert decided(change(command)) == [changed(consideration="status_check", proposal="status_check")]


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ({"consideration": "nowhere"}, "unknown_step"),
        ({"nowhere": "proposal"}, "unknown_step"),
        ({"status_check": "revision"}, "order"),
        ({"proposal": "status_check"}, "order"),
    ],
)
def test_steps_are_placed_in_their_order_in_steps_that_there_are(places, code):
    refused(Refused, code, change, changing(steps=placed(**places)))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"judged_by": 3}, "not_chair"),
        ({"judged_by": 9}, "not_chair"),
        ({"judged_on": DAY + timedelta(days=1)}, "future"),
        ({"ground": " "}, "empty"),
    ],
)
def test_it_is_the_chair_who_judges_and_the_ground_is_said(more, code):
    refused(Refused, code, change, changing(**more))


def test_whoever_acts_for_the_chair_may_judge():
    acting = (e.RollEntry(seat=2, account=MEMBER, office="acting_chair"),)
    assert decided(change(changing(judged_by=2), roll=acting))[0].judged_by == 2


def test_a_flow_with_faults_is_refused():
    with pytest.raises(FlowInvalid):
        change(changing("name = 1"))


def test_rules_do_not_change_during_a_meeting():
    called = e.SessionCalled(cycle=CYCLE, title="第1回会議", held_on=DAY, roll=ROLL)
    attended = e.AttendanceRecorded(present=(1, 3), presiding=1, needed=2, quorate=True)
    over = e.SessionClosed(present=2, needed=2, quorate=True)
    running = given(Session(MEETING), called, attended)
    refused(Refused, "session_running", change_flow, a_cycle(), [], [running], ROLL, DAY, changing())
    written = e.SessionCalled(
        cycle=CYCLE, title="書面会議", held_on=DAY, roll=ROLL, form="written", due=end_of_day(DAY)
    )  # fmt: skip
    voting = given(Session(MEETING), written)
    refused(Refused, "session_running", change_flow, a_cycle(), [], [voting], ROLL, DAY, changing())
    assert change(changing(), sessions=[given(Session(MEETING), called)])
    assert change(changing(), sessions=[given(Session(MEETING), called, attended, over)])


def test_scale_scope_naming_and_who_sees_opinions_stay_as_people_wrote_under_them():
    cycle = a_cycle(changed(read_flow("kaigi1"), consideration="status_check"))
    before, once = parse_flow(read_flow("kaigi2")), parse_flow(read_flow("kaigi1"))
    assert (cycle.flow.scale, cycle.flow.scope) == (before.scale, before.scope)
    assert (cycle.flow.ordinance.naming, cycle.flow.ordinance.opinions_visible) == ("number", "after_deadline")
    assert cycle.flow.ordinance.quorum == once.ordinance.quorum == "half"


def test_deadlines_go_with_their_steps():
    first, second = (e.DeadlineSet(step=step, due=NOW + timedelta(days=k)) for k, step in enumerate(ALL_STEPS[:2]))
    cycle = a_cycle(first, second, changed(read_flow("kaigi1"), consideration="status_check"))
    assert cycle.deadlines == {"status_check": second.due}


def test_a_step_that_is_no_more_keeps_its_title():
    cycle = a_cycle(changed(read_flow("kaigi1"), consideration="status_check"))
    assert [cycle.step_title(code) for code in ALL_STEPS] == [
        "一年の振り返り",
        "改善検討",
        "改善案づくり",
        "会議と見直し",
    ]


@pytest.mark.parametrize("after", names())
@pytest.mark.parametrize("before", names())
def test_any_flow_that_comes_with_the_system_may_follow_any_other(before, after):
    opened = e.CycleOpened(plan=PLAN, council=COUNCIL, fiscal_year=2025, status_year=2024, items=(ITEM,))
    cycle = given(ReviewCycle(CYCLE), opened, e.FlowAdopted(flow=read_flow(before)))
    events = decided(change(changing(read_flow(after)), cycle=cycle))
    if before == after:
        assert events == []
    else:
        assert tuple(events[0].steps) == cycle.flow.codes
        assert given(ReviewCycle(CYCLE), opened, e.FlowAdopted(flow=read_flow(before)), *events).flow.codes
