"""The directory of streams."""

from datetime import UTC, date, datetime

import pytest

from domain.event import Ref
from domain.events import (
    AccountDisabled,
    AccountRegistered,
    CycleClosed,
    DeadlineSet,
    PlanPublished,
    RoleGranted,
    RoleRevoked,
    SeatFilled,
    SeatVacated,
    SessionClosed,
    SessionRecorded,
)
from tests.projections.history import COUNCIL, CYCLE, ITEM, MIKI, PLAN, SESSION, MemoryLog, called, opened

APRIL = date(2026, 4, 1)


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


@pytest.fixture
def streams(read_models, log):
    return lambda: read_models(log).streams


def test_streams_are_listed_by_kind_in_the_order_of_their_beginning(streams, log):
    called(log)
    past = SessionRecorded(plan=PLAN, fiscal_year=2021, title="令和3年度の会議", held_on=date(2021, 7, 1))
    log.happens("past", past)
    assert [s.stream for s in streams().of_kind("session")] == [SESSION, "past"]
    assert [s.stream for s in streams().of_plan(PLAN, "session")] == [SESSION, "past"]
    assert [s.stream for s in streams().of_cycle(CYCLE, "session")] == [SESSION]
    assert len(streams().of_plan(PLAN, "indicator")) == 5
    session = streams().stream(SESSION)
    assert (session.plan, session.cycle, session.fiscal_year, session.title) == (PLAN, CYCLE, 2026, "第1回会議")
    assert (session.closed, streams().stream("past").closed) == (None, log.head())


def test_a_stream_knows_its_first_and_last_position_and_its_end(streams, log):
    begun = called(log)
    ended = log.happens(SESSION, SessionClosed(present=1, needed=1, quorate=True))
    found = streams().stream(SESSION)
    assert (found.first, found.last, found.closed) == (begun, ended, ended)
    assert streams().stream("nobody") is None


def test_a_cycle_shows_its_years_and_deadlines(streams, log):
    due = datetime(2026, 12, 4, 8, 15, tzinfo=UTC)
    log.happens(CYCLE, DeadlineSet(step="proposal", due=due))
    at = log.happens(CYCLE, CycleClosed())
    (found,) = streams().of_kind("review_cycle")
    assert (found.plan, found.council, found.fiscal_year, found.status_year) == (PLAN, COUNCIL, 2026, 2025)
    assert (found.deadlines, found.closed) == ({"proposal": due}, at)


def test_an_account_shows_references_and_roles(streams, log):
    at = log.happens(MIKI, AccountRegistered(name="三木 遥", email="miki@example.org"))
    log.happens(MIKI, RoleGranted(role="secretariat", since=APRIL))
    log.happens(MIKI, RoleGranted(role="auditor", since=APRIL))
    log.happens(MIKI, RoleRevoked(role="secretariat"))
    end = log.happens(MIKI, AccountDisabled())
    (found,) = streams().of_kind("account")
    assert (found.name, found.email, found.reading) == (Ref(at, "/data/name"), Ref(at, "/data/email"), None)
    assert [role.role for role in found.roles] == ["auditor"]
    assert found.closed == end


def test_a_council_shows_its_seats(streams, log):
    log.happens(COUNCIL, SeatFilled(seat=1, category="学識", account=MIKI, since=APRIL, office="chair"))
    log.happens(COUNCIL, SeatVacated(seat=1, on=date(2026, 9, 30)))
    (found,) = streams().of_kind("council")
    assert found.title == "子ども・子育て会議"
    assert (found.seats[1].account, found.seats[1].until) == (MIKI, date(2026, 9, 30))


def test_a_plan_is_found_by_its_key_and_says_what_is_published(streams, log):
    assert streams().plan_by_key("kosodate").published == 0
    at = log.happens(PLAN, PlanPublished(edition=1, through=6, on=APRIL, decided_by="市長"))
    plan = streams().plan_by_key("kosodate")
    assert (plan.plan, plan.title, plan.published) == (PLAN, "こども計画", 6)
    assert plan.editions[0].position == at
    assert streams().plan(PLAN, at - 1).published == 0
    assert [each.plan for each in streams().plans()] == [PLAN]
    assert streams().plan_by_key("no such plan") is None
    assert streams().plan(ITEM) is None
