"""The document while it is being read: what stands where, before anything is paired or checked."""

from dataclasses import dataclass, field

from pdca.documents.cells import Piece
from pdca.documents.columns import Column
from pdca.documents.figures import FigureRead
from pdca.documents.profile import ColumnRole, TableKind
from pdca.documents.source import Place
from pdca.documents.words import circled_sign, key


@dataclass
class DraftFigure:
    """A figure in a column, or in a row of its year."""

    column: Column
    year: int | None
    read: FigureRead
    line: Place


@dataclass
class DraftRow:
    """A row of a table, with the rows that continue it; `said` are its department, unit, rating and the like."""

    name: str
    line: Place
    pieces: list[Piece] = field(default_factory=list)
    said: dict[ColumnRole, str] = field(default_factory=dict)
    figures: list[DraftFigure] = field(default_factory=list)


@dataclass
class DraftTable:
    """A table from its heading on, with its later parts."""

    kind: TableKind
    line: Place
    rows: dict[str, DraftRow] = field(default_factory=dict)  # by the key of the name


@dataclass
class DraftMeasure:
    """A measure with the tables found under it."""

    number: int
    name: str
    line: Place
    place: str
    paragraphs: list[list[str]] = field(default_factory=list)
    description_line: Place | None = None
    tables: dict[TableKind, DraftTable] = field(default_factory=dict)

    def row(self, kinds: tuple[TableKind, ...], name: str) -> DraftRow | None:
        """The row that one of the tables has already under the key of a name."""
        tables = (self.tables[kind] for kind in kinds if kind in self.tables)
        return next((table.rows[name] for table in tables if name in table.rows), None)

    def add_row(self, kind: TableKind, name: str, line: Place, table_line: Place) -> DraftRow:
        """Begin a row of a table, which begins with its first one."""
        table = self.tables.setdefault(kind, DraftTable(kind, table_line))
        row = table.rows[key(name)] = DraftRow(name, line)
        return row


@dataclass
class DraftProject:
    """A project with its vision and measures."""

    number: int
    name: str
    line: Place
    vision: list[Piece] = field(default_factory=list)
    measures: list[DraftMeasure] = field(default_factory=list)
    named: dict[str, DraftMeasure] = field(default_factory=dict)  # by the key of the name

    @property
    def place(self) -> str:
        """The project's name in a message."""
        return f"プロジェクト{self.number}"

    def add_measure(self, number: int, name: str, line: Place) -> DraftMeasure:
        """Begin the next measure."""
        measure = DraftMeasure(number, name, line, f"{self.place}の取組{circled_sign(number)}")
        self.measures.append(measure)
        self.named.setdefault(key(name), measure)
        return measure
