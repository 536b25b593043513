"""The sessions' part of the story: minutes, an amendment, a matter that goes on, an acting chair, a written session."""

from datetime import date, timedelta

from domain import commands as c
from domain.japanese_dates import japan_day
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.permissions import CONSOLE
from tests.review import agenda

VISION, CONTENT = "1-将", "1-①-内"


def sessions(review):
    """A second meeting and a written session about the items that no step counts."""
    review.propose(VISION)
    review.propose(CONTENT)
    _second_meeting(review)
    review.do(
        c.NameActingChair, CONSOLE, seat=2, since=date(2025, 7, 1), until=date(2025, 9, 30), ground="会長の入院のため"
    )  # fmt: skip
    _in_writing(review)
    for number, version in ((VISION, 2), (CONTENT, 1)):
        review.revise(review.items[number], version)


def _second_meeting(review):
    vision, content = review.items[VISION], review.items[CONTENT]
    review.meeting((vision, 1), (content, 1))
    said = review.do(c.NoteSpeech, seat=2, body="雨の日だけ午前に開けてほしい。").position
    review.do(c.NoteSpeech, speaker="課長", body="調べてお答えします。")
    spoken = review.comment(None, review.clerk, session_id=review.session, speech=said)
    review.answer(spoken, None)
    review.propose(VISION, based_on=1, session_id=review.session)
    review.decide((vision, 2), decision="approved_as_amended")
    review.decide((content, 1), decision="continued", note="予算の見込みを確かめてから")
    review.do(c.CloseSession)


def moved_and_called_off(review):
    """A meeting of a year that still runs, which first moves for a storm and then does not take place."""
    first, today = (review.cycle, review.session), japan_day(review.engine.now())
    years = (review.engine.load(ReviewCycle, each) for each in review.engine.load(Plan, review.plan).all_cycles)
    review.cycle, review.session = next(year.id for year in years if not year.closed), review.new()
    review.do(c.CallSession, title="台風の日の会議", held_on=today)
    review.do(c.MoveSession, held_on=today + timedelta(days=3), reason="台風のため")
    review.do(c.CallOffSession, reason="台風のため。書面で行う")
    review.cycle, review.session = first


def _in_writing(review):
    content = review.items[CONTENT]
    review.session, due = review.new(), review.engine.now() + timedelta(days=5)
    called = {"title": "書面会議", "held_on": date(2025, 7, 10), "agenda": agenda((content, 1))}
    review.do(c.CallSession, **called, form="written", round="question", due=due)
    asked = review.comment(CONTENT, review.member, "費用はいくらですか。", session_id=review.session)
    review.answer(asked, CONTENT, disposition="answered", body="予算の範囲です。")
    review.do(c.OpenRound, round="ballot", due=due + timedelta(days=5))
    agrees = (c.BallotVote(indicator=content, version=1, choice="agree"),)
    opposes = (c.BallotVote(indicator=content, version=1, choice="oppose", reason="財源が心配です。"),)
    for who in (review.chair, review.member):
        review.do(c.RecordConsent, who, given=True)
        review.do(c.CastBallot, who, votes=agrees)
    today = date(2025, 7, 7)
    review.do(c.RecordConsent, seat=3, given=False, medium="paper", received_on=today)
    paper = {"seat": 3, "medium": "paper", "postmarked_on": today, "arrived_on": today}
    first = review.do(c.CastBallot, votes=opposes, **paper).position
    review.do(c.RejectBallot, ground="other", note="署名がない", ballot=first, **paper)
    review.do(c.CastBallot, votes=opposes, **paper)
    review.do(c.RejectBallot, ground="twice", **paper)
    review.do(c.RejectBallot, ground="not_member", sender="前の委員", medium="paper", arrived_on=today)
    review.do(c.CloseSession)
