"""Drafts: saved, shown, taken back."""

from domain import commands as c
from domain import events as e
from domain.drafting import save_draft, show_draft, take_back_draft
from domain.errors import Conflict, NotFound, Refused
from tests.given import (
    COMMAND,
    CYCLE,
    ITEM,
    a_cycle,
    an_item,
    decided,
    drafted,
    refused,
)

ON = {"command_id": COMMAND, "cycle_id": CYCLE, "indicator_id": ITEM}
BULLET = c.Bullet(id=1, text="和室を月3回開放している。", text_revision=1)


def draft(*bullets, **more):
    return c.SaveDraft(**ON, statements=bullets or (BULLET,), reason="声があったため", **more)


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


def test_a_draft_that_was_shown_is_taken_back_with_a_reason_and_stays_so():
    command = c.TakeBackDraft(**ON, number=1, reason="数字が違っていた")
    shown = e.DraftShown(cycle=CYCLE, number=1)
    taken = e.DraftTakenBack(cycle=CYCLE, number=1, reason="数字が違っていた")
    assert decided(take_back_draft(an_item(drafted(), shown), a_cycle(), command)) == [taken]
    assert take_back_draft(an_item(drafted(), shown, taken), a_cycle(), command) == []
    refused(Refused, "not_shown", take_back_draft, an_item(drafted()), a_cycle(), command)
    silent = c.TakeBackDraft(**ON, number=1, reason=" ")
    refused(Refused, "empty", take_back_draft, an_item(drafted(), shown), a_cycle(), silent)


def test_a_draft_taken_back_is_not_shown_again_but_the_next_one_is():
    taken = (e.DraftShown(cycle=CYCLE, number=1), e.DraftTakenBack(cycle=CYCLE, number=1, reason="違っていた"))
    item = an_item(drafted(), *taken, drafted(2))
    refused(Refused, "taken_back", show_draft, item, a_cycle(), c.ShowDraft(**ON, number=1))
    shown = [e.DraftShown(cycle=CYCLE, number=2)]
    assert decided(show_draft(item, a_cycle(), c.ShowDraft(**ON, number=2))) == shown


def test_one_version_is_shown_while_the_next_is_hidden():
    item = an_item(drafted(), e.DraftShown(cycle=CYCLE, number=1), drafted(2))
    assert [item.drafts[CYCLE, n].shown for n in (1, 2)] == [True, False]
