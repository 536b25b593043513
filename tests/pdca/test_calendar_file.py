"""The calendar file: lines of at most 75 octets, texts that cannot end a line, days without a time zone."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from pdca.calendar_file import CalendarDay, calendar_file

NOW = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
TEXT = st.text(max_size=200)


def unfolded(content):
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_deadline_is_a_whole_day_with_an_alarm_at_nine_three_days_before():
    day = CalendarDay("u@pdca", 4, date(2026, 12, 4), "ご意見の締切", url="https://x.example/", remind=3)
    lines = unfolded(calendar_file("見直し", [day], NOW))
    assert lines == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pdca//minaoshi//JA", "X-WR-CALNAME:見直し",
        "BEGIN:VEVENT", "UID:u@pdca", "DTSTAMP:20261124T000000Z", "SEQUENCE:4",
        "DTSTART;VALUE=DATE:20261204", "DTEND;VALUE=DATE:20261205", "SUMMARY:ご意見の締切",
        "URL:https://x.example/", "TRANSP:TRANSPARENT",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:ご意見の締切", "TRIGGER:-P2DT15H", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


def test_the_day_before_and_no_alarm_at_all():
    content = calendar_file("x", [CalendarDay("u", 0, date(2026, 1, 1), "t", remind=1)], NOW).decode()
    assert "TRIGGER:-PT15H" in content
    assert "VALARM" not in calendar_file("x", [CalendarDay("u", 0, date(2026, 1, 1), "t")], NOW).decode()


@given(TEXT, TEXT)
def test_any_text_stays_in_its_line(title, place):
    day = CalendarDay("u", 0, date(2026, 1, 1), title, place)
    content = calendar_file("x", [day], NOW)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
    names = [line.split(":", 1)[0] for line in unfolded(content)]
    assert names.count("BEGIN") == names.count("END") == 2
    assert "SUMMARY" in names
