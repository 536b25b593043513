"""The audit trail: each event with what it brought and what it took the place of."""

from datetime import UTC, date, datetime

import pytest

from domain.event import Ref
from domain.events import (
    AgendaEntry,
    CarriedForward,
    CommentEdited,
    CommentWithdrawn,
    DeadlineSet,
    DecisionRecorded,
    FlowAdopted,
    ProposalReturned,
    StarGranted,
    StarRevoked,
    StatusChecked,
    StepReturned,
)
from projections.trail import TOPICS, TrailFilter
from projections.trail_content import BulletRow
from tests.projections.history import (
    CLERK,
    CYCLE,
    FUJI,
    ITEM,
    MIKI,
    OTHER,
    PLAN,
    SESSION,
    MemoryLog,
    answer,
    called,
    comment,
    lived_in,
    opened,
    proposed,
    revised,
)


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


@pytest.fixture
def event(read_models, log):
    return lambda position: read_models(log).trail.event(position)  # noqa: PLW0108 -- opened when it is asked


def status(log, *texts):
    return log.happens(ITEM, StatusChecked(fiscal_year=2025, texts=texts, cycle=CYCLE, as_of_date=date(2026, 3, 31)))


def test_a_row_says_who_when_where_and_what(event, log):
    at = comment(log, received_on=date(2026, 7, 1))
    row = event(at)
    assert (row.stream, row.kind, row.topic) == (ITEM, "indicator", "indicator.comment_submitted.v1")
    assert (row.actor, row.role, row.recorded_at) == (MIKI, "member", log.recorded[at - 1].recorded_at)
    assert (row.plan, row.indicator, row.cycle, row.session) == (PLAN, ITEM, CYCLE, None)
    assert row.received_on == date(2026, 7, 1)
    assert row.after.refs == {"body": Ref(at, "/data/body")}
    assert row.after.facts["received_on"] == "2026-07-01"
    assert "body" not in row.after.facts
    assert (row.about.title, row.about.kind, row.about.number.ordinal) == ("activityの名", "activity", 1)


def test_a_status_says_what_it_takes_the_place_of(event, log):
    first, second = status(log, "一", "二"), status(log, "三")
    assert event(first).before is None
    assert event(second).before.texts == (Ref(first, "/data/texts/0"), Ref(first, "/data/texts/1"))
    assert event(second).after.texts == (Ref(second, "/data/texts/0"),)
    assert (event(second).fiscal_year, event(second).as_of_date) == (2025, date(2026, 3, 31))


def test_a_status_carried_forward_shows_last_years(event, log):
    last = log.happens(ITEM, StatusChecked(fiscal_year=2024, texts=("昨年度",)))
    at = log.happens(ITEM, CarriedForward(cycle=CYCLE, of="status", fiscal_year=2025, reason="理由"))
    text = log.happens(ITEM, CarriedForward(cycle=CYCLE, of="text", fiscal_year=2026, reason="理由"))
    assert event(at).before.texts == (Ref(last, "/data/texts/0"),)
    assert event(text).before is None


def test_an_edited_opinion_shows_both_wordings(event, log):
    at = comment(log)
    edited = log.happens(ITEM, CommentEdited(cycle=CYCLE, comment=at, body="二"), MIKI, "member")
    again = log.happens(ITEM, CommentEdited(cycle=CYCLE, comment=at, body="三"), MIKI, "member")
    assert event(edited).before.refs["body"] == Ref(at, "/data/body")
    assert event(again).before.refs["body"] == Ref(edited, "/data/body")
    gone = log.happens(ITEM, CommentWithdrawn(cycle=CYCLE, comment=at))
    assert event(gone).before.refs["body"] == Ref(again, "/data/body")


def test_an_answer_shows_the_opinion_and_the_answer_before(event, log):
    at = comment(log)
    first, second = answer(log, at, disposition="considering"), answer(log, at, disposition="noted")
    assert event(first).about.comment == Ref(at, "/data/body")
    assert event(first).before is None
    assert event(second).before.facts["disposition"] == "considering"
    assert event(second).before.refs["body"] == Ref(first, "/data/body")


def test_a_revision_shows_the_bullets_as_they_read(event, log):
    row = event(revised(log))
    assert row.before.statements == (
        BulletRow("公園を開放する", 1, 1),
        BulletRow("相談を受ける", 2, 1),
    )
    assert row.after.statements == (BulletRow("公園を毎日開放する", 1, 2), BulletRow("名簿を作る", 3, 1))
    assert row.after.removed == (2,)


