"""Whose word it is: own and on behalf, in which term, until when, and what a disabled account may still do."""

from contextlib import closing
from datetime import date, datetime, timedelta

import pytest

from domain import commands as c
from domain.errors import Conflict, NotPermitted, Refused
from domain.events import CommentSubmitted
from domain.japanese_dates import JAPAN
from pdca.chance import FixedChance
from pdca.permissions import CONSOLE
from tests.review import CITIZENS, STARRED, agenda, engine_on, refused


def submitted(review, position):
    event = review.engine.recorded(position).event
    assert isinstance(event, CommentSubmitted)
    return event


def test_a_member_speaks_for_nobody_else(review):
    head = review.engine.head()
    others = [
        {"author": review.other},
        {"author_name": "近所の方"},
        {"source": "child"},
        {"author": review.chair, "medium": "paper", "received_on": date(2025, 7, 1)},
    ]
    for fields in others:
        with refused("on_behalf", NotPermitted):
            review.comment(**fields)
    for fields in ({"source": "group"}, {"author_name": "近所の方"}):
        with refused("author_twice", Refused):
            review.comment(author=review.member, **fields)
    with refused("on_behalf", NotPermitted):
        review.do(c.Acknowledge, review.member, indicator_id=review.items[STARRED], author=review.other)
    assert review.engine.head() == head


