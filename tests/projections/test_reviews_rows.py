"""The review of an item in a cycle."""

from datetime import date

import pytest

from domain.event import Ref
from domain.events import (
    Acknowledged,
    AgendaEntry,
    CarriedForward,
    DecisionRecorded,
    DraftSaved,
    DraftShown,
    DraftStatement,
    EntrustmentConfirmed,
    ImprovementConsidered,
    ProposalAdopted,
    ProposalReturned,
    StepReturned,
)
from tests.projections.history import (
    CYCLE,
    FUJI,
    ITEM,
    MIKI,
    SESSION,
    MemoryLog,
    called,
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
def review(read_models, log):
    return lambda at=None: read_models(log).items.item(ITEM, at).reviews[CYCLE]


def states(review):
    return [(proposal.version, proposal.state) for proposal in review.proposals]


def decided(log, decision, version=1):
    entry = AgendaEntry(indicator=ITEM, version=version)
    return log.happens(SESSION, DecisionRecorded(decision=decision, proposals=(entry,), manner="異議なし"))


def adopted(log, version=1, decision=None):
    return log.happens(ITEM, ProposalAdopted(cycle=CYCLE, version=version, session=SESSION, decision=decision))


def test_it_stands_in_its_step_and_says_why_it_was_sent_back(review, log):
    assert (review().step, review().returned) == ("status_check", None)
    at = log.happens(ITEM, StepReturned(cycle=CYCLE, step="consideration", reason="数字が古い"))
    assert (review().step, review().returned) == ("consideration", Ref(at, "/data/reason"))
    assert review().entered_at == log.recorded[at - 1].recorded_at


def test_the_consideration_is_the_latest(review, log):
    log.happens(ITEM, ImprovementConsidered(cycle=CYCLE, reason="一", rating="C"))
    at = log.happens(ITEM, ImprovementConsidered(cycle=CYCLE, reason="二", rating="B", direction="improve"))
    found = review().considered
    assert (found.position, found.rating, found.direction, found.reason) == (
        at,
        "B",
        "improve",
        Ref(at, "/data/reason"),
    )


def test_drafts_are_kept_and_say_from_where_on_members_see_them(review, log):
    statements = (DraftStatement(text="新しい文", id=1, text_revision=1), DraftStatement(text="もう一つ"))
    first = log.happens(ITEM, DraftSaved(cycle=CYCLE, number=1, statements=statements, reason="一", removed=(2,)))
    shown = log.happens(ITEM, DraftShown(cycle=CYCLE, number=1))
    log.happens(ITEM, DraftSaved(cycle=CYCLE, number=2, statements=statements, reason="二"))
    one, two = review().drafts
    assert (one.shown, two.shown) == (shown, None)
    assert one.removed == (2,)
    assert [(c.id, c.text_revision, c.text) for c in one.statements] == [
        (1, 1, Ref(first, "/data/statements/0/text")),
        (None, None, Ref(first, "/data/statements/1/text")),
    ]


def test_a_next_version_takes_the_place_of_an_open_one(review, log):
    proposed(log)
    proposed(log, version=2)
    assert states(review()) == [(1, "superseded"), (2, "open")]


def test_a_returned_or_rejected_proposal_says_why(review, log):
    proposed(log)
    at = log.happens(ITEM, ProposalReturned(cycle=CYCLE, version=1, reason="もう一度"))
    assert review().proposal(1).state == "returned"
    assert review().proposal(1).state_reason == Ref(at, "/data/reason")
    proposed(log, version=2)
    at = rejected(log, version=2)
    assert states(review()) == [(1, "returned"), (2, "rejected")]
    assert review().proposal(2).session == SESSION


def test_an_adopted_proposal_names_session_and_decision(review, log):
    proposed(log)
    called(log, (ITEM, 1))
    decision = decided(log, "approved")
    adopted(log)
    proposal = review().proposal(1)
    assert (proposal.state, proposal.session, proposal.decision) == ("adopted", SESSION, decision)


def test_an_entrusted_proposal_is_marked_although_the_decision_stands_on_the_session(review, log):
    proposed(log)
    called(log, (ITEM, 1))
    decision = decided(log, "entrusted")
    assert review().proposal(1).state == "entrusted"
    proposed(log, version=2)
    assert states(review()) == [(1, "entrusted"), (2, "open")]
    assert review().proposal(2).succeeds == 1
    confirmed = EntrustmentConfirmed(
        decision=decision,
        proposal=AgendaEntry(indicator=ITEM, version=2),
        confirmed_on=date(2026, 8, 3),
        medium="telephone",
    )
    log.happens(SESSION, confirmed)
    adopted(log, 2, decision)
    assert states(review()) == [(1, "superseded"), (2, "adopted")]
    assert review().proposal(2).decision == decision


def test_a_revision_is_the_outcome(review, log):
    proposed(log)
    adopted(log)
    assert review().outcome is None
    at = revised(log)
    assert (review().outcome, review().outcome_position) == ("revised", at)


def test_an_adopted_continuation_is_unchanged(review, log):
    proposed(log, kind="continue")
    at = adopted(log)
    assert (review().outcome, review().outcome_position, review().unchanged_reason) == ("unchanged", at, None)


def test_unchanged_is_a_decision_with_a_reason(review, log):
    at = log.happens(ITEM, CarriedForward(cycle=CYCLE, of="text", fiscal_year=2026, reason="十分である"))
    assert (review().outcome, review().unchanged_reason) == ("unchanged", Ref(at, "/data/reason"))


def test_who_acknowledged_stands_once(review, log):
    for account in (MIKI, FUJI, MIKI):
        log.happens(ITEM, Acknowledged(cycle=CYCLE, author=account, seat=1), account, "member")
    assert review().acknowledged == (MIKI, FUJI)


def test_acknowledging_the_whole_plan_touches_no_item(read_models, log):
    log.happens(CYCLE, Acknowledged(cycle=CYCLE, author=MIKI, seat=1), kind="review_cycle")
    models = read_models(log)
    assert models.items.item(ITEM).reviews[CYCLE].acknowledged == ()
    assert [(a.stream, a.author) for a in models.opinions.acknowledgements(CYCLE)] == [(CYCLE, MIKI)]


def test_a_review_reads_as_it_did(review, log):
    at = proposed(log)
    proposed(log, version=2)
    assert states(review(at)) == [(1, "open")]
    assert review(at).position == at
