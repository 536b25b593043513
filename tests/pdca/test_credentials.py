"""Codes, links, browser sessions and half-typed text: the same on both stores, with a clock of the tests' own."""

from datetime import UTC, datetime, timedelta

import pytest

from domain import commands as c
from domain.errors import NotFound, Refused
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.credentials import (
    MEMBER_CODE,
    TRIES_OF_ACCOUNT,
    TRIES_OF_ADDRESS,
    Credentials,
    TooManyTries,
    find_accounts,
)
from pdca.permissions import CONSOLE
from pdca.settings import Settings
from pdca.sign_in_code import ALPHABET, plain_code

START = datetime(2026, 11, 24, 3, tzinfo=UTC)
HERE, THERE = "192.0.2.1", "198.51.100.7"
WRONG = "AAAA-AAAA"


@pytest.fixture
def chance():
    return FixedChance(7, START)


@pytest.fixture
def engine(store, chance, tmp_path):
    made = open_engine(Settings(database=store.url, files=str(tmp_path / "files")), chance)
    yield made
    made.close()


@pytest.fixture
def credentials(engine):
    return Credentials(engine)


@pytest.fixture
def member(engine):
    return an_account(engine, "三木 遥", "miki@example.jp")


def an_account(engine, name, email=None):
    new = engine.chance.new_id
    command = c.RegisterAccount(command_id=new(), account_id=new(), name=name, email=email)
    engine.do(command, CONSOLE)
    return command.account_id


def disable(engine, account):
    engine.do(c.DisableAccount(command_id=engine.chance.new_id(), account_id=account), CONSOLE)


