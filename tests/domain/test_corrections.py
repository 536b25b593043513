"""軽微な修正 with its ground, and words that were read wrongly from the document."""

import pytest

from domain import commands as c
from domain import events as e
from domain.corrections import correct_item, correct_plan, correct_text
from domain.errors import Conflict, NotFound, Refused
from domain.indicator import Indicator
from tests.domain.test_proposals import a_meeting, a_plan
from tests.given import (
    COMMAND,
    CYCLE,
    ITEM,
    MEETING,
    PLAN,
    adopted,
    an_item,
    decided,
    given,
    proposed,
    refused,
    registered,
)

TEXT = "和室を、月2回開放している。"


def correction(text=TEXT, ground="misprint", **more):
    on = {} if "plan_id" in more else {"indicator_id": ITEM}
    return c.MakeMinorCorrection(command_id=COMMAND, ground=ground, text=text, **{"note": "読点"} | on | more)


def bullet(**more):
    return correction(**{"statement": 1, "text_revision": 1} | more)


def corrected(revision=2):
    return e.MinorCorrectionMade(ground="misprint", text=TEXT, note="読点", statement=1, text_revision=revision)


def item(command, *events, session=None):
    return correct_item(an_item(*events), session, command)


def test_a_bullet_reads_anew_and_keeps_its_star():
    assert decided(item(bullet())) == [corrected()]
    state = an_item(corrected())
    assert (state.statements[1].text, state.statements[1].text_revision, set(state.stars)) == (TEXT, 2, {1})


def test_a_correction_is_refused_on_a_stale_text_an_unknown_bullet_and_an_empty_one():
    refused(Conflict, "stale_text", item, bullet(), corrected())
    refused(NotFound, "unknown_statement", item, bullet(statement=9))
    refused(Refused, "empty", item, bullet(text=" "))
    refused(Refused, "empty", item, bullet(note=""))


def test_a_name_is_one_line():
    refused(Refused, "control_character", item, correction(text="親子\n開放"))
    plan = a_plan()
    named = correction(text="遊び\x07場", plan_id=PLAN, project=2)
    refused(Refused, "control_character", correct_plan, plan, None, None, named)
    assert item(correction(text=" 親子開放\n"))


def test_a_correction_of_nothing_is_quiet():
    assert item(bullet(text="和室を月2回開放している。")) == []
    assert item(correction(text="開放")) == []


def test_a_bullet_that_a_proposal_changes_waits_for_its_decision():
    refused(Refused, "proposal_open", item, bullet(), proposed())
    refused(Refused, "proposal_open", item, bullet(), proposed(), adopted())
    assert item(bullet(statement=2), proposed())
    dropped = e.ProposalRejected(cycle=CYCLE, version=1, session=MEETING, reason="財源")
    assert item(bullet(), proposed(), dropped)


def test_a_name_is_corrected_and_a_stale_one_is_a_conflict():
    (event,) = decided(item(correction(text="親子開放", was="開放")))
    assert an_item(event).name == "親子開放"
    refused(Conflict, "stale_text", item, correction(text="別名", was="前の名"))


@pytest.mark.parametrize("ground", ["misprint", "organisation", "law"])
def test_only_what_was_entrusted_names_a_meeting(ground):
    refused(Refused, "session_needed", item, bullet(ground="entrusted"))
    with pytest.raises(Refused, match="一任した会議"):
        item(bullet(ground=ground, session_id=MEETING), session=a_meeting())
    (event,) = decided(item(bullet(ground="entrusted", session_id=MEETING), session=a_meeting()))
    assert event.session == MEETING


# --- names of the plan


def plan(command, same=None):
    return correct_plan(a_plan(), same, None, command)


def on_plan(text="開放する", **more):
    return correction(text=text, plan_id=PLAN, **{"project": 2, "initiative": 1} | more)


def test_a_measure_is_renamed_and_with_it_the_item_that_is_called_alike():
    content = given(Indicator(ITEM), registered("content"))
    found = plan(on_plan(), content)
    assert [stream.kind for stream, _ in found] == ["plan", "indicator"]
    assert a_plan(found[0][1]).name_of(2, 1) == "開放する"
    other = e.MinorCorrectionMade(ground="misprint", text="別の名前", note="x")
    assert [s.kind for s, _ in plan(on_plan(), given(Indicator(ITEM), registered("content"), other))] == ["plan"]


def test_a_project_is_renamed():
    ((_, event),) = plan(on_plan(initiative=None))
    assert a_plan(event).name_of(2) == "開放する"


def test_names_that_are_not_there_are_not_corrected():
    refused(NotFound, "unknown_project", plan, on_plan(project=9))
    refused(NotFound, "unknown_initiative", plan, on_plan(initiative=9))
    refused(Refused, "empty", plan, on_plan(project=None))
    assert plan(on_plan(text="開放")) == []


# --- misread


IMPORTED = e.IndicatorRegistered(
    plan=PLAN, item_kind="activity", number=e.ItemNumber(project=2, initiative=1, ordinal=1), name="開放",
    statements=(e.Statement(id=1, text="和室を月2日開放している。", source=e.Source(line=31)),),
)  # fmt: skip


def misread(text="和室を月2回開放している。", revision=1, line=31):
    source = e.Source(line=line)
    return c.CorrectText(
        command_id=COMMAND, indicator_id=ITEM, statement=1, text_revision=revision, text=text, source=source
    )


def read_again(revision=2):
    return e.TextCorrected(
        statement=1, text_revision=revision, text="和室を月2回開放している。", source=e.Source(line=31)
    )


def imported(*events):
    return given(Indicator(ITEM), IMPORTED, *events)


def test_a_misread_text_becomes_what_stands_in_the_document():
    assert decided(correct_text(imported(), misread())) == [read_again()]
    assert decided(correct_text(imported(read_again()), misread("別", 2))) != []
    assert correct_text(imported(read_again()), misread(revision=2)) == []


def test_a_text_that_was_changed_since_is_not_the_document_s():
    refused(Refused, "not_imported", correct_text, an_item(), misread("x"))
    refused(Refused, "not_imported", correct_text, imported(corrected()), misread("x", 2))
    refused(Conflict, "stale_text", correct_text, imported(read_again()), misread())
    refused(Refused, "proposal_open", correct_text, imported(proposed()), misread())
    refused(Refused, "source_needed", correct_text, imported(), misread(line=None))
