"""The board, by a story whose every chapter is one event."""

import pytest

from domain.events import (
    AgendaEntry,
    CarriedForward,
    CommentWithdrawn,
    CycleOpened,
    DecisionRecorded,
    DraftSaved,
    DraftShown,
    ImprovementConsidered,
    ProposalAdopted,
    ProposalReturned,
    SessionClosed,
    StatusChecked,
    StepEntered,
    StepReturned,
)
from tests.projections.history import (
    CONTENT,
    COUNCIL,
    CYCLE,
    ITEM,
    OTHER,
    PLAN,
    ROLE,
    SESSION,
    VISION,
    MemoryLog,
    answer,
    called,
    comment,
    opened,
    proposed,
    registered,
    rejected,
    revised,
)


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


@pytest.fixture
def row(read_models, log):
    return lambda indicator=ITEM: read_models(log).board.item(CYCLE, indicator)


def status(log, fiscal_year=2025):
    return log.happens(ITEM, StatusChecked(fiscal_year=fiscal_year, texts=("状況",), cycle=CYCLE))


def considered(log):
    return log.happens(ITEM, ImprovementConsidered(cycle=CYCLE, reason="理由"))


def drafted(log):
    return log.happens(ITEM, DraftSaved(cycle=CYCLE, number=1, statements=(), reason="理由"))


def shown(log):
    return log.happens(ITEM, DraftShown(cycle=CYCLE, number=1))


def decided(log, decision="approved"):
    entry = AgendaEntry(indicator=ITEM, version=1)
    return log.happens(SESSION, DecisionRecorded(decision=decision, proposals=(entry,), manner="異議なし"))


def adopted(log):
    return log.happens(ITEM, ProposalAdopted(cycle=CYCLE, version=1, session=SESSION))


def continued(log):
    return decided(log, "continued")


def kept(log):
    return proposed(log, kind="continue")


def on_agenda(log):
    return called(log, (ITEM, 1))


def closed(log):
    return log.happens(SESSION, SessionClosed(present=1, needed=1, quorate=True))


def unchanged(log):
    return log.happens(ITEM, CarriedForward(cycle=CYCLE, of="text", fiscal_year=2026, reason="理由"))


def status_carried(log):
    return log.happens(ITEM, CarriedForward(cycle=CYCLE, of="status", fiscal_year=2025, reason="理由"))


def entrusted(log):
    return decided(log, "entrusted")


def returned(log):
    return log.happens(ITEM, ProposalReturned(cycle=CYCLE, version=1, reason="理由"))


def sent_back(log):
    return log.happens(ITEM, StepReturned(cycle=CYCLE, step="status_check", reason="理由"))


def other_year(log):
    return status(log, 2019)


STORIES = {
    "checking": [],
    "checking ": [other_year],
    "checked": [status],
    "checked ": [status_carried],
    "considered": [status, considered],
    "drafting": [status, considered, drafted],
    "shown": [drafted, shown],
    "shown ": [drafted, shown, drafted, considered, status],
    "proposed": [shown, proposed],
    "session": [proposed, on_agenda],
    "proposed ": [proposed, on_agenda, closed],
    "entrusted": [proposed, on_agenda, entrusted],
    "entrusted ": [proposed, on_agenda, entrusted, closed, proposed],
    "continued": [proposed, on_agenda, continued, closed],
    "session ": [proposed, on_agenda, continued, closed, on_agenda],
    "decided ": [proposed, on_agenda, continued, closed, on_agenda, decided, adopted],
    "decided": [proposed, on_agenda, decided, adopted, closed],
    "revised": [proposed, adopted, revised],
    "unchanged": [status, unchanged],
    "unchanged ": [kept, on_agenda, decided, adopted, closed],
    "rejected": [proposed, on_agenda, rejected, closed],
    "considered ": [proposed, rejected, considered],
    "proposed  ": [proposed, rejected, proposed],
    "checked  ": [proposed, returned],
    "checking  ": [status, sent_back],
}


@pytest.mark.parametrize("state", STORIES)
def test_the_state_of_an_item(row, log, state):
    for chapter in STORIES[state]:
        chapter(log)
    assert row().state == state.strip()


def test_an_item_that_no_step_counts_is_not_started(row):
    assert (row(CONTENT).state, row(CONTENT).counted, row(ITEM).counted) == ("not_started", False, True)


def test_since_is_when_it_came_into_its_state(row, log):
    at = drafted(log)
    drafted(log)
    comment(log)
    assert row().since == log.recorded[at - 1].recorded_at
    assert row().position == log.head()


def test_open_opinions_are_counted_by_item(row, log):
    first, second, third = comment(log), comment(log), comment(log)
    comment(log, OTHER)
    comment(log, CYCLE)
    answer(log, first, version=1)
    log.happens(ITEM, CommentWithdrawn(cycle=CYCLE, comment=second))
    assert (row().open, row().open_comments) == ((third,), 1)
    rejected(log)
    assert row().open == (first, third)
    answer(log, first, disposition="noted")
    rejected(log)
    assert row().open == (third,)


def test_an_opinion_answered_with_an_earlier_version_waits_again_when_the_later_one_falls(read_models, log):
    at = comment(log)
    proposed(log)
    answer(log, at, version=1)
    proposed(log, version=2)
    rejected(log, version=2)
    models = read_models(log)
    assert models.board.item(CYCLE, ITEM).open == (at,)
    assert [opinion.position for opinion in models.opinions.open_opinions(CYCLE)] == [at]
    assert [row.position for row in models.inbox.inbox("clerk", ["secretariat"])] == [at]


def test_the_board_is_in_the_order_of_the_plan_and_counts_what_is_counted(read_models, log):
    status(log)
    board = read_models(log).board
    assert [row.indicator for row in board.board(CYCLE)] == [VISION, CONTENT, ITEM, OTHER, ROLE]
    assert [(c.project, c.state, c.items) for c in board.counts(CYCLE)] == [(2, "checking", 2), (2, "checked", 1)]
    assert (board.board("none"), board.counts("none")) == ([], [])


def test_each_cycle_has_a_board_of_its_own(read_models):
    log = MemoryLog()
    registered(log)
    for cycle, year in (("a", 2026), ("b", 2027)):
        opening = CycleOpened(plan=PLAN, council=COUNCIL, fiscal_year=year, status_year=year - 1, items=(ITEM,))
        log.happens(cycle, opening)
        log.happens(ITEM, StepEntered(cycle=cycle, step="consideration"))
    log.happens(ITEM, ImprovementConsidered(cycle="b", reason="理由"))
    board = read_models(log).board
    assert (board.item("a", ITEM).state, board.item("b", ITEM).state) == ("checked", "considered")
