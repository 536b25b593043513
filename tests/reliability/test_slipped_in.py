"""What another process does between a decision and its record is seen: each case at exactly that moment."""

from datetime import date, timedelta

import pytest

from domain import commands as c
from domain.errors import Conflict, Refused
from domain.review_cycle import ReviewCycle
from pdca.case import Case
from pdca.engine import Done
from pdca.permissions import CONSOLE
from tests.reliability.slipping import before_recording, outcome, unguarded
from tests.review import CITIZENS, PLAIN, STARRED


@pytest.fixture
def other(review, engines):
    """Sends commands as another process: `other(class, who, …)`."""
    engine = engines()

    def do(cls, who=None, **fields):
        engine.chance.set(review.engine.chance.now_us())
        command = review.command(cls, command_id=engine.chance.new_id(), **fields)
        return engine.do(command, who or review.clerk)

    return do


@pytest.fixture
def settled(review):
    """Nothing is in the way of closing."""
    review.in_revision().meeting((review.items[STARRED], 1)).decide(
        (review.items[STARRED], 1), decision="deferred", note="x"
    )
    review.do(c.CloseSession)
    review.keep(review.items[STARRED])
    return review


def place(review, number=PLAIN):
    return {"place": c.Place(indicator_id=review.items[number]), "body": "ひとこと"}


def refused_by(code):
    return pytest.raises((Refused, Conflict), check=lambda error: error.code == code)


def test_nothing_is_in_the_way_of_the_settled_cycle(settled):
    settled.do(c.CloseCycle)
    assert settled.engine.load(ReviewCycle, settled.cycle).closed


@pytest.mark.parametrize("number", [PLAIN, "1-将", None])
def test_a_comment_arrives_while_the_cycle_closes(settled, other, number):
    settled.due(timedelta(days=1), "revision")
    where = c.Place(indicator_id=settled.items.get(number))
    with before_recording(settled.engine, lambda: other(c.SubmitComment, settled.member, place=where, body="x")):  # noqa: SIM117 -- the inner one belongs to the planted fault
        with refused_by("in_the_way"):
            settled.do(c.CloseCycle)
    assert not settled.engine.load(ReviewCycle, settled.cycle).closed


def test_the_cycle_closes_while_a_comment_arrives(settled, other):
    settled.due(timedelta(days=1), "revision")
    with before_recording(settled.engine, lambda: other(c.CloseCycle)), refused_by("cycle_closed"):
        settled.comment(PLAIN)
    assert not settled.item(PLAIN).comments


def test_a_version_falls_while_an_answer_on_the_whole_plan_names_it(review, other):
    review.in_proposal().propose()
    whole = review.comment(None)
    falls = {"indicator_id": review.items[STARRED], "version": 1, "reason": "もう一度"}
    named = {"version": 1, "version_of": review.items[STARRED], "disposition": "reflected"}
    with before_recording(review.engine, lambda: other(c.ReturnProposal, **falls)), refused_by("unknown_version"):
        review.answer(whole, None, **named)
    assert review.engine.load(ReviewCycle, review.cycle).open_comments(review.cycle) == [whole]


def test_without_the_check_of_what_was_read_both_happen(settled, other):
    settled.due(timedelta(days=1), "revision")
    with unguarded(settled.engine), before_recording(settled.engine, lambda: other(c.CloseCycle)):
        settled.comment(PLAIN)
    assert settled.engine.load(ReviewCycle, settled.cycle).closed
    assert settled.item(PLAIN).open_comments(settled.cycle)


def test_a_session_is_called_while_the_cycle_closes(settled, other):
    new = {"session_id": settled.new(), "title": "臨時会議", "held_on": date(2025, 7, 30)}
    with before_recording(settled.engine, lambda: other(c.CallSession, **new)), refused_by("in_the_way"):
        settled.do(c.CloseCycle)
    assert not settled.engine.load(ReviewCycle, settled.cycle).closed


def test_the_cycle_closes_while_a_session_is_called(settled, other):
    with before_recording(settled.engine, lambda: other(c.CloseCycle)), refused_by("cycle_closed"):
        settled.do(c.CallSession, session_id=settled.new(), title="臨時会議", held_on=date(2025, 7, 30))


def test_a_deadline_moves_and_passes_while_a_comment_arrives(review, other):
    review.in_proposal().due(timedelta(days=2))

    def moved():
        other(c.SetDeadline, step="proposal", due=review.engine.now() + timedelta(seconds=1))
        review.engine.chance.advance(2_000_000)

    with before_recording(review.engine, moved), refused_by("too_late"):
        review.comment()


