"""The rows of the table that stands open: which row each names, goes on with, or is refused with."""

from dataclasses import dataclass, field

from pdca.documents.cells import Cell, CellReader, joined
from pdca.documents.columns import Column, Layout
from pdca.documents.doubts import Doubts
from pdca.documents.drafts import DraftFigure, DraftMeasure, DraftRow
from pdca.documents.figures import FigureReader
from pdca.documents.findings import Findings
from pdca.documents.lines import Row
from pdca.documents.profile import ColumnRole, Profile, TableKind
from pdca.documents.source import Place, TableCell, where
from pdca.documents.words import key, year_in

_TEXTS: dict[ColumnRole, str] = {"goal": "_goals", "progress": "_progress"}
_SAID: frozenset[ColumnRole] = frozenset({"department", "direction", "rating", "unit"})
_FIGURES: frozenset[ColumnRole] = frozenset({"baseline", "target", "value"})
_NOTHING = frozenset("-−―ー－—–‐/／… ")
_LONGEST_NOTHING = 5
_OFFICES = ("課", "室", "係", "部", "局", "所", "館", "センター", "委員会", "会議")


@dataclass
class OpenTable:
    """A table while its rows are read: its columns, and the rows that a row without a name goes on with.

    `goes_on`: the row at hand goes on behind a cut, where a sentence may go on too.
    """

    layout: Layout
    line: Place
    last: dict[TableKind, DraftRow] = field(default_factory=dict)
    name: str = ""
    left_out: bool = False
    goes_on: bool = False
    year: int | None = None

    @property
    def kind(self) -> TableKind:
        """What a message calls the table."""
        return self.layout.kinds[0]


