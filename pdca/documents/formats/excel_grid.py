"""From the cells of a sheet to paragraphs and rows.

A row with texts in two or more cells is a row of a table. A row with one text is a paragraph (a heading, a sentence),
unless it directly follows a row of a table and
- the text stands right of the table's first column (the row goes on with the one above), or
- a cell of the table above is merged down into this row, or
- the text stands in the first column, is not merged over the others, and one of them has borders on both sides, as the
  cells of a table have: a row whose content is still to be written.
An empty row ends a table. Columns in which no row of a table has a text are left out, so that a table drawn over merged
columns has as many cells as it shows; all rows of the table keep the rest, so that they stay in line.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from pdca.documents.formats.excel_layout import MOST_COLUMNS, Area, Layout, column_letters
from pdca.documents.source import Block, Gap, Paragraph, TableCell, TableRow

MOST_STEPS = 1_000_000

Rows = dict[int, dict[int, str]]


@dataclass
class Sheet:
    """The visible texts of one sheet by row and column, and what tells a table from a heading."""

    name: str
    rows: Rows = field(default_factory=dict)
    bordered: set[tuple[int, int]] = field(default_factory=set)
    last_merged: dict[tuple[int, int], int] = field(default_factory=dict)
    merged_down: dict[int, set[int]] = field(default_factory=dict)

    def place(self, row: int, column: int) -> str:
        """The place of a cell: 「重1」シートのB12."""
        return f"「{self.name}」シートの{column_letters(column)}{row}"


class HiddenRows:
    """Finds the next row that is seen; thousands of rows may be hidden together."""

    def __init__(self, rows: set[int]) -> None:
        """Keep where each run of hidden rows begins, and the row behind it."""
        self._begins: list[int] = []
        self._behind: list[int] = []
        for row in sorted(rows):
            if self._behind and self._behind[-1] == row:
                self._behind[-1] = row + 1
            else:
                self._begins.append(row)
                self._behind.append(row + 1)

    def next_visible(self, row: int) -> int:
        """The row itself, or the first one behind it that is not hidden."""
        at = bisect_right(self._begins, row) - 1
        return max(row, self._behind[at]) if at >= 0 else row


class MergedTooOften(ValueError):
    """Raised when the merged areas of a sheet lie over each other so often that none of it can be meant."""


def settle(sheet: Sheet, layout: Layout) -> Rows:
    """Move merged texts to where they are seen and take hidden rows and columns out; returns the texts taken out."""
    steps = 0
    numbers = sorted(sheet.rows)
    hidden = HiddenRows(layout.hidden_rows)
    for merged in layout.merged:
        inside = numbers[bisect_left(numbers, merged.top) : bisect_right(numbers, merged.bottom)]
        steps += len(inside) + 1
        if steps > MOST_STEPS:
            raise MergedTooOften
        _merge(sheet, _seen_at(merged, layout, hidden), merged, inside)
    left_out: Rows = {}
    for row in sheet.rows:
        for column in [at for at in sheet.rows[row] if layout.is_hidden(row, at)]:
            left_out.setdefault(row, {})[column] = sheet.rows[row].pop(column)
    sheet.rows = {row: sheet.rows[row] for row in sorted(sheet.rows) if row not in layout.hidden_rows}
    return left_out


def _seen_at(merged: Area, layout: Layout, hidden: HiddenRows) -> tuple[int, int]:
    """The first cell of a merged area that is not hidden; its first one, if all are."""
    top = hidden.next_visible(merged.top)
    columns = range(merged.left, min(merged.right, MOST_COLUMNS) + 1)
    left = next((at for at in columns if at not in layout.hidden_columns), None)
    return (merged.top, merged.left) if top > merged.bottom or left is None else (top, left)


def _merge(sheet: Sheet, at: tuple[int, int], merged: Area, inside: list[int]) -> None:
    """A merged area shows the text of its first cell where it is seen, and what it covers nowhere."""
    top, left = at
    text = sheet.rows.get(merged.top, {}).get(merged.left, "")
    for row in inside:
        for column in [each for each in sheet.rows[row] if merged.left <= each <= merged.right]:
            del sheet.rows[row][column]
        if row > top:
            sheet.merged_down.setdefault(row, set()).add(left)
    sheet.last_merged[at] = merged.right
    if text:
        sheet.rows.setdefault(top, {})[left] = text


def blocks_of(sheet: Sheet, layout: Layout) -> Iterator[Block]:
    """The paragraphs and rows of a settled sheet."""
    table = _Table(sheet)
    before = 0
    for row, cells in sheet.rows.items():
        filled = sorted(column for column, text in cells.items() if text)
        if not filled:
            continue
        if not _follows(before, row, layout):
            yield from table.close()
        if len(filled) > 1 or table.takes(row, filled[0]):
            table.add(row, filled)
        else:
            yield from table.close()
            yield from _paragraph(sheet, row, filled[0])
        before = row
    yield from table.close()


def _follows(before: int, row: int, layout: Layout) -> bool:
    """Whether nothing but hidden rows stands between two rows."""
    return all(between in layout.hidden_rows for between in range(before + 1, row))


class _Table:
    """Rows that follow each other."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._rows: list[int] = []
        self._columns: set[int] = set()

    def add(self, row: int, filled: list[int]) -> None:
        """One more row, and the columns in which it has texts."""
        self._rows.append(row)
        self._columns.update(filled)

    def takes(self, row: int, column: int) -> bool:
        """Whether a row with one text belongs to the table, as the first lines of this module say."""
        if not self._rows:
            return False
        first = min(self._columns)
        if column != first:
            return column > first
        if not self._columns.isdisjoint(self._sheet.merged_down.get(row, ())):
            return True
        last = self._sheet.last_merged.get((row, column), column)
        return any((row, at) in self._sheet.bordered for at in self._columns if at > last)

    def close(self) -> Iterator[Block]:
        """The rows so far, between two gaps; afterwards there is none."""
        if not self._rows:
            return
        columns = sorted(self._columns)
        yield Gap(self._sheet.place(self._rows[0], columns[0]))
        for row in self._rows:
            yield self._row(row, columns)
        yield Gap(self._sheet.place(self._rows[-1], columns[0]))
        self._rows, self._columns = [], set()

    def _row(self, row: int, columns: list[int]) -> TableRow:
        texts = self._sheet.rows[row]
        place = next(self._sheet.place(row, column) for column in columns if texts.get(column))
        cells = (TableCell(self._sheet.place(row, column), texts.get(column, "")) for column in columns)
        return TableRow(place, tuple(cells))


def _paragraph(sheet: Sheet, row: int, column: int) -> Iterator[Block]:
    place = sheet.place(row, column)
    for line in sheet.rows[row][column].split("\n"):
        yield Paragraph(place, line)
    yield Gap(place)