def test_an_item_gets_a_comment_while_all_go_on(review, other):
    """A barrier reads the items that do not move, too."""
    review.in_proposal()
    for item in review.scope:
        review.keep(item)
    review.due()
    review.engine.chance.advance(3_599_000_000)
    comment = {"place": c.Place(indicator_id=review.items[CITIZENS]), "body": "x"}

    def said():
        other(c.SubmitComment, review.member, **comment)

    said_in_time, others = said, [i for i in review.scope if i != review.items[CITIZENS]]
    review.engine.chance.advance(2_000_000)
    assert outcome(said_in_time) == "too_late"
    review.engine.chance.advance(-2_000_000)
    said()
    review.engine.chance.advance(2_000_000)
    with refused_by("in_the_way"):
        review.enter("revision", *others)


def test_a_decision_sees_one_state_of_a_stream(review):
    """Read twice, it would be decided on the first state while only the second is checked."""
    loads = iter(range(1, 9))
    case = Case(lambda cls, stream_id: cls(stream_id, next(loads)), review.clerk, review.engine.now())
    first = case.get(ReviewCycle, review.cycle)
    assert case.get(ReviewCycle, review.cycle) is first
    assert case.versions == {review.cycle: first.version}


def test_two_clerks_save_a_draft_on_the_same_base(review, other):
    review.in_proposal().draft()
    fields = {"indicator_id": review.items[STARRED], "statements": review.bullets(text="別の文"), "reason": "x"}
    with before_recording(review.engine, lambda: other(c.SaveDraft, based_on=1, **fields)), refused_by("stale_draft"):
        review.draft(based_on=1)
    assert review.item().last_draft(review.cycle) == 2


def test_a_text_is_revised_while_a_comment_on_it_is_written(settled, other):
    settled.due(timedelta(days=1), "revision")
    item = settled.items[STARRED]
    settled_already = settled.item().outcomes
    assert settled_already == {settled.cycle: "unchanged"}
    at = c.Place(indicator_id=item, statement=1, text_revision=1)

    def again():
        other(c.SubmitComment, settled.other, place=at, body="先に")

    with before_recording(settled.engine, again):
        assert settled.comment(place=at) == settled.engine.head()
    assert len(settled.item().comments) == 2


@pytest.mark.parametrize(("ends", "code"), [("role", "not_permitted"), ("account", "no_account")])
def test_the_actor_loses_the_right_meanwhile(review, other, ends, code):
    def lost():
        if ends == "role":
            other(c.RevokeRole, CONSOLE, account_id=review.clerk, role="secretariat")
        else:
            other(c.DisableAccount, CONSOLE, account_id=review.clerk)

    with before_recording(review.engine, lost), pytest.raises(Exception, check=lambda e: e.code == code):  # noqa: B017 -- either database has its own error
        review.check(review.items[PLAIN])


def test_the_member_leaves_the_seat_meanwhile(review, other):
    with (
        before_recording(review.engine, lambda: other(c.VacateSeat, CONSOLE, seat=2, on=date(2025, 7, 1))),
        pytest.raises(Exception, check=lambda error: error.code == "not_permitted"),  # noqa: B017 -- either database has its own error
    ):
        review.comment()


def test_a_seat_is_taken_meanwhile(review, other):
    seat = {"seat": 4, "category": "公募", "since": date(2025, 4, 1)}
    first, second = review.account("一"), review.account("二")
    with (
        before_recording(review.engine, lambda: other(c.FillSeat, CONSOLE, account_id=first, **seat)),
        refused_by("seat_taken"),
    ):
        review.do(c.FillSeat, CONSOLE, account_id=second, **seat)


def test_the_same_command_is_recorded_meanwhile(review, engines):
    """An editing command is stale once its own twin went through: it answers like its twin, it does not conflict."""
    review.in_proposal()
    engine = engines()
    fields = {"indicator_id": review.items[STARRED], "statements": review.bullets(), "reason": "x"}
    command, done = review.command(c.SaveDraft, **fields), []
    with before_recording(review.engine, lambda: done.append(engine.do(command, review.clerk))):
        again = review.engine.do(command, review.clerk)
    assert again == Done(done[0].positions, repeated=True)
    assert review.item().last_draft(review.cycle) == 1


def test_the_same_command_goes_through_while_it_is_about_to_be_decided(review):
    """On the state after its twin the decision can only refuse; the answer is the twin's all the same."""
    review.in_proposal()
    engine, fields = review.engine, {"statements": review.bullets(), "reason": "x"}
    command, done = review.command(c.SaveDraft, indicator_id=review.items[STARRED], **fields), []
    cached = engine.streams.cached

    def reading(cls, stream_id):
        engine.streams.cached = cached
        done.append(engine.do(command, review.clerk))
        return cached(cls, stream_id)

    engine.streams.cached = reading
    assert engine.do(command, review.clerk) == Done(done[0].positions, repeated=True)
    assert review.item().last_draft(review.cycle) == 1
