"""Rows about answers: carried by another item, revised, put off, not enough; summaries; who says the same."""

from datetime import date

import pytest

from domain.event import Ref
from domain.events import (
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    CommentAnswered,
    CommentEndorsed,
    CommentSummarised,
    CommentWithdrawn,
    MatterCarriedOver,
    SummaryContested,
)
from tests.projections.history import CYCLE, FUJI, ITEM, MIKI, OTHER, MemoryLog, answer, comment, opened, proposed
from tests.projections.history import rejected as falls
from tests.projections.history import revised as takes_effect


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


def on(log, stream, event):
    return log.happens(stream, event, kind="review_cycle" if stream == CYCLE else "indicator")


def carried(log, stream, at, version=1):
    """The answer names a version of ITEM's proposal."""
    fields = {"comment": at, "disposition": "reflected", "version": version, "indicator": ITEM, "body": "直します"}
    return on(log, stream, CommentAnswered(cycle=CYCLE, **fields))


def revision(log, stream, at, **more):
    fields = {"disposition": "noted", "body": "別の文", "reason": "誤り"} | more
    return on(log, stream, AnswerRevised(cycle=CYCLE, comment=at, **fields))


def tasks(models, account, *roles):
    return [(row.task, row.position) for row in models.inbox.inbox(account, roles)]


@pytest.mark.parametrize("stream", [OTHER, CYCLE])
def test_what_another_item_s_proposal_carried_waits_again_everywhere_when_it_falls(read_models, log, stream):
    at = comment(log, stream)
    proposed(log)
    carried(log, stream, at)
    assert read_models(log).opinions.open_opinions(CYCLE) == []
    falls(log)
    models = read_models(log)
    assert [row.position for row in models.opinions.open_opinions(CYCLE)] == [at]
    assert ("answer_comment", at) in tasks(models, "", "secretariat")
    waiting = models.board.item(CYCLE, OTHER).open
    assert waiting == ((at,) if stream == OTHER else ())
    assert models.board.item(CYCLE, ITEM).open == ()


@pytest.mark.parametrize("stream", [OTHER, CYCLE])
def test_what_another_item_s_proposal_carried_is_in_the_plan_and_a_cause(read_models, log, stream):
    at = comment(log, stream)
    proposed(log)
    carried(log, stream, at)
    takes_effect(log)
    models = read_models(log)
    assert models.opinions.opinion(at).state == "reflected_in_plan"
    assert [row.position for row in models.opinions.causes(ITEM, CYCLE, 1)] == [at]
    late = comment(log, stream)
    carried(log, stream, late)
    assert read_models(log).opinions.opinion(late).state == "reflected_in_plan"


def test_a_revised_answer_that_names_nothing_stays_when_the_version_falls(read_models, log):
    at = comment(log)
    proposed(log)
    first = answer(log, at, version=1)
    second = revision(log, ITEM, at)
    falls(log)
    models = read_models(log)
    found = models.opinions.opinion(at)
    assert (found.state, [a.position for a in found.answers]) == ("answered", [first, second])
    assert found.answer.reason == Ref(second, "/data/reason")
    assert models.board.item(CYCLE, ITEM).open == ()
    assert ("answer_comment", at) not in tasks(models, "", "secretariat")


@pytest.mark.parametrize("gone", [CommentWithdrawn, MatterCarriedOver])
def test_what_is_gone_waits_no_more_when_a_later_version_falls(read_models, log, gone):
    at = comment(log)
    proposed(log)
    answer(log, at, version=1)
    falls(log)
    further = {"to_fiscal_year": 2026, "reason": "来年度"} if gone is MatterCarriedOver else {}
    on(log, ITEM, gone(cycle=CYCLE, comment=at, **further))
    proposed(log, version=2)
    falls(log, version=2)
    assert ("answer_comment", at) not in tasks(read_models(log), "", "secretariat")


def test_a_delay_ends_with_the_answer(read_models, log):
    at = comment(log)
    put_off = on(log, ITEM, AnswerPostponed(cycle=CYCLE, comment=at, until=date(2026, 12, 31), reason="調べる"))
    models = read_models(log)
    found = models.opinions.opinion(at)
    assert (found.is_open, found.postponed.until, found.postponed.reason) == (
        True, date(2026, 12, 31), Ref(put_off, "/data/reason"),
    )  # fmt: skip
    assert ("answer_comment", at) in tasks(models, "", "secretariat")
    answer(log, at, disposition="noted")
    assert read_models(log).opinions.opinion(at).postponed is None


def test_a_summary_waits_for_its_author_and_a_contested_one_for_the_office(read_models, log):
    at = comment(log)
    first = on(log, ITEM, CommentSummarised(cycle=CYCLE, comment=at, body="短く"))
    assert ("check_summary", at) in tasks(read_models(log), MIKI)
    on(log, ITEM, SummaryContested(cycle=CYCLE, comment=at, reason="違う", medium="telephone"))
    models = read_models(log)
    assert ("check_summary", at) not in tasks(models, MIKI)
    assert ("mend_summary", at) in tasks(models, "", "secretariat")
    assert models.opinions.opinion(at).contested.medium == "telephone"
    second = on(log, ITEM, CommentSummarised(cycle=CYCLE, comment=at, body="正しく"))
    models = read_models(log)
    found = models.opinions.opinion(at)
    assert ([s.position for s in found.summaries], found.contested) == ([first, second], None)
    assert ("mend_summary", at) not in tasks(models, "", "secretariat")


def test_what_is_not_enough_waits_for_the_next_meeting_until_the_answer_is_revised(read_models, log):
    at = comment(log)
    answer(log, at, disposition="noted")
    assert ("answer_received", at) in tasks(read_models(log), MIKI)
    disputed = on(log, ITEM, AnswerDisputed(cycle=CYCLE, comment=at, reason="いつ"))
    models = read_models(log)
    assert ("answer_received", at) not in tasks(models, MIKI)
    assert ("raise_disputed", at) in tasks(models, "", "secretariat")
    assert models.opinions.opinion(at).disputed.text == Ref(disputed, "/data/reason")
    revision(log, ITEM, at)
    models = read_models(log)
    assert models.opinions.opinion(at).disputed is None
    assert ("raise_disputed", at) not in tasks(models, "", "secretariat")
    assert ("answer_received", at) in tasks(models, MIKI)


def test_the_answer_is_for_those_who_say_the_same_too(read_models, log):
    at = comment(log)
    on(log, ITEM, CommentEndorsed(cycle=CYCLE, comment=at, author=FUJI, seat=5))
    answer(log, at, disposition="noted")
    models = read_models(log)
    assert [("answer_received", at)] == tasks(models, FUJI)
    assert [row.position for row in models.opinions.endorsed_by(FUJI)] == [at]
    assert [(e.author, e.seat) for e in models.opinions.opinion(at).endorsements] == [(FUJI, 5)]
