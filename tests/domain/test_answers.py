"""Answers: for many at once, on another item's proposal, revised, put off openly, not enough."""

from datetime import date

import pytest

from domain import commands as c
from domain import events as e
from domain.answers import answer, answer_together, dispute, postpone, revise_answer
from domain.commented import fell
from domain.errors import Conflict, NotFound, NotPermitted, Refused
from domain.indicator import Indicator
from domain.steps import in_the_way
from tests.given import (
    CLERK,
    COMMAND,
    CYCLE,
    ITEM,
    MEMBER,
    NOW,
    a_cycle,
    an_item,
    answered,
    commented,
    decided,
    proposed,
    refused,
    registered,
)
from tests.given import given as folded

ON = {"command_id": COMMAND, "cycle_id": CYCLE}
OTHER = "00000000-0000-0000-0000-0000000000aa"
TODAY = date(2025, 7, 1)
SLIP = commented(medium="paper")


def together(*refs, disposition="noted", **more):
    comments = tuple(c.CommentRef(comment=at, indicator_id=item) for at, item in refs)
    return c.AnswerComments(**ON, comments=comments, disposition=disposition, body="参考とします。", **more)


def revision(disposition="noted", based_on=5, **more):
    fields = {"comment": 4, "body": "来年度に確かめます。", "reason": "時期を加えた"} | more
    return c.ReviseAnswer(**ON, disposition=disposition, based_on=based_on, **fields)


def revised(disposition="noted", **more):
    fields = {"body": "来年度に確かめます。", "reason": "時期を加えた"} | more
    return e.AnswerRevised(cycle=CYCLE, comment=4, disposition=disposition, **fields)


def later(until=date(2025, 9, 30), reason="費用を調べている"):
    return c.PostponeAnswer(**ON, comment=4, until=until, reason=reason)


def put_off(until=date(2025, 9, 30)):
    return e.AnswerPostponed(cycle=CYCLE, comment=4, until=until, reason="費用を調べている")


def not_enough(reason="時期が知りたい。", **more):
    return c.DisputeAnswer(**ON, comment=4, reason=reason, **more)


def disputed():
    return e.AnswerDisputed(cycle=CYCLE, comment=4, reason="時期が知りたい。")


# --- several at once


def test_several_opinions_get_one_answer_each_under_the_first_one():
    item, cycle = an_item(commented(), commented()), a_cycle(commented())
    found = answer_together([item, item, cycle], {}, together((4, ITEM), (5, ITEM), (3, None)))
    assert [(stream.kind, event) for stream, event in found] == [
        ("indicator", answered(4, together=4)),
        ("indicator", answered(5, together=4)),
        ("review_cycle", answered(3, together=4)),
    ]


def test_one_alone_is_answered_together_with_nobody():
    assert decided(answer_together([an_item(commented())], {}, together((4, ITEM)))) == [answered(4)]


def test_none_or_the_same_twice_is_no_group():
    item = an_item(commented())
    refused(Refused, "which_comments", answer_together, [], {}, together())
    refused(Refused, "which_comments", answer_together, [item, item], {}, together((4, ITEM), (4, ITEM)))


def test_with_one_that_is_answered_already_nobody_is_answered():
    item = an_item(commented(), commented(), answered(5))
    error = refused(Refused, "already_answered", answer_together, [item, item], {}, together((4, ITEM), (5, ITEM)))
    assert [o.stream for o in error.obstacles] == [ITEM]
    refused(NotFound, "unknown_comment", answer_together, [item], {}, together((99, ITEM)))


# --- another item's proposal


def test_an_opinion_on_the_whole_plan_is_carried_by_an_item_s_proposal():
    command = c.AnswerComment(
        **ON, comment=3, disposition="reflected", body="参考とします。", version=1, version_of=ITEM
    )  # fmt: skip
    expected = answered(3, "reflected", version=1, indicator=ITEM)
    assert decided(answer(a_cycle(commented()), {1: "open"}, command)) == [expected]
    refused(Refused, "unknown_version", answer, a_cycle(commented()), {1: "returned"}, command)


def test_the_item_s_own_proposal_needs_no_name():
    command = c.AnswerComment(
        **ON, comment=4, disposition="reflected", body="参考とします。", version=1, version_of=ITEM
    )  # fmt: skip
    item = an_item(commented(), proposed())
    assert decided(answer(item, {1: "open"}, command)) == [answered(4, "reflected", version=1)]


@pytest.mark.parametrize(
    ("states", "waits"),
    [
        ({1: "open"}, False),
        ({1: "superseded", 2: "adopted"}, False),
        ({1: "revised"}, False),
        ({1: "returned"}, True),
        ({1: "superseded", 2: "rejected"}, True),
        ({1: "withdrawn", 2: "open"}, True),
    ],
)
def test_what_another_item_let_fall_waits_for_an_answer_again(states, waits):
    cycle = a_cycle(commented(), answered(3, "reflected", version=1, indicator=ITEM))
    assert fell(states, 1) is waits
    beside = cycle.beside(lambda item, year: states if (item, year) == (ITEM, CYCLE) else {})
    assert beside.open_comments(CYCLE) == ([3] if waits else [])
    assert cycle.open_comments(CYCLE) == []


def test_an_item_s_own_proposal_does_not_open_what_another_one_carries():
    other = answered(4, "reflected", version=1, indicator=OTHER)
    returned = e.ProposalReturned(cycle=CYCLE, version=1, reason="もう一度")
    assert an_item(commented(), other, proposed(), returned).open_comments(CYCLE) == []


