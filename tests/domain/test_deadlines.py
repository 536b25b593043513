"""Deadlines by a day, and by the flow's own rule; what the rule gave is stored."""

from datetime import date, timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from domain import commands as c
from domain import events as e
from domain.business_days import is_business_day
from domain.deadlines import due_by_rule, set_deadline
from domain.errors import Refused
from domain.japanese_dates import end_of_day
from domain.review_cycle import ReviewCycle
from pdca.flows import read_flow
from tests.given import COMMAND, COUNCIL, CYCLE, ITEM, NOW, PLAN, an_item, decided, entered, given, refused

ON = {"command_id": COMMAND, "cycle_id": CYCLE, "step": "proposal"}
DUE = NOW + timedelta(days=3)
RULE = 'deadline = { business_days = 15, from = "entered" }'


def a_cycle(*events, rule=RULE):
    """A cycle that was opened on 1 January 1970, whose proposals are due by this rule."""
    flow = read_flow("kaigi2").replace(RULE, rule)
    opened = e.CycleOpened(plan=PLAN, council=COUNCIL, fiscal_year=2025, status_year=2024, items=(ITEM,))
    return given(ReviewCycle(CYCLE), opened, e.FlowAdopted(flow=flow), *events)


def by_rule(rule, entered=None, *events):
    return due_by_rule(a_cycle(*events, rule=f"deadline = {rule}"), "proposal", entered or {})


def test_a_deadline_is_set_ahead_and_quiet_when_it_stands():
    command = c.SetDeadline(**ON, due=DUE)
    assert decided(set_deadline(a_cycle(), {}, NOW, command)) == [e.DeadlineSet(step="proposal", due=DUE)]
    assert set_deadline(a_cycle(e.DeadlineSet(step="proposal", due=DUE)), {}, NOW, command) == []
    refused(Refused, "past", set_deadline, a_cycle(), {}, NOW, c.SetDeadline(**ON, due=NOW))
    nowhere = c.SetDeadline(**ON | {"step": "end"}, due=DUE)
    refused(Refused, "unknown_step", set_deadline, a_cycle(), {}, NOW, nowhere)


def test_without_a_day_the_rule_of_the_flow_gives_it_and_the_event_says_so():
    command = c.SetDeadline(**ON)
    first_day = {"proposal": date(2025, 7, 1)}
    due = end_of_day(date(2025, 7, 23))  # fifteen business days, with 海の日 between
    expected = e.DeadlineSet(step="proposal", due=due, by_rule=True)
    assert decided(set_deadline(a_cycle(), first_day, NOW, command)) == [expected]
    assert set_deadline(a_cycle(expected), first_day, NOW, command) == []


def test_a_rule_that_gives_no_day_yet_is_refused():
    refused(Refused, "not_yet", set_deadline, a_cycle(), {}, NOW, c.SetDeadline(**ON))
    refused(Refused, "no_rule", set_deadline, a_cycle(rule=""), {}, NOW, c.SetDeadline(**ON))
    long_ago = {"proposal": date(2025, 4, 1)}
    refused(Refused, "past", set_deadline, a_cycle(), long_ago, NOW, c.SetDeadline(**ON))


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ('{ business_days = 3, from = "opened" }', date(1970, 1, 7)),  # 4 January was a Sunday
        ('{ days = 30, from = "opened" }', date(1970, 2, 2)),  # 31 January was a Saturday
        ("{ month = 12, day = 4 }", date(2025, 12, 4)),
        ("{ month = 1, day = 2 }", date(2026, 1, 5)),
        ("{ month = 3, day = 20 }", date(2026, 3, 23)),  # 春分の日, then a weekend
        ('{ business_days = 1, from = "entered" }', None),
        ('{ business_days = 1, from = "consideration" }', None),
    ],
)
def test_a_rule_counts_from_its_day_and_never_ends_on_a_closed_one(rule, due):
    assert by_rule(rule) == due


def test_a_rule_counts_from_the_deadline_of_an_earlier_step_or_else_from_its_rule():
    rule = '{ business_days = 5, from = "status_check" }'
    set_ = e.DeadlineSet(step="status_check", due=end_of_day(date(2025, 7, 24)))
    assert by_rule(rule, None, set_) == date(2025, 7, 31)
    assert by_rule(rule) == date(1970, 3, 10)  # forty business days from the opening, and five more


@settings(deadline=None)  # a test does not time
@given_any(
    st.sampled_from(["opened", "entered", "status_check"]),
    st.sampled_from(["days", "business_days"]),
    st.integers(1, 366),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_whatever_the_rule_it_ends_on_an_open_day_after_the_first(start, unit, number, day):
    cycle = a_cycle(rule=f'deadline = {{ {unit} = {number}, from = "{start}" }}')
    first = {"entered": day, "opened": date(1970, 1, 1), "status_check": date(1970, 3, 3)}[start]
    due = due_by_rule(cycle, "proposal", {"proposal": day})
    assert is_business_day(due)
    assert due >= first + timedelta(days=number)


def test_an_item_remembers_when_it_first_came_into_a_step():
    back = e.StepReturned(cycle=CYCLE, step="status_check", reason="数字が違う")
    item = an_item(entered("consideration"), back, entered("consideration"))
    assert item.entered == {(CYCLE, "status_check"): 0, (CYCLE, "consideration"): 0}
