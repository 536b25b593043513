"""Days as a calendar file (RFC 5545): whole days, so that no phone moves them into another time zone."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

OCTETS = 75
"""A line's length at most, without its end (RFC 5545 section 3.1)."""


class CalendarDay(msgspec.Struct, frozen=True):
    """One entry; `uid` stays when the day moves, `sequence` grows then; `remind` so many days before, or not."""

    uid: str
    sequence: int
    on: date
    title: str
    place: str = ""
    url: str = ""
    remind: int = 0


def calendar_file(name: str, days: Iterable[CalendarDay], now: datetime) -> bytes:
    """The file of a calendar."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pdca//minaoshi//JA", f"X-WR-CALNAME:{_text(name)}"]
    for day in days:
        lines += _entry(day, stamp)
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _entry(day: CalendarDay, stamp: str) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(day.uid)}",
        f"DTSTAMP:{stamp}",
        f"SEQUENCE:{day.sequence}",
        f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(day.title)}",
        *([f"LOCATION:{_text(day.place)}"] if day.place else []),
        *([f"URL:{day.url}"] if day.url else []),
        "TRANSP:TRANSPARENT",
        *(_alarm(day) if day.remind else []),
        "END:VEVENT",
    ]


def _alarm(day: CalendarDay) -> list[str]:
    """At nine in the morning, so many days before."""
    trigger = f"TRIGGER:-P{day.remind - 1}DT15H" if day.remind > 1 else "TRIGGER:-PT15H"
    return ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(day.title)}", trigger, "END:VALARM"]


def _text(words: str) -> str:
    """A text value; a line break in it is a letter, never the end of the line."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> bytes:
    """Lines of at most 75 octets; a letter is never cut in two."""
    parts: list[str] = [""]
    room = OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(" ")
            room = OCTETS - 1
        parts[-1] += letter
        room -= size
    return "".join(f"{part}\r\n" for part in parts).encode()
