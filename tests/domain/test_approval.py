"""決裁: what may be approved where, by which paper, up to which position."""

from datetime import date, timedelta

import pytest

from domain import approval
from domain import commands as c
from domain import events as e
from domain.errors import Refused
from domain.plan import Plan
from domain.session import Session
from tests.given import COMMAND, CYCLE, DAY, MEETING, PLAN, a_cycle, an_item, decided, given, refused

HEAD = 90


def a_plan(*events):
    return given(Plan(PLAN), e.PlanRegistered(key="k", title="計画"), *events)


def a_meeting(*events):
    called = e.SessionCalled(cycle=CYCLE, title="第1回", held_on=DAY, roll=())
    return given(Session(MEETING), called, *events)


def approving(subject="answers", **more):
    fields = {"stream_id": CYCLE, "on": DAY, "document_number": " 子第412号 ", "post": "こども課長"}
    return c.RecordApproval(command_id=COMMAND, subject=subject, **{**fields, **more})


def approved(subject="answers", through=HEAD, **more):
    fields = {"on": DAY, "document_number": "子第412号", "post": "こども課長"}
    return e.ApprovalRecorded(subject=subject, through=through, **{**fields, **more})


def record(place, command):
    return approval.record(place, DAY, HEAD, command)


@pytest.mark.parametrize(
    ("place", "subject"),
    [(a_cycle(), "answers"), (an_item(), "answers"), (a_plan(), "publication"), (a_meeting(), "pack")],
    ids=["cycle", "item", "plan", "meeting"],
)
def test_what_stands_now_is_approved_by_a_paper(place, subject):
    assert decided(record(place, approving(subject))) == [approved(subject)]


def test_what_stood_earlier_may_be_what_was_approved():
    assert decided(record(a_cycle(), approving(through=7))) == [approved(through=7)]
    refused(Refused, "through", record, a_cycle(), approving(through=HEAD + 1))


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("subject", {"subject": "publication"}),
        ("subject", {"subject": "pack"}),
        ("future", {"on": DAY + timedelta(days=1)}),
        ("empty", {"document_number": " "}),
        ("empty", {"post": "\u200b"}),
    ],
)
def test_a_wrong_approval_is_refused(code, fields):
    refused(Refused, code, record, a_cycle(), approving(**fields))


def test_the_same_paper_is_recorded_once_and_another_one_beside_it():
    once = a_cycle(approved(through=7))
    assert record(once, approving()) == []
    assert record(once, approving(through=7)) == []
    assert decided(record(once, approving(through=8))) == [approved(through=8)]
    other = approving(document_number="子第500号", on=date(2025, 6, 30))
    assert decided(record(once, other)) == [approved(document_number="子第500号", on=date(2025, 6, 30))]


def test_every_stream_remembers_its_approvals():
    for place in (
        a_cycle(approved()),
        an_item(approved()),
        a_plan(approved("publication")),
        a_meeting(approved("pack")),
    ):
        assert [each.document_number for each in place.approvals] == ["子第412号"]
