"""How a sheet is laid out: what is hidden, merged, computed or wrong; counted before a library reads the sheet."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pdca.documents.findings import Findings
from pdca.documents.formats.office import Office, S

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_CELLS = 200_000
MOST_ROWS = 200_000
MOST_COLUMNS = 1000
MOST_COLUMN_GROUPS = 20_000
MOST_MERGED = 20_000
LARGEST_SHEET = 64 << 20
_STEP = 2000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


class Area(NamedTuple):
    """A rectangle of cells, from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Layout:
    """What the file says of one sheet beside the values."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    cells: int = 0

    def is_hidden(self, row: int, column: int) -> bool:
        """Whether a cell is not to be seen."""
        return row in self.hidden_rows or column in self.hidden_columns


def area(reference: str) -> Area | None:
    """「B2:D5」 as numbers, or None when it is no such place of a sheet."""
    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    left, top = column_number(found[1]), int(found[2])
    right, bottom = (column_number(found[3]), int(found[4])) if found[3] else (left, top)
    if not (0 < top <= bottom <= _LAST_ROW and 0 < left <= right <= _LAST_COLUMN):
        return None
    return Area(top, left, bottom, right)


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class LayoutReader:
    """Scans the sheets of one file; all cells count towards one limit."""

    def __init__(self, office: Office, findings: Findings) -> None:
        """Start with nothing counted."""
        self._office = office
        self._findings = findings
        self._cells = 0
        self.rows = 0
        self._columns = 0

    def read(self, part: str) -> Layout:
        """The layout of a sheet; raises UnreadableDocument beyond the limits."""
        from lxml import etree  # noqa: PLC0415 -- the text path must not wait for it

        content = self._office.xml(part, LARGEST_SHEET)
        layout = Layout()
        found = etree.iterparse(
            io.BytesIO(content),
            events=("end",),
            tag=[f"{S}row", f"{S}col", f"{S}mergeCell"],
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        takes: dict[str, Callable[[_Element, Layout], None]] = {
            f"{S}row": self._take_row,
            f"{S}col": self._take_column,
            f"{S}mergeCell": self._take_merged,
        }
        try:
            for _, element in found:
                takes[str(element.tag)](element, layout)
                _forget(element)
        except etree.XMLSyntaxError:
            self._office.refuse("xml_damaged", part=part)
        return layout

    def _take_row(self, row: "_Element", layout: Layout) -> None:
        self.rows += 1
        if self.rows % _STEP == 0:
            self._findings.came(self.rows, 2 * MOST_ROWS)  # the values are the other half
        number = _whole(row.get("r", str(layout.rows + 1)), 0)
        if not 0 < number <= _LAST_ROW:  # the library would count up to it, row by row
            self._office.refuse("xml_damaged", part=f"{layout.rows}行目の次")
        layout.rows = number
        if row.get("hidden") in ("1", "true") or row.get("ht") == "0":
            layout.hidden_rows.add(number)
        at = 0
        for cell in row.iterchildren(f"{S}c"):
            self._cells += 1
            layout.cells += 1
            place = area(str(cell.get("r") or ""))
            at = place.left if place is not None else at + 1
            if len(cell) and at > MOST_COLUMNS:
                self._office.refuse("table_too_wide")
            if cell.find(f"{S}f") is not None and not cell.findtext(f"{S}v") and cell.get("t") != "str":
                layout.without_value.append((number, at))
        if self._cells > MOST_CELLS or self.rows > MOST_ROWS:
            self._office.refuse("too_many_table_cells", most=MOST_CELLS)

    def _take_column(self, column: "_Element", layout: Layout) -> None:
        self._columns += 1
        if self._columns > MOST_COLUMN_GROUPS:
            self._office.refuse("table_too_wide")
        if column.get("hidden") in ("1", "true") or column.get("width") == "0":
            first = _whole(column.get("min"), 0)
            last = min(_whole(column.get("max"), first), MOST_COLUMNS)
            layout.hidden_columns.update(range(first, last + 1))

    def _take_merged(self, merged: "_Element", layout: Layout) -> None:
        found = area(str(merged.get("ref") or ""))
        if found is not None:
            layout.merged.append(found)
        if len(layout.merged) > MOST_MERGED:
            self._office.refuse("table_too_wide")


def _forget(element: "_Element") -> None:
    """Free what was read: a sheet is larger than its rows one by one."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else default  # noqa: PLR2004
