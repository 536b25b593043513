"""What a cell of Excel shows: numbers, percentages and dates in the format that the cell gives them."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_JAPANESE_FORMATS = {  # the numbers that Excel gives its own formats in Japan (ECMA-376 part 1, 18.8.30)
    **dict.fromkeys((27, 36, 50, 57), "[$-411]ge.m.d"),
    **dict.fromkeys((28, 29, 51, 54, 58), '[$-411]ggge"年"m"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"',
    33: 'h"時"mm"分"ss"秒"',
    **dict.fromkeys((34, 52, 55), 'yyyy"年"m"月"'),
    **dict.fromkeys((35, 53, 56), 'm"月"d"日"'),
}
_ERAS = (
    (dt.date(2019, 5, 1), "令和", "R", 2018),
    (dt.date(1989, 1, 8), "平成", "H", 1988),
    (dt.date(1926, 12, 25), "昭和", "S", 1925),
    (dt.date(1868, 1, 1), "明治", "M", 1867),
)
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(g+|e+|y+|m+|d+|a+|h+|s+|[AP]M/[AP]M)|(.)', re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DATE = re.compile(r"[ymdg]|(?<![0#?.])e", re.IGNORECASE)
_CLOCK = re.compile(r"[hs]", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?][#0?,.]*")
_WEEKDAYS = "月火水木金土日"
_PRECISION = 15  # digits that Excel keeps
_LONGEST_FORMAT = 255
_FIRST_DAY = dt.datetime(1899, 12, 30)  # noqa: DTZ001 -- a cell has no zone
_LAST_SERIAL = 2_958_465


def shown(value: object, code: str, number: int) -> str:
    """The text of a cell with a value, the format's code and its number in the file."""
    code = _JAPANESE_FORMATS.get(number, code)[:_LONGEST_FORMAT]
    if isinstance(value, str):
        return _unescaped(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _of_number(value, code)
    if isinstance(value, dt.datetime | dt.date):
        return _of_date(value, code)
    return "" if value is None else str(value)


def _unescaped(text: str) -> str:
    """The file format writes a character that XML cannot hold as _x000D_."""
    if "_x00" not in text:
        return text
    return text.replace("_x000D_", "").replace("_x000A_", "\n").replace("_x0009_", "\t").replace("_x005F_", "_")


# Numbers


def _of_number(value: float, code: str) -> str:
    plain = _QUOTED.sub("", code)
    if "General" not in code and _DATE.search(plain) and not _DIGITS.search(plain) and 0 < value <= _LAST_SERIAL:
        return _of_date(_FIRST_DAY + dt.timedelta(days=value), code)
    found = _section(value, code)
    if found in ("General", "@", ""):
        return _general(value)
    if "General" in found:
        before, _, behind = found.partition("General")
        return f"{_literal(before)}{_general(value)}{_literal(behind)}".strip()
    digits = _DIGITS.search(_blanked(found))
    if digits is None:
        return _literal(found).strip() or _general(value)
    if "E" in plain.upper() or "/" in plain:
        return _general(value)
    hundred = plain.count("%") if "%" in plain else 0
    text = _grouped(abs(value) if ";" in code and value < 0 else value, digits[0], hundred)
    return f"{_literal(found[: digits.start()])}{text}{_literal(found[digits.end() :])}".strip()


def _section(value: float, code: str) -> str:
    """The part of a format for this number: positive; negative; zero."""
    parts = code.split(";")
    if value < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if value == 0 and len(parts) > 2 and parts[2].strip() else parts[0]  # noqa: PLR2004


def _blanked(code: str) -> str:
    """The format with letters that stand for themselves blanked out, so that digits in them do not count."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), code)


def _literal(code: str) -> str:
    parts = []
    for found in _TOKEN.finditer(code):
        quoted, escaped, _, other = found.groups()
        parts.append(quoted or escaped or (other if other and other not in "#0?," else "") or "")
    return "".join(parts)


def _grouped(value: float, digits: str, percents: int) -> str:
    """The number with the decimals and thousands of the format's digits; a comma behind them divides by a thousand."""
    thousands = len(digits) - len(digits.rstrip(","))
    whole, _, decimals = digits.rstrip(",").partition(".")
    try:
        exact = Decimal(repr(value)).scaleb(2 * percents - 3 * thousands)
        rounded = exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    except InvalidOperation:
        return _general(value)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    return text.rstrip(".") if decimals else text


def _general(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    text = f"{value:.{_PRECISION}g}"
    return f"{Decimal(text):f}" if "e" in text and abs(value) < 1e21 else text  # noqa: PLR2004 -- as Excel does


# Dates


def _of_date(value: dt.date, code: str) -> str:
    """The date in the format of the cell where that has an era or Japanese words, else as ISO 8601 writes it."""
    clock = _CLOCK.search(_QUOTED.sub("", code)) is not None
    if clock and isinstance(value, dt.datetime):
        return value.isoformat(" ", "minutes")
    parts = [_date_part(found, value) for found in _TOKEN.finditer(code.partition(";")[0])]
    text = "".join(parts).strip()
    return text if re.search("[年月]|[RHSM][0-9元]|^\\d{4}/", text) else value.strftime("%Y-%m-%d")


def _date_part(found: re.Match[str], day: dt.date) -> str:
    quoted, escaped, letters, other = found.groups()
    if letters is None:
        return quoted or escaped or other or ""
    era = _era(day)
    size, kind = len(letters), letters[0].lower()
    if kind == "g":
        return (era[1] if size > 2 else era[1][:1]) if size > 1 else era[2]  # noqa: PLR2004 -- ggg, gg, g
    if kind == "e":
        year = day.year - era[3]
        return "元" if year == 1 and size == 1 else f"{year:0{size}}"
    if kind == "a":
        return _WEEKDAYS[day.weekday()] + ("曜日" if size > 3 else "")  # noqa: PLR2004 -- aaaa, aaa
    number = {"y": day.year if size > 2 else day.year % 100, "m": day.month, "d": day.day}.get(kind)  # noqa: PLR2004
    return "" if number is None else f"{number:0{min(size, 2)}}"


def _era(day: dt.date) -> tuple[dt.date, str, str, int]:
    date = day.date() if isinstance(day, dt.datetime) else day
    return next((era for era in _ERAS if era[0] <= date), _ERAS[-1])
