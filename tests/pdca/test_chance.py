import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pdca.chance import FixedChance, SystemChance, to_us

DAY = datetime(2026, 10, 1, 12, 34, 56, 789_123, tzinfo=UTC)


def test_an_id_is_a_uuid_of_version_7_with_its_time():
    text = FixedChance(1, DAY).new_id()
    parsed = uuid.UUID(text)
    assert str(parsed) == text
    assert (parsed.version, parsed.variant) == (7, uuid.RFC_4122)
    assert parsed.int >> 80 == to_us(DAY) // 1000


def test_ids_sort_by_time_and_never_repeat():
    chance = FixedChance(1, DAY)
    made = []
    for _ in range(1000):
        made.append(chance.new_id())
        chance.advance(1)
    assert made == sorted(made)
    standing = {FixedChance(2, DAY).new_id() for _ in range(3)} | {chance.new_id() for _ in range(1000)}
    assert len(standing) == 1001


def test_the_same_seed_gives_the_same_chance():
    one, other, third = FixedChance(1, DAY), FixedChance(1, DAY), FixedChance(2, DAY)
    assert (one.new_id(), one.token(16)) == (other.new_id(), other.token(16))
    assert third.token(16) != FixedChance(1, DAY).token(16)


def test_a_fixed_clock_stands_is_set_and_runs():
    chance = FixedChance(1, DAY)
    assert chance.now_us() == chance.now_us() == to_us(DAY)
    chance.set(DAY - timedelta(days=400))
    assert chance.now_us() == to_us(DAY) - 400 * 86_400_000_000
    chance.run(DAY)
    first = chance.now_us()
    while chance.now_us() == first:
        pass
    assert to_us(DAY) <= first < chance.now_us() < to_us(DAY) + 60_000_000
    chance.run()
    assert chance.now_us() > first


def test_the_system_clock_and_its_bytes():
    chance = SystemChance()
    assert abs(chance.now_us() - to_us(datetime.now(UTC))) < 60_000_000
    assert len(chance.token(32)) == 32
    assert chance.token(32) != chance.token(32)
    assert (chance.real, FixedChance(1, 0).real) == (True, False)


def test_instants_are_exact_and_need_a_zone():
    assert to_us(datetime(1970, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))) == 0
    assert to_us(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == 253_402_300_799_999_999
    assert to_us(5) == 5
    with pytest.raises(ValueError, match="zone"):
        to_us(datetime(2026, 1, 1))  # noqa: DTZ001 -- this is what must be refused
