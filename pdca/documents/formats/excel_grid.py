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

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from pdca.documents.formats.excel_layout import Area, Layout, column_letters
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


class MergedTooOften(ValueError):
    """Raised when the merged areas of a sheet lie over each other so often that none of it can be meant."""


def settle(sheet: Sheet, layout: Layout) -> Rows:
    """Move merged texts to where they are seen and take hidden rows and columns out; returns the texts taken out."""
    steps = 0
    numbers = sorted(sheet.rows)
    for merged in layout.merged:
        inside = numbers[bisect_left(numbers, merged.top) : bisect_right(numbers, merged.bottom)]
        steps += len(inside) + 1
        if steps > MOST_STEPS:
            raise MergedTooOften
        _merge(sheet, layout, merged, inside)
    left_out: Rows = {}
    for row in numbers:
        for column in [at for at in sheet.rows[row] if layout.is_hidden(row, at)]:
            left_out.setdefault(row, {})[column] = sheet.rows[row].pop(column)
    sheet.rows = {row: sheet.rows[row] for row in numbers if row not in layout.hidden_rows}
    return left_out


def _merge(sheet: Sheet, layout: Layout, merged: Area, inside: list[int]) -> None:
    """A merged area shows the text of its first cell in the first cell that is not hidden."""
    text = sheet.rows.get(merged.top, {}).get(merged.left, "")
    for row in inside:
        for column in [at for at in sheet.rows[row] if merged.left <= at <= merged.right]:
            del sheet.rows[row][column]
    top = next((row for row in range(merged.top, merged.bottom + 1) if row not in layout.hidden_rows), None)
    columns = range(merged.left, merged.right + 1)
    left = next((at for at in columns if not any(a <= at <= b for a, b in layout.hidden_columns)), None)
    if top is None or left is None:
        top, left = merged.top, merged.left
    sheet.last_merged[top, left] = merged.right
    for row in inside:
        if row > top:
            sheet.merged_down.setdefault(row, set()).add(left)
    if text and top in sheet.rows:
        sheet.rows[top][left] = text


def blocks_of(sheet: Sheet, layout: Layout) -> Iterator[Block]:
    """The paragraphs and rows of a settled sheet."""
    table: list[int] = []
    before = 0
    for row, cells in sheet.rows.items():
        filled = sorted(column for column, text in cells.items() if text)
        if not filled:
            continue
        if table and not _follows(before, row, layout):
            yield from _table(sheet, table)
            table = []
        if len(filled) > 1 or (table and _goes_on(sheet, table, row, filled[0])):
            table.append(row)
        else:
            yield from _table(sheet, table)
            table = []
            yield from _paragraph(sheet, row, filled[0])
        before = row
    yield from _table(sheet, table)


def _follows(before: int, row: int, layout: Layout) -> bool:
    """Whether nothing but hidden rows stands between two rows."""
    return all(between in layout.hidden_rows for between in range(before + 1, row))


def _goes_on(sheet: Sheet, table: list[int], row: int, column: int) -> bool:
    columns = _columns(sheet, table)
    if column > columns[0] or any(at in sheet.merged_down.get(row, ()) for at in columns):
        return column >= columns[0]
    last = sheet.last_merged.get((row, column), column)
    return column == columns[0] and any((row, at) in sheet.bordered for at in columns if at > last)


def _columns(sheet: Sheet, table: list[int]) -> list[int]:
    return sorted({column for row in table for column, text in sheet.rows[row].items() if text})


def _table(sheet: Sheet, table: list[int]) -> Iterator[Block]:
    if not table:
        return
    columns = _columns(sheet, table)
    yield Gap(sheet.place(table[0], columns[0]))
    for row in table:
        cells = sheet.rows[row]
        place = next(sheet.place(row, column) for column in columns if cells.get(column))
        yield TableRow(place, tuple(TableCell(sheet.place(row, column), cells.get(column, "")) for column in columns))
    yield Gap(sheet.place(table[-1], columns[0]))


def _paragraph(sheet: Sheet, row: int, column: int) -> Iterator[Block]:
    place = sheet.place(row, column)
    for line in sheet.rows[row][column].split("\n"):
        yield Paragraph(place, line)
    yield Gap(place)


def runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Numbers that follow each other as ranges: 3, 4, 5, 9 are 3–5 and 9."""
    groups = itertools.groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0])
    ranges = [[number for _, number in group] for _, group in groups]
    return [(each[0], each[-1]) for each in ranges]
