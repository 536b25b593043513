"""引継ぎ: notes on the plan."""

import pytest

from domain import commands as c
from domain import events as e
from domain import handover
from domain.errors import NotFound, Refused
from domain.plan import Plan
from tests.given import COMMAND, PLAN, decided, given, refused


def a_plan(*events):
    return given(Plan(PLAN), e.PlanRegistered(key="k", title="計画"), *events)


def noting(body="保険の件は総務課へ。"):
    return c.NoteHandover(command_id=COMMAND, plan_id=PLAN, body=body)


def settling(note):
    return c.SettleHandoverNote(command_id=COMMAND, plan_id=PLAN, note=note)


def settle(plan, command):
    return handover.settle(plan.stream, plan.handover, command)


def test_a_note_is_left_for_whoever_comes_after():
    assert decided(handover.note(a_plan().stream, noting())) == [e.HandoverNoted(body="保険の件は総務課へ。")]
    refused(Refused, "empty", handover.note, a_plan().stream, noting(" "))


def test_a_note_is_settled_once():
    noted = e.HandoverNoted(body="保険の件は総務課へ。")
    plan = a_plan(noted)
    (note,) = plan.handover
    assert decided(settle(plan, settling(note))) == [e.HandoverNoteSettled(note=note)]
    done = a_plan(noted, e.HandoverNoteSettled(note=note))
    assert done.handover[note].settled
    assert settle(done, settling(note)) == []


@pytest.mark.parametrize("note", [1, 99])
def test_what_is_no_note_is_not_settled(note):
    refused(NotFound, "unknown_note", settle, a_plan(), settling(note))
