"""Written sessions and minutes through the engine: whose ballot it is, who left, what becomes an opinion."""

from datetime import date, timedelta

import pytest

from domain import commands as c
from domain.errors import NotFound, NotPermitted, Refused
from domain.session import Session
from pdca.permissions import CONSOLE
from tests.review import CITIZENS, STARRED, agenda, refused

TODAY = date(2025, 7, 1)
PAPER = {"seat": 3, "medium": "paper", "arrived_on": TODAY}


@pytest.fixture
def review(review):
    """A written session about the first item's proposal; ballots are due in five days."""
    review.in_proposal().propose()
    review.session = review.new()
    called = {"title": "書面会議", "held_on": TODAY, "agenda": agenda((review.items[STARRED], 1))}
    review.do(c.CallSession, **called, form="written", due=review.engine.now() + timedelta(days=5))
    return review


def votes(review, choice="agree"):
    return (c.BallotVote(indicator=review.items[STARRED], version=1, choice=choice),)


def cast(review, who=None, choice="agree", **more):
    return review.do(c.CastBallot, who, votes=votes(review, choice), **more)


def session(review):
    return review.engine.load(Session, review.session)


def days(review, number):
    review.engine.chance.advance(timedelta(days=number) // timedelta(microseconds=1))


def test_a_member_votes_for_nobody_else(review):
    for fields in ({"seat": 3}, {"medium": "paper"}, {"arrived_on": TODAY}, {"postmarked_on": TODAY}):
        with refused("on_behalf", NotPermitted):
            cast(review, review.member, **fields)
        with refused("on_behalf", NotPermitted):
            consent = {"given": True, **{k: v for k, v in fields.items() if k in {"seat", "medium"}}}
            review.do(c.RecordConsent, review.member, **consent | ({} if "seat" in fields else {"medium": "fax"}))
    cast(review, review.member, seat=2)
    assert session(review).voters == {2}


def test_the_office_says_whose_paper_it_is_and_how_it_came(review):
    for missing in ({"seat": 3}, {"medium": "paper"}):
        with refused("author_needed", Refused):
            cast(review, **missing)
    cast(review, **PAPER)
    event = review.engine.recorded(review.engine.head()).event
    assert (event.seat, event.on_behalf, event.arrived_on) == (3, True, TODAY)


def test_who_has_left_the_council_votes_no_more_and_the_successor_is_not_on_the_roll(review):
    review.do(c.VacateSeat, CONSOLE, seat=3, on=TODAY + timedelta(days=1))
    newcomer = review.account("後任")
    review.do(
        c.FillSeat, CONSOLE, seat=3, category="公募", account_id=newcomer, since=TODAY + timedelta(days=1), until=None
    )  # fmt: skip
    days(review, 1)
    with refused("not_permitted", NotPermitted):
        cast(review, review.other)
    with refused("not_member", Refused):
        cast(review, newcomer)
    with refused("not_member", Refused):
        cast(review, seat=3, medium="paper", arrived_on=TODAY + timedelta(days=1))
    ground = {"ground": "not_member", "seat": 3, "sender": "前の委員", "arrived_on": TODAY + timedelta(days=1)}
    review.do(c.RejectBallot, **ground)
    cast(review, **PAPER)  # sent while still a member
    assert session(review).voters == {3}


def test_voting_twice_on_the_screen_and_on_paper_is_refused_and_recorded_as_invalid(review):
    cast(review, review.other)
    with refused("voted", Refused):
        cast(review, **PAPER, choice="oppose")
    review.do(c.RejectBallot, ground="twice", **PAPER)
    assert [b.void for b in session(review).ballots.values()] == [False]


def test_the_whole_way_to_a_revision(review):
    for who in (review.chair, review.member):
        review.do(c.RecordConsent, who, given=True)
        cast(review, who)
    with refused("not_yet", Refused):
        review.do(c.CloseSession)
    days(review, 6)
    with refused("too_late", Refused):
        cast(review, review.other)
    closed = review.do(c.CloseSession)
    assert len(closed.positions) == 3
    assert review.do(c.CloseSession).positions == ()
    assert review.item().proposal(review.cycle, 1).state == "adopted"
    assert session(review).closed


def test_a_running_written_session_keeps_the_year_open(review):
    with refused("in_the_way", Refused) as caught:
        review.do(c.CloseCycle)
    assert any("会議が終わっていません" in o.message for o in caught.value.obstacles)


def test_questions_are_taken_until_their_round_ends(review):
    review.due(timedelta(hours=1))
    days(review, 1)
    with refused("too_late", Refused):
        review.comment(session_id=review.session)
    review.do(c.OpenRound, round="question", due=review.engine.now() + timedelta(days=1))
    asked = review.comment(session_id=review.session)
    assert review.engine.recorded(asked).event.session == review.session
    with refused("question_round", Refused):
        cast(review, review.member)
    days(review, 2)
    with refused("too_late", Refused):
        review.comment(session_id=review.session)


def test_an_opinion_names_a_session_of_its_own_year_and_a_speech_that_was_noted(review):
    with refused("not_found", NotFound):
        review.comment(session_id=review.new())
    with refused("session_needed", Refused):
        review.comment(who=review.clerk, author=review.member, speech=1)
    with refused("unknown_speech", NotFound):
        review.comment(who=review.clerk, session_id=review.session, speech=1)
    said = review.do(c.NoteSpeech, seat=2, body="x").position
    with refused("unknown_speech", NotFound):
        review.comment(session_id=review.session, speech=said)
    with refused("other_speaker", Refused):
        review.comment(who=review.clerk, author=review.other, session_id=review.session, speech=said)
    at = review.comment(CITIZENS, review.clerk, session_id=review.session, speech=said)
    event = review.engine.recorded(at).event
    assert (event.author, event.seat, event.medium, event.received_on) == (review.member, 2, "spoken", TODAY)


def test_an_amendment_belongs_to_a_running_meeting_with_the_item_on_its_agenda(review):
    with refused("not_amendable", Refused):
        review.propose(CITIZENS, session_id=review.session)
    review.propose(based_on=1, session_id=review.session)
    assert review.item().proposal(review.cycle, 2).session == review.session


def test_a_flow_without_written_sessions_calls_none(review):
    review.session = review.new()
    held = {"title": "書面会議", "held_on": TODAY, "form": "written", "due": review.engine.now() + timedelta(days=5)}
    with refused("empty", Refused):
        review.do(c.CallSession, **held)
