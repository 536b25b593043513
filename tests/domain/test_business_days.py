"""The office's calendar, held against the law itself: 祝日法 is computed here a second time, from its articles."""

from datetime import date, timedelta

import pytest

from domain.business_days import (
    business_days_after,
    business_days_before,
    holiday,
    is_business_day,
    next_business_day,
)

MONDAY, SUNDAY = 0, 6
FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
HAPPY_MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))
SUMMER_GAMES = {  # 五輪特措法: 海の日, 山の日 and スポーツの日 were moved
    2020: ({(7, 20), (8, 11), (10, 12)}, {(7, 23), (7, 24), (8, 10)}),
    2021: ({(7, 19), (8, 11), (10, 11)}, {(7, 22), (7, 23), (8, 8)}),
}


def monday(year, month, rank):
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7 + 7 * (rank - 1))


def equinox(year, month, base):
    """春分 and 秋分 as the ephemeris gives them for 1980 to 2099."""
    return date(year, month, int(base + 0.242194 * (year - 1980)) - (year - 1980) // 4)


def days_of_the_law(year):
    """第2条, then 第3条第2項 (振替休日) and 第3項 (国民の休日)."""
    days = {date(year, month, day) for month, day in FIXED}
    days |= {monday(year, *each) for each in HAPPY_MONDAYS}
    days |= {equinox(year, 3, 20.8431), equinox(year, 9, 23.2488)}
    gone, came = SUMMER_GAMES.get(year, (set(), set()))
    days = days - {date(year, *each) for each in gone} | {date(year, *each) for each in came}
    substitutes = set()
    for day in sorted(days):
        if day.weekday() == SUNDAY:
            substitute = day
            while substitute in days:
                substitute += timedelta(days=1)
            substitutes.add(substitute)
    between = {
        day + timedelta(days=1)
        for day in days
        if day + timedelta(days=2) in days and day + timedelta(days=1) not in days | substitutes
    }
    return days | substitutes | between


@pytest.mark.parametrize("year", range(2020, 2051))
def test_the_holidays_are_those_of_the_law(year):
    days = [date(year, 1, 1) + timedelta(days=k) for k in range(366)]
    assert {day for day in days if day.year == year and holiday(day)} == days_of_the_law(year)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 2, 12), "振替休日"),
        (date(2026, 5, 6), "振替休日"),
        (date(2026, 9, 22), "国民の休日"),
        (date(2026, 7, 20), "海の日"),
        (date(2025, 7, 1), None),
    ],
)
def test_a_holiday_has_its_name(day, name):
    assert holiday(day) == name


@pytest.mark.parametrize(
    ("day", "opened"),
    [
        (date(2025, 12, 26), True),
        (date(2025, 12, 27), False),
        (date(2025, 12, 29), False),
        (date(2025, 12, 31), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 5), True),
        (date(2028, 2, 29), True),
    ],
)
def test_the_office_is_closed_at_the_turn_of_the_year_on_weekends_and_holidays(day, opened):
    assert is_business_day(day) is opened


def test_a_term_does_not_count_its_first_day_and_no_closed_one():
    assert business_days_after(date(2025, 7, 1), 10) == date(2025, 7, 15)
    assert business_days_after(date(2026, 4, 28), 3) == date(2026, 5, 7)  # 昭和の日, then a week of holidays
    assert business_days_after(date(2025, 12, 26), 1) == date(2026, 1, 5)
    assert business_days_after(date(2025, 7, 5), 0) == date(2025, 7, 5)


def test_a_reminder_goes_out_as_many_business_days_before():
    assert business_days_before(date(2026, 12, 4), 3) == date(2026, 12, 1)
    assert business_days_before(date(2026, 5, 7), 3) == date(2026, 4, 28)


def test_counting_there_and_back_meets_on_business_days():
    day = date(2025, 4, 1)
    while day.year < 2027:
        if is_business_day(day):
            assert business_days_before(business_days_after(day, 7), 7) == day
        day += timedelta(days=1)


def test_a_term_that_ends_on_a_closed_day_ends_on_the_next_open_one():
    assert next_business_day(date(2026, 5, 2)) == date(2026, 5, 7)
    assert next_business_day(date(2026, 5, 7)) == date(2026, 5, 7)