class TableReader:
    """Takes rows into the drafts of a measure."""

    def __init__(self, profile: Profile, findings: Findings, cells: CellReader, doubts: Doubts) -> None:
        """Keep the words and where to report."""
        self._profile = profile
        self._findings = findings
        self._cells = cells
        self._doubts = doubts
        self._figures = FigureReader(profile.figures)

    def note_columns(self, table: OpenTable, place: str) -> None:
        """Say which columns are not taken, and what is read but not kept."""
        numeric = table.kind == "numeric"
        for column in table.layout.columns:
            if column.role == "ignored":
                self._findings.add(table.line, "column_ignored", place=place, read=column.read)
            elif (column.role in _TEXTS) and numeric:
                self._findings.add(table.line, "column_left", place=place, read=column.read)
        if table.layout.first("rating") is not None or table.layout.first("direction") is not None:
            self._findings.add(table.line, "rating_not_recorded", place=place)

    def note_joined(self, line: Place, table: OpenTable, place: str) -> None:
        """Say that a table goes on after something that cut it."""
        self._findings.add(line, "table_joined", place=place, heading=self._heading(table))

    def take(self, part: Row, table: OpenTable, measure: DraftMeasure, *, gap: bool) -> bool:
        """Take a row into the tables of a measure; whether it was taken."""
        columns = table.layout.columns
        if len(part.cells) > len(columns) and any(cell.text for cell in part.cells[len(columns) :]):
            self._findings.add(part.line, "too_many_cells", place=measure.place, count=len(part.cells))
            table.left_out = True
            return False
        if gap and table.last:
            self.note_joined(part.line, table, measure.place)
        label = table.layout.label()
        name = part.cells[label].text.replace("\n", "") if label is not None and label < len(part.cells) else ""
        rows = self._rows_for(name, part, table, measure, gap=gap)
        if rows is None:
            return False
        self._fill(part, table, rows, measure.place)
        return True

    def take_wrapped(self, line: Place, text: str, table: OpenTable, place: str) -> None:
        """Take a line of text that goes on with the last cell of the last row."""
        self._findings.add(line, "line_joined", place=place)
        kind = table.layout.kinds[-1]
        row = table.last[kind]
        cell = self._cells.read(text, line)
        cell.continue_last(row.pieces)
        self._add_pieces(cell, line, kind, row, place)

    # Which row

    def _rows_for(
        self, name: str, part: Row, table: OpenTable, measure: DraftMeasure, *, gap: bool
    ) -> dict[TableKind, DraftRow] | None:
        by_year = table.layout.first("year") is not None
        table.goes_on = False
        same = key(name) == key(table.name)
        if not name and table.left_out:
            return None
        if table.last and (not name or (same and (gap or by_year))):
            if not by_year:
                self._findings.add(part.line, "row_continued", place=measure.place, name=table.name)
            table.goes_on = gap and self._profile.marks.required
            return table.last
        table.left_out = True
        if not name:
            self._findings.add(part.line, "row_without_name", place=measure.place, heading=self._heading(table))
            return None
        if first := measure.row(table.layout.kinds, key(name)):
            said = {"heading": self._heading(table), "name": name, "first": where(first.line)}
            self._findings.add(part.line, "row_twice", place=measure.place, **said)
            return None
        table.left_out, table.name, table.year = False, name, None
        table.last = {kind: measure.add_row(kind, name, part.line, table.line) for kind in table.layout.kinds}
        return table.last

    def _heading(self, table: OpenTable) -> str:
        return self._profile.tables.heading(table.kind)

    # What stands in it

    def _fill(self, part: Row, table: OpenTable, rows: dict[TableKind, DraftRow], place: str) -> None:
        cells = {k: cell for k, cell in enumerate(part.cells) if cell.text}
        texts = self._text_columns(table.layout)
        for kind, at in texts.items():
            text = "\n".join(cells[k].text for k in at if k in cells and not _is_nothing(cells[k].text))
            place_of = next((cells[k].place for k in at if k in cells), part.line)
            if not text:
                self._findings.add(part.line, "blank_cell", place=place, name=rows[kind].name)
            found = self._cells.read(text, place_of)
            if table.goes_on and self._is_cut(rows[kind]):
                found.continue_last(rows[kind].pieces)
            self._add_pieces(found, place_of, kind, rows[kind], place)
        row = next(iter(rows.values()))
        year = table.layout.first("year")
        if year is not None and year in cells:
            table.year = year_in(key(cells[year].text))
        for k, cell in cells.items():
            if not any(k in at for at in texts.values()):
                self._take_cell(table.layout.columns[k], cell, table, row, place)

    def _is_cut(self, row: DraftRow) -> bool:
        """Whether the last bullet so far does not end as a sentence does."""
        return bool(row.pieces) and not self._cells.ends_sentence(row.pieces[-1].text)

    def _text_columns(self, layout: Layout) -> dict[TableKind, list[int]]:
        """The columns of each kind's texts; a column without words of its own belongs to the one at its left."""
        found: dict[TableKind, list[int]] = {}
        kinds = {"goal": "_goals", "progress": "_progress"}
        left: TableKind | None = None
        for k, column in enumerate(layout.columns):
            end = kinds.get(column.role or "", "-")
            named = next((kind for kind in layout.kinds if kind.endswith(end)), None)
            left = named if column.role is not None or column.read else left
            if left is not None:
                found.setdefault(left, []).append(k)
        return found

    def _take_cell(self, column: Column, cell: TableCell, table: OpenTable, row: DraftRow, place: str) -> None:
        text = _unwrapped(cell.text)
        if column.role in _SAID and not _is_nothing(text):
            before = row.said.get(column.role)
            row.said[column.role] = text if before in {None, text} else f"{before}\n{text}"
        elif column.role in _FIGURES:
            read = self._figures.read(cell.text)
            if read is not None:
                named = column.year or (table.year if column.role == "value" else None)
                year = named or read.year if column.role == "value" else read.year or named
                row.figures.append(DraftFigure(column, year, read, cell.place))
        elif column.role is None and not column.read:
            self._findings.add(cell.place, "cell_without_heading", place=place, name=row.name, read=text)

    def _add_pieces(self, cell: Cell, line: Place, kind: TableKind, row: DraftRow, place: str) -> None:
        row.pieces.extend(cell.pieces)
        self._doubts.report(cell, line, place, row.name)
        star = self._profile.marks.advanced
        if kind.endswith("_progress") and any(star in piece.marks for piece in cell.pieces):
            self._findings.add(line, "star_in_progress", place=place, name=row.name, star=star)


def _unwrapped(text: str) -> str:
    """A few words that a narrow column wrapped as one line, unless each line names an office of its own."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return "\n".join(lines) if all(line.endswith(_OFFICES) for line in lines) else joined(lines)


def _is_nothing(text: str) -> bool:
    """A dash or a slash in a cell of words says that there is nothing to say."""
    return len(text) < _LONGEST_NOTHING and set(text) <= _NOTHING