def test_a_member_cannot_date_an_opinion_back_before_the_deadline(review):
    review.in_proposal().due(timedelta(hours=1))
    review.engine.chance.advance(timedelta(days=1) // timedelta(microseconds=1))
    with refused("too_late", Refused):
        review.comment()
    with refused("on_behalf", NotPermitted):
        review.comment(received_on=date(2025, 6, 30))
    for said in ({"medium": "paper"}, {"read_back": True}):
        with refused("on_behalf", NotPermitted):
            review.comment(**said)
    with refused("on_behalf", NotPermitted):
        review.do(
            c.Acknowledge, review.member, indicator_id=review.items[CITIZENS], received_on=date(2025, 6, 30)
        )  # fmt: skip


def test_a_clock_set_back_opens_no_deadline_again(review):
    hour = timedelta(hours=1) // timedelta(microseconds=1)
    review.in_proposal().due(timedelta(hours=1))
    review.engine.chance.advance(2 * hour)
    review.propose(CITIZENS)
    review.engine.chance.advance(-2 * hour)
    with refused("too_late", Refused):
        review.comment()


def test_nor_does_a_process_that_starts_with_its_clock_set_back(review, store, tmp_path):
    review.in_proposal().due(timedelta(hours=1))
    before = review.engine.chance.now_us()
    review.engine.chance.advance(timedelta(hours=2) // timedelta(microseconds=1))
    review.propose(CITIZENS)
    with closing(engine_on(store.url, tmp_path, FixedChance(2, before))) as other:
        review.engine = other
        with refused("too_late", Refused):
            review.comment()


def test_a_member_may_name_itself(review):
    assert submitted(review, review.comment(author=review.member)).seat == 2


def test_staff_says_whose_word_it_is(review):
    with refused("author_needed", Refused):
        review.comment(who=review.clerk)
    with refused("author_needed", Refused):
        review.comment(who=review.clerk, author=review.clerk)
    with refused("not_member", Refused):
        review.comment(who=review.clerk, author=review.auditor)
    event = submitted(review, review.comment(who=review.clerk, author=review.other, medium="telephone"))
    assert (event.author, event.seat) == (review.other, 3)
    nameless = submitted(review, review.comment(who=review.clerk, author_name="小学生", source="child"))
    assert (nameless.author, nameless.seat) == (None, None)


def test_a_late_paper_counts_by_the_day_it_came(review):
    review.in_proposal().due(timedelta(hours=1))
    review.engine.chance.advance(timedelta(days=2) // timedelta(microseconds=1))
    paper = {"who": review.clerk, "author": review.other, "medium": "paper"}
    with refused("too_late", Refused):
        review.comment(**paper)
    with refused("too_late", Refused):
        review.comment(**paper, received_on=date(2025, 7, 2))
    with refused("future", Refused):
        review.comment(**paper, received_on=date(2025, 7, 4))
    at = review.comment(**paper, received_on=date(2025, 6, 30))
    assert submitted(review, at).received_on == date(2025, 6, 30)


def test_the_office_corrects_what_it_typed_in_even_after_the_deadline(review):
    review.in_proposal().due(timedelta(hours=1))
    at = review.comment(who=review.clerk, author=review.other, medium="paper")
    own = review.comment()
    review.engine.chance.advance(timedelta(days=2) // timedelta(microseconds=1))
    on = {"indicator_id": review.items[STARRED], "body": "書き写し直す"}
    review.do(c.EditComment, review.clerk, comment=at, **on, based_on=at)
    with refused("too_late", Refused):
        review.do(c.EditComment, review.member, comment=own, **on, based_on=own)


def test_a_judgement_needs_something_to_judge(review):
    with refused("stance", Refused):
        review.comment(subject="proposal", stance="agree")
    for more in ({"stance": "agree"}, {"perception": "agrees"}):
        with refused("place", Refused):
            review.comment(None, **more)


def test_a_stance_is_on_the_version_that_stands_or_on_that_of_the_paper(review):
    review.in_proposal().propose()
    stance = {"subject": "proposal", "stance": "agree"}
    with refused("version_needed", Refused):
        review.comment(**stance)
    assert submitted(review, review.comment(**stance, version=1)).version == 1
    review.propose(based_on=1)
    with refused("stale_proposal", Conflict):
        review.comment(**stance, version=1)
    paper = {"who": review.clerk, "author": review.other, "medium": "paper"}
    assert submitted(review, review.comment(**paper, **stance, version=1)).version == 1
    review.do(c.WithdrawProposal, indicator_id=review.items[STARRED], version=2, reason="取り下げ")
    for more in ({}, paper):
        with refused("fell", Refused):
            review.comment(**stance, **more, version=2)


def test_the_seat_is_that_of_the_day_the_paper_came(review):
    review.do(c.VacateSeat, CONSOLE, seat=3, on=date(2025, 7, 1))
    review.do(c.FillSeat, CONSOLE, seat=3, category="公募", account_id=review.auditor, since=date(2025, 7, 1))
    paper = {"who": review.clerk, "medium": "paper"}
    assert submitted(review, review.comment(author=review.other, received_on=date(2025, 6, 30), **paper)).seat == 3
    with refused("not_member", Refused):
        review.comment(author=review.other, received_on=date(2025, 7, 1), **paper)
    with refused("not_member", Refused):
        review.comment(author=review.auditor, received_on=date(2025, 6, 30), **paper)
    assert submitted(review, review.comment(author=review.auditor, **paper)).seat == 3


@pytest.mark.parametrize(("day", "code"), [(2, None), (3, "not_permitted")])
def test_a_term_ends_with_its_last_day_in_japan(review, day, code):
    guest = review.account("任期の方")
    review.do(
        c.FillSeat, CONSOLE, seat=4, category="x", account_id=guest, since=date(2025, 7, 2), until=date(2025, 7, 2)
    )  # fmt: skip
    with refused("not_permitted"):
        review.comment(who=guest)
    review.engine.chance.set(review.engine.now().replace(day=day - 1, hour=15, minute=0, second=0))  # 0:00 in Japan
    if code:
        with refused(code):
            review.comment(who=guest)
    else:
        review.comment(who=guest)
        review.engine.chance.set(review.engine.now().replace(day=2, hour=14, minute=59, second=58))
        review.comment(who=guest)


def test_a_disabled_account_does_nothing_any_more(review):
    review.comment()
    review.do(c.DisableAccount, CONSOLE, account_id=review.member)
    head = review.engine.head()
    for who, send in ((review.member, review.comment), (review.clerk, review.check)):
        if who == review.clerk:
            review.do(c.DisableAccount, CONSOLE, account_id=review.clerk)
            head = review.engine.head()
        with refused("no_account", NotPermitted):
            send()
    assert review.engine.head() == head


def test_only_the_author_or_who_typed_it_changes_an_opinion(review):
    at = review.comment(who=review.clerk, author=review.other, medium="telephone")
    fields = {"indicator_id": review.items[STARRED], "comment": at}
    with refused("not_author", NotPermitted):
        review.do(c.EditComment, review.member, **fields, body="x", based_on=at)
    with refused("not_author", NotPermitted):
        review.do(c.WithdrawComment, review.chair, **fields)
    wording = review.do(c.EditComment, review.other, **fields, body="本人が直す", based_on=at).position
    review.do(c.EditComment, review.clerk, **fields, body="職員が直す", based_on=wording)
    review.do(c.WithdrawComment, review.other, **fields)


def test_nobody_becomes_the_console(review):
    for who in (CONSOLE, review.clerk):
        with refused("reserved", Refused):
            review.do(c.RegisterAccount, who, account_id=CONSOLE, name="x")


def test_only_the_chair_confirms_on_the_screen(review):
    review.in_revision().meeting((review.items[STARRED], 1))
    decision = review.decide((review.items[STARRED], 1), decision="entrusted").position
    (proposal,) = agenda((review.items[STARRED], 1))
    fields = {"decision": decision, "proposal": proposal, "confirmed_on": date(2025, 7, 1), "medium": "web"}
    with refused("future", Refused):
        review.do(c.ConfirmEntrusted, review.chair, **fields | {"confirmed_on": date(2025, 7, 2)})
    with refused("not_permitted", NotPermitted):
        review.do(c.ConfirmEntrusted, review.member, **fields)
    with refused("not_chair", NotPermitted):
        review.do(c.ConfirmEntrusted, review.clerk, **fields)
    review.do(c.ConfirmEntrusted, review.chair, **fields)


def test_a_meeting_is_attended_and_decides_from_its_day_on(review):
    item = review.items[STARRED]
    review.in_revision().session = review.new()
    review.do(c.CallSession, title="第1回会議", held_on=date(2025, 7, 2), agenda=agenda((item, 1)))
    with refused("not_yet", Refused):
        review.do(c.RecordAttendance, present=(1, 2), presiding=1)
    with refused("not_yet", Refused) as caught:
        review.decide((item, 1))
    assert caught.value.message == "第1回会議は7月2日（水）の会議です。出席と決定は、その日から記録できます。"
    review.engine.chance.set(datetime(2025, 7, 2, tzinfo=JAPAN))
    review.do(c.RecordAttendance, present=(1, 2), presiding=1)
    review.decide((item, 1))


def test_a_decision_names_a_proposal_once(review):
    item = review.items[STARRED]
    review.in_revision().meeting((item, 1))
    with refused("duplicate", Refused):
        review.decide((item, 1), (item, 1))
