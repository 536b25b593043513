"""Figures, ★ put to a session and advice that was looked at, through the engine on both stores."""

import pytest

from domain import commands as c
from domain.errors import Conflict, NotPermitted, Refused
from pdca.advice_kept import KeptAdvice
from tests.everything_status import LINK, SURVEY, measured_item
from tests.review import CITY, PLAIN, Review


@pytest.fixture
def measured(engine):
    """A year with a 数値指標 in scope, at its first step."""
    review = Review(engine).people().seats().imported()
    measured_item(review)
    return review.opened()


def record(review, who=None, **more):
    fields = {"indicator_id": review.items["1-①-数1"], "fiscal_year": 2024, **more}
    return review.do(c.RecordMeasurement, who, **fields)


def test_figures_are_read_as_of_any_position(measured):
    first = record(measured, value="1,300", text="速報").position
    record(measured, not_measured=True, fiscal_year=2023)
    record(measured, value="1310", based_on=first, source="名簿")
    rows = measured.engine.read_models.measurements.of_item
    item = measured.items["1-①-数1"]
    assert [(r.fiscal_year, r.value, r.not_measured) for r in rows(item)] == [(2023, None, True), (2024, "1310", False)]
    assert [(r.fiscal_year, r.value) for r in rows(item, first)] == [(2024, "1300")]
    assert rows(item, first - 1) == []


def test_a_measured_item_goes_on_by_its_figure(measured):
    item = measured.items["1-①-数1"]
    with pytest.raises(Refused, match="次のことが残っています"):
        measured.enter("consideration", item)
    record(measured, measured.department, value="0")
    assert measured.engine.read_models.board.item(measured.cycle, item).state == "checked"
    measured.enter("consideration", item)


def test_a_measured_item_that_came_after_the_year_began_has_figures_but_no_step(review):
    measured_item(review)
    record(review, value="12")
    row = review.engine.read_models.board.item(review.cycle, review.items["1-①-数1"])
    assert row is None or not row.counted
    with pytest.raises(NotPermitted):
        record(review, review.member, value="13")


def test_two_who_measure_at_once_both_see_it(measured):
    record(measured, value="1300")
    with pytest.raises(Conflict):
        record(measured, measured.department, value="1310")


def test_after_the_year_is_over_nothing_is_measured_or_asked(review):
    measured_item(review)
    review.whole_year()
    for cls, fields in (
        (c.RecordMeasurement, {"indicator_id": review.items["1-①-数1"], "fiscal_year": 2024, "value": "1"}),
        (
            c.PutStarForward,
            {"indicator_id": review.items[CITY], "statement": 1, "text_revision": 1, "change": "grant", "reason": "x"},
        ),
    ):
        with pytest.raises(Refused, match="終わっています"):
            review.do(cls, **fields)


def test_evidence_is_private_and_opens_with_its_row(review):
    review.do(c.CheckStatus, indicator_id=review.items[PLAIN], texts=("増えた。",), evidence=(SURVEY, LINK))
    row = review.engine.read_models.items.item(review.items[PLAIN]).statuses[2024]
    survey, link = row.evidence
    opened = review.engine.reveal([survey.title, survey.value, link.url])
    assert list(opened.values()) == ["令和6年度ニーズ調査", "62.5％", "https://example.jp/days"]
    (recorded,) = review.engine.log.since(row.position - 1, 1)
    assert "ニーズ" not in repr(recorded.event)
    assert "example" not in repr(recorded.event)


def test_what_was_looked_at_is_kept_once_per_review_and_brought_back(engine):
    kept, mark = KeptAdvice(engine), ("item", "repeats_goal", "12.0")
    for _ in range(2):
        kept.keep("one", mark, "clerk")
    assert KeptAdvice(engine).of_cycle("one") == {mark}
    assert kept.of_cycle("two") == set()
    kept.bring_back("one", mark)
    kept.bring_back("one", mark)
    assert kept.of_cycle("one") == set()
    assert engine.head() == 0
