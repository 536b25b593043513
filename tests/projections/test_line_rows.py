"""Items that come and go, drafts and proposals taken back, corrections and commitments, as read models keep them."""

from datetime import date

import pytest

from domain.events import (
    CommitmentAnswered,
    CommitmentMade,
    DraftSaved,
    DraftShown,
    DraftStatement,
    DraftTakenBack,
    IndicatorRegistered,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    InitiativeEntry,
    ItemNumber,
    MinorCorrectionMade,
    PlanStructureChanged,
    ProjectEntry,
    ProposalWithdrawn,
    RevisedStatement,
    SessionClosed,
    Source,
    TextCorrected,
)
from tests.projections.history import (
    CYCLE,
    FUJI,
    ITEM,
    OTHER,
    PLAN,
    SESSION,
    MemoryLog,
    answer,
    called,
    comment,
    opened,
    proposed,
    uuid,
)

NEW, DAY = uuid(51), date(2026, 9, 1)
EFFECT = {"cycle": CYCLE, "version": 1, "effective_on": DAY}
CLOSED = SessionClosed(present=1, needed=1, quorate=True)


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


def drafted(log, number=1):
    change = (DraftStatement(text="案", id=1, text_revision=1),)
    return log.happens(ITEM, DraftSaved(cycle=CYCLE, number=number, statements=change, reason="r"))


def split(log):
    """ITEM goes on in NEW from a day on."""
    number = ItemNumber(project=2, initiative=1, ordinal=3)
    new = IndicatorRegistered(
        plan=PLAN, item_kind="activity", number=number, name="半分", predecessors=(ITEM,), effective_on=DAY
    )
    log.happens(NEW, new)
    log.happens(ITEM, IndicatorSucceeded(cycle=CYCLE, version=1, by=(NEW,)))
    return log.happens(ITEM, IndicatorRetired(**EFFECT))


def test_an_item_stands_in_the_plan_from_its_day_until_the_day_before_it_goes(read_models, log):
    before = log.head()
    split(log)
    items = read_models(log).items
    old, new = items.item(ITEM), items.item(NEW)
    days = (date(2026, 8, 31), DAY)
    assert [[item.stands_on(day) for day in days] for item in (old, new)] == [[True, False], [False, True]]
    assert (old.successors, new.predecessors) == ((NEW,), (ITEM,))
    assert items.item(ITEM, before).retired_on is None
    assert items.item(ITEM).reviews[CYCLE].outcome == "retired"


def test_a_revision_ahead_keeps_what_reads_until_then(read_models, log):
    proposed(log)
    text = (RevisedStatement(id=1, text="新しい文", text_revision=2),)
    log.happens(ITEM, IndicatorRevised(**EFFECT, statements=text, name="新しい名"))
    row = read_models(log).items.item(ITEM)
    assert [row.on(day).statements[0].text for day in (date(2026, 8, 31), DAY)] == ["公園を開放する", "新しい文"]
    assert row.name == "新しい名"


def test_what_is_merged_into_an_item_settles_neither_its_review_nor_its_state(read_models, log):
    models = read_models(log)
    before = models.board.item(CYCLE, OTHER).state
    log.happens(OTHER, IndicatorRevised(**EFFECT, statements=(), merged=ITEM))
    models.catch_up()
    assert models.items.item(OTHER).predecessors == (ITEM,)
    assert models.items.item(OTHER).reviews[CYCLE].outcome is None
    assert models.board.item(CYCLE, OTHER).state == before


@pytest.mark.parametrize("succeeded", [True, False])
def test_the_board_tells_what_went_on_from_what_ended(read_models, log, succeeded):
    if succeeded:
        split(log)
    else:
        log.happens(ITEM, IndicatorRetired(**EFFECT))
    assert read_models(log).board.item(CYCLE, ITEM).state == ("succeeded" if succeeded else "retired")


def test_a_new_number_and_name_stand_on_the_board_at_once(read_models, log):
    number = ItemNumber(project=2, initiative=2, ordinal=1)
    log.happens(ITEM, IndicatorRevised(**EFFECT, statements=(), number=number))
    log.happens(ITEM, MinorCorrectionMade(ground="misprint", text="正しい名", note="n"))
    row = read_models(log).board.item(CYCLE, ITEM)
    assert (row.number, row.name) == (number, "正しい名")


def test_the_plan_has_its_new_measure_and_its_corrected_names(read_models, log):
    measures = (InitiativeEntry(number=1, name="開放"),)
    projects = (ProjectEntry(number=2, name="遊び", initiatives=measures),)
    log.happens(PLAN, PlanStructureChanged(cycle=CYCLE, indicator=ITEM, effective_on=DAY, projects=projects))
    at = log.happens(
        PLAN,
        MinorCorrectionMade(ground="law", text="広場", note="n", project=2, initiative=1),
        kind="plan",
    )
    models = read_models(log)
    assert models.streams.plan(PLAN).projects[0].initiatives[0].name == "広場"
    assert models.streams.plan(PLAN, at - 1).projects[0].initiatives[0].name == "開放"
    (row,) = models.corrections.of_plan(PLAN)
    assert (row.before, row.after, row.project, row.initiative) == ("開放", "広場", 2, 1)


