"""What each block of the document is, told from itself alone: a heading, a row of a table, or text."""

import re
from typing import Literal

import msgspec

from pdca.documents.columns import ColumnReader, Layout
from pdca.documents.numbers import Numbered, NumberPatterns
from pdca.documents.profile import Profile
from pdca.documents.source import JOINER, Block, Gap, Place, TableCell, TableRow
from pdca.documents.words import heading_key, key, nearest

_REMARK = re.compile(r"[(※】:]")
_SECTION = re.compile(r"\(\d{1,3}\)")
_NUMBERS = NumberPatterns(("({1})", "{1-1}", "{1}.", "{1})", "({一})", "{一}、", "({ア})", "{ア}.", "{Ⅰ}."), "")
_END = 1000  # no chapter has a number of four digits
_HEADING_LIKE = 0.8
_LONGEST_NUMBERED = 120
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
    """① name; `above` is the project's number in 1-1; `weak`: only the next number makes it a heading."""

    line: Place
    number: int
    name: str
    read: str
    above: int | None = None
    weak: bool = False


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


class LabelledText(msgspec.Struct, frozen=True, gc=False):
    """A row of two cells: a heading and the text under it, 取組内容 | …."""

    heading: Heading
    line: Place
    text: str


class TableHeading(msgspec.Struct, frozen=True, gc=False):
    """The first row of a table; its layout has no kinds when the words are not known."""

    line: Place
    layout: Layout
    cells: tuple[str, ...]

    @property
    def read(self) -> str:
        """The words as they stand."""
        return "・".join(cell for cell in self.cells if cell)


class Rule(msgspec.Struct, frozen=True, gc=False):
    """A row of dashes."""

    line: Place


class Text(msgspec.Struct, frozen=True, gc=False):
    """Any other line, as it stands."""

    line: Place
    text: str


Part = (
    Blank
    | ProjectHeading
    | MeasureHeading
    | Chapter
    | Heading
    | UnknownHeading
    | Row
    | LabelledText
    | TableHeading
    | Rule
    | Text
)


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
        self._columns = ColumnReader(profile)
        self._stars = profile.marks.headings + profile.marks.advanced
        self._dressing = self._stars + " \u3000"
        self._projects = NumberPatterns(words.project, words.separators)
        self._measures = NumberPatterns(words.measure, words.separators)
        self._chapters = NumberPatterns(words.chapter, words.separators)

    def read(self, block: Block) -> Part:
        """What `block` is."""
        if isinstance(block, TableRow):
            return self._row(block)
        text = "" if isinstance(block, Gap) else block.text.strip()
        if not text:
            return Blank(block.place)
        if text.lstrip(self._dressing).startswith(JOINER):
            return Text(block.place, text.removeprefix(JOINER))
        if text == self._profile.captions.end:
            return Chapter(block.place, _END, text)
        return (
            self._project(block.place, text)
            or self._measure(block.place, text)
            or self._heading(block.place, text)
            or self._chapter(block.place, text)
            or Text(block.place, text)
        )

    def second(self, first: TableHeading, row: Row) -> Layout | None:
        """The layout under two heading rows, if `row` is the second."""
        return self._columns.second(first.layout, first.cells, [cell.text for cell in row.cells])

    def measure_number(self, text: str) -> Numbered | None:
        """The number before the name of a measure in a cell, if it has one."""
        return self._measures.match(text) or _NUMBERS.match(text)

    def _row(self, row: TableRow) -> Part:
        cells = list(row.cells)
        while len(cells) > 1 and not cells[-1].text:
            cells.pop()
        if cells[0].text.startswith(JOINER):
            first = TableCell(cells[0].place, cells[0].text[1:])
            return Row(row.place, (first, *cells[1:]))
        texts = [cell.text for cell in cells]
        if all(set(text) <= _RULE for text in texts) and len("".join(texts)) > 1:
            return Rule(row.place)
        if (found := self._heading_in_row(row.place, texts)) is not None:
            return found
        layout = self._columns.heading(texts)
        return TableHeading(row.place, layout, tuple(texts)) if layout else Row(row.place, tuple(cells))

    def _heading_in_row(self, number: Place, texts: list[str]) -> Part | None:
        """A heading that stands in a table, alone in its row or with the text that belongs to it."""
        filled = [text for text in texts if text]
        if not texts[0] or len(filled) > 2:  # noqa: PLR2004 -- a heading and its text
            return None
        if len(filled) == 1:
            found = self._project(number, texts[0]) or self._measure(number, texts[0]) or self._exact(number, texts[0])
            return None if isinstance(found, MeasureHeading) and found.weak else found
        heading = self._exact(number, texts[0])
        if heading is None or heading.role == "caption":
            return None
        return None if self._columns.heading(texts) else LabelledText(heading, number, filled[1])

    def _project(self, number: Place, text: str) -> ProjectHeading | None:
        found = self._numbered(self._projects, text)
        return None if found is None else ProjectHeading(number, found.number, found.rest, text)

    def _measure(self, number: Place, text: str) -> MeasureHeading | None:
        found = self._numbered(self._measures, text)
        if found is None or (found.weak and (self._is_sentence(text) or self._exact(number, text))):
            return None
        return MeasureHeading(number, found.number, found.rest, text, found.above, found.weak)

    def _numbered(self, patterns: NumberPatterns, text: str) -> Numbered | None:
        """The number behind the decoration, which may be the pattern's own: 【事業1】."""
        return patterns.match(text.lstrip(self._dressing)) or patterns.match(text)

    def _is_sentence(self, text: str) -> bool:
        return text.endswith(tuple(self._profile.marks.stops)) or not heading_key(text)

    def _exact(self, number: Place, text: str) -> Heading | None:
        """A heading in the very words of the profile, behind a number of any style."""
        bare = text.lstrip(self._dressing)
        numbered = _NUMBERS.match(bare) if len(bare) <= _LONGEST_NUMBERED else None
        words, _ = self._bare(numbered.rest if numbered else text)
        found = self._headings.get(words)
        return None if found is None else Heading(number, found[0], found[1], text, exact=True)

    def _heading(self, number: Place, text: str) -> Heading | UnknownHeading | None:
        if found := self._exact(number, text):
            return found
        words, dressed = self._bare(text)
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
        found = self._chapters.match(text) if heading_key(text) else None
        return None if found is None else Chapter(number, found.number, text)
