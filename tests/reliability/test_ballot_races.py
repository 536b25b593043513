"""Ballots come at once, and one comes while the result is counted: none is lost, none counts after the end."""

from datetime import timedelta

import pytest

from domain import commands as c
from domain.errors import ReviewError
from domain.japanese_dates import japan_day
from domain.session import Session
from pdca.chance import SystemChance
from tests.reliability.test_races import together
from tests.review import Review, agenda, engine_on

CONTENT, ROUNDS = "1-①-内", 12


@pytest.fixture
def review(store, tmp_path):
    engine = engine_on(store.url, tmp_path, SystemChance())
    yield Review(engine).start()
    engine.close()


def in_writing(review, version):
    review.propose(CONTENT, based_on=version - 1)
    review.session = review.new()
    called = {"title": "書面会議", "held_on": japan_day(review.engine.now()), "form": "written"}
    on = agenda((review.items[CONTENT], version))
    review.do(c.CallSession, **called, agenda=on, due=review.engine.now() + timedelta(days=1))
    return (c.BallotVote(indicator=review.items[CONTENT], version=version, choice="oppose"),)


def tried(do):
    try:
        return do()
    except ReviewError as refused:
        return refused.code


def test_all_vote_at_once_and_every_ballot_is_kept(review):
    vote = in_writing(review, 1)
    members = (review.chair, review.member, review.other)
    together(*[lambda who=who: review.do(c.CastBallot, who, votes=vote) for who in members for _ in range(1)])
    assert review.engine.load(Session, review.session).voters == {1, 2, 3}


def test_one_member_on_two_devices_votes_once(review):
    for version in range(1, ROUNDS):
        vote = in_writing(review, version)
        results = together(*[lambda v=vote: tried(lambda: review.do(c.CastBallot, review.member, votes=v))] * 2)
        assert sorted("voted" if r == "voted" else "done" for r in results) == ["done", "voted"]
        for who in (review.chair, review.other):
            review.do(c.CastBallot, who, votes=vote)
        review.do(c.CloseSession)


def test_the_office_makes_a_ballot_void_while_the_result_is_counted(review):
    for version in range(1, ROUNDS):
        vote = in_writing(review, version)
        for who in (review.chair, review.member):
            review.do(c.CastBallot, who, votes=vote)
        last = review.do(c.CastBallot, review.other, votes=vote).position
        void = {"ground": "other", "note": "x", "seat": 3, "ballot": last}
        closed, rejected = together(
            lambda: tried(lambda: review.do(c.CloseSession)),
            lambda v=void: tried(lambda: review.do(c.RejectBallot, **v)),
        )
        state = review.engine.load(Session, review.session)
        assert state.closed == (closed != "not_yet")
        assert (rejected == "session_closed") == state.closed
        if not state.closed:
            review.do(c.CastBallot, review.other, votes=vote)
            review.do(c.CloseSession)
