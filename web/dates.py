"""Days typed in 和暦 as three short fields: 令和 year, month, day."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from domain.errors import Refused

REIWA = 2018
"""令和1年 is 2019."""
WESTERN = 1900
"""From here on a typed year is a western one."""


def typed_year(form: Mapping[str, str], name: str) -> int | None:
    """The western year of a field; empty gives None."""
    typed = _plain(form[name]).removeprefix("令和").removesuffix("年度").removesuffix("年")
    if not typed:
        return None
    year = 1 if typed == "元" else _figure(typed)
    if year is None or not (0 < year < 100 or WESTERN <= year <= WESTERN + 300):  # noqa: PLR2004 -- two digits of an era
        raise _wrong(name)
    return year if year >= WESTERN else REIWA + year


def typed_date(form: Mapping[str, str], name: str, what: str = "") -> date | None:
    """The day of three fields; all empty gives None, or a refusal if `what` names a day that is needed."""
    parts = [_plain(form[f"{name}_{part}"]) for part in ("year", "month", "day")]
    if not any(parts):
        if what:
            msg = f"{what}を入れてください。"
            raise Refused(msg, code="empty", field=name)
        return None
    year = typed_year({name: parts[0]}, name)
    month, day = _figure(parts[1]), _figure(parts[2])
    if year is None or month is None or day is None:
        raise _wrong(name)
    try:
        return date(year, month, day)
    except ValueError:
        raise _wrong(name) from None


def needed_date(form: Mapping[str, str], name: str, what: str) -> date:
    """A day that must be there."""
    found = typed_date(form, name, what)
    assert found is not None  # noqa: S101 -- `typed_date` refuses an empty one that has a name
    return found


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()


def _figure(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 4 else None  # noqa: PLR2004 -- a year has four


def _wrong(name: str) -> Refused:
    return Refused("日付が正しくありません。「令和8年12月4日」のように入れてください。", code="date", field=name)
