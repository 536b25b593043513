"""Headings with a number, by patterns that are data: the words as they stand, and the style of the number in braces.

`"プロジェクト{1}："`, `"{①}"`, `"({1})"`, `"第{一}章"`, `"{1-1}"`, `"施策{Ⅰ}"`. Widths and spaces do not matter.
A pattern without braces is a word, a number of digits and one of the profile's separators.
"""

import re
import unicodedata

import msgspec

from pdca.documents.words import circled

_BRACES = re.compile(r"\{([^{}]*)\}")
_DIGITS = r"[0-9０-９]{1,3}"
_DASH = "[-－‐–−ー]"
_SIGNS = "".join(chr(c) for block in ((0x2460, 20), (0x3251, 15), (0x32B1, 15)) for c in range(block[0], sum(block)))
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_KANJI = "一二三四五六七八九"
STYLES = {
    "1": rf"(?P<number>{_DIGITS})(?![0-9０-９])",
    "①": rf"(?P<number>[{_SIGNS}])",
    "一": rf"(?P<number>[{_KANJI}]?十[{_KANJI}]?|[{_KANJI}])(?![{_KANJI}十])",
    "Ⅰ": r"(?P<number>[Ⅰ-Ⅻⅰ-ⅻ]|[IVXＩＶＸ]{1,5})",
    "ア": rf"(?P<number>[{_KANA}ｱ-ﾝ])(?![ァ-ヶーｱ-ﾟ])",
    "1-1": rf"(?P<above>{_DIGITS})\s*{_DASH}\s*(?P<number>{_DIGITS})(?![0-9０-９])",
}
"""How a number may be written; what stands in the braces is an example of it."""

_ROMAN = {"I": 1, "V": 5, "X": 10}
_LONGEST = 40
_CLOSED = frozenset(")]】』」>:.、・")


class Numbered(msgspec.Struct, frozen=True, gc=False):
    """A number read at the beginning of a line, what stands after it, the number above it in `1-1`.

    `weak`: no word stands with the number, so that an enumeration in a text may look the same.
    """

    number: int
    rest: str
    above: int | None = None
    weak: bool = False


class NumberPatterns:
    """The patterns of one kind of heading, tried in their order."""

    def __init__(self, patterns: tuple[str, ...], separators: str) -> None:
        """Prepare them; each takes a time that does not depend on the length of the line."""
        self._separators = separators
        self._compiled = [self._compile(pattern) for pattern in patterns]

    def match(self, text: str) -> Numbered | None:
        """The number at the beginning of `text`, which has no decoration before it."""
        for expression, weak in self._compiled:
            if found := expression.match(text):
                groups = found.groupdict()
                above = groups.get("above")
                rest = text[found.end() :].strip()
                return Numbered(number_of(found["number"]), rest, None if above is None else number_of(above), weak)
        return None

    def _compile(self, pattern: str) -> tuple[re.Pattern[str], bool]:
        separators = "".join(map(re.escape, self._separators))
        braces = _BRACES.search(pattern)
        if braces is None:
            return re.compile(rf"{_literal(pattern)}\s*{STYLES['1']}\s*[{separators}]"), False
        before, after = pattern[: braces.start()], pattern[braces.end() :]
        style = braces[1]
        free = style == "①" or _plain(after)[-1:] in _CLOSED
        dotted = r"(?![0-9０-９])" if _plain(after)[-1:] == "." else ""
        end = dotted if free else rf"(?=[\s「『（(]|[{separators}.．、](?![0-9０-９])|$)[{separators}.．、]?"
        weak = style != "①" and not any(sign.isalpha() for sign in before + after)
        return re.compile(rf"{_literal(before)}\s*{STYLES[style]}\s*{_literal(after)}{end}"), weak


def pattern_fault(pattern: str) -> str | None:
    """What is wrong with a pattern, if anything."""
    styles = _BRACES.findall(pattern)
    if len(styles) > 1 or pattern.count("{") != len(styles) or pattern.count("}") != len(styles):
        return f"「{pattern}」の番号は、{{1}} のように一つだけ書いてください。"
    if styles and styles[0] not in STYLES:
        return (
            f"「{{{styles[0]}}}」という番号の形はありません。使えるのは {'、'.join(f'{{{s}}}' for s in STYLES)} です。"
        )
    if len(pattern) > _LONGEST:
        return f"長すぎます。{_LONGEST}字以下にしてください。"
    return None


def number_of(read: str) -> int:
    """The number that one of the styles writes."""
    sign = circled(read)
    if sign is not None:
        return sign
    plain = unicodedata.normalize("NFKC", read)
    if plain.isdecimal():
        return int(plain)
    if plain in _KANA:
        return _KANA.index(plain) + 1
    return _kanji(plain) if plain[0] in _KANJI + "十" else _roman(plain.upper())


def _kanji(read: str) -> int:
    tens, ten, ones = read.rpartition("十")
    return (_digit(tens) or 1) * 10 + _digit(ones) if ten else _digit(ones)


def _digit(read: str) -> int:
    return _KANJI.index(read[0]) + 1 if read else 0


def _roman(read: str) -> int:
    values = [_ROMAN[letter] for letter in read]
    return sum(-v if v < max(values[k:]) else v for k, v in enumerate(values))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _literal(text: str) -> str:
    """An expression for the words in any width and with any spaces between."""
    return r"\s{0,3}".join(_any_width(sign) for sign in _plain(text))


def _any_width(sign: str) -> str:
    wide = chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign
    return f"[{re.escape(sign)}{re.escape(wide)}]"
