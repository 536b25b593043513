"""The plan's items, now and then."""

import pytest

from domain.event import Ref
from domain.events import CarriedForward, ItemNumber, SessionRecorded, StarGranted, StarRevoked, StatusChecked
from tests.projections.history import (
    CONTENT,
    CYCLE,
    ITEM,
    OTHER,
    PLAN,
    ROLE,
    SESSION,
    VISION,
    MemoryLog,
    lived_in,
    opened,
    registered,
    revised,
)


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


def star(log, kind, statement=1):
    return log.happens(ITEM, kind(statement=statement, text_revision=1, session=SESSION, reason="順調"))


def test_items_stand_in_the_order_of_the_plan_whatever_the_order_of_their_registration(read_models, log):
    found = read_models(log).items.plan_items(PLAN)
    assert [item.indicator for item in found] == [VISION, CONTENT, ITEM, OTHER, ROLE]
    assert found[2].kind == "activity"
    assert found[2].number == ItemNumber(project=2, initiative=1, ordinal=1)


def test_an_item_is_found_by_its_number_among_its_kind(read_models, log):
    items = read_models(log).items
    number = ItemNumber(project=2, initiative=1, ordinal=1)
    assert items.item_by_number(PLAN, "role", number).indicator == ROLE
    assert items.item_by_number(PLAN, "activity", number).indicator == ITEM
    assert items.item_by_number(PLAN, "numeric", number) is None


def test_an_unknown_item_is_none(read_models, log):
    models = read_models(log)
    assert models.items.item("nobody") is None
    assert models.items.plan_items("no plan") == []


def test_a_revised_bullet_keeps_its_place_and_new_ones_come_last(read_models, log):
    log.happens(SESSION, SessionRecorded(plan=PLAN, fiscal_year=2021, title="令和3年度の会議"))
    star(log, StarGranted)
    at = revised(log)
    item = read_models(log).items.item(ITEM)
    assert [(b.id, b.text, b.text_revision) for b in item.statements] == [
        (1, "公園を毎日開放する", 2),
        (3, "名簿を作る", 1),
    ]
    assert item.position == at
    assert item.statements[0].star is None


def test_a_star_goes_on_when_the_revision_says_so(read_models, log):
    at = star(log, StarGranted)
    revised(log, advanced=True)
    bullet = read_models(log).items.item(ITEM).statements[0]
    assert bullet.advanced
    assert (bullet.star.position, bullet.star.text_revision) == (at, 1)


def test_a_star_names_session_and_reason_and_leaves_a_trace_when_it_goes(read_models, log):
    given, taken = star(log, StarGranted), star(log, StarRevoked)
    items = read_models(log).items
    before, after = items.item(ITEM, given).statements[0], items.item(ITEM).statements[0]
    assert before.star.session == SESSION
    assert before.star.reason == Ref(given, "/data/reason")
    assert (before.unstarred, after.star) == (None, None)
    assert after.unstarred.reason == Ref(taken, "/data/reason")


def test_a_revision_brings_no_star(read_models, log):
    revised(log, advanced=True)
    assert not read_models(log).items.item(ITEM).statements[0].advanced


def test_the_latest_status_of_a_year_counts(read_models, log):
    log.happens(ITEM, StatusChecked(fiscal_year=2024, texts=("昨年度",)))
    log.happens(ITEM, StatusChecked(fiscal_year=2025, texts=("一度目",), cycle=CYCLE))
    at = log.happens(ITEM, StatusChecked(fiscal_year=2025, texts=("二度目", "三つ目"), cycle=CYCLE, informant="所管課"))
    statuses = read_models(log).items.item(ITEM).statuses
    assert sorted(statuses) == [2024, 2025]
    assert statuses[2025].texts == (Ref(at, "/data/texts/0"), Ref(at, "/data/texts/1"))
    assert statuses[2025].informant == Ref(at, "/data/informant")
    assert statuses[2024].cycle is None


def test_a_status_carried_forward_is_last_years_texts_going_on(read_models, log):
    first = log.happens(ITEM, StatusChecked(fiscal_year=2024, texts=("昨年度",)))
    at = log.happens(ITEM, CarriedForward(cycle=CYCLE, of="status", fiscal_year=2025, reason="変わりなし"))
    status = read_models(log).items.item(ITEM).statuses[2025]
    assert status.carried
    assert status.texts == (Ref(first, "/data/texts/0"),)
    assert (status.position, status.reason, status.cycle) == (at, Ref(at, "/data/reason"), CYCLE)


def test_an_item_reads_as_it_did_at_any_position(read_models):
    log = lived_in()
    items = read_models(log).items
    assert items.item(ITEM, 4) is None
    assert [b.text for b in items.item(ITEM, 19).statements] == ["公園を開放する", "相談を受ける"]
    assert [b.text for b in items.item(ITEM, 20).statements] == ["公園を毎日開放する", "名簿を作る"]
    assert [i.indicator for i in items.plan_items(PLAN, 4)] == [CONTENT, OTHER, ROLE]
    assert items.item(ITEM, 5).reviews == {}
    assert items.item(ITEM, 13).reviews[CYCLE].drafts[0].shown is None


def test_each_plan_shows_its_own_items(read_models, log):
    made = MemoryLog()
    registered(made)
    models = read_models(made)
    assert len(models.items.plan_items(PLAN)) == 5
    assert all(item.reviews == {} for item in models.items.plan_items(PLAN, reviews=False))
