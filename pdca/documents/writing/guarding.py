"""Keeps the reader from taking a text for a heading, a mark or markup: where it would, a joiner stands in between."""

import re

from pdca.documents.cells import CellReader
from pdca.documents.lines import Heading as ReadHeading
from pdca.documents.lines import LineReader, Row, Text
from pdca.documents.profile import Profile
from pdca.documents.source import JOINER, Paragraph, TableCell, TableRow

_BREAKS = re.compile("[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u2060\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text on one line, without what no file can hold."""
    return _BREAKS.sub(" ", _NO_TEXT.sub("", text)).strip()


class Guard:
    """Guards texts by what the reader of one profile would make of them."""

    def __init__(self, profile: Profile) -> None:
        """Prepare the readers."""
        marks = profile.marks
        self._advanced, self._mark = marks.advanced, marks.bullets[0]
        self._lines = LineReader(profile)
        self._cells = CellReader(profile)
        signs = "".join(map(re.escape, (marks.advanced, *marks.bullets, *marks.list)))
        stops = re.escape(marks.stops)
        self._doubtful = re.compile(rf"(?=[{signs}])|(?<=[{signs}{stops}<])")

    def text(self, text: str) -> str:
        """A line outside tables that is no heading, nor in Markdown a row."""
        plain = clean(text)
        is_text = isinstance(self._lines.read(Paragraph(0, plain)), Text) and not plain.startswith("|")
        return plain if is_text else JOINER + plain

    def is_caption(self, text: str) -> bool:
        """Whether the reader knows a heading over a table."""
        read = self._lines.read(Paragraph(0, text))
        return isinstance(read, ReadHeading) and read.role == "caption" and read.exact

    def row(self, cells: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        """A row of a table that is no heading row."""
        read = self._lines.read(TableRow(0, tuple(TableCell(0, "\n".join(lines)) for lines in cells)))
        if isinstance(read, Row):
            return cells
        return ((JOINER + "".join(cells[0]),), *cells[1:])

    def bullet(self, text: str, *, advanced: bool) -> str:
        """A line of a list or of a cell, with its mark."""
        plain = clean(text)
        mark = self._advanced if advanced else self._mark
        line = mark + (plain if self._is_plain(mark, plain) else self._doubtful.sub(JOINER, plain))
        return line if isinstance(self._lines.read(Paragraph(0, line)), Text) else mark + JOINER + line[len(mark) :]

    def _is_plain(self, mark: str, text: str) -> bool:
        """Whether it is one bullet, even with others behind it in the same cell."""
        cell = self._cells.read(f"{mark}{text} {mark}{text}", 0)
        return [(piece.marks, piece.text) for piece in cell.pieces] == 2 * [(mark, text)] and not cell.open_markup
