"""What waits for whom."""

from datetime import UTC, date, datetime

import pytest

from domain.events import (
    Acknowledged,
    AgendaEntry,
    BallotCast,
    BallotRejected,
    CommentWithdrawn,
    CycleClosed,
    DecisionRecorded,
    DraftShown,
    EntrustmentConfirmed,
    ProposalAdopted,
    RoundOpened,
    SessionClosed,
    Vote,
)
from tests.projections.history import (
    CYCLE,
    FUJI,
    ITEM,
    MIKI,
    OTHER,
    SESSION,
    MemoryLog,
    answer,
    called,
    comment,
    opened,
    proposed,
    rejected,
    revised,
)


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


@pytest.fixture
def waits(read_models, log):
    def asked(account=FUJI, *roles):
        return [(row.task, row.position) for row in read_models(log).inbox.inbox(account, roles)]

    return asked


def acknowledged(log, account, stream=ITEM):
    log.happens(stream, Acknowledged(cycle=CYCLE, author=account, seat=1), account, "member")


def test_an_opinion_waits_for_its_answer(waits, log):
    first, second = comment(log), comment(log, CYCLE)
    assert waits(FUJI, "secretariat") == [("answer_comment", first), ("answer_comment", second)]
    answer(log, first, disposition="noted")
    log.happens(CYCLE, CommentWithdrawn(cycle=CYCLE, comment=second), kind="review_cycle")
    assert waits(FUJI, "secretariat") == []


def test_it_waits_again_when_the_version_of_its_answer_falls(waits, log):
    at, other = comment(log), comment(log)
    answer(log, at, version=1)
    answer(log, other, disposition="noted")
    rejected(log)
    assert waits(FUJI, "secretariat") == [("answer_comment", at)]


def test_a_shown_draft_and_a_proposal_wait_for_each_member(waits, log):
    log.happens(ITEM, DraftShown(cycle=CYCLE, number=1))
    acknowledged(log, MIKI)
    assert (waits(MIKI, "member"), waits(FUJI, "member")) == ([], [("give_opinion", log.head() - 1)])
    comment(log, author=FUJI)
    assert waits(FUJI, "member") == []
    at = proposed(log)
    assert waits(MIKI, "member") == waits(FUJI, "member") == [("give_opinion", at)]
    acknowledged(log, MIKI, OTHER)
    assert waits(MIKI, "member") == [("give_opinion", at)]
    log.happens(ITEM, ProposalAdopted(cycle=CYCLE, version=1, session=SESSION))
    assert waits(MIKI, "member") == []


def test_an_answer_waits_for_who_asked_until_they_say_something_about_the_item(waits, log):
    at = comment(log)
    answer(log, at, disposition="noted")
    assert (waits(MIKI), waits(FUJI)) == ([("answer_received", at)], [])
    acknowledged(log, MIKI)
    assert waits(MIKI) == []


def test_an_answer_to_somebody_without_an_account_waits_for_nobody(waits, log):
    answer(log, comment(log, author=None), disposition="noted")
    assert waits(MIKI, "secretariat", "member", "chair") == []


def test_what_is_entrusted_waits_for_the_chair_and_the_secretariat(waits, log):
    proposed(log)
    called(log, (ITEM, 1))
    entry = AgendaEntry(indicator=ITEM, version=1)
    decision = log.happens(SESSION, DecisionRecorded(decision="entrusted", proposals=(entry,), manner="一任"))
    assert waits(FUJI, "chair") == waits(FUJI, "secretariat") == [("settle_entrusted", decision)]
    assert waits(FUJI, "chair", "secretariat") == [("settle_entrusted", decision)] * 2
    confirmed = EntrustmentConfirmed(
        decision=decision, proposal=entry, confirmed_on=date(2026, 8, 1), medium="telephone"
    )
    log.happens(SESSION, confirmed)
    assert waits(FUJI, "chair", "secretariat") == []


def test_an_adopted_change_waits_to_take_effect_and_a_continuation_does_not(waits, log):
    proposed(log)
    proposed(log, OTHER, kind="continue")
    at = log.happens(ITEM, ProposalAdopted(cycle=CYCLE, version=1, session=SESSION))
    log.happens(OTHER, ProposalAdopted(cycle=CYCLE, version=1, session=SESSION))
    assert waits(FUJI, "secretariat") == [("revise_adopted", at)]
    revised(log)
    assert waits(FUJI, "secretariat") == []


def test_nothing_of_a_closed_cycle_waits(waits, log):
    comment(log)
    proposed(log)
    answer(log, comment(log), disposition="noted")
    log.happens(CYCLE, CycleClosed())
    assert waits(MIKI, "secretariat", "member", "chair") == []


def test_what_waits_about_an_item(read_models, log):
    comment(log)
    comment(log, OTHER)
    proposed(log)
    found = read_models(log).inbox.about(ITEM, CYCLE)
    assert [(row.audience, row.task) for row in found] == [
        ("secretariat", "answer_comment"),
        ("member", "give_opinion"),
    ]
    assert found[0].opened_at == log.recorded[found[0].opened - 1].recorded_at


@pytest.mark.parametrize("decision", ["entrusted", "approved", "deferred"])
def test_no_opinion_is_asked_for_once_the_meeting_has_decided_or_entrusted(waits, log, decision):
    proposed(log)
    called(log, (ITEM, 1))
    ruling = DecisionRecorded(decision=decision, proposals=(AgendaEntry(indicator=ITEM, version=1),), manner="異議なし")
    log.happens(SESSION, ruling)
    assert waits(MIKI, "member") == []
    if decision == "entrusted":
        proposed(log, version=2)
        assert waits(MIKI, "member") == []


DUE = datetime(2026, 7, 31, tzinfo=UTC)
WRITTEN = {"form": "written", "due": DUE, "seats": (MIKI, FUJI)}


def voted(log, seat):
    vote = Vote(indicator=ITEM, version=1, choice="agree")
    return log.happens(SESSION, BallotCast(seat=seat, votes=(vote,)))


def test_a_written_session_waits_for_each_ballot(waits, log):
    at = called(log, (ITEM, 1), **WRITTEN)
    assert waits(MIKI) == waits(FUJI) == [("cast_ballot", at)]
    ballot = voted(log, 1)
    assert (waits(MIKI), waits(FUJI)) == ([], [("cast_ballot", at)])
    void = log.happens(SESSION, BallotRejected(ground="other", seat=1, ballot=ballot, note="署名がない"))
    assert waits(MIKI) == [("cast_ballot", void)]
    log.happens(SESSION, SessionClosed(present=0, needed=2, quorate=False))
    assert waits(MIKI) == waits(FUJI) == []


def test_ballots_are_asked_for_once_the_questions_are_over(waits, log):
    called(log, (ITEM, 1), **WRITTEN, round="question")
    assert waits(MIKI) == []
    at = log.happens(SESSION, RoundOpened(round="ballot", due=DUE))
    assert waits(MIKI) == [("cast_ballot", at)]
    voted(log, 1)
    log.happens(SESSION, RoundOpened(round="ballot", due=DUE))
    assert waits(MIKI) == []


def test_a_rejected_paper_that_was_never_taken_asks_nobody_again(waits, log):
    called(log, (ITEM, 1), **WRITTEN)
    voted(log, 1)
    log.happens(SESSION, BallotRejected(ground="twice", seat=1))
    assert waits(MIKI) == []
    log.happens(CYCLE, CycleClosed())
    assert waits(FUJI) == []
