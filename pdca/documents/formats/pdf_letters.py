"""From the letters of a PDF, each at its place on the page, to lines of text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest
from typing import Any

import msgspec

from pdca.documents.findings import Findings
from pdca.documents.formats.characters import composed
from pdca.documents.source import Place

Letter = dict[str, Any]  # as pdfplumber gives it

UNKNOWN = "〓"
_UNMAPPED = re.compile("\\(cid:\\d+\\)|[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
# Fonts that draw a radical and its letter with one glyph name it by the radical, and PDFs of browsers keep that name.
_RADICALS = dict(
    zip(
        map(ord, "⺟⺠⻁⻄⻆⻑⻘⻝⻣⻤⻨⻩⻫⻭⻯⻲⻳‧"),
        "母民虎西角長青食骨鬼麦黄斉歯竜亀龜・",
        strict=True,
    )
)
_KANGXI = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_LETTERS = {**_KANGXI, **_RADICALS}
_CLOSING = frozenset(
    "、。，．・：；？！）」』】〕］｝〉》ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ゛゜,.!?:;)]}%％"
)
_OPENING = frozenset("（「『【〔［｛〈《([{")
_LATIN_SPACE = 0.18  # of the letter's size
_WIDE_SPACE = 0.9
_SAME_LINE = 0.5
_RUBY = 0.62
_STRETCH = 0.4


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line on a page: its text, its box from the top left corner in points, and what its first word needs."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    first_width: float
    right: float | None = None  # the inner edge of the box that it stands in, if any


def plain_letter(letter: Letter) -> str:
    """What a letter of the page is as text."""
    text = str(letter["text"])
    return UNKNOWN if _UNMAPPED.fullmatch(text) else text.translate(_LETTERS)


def lines_of(letters: Iterable[Letter], place: Place, findings: Findings, right: float | None = None) -> list[Line]:
    """The lines that the letters stand in, from the top; small letters over a line (ruby) are left out."""
    lines = [line for group in _grouped(letters) if (line := _line(group, right)) is not None]
    kept = []
    for line, below in zip_longest(lines, lines[1:]):
        if below is not None and _is_ruby(line, below):
            findings.add(place, "ruby_left_out", read=line.text)
        else:
            kept.append(line)
    return kept


def _is_ruby(line: Line, below: Line) -> bool:
    near = below.top - line.bottom < _STRETCH * below.size
    inside = line.x0 > below.x0 - below.size and line.x1 < below.x1 + below.size
    return line.size < _RUBY * below.size and near and inside


def _grouped(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    group: list[Letter] = []
    middle = 0.0
    for letter in sorted(letters, key=_middle):
        if group and _middle(letter) - middle > _SAME_LINE * max(letter["size"], group[0]["size"]):
            yield group
            group = []
        if not group:
            middle = _middle(letter)
        group.append(letter)
    if group:
        yield group


def _middle(letter: Letter) -> float:
    return float(letter["top"] + letter["bottom"]) / 2


def _line(group: list[Letter], right: float | None) -> Line | None:
    letters = sorted(group, key=_left)
    text = composed("".join(_texts(letters))).strip()
    shown = [letter for letter in letters if not str(letter["text"]).isspace()]
    if not text or not shown:
        return None
    sizes = sorted(float(letter["size"]) for letter in shown)
    return Line(
        text=text,
        x0=float(shown[0]["x0"]),
        x1=max(float(letter["x1"]) for letter in shown),
        top=min(float(letter["top"]) for letter in shown),
        bottom=max(float(letter["bottom"]) for letter in shown),
        size=sizes[len(sizes) // 2],
        first_width=_first_width(shown),
        right=right,
    )


def _left(letter: Letter) -> float:
    return float(letter["x0"])


def _texts(letters: list[Letter]) -> Iterator[str]:
    """The letters, with a space where they stand apart as far as words do."""
    before: Letter | None = None
    for letter in letters:
        if before is not None:
            if _is_again(before, letter):
                continue  # bold, made by printing twice
            if _stands_apart(before, letter):
                yield " "
        yield plain_letter(letter)
        before = letter


def _is_again(before: Letter, letter: Letter) -> bool:
    return bool(before["text"] == letter["text"] and abs(before["x0"] - letter["x0"]) < 0.1 * letter["size"])


def _stands_apart(before: Letter, letter: Letter) -> bool:
    if str(before["text"]).isspace() or str(letter["text"]).isspace():
        return False
    both_latin = str(before["text"]).isascii() and str(letter["text"]).isascii()
    least = _LATIN_SPACE if both_latin else _WIDE_SPACE
    return bool(letter["x0"] - before["x1"] > least * letter["size"])


def _first_width(letters: list[Letter]) -> float:
    """How wide the first piece is that a line break cannot divide."""
    last = letters[0]
    for before, letter in pairwise(letters):
        first, second = str(before["text"])[-1:], str(letter["text"])[:1]
        word = first.isascii() and second.isascii() and letter["x0"] - before["x1"] < _LATIN_SPACE * letter["size"]
        if not word and first not in _OPENING and second not in _CLOSING:
            break
        last = letter
    return float(last["x1"] - letters[0]["x0"])
