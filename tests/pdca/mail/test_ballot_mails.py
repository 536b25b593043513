"""Mails about a written session: the request by a press, the reminder by the clock; who has voted gets none."""

from datetime import date

import pytest

from domain import commands as c
from domain.japanese_dates import end_of_day
from domain.session import Session
from pdca.mail.ballots import ballot_requests, voting
from pdca.mail.tick import Round
from pdca.permissions import CONSOLE
from tests.pdca.mail.test_letters import is_plain
from tests.pdca.mail.test_tick import at
from tests.review import PLAIN, agenda

UNTIL = date(2025, 7, 16)
"""A Wednesday; three business days before is Friday the 11th."""


@pytest.fixture
def session(office):
    """A written session of two proposals, in its round of ballots."""
    review = office.review.in_proposal()
    review.propose(PLAIN)
    entries = agenda((review.items[PLAIN], 1))
    called = {"title": "書面会議", "held_on": date(2025, 7, 10), "agenda": entries, "due": end_of_day(UNTIL)}
    review.session = review.new()
    review.do(c.CallSession, **called, form="written")
    return review.session


def vote(office, who):
    office.review.do(c.RecordConsent, who, given=True)
    votes = (c.BallotVote(indicator=office.review.items[PLAIN], version=1, choice="agree"),)
    office.review.do(c.CastBallot, who, votes=votes)


def ask(office, session):
    wanted = ballot_requests(office.engine, office.engine.load(Session, session))
    office.deliveries.plan(wanted, office.engine.now(), office.review.clerk)
    return office.tick()


def test_the_request_goes_once_to_those_who_have_not_voted(office, box, session):
    vote(office, office.review.other)
    assert ask(office, session).sent == len(box.mails) == 1
    (mail,) = box.to("miki@example.jp")
    assert mail.subject == "【水野市】書面による会議のお願い（7月16日（水）まで・郵送は当日消印有効）"
    assert "議案は1件です。" in mail.body
    assert "期限までに提出がない場合は、欠席と同じ扱いになります。" in mail.body
    assert "確認コード：" in mail.body
    is_plain(mail)
    assert ask(office, session).sent == 0


def test_whoever_has_left_the_council_is_not_written_to(office, box, session):
    office.review.do(c.VacateSeat, CONSOLE, seat=3, on=date(2025, 7, 1))
    assert ask(office, session).sent == len(box.to("miki@example.jp")) == len(box.mails)


def test_the_reminder_comes_three_business_days_before_to_those_only_who_have_not_voted(office, box, session):
    vote(office, office.review.other)
    at(office, 11, 8, 59)
    assert office.tick() == Round()
    at(office, 11, 9)
    assert office.tick() == Round(planned=1, sent=1)
    (mail,) = box.to("miki@example.jp")
    assert mail.subject == "【水野市】書面による会議の期限は7月16日（水）です"
    is_plain(mail)
    at(office, 14)
    assert office.tick() == Round()


def test_who_votes_before_the_mail_goes_out_gets_none(office, box, session):
    wanted = ballot_requests(office.engine, office.engine.load(Session, session))
    office.deliveries.plan(wanted, office.engine.now(), office.review.clerk)
    for who in (office.review.member, office.review.other):
        vote(office, who)
    assert office.tick().sent == 0
    assert office.states() == {"ballot": "dropped"}


def test_once_the_result_is_fixed_nobody_is_asked(office, box, session):
    for who in (office.review.chair, office.review.member, office.review.other):
        vote(office, who)
    office.review.do(c.CloseSession)
    assert voting(office.engine) == []
    at(office, 14)
    assert office.tick() == Round()
