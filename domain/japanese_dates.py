"""Days and years as a Japanese office writes them: Japan time, 和暦 with the weekday, fiscal years from April."""

from datetime import UTC, date, datetime, time, timedelta, timezone

JAPAN = timezone(timedelta(hours=9), "JST")
ERAS = ((date(2019, 5, 1), "令和"), (date(1989, 1, 8), "平成"), (date(1926, 12, 25), "昭和"))
WEEKDAYS = "月火水木金土日"
APRIL = 4


def japan_day(instant: datetime) -> date:
    """The day in Japan at an instant."""
    return instant.astimezone(JAPAN).date()


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day in Japan, as UTC."""
    return datetime.combine(day, time.max, JAPAN).astimezone(UTC)


def fiscal_year_of(day: date) -> int:
    """The western fiscal year of a day: 31 March 2026 is in 2025."""
    return day.year if day.month >= APRIL else day.year - 1


def era_year(year: int, *, on: date | None = None) -> str:
    """A year with its era, e.g. 令和7年, 令和元年; `on` decides in a year with two eras."""
    for start, name in ERAS:
        if (on or date(year, 12, 31)) >= start:
            number = year - start.year + 1
            return f"{name}{'元' if number == 1 else number}年"
    return f"{year}年"


def fiscal(year: int) -> str:
    """A fiscal year, e.g. 令和7年度."""
    return era_year(year) + "度"


def full_date(day: date) -> str:
    """E.g. 令和8年12月4日（金）."""
    return f"{era_year(day.year, on=day)}{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def short_date(day: date) -> str:
    """E.g. 12月4日（金）."""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def full_instant(instant: datetime) -> str:
    """E.g. 令和8年12月4日（金）14時05分."""
    local = instant.astimezone(JAPAN)
    return f"{full_date(local.date())}{local.hour}時{local.minute:02d}分"
