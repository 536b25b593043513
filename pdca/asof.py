"""`asof`: an instant as people type it or paste it into an address, and the position of the log that it stands for."""

import re
import unicodedata
from datetime import UTC, date, datetime

from domain.errors import Refused
from domain.japanese_dates import JAPAN, end_of_day
from pdca.chance import to_us
from pdca.engine import Engine

_SHAPE = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?P<zone>Z|[+ -]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


def instant_of(typed: str) -> datetime:
    """The instant, UTC: Japan time unless a zone is given; a date alone is the end of that day.

    A blank in the zone's place is read as +, which an address loses. Raises `Refused` for anything else.
    """
    found = _SHAPE.fullmatch(unicodedata.normalize("NFKC", typed[:100]).strip())
    try:
        if found is not None:
            return _instant(found)
    except (ValueError, OverflowError):
        pass
    raise Refused(
        f"「{typed[:40]}」は日時として読めません。2026-10-01 か 2026-10-01T12:00 の形で書いてください（日本時間）。",
        code="asof",
        field="asof",
    )


def position_of(engine: Engine, typed: str) -> int:
    """The last position recorded at or before the instant; 0 if nothing was recorded by then."""
    return engine.log.position_at(to_us(instant_of(typed)))


def _instant(found: re.Match[str]) -> datetime:
    day, time, zone = found.group("day", "time", "zone")
    if time is None:
        return end_of_day(date.fromisoformat(day))
    local = datetime.fromisoformat(f"{day}T{time}{_offset(zone or '')}")
    return (local if zone else local.replace(tzinfo=JAPAN)).astimezone(UTC)


def _offset(zone: str) -> str:
    return zone.upper().replace(" ", "+")
