"""What each block of the document is, told from itself alone: a heading, a row of a table, or text."""

import re
from typing import Literal

import msgspec

from pdca.documents.profile import Profile, TableKind
from pdca.documents.source import Block, Gap, Place, TableCell, TableRow
from pdca.documents.words import circled, heading_key, key, nearest

_CHAPTER = re.compile(r"(\d{1,3})\.(?!\d)")
_REMARK = re.compile(r"[(※】:]")
_SECTION = re.compile(r"\(\d{1,3}\)")
_HEADING_LIKE = 0.8
_NAME_LIKE = 0.75
_VALUE_LIKE = 0.6
_RULE = frozenset("-–—―－ー=＝─━+|: \u3000")  # the signs of a drawn line

HeadingRole = Literal["vision", "content", "caption"]


class Blank(msgspec.Struct, frozen=True, gc=False):
    """A line without text."""

    line: Place


class ProjectHeading(msgspec.Struct, frozen=True, gc=False):
    """プロジェクト1：name."""

    line: Place
    number: int
    name: str
    read: str


class MeasureHeading(msgspec.Struct, frozen=True, gc=False):
    """① name."""

    line: Place
    number: int
    name: str
    read: str


class Chapter(msgspec.Struct, frozen=True, gc=False):
    """3. name: a heading of the whole document."""

    line: Place
    number: int
    read: str


class Heading(msgspec.Struct, frozen=True, gc=False):
    """A heading inside a project; `word` is the profile's, `read` what stands there."""

    line: Place
    role: HeadingRole
    word: str
    read: str
    exact: bool


class UnknownHeading(msgspec.Struct, frozen=True, gc=False):
    """A line decorated like a heading whose words the profile does not know."""

    line: Place
    read: str


class Row(msgspec.Struct, frozen=True):
    """A row of a table."""

    line: Place
    cells: tuple[TableCell, ...]


class TableHeading(msgspec.Struct, frozen=True, gc=False):
    """The first row of a table; `kind` is None when the second word is not known."""

    line: Place
    kind: TableKind | None
    read: str
    exact: bool


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A row of dashes."""

    line: Place


class Text(msgspec.Struct, frozen=True, gc=False):
    """Any other line, as it stands."""

    line: Place
    text: str


Part = Blank | ProjectHeading | MeasureHeading | Chapter | Heading | UnknownHeading | Row | TableHeading | Rule | Text


class LineReader:
    """Tells what a line is, by the words of one profile."""

    def __init__(self, profile: Profile) -> None:
        """Prepare the keys of the profile's words."""
        self._profile = profile
        words = profile.headings
        self._headings: dict[str, tuple[HeadingRole, str]] = {
            **{key(word): ("caption", word) for word in words.captions},
            **{key(word): ("content", word) for word in words.content},
            **{key(word): ("vision", word) for word in words.vision},
        }
        self._tables = {(key(a), key(b)): kind for kind, (a, b) in profile.tables.by_kind().items()}
        self._first_words = sorted({first for first, _ in self._tables})
        self._stars = profile.marks.headings + profile.marks.advanced
        self._dressing = self._stars + " \u3000"
        self._separators = tuple(profile.headings.separators)

    def read(self, block: Block) -> Part:
        """What `block` is."""
        if isinstance(block, TableRow):
            return self._row(block)
        text = "" if isinstance(block, Gap) else block.text.strip()
        if not text:
            return Blank(block.place)
        return (
            self._project(block.place, text)
            or self._measure(block.place, text)
            or self._heading(block.place, text)
            or self._chapter(block.place, text)
            or Text(block.place, text)
        )

    def _row(self, row: TableRow) -> Part:
        cells = list(row.cells)
        while len(cells) > 1 and not cells[-1].text:
            cells.pop()
        texts = [cell.text for cell in cells]
        if all(set(text) <= _RULE for text in texts) and len("".join(texts)) > 1:
            return Rule(row.place)
        return self._table_heading(row.place, texts) or Row(row.place, tuple(cells))

    def _table_heading(self, number: Place, cells: list[str]) -> TableHeading | None:
        name, *values = map(heading_key, cells)
        read = "・".join(cells)
        if len(values) == 1 and (kind := self._tables.get((name, values[0]))):
            return TableHeading(number, kind, read, exact=True)
        first = nearest(name, self._first_words, _NAME_LIKE)
        if first is None or not values:
            return None
        second = nearest(values[0], (b for a, b in self._tables if a == first), _VALUE_LIKE)
        if second is not None and len(values) == 1:
            return TableHeading(number, self._tables[first, second], read, exact=False)
        return TableHeading(number, None, read, exact=False) if name == first else None

    def _project(self, number: Place, text: str) -> ProjectHeading | None:
        bare = text.lstrip(self._dressing)
        for word in self._profile.headings.project:
            if bare.startswith(word):
                return self._numbered_project(number, bare[len(word) :].lstrip(), text)
        return None

    def _numbered_project(self, number: Place, text: str, read: str) -> ProjectHeading | None:
        digits = _leading_digits(text)
        rest = text[len(digits) :].lstrip()
        if not digits or rest[:1] not in self._separators:
            return None
        return ProjectHeading(number, int(digits), rest[1:].strip(), read)

    def _measure(self, number: Place, text: str) -> MeasureHeading | None:
        bare = text.lstrip(self._dressing)
        sign = circled(bare[:1])
        return None if sign is None else MeasureHeading(number, sign, bare[1:].strip(), text)

    def _heading(self, number: Place, text: str) -> Heading | UnknownHeading | None:
        words, dressed = self._bare(text)
        if found := self._headings.get(words):
            return Heading(number, found[0], found[1], text, exact=True)
        if not dressed:
            return None
        if like := nearest(words, self._headings, _HEADING_LIKE):
            return Heading(number, *self._headings[like], text, exact=False)
        return UnknownHeading(number, text) if self._is_block(text) else None

    def _bare(self, text: str) -> tuple[str, bool]:
        """The words of a heading without decoration, number and remarks, and whether it had decoration or number."""
        words = heading_key(text)
        bare = words.lstrip(self._stars)
        section = _SECTION.match(bare)
        plain = bare[section.end() :].lstrip(self._stars) if section else bare
        return _REMARK.split(plain, maxsplit=1)[0], plain != words

    def _is_block(self, text: str) -> bool:
        decoration = self._profile.marks.headings.replace(self._profile.marks.advanced, "")
        return text.startswith(tuple(decoration))

    def _chapter(self, number: Place, text: str) -> Chapter | None:
        found = _CHAPTER.match(heading_key(text)) if text[0].isdecimal() else None
        return Chapter(number, int(found[1]), text) if found else None


def _leading_digits(text: str) -> str:
    count = 0
    while count < min(len(text), 3) and text[count].isdecimal():
        count += 1
    return text[:count]