def pass_time(chance, **span):
    chance.advance(timedelta(**span) // timedelta(microseconds=1))


def is_refused(attempt, *arguments, **named):
    with pytest.raises(Refused) as caught:
        attempt(*arguments, **named)
    assert caught.value.code == "sign_in_code"
    return True


def everything(store):
    tables = ("sign_in_code", "sign_in_try", "browser_session")
    return "\n".join(str(row) for table in tables for row in store.execute(f"SELECT * FROM {table}"))


# --- codes and links


def test_a_code_signs_in_once(credentials, member):
    made = credentials.new_code(member)
    session = credentials.sign_in_by_code(made.code, HERE)
    assert credentials.session(session.token).account == member
    assert is_refused(credentials.sign_in_by_code, made.code, HERE)
    assert is_refused(credentials.sign_in_by_link, made.token)


def test_looking_at_a_link_does_not_spend_it_but_using_it_does(credentials, member):
    made = credentials.new_code(member)
    assert [credentials.account_of_link(made.token) for _ in range(2)] == [member, member]
    assert credentials.sign_in_by_link(made.token).account == member
    assert credentials.account_of_link(made.token) is None
    assert is_refused(credentials.sign_in_by_link, made.token)


def test_a_code_has_eight_signs_that_nobody_confuses(credentials, member):
    codes = [credentials.new_code(member).code for _ in range(5)]
    assert len(set(codes)) == 5
    for code in codes:
        assert (len(code), code[4]) == (9, "-")
        assert set(plain_code(code)) <= set(ALPHABET)
    assert not set(ALPHABET) & set("0O1ILBSZU")


@pytest.mark.parametrize(
    "typed",
    ["K7M4-Q2XD", "K7M4Q2XD", "k7m4q2xd", "Ｋ７Ｍ４－Ｑ２ＸＤ", "ｋ７ｍ４ーｑ２ｘｄ", " K7M4 Q2XD ", "K7M4‐QZXD"],
)
def test_however_it_is_typed_it_is_the_same_code(typed):
    assert plain_code(typed) == "K7M4Q2XD"


def test_a_code_ends_after_the_time_that_the_caller_says(credentials, chance, member):
    short, long = credentials.new_code(member), credentials.new_code(member, MEMBER_CODE)
    pass_time(chance, minutes=15)
    assert is_refused(credentials.sign_in_by_code, short.code, HERE)
    assert credentials.account_of_link(short.token) is None
    assert is_refused(credentials.sign_in_by_link, short.token)
    pass_time(chance, days=6, hours=23)
    assert credentials.sign_in_by_code(long.code, HERE).account == member


def test_asking_for_another_code_does_not_take_the_first_away(credentials, member):
    first, second = credentials.new_code(member), credentials.new_code(member)
    assert credentials.sign_in_by_code(first.code, HERE).account == member
    assert credentials.sign_in_by_link(second.token).account == member


def test_a_code_is_good_for_the_named_persons_only(credentials, engine, member):
    other = an_account(engine, "堀 健太")
    made = credentials.new_code(member)
    assert is_refused(credentials.sign_in_by_code, made.code, HERE, accounts=[other])
    assert credentials.sign_in_by_code(made.code, HERE, accounts=[other, member]).account == member


def test_nothing_that_opens_a_door_is_stored_as_it_is(credentials, store, member):
    made = credentials.new_code(member)
    session = credentials.sign_in(member)
    stored = everything(store)
    assert member in stored
    for secret in (made.code, plain_code(made.code), made.token, session.token):
        assert secret not in stored


def test_there_is_no_code_for_somebody_unknown(credentials):
    with pytest.raises(NotFound):
        credentials.new_code("00000000-0000-7000-8000-000000000001")


# --- guessing


def test_guessing_is_slowed_down_for_the_one_who_guesses_only(credentials, chance, member):
    made = credentials.new_code(member)
    for _ in range(TRIES_OF_ADDRESS):
        assert is_refused(credentials.sign_in_by_code, WRONG, HERE)
    with pytest.raises(TooManyTries):
        credentials.sign_in_by_code(made.code, HERE)
    assert credentials.sign_in_by_code(made.code, THERE).account == member
    pass_time(chance, minutes=1)
    assert is_refused(credentials.sign_in_by_code, WRONG, HERE)


def test_guessing_one_persons_code_from_many_places_leaves_the_link_open(credentials, member):
    made = credentials.new_code(member)
    for k in range(TRIES_OF_ACCOUNT):
        assert is_refused(credentials.sign_in_by_code, WRONG, f"192.0.2.{k}", accounts=[member])
    with pytest.raises(TooManyTries):
        credentials.sign_in_by_code(made.code, THERE, accounts=[member])
    assert credentials.sign_in_by_link(made.token).account == member


def test_a_network_of_ipv6_counts_as_one_place(credentials):
    for k in range(TRIES_OF_ADDRESS):
        assert is_refused(credentials.sign_in_by_code, WRONG, f"2001:db8::{k:x}")
    with pytest.raises(TooManyTries):
        credentials.sign_in_by_code(WRONG, "2001:db8:0:0:ffff::1")
    assert is_refused(credentials.sign_in_by_code, WRONG, "::1")


def test_a_room_full_of_members_may_sign_in_at_once(credentials, member):
    for _ in range(TRIES_OF_ADDRESS + 1):
        credentials.sign_in_by_code(credentials.new_code(member).code, HERE)


@pytest.mark.parametrize("typed", ["", "\ud800", "\0", "K" * 100_000, "🙂" * 8])
def test_whatever_is_typed_is_just_a_wrong_code(credentials, typed):
    assert is_refused(credentials.sign_in_by_code, typed, "\0\ud800")
    assert credentials.account_of_link(typed) is None
    assert credentials.session(typed) is None


# --- sessions


def test_a_session_ends_when_it_was_idle_for_twelve_hours(credentials, chance, member):
    session = credentials.sign_in(member)
    pass_time(chance, hours=11)
    assert credentials.session(session.token)
    pass_time(chance, hours=11)
    assert credentials.session(session.token)
    pass_time(chance, hours=12)
    assert credentials.session(session.token) is None


def test_a_session_ends_after_seven_days_however_busy(credentials, chance, member):
    session = credentials.sign_in(member)
    for _ in range(27):
        pass_time(chance, hours=6)
        assert credentials.session(session.token)
    pass_time(chance, hours=6)
    assert credentials.session(session.token) is None


def test_a_remembered_device_need_not_type_for_ninety_days(credentials, chance, member):
    made = credentials.new_code(member)
    session = credentials.sign_in_by_code(made.code, HERE, remember=True)
    pass_time(chance, days=89)
    assert credentials.session(session.token).remembered
    pass_time(chance, days=1)
    assert credentials.session(session.token) is None


def test_signing_in_again_makes_the_old_cookie_worthless(credentials, member):
    old = credentials.sign_in(member)
    new = credentials.sign_in_by_link(credentials.new_code(member).token, before=old.token)
    assert credentials.session(old.token) is None
    assert credentials.session(new.token)


def test_signing_out_ends_one_session_and_end_all_the_rest(credentials, member):
    one, two, three = (credentials.sign_in(member) for _ in range(3))
    credentials.sign_out(one.token)
    assert credentials.session(one.token) is None
    assert credentials.session(two.token)
    credentials.end_all(member)
    assert credentials.session(two.token) is None
    assert credentials.session(three.token) is None


def test_a_disabled_account_is_out_at_once(credentials, engine, store, member):
    session, made = credentials.sign_in(member), credentials.new_code(member)
    disable(engine, member)
    assert credentials.account_of_link(made.token) is None
    assert is_refused(credentials.sign_in_by_link, made.token)
    assert credentials.session(session.token) is None
    assert store.execute("SELECT * FROM browser_session") == []
    with pytest.raises(NotFound):
        credentials.sign_in(member)


def test_another_process_knows_the_session_too(credentials, engine, member):
    session = credentials.sign_in(member)
    assert Credentials(engine).session(session.token).account == member


# --- half-typed text


def test_typed_text_is_kept_per_person_and_place(credentials, engine, chance, member):
    other = an_account(engine, "堀 健太")
    credentials.keep_text(member, "a", "雨の日も")
    pass_time(chance, seconds=3)
    credentials.keep_text(member, "a", "雨の日も開けて")
    credentials.keep_text(member, "b", "もう一つ")
    kept = credentials.kept_text(member, "a")
    assert (kept.body, kept.saved_at) == ("雨の日も開けて", chance.now_us())
    assert credentials.kept_places(member) == ["a", "b"]
    assert credentials.kept_text(other, "a") is None
    credentials.drop_text(member, "a")
    credentials.keep_text(member, "b", " ")
    assert credentials.kept_places(member) == []


@pytest.mark.parametrize("body", ["a\0b", "\ud800", "あ" * 50_000])
def test_text_that_no_store_can_keep_is_refused(credentials, member, body):
    with pytest.raises(Refused):
        credentials.keep_text(member, "a", body)
    assert credentials.kept_text(member, "a") is None


def test_nothing_of_all_this_is_an_event(credentials, engine, member):
    before = engine.head()
    credentials.sign_in_by_code(credentials.new_code(member).code, HERE)
    credentials.keep_text(member, "a", "書きかけ")
    assert engine.head() == before


# --- finding persons


def test_people_are_found_by_name_or_address_as_typed(engine, member):
    second = an_account(engine, "ひだまり 事務", "MIKI@example.jp")
    assert find_accounts(engine, "三木遥") == [member]
    assert find_accounts(engine, "三木　遥 ") == [member]
    assert find_accounts(engine, "ｍｉｋｉ＠example.jp") == [member, second]
    assert find_accounts(engine, "だれか") == find_accounts(engine, " ") == []
    disable(engine, second)
    assert find_accounts(engine, "miki@example.jp") == [member]