def test_a_star_names_its_bullet_as_it_read(event, log):
    given = log.happens(ITEM, StarGranted(statement=1, text_revision=1, session=SESSION, reason="順調"))
    taken = log.happens(ITEM, StarRevoked(statement=1, text_revision=1, session=SESSION, reason="休館"))
    assert event(given).about.bullet == BulletRow("公園を開放する", 1, 1, advanced=True)
    assert event(taken).about.bullet == BulletRow("公園を開放する", 1, 1)
    assert event(given).session == SESSION


def test_steps_deadlines_and_proposals_show_the_ones_before(event, log):
    back = log.happens(ITEM, StepReturned(cycle=CYCLE, step="consideration", reason="理由"))
    assert event(back).before.facts["step"] == "status_check"
    first = log.happens(CYCLE, DeadlineSet(step="proposal", due=datetime(2026, 12, 4, tzinfo=UTC)))
    second = log.happens(CYCLE, DeadlineSet(step="proposal", due=datetime(2026, 12, 9, tzinfo=UTC)))
    assert event(first).before is None
    assert event(second).before.facts["due"] == "2026-12-04T00:00:00+00:00"
    one, two = proposed(log), proposed(log, version=2)
    assert event(two).before.statements == (BulletRow(Ref(one, "/data/statements/0/text"), 1, 1),)
    gone = log.happens(ITEM, ProposalReturned(cycle=CYCLE, version=2, reason="理由"))
    assert event(gone).before.facts["version"] == 2


def test_a_decision_names_what_it_is_about(event, log):
    proposed(log)
    called(log, (ITEM, 1))
    entry = AgendaEntry(indicator=ITEM, version=1)
    at = log.happens(SESSION, DecisionRecorded(decision="approved", proposals=(entry,), manner="異議なし"))
    row = event(at)
    assert row.after.proposals == (entry,)
    assert (row.plan, row.cycle, row.session, row.about.title) == (PLAN, CYCLE, SESSION, "第1回会議")


def test_a_long_public_text_is_not_copied(event, log):
    at = log.happens(CYCLE, FlowAdopted(flow="x" * 5000))
    assert event(at).after.facts == {}


@pytest.fixture
def trail(read_models):
    log = lived_in()
    comment(log, OTHER, FUJI)
    comment(log, CYCLE, FUJI)
    return read_models(log).trail


def positions(rows):
    return [row.position for row in rows]


def test_a_page_is_newest_first_and_the_next_one_follows(trail):
    assert positions(trail.page(limit=3)) == [22, 21, 20]
    assert positions(trail.page(before=20, limit=2)) == [19, 18]
    assert positions(trail.page(before=2)) == [1]
    assert trail.page(before=1) == []


def test_the_history_of_an_item_is_oldest_first(trail):
    whole = positions(trail.of_item(ITEM))
    assert whole == [5, 9, 12, 13, 14, 15, 16, 17, 19, 20]
    assert positions(trail.of_item(ITEM, after=12, limit=2)) == [13, 14]


def test_rows_are_chosen_by_what_is_given(trail):
    assert positions(trail.page(TrailFilter(actor=FUJI))) == [22, 21]
    assert positions(trail.page(TrailFilter(actor=CLERK, kind="session"))) == [18]
    assert positions(trail.page(TrailFilter(session=SESSION))) == [19, 18]
    assert positions(trail.page(TrailFilter(cycle=CYCLE, since=20))) == [22, 21, 20]
    assert positions(trail.page(TrailFilter(plan=PLAN, until=2), limit=1)) == [2]
    assert positions(trail.page(TrailFilter(indicator=OTHER))) == [21, 10, 3]


def test_a_topic_is_found_by_its_beginning(trail):
    assert positions(trail.page(TrailFilter(topic="indicator.comment_"))) == [21, 17, 15]
    assert positions(trail.page(TrailFilter(topic="indicator.comment_", indicator=ITEM), limit=1)) == [17]
    assert positions(trail.page(TrailFilter(topic="review_cycle."), before=22)) == [8]
    assert trail.page(TrailFilter(topic="nothing.")) == []
    assert "indicator.status_checked.v1" in TOPICS