def test_what_was_opened_again_and_taken_back_stays_taken_back():
    carried = answered(3, "reflected", version=1, indicator=ITEM)
    cycle = a_cycle(commented(), carried, e.CommentWithdrawn(cycle=CYCLE, comment=3))
    assert cycle.beside(lambda *_: {1: "rejected"}).open_comments(CYCLE) == []


# --- revised


def test_an_answer_is_revised_by_who_saw_it_and_the_earlier_one_stays():
    item = an_item(commented(), answered(4))
    assert decided(revise_answer(item, {}, {}, revision())) == [revised()]
    refused(Conflict, "stale_answer", revise_answer, an_item(commented(), answered(4), revised()), {}, {}, revision())
    assert item.fold([]).comments[4].answer == 5


@pytest.mark.parametrize(
    ("code", "command"),
    [
        ("empty", revision(body=" ")),
        ("empty", revision(reason="")),
        ("until_needed", revision("considering")),
        ("version_needed", revision("reflected")),
        ("unknown_version", revision("reflected", version=7)),
    ],
)
def test_a_revised_answer_needs_what_an_answer_needs_and_its_reason(code, command):
    refused(Refused, code, revise_answer, an_item(commented(), answered(4)), {}, {}, command)


def test_an_open_opinion_has_no_answer_to_revise():
    refused(Refused, "not_answered", revise_answer, an_item(commented()), {}, {}, revision())


def test_what_has_become_the_plan_s_text_stays_reflected():
    item = an_item(commented(), proposed(), answered(4, "reflected", version=1))
    states = {1: "revised"}
    refused(Refused, "in_effect", revise_answer, item, states, states, revision("noted", based_on=6))
    more = {"version": 1}
    expected = revised("partly_reflected", version=1)
    found = revise_answer(item, states, states, revision("partly_reflected", based_on=6, **more))
    assert decided(found) == [expected]


def test_an_answer_that_names_nothing_any_more_stays_when_the_version_falls():
    returned = e.ProposalReturned(cycle=CYCLE, version=1, reason="もう一度")
    item = an_item(commented(), proposed(), answered(4, "reflected", version=1), revised(), returned)
    assert item.open_comments(CYCLE) == []


# --- put off openly


def test_an_answer_is_put_off_openly_until_a_day():
    assert decided(postpone(an_item(commented()), TODAY, later())) == [put_off()]
    refused(Refused, "past", postpone, an_item(commented()), TODAY, later(date(2025, 6, 30)))
    refused(Refused, "empty", postpone, an_item(commented()), TODAY, later(reason=" "))
    refused(Refused, "comment_closed", postpone, an_item(commented(), answered(4)), TODAY, later())


def test_the_same_day_again_is_refused_and_another_day_is_not():
    item = an_item(commented(), put_off())
    refused(Refused, "already_postponed", postpone, item, TODAY, later())
    assert decided(postpone(item, TODAY, later(date(2025, 12, 31)))) == [put_off(date(2025, 12, 31))]


def test_what_is_put_off_lets_its_item_leave_a_step_but_not_the_review_end():
    item, cycle = an_item(commented(), put_off()), a_cycle()
    assert _waiting(item, cycle, "proposal") == []
    assert _waiting(item, cycle, "revision") == ["回答を待っているご意見が1件あります"]
    assert _waiting(an_item(commented()), cycle, "proposal") == ["回答を待っているご意見が1件あります"]
    again = an_item(commented(), put_off(), proposed(), answered(4, "reflected", version=1))
    fallen = again.fold([])
    assert fallen.comments[4].postponed is None


def _waiting(item, cycle, step):
    found = in_the_way(item, cycle, NOW, cycle.flow.step(step))
    return [o.message.partition("：")[2] for o in found if "ご意見" in o.message]


# --- not enough


def test_the_author_says_that_an_answer_is_not_enough_once():
    item = an_item(commented(), answered(4), actor=MEMBER)
    assert decided(dispute(item, MEMBER, not_enough(), by_office=False)) == [disputed()]
    again = an_item(commented(), answered(4), disputed(), actor=MEMBER)
    assert _refused(again, MEMBER) == "already_disputed"
    assert _refused(an_item(commented(), actor=MEMBER), MEMBER) == "not_answered"


def _refused(item, who):
    with pytest.raises(Refused) as caught:
        dispute(item, who, not_enough(), by_office=False)
    return caught.value.code


def test_a_revised_answer_may_be_not_enough_again():
    item = an_item(commented(), answered(4), disputed(), revised(), actor=MEMBER)
    assert decided(dispute(item, MEMBER, not_enough(), by_office=False)) == [disputed()]


def test_nobody_disputes_for_another_but_the_office_for_those_who_wrote_on_paper():
    own = an_item(commented(), answered(4), actor=MEMBER)
    for who, by_office in ((OTHER, False), (CLERK, True)):
        with pytest.raises(NotPermitted):
            dispute(own, who, not_enough(), by_office=by_office)
    typed_in = an_item(SLIP, answered(4), actor=CLERK)
    spoken = dispute(typed_in, OTHER, not_enough(medium="telephone"), by_office=True)
    assert decided(spoken)[0].medium == "telephone"


def test_an_item_never_seen_before_has_nothing_elsewhere():
    assert folded(Indicator(ITEM), registered()).carried_elsewhere == {}
