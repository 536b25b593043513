"""How two ways of writing the same words are told to be the same, nearly the same, or a fiscal year."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches

import msgspec

_LONGEST_HEADING = 120
_LONGEST_NAME = 200
_FISCAL_YEAR = re.compile(r"(令和|平成|昭和|[RHS]|(?<!\d))(元|\d{1,4})年度")
_YEAR = re.compile(
    r"(令和|平成|昭和|(?<![A-Z])[RHS])\.?(元|\d{1,2})(?:年度|年)?"
    r"|(?<!\d)((?:19|20)\d{2})(?:年度|年)?(?!\d)"
)
_ERA_BEGINS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "": 0}
_WESTERN = range(1900, 2200)
_CIRCLED = {
    chr(start + offset): first + offset
    for start, first, count in ((0x2460, 1, 20), (0x3251, 21, 15), (0x32B1, 36, 15))
    for offset in range(count)
}
_CIRCLED_BY_NUMBER = {number: sign for sign, number in _CIRCLED.items()}


def key(text: str) -> str:
    """The text by which names are compared: NFKC without spaces, so that widths do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def heading_key(text: str) -> str:
    """The key of a line that may be a heading, or nothing when it is too long for one."""
    return key(text) if len(text) <= _LONGEST_HEADING else ""


def nearest(read: str, words: Iterable[str], least: float) -> str | None:
    """The word most like `read` (both as keys) if the likeness (0 to 1) is at least `least`."""
    rated = [(_likeness(read, word), word) for word in words if _comparable(read, word, least)]
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= least else None


def alike_name(read: str, names: list[str]) -> str | None:
    """The name that `read` may be a misspelling of, for a hint."""
    if len(read) > _LONGEST_NAME:
        return None
    found = get_close_matches(read, [name for name in names[:100] if len(name) <= _LONGEST_NAME], n=1)
    return found[0] if found else None


def circled(sign: str) -> int | None:
    """① is 1, ㊿ is 50; anything else None."""
    return _CIRCLED.get(sign)


def circled_sign(number: int) -> str:
    """1 is ①; beyond 50 the number itself."""
    return _CIRCLED_BY_NUMBER.get(number, str(number))


class FiscalYear(msgspec.Struct, frozen=True):
    """A fiscal year in a text: the western year, the words as read (NFKC), and where they end."""

    year: int
    read: str
    end: int


def fiscal_years(text: str) -> Iterator[FiscalYear]:
    """Every fiscal year named in `text`, which is in NFKC: 令和5年度, 平成31年度, R5年度, 2023年度."""
    for found in _FISCAL_YEAR.finditer(text):
        number = 1 if found[2] == "元" else int(found[2])
        year = _ERA_BEGINS[found[1]] + number
        if year in _WESTERN:
            yield FiscalYear(year, found[0], found.end())


def year_in(text: str) -> int | None:
    """The fiscal year that a heading of a column or a remark names, in NFKC: 令和5年度, R5, 2023."""
    found = _YEAR.search(text)
    return None if found is None else _western(found)


def without_year(text: str) -> tuple[int | None, str]:
    """The year in a heading of a column, and the heading without it."""
    found = _YEAR.search(text)
    if found is None:
        return None, text
    return _western(found), text[: found.start()] + text[found.end() :]


def _western(found: re.Match[str]) -> int | None:
    if found[3]:
        return int(found[3])
    return _ERA_BEGINS[found[1]] + (1 if found[2] == "元" else int(found[2]))


def _comparable(read: str, word: str, least: float) -> bool:
    """Whether it is worth while to compare; `least` cannot be reached by texts of very different lengths."""
    shorter, longer = sorted((len(read), len(word)))
    return 2 * shorter >= least * (shorter + longer) and 2 * len(set(read) & set(word)) >= len(set(word))


def _likeness(read: str, word: str) -> float:
    return SequenceMatcher(None, read, word, autojunk=False).ratio()
