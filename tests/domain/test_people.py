"""Accounts and seats."""

from datetime import date

import pytest

from domain import account, council
from domain import commands as c
from domain import events as e
from domain.account import Account
from domain.council import Council
from domain.errors import Refused
from tests.given import CHAIR, COMMAND, COUNCIL, DAY, MEMBER, decided, given, refused


def a_person(*events):
    return given(Account(MEMBER), e.AccountRegistered(name="三木 遥", email="miki@example.invalid"), *events)


def a_council(*events):
    return given(Council(COUNCIL), e.CouncilRegistered(name="糸瀬市こども・子育て会議"), *events)


def filled(seat=3, who=MEMBER, **more):
    return e.SeatFilled(seat=seat, category="公募", account=who, since=DAY, **more)


def filling(seat=3, who=MEMBER, **more):
    return c.FillSeat(
        command_id=COMMAND, council_id=COUNCIL, seat=seat, category="公募", account_id=who, since=DAY, **more
    )


def test_a_person_is_registered_once_by_name():
    command = c.RegisterAccount(command_id=COMMAND, account_id=MEMBER, name=" 三木 遥 ")
    assert decided(account.register(Account(MEMBER), command)) == [e.AccountRegistered(name="三木 遥")]
    refused(Refused, "exists", account.register, a_person(), command)


@pytest.mark.parametrize(
    ("day", "roles"),
    [(date(2025, 3, 31), set()), (date(2025, 4, 1), {"secretariat"}), (date(2026, 4, 1), set())],
    ids=["before", "first day", "after"],
)
def test_a_role_holds_in_its_term(day, roles):
    granted = e.RoleGranted(role="secretariat", since=date(2025, 4, 1), until=date(2026, 3, 31))
    assert a_person(granted).roles_on(day) == roles


def test_a_role_is_granted_once_and_ends():
    command = c.GrantRole(command_id=COMMAND, account_id=MEMBER, role="auditor", since=DAY)
    granted = e.RoleGranted(role="auditor", since=DAY)
    assert decided(account.grant_role(a_person(), command)) == [granted]
    assert account.grant_role(a_person(granted), command) == []
    revoke = c.RevokeRole(command_id=COMMAND, account_id=MEMBER, role="auditor")
    assert decided(account.revoke_role(a_person(granted), revoke)) == [e.RoleRevoked(role="auditor")]
    assert account.revoke_role(a_person(), revoke) == []
    backwards = c.GrantRole(command_id=COMMAND, account_id=MEMBER, role="auditor", since=DAY, until=date(2020, 1, 1))
    refused(Refused, "order", account.grant_role, a_person(), backwards)


def test_a_disabled_account_has_no_roles():
    person = a_person(e.RoleGranted(role="auditor", since=DAY), e.AccountDisabled())
    assert person.roles_on(DAY) == frozenset()
    assert account.disable(person, c.DisableAccount(command_id=COMMAND, account_id=MEMBER)) == []


def test_a_seat_is_filled_when_it_is_free():
    assert decided(council.fill_seat(a_council(), filling())) == [filled()]
    refused(Refused, "seat_taken", council.fill_seat, a_council(filled()), filling(who=CHAIR))
    refused(Refused, "already_member", council.fill_seat, a_council(filled()), filling(seat=4))
    chair = filled(seat=1, who=CHAIR, office="chair")
    refused(Refused, "office_taken", council.fill_seat, a_council(chair), filling(office="chair"))


def test_a_successor_takes_the_seat_and_the_past_keeps_its_holder():
    changed = a_council(filled(), e.SeatVacated(seat=3, on=date(2026, 4, 1)))
    assert changed.holder(3, date(2026, 3, 31)).account == MEMBER
    assert changed.holder(3, date(2026, 4, 1)) is None
    successor = e.SeatFilled(seat=3, category="公募", account=CHAIR, since=date(2026, 4, 1))
    seats = a_council(filled(), e.SeatVacated(seat=3, on=date(2026, 4, 1)), successor)
    assert [seats.holder(3, day).account for day in (DAY, date(2026, 4, 1))] == [MEMBER, CHAIR]


def test_vacating_an_empty_seat_is_quiet_and_an_unknown_one_refused():
    command = c.VacateSeat(command_id=COMMAND, council_id=COUNCIL, seat=3, on=date(2020, 1, 1))
    assert council.vacate_seat(a_council(filled()), command) == []
    refused(Refused, "unknown_seat", council.vacate_seat, a_council(), command)


def test_a_term_does_not_end_before_it_begins():
    assert refused(Refused, "order", council.fill_seat, a_council(), filling(until=date(2025, 6, 30))).field == "until"
    assert council.fill_seat(a_council(), filling(until=DAY))


def test_a_seat_an_office_and_a_person_are_free_for_the_whole_term():
    before = date(2025, 4, 1)
    there = a_council(filled(office="chair"))
    open_end = {"council_id": COUNCIL, "command_id": COMMAND, "category": "公募", "since": before}

    def earlier(seat, who, **more):
        return c.FillSeat(**open_end, seat=seat, account_id=who, **more)

    refused(Refused, "seat_taken", council.fill_seat, there, earlier(3, CHAIR))
    refused(Refused, "office_taken", council.fill_seat, there, earlier(4, CHAIR, office="chair"))
    refused(Refused, "already_member", council.fill_seat, there, earlier(4, MEMBER))
    assert council.fill_seat(there, earlier(3, CHAIR, until=date(2025, 6, 30), office="chair"))


def test_no_day_of_an_event_stops_the_fold():
    first = date(1, 1, 1)
    there = a_council(filled(until=None), e.SeatFilled(seat=4, category="公募", account=CHAIR, since=first))
    assert given(there, e.SeatVacated(seat=4, on=first)).holder(4, DAY) is None
