"""Written sessions: rounds, consent, ballots in time and once, papers that do not count, and the result by the rule."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.council import Council
from domain.errors import NotFound, Refused
from domain.flow import parse_flow
from domain.japanese_dates import JAPAN, end_of_day
from domain.session import Session, attend, call, check_form
from domain.written import Paper, cast, close, consent, open_round, reject, voter
from pdca.flows import read_flow
from tests.given import (
    CHAIR,
    COMMAND,
    CYCLE,
    ITEM,
    MEETING,
    MEMBER,
    a_cycle,
    adopted,
    an_item,
    decided,
    given,
    proposed,
    refused,
)

OTHER, FOURTH, SUCCESSOR = (f"00000000-0000-7000-8000-0000000000b{k}" for k in range(1, 4))
HOLDERS = {1: CHAIR, 2: MEMBER, 3: OTHER, 4: FOURTH}
ROLL = tuple(e.RollEntry(seat=s, account=a, office="chair" if s == 1 else "member") for s, a in HOLDERS.items())
ENTRY = e.AgendaEntry(indicator=ITEM, version=1)
FLOW = a_cycle().flow
RULES = FLOW.ordinance
LAST = date(2026, 2, 16)
DUE = end_of_day(LAST)
BEFORE = datetime(2026, 2, 10, 12, tzinfo=JAPAN)
AFTER = datetime(2026, 2, 20, 12, tzinfo=JAPAN)


def called(**more):
    fields = {"round": "ballot", "due": DUE, "form": "written", "roll": ROLL, "agenda": (ENTRY,)} | more
    return e.SessionCalled(cycle=CYCLE, title="書面会議", held_on=date(2026, 2, 2), **fields)


def ballot(seat, choice="agree", **more):
    vote = e.Vote(indicator=ITEM, version=1, choice=choice)
    return e.BallotCast(seat=seat, votes=(vote,), **more)


def agreed(*seats):
    return tuple(e.ConsentRecorded(seat=seat, given=True) for seat in seats)


def in_writing(*events, **more):
    return given(Session(MEETING), called(**more), *events)


def items(*events):
    return {ITEM: an_item(proposed(), *events)}


def casting(choice="agree", reason=None, votes=None, **more):
    own = (c.BallotVote(indicator=ITEM, version=1, choice=choice, reason=reason),)
    return c.CastBallot(command_id=COMMAND, session_id=MEETING, votes=own if votes is None else votes, **more)


def posted(postmarked=None, arrived=None, *, now=AFTER, seat=4):
    day = {n: None if d is None else date(2026, 2, d) for n, d in (("p", postmarked), ("a", arrived))}
    return Paper(now, seat, day["p"], day["a"], on_behalf=True)


def on_screen(seat=2, now=BEFORE):
    return Paper(now, seat)


def the_council(*more):
    seats = (
        e.SeatFilled(seat=s, category="公募", account=a, since=date(2025, 4, 1), office="chair" if s == 1 else "member")
        for s, a in HOLDERS.items()
    )
    return given(Council(CYCLE), e.CouncilRegistered(name="会議"), *seats, *more)


# --- called


def calling(**more):
    fields = {"form": "written", "due": DUE, "agenda": (ENTRY,)} | more
    return c.CallSession(
        command_id=COMMAND, session_id=MEETING, cycle_id=CYCLE, title="書面会議", held_on=date(2026, 2, 2), **fields
    )


def test_a_written_session_is_called_with_its_deadline():
    check_form(FLOW, BEFORE, calling())
    (session, *_) = decided(call(Session(MEETING), a_cycle().stream, ROLL, items(), calling()))
    assert session == called()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"due": None}, "past"),
        ({"due": BEFORE - timedelta(days=9)}, "past"),
        ({"agenda": ()}, "empty"),
        ({"form": "meeting"}, "no_due"),
        ({"form": "meeting", "due": None, "round": "question"}, "no_due"),
    ],
)
def test_its_form_and_deadline_must_fit(fields, code):
    refused(Refused, code, check_form, FLOW, BEFORE, calling(**fields))


def test_a_flow_that_knows_no_ballots_calls_none():
    text = "\n".join(line for line in read_flow("kaigi2").splitlines() if '"cast_ballot"' not in line)
    refused(Refused, "no_written", check_form, parse_flow(text), BEFORE, calling())


def test_attendance_is_for_meetings():
    command = c.RecordAttendance(command_id=COMMAND, session_id=MEETING, present=(1, 2, 3), presiding=1)
    refused(Refused, "written", attend, in_writing(), FLOW, [], command)


# --- rounds


def opening(kind="ballot", due=DUE):
    return c.OpenRound(command_id=COMMAND, session_id=MEETING, round=kind, due=due)


def test_after_the_questions_the_ballots():
    asked = in_writing(round="question", due=BEFORE)
    assert decided(open_round(asked, BEFORE, opening())) == [e.RoundOpened(round="ballot", due=DUE)]
    refused(Refused, "question_round", cast, asked, items(), RULES, on_screen(), casting())


def test_more_time_is_a_round_of_the_same_and_the_same_is_quiet():
    later = opening(due=DUE + timedelta(days=3))
    assert decided(open_round(in_writing(), BEFORE, later)) == [e.RoundOpened(round="ballot", due=later.due)]
    assert open_round(in_writing(), BEFORE, opening()) == []


def test_a_round_in_the_past_or_questions_after_a_ballot_are_refused():
    refused(Refused, "past", open_round, in_writing(), AFTER, opening(due=BEFORE))
    refused(Refused, "voting_began", open_round, in_writing(ballot(2)), BEFORE, opening("question"))
    meeting = given(Session(MEETING), called(form="meeting", due=None))
    refused(Refused, "not_written", open_round, meeting, BEFORE, opening())


# --- consent


def consenting(**more):
    return c.RecordConsent(command_id=COMMAND, session_id=MEETING, **{"given": True, **more})


def test_a_member_agrees_to_the_written_session():
    assert decided(consent(in_writing(), FLOW, on_screen(), consenting())) == [e.ConsentRecorded(seat=2, given=True)]
    assert consent(in_writing(*agreed(2)), FLOW, on_screen(), consenting()) == []
    changed = consent(in_writing(*agreed(2)), FLOW, on_screen(), consenting(given=False))
    assert decided(changed) == [e.ConsentRecorded(seat=2, given=False)]


def test_consent_comes_in_time_and_where_the_ordinance_asks_for_it():
    refused(Refused, "too_late", consent, in_writing(), FLOW, on_screen(now=AFTER), consenting())
    on_paper = consenting(postmarked_on=date(2026, 2, 13), received_on=date(2026, 2, 17))
    assert len(consent(in_writing(), FLOW, posted(13, 17), on_paper)) == 1
    refused(Refused, "no_consent", consent, in_writing(), ruling(written_consent="none"), on_screen(), consenting())


def ruling(**rules):
    return replace(FLOW, ordinance=replace(RULES, **rules))


@pytest.mark.parametrize(("rule", "needed"), [("none", 0), ("majority", 3), ("all", 4)])
def test_how_many_must_agree(rule, needed):
    assert ruling(written_consent=rule).consents_needed(4) == needed


# --- ballots


def test_a_ballot_is_one_event_with_the_reason():
    (cast_ballot,) = decided(cast(in_writing(), items(), RULES, on_screen(), casting("oppose", " 財源が心配です。 ")))
    vote = e.Vote(indicator=ITEM, version=1, choice="oppose", reason="財源が心配です。")
    assert cast_ballot == e.BallotCast(seat=2, votes=(vote,))


def test_nobody_votes_twice():
    refused(Refused, "voted", cast, in_writing(ballot(2)), items(), RULES, on_screen(), casting())


def test_a_ballot_that_was_made_void_may_be_cast_again():
    void = e.BallotRejected(ground="other", seat=2, ballot=2, note="署名がない")
    assert len(cast(in_writing(ballot(2), void), items(), RULES, on_screen(), casting())) == 1


@pytest.mark.parametrize("votes", [(), (c.BallotVote(indicator=ITEM, version=2, choice="agree"),)])
def test_a_ballot_names_the_proposals_of_the_agenda(votes):
    code = "not_on_agenda" if votes else "empty"
    refused(Refused, code, cast, in_writing(), items(), RULES, on_screen(), casting(votes=votes))


def test_a_ballot_names_each_proposal_once_and_only_open_ones():
    twice = casting().votes * 2
    refused(Refused, "not_on_agenda", cast, in_writing(), items(), RULES, on_screen(), casting(votes=twice))
    refused(Refused, "not_open", cast, in_writing(), items(adopted()), RULES, on_screen(), casting())


@pytest.mark.parametrize(
    ("arrival", "paper", "counts"),
    [
        ("postmarked", posted(13, 17), True),
        ("postmarked", posted(16, 20), True),
        ("postmarked", posted(17, 18), False),
        ("postmarked", posted(None, 16), True),
        ("postmarked", posted(None, 17), False),
        ("arrived", posted(13, 16), True),
        ("arrived", posted(13, 17), False),
        ("arrived", on_screen(now=DUE), True),
        ("postmarked", on_screen(now=DUE + timedelta(microseconds=1)), False),
    ],
)
def test_in_time_is_by_arrival_or_by_postmark(arrival, paper, counts):
    rules = ruling(arrival=arrival).ordinance
    command = casting(postmarked_on=paper.postmarked_on, arrived_on=paper.arrived_on)
    if counts:
        assert decided(cast(in_writing(), items(), rules, paper, command))[0].seat == paper.seat
    else:
        refused(Refused, "too_late", cast, in_writing(), items(), rules, paper, command)


def test_a_paper_of_the_due_day_counts_whatever_the_hour_of_the_deadline():
    noon = datetime(2026, 2, 16, 12, tzinfo=JAPAN)
    at_five = {"now": noon + timedelta(hours=5)}
    for arrival in ("arrived", "postmarked"):
        rules = ruling(arrival=arrival).ordinance
        assert posted(None, 16, **at_five).in_time(noon, rules)
        assert not Paper(**at_five).in_time(noon, rules)
        assert not posted(None, 17).in_time(noon, rules)


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (posted(13, 21), "future"),
        (posted(21, 21), "future"),
        (posted(15, 14), "postmark"),
        (posted(15, None), "postmark"),
    ],
)
def test_days_that_cannot_be_are_refused(paper, code):
    refused(Refused, code, cast, in_writing(), items(), RULES, paper, casting())


def test_who_left_the_council_or_came_later_does_not_vote():
    day = date(2026, 2, 10)
    assert voter(in_writing(), the_council(), 4, day).account == FOURTH
    left = e.SeatVacated(seat=4, on=date(2026, 2, 9))
    refused(Refused, "not_member", voter, in_writing(), the_council(left), 4, day)
    succeeded = e.SeatFilled(seat=4, category="公募", account=SUCCESSOR, since=date(2026, 2, 9))
    refused(Refused, "not_member", voter, in_writing(), the_council(left, succeeded), 4, day)
    refused(Refused, "not_member", voter, in_writing(), the_council(), 9, day)
    refused(Refused, "not_member", voter, in_writing(), the_council(), None, day)


# --- papers that do not count


def rejecting(**more):
    return c.RejectBallot(command_id=COMMAND, session_id=MEETING, **more)


def test_a_late_paper_is_recorded_with_its_ground():
    command = rejecting(ground="late", seat=4, postmarked_on=date(2026, 2, 17), arrived_on=date(2026, 2, 18))
    (event,) = decided(reject(in_writing(), the_council(), RULES, posted(17, 18), command))
    assert (event.ground, event.seat, event.arrived_on) == ("late", 4, date(2026, 2, 18))


def test_a_valid_paper_is_not_called_invalid():
    council = the_council()
    for ground in ("late", "twice", "not_member"):
        command = rejecting(ground=ground, seat=4)
        refused(Refused, "valid", reject, in_writing(), council, RULES, posted(13, 16), command)
    refused(Refused, "empty", reject, in_writing(), council, RULES, posted(13, 16), rejecting(ground="other", seat=4))


def test_a_second_paper_and_a_stranger_s_are_recorded():
    second = reject(in_writing(ballot(4)), the_council(), RULES, posted(13, 16), rejecting(ground="twice", seat=4))
    assert decided(second)[0].ground == "twice"
    stranger = rejecting(ground="not_member", sender="前の委員")
    assert decided(reject(in_writing(), the_council(), RULES, posted(13, 16), stranger))[0].sender == "前の委員"
    nameless = rejecting(ground="not_member")
    refused(Refused, "empty", reject, in_writing(), the_council(), RULES, posted(13, 16), nameless)


def test_a_taken_ballot_becomes_void_with_its_circumstances_only():
    session, council, paper = in_writing(ballot(4)), the_council(), posted(13, 16)
    (event,) = decided(
        reject(session, council, RULES, paper, rejecting(ground="other", seat=4, ballot=2, note="署名がない"))
    )
    assert event.ballot == 2
    refused(Refused, "ground", reject, session, council, RULES, paper, rejecting(ground="twice", seat=4, ballot=2))
    wrong = rejecting(ground="other", seat=3, ballot=2, note="x")
    refused(NotFound, "unknown_ballot", reject, session, council, RULES, paper, wrong)
    done = given(Session(MEETING), called(), ballot(4), event)
    again = rejecting(ground="other", seat=4, ballot=2, note="x")
    refused(NotFound, "unknown_ballot", reject, done, council, RULES, paper, again)


def test_after_the_end_every_paper_is_late():
    ended = in_writing(e.SessionClosed(present=0, needed=3, quorate=False))
    assert decided(reject(ended, the_council(), RULES, posted(13, 17), rejecting(ground="late", seat=4)))
    void = rejecting(ground="other", seat=4, ballot=2, note="x")
    refused(Refused, "session_closed", reject, ended, the_council(), RULES, posted(13, 17), void)


# --- the result


def result(*events, flow=FLOW, now=AFTER, item=None):
    return decided(close(in_writing(*events), the_council(), flow, item or items(), now))


def counted(agree, oppose, reserve=0, **more):
    fields = {"missing": 4 - agree - oppose - reserve} | more
    return e.ItemTally(indicator=ITEM, version=1, agree=agree, oppose=oppose, reserve=reserve, **fields)


def test_a_majority_of_those_who_voted_approves():
    ruling_, adopts, closed = result(*agreed(1, 2, 3), ballot(1), ballot(2), ballot(3, "oppose"))
    assert ruling_ == e.DecisionRecorded(decision="approved", proposals=(ENTRY,), manner="賛成2・反対1・未提出1")
    assert adopts == adopted()
    assert closed == e.SessionClosed(
        present=3,
        needed=3,
        quorate=True,
        consents=3,
        consents_needed=3,
        tally=(counted(2, 1, decision="approved"),),
        tie="chair",
        chair_votes="always",
    )


def test_what_finds_no_majority_falls():
    ruling_, rejected, closed = result(*agreed(1, 2, 3), ballot(1, "oppose"), ballot(2, "reserve"), ballot(3))
    assert closed.tally == (counted(1, 1, 1, tied=True, casting="oppose", decision="deferred"),)
    assert (ruling_.decision, ruling_.manner) == (
        "deferred",
        "賛成1・反対1・保留1・未提出1・可否同数のため会長の決定",
    )
    assert type(rejected) is e.ProposalRejected


def test_reservations_are_present_but_do_not_agree():
    *_, closed = result(*agreed(1, 2, 3), ballot(1), ballot(2, "reserve"), ballot(3, "reserve"))
    assert closed.tally == (counted(1, 0, 2, decision="deferred"),)


TIED = (ballot(1), ballot(2), ballot(3, "oppose"), ballot(4, "oppose"))


@pytest.mark.parametrize(
    ("rules", "ballots", "expected"),
    [
        ({}, TIED, counted(2, 2, tied=True, casting="agree", decision="approved")),
        ({"tie": "rejected"}, TIED, counted(2, 2, tied=True, decision="deferred")),
        # the chair does not vote first: of the others one agrees, two oppose
        ({"chair_votes": "tie_only"}, TIED, counted(1, 2, decision="deferred", missing=0)),
        (
            {"chair_votes": "tie_only"},
            (ballot(1, "agree"), ballot(2), ballot(3, "oppose")),
            counted(1, 1, tied=True, casting="agree", decision="approved", missing=1),
        ),
        (
            {"chair_votes": "tie_only"},
            (ballot(2), ballot(3, "oppose"), ballot(4, "reserve")),
            counted(1, 1, 1, tied=True, decision="deferred"),
        ),
        (
            {"chair_votes": "tie_only", "tie": "rejected"},
            (ballot(1, "agree"), ballot(2), ballot(3, "oppose")),
            counted(1, 1, tied=True, decision="deferred", missing=1),
        ),
    ],
)
def test_a_tie_goes_by_the_ordinance(rules, ballots, expected):
    *_, closed = result(*agreed(1, 2, 3), *ballots, flow=ruling(**rules))
    assert closed.tally == (expected,)
    assert closed.tie == rules.get("tie", "chair")


def test_the_acting_chair_has_the_chair_s_vote():
    acting = (*ROLL[:3], e.RollEntry(seat=4, account=FOURTH, acting=True))
    ballots = (ballot(1, "oppose"), ballot(2, "oppose"), ballot(3), ballot(4))
    session = in_writing(*agreed(1, 2, 3), *ballots, roll=acting)
    *_, closed = decided(close(session, the_council(), FLOW, items(), AFTER))
    assert closed.tally[0].casting == "agree"


def test_without_a_quorum_or_consent_nothing_is_decided():
    (closed,) = result(*agreed(1, 2, 3), ballot(1), ballot(2))
    assert (closed.quorate, closed.present, closed.tally) == (False, 2, (counted(2, 0),))
    (closed,) = result(*agreed(1, 2), ballot(1), ballot(2), ballot(3))
    assert (closed.quorate, closed.consents, closed.consents_needed) == (False, 2, 3)
    assert result(ballot(1), ballot(2), ballot(3), flow=ruling(written_consent="none"))[-1].quorate


def test_a_void_ballot_does_not_count():
    void = e.BallotRejected(ground="other", seat=3, ballot=7, note="署名がない")
    (closed,) = result(*agreed(1, 2, 3), ballot(1), ballot(2), ballot(3), void)
    assert (closed.present, closed.quorate) == (2, False)


def test_what_was_withdrawn_meanwhile_is_counted_and_not_decided():
    gone = items(e.ProposalReturned(cycle=CYCLE, version=1, reason="取り下げ"))
    (closed,) = result(*agreed(1, 2, 3), ballot(1), ballot(2), ballot(3), item=gone)
    assert closed.tally == (counted(3, 0),)


def test_it_ends_after_the_deadline_or_when_every_ballot_is_in():
    some = in_writing(*agreed(1, 2, 3), ballot(1), ballot(2), ballot(3))
    refusal = refused(Refused, "not_yet", close, some, the_council(), FLOW, items(), BEFORE)
    assert "未提出1名" in refusal.message
    every = in_writing(*agreed(1, 2, 3), ballot(1), ballot(2), ballot(3), ballot(4))
    assert decided(close(every, the_council(), FLOW, items(), BEFORE))[-1].present == 4


@pytest.mark.parametrize("successor", [False, True])
def test_it_does_not_wait_for_who_has_left_the_council(successor):
    left = [e.SeatVacated(seat=4, on=date(2026, 2, 10))]
    left += [e.SeatFilled(seat=4, category="公募", account=SUCCESSOR, since=date(2026, 2, 10))] if successor else []
    three = in_writing(*agreed(1, 2, 3), ballot(1), ballot(2), ballot(3))
    (*_, closed) = decided(close(three, the_council(*left), FLOW, items(), BEFORE))
    assert (closed.present, closed.needed, closed.tally[0].missing) == (3, 3, 1)
    tomorrow = the_council(e.SeatVacated(seat=4, on=date(2026, 2, 11)))
    refused(Refused, "not_yet", close, three, tomorrow, FLOW, items(), BEFORE)
    refusal = refused(Refused, "not_yet", close, in_writing(ballot(1)), the_council(*left), FLOW, items(), BEFORE)
    assert "未提出2名" in refusal.message


def test_nothing_comes_in_after_the_end():
    ended = in_writing(e.SessionClosed(present=0, needed=3, quorate=False))
    refused(Refused, "session_closed", cast, ended, items(), RULES, on_screen(), casting())
    refused(Refused, "session_closed", consent, ended, FLOW, on_screen(), consenting())
    refused(Refused, "session_closed", open_round, ended, BEFORE, opening())


def test_a_void_ballot_is_not_in():
    void = e.BallotRejected(ground="other", seat=2, ballot=2, note="署名がない")
    assert in_writing(ballot(2), ballot(3)).not_voted == (1, 4)
    assert in_writing(ballot(2), void).not_voted == (1, 2, 3, 4)
