"""From a page of a PDF to its lines and its ruled tables, from top to bottom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from pdca.documents.findings import Findings
from pdca.documents.formats.pdf_letters import UNKNOWN, Letter, Line, lines_of, plain_letter

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage
    from pdfplumber.table import Table as PdfTable

_Edge = dict[str, Any]
_Box = tuple[float, ...]
_NEAR = 4.0  # points within which two drawn lines are one
_SHORTEST_EDGE = 6.0
_NARROWEST = 7.0
_SLANT = 0.1
_MOST_EDGES = 3000
_MOST_LETTERS = 30_000


class Table(msgspec.Struct, frozen=True):
    """A ruled table: of each row its cells, of each cell its lines; a cell that another one spans has none."""

    top: float
    bottom: float
    x1: float
    rows: list[list[list[Line]]]


class Page(msgspec.Struct, frozen=True):
    """What stands on a page."""

    number: int
    width: float
    height: float
    items: list[Line | Table]
    letters: int
    unknown: int

    @property
    def place(self) -> str:
        """The page in a finding."""
        return f"{self.number}ページ"


def read_page(page: "PdfPage", number: int, findings: Findings) -> Page:
    """The lines and tables of a page; what is turned or lies outside the paper is left out."""
    place = f"{number}ページ"
    if len(page.chars) > _MOST_LETTERS or len(page.edges) > _MOST_EDGES:
        findings.add(place, "pdf_page_crowded")
        return Page(number, float(page.width), float(page.height), [], 1, 0)
    letters = _upright(page, place, findings)
    unknown = sum(plain_letter(letter) == UNKNOWN != letter["text"] for letter in letters)
    if unknown:
        findings.add(place, "letter_unmapped", count=unknown)
    if not letters and page.images:
        findings.add(place, "page_without_text")
    items: list[Line | Table] = []
    for found in _tables(page):
        table, letters = _table(found, letters, place, findings)
        if not table.rows:
            continue
        # A box with one cell is a frame around text.
        single = len(table.rows) == 1 and len(table.rows[0]) == 1
        items += table.rows[0][0] if single else [table]
    items += lines_of(letters, place, findings)
    items.sort(key=_top)
    return Page(number, float(page.width), float(page.height), items, len(page.chars), unknown)


def _top(item: Line | Table) -> float:
    return item.top


def _upright(page: "PdfPage", place: str, findings: Findings) -> list[Letter]:
    inside = [letter for letter in page.chars if _is_on_paper(letter, page)]
    turned = "".join(plain_letter(letter) for letter in inside if not _is_upright(letter)).strip()
    if turned:
        findings.add(place, "rotated_left_out", read=turned)
    return [letter for letter in inside if _is_upright(letter)]


def _is_upright(letter: Letter) -> bool:
    along, up = letter["matrix"][:2]
    return bool(along > 0 and abs(up) < _SLANT * along)


def _is_on_paper(letter: Letter, page: "PdfPage") -> bool:
    return bool(letter["x1"] > 0 and letter["x0"] < page.width and letter["bottom"] > 0 and letter["top"] < page.height)


# Tables


def _tables(page: "PdfPage") -> list["PdfTable"]:
    from pdfplumber.table import merge_edges  # noqa: PLC0415  only this format needs it

    long = [edge for edge in page.edges if max(edge["x1"] - edge["x0"], edge["bottom"] - edge["top"]) > _SHORTEST_EDGE]
    edges = _completed(merge_edges(long, 3, 3, 3, 3))
    across = [edge for edge in edges if edge["orientation"] == "h"]
    down = [edge for edge in edges if edge["orientation"] == "v"]
    if len(across) < 2 or len(down) < 2:  # noqa: PLR2004  fewer make no cell
        return []
    settings = {
        "vertical_strategy": "explicit",
        "horizontal_strategy": "explicit",
        "explicit_vertical_lines": down,
        "explicit_horizontal_lines": across,
    }
    return page.find_tables(settings)


def _completed(edges: list[_Edge]) -> list[_Edge]:
    """With the outer border of each table: a page break, or the taste of the author, leaves parts of it undrawn."""
    added: list[_Edge] = []
    for group in _connected(edges):
        across = [edge for edge in group if edge["orientation"] == "h"]
        down = [edge for edge in group if edge["orientation"] == "v"]
        if not _divide(across, down):
            continue
        x0, x1 = min(edge["x0"] for edge in group), max(edge["x1"] for edge in group)
        top, bottom = min(edge["top"] for edge in group), max(edge["bottom"] for edge in group)
        for x in (x0, x1):
            drawn = sum(edge["bottom"] - edge["top"] for edge in down if abs(edge["x0"] - x) < _NEAR)
            if drawn < bottom - top - _NEAR:
                added.append(_edge("v", x, x, top, bottom))
        for y in (top, bottom):
            drawn = sum(edge["x1"] - edge["x0"] for edge in across if abs(edge["top"] - y) < _NEAR)
            if drawn < x1 - x0 - _NEAR:
                added.append(_edge("h", x0, x1, y, y))
    return edges + added


def _divide(across: list[_Edge], down: list[_Edge]) -> bool:
    """Whether the lines divide a space: three do, and two that cross each other; an angle does not."""
    if len(across) + len(down) > 2:  # noqa: PLR2004
        return True
    (one,), (other,) = across, down
    return bool(
        one["x0"] + _NARROWEST < other["x0"] < one["x1"] - _NARROWEST
        and other["top"] + _NARROWEST < one["top"] < other["bottom"] - _NARROWEST
    )


def _edge(orientation: str, x0: float, x1: float, top: float, bottom: float) -> _Edge:
    return {
        "orientation": orientation,
        "object_type": "line",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _connected(edges: list[_Edge]) -> Iterable[list[_Edge]]:
    """The edges in groups of those that touch; upright ones that touch nothing form one by their common height."""
    owner = list(range(len(edges)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    across = [index for index, edge in enumerate(edges) if edge["orientation"] == "h"]
    down = [index for index, edge in enumerate(edges) if edge["orientation"] == "v"]
    alone: dict[tuple[int, int], int] = {}
    for one in down:
        touched = [other for other in across if _touch(edges[other], edges[one])]
        for other in touched:
            owner[root(other)] = root(one)
        if not touched:
            height = round(edges[one]["top"] / _NEAR), round(edges[one]["bottom"] / _NEAR)
            owner[root(one)] = root(alone.setdefault(height, one))
    groups = defaultdict(list)
    for index, edge in enumerate(edges):
        groups[root(index)].append(edge)
    return groups.values()


def _touch(across: _Edge, down: _Edge) -> bool:
    return bool(
        across["x0"] - _NEAR <= down["x0"] <= across["x1"] + _NEAR
        and down["top"] - _NEAR <= across["top"] <= down["bottom"] + _NEAR
    )


def _table(found: "PdfTable", letters: list[Letter], place: str, findings: Findings) -> tuple[Table, list[Letter]]:
    """The table with its text, and the letters that stand outside it."""
    x0, top, x1, bottom = found.bbox
    inside: list[Letter] = []
    outside: list[Letter] = []
    for letter in letters:
        (inside if _is_in(letter, (x0, top, x1, bottom)) else outside).append(letter)
    boxes = _without_slits([list(row.cells) for row in found.rows])
    rows = [[_cell(box, inside, place, findings) for box in row] for row in boxes]
    return Table(float(top), float(bottom), float(x1), [row for row in rows if any(row)] or rows[:1]), outside


def _without_slits(rows: list[list[_Box | None]]) -> list[list[_Box | None]]:
    """Without the columns and rows between double lines, which are too narrow for any letter."""
    rows = [row for row in rows if any(box is not None and box[3] - box[1] > _NARROWEST for box in row)]
    columns = range(max(map(len, rows), default=0))
    kept = [
        each for each in columns if any(box is not None and box[2] - box[0] > _NARROWEST for box in _at(each, rows))
    ]
    return [[row[each] for each in kept] for row in rows]


def _at(column: int, rows: list[list[_Box | None]]) -> Iterator[_Box | None]:
    return (row[column] for row in rows)


def _cell(box: _Box | None, letters: list[Letter], place: str, findings: Findings) -> list[Line]:
    if box is None:
        return []
    return lines_of((letter for letter in letters if _is_in(letter, box)), place, findings, box[2])


def _is_in(letter: Letter, box: _Box) -> bool:
    x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(box[0] <= x < box[2] and box[1] <= y < box[3])
