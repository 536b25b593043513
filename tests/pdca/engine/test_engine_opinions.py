"""Opinions across streams: carried by another item, seen or not yet, late, said for others, of who left the council."""

from datetime import date, timedelta

import pytest

from domain import commands as c
from domain.errors import NotPermitted, Refused
from domain.review_cycle import ReviewCycle
from pdca.flows import read_flow
from pdca.permissions import CONSOLE
from tests.review import CITIZENS, CITY, PLAIN, STARRED, refused


def later(review, **more):
    review.engine.chance.advance(timedelta(**more) // timedelta(microseconds=1))


@pytest.fixture
def asked(review):
    """All items in the third step; the first one's proposal is out, opinions are taken for an hour."""
    review.in_proposal().propose()
    review.due()
    return review


@pytest.fixture
def carried(asked):
    """An opinion on the whole plan and one on another item are carried by the first item's proposal."""
    asked.whole, asked.there = asked.comment(None), asked.comment(CITY, asked.other)
    refs = (
        c.CommentRef(comment=asked.whole),
        c.CommentRef(comment=asked.there, indicator_id=asked.items[CITY]),
    )
    named = {"version": 1, "version_of": asked.items[STARRED]}
    asked.do(c.AnswerComments, comments=refs, disposition="reflected", body="案に入れました。", **named)
    return asked


def waiting(review):
    whole = review.engine.load(ReviewCycle, review.cycle).open_comments(review.cycle)
    return [*whole, *review.item(CITY).open_comments(review.cycle)]


# --- carried by another item


def test_when_the_version_falls_both_wait_again_and_hold_back_what_they_stand_on(carried):
    assert waiting(carried) == []
    carried.do(c.ReturnProposal, indicator_id=carried.items[STARRED], version=1, reason="もう一度")
    assert waiting(carried) == [carried.whole, carried.there]
    carried.enter("proposal", carried.items[STARRED])
    for item in carried.scope:
        carried.keep(item)
    later(carried, hours=2)
    with refused("in_the_way") as caught:
        carried.enter("revision")
    assert [o.stream for o in caught.value.obstacles] == [carried.items[CITY]]
    carried.answer(carried.there, CITY)
    carried.enter("revision")
    with refused("in_the_way") as caught:
        carried.do(c.CloseCycle)
    assert [o.message for o in caught.value.obstacles] == ["計画全体：回答を待っているご意見が1件あります"]
    carried.answer(carried.whole, None)
    carried.do(c.CloseCycle)


def test_a_deferred_version_opens_them_again_and_a_revised_one_is_their_end(carried):
    carried.meeting((carried.items[STARRED], 1)).decide((carried.items[STARRED], 1), decision="deferred", note="来年")
    assert waiting(carried) == [carried.whole, carried.there]
    carried.propose(based_on=1)
    named = {"version": 2, "version_of": carried.items[STARRED], "disposition": "reflected"}
    carried.answer(carried.whole, None, **named)
    carried.answer(carried.there, CITY, **named)
    assert waiting(carried) == []


def test_two_items_whose_answers_name_each_other_s_proposals_are_no_circle(asked):
    asked.propose(CITY)
    here, there = asked.comment(), asked.comment(CITY)
    asked.answer(here, version=1, version_of=asked.items[CITY], disposition="reflected")
    asked.answer(there, CITY, version=1, version_of=asked.items[STARRED], disposition="reflected")
    asked.do(c.ReturnProposal, indicator_id=asked.items[CITY], version=1, reason="もう一度")
    assert asked.item().open_comments(asked.cycle) == [here]
    assert asked.item(CITY).open_comments(asked.cycle) == []


# --- seen or not yet, late, for others


def test_before_the_deadline_nobody_says_the_same_as_what_nobody_sees(asked):
    said = asked.comment()
    same = {"indicator_id": asked.items[STARRED], "comment": said}
    with refused("not_visible", Refused):
        asked.do(c.EndorseComment, asked.other, **same)
    with refused("not_visible", Refused):
        asked.do(c.EndorseComment, asked.other, **(same | {"comment": 99_999}))
    later(asked, hours=2)
    asked.do(c.EndorseComment, asked.other, **same)
    assert asked.do(c.EndorseComment, asked.other, **same).positions == ()
    asked.do(c.EndorseComment, author=asked.chair, medium="telephone", **same)
    assert asked.item().comments[said].endorsed == (asked.other, asked.chair)
    with refused("author_needed", Refused):
        asked.do(c.EndorseComment, **same)


def test_nobody_takes_an_opinion_of_their_own_after_the_deadline(asked):
    later(asked, hours=2)
    with refused("late", NotPermitted):
        asked.comment(late_reason="忘れていました")
    with refused("too_late", Refused):
        asked.comment(who=asked.clerk, author=asked.member, medium="telephone")
    taken = {"author": asked.member, "medium": "telephone", "late_reason": "ご病気のため"}
    said = asked.comment(who=asked.clerk, **taken)
    assert asked.item().comments[said].author == asked.member


def test_who_left_the_council_says_nothing_more_about_an_answer(asked):
    said = asked.comment()
    asked.answer(said)
    on = {"indicator_id": asked.items[STARRED], "comment": said}
    asked.do(c.SummariseComment, **on, body="雨の日の開放。")
    asked.do(c.VacateSeat, CONSOLE, seat=2, on=date(2025, 7, 1))
    later(asked, days=1)
    for cls in (c.DisputeAnswer, c.ContestSummary):
        with refused("not_permitted", NotPermitted):
            asked.do(cls, asked.member, **on, reason="足りません")


def test_a_clerk_speaks_for_those_on_paper_whoever_typed_it_in_and_for_nobody_else(asked):
    slip = asked.comment(who=asked.clerk, author=asked.other, medium="paper")
    own = asked.comment()
    successor = asked.account("藤代")
    asked.do(c.GrantRole, CONSOLE, account_id=successor, role="secretariat", since=date(2025, 4, 1))
    for at in (slip, own):
        asked.answer(at)
    on = {"indicator_id": asked.items[STARRED], "reason": "いつですか", "medium": "telephone"}
    asked.do(c.DisputeAnswer, successor, comment=slip, **on)
    with refused("not_author", NotPermitted):
        asked.do(c.DisputeAnswer, successor, comment=own, **on)


def test_an_answer_of_another_year_is_not_touched(asked):
    said = asked.comment()
    second = asked.new()
    asked.do(c.OpenCycle, cycle_id=second, fiscal_year=2026, flow=read_flow("kaigi2"))
    on = {"cycle_id": second, "indicator_id": asked.items[STARRED], "comment": said}
    for cls, more in (
        (c.SummariseComment, {"body": "x"}),
        (c.PostponeAnswer, {"until": date(2025, 12, 31), "reason": "x"}),
        (c.AnswerComment, {"disposition": "noted", "body": "x"}),
        (c.ReviseAnswer, {"disposition": "noted", "body": "x", "reason": "x", "based_on": said}),
        (c.DisputeAnswer, {"reason": "x"}),
    ):
        with refused("unknown_comment"):
            asked.do(cls, **on, **more)


def test_what_is_put_off_goes_on_with_its_item_and_is_answered_before_the_end(asked):
    said = asked.comment(CITIZENS)
    for item in asked.scope[1:]:
        asked.keep(item)
    later(asked, hours=2)
    with refused("in_the_way"):
        asked.enter("revision")
    on = {"indicator_id": asked.items[CITIZENS], "comment": said}
    asked.do(c.PostponeAnswer, **on, until=date(2025, 9, 30), reason="費用を調べている")
    asked.enter("revision")
    asked.meeting((asked.items[STARRED], 1)).decide((asked.items[STARRED], 1))
    asked.do(c.CloseSession)
    asked.revise(asked.items[STARRED], advanced=(1,))
    with refused("in_the_way"):
        asked.do(c.CloseCycle)
    asked.do(c.CarryOverMatter, **on, to_fiscal_year=2026, reason="来年度に")
    asked.do(c.CloseCycle)


def test_an_unknown_item_carries_nothing(asked):
    whole = asked.comment(None)
    with refused("not_found"):
        asked.answer(whole, None, disposition="reflected", version=1, version_of=asked.new())
    with refused("unknown_version"):
        asked.answer(whole, None, disposition="reflected", version=1, version_of=asked.items[PLAIN])
