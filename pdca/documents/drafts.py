"""The document while it is being read: what stands where, before anything is paired or checked."""

from dataclasses import dataclass, field

from pdca.documents.cells import Piece
from pdca.documents.profile import TableKind
from pdca.documents.source import Place
from pdca.documents.words import circled_sign


@dataclass
class DraftRow:
    """A row of a table, with the rows that continue it."""

    name: str
    line: Place
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class DraftTable:
    """A table from its heading on, with its later parts."""

    kind: TableKind
    line: Place
    rows: dict[str, DraftRow] = field(default_factory=dict)  # by the key of the name
    last: DraftRow | None = None


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


@dataclass
class DraftProject:
    """A project with its vision and measures."""

    number: int
    name: str
    line: Place
    vision: list[Piece] = field(default_factory=list)
    measures: list[DraftMeasure] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The project's name in a message."""
        return f"プロジェクト{self.number}"

    def add_measure(self, number: int, name: str, line: Place) -> DraftMeasure:
        """Begin the next measure."""
        measure = DraftMeasure(number, name, line, f"{self.place}の取組{circled_sign(number)}")
        self.measures.append(measure)
        return measure
