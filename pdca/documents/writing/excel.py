"""The plan as an Excel file: a sheet for the facts and one per project, wrapped, nothing merged, ready to print."""

import io
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from pdca.documents.writing.layout import Bullets, Cell, Heading, Layout, Part, ProjectPart, Table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_FONT = "游ゴシック"
_NAME_WIDTH, _TEXT_WIDTH, _FIGURE_WIDTH = 26, 78, 14
_HEADING_POINTS = 26
_LINE_POINTS = 16
_MOST_LINES = 25  # of a row: Excel shows none that is higher than 409 points
_MOST_LETTERS = 30_000  # of a cell: Excel takes 32,767
_FACTS = "計画"
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_A4 = 9


def write_excel(layout: Layout) -> bytes:
    """The bytes of the file."""
    import xlsxwriter  # noqa: PLC0415 -- only this format needs it

    out = io.BytesIO()
    inert = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **inert}) as book:
        book.set_properties({"title": layout.title})
        dress = _Dress(book)
        facts = _Sheet(book, _FACTS, dress)
        facts.write(Heading(1, layout.title))
        for part in layout.preamble:
            facts.write(part)
        facts.finish()
        for project in layout.projects:
            _write_project(book, project, dress)
    return out.getvalue()


def _write_project(book: "Workbook", project: ProjectPart, dress: "_Dress") -> None:
    sheet = _Sheet(book, project.label, dress)
    for part in project.parts:
        sheet.write(part)
    sheet.finish()


class _Dress:
    """The formats of cells."""

    def __init__(self, book: "Workbook") -> None:
        plain = {"font_name": _FONT, "font_size": 10.5, "valign": "top"}
        ruled = {**plain, "text_wrap": True, "border": 1}
        self.headings = [book.add_format({**plain, "bold": True, "font_size": size}) for size in (14, 12, 11, 10.5)]
        self.text = book.add_format({**plain, "text_wrap": True})
        self.cell = book.add_format(ruled)
        self.head = book.add_format({**ruled, "bold": True, "bg_color": "#EBEBEB"})


class _Sheet:
    """One sheet, written from above."""

    def __init__(self, book: "Workbook", name: str, dress: _Dress) -> None:
        self._sheet: Worksheet = book.add_worksheet(_sheet_name(book, name))
        self._dress = dress
        self._row = 0
        self._columns = 2
        self._is_below_table = False

    def write(self, part: Part) -> None:
        """Add a part of the plan."""
        self._write(part)
        self._is_below_table = isinstance(part, Table)

    def _write(self, part: Part) -> None:
        if isinstance(part, Table):
            self._write_table(part)
        elif isinstance(part, Bullets):
            for line in part.lines:
                self._write_line(line)
        elif isinstance(part, Heading):
            self._row += bool(self._row and part.level > 1 and not self._is_below_table)
            self._sheet.write_string(self._row, 0, part.text, self._dress.headings[part.level - 1])
            self._sheet.set_row(self._row, _HEADING_POINTS)
            self._row += 1
        else:
            self._write_line(part.text)

    def finish(self) -> None:
        """Set the widths and how it prints."""
        sheet, last = self._sheet, max(self._row - 1 - self._is_below_table, 0)
        sheet.set_column(0, 0, _NAME_WIDTH)
        sheet.set_column(1, 1, _TEXT_WIDTH)
        if self._columns > 2:  # noqa: PLR2004 -- name and text
            sheet.set_column(2, self._columns - 1, _FIGURE_WIDTH)
            sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last, self._columns - 1)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P")
        sheet.ignore_errors({"number_stored_as_text": f"A1:{_letter(self._columns)}{last + 1}"})

    def _write_line(self, text: str) -> None:
        """A text outside tables stands in the wide column."""
        self._sheet.write_string(self._row, 1, text, self._dress.text)
        self._sheet.set_row(self._row, _LINE_POINTS * _lines(text, _TEXT_WIDTH))
        self._row += 1

    def _write_table(self, table: Table) -> None:
        self._columns = max(self._columns, len(table.heading))
        self._write_row(tuple((word,) for word in table.heading), self._dress.head)
        for row in table.rows:
            for part in _parts_of(row):
                self._write_row(part, self._dress.cell)
        self._row += 1  # an empty row: what stands right below a table would be its next row

    def _write_row(self, cells: tuple[Cell, ...], dress: Any) -> None:  # noqa: ANN401 -- xlsxwriter's Format
        for column, lines in enumerate(cells):
            self._sheet.write_string(self._row, column, "\n".join(lines), dress)
        height = max(_height(lines, _width(column)) for column, lines in enumerate(cells))
        self._sheet.set_row(self._row, _LINE_POINTS * height + 4)
        self._row += 1


def _parts_of(row: tuple[Cell, ...]) -> list[tuple[Cell, ...]]:
    """The row as one, or where Excel could not show it whole, as one with rows behind it that go on without a name."""
    if len(row) > 2 or _fits(row[1]):  # noqa: PLR2004 -- name and text
        return [row]
    parts: list[list[str]] = [[]]
    for line in row[1]:
        if parts[-1] and not _fits((*parts[-1], line)):
            parts.append([])
        parts[-1].append(line)
    return [(row[0] if not number else ("",), tuple(lines)) for number, lines in enumerate(parts)]


def _fits(lines: Cell) -> bool:
    return _height(lines, _TEXT_WIDTH) <= _MOST_LINES and sum(map(len, lines)) <= _MOST_LETTERS


def _height(lines: Cell, width: int) -> int:
    return max(1, sum(_lines(line, width) for line in lines))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column: a wide letter takes two places."""
    places = sum(2 if unicodedata.east_asian_width(letter) in "FWA" else 1 for letter in text)
    return max(1, math.ceil(places / (width - 2)))


def _width(column: int) -> int:
    return (_NAME_WIDTH, _TEXT_WIDTH)[column] if column < 2 else _FIGURE_WIDTH  # noqa: PLR2004 -- name and text


def _letter(columns: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

    return str(xl_col_to_name(columns - 1))


def _sheet_name(book: "Workbook", wanted: str) -> str:
    """A name as Excel takes it: at most 31 letters, some signs none, none twice."""
    name = _NOT_IN_A_NAME.sub(" ", wanted)[:24].strip() or "シート"
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    return name if name.casefold() not in taken else f"{name} ({len(taken)})"