# --- taken back


def test_a_draft_taken_back_keeps_its_mark_and_asks_members_no_more(read_models, log):
    drafted(log)
    log.happens(ITEM, DraftShown(cycle=CYCLE, number=1))
    models = read_models(log)
    assert [row.task for row in models.inbox.inbox(FUJI, ["member"])] == ["give_opinion"]
    at = log.happens(ITEM, DraftTakenBack(cycle=CYCLE, number=1, reason="違った"))
    models.catch_up()
    (draft,) = models.items.item(ITEM).reviews[CYCLE].drafts
    assert (draft.taken_back.position, draft.shown is not None) == (at, True)
    assert models.inbox.inbox(FUJI, ["member"]) == []
    assert models.board.item(CYCLE, ITEM).state == "drafting"


def test_members_are_asked_as_long_as_one_shown_draft_stands(read_models, log):
    for number in (1, 2):
        drafted(log, number)
        log.happens(ITEM, DraftShown(cycle=CYCLE, number=number))
    log.happens(ITEM, DraftTakenBack(cycle=CYCLE, number=1, reason="違った"))
    assert [row.task for row in read_models(log).inbox.inbox(FUJI, ["member"])] == ["give_opinion"]


def test_what_was_answered_with_a_withdrawn_version_waits_again_everywhere(read_models, log):
    at = comment(log)
    proposed(log)
    answer(log, at, disposition="reflected", version=1)
    log.happens(ITEM, ProposalWithdrawn(cycle=CYCLE, version=1, reason="違った"))
    models = read_models(log)
    assert models.opinions.opinion(at).state == "received"
    assert models.board.item(CYCLE, ITEM).open == (at,)
    assert [row.task for row in models.inbox.inbox(FUJI, ["secretariat"])] == ["answer_comment"]
    proposal = models.items.item(ITEM).reviews[CYCLE].proposal(1)
    assert (proposal.state, proposal.state_reason.path) == ("withdrawn", "/data/reason")


# --- corrections


def test_a_correction_says_before_and_after_and_which_meeting_heard_of_it(read_models, log):
    wording = {"ground": "misprint", "note": "n", "statement": 1}
    log.happens(ITEM, TextCorrected(statement=1, text_revision=2, text="公園を開ける", source=Source(line=3)))
    log.happens(ITEM, MinorCorrectionMade(text="公園をひらく", text_revision=3, **wording))
    called(log)
    models = read_models(log)
    (row,) = models.corrections.unreported(PLAN)
    assert (row.before, row.after) == ("公園を開ける", "公園をひらく")
    log.happens(SESSION, CLOSED)
    log.happens(ITEM, MinorCorrectionMade(text="公園を、ひらく", text_revision=4, **wording))
    models.catch_up()
    assert [r.after for r in models.corrections.reported_to(PLAN, SESSION)] == ["公園をひらく"]
    assert [r.after for r in models.corrections.unreported(PLAN)] == ["公園を、ひらく"]
    bullet = models.items.item(ITEM).statements[0]
    assert (bullet.text, bullet.text_revision) == ("公園を、ひらく", 4)


# --- commitments


def test_a_commitment_is_seen_where_the_first_meeting_after_it_closed(read_models, log):
    at = log.happens(ITEM, CommitmentMade(cycle=CYCLE, text="確かめる", due=DAY))
    whole = log.happens(PLAN, CommitmentMade(cycle=CYCLE, text="確かめる", due=DAY), kind="plan")
    called(log)
    models = read_models(log)
    assert [row.seen for row in models.commitments.of_plan(PLAN)] == [None, None]
    end = log.happens(SESSION, CLOSED)
    said = CommitmentAnswered(cycle=CYCLE, commitment=at, result="kept", note="確かめた")
    log.happens(ITEM, said)
    models.catch_up()
    assert [(row.position, row.seen) for row in models.commitments.of_plan(PLAN)] == [(at, end), (whole, end)]
    (row,) = models.commitments.of_item(ITEM)
    assert (row.state, row.answers[0].seen) == ("kept", None)


def test_a_commitment_that_goes_on_stays_open_with_its_new_day(read_models, log):
    at = log.happens(ITEM, CommitmentMade(cycle=CYCLE, text="確かめる", due=DAY))
    later = date(2026, 12, 1)
    log.happens(ITEM, CommitmentAnswered(cycle=CYCLE, commitment=at, result="continued", note="まだ", due=later))
    row = read_models(log).commitments.commitment(at)
    assert (row.state, row.due) == ("open", later)
