"""Business days of a Japanese city office: not Saturdays and Sundays, 祝日, and 年末年始 (地方自治法第4条の2)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from holidays.countries.japan import Japan

SATURDAY = 5
NEW_YEAR = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
"""Month and day: from 29 December to 3 January the office is closed."""
DAY = timedelta(days=1)


def holiday(day: date) -> str | None:
    """The 祝日 or 休日 (振替休日 and 国民の休日 among them) that a day is, e.g. 海の日; None on any other day."""
    return _holidays(day.year).get(day)


@cache
def _holidays(year: int) -> Mapping[date, str]:
    """Of one year, made whole before anybody sees it: the library's own object fills itself while it is asked."""
    return dict(Japan(years=year, language="ja"))


def is_business_day(day: date) -> bool:
    """Whether the office is open."""
    return day.weekday() < SATURDAY and (day.month, day.day) not in NEW_YEAR and holiday(day) is None


def next_business_day(day: date) -> date:
    """The day itself, or the first open one after it: a term that ends on a closed day ends on the next open one."""
    while not is_business_day(day):
        day += DAY
    return day


def business_days_after(day: date, count: int) -> date:
    """The `count`-th business day after a day, which does not count itself (民法第140条); 0 gives the day."""
    return _counted(day, count, DAY)


def business_days_before(day: date, count: int) -> date:
    """The `count`-th business day before a day; 0 gives the day."""
    return _counted(day, count, -DAY)


def _counted(day: date, count: int, step: timedelta) -> date:
    while count:
        day += step
        count -= is_business_day(day)
    return day
