"""How `asof` is read (DESIGN 6)."""

from datetime import UTC, datetime

import pytest

from domain.errors import Refused
from pdca.asof import instant_of


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-10-01T12:00", datetime(2026, 10, 1, 3, tzinfo=UTC)),
        ("2026-10-01 12:00", datetime(2026, 10, 1, 3, tzinfo=UTC)),
        ("2026-10-01", datetime(2026, 10, 1, 14, 59, 59, 999_999, tzinfo=UTC)),
        ("2026-10-01T12:00:30.25", datetime(2026, 10, 1, 3, 0, 30, 250_000, tzinfo=UTC)),
        ("2026-10-01T12:00Z", datetime(2026, 10, 1, 12, tzinfo=UTC)),
        ("2026-10-01T12:00+09:00", datetime(2026, 10, 1, 3, tzinfo=UTC)),
        ("2026-10-01T12:00 09:00", datetime(2026, 10, 1, 3, tzinfo=UTC)),
        ("2026-10-01 12:00:00 0530", datetime(2026, 10, 1, 6, 30, tzinfo=UTC)),
        ("2026-10-01t12:00-03:00", datetime(2026, 10, 1, 15, tzinfo=UTC)),
        ("２０２６－１０－０１", datetime(2026, 10, 1, 14, 59, 59, 999_999, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 2, 29, 14, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read(typed, instant):
    assert instant_of(typed) == instant
    assert instant_of(f" {typed} ").tzinfo is UTC


@pytest.mark.parametrize(
    "typed",
    [
        "", "きのう", "2026-02-29", "2026-10-01T", "2026-10-01T25:00", "2026-10-01T12", "2026-10-01T12:00+99:00",
        "20261001", "2026-10-01T12:00:00.1234567", "0001-01-01T00:00", "2026-10-01T12:00+09:00x", "9" * 1000, "\ud800",
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_words(typed):
    with pytest.raises(Refused) as caught:
        instant_of(typed)
    assert caught.value.code == caught.value.field == "asof"
    assert "読めません" in caught.value.message
