"""Accounts and seats."""

from datetime import date

import pytest

from domain import account, council
from domain import commands as c
from domain import events as e
from domain.account import Account
from domain.council import Council
from domain.errors import NotFound, Refused
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


def test_each_code_is_recorded_for_an_account_in_use():
    command = c.RecordSignInCode(command_id=COMMAND, account_id=MEMBER)
    assert decided(account.record_code(a_person(), command)) == [e.SignInCodeIssued()]
    assert decided(account.record_code(a_person(e.SignInCodeIssued()), command)) == [e.SignInCodeIssued()]
    refused(NotFound, "no_account", account.record_code, a_person(e.AccountDisabled()), command)


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


def acting(seat=3, until=None, **more):
    return e.ActingChairNamed(seat=seat, since=DAY, ground="会長の入院のため", until=until, **more)


def naming(seat=3, **more):
    fields = {"since": DAY, "ground": "会長の入院のため"} | more
    return c.NameActingChair(command_id=COMMAND, council_id=COUNCIL, seat=seat, **fields)


def with_a_chair(*events):
    return a_council(filled(seat=1, who=CHAIR, office="chair"), filled(), *events)


def test_a_member_acts_as_the_chair_for_a_time():
    assert decided(council.name_acting_chair(with_a_chair(), naming())) == [acting()]
    assert council.name_acting_chair(with_a_chair(acting()), naming()) == []
    named = with_a_chair(acting(until=date(2025, 7, 31)))
    assert named.chairs(date(2025, 7, 31)) == {CHAIR, MEMBER}
    assert named.chairs(date(2025, 8, 1)) == {CHAIR}
    assert [entry.acting for entry in named.roll(DAY)] == [False, True]


def test_the_end_of_acting_is_named_later():
    ended = council.name_acting_chair(with_a_chair(acting()), naming(until=date(2025, 7, 31)))
    assert with_a_chair(acting(), *decided(ended)).acting_seat(date(2025, 8, 1)) is None


def test_the_chair_a_stranger_or_a_second_one_does_not_act():
    refused(Refused, "not_member", council.name_acting_chair, with_a_chair(), naming(seat=1))
    refused(Refused, "not_member", council.name_acting_chair, with_a_chair(), naming(seat=9))
    other = e.SeatFilled(seat=4, category="公募", account=COUNCIL, since=DAY)
    refused(Refused, "acting_taken", council.name_acting_chair, with_a_chair(other, acting()), naming(seat=4))
    refused(Refused, "term", council.name_acting_chair, with_a_chair(), naming(until=date(2020, 1, 1)))
    refused(Refused, "empty", council.name_acting_chair, with_a_chair(), naming(ground=" "))
