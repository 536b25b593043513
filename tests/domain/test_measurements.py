"""数値指標: registered with their unit, measured by year; "not measured" is not zero."""

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.errors import Conflict, Refused
from domain.event import Ref
from domain.indicator import Indicator
from domain.measurements import record as record_
from domain.measurements import register
from domain.plan import Plan
from domain.steps import in_the_way
from tests.given import COMMAND, CYCLE, DAY, ITEM, NOW, PLAN, a_cycle, an_item, decided, entered, given, refused

NUMBER = e.ItemNumber(project=2, initiative=1, ordinal=1)
NUMERIC = e.Numeric(unit="人", baseline=e.Figure(fiscal_year=2019, value="1240"))


def the_plan(*events):
    projects = (e.ProjectEntry(number=2, name="雨の日", initiatives=(e.InitiativeEntry(number=1, name="開放"),)),)
    return given(Plan(PLAN), e.PlanRegistered(key="plan", title="計画", projects=projects), *events)


def registering(**more):
    fields = {"item_kind": "numeric", "number": NUMBER, "name": "利用者数", "unit": "人", "ground": "計画書32ページ"}
    return c.RegisterIndicator(command_id=COMMAND, indicator_id=ITEM, plan_id=PLAN, **{**fields, **more})


def riders(*events):
    made = e.IndicatorRegistered(plan=PLAN, item_kind="numeric", number=NUMBER, name="利用者数", numeric=NUMERIC)
    return given(Indicator(ITEM), made, entered("status_check"), *events)


def measuring(**more):
    return c.RecordMeasurement(command_id=COMMAND, cycle_id=CYCLE, indicator_id=ITEM, fiscal_year=2024, **more)


def record(item, cycle, command):
    return record_(item, cycle, {}, command)


def measured(year=2024, **more):
    return e.MeasurementRecorded(cycle=CYCLE, fiscal_year=year, **more)


# --- registering


def test_a_numeric_item_has_its_unit_where_it_began_and_its_target():
    figures = {"baseline": c.Figure(fiscal_year=2019, value="１，２４０"), "target": c.Figure(text="増やす")}
    item, added = decided(register(Indicator(ITEM), the_plan(), [], registering(**figures)))
    assert item.numeric == e.Numeric(
        unit="人", baseline=e.Figure(fiscal_year=2019, value="1240"), target=e.Figure(text="増やす")
    )
    assert added == e.ItemAdded(indicator=ITEM, item_kind="numeric")
    assert the_plan(added).items == (e.ItemEntry(indicator=ITEM, kind="numeric"),)


def test_a_place_that_the_plan_has_not_and_a_number_that_is_taken_are_refused():
    elsewhere = e.ItemNumber(project=9, initiative=1, ordinal=1)
    refused(Refused, "unknown_place", register, Indicator(ITEM), the_plan(), [], registering(number=elsewhere))
    refused(Refused, "number_taken", register, Indicator(ITEM), the_plan(), [riders()], registering())
    refused(Refused, "exists", register, riders(), the_plan(), [], registering())


def test_a_number_that_an_item_had_once_stays_its_own():
    moves = e.ImprovementProposed(cycle=CYCLE, version=1, proposal_kind="move", reason="x", to_project=2)
    there = e.ItemNumber(project=2, initiative=2, ordinal=1)
    moved = e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=DAY, statements=(), number=there)
    refused(Refused, "number_taken", register, Indicator(ITEM), the_plan(), [riders(moves, moved)], registering())


def test_without_unit_name_or_ground_nothing_is_registered():
    for field in ("unit", "name", "ground"):
        problem = refused(Refused, "empty", register, Indicator(ITEM), the_plan(), [], registering(**{field: " "}))
        assert problem.field == field


def test_once_reviews_began_other_items_come_by_a_proposal_only():
    begun = the_plan(e.CycleAdded(cycle=CYCLE, fiscal_year=2025))
    refused(Refused, "needs_proposal", register, Indicator(ITEM), begun, [], registering(item_kind="activity"))
    assert register(Indicator(ITEM), begun, [], registering())
    assert register(Indicator(ITEM), the_plan(), [], registering(item_kind="activity"))


# --- measuring


@pytest.mark.parametrize(
    ("typed", "stored"), [("1,300", "1300"), ("６２．５", "62.5"), (" -3 ", "-3"), ("0", "0"), ("1300.50", "1300.50")]
)
def test_a_figure_is_a_decimal_number_however_it_is_typed(typed, stored):
    assert decided(record(riders(), a_cycle(), measuring(value=typed))) == [measured(value=stored)]


@pytest.mark.parametrize("typed", ["約9割", "1.2.3", "1e5", "NaN", "∞", "12人", "1,2,3", "1,5"])
def test_what_is_no_number_belongs_into_words(typed):
    refused(Refused, "no_number", record, riders(), a_cycle(), measuring(value=typed))
    assert decided(record(riders(), a_cycle(), measuring(text=typed))) == [measured(text=typed)]


def test_a_year_that_has_not_come_has_no_figure():
    refused(Refused, "future", record, riders(), a_cycle(), replace(measuring(value="1"), fiscal_year=2190))


def test_not_measured_is_neither_zero_nor_empty():
    assert decided(record(riders(), a_cycle(), measuring(not_measured=True))) == [measured(not_measured=True)]
    refused(Refused, "measured_and_not", record, riders(), a_cycle(), measuring(not_measured=True, value="0"))
    refused(Refused, "empty", record, riders(), a_cycle(), measuring())


def test_a_figure_that_somebody_recorded_meanwhile_is_a_conflict():
    item = riders(measured(value="1300"))
    refused(Conflict, "stale_measurement", record, item, a_cycle(), measuring(value="1310"))
    assert decided(record(item, a_cycle(), measuring(value="1310", based_on=3))) == [measured(value="1310")]
    refused(Conflict, "stale_measurement", record, riders(), a_cycle(), measuring(value="1", based_on=3))


def test_the_same_figure_again_stays_quiet():
    said = {"value": "1300", "text": "大人のみ", "source": "受付簿"}
    texts = {Ref(3, "/data/text"): "大人のみ", Ref(3, "/data/source"): "受付簿"}
    item = riders(measured(**said))
    for seen in (3, None):
        assert record_(item, a_cycle(), texts, measuring(**said | {"value": "1,300"}, based_on=seen)) == []
    for other in ({"value": "1310"}, {"text": "子どもも"}, {"source": None}):
        assert record_(item, a_cycle(), texts, measuring(**said | other, based_on=3))
    assert record(riders(measured(not_measured=True)), a_cycle(), measuring(not_measured=True, based_on=3)) == []


def test_the_same_figure_counts_anew_where_another_review_or_an_erased_text_has_it():
    item = riders(e.MeasurementRecorded(cycle=PLAN, fiscal_year=2024, value="1300"))
    assert decided(record(item, a_cycle(), measuring(value="1300", based_on=3))) == [measured(value="1300")]
    erased = riders(measured(text="約9割"))
    assert record(erased, a_cycle(), measuring(text="約9割", based_on=3))


def test_only_a_numeric_item_is_measured():
    refused(Refused, "not_numeric", record, an_item(), a_cycle(), measuring(value="1"))


def test_the_figure_of_the_year_is_the_status_of_a_numeric_item():
    cycle = a_cycle()
    step = cycle.flow.step("status_check")
    assert in_the_way(riders(), cycle, NOW, step)
    assert in_the_way(riders(measured(2023, value="1")), cycle, NOW, step)
    assert not in_the_way(riders(measured(not_measured=True)), cycle, NOW, step)
