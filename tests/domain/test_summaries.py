"""意見の概要 and 趣旨が違います, 同じ趣旨です, and what comes after the deadline."""

from datetime import date

import pytest

from domain import commands as c
from domain import events as e
from domain.errors import Conflict, NotFound, NotPermitted, Refused
from domain.opinions import Author, endorse, submit
from domain.summaries import contest, summarise
from tests.given import (
    CLERK,
    COMMAND,
    CYCLE,
    ITEM,
    LATE,
    MEMBER,
    THE_MEMBER,
    an_item,
    answered,
    commented,
    decided,
    in_time,
    refused,
)

ON = {"command_id": COMMAND, "cycle_id": CYCLE}
OTHER = "00000000-0000-0000-0000-0000000000bb"
ANOTHER = Author(OTHER, 4)
SUMMARY = "雨の日の開放を求める。"


def summary(body=SUMMARY, based_on=None):
    return c.SummariseComment(**ON, comment=4, body=body, based_on=based_on)


def summarised(body=SUMMARY):
    return e.CommentSummarised(cycle=CYCLE, comment=4, body=body)


def protest(**more):
    return c.ContestSummary(**ON, comment=4, reason="午前だけでよい。", **more)


def contested():
    return e.SummaryContested(cycle=CYCLE, comment=4, reason="午前だけでよい。")


def same(**more):
    return c.EndorseComment(**ON, comment=4, **more)


def endorsed():
    return e.CommentEndorsed(cycle=CYCLE, comment=4, author=OTHER, seat=4)


# --- the summary


def test_an_opinion_is_summed_up_for_the_papers():
    assert decided(summarise(an_item(commented()), None, summary(f" {SUMMARY}\n"))) == [summarised()]
    refused(Refused, "empty", summarise, an_item(commented()), None, summary(" "))
    refused(NotFound, "unknown_comment", summarise, an_item(), None, summary())
    gone = an_item(commented(), e.CommentWithdrawn(cycle=CYCLE, comment=4))
    refused(Refused, "comment_closed", summarise, gone, None, summary())


def test_the_same_summary_again_is_quiet_but_not_when_its_author_contests_it():
    assert summarise(an_item(commented(), summarised()), SUMMARY, summary()) == []
    kept = an_item(commented(), summarised(), contested())
    assert decided(summarise(kept, SUMMARY, summary(based_on=5))) == [summarised()]


def test_a_summary_is_written_against_the_one_that_was_seen():
    item = an_item(commented(), summarised())
    assert decided(summarise(item, SUMMARY, summary("午前の開放を求める。", 5))) == [summarised("午前の開放を求める。")]
    refused(Conflict, "stale_summary", summarise, item, SUMMARY, summary("午前の開放を求める。"))


def test_its_author_says_that_the_meaning_was_missed_once():
    item = an_item(commented(), summarised(), actor=MEMBER)
    assert decided(contest(item, MEMBER, protest(), by_office=False)) == [contested()]
    for events, code in (((summarised(), contested()), "already_contested"), ((), "no_summary")):
        with pytest.raises(Refused) as caught:
            contest(an_item(commented(), *events, actor=MEMBER), MEMBER, protest(), by_office=False)
        assert caught.value.code == code
    mended = an_item(commented(), summarised(), contested(), summarised("午前の開放。"), actor=MEMBER)
    assert decided(contest(mended, MEMBER, protest(), by_office=False)) == [contested()]


def test_nobody_contests_for_another_but_the_office_for_those_who_wrote_on_paper():
    own = an_item(commented(), summarised(), actor=MEMBER)
    for who, by_office in ((OTHER, False), (CLERK, True)):
        with pytest.raises(NotPermitted):
            contest(own, who, protest(), by_office=by_office)
    typed_in = an_item(commented(), summarised(), actor=CLERK)
    assert decided(contest(typed_in, OTHER, protest(medium="fax"), by_office=True))[0].medium == "fax"


# --- the same


def test_another_member_says_the_same_once():
    assert decided(endorse(an_item(commented()), ANOTHER, same())) == [endorsed()]
    assert endorse(an_item(commented(), endorsed()), ANOTHER, same()) == []


def test_one_s_own_opinion_and_one_that_is_answered_are_not_endorsed():
    refused(Refused, "own_comment", endorse, an_item(commented()), THE_MEMBER, same())
    refused(Refused, "comment_closed", endorse, an_item(commented(), answered(4)), ANOTHER, same())
    refused(NotPermitted, "not_member", endorse, an_item(commented()), Author(CLERK), same())
    refused(NotFound, "unknown_comment", endorse, an_item(), ANOTHER, same())


# --- after the deadline


def late(reason, **more):
    place = c.Place(indicator_id=ITEM)
    fields = {"body": "雨の日も開けてほしい。", "late_reason": reason} | more
    return c.SubmitComment(**ON, place=place, **fields)


def test_a_late_opinion_is_taken_openly_with_its_reason():
    expected = commented(late_reason="郵便の遅れのため", medium="paper", received_on=date(2025, 6, 30))
    given = {"medium": "paper", "received_on": date(2025, 6, 30)}
    assert decided(submit(an_item(), THE_MEMBER, LATE, late(" 郵便の遅れのため", **given))) == [expected]
    refused(Refused, "empty", submit, an_item(), THE_MEMBER, LATE, late(" "))


def test_what_came_in_time_is_not_called_late():
    error = refused(Refused, "not_late", submit, an_item(), THE_MEMBER, in_time(), late("念のため"))
    assert error.field == "late_reason"
    paper = late("念のため", medium="paper", received_on=date(2025, 6, 28))
    refused(Refused, "not_late", submit, an_item(), THE_MEMBER, LATE, paper)


def test_a_child_comes_with_a_word_about_who_it_is():
    nobody = Author(None)
    command = late(None, source="child", author_name="ひなた", author_note="小学4年")
    (event,) = decided(submit(an_item(), nobody, in_time(), command))
    assert (event.author, event.author_name, event.author_note) == (None, "ひなた", "小学4年")
