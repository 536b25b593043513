"""Opinions and their answers."""

from datetime import date, timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.answers import answer, carry_over
from domain.errors import Conflict, NotFound, NotPermitted, Refused
from domain.opinions import Author, acknowledge, check_stance, edit, submit, withdraw
from tests.given import (
    CLERK,
    COMMAND,
    CYCLE,
    DAY,
    ITEM,
    LATE,
    MEETING,
    MEMBER,
    NOW,
    THE_MEMBER,
    a_cycle,
    adopted,
    an_item,
    answered,
    commented,
    decided,
    in_time,
    proposed,
    refused,
)

ON = {"command_id": COMMAND, "cycle_id": CYCLE}
BODY = "雨の日も開けてほしい。"


def opinion(body=BODY, **more):
    return c.SubmitComment(**ON, place=c.Place(indicator_id=ITEM), body=body, **more)


def the_answer(disposition="noted", body="参考とします。", **more):
    return c.AnswerComment(**ON, comment=4, disposition=disposition, body=body, **more)


def test_an_opinion_stands_on_the_item_or_for_the_whole_plan_on_the_cycle():
    assert decided(submit(an_item(), THE_MEMBER, in_time(), opinion())) == [commented()]
    stream, event = submit(a_cycle(), THE_MEMBER, in_time(), opinion())[0]
    assert (stream.kind, event) == ("review_cycle", commented())


def test_an_empty_opinion_is_refused_at_its_field():
    assert refused(Refused, "empty", submit, an_item(), THE_MEMBER, in_time(), opinion(" ")).field == "body"


def test_an_opinion_after_the_deadline_is_refused_but_a_paper_that_arrived_in_time_is_not():
    refused(Refused, "too_late", submit, an_item(), THE_MEMBER, LATE, opinion())
    paper = opinion(medium="paper", received_on=date(2025, 6, 28))
    assert decided(submit(an_item(), THE_MEMBER, LATE, paper)) == [
        commented(medium="paper", received_on=date(2025, 6, 28))
    ]
    late_paper = opinion(medium="paper", received_on=date(2025, 6, 30))
    refused(Refused, "too_late", submit, an_item(), THE_MEMBER, LATE, late_paper)
    tomorrow = (NOW + timedelta(days=1)).date()
    refused(Refused, "future", submit, an_item(), THE_MEMBER, in_time(), opinion(received_on=tomorrow))


def test_a_paper_of_the_due_day_is_in_time_whatever_the_hour_of_the_deadline():
    an_hour_ago = in_time(NOW - timedelta(hours=1))
    assert len(submit(an_item(), THE_MEMBER, an_hour_ago, opinion(medium="paper", received_on=DAY))) == 1
    refused(Refused, "too_late", submit, an_item(), THE_MEMBER, an_hour_ago, opinion())
    yesterday = in_time(NOW - timedelta(days=1))
    refused(Refused, "too_late", submit, an_item(), THE_MEMBER, yesterday, opinion(medium="paper", received_on=DAY))


def test_an_author_edits_what_he_saw_and_the_earlier_wording_stays():
    item = an_item(commented(), actor=MEMBER)
    command = c.EditComment(**ON, comment=4, body="雨の日の午前だけでも。", based_on=4)
    edited = e.CommentEdited(cycle=CYCLE, comment=4, body="雨の日の午前だけでも。")
    assert decided(edit(item, MEMBER, in_time(), command)) == [edited]
    refused(Conflict, "stale_wording", edit, an_item(commented(), edited, actor=MEMBER), MEMBER, in_time(), command)


def test_nobody_else_edits_or_withdraws_an_opinion():
    item = an_item(commented(), actor=MEMBER)
    refused(NotPermitted, "not_author", withdraw, item, CLERK, c.WithdrawComment(**ON, comment=4))
    command = c.EditComment(**ON, comment=4, body="別の文", based_on=4)
    refused(NotPermitted, "not_author", edit, item, CLERK, in_time(), command)


def test_who_typed_an_opinion_in_may_correct_it():
    item = an_item(commented(), actor=CLERK)
    assert decided(withdraw(item, CLERK, c.WithdrawComment(**ON, comment=4))) == [
        e.CommentWithdrawn(cycle=CYCLE, comment=4)
    ]


def test_withdrawing_twice_is_quiet_and_an_answered_opinion_stays():
    gone = an_item(commented(), e.CommentWithdrawn(cycle=CYCLE, comment=4), actor=MEMBER)
    assert withdraw(gone, MEMBER, c.WithdrawComment(**ON, comment=4)) == []
    done = an_item(commented(), answered(4), actor=MEMBER)
    refused(Refused, "comment_closed", withdraw, done, MEMBER, c.WithdrawComment(**ON, comment=4))


def test_an_open_comment_can_be_answered():
    assert decided(answer(an_item(commented()), {}, the_answer())) == [answered(4)]


def test_an_answered_comment_is_not_answered_twice():
    refused(Refused, "already_answered", answer, an_item(commented(), answered(4)), {}, the_answer())


