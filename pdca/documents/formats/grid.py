"""The cells of a table with spans, put into columns."""

from pdca.documents.source import Place, TableCell, TableRow

_MOST_COLUMNS = 100
_MOST_ROWS = 5000  # that one cell may span


class Grid:
    """Gathers cells row by row; a place covered by another cell's span holds an empty cell."""

    def __init__(self, *, inside: bool = False) -> None:
        """Start with no row; `inside` says that the table stands in a cell of another."""
        self.inside = inside
        self.is_cut = False
        self._rows: list[tuple[Place, list[TableCell]]] = []
        self._covered: dict[int, int] = {}  # column → rows, from the one that the cell stands in
        self._from_above: frozenset[int] = frozenset()

    def open_row(self, place: Place) -> None:
        """Begin the next row."""
        self._close_row()
        self._rows.append((place, []))

    def add(self, cell: TableCell, down: int = 1, across: int = 1) -> None:
        """Add a cell that covers so many rows and columns."""
        if not self._rows:
            self.open_row(cell.place)
        cells = self._rows[-1][1]
        self._skip_covered(cells)
        across = self._limited(max(across, 1), _MOST_COLUMNS - len(cells))
        down = self._limited(down or _MOST_ROWS, _MOST_ROWS)
        for offset in range(across):
            if down > 1:
                self._covered[len(cells)] = down
            cells.append(cell if offset == 0 else TableCell(cell.place, ""))

    def rows(self) -> list[TableRow]:
        """All rows that have cells."""
        self._close_row()
        return [TableRow(place, tuple(cells)) for place, cells in self._rows if cells]

    def _skip_covered(self, cells: list[TableCell]) -> None:
        while len(cells) in self._from_above:
            cells.append(TableCell(self._rows[-1][0], ""))

    def _limited(self, wanted: int, most: int) -> int:
        if wanted > most:
            self.is_cut = True
        return max(0, min(wanted, most))

    def _close_row(self) -> None:
        if self._rows:
            self._skip_covered(self._rows[-1][1])
        self._covered = {column: left - 1 for column, left in self._covered.items() if left > 1}
        self._from_above = frozenset(self._covered)
