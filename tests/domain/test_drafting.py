"""Drafts, proposals and revisions."""

from datetime import date

from domain import commands as c
from domain import events as e
from domain.drafting import propose, return_proposal, revise, save_draft, show_draft
from domain.errors import Conflict, NotFound, Refused
from domain.event import Ref
from tests.given import (
    COMMAND,
    CYCLE,
    DAY,
    ITEM,
    MEETING,
    a_cycle,
    adopted,
    an_item,
    answered,
    change,
    commented,
    decided,
    drafted,
    entered,
    proposed,
    refused,
)

ON = {"command_id": COMMAND, "cycle_id": CYCLE, "indicator_id": ITEM}
BULLET = c.Bullet(id=1, text="和室を月3回開放している。", text_revision=1)


def draft(*bullets, **more):
    return c.SaveDraft(**ON, statements=bullets or (BULLET,), reason="声があったため", **more)


def proposal(*bullets, kind="revise", **more):
    return c.ProposeImprovement(**ON, proposal_kind=kind, statements=bullets, reason="声があったため", **more)


def revision(version=1, **more):
    return c.ReviseIndicator(**ON, version=version, effective_on=date(2026, 3, 31), **more)


def test_drafts_are_numbered_from_one_per_item_and_cycle():
    assert decided(save_draft(an_item(), a_cycle(), draft())) == [drafted(1)]
    assert decided(save_draft(an_item(drafted(1)), a_cycle(), draft(based_on=1))) == [drafted(2)]


def test_a_draft_over_a_newer_one_is_a_conflict():
    refused(Conflict, "stale_draft", save_draft, an_item(drafted(1)), a_cycle(), draft(based_on=0))


def test_a_draft_against_an_older_text_is_a_conflict():
    stale = c.Bullet(id=1, text="別の文", text_revision=2)
    refused(Conflict, "stale_text", save_draft, an_item(), a_cycle(), draft(stale))


def test_a_draft_changes_something_and_each_bullet_once():
    empty = c.SaveDraft(**ON, statements=(), reason="声")
    refused(Refused, "no_change", save_draft, an_item(), a_cycle(), empty)
    refused(Refused, "duplicate", save_draft, an_item(), a_cycle(), draft(BULLET, BULLET))
    refused(NotFound, "unknown_statement", save_draft, an_item(), a_cycle(), draft(removed=(9,)))


def test_showing_a_draft_makes_no_proposal_and_is_quiet_when_repeated():
    show = c.ShowDraft(**ON, number=1)
    shown = e.DraftShown(cycle=CYCLE, number=1)
    assert decided(show_draft(an_item(drafted()), a_cycle(), show)) == [shown]
    assert show_draft(an_item(drafted(), shown), a_cycle(), show) == []
    refused(NotFound, "unknown_draft", show_draft, an_item(), a_cycle(), show)


def test_a_changed_proposal_is_the_next_version():
    assert decided(propose(an_item(), a_cycle(), proposal(BULLET))) == [proposed(1)]
    item = an_item(proposed(1))
    assert decided(propose(item, a_cycle(), proposal(BULLET, based_on=1))) == [proposed(2)]
    refused(Conflict, "stale_proposal", propose, item, a_cycle(), proposal(BULLET))


def test_only_one_version_is_open():
    item = an_item(proposed(1), proposed(2))
    assert item.proposal_states(CYCLE) == {1: "superseded", 2: "open"}


def test_to_continue_unchanged_is_a_proposal_without_bullets():
    assert decided(propose(an_item(), a_cycle(), proposal(kind="continue"))) == [proposed(kind="continue")]


def test_an_adopted_proposal_to_continue_settles_the_item():
    assert an_item(proposed(kind="continue"), adopted()).outcomes == {CYCLE: "unchanged"}


def test_a_settled_or_adopted_item_takes_no_further_proposal():
    refused(Refused, "adopted", propose, an_item(proposed(), adopted()), a_cycle(), proposal(BULLET, based_on=1))
    said = e.CarriedForward(cycle=CYCLE, of="text", fiscal_year=2025, reason="変わりなし")
    refused(Refused, "settled", propose, an_item(said), a_cycle(), proposal(BULLET))


def test_a_returned_proposal_takes_the_item_back_to_consideration():
    item = an_item(entered("consideration"), entered("proposal"), proposed())
    command = c.ReturnProposal(**ON, version=1, reason="調べ直す")
    returned = e.ProposalReturned(cycle=CYCLE, version=1, reason="調べ直す")
    back = e.StepReturned(cycle=CYCLE, step="consideration", reason="調べ直す")
    assert decided(return_proposal(item, a_cycle(), command)) == [returned, back]
    again = an_item(entered("proposal"), proposed(), returned)
    refused(Refused, "not_open", return_proposal, again, a_cycle(), command)


def test_an_opinion_answered_with_a_version_that_falls_is_open_again():
    events = (commented(), proposed(), answered(4, "reflected", version=1))
    assert an_item(*events).open_comments(CYCLE) == []
    dropped = e.ProposalRejected(cycle=CYCLE, version=1, session=MEETING, reason="財源がない")
    assert an_item(*events, dropped).open_comments(CYCLE) == [4]


def test_a_revision_has_an_adopted_proposal_behind_it_and_takes_its_words():
    texts = {Ref(4, "/data/statements/0/text"): "和室を月3回開放している。"}
    revised = e.RevisedStatement(id=1, text="和室を月3回開放している。", text_revision=2, advanced=True)
    expected = e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=date(2026, 3, 31), statements=(revised,))
    item = an_item(proposed(), adopted())
    assert decided(revise(item, a_cycle(), texts, revision(advanced=(1,)))) == [expected]
    refused(Refused, "not_adopted", revise, an_item(proposed()), a_cycle(), texts, revision())
    refused(Refused, "no_star", revise, item, a_cycle(), texts, revision(advanced=(2,)))


def test_a_revision_keeps_or_drops_the_star_and_never_reuses_an_id():
    new = e.RevisedStatement(id=3, text="雨の日も開ける。", text_revision=1)
    revised = e.IndicatorRevised(
        cycle=CYCLE,
        version=1,
        effective_on=date(2026, 3, 31),
        statements=(e.RevisedStatement(id=1, text="和室", text_revision=2), new),
        removed=(2,),
    )
    item = an_item(proposed(statements=(change(),), removed=(2,)), adopted(), revised)
    assert list(item.statements) == [1, 3]
    assert (item.stars, item.last_statement, item.outcomes) == ({}, 3, {CYCLE: "revised"})


def test_a_bullet_that_was_worded_anew_is_not_removed_by_an_older_decision():
    other = "00000000-0000-7000-8000-0000000000c9"
    meanwhile = e.IndicatorRevised(
        cycle=other, version=1, effective_on=DAY,
        statements=(e.RevisedStatement(id=1, text="和室を毎日開放している。", text_revision=2),),
    )  # fmt: skip
    in_between = e.ImprovementProposed(
        cycle=other, version=1, proposal_kind="revise", reason="x", statements=(change(),)
    )
    item = an_item(proposed(statements=(), removed=(1,)), adopted(), in_between, meanwhile)
    command = c.ReviseIndicator(command_id=COMMAND, cycle_id=CYCLE, indicator_id=ITEM, version=1, effective_on=DAY)
    refused(Conflict, "stale_text", revise, item, a_cycle(), {}, command)
