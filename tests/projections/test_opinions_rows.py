"""Opinions, their numbers, answers and what became of them."""

import pytest

from domain.event import Ref
from domain.events import AttachmentAdded, CommentEdited, CommentWithdrawn, MatterCarriedOver, ProposalReturned
from tests.projections.history import (
    CYCLE,
    FUJI,
    ITEM,
    MIKI,
    OTHER,
    MemoryLog,
    answer,
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
def opinions(read_models, log):
    return lambda: read_models(log).opinions


def state(opinions, position):
    return opinions().opinion(position).state


def withdrawn(log, position):
    return log.happens(ITEM, CommentWithdrawn(cycle=CYCLE, comment=position))


def test_the_number_is_the_rank_in_the_cycle_and_stays_when_one_is_withdrawn(opinions, log):
    first, second, third = comment(log), comment(log, CYCLE, FUJI), comment(log, OTHER)
    withdrawn(log, first)
    found = opinions().cycle_opinions(CYCLE)
    assert [(o.position, o.number, o.state) for o in found] == [
        (first, 1, "withdrawn"),
        (second, 2, "received"),
        (third, 3, "received"),
    ]
    assert opinions().opinion(third).number == 3


def test_an_opinion_on_the_whole_plan_has_no_item(opinions, log):
    at = comment(log, CYCLE)
    assert opinions().opinion(at).indicator is None
    assert [o.position for o in opinions().item_opinions(CYCLE)] == [at]


def test_an_opinion_keeps_what_it_came_with_and_never_a_text(opinions, log):
    at = comment(
        log,
        author=None,
        author_name="匿名の方",
        source="citizen",
        subject="proposal",
        statement=1,
        text_revision=1,
        version=2,
        stance="oppose",
        medium="paper",
        read_back=True,
    )
    found = opinions().opinion(at)
    assert (found.author, found.author_name) == (None, Ref(at, "/data/author_name"))
    assert (found.source, found.subject, found.stance, found.medium) == ("citizen", "proposal", "oppose", "paper")
    assert (found.statement, found.text_revision, found.version, found.read_back) == (1, 1, 2, True)
    assert found.bodies == (Ref(at, "/data/body"),)


def test_earlier_wordings_and_answers_are_kept(opinions, log):
    at = comment(log)
    edited = log.happens(ITEM, CommentEdited(cycle=CYCLE, comment=at, body="言い直し"), MIKI, "member")
    first, second = answer(log, at, disposition="noted"), answer(log, at, disposition="considering")
    found = opinions().opinion(at)
    assert found.bodies == (Ref(at, "/data/body"), Ref(edited, "/data/body"))
    assert [a.position for a in found.answers] == [first, second]
    assert found.answer.disposition == "considering"
    assert (found.state, found.changed) == ("answered", second)


@pytest.mark.parametrize("falls", [rejected, lambda log: log.happens(ITEM, returned())], ids=["rejected", "returned"])
def test_an_answer_whose_version_falls_opens_the_opinion_again(opinions, log, falls):
    at, other = comment(log), comment(log)
    proposed(log)
    answer(log, at, version=1)
    answer(log, other, disposition="noted")
    falls(log)
    assert (state(opinions, at), state(opinions, other)) == ("received", "answered")
    assert [o.position for o in opinions().open_opinions(CYCLE)] == [at]


def returned():
    return ProposalReturned(cycle=CYCLE, version=1, reason="もう一度")


def test_a_withdrawn_opinion_stays_withdrawn_when_the_version_falls(opinions, log):
    at = comment(log)
    answer(log, at, version=1)
    withdrawn(log, at)
    rejected(log)
    assert state(opinions, at) == "withdrawn"


def test_when_the_version_takes_effect_it_is_reflected_in_the_plan(opinions, log):
    at, partly, noted = comment(log), comment(log), comment(log)
    answer(log, at, version=1)
    answer(log, partly, disposition="partly_reflected", version=1)
    answer(log, noted, disposition="noted")
    before = answer(log, comment(log), version=2)
    revised(log)
    found = {o.position: o.state for o in opinions().cycle_opinions(CYCLE)}
    assert list(found.values()) == ["reflected_in_plan", "reflected_in_plan", "answered", "answered"]
    assert opinions().cycle_opinions(CYCLE, before)[0].state == "answered"
    assert [o.position for o in opinions().causes(ITEM, CYCLE, 1)] == [at, partly]


def test_a_version_carries_what_the_one_before_it_carried(opinions, log):
    at = comment(log)
    answer(log, at, version=1)
    revised(log, version=2)
    assert state(opinions, at) == "reflected_in_plan"
    assert [o.position for o in opinions().causes(ITEM, CYCLE, 2)] == [at]


def test_causes_follow_the_answer_that_counts(opinions, log):
    at = comment(log)
    answer(log, at, version=1)
    assert [o.position for o in opinions().causes(ITEM, CYCLE, 1)] == [at]
    answer(log, at, disposition="noted")
    assert opinions().causes(ITEM, CYCLE, 1) == []


def test_an_opinion_is_carried_over_openly(opinions, log):
    at = comment(log)
    over = log.happens(ITEM, MatterCarriedOver(cycle=CYCLE, comment=at, to_fiscal_year=2027, reason="来年度に"))
    found = opinions().opinion(at)
    assert found.state == "carried_over"
    assert (found.carried_over.to_fiscal_year, found.carried_over.reason) == (2027, Ref(over, "/data/reason"))


def test_opinions_read_as_they_did(opinions, log):
    first = comment(log)
    answer(log, first, disposition="noted")
    second = comment(log)
    assert [(o.position, o.state) for o in opinions().cycle_opinions(CYCLE, first)] == [(first, "received")]
    assert [o.number for o in opinions().item_opinions(ITEM, second)] == [1, 2]
    assert opinions().opinion(second, first) is None
    assert [o.position for o in opinions().opinions_of(MIKI)] == [first, second]


def test_a_file_stands_with_its_opinion_and_its_stream(read_models, log):
    at = comment(log)
    file = AttachmentAdded(to=at, name="意見書.pdf", sha256="0" * 64, media_type="application/pdf", bytes=1024)
    attached = log.happens(ITEM, file)
    log.happens(CYCLE, AttachmentAdded(to=8, name="n", sha256="0", media_type="a/b", bytes=1), kind="review_cycle")
    models = read_models(log)
    (row,) = models.opinions.opinion(at).attachments
    assert (row.position, row.name, row.sha256) == (
        attached,
        Ref(attached, "/data/name"),
        Ref(attached, "/data/sha256"),
    )
    assert models.attachments.of_stream(ITEM) == [row]
    assert models.attachments.attachment(attached) == row
    assert len(models.attachments.of_stream(CYCLE)) == 1