def test_an_unknown_comment_is_not_answered():
    refused(NotFound, "unknown_comment", answer, an_item(), {}, the_answer())


@pytest.mark.parametrize(
    ("code", "command"),
    [
        ("version_needed", the_answer("reflected")),
        ("version_needed", the_answer("noted", version=1)),
        ("unknown_version", the_answer("reflected", version=7)),
        ("until_needed", the_answer("considering")),
        ("department_needed", the_answer("forwarded")),
    ],
)
def test_a_disposition_says_what_it_needs(code, command):
    refused(Refused, code, answer, an_item(commented()), {1: "open"}, command)


def test_a_reflecting_answer_names_a_version_that_stands():
    item = an_item(commented(), proposed())
    states = item.proposal_states(CYCLE)
    assert decided(answer(item, states, the_answer("reflected", version=1))) == [answered(4, "reflected", version=1)]
    refused(Refused, "unknown_version", answer, item, {1: "rejected"}, the_answer("reflected", version=1))


WITHDRAWN = e.ProposalWithdrawn(cycle=CYCLE, version=1, reason="取り下げ")
RETURNED = e.ProposalReturned(cycle=CYCLE, version=2, reason="もう一度")
REJECTED = e.ProposalRejected(cycle=CYCLE, version=1, session=MEETING, reason="見送り")


@pytest.mark.parametrize("typed_in", [False, True])
def test_a_stance_is_on_a_version_that_stands(typed_in):
    def on(version, *since):
        return lambda: check_stance(an_item(*since), CYCLE, version, typed_in=typed_in)

    on(1, proposed())()
    on(2, proposed(), WITHDRAWN, proposed(2))()
    refused(Refused, "version_needed", on(None, proposed()))
    refused(NotFound, "unknown_version", on(2, proposed()))
    for fallen in ((WITHDRAWN,), (REJECTED,), (proposed(2), RETURNED), (WITHDRAWN, proposed(2))):
        assert refused(Refused, "fell", on(1, proposed(), *fallen)).field == "stance"


def test_a_stance_on_a_version_that_was_revised_meanwhile_is_a_conflict_unless_a_paper_says_so():
    revised = an_item(proposed(), proposed(2))
    conflict = refused(Conflict, "stale_proposal", lambda: check_stance(revised, CYCLE, 1, typed_in=False))
    assert "第2版に直されました" in conflict.message
    check_stance(revised, CYCLE, 1, typed_in=True)


def test_a_stance_on_what_was_decided_comes_on_paper_only():
    done = an_item(proposed(), adopted())
    refused(Refused, "decided", lambda: check_stance(done, CYCLE, 1, typed_in=False))
    check_stance(done, CYCLE, 1, typed_in=True)


def test_read_without_an_opinion_is_an_answer_given_once():
    command = c.Acknowledge(**ON, indicator_id=ITEM)
    said = e.Acknowledged(cycle=CYCLE, author=MEMBER, seat=3)
    assert decided(acknowledge(an_item(), THE_MEMBER, in_time(), command)) == [said]
    assert acknowledge(an_item(said), THE_MEMBER, in_time(), command) == []
    refused(NotPermitted, "not_member", acknowledge, an_item(), Author(CLERK), in_time(), command)


def test_an_open_matter_is_carried_over_openly_into_a_later_year():
    command = c.CarryOverMatter(**ON, comment=4, to_fiscal_year=2026, reason="財源の検討が要る")
    carried = e.MatterCarriedOver(cycle=CYCLE, comment=4, to_fiscal_year=2026, reason="財源の検討が要る")
    assert decided(carry_over(an_item(commented()), 2025, command)) == [carried]
    refused(Refused, "order", carry_over, an_item(commented()), 2026, command)
    refused(Refused, "comment_closed", carry_over, an_item(commented(), answered(4)), 2025, command)


def test_nobody_has_confirmed_tomorrow():
    tomorrow = (NOW + timedelta(days=1)).date()
    command = c.Acknowledge(**ON, indicator_id=ITEM, medium="paper", received_on=tomorrow)
    assert refused(Refused, "future", acknowledge, an_item(), THE_MEMBER, in_time(), command).field == "received_on"


OTHER_CYCLE = "00000000-0000-7000-8000-0000000000c9"


def test_an_opinion_is_edited_withdrawn_and_carried_over_in_its_own_year_only():
    on = {"command_id": COMMAND, "cycle_id": OTHER_CYCLE, "comment": 4, "indicator_id": ITEM}
    item = an_item(commented())
    refused(NotFound, "unknown_comment", edit, item, MEMBER, in_time(), c.EditComment(**on, body="x", based_on=4))
    refused(NotFound, "unknown_comment", withdraw, item, MEMBER, c.WithdrawComment(**on))
    onward = c.CarryOverMatter(**on, to_fiscal_year=2027, reason="x")
    refused(NotFound, "unknown_comment", carry_over, item, 2026, onward)


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff \u3000", "\u202e\n", "\x01"], ids=ascii)
def test_what_nobody_can_see_is_no_opinion(unseen):
    refused(Refused, "empty", submit, an_item(), THE_MEMBER, in_time(), opinion(unseen))
