"""What one year carried over waits in a later one, and is answered there."""

from datetime import date

from domain import commands as c
from domain import events as e
from domain.answers import answer, carry_over
from domain.errors import Refused
from domain.opening import open_cycle
from domain.opinions import edit, withdraw
from domain.review_cycle import ReviewCycle
from pdca.flows import read_flow
from tests.given import (
    CLERK,
    COMMAND,
    COUNCIL,
    CYCLE,
    DAY,
    ITEM,
    MEMBER,
    PLAN,
    a_cycle,
    an_item,
    commented,
    decided,
    given,
    in_time,
    refused,
    stage,
)

NEXT = "00000000-0000-7000-8000-0000000000c2"
AFTER = "00000000-0000-7000-8000-0000000000c3"


def carried(comment, year=2026, cycle=CYCLE):
    return e.MatterCarriedOver(cycle=cycle, comment=comment, to_fiscal_year=year, reason="調べてから")


def taken(comment, cycle=NEXT, by=CYCLE, wording=None):
    return e.MatterTakenUp(
        cycle=cycle, comment=comment, from_cycle=by, wording=wording or comment, author=MEMBER, entered_by=CLERK
    )


def begun(item, *earlier, year=2026, cycle=NEXT):
    command = c.OpenCycle(
        command_id=COMMAND, cycle_id=cycle, plan_id=PLAN, council_id=COUNCIL, fiscal_year=year,
        flow=read_flow("kaigi2"),
    )  # fmt: skip
    events = open_cycle(ReviewCycle(cycle), stage([item], earlier), command)
    return [(stream.id, event) for stream, event in events if isinstance(event, e.MatterTakenUp)]


def test_what_an_item_was_left_with_waits_in_the_next_year():
    assert begun(an_item(commented(), carried(4)), a_cycle()) == [(ITEM, taken(4))]


def test_with_the_opinion_goes_what_was_said_about_it():
    said = (
        commented(author=None),
        e.CommentSummarised(cycle=CYCLE, comment=3, body="短く"),
        e.CommentEndorsed(cycle=CYCLE, comment=3, author=MEMBER, seat=2),
        e.SummaryContested(cycle=CYCLE, comment=3, reason="違う"),
    )
    last = a_cycle(*said, carried(3), e.CycleClosed())
    before = last.comments[3]
    ((to, event),) = begun(an_item(), last)
    after = given(ReviewCycle(to), event).comments[3]
    assert (after.author, after.entered_by) == (None, before.entered_by)
    assert (after.summary, after.contested, after.endorsed) == (before.summary, True, (MEMBER,))
    assert before.summary > 0


def test_and_what_was_said_of_the_whole_plan_waits_on_the_new_review():
    last = a_cycle(commented(), e.CommentEdited(cycle=CYCLE, comment=3, body="言い直す"), carried(3), e.CycleClosed())
    assert begun(an_item(), last) == [(NEXT, taken(3, wording=4))]


def test_but_not_before_its_year_nor_twice():
    assert begun(an_item(commented(), carried(4, 2027)), a_cycle()) == []
    assert begun(an_item(commented(), carried(4), taken(4)), a_cycle(), year=2027, cycle=AFTER) == []
    last = a_cycle(commented(), carried(3), e.CycleClosed())
    opened = e.CycleOpened(plan=PLAN, council=COUNCIL, fiscal_year=2026, status_year=2025, items=(ITEM,))
    new = given(ReviewCycle(NEXT), opened, taken(3), e.CycleClosed())
    assert begun(an_item(), last, new, year=2027, cycle=AFTER) == []
    again = given(new, carried(3, 2027, NEXT))
    assert begun(an_item(), last, again, year=2027, cycle=AFTER) == [(AFTER, taken(3, AFTER, NEXT))]


def test_it_is_answered_in_the_later_year_only():
    item = an_item(commented(), carried(4), taken(4))
    assert (item.open_comments(CYCLE), item.open_comments(NEXT)) == ([], [4])
    said = {"command_id": COMMAND, "indicator_id": ITEM, "comment": 4, "disposition": "noted", "body": "参考とします。"}
    assert decided(answer(item, {}, c.AnswerComment(cycle_id=NEXT, **said))) == [
        e.CommentAnswered(cycle=NEXT, comment=4, disposition="noted", body="参考とします。")
    ]
    refused(Refused, "carried_over", answer, item, {}, c.AnswerComment(cycle_id=CYCLE, **said))


def test_it_can_be_carried_on_and_taken_back_but_reads_as_it_did():
    item = an_item(commented(), carried(4), taken(4))
    on = {"command_id": COMMAND, "cycle_id": NEXT, "indicator_id": ITEM, "comment": 4}
    onward = c.CarryOverMatter(**on, to_fiscal_year=2027, reason="予算のため")
    assert decided(carry_over(item, 2026, onward))[0].cycle == NEXT
    assert decided(withdraw(item, MEMBER, c.WithdrawComment(**on))) == [e.CommentWithdrawn(cycle=NEXT, comment=4)]
    changed = c.EditComment(**on, body="別の文", based_on=4)
    refused(Refused, "earlier_year", edit, item, MEMBER, in_time(), changed)


def test_the_day_of_the_tests_lies_in_the_first_year():
    assert date(2025, 4, 1) <= DAY < date(2026, 4, 1)
