"""★ put to the session: the office asks about a bullet as it reads; only the session decides."""

from datetime import date

from domain import commands as c
from domain import events as e
from domain.errors import Conflict, NotFound, Refused
from domain.stars import put_forward
from tests.given import COMMAND, CYCLE, ITEM, MEETING, a_cycle, an_item, decided, refused, starred


def asking(statement=2, change="grant", reason="雨の日も開いている", revision=1):
    return c.PutStarForward(
        command_id=COMMAND, cycle_id=CYCLE, indicator_id=ITEM, statement=statement, text_revision=revision,
        change=change, reason=reason,
    )  # fmt: skip


def asked(statement=2, change="grant"):
    return e.StarPutForward(
        cycle=CYCLE, statement=statement, text_revision=1, change=change, reason="雨の日も開いている"
    )  # fmt: skip


def test_a_star_to_give_and_one_to_take_are_put_forward():
    assert decided(put_forward(an_item(), a_cycle(), asking())) == [asked()]
    assert decided(put_forward(an_item(), a_cycle(), asking(1, "revoke"))) == [asked(1, "revoke")]


def test_what_is_so_already_needs_no_session():
    refused(Refused, "star_as_asked", put_forward, an_item(), a_cycle(), asking(1, "grant"))
    refused(Refused, "star_as_asked", put_forward, an_item(), a_cycle(), asking(2, "revoke"))


def test_a_reason_and_the_bullet_as_it_reads_are_needed():
    refused(Refused, "empty", put_forward, an_item(), a_cycle(), asking(reason="　"))
    refused(Conflict, "stale_text", put_forward, an_item(), a_cycle(), asking(revision=2))
    refused(NotFound, "unknown_statement", put_forward, an_item(), a_cycle(), asking(9))


def test_the_same_asked_again_is_quiet():
    assert put_forward(an_item(asked()), a_cycle(), asking()) == []


def test_the_session_s_word_settles_it():
    item = an_item(asked(), starred(2))
    assert item.stars_asked == {}
    taken = e.StarRevoked(statement=1, text_revision=1, session=MEETING, reason="休館のため")
    assert an_item(asked(1, "revoke"), taken).stars_asked == {}


def test_a_new_wording_is_asked_about_anew():
    revised = e.IndicatorRevised(
        cycle=CYCLE, version=1, effective_on=date(2025, 8, 1),
        statements=(e.RevisedStatement(id=2, text="毎週開けている。", text_revision=2),),
    )  # fmt: skip
    proposal = e.ImprovementProposed(cycle=CYCLE, version=1, proposal_kind="revise", reason="声があった")
    assert an_item(asked(), proposal, revised).stars_asked == {}
