"""PDF: from letters on pages to paragraphs and rows, joined again where a page cut them."""

import contextlib
import logging
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING

from pdca.documents.findings import Findings
from pdca.documents.formats.characters import look_at_characters
from pdca.documents.formats.flow import has_mark
from pdca.documents.formats.pdf_letters import Line
from pdca.documents.formats.pdf_pages import Page, Table, read_page
from pdca.documents.source import Block, Gap, Paragraph, TableCell, TableRow
from pdca.documents.words import key

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage

MOST_PAGES = 500
_MOST_UNKNOWN = 0.3
_MARGIN = 0.13  # of the page's height, where running heads and page numbers stand
_LEAST_MARGIN = 75.0  # points
_WIDEST_MARGIN = 0.7  # of the page's width: no text ends before it
_RUNNING = 0.5  # of the pages
_SAME_HEIGHT = 6.0
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-－‐–—\s]*\d{1,3}(?:\s*[/／]\s*\d{1,3})?[-－‐–—\s]*")
_STOPS = ("。", "）", ")", "」", "』", "】")
_NUMBERED = re.compile(r"プロジェクト|第[0-9０-９一二三四五六七八九十]+|【")
_JAPANESE = "[々ぁ-ヺー一-鿿]"
_UNSPACED = re.compile(rf"{_JAPANESE}[A-Za-z]|[A-Za-z]{_JAPANESE}")
_SPACED = re.compile(rf"{_JAPANESE} [A-Za-z]|[A-Za-z] {_JAPANESE}")
_HIDDEN_SPACE = re.compile(rf"(?<={_JAPANESE})\n(?=[A-Za-z])|(?<=[A-Za-z])\n(?={_JAPANESE})")
_SAME_SIZE = 0.6
_SAME_PITCH = 1.25
_INDENT = 0.6


def read_pdf(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """The paragraphs and rows of a PDF with text; raises UnreadableDocument when it has none or is no whole PDF."""
    pages = _pages(content, findings)
    findings.refuse(file_name)
    _refuse_without_letters(pages, findings)
    findings.refuse(file_name)
    blocks = _Joiner(_without_running_text(pages, findings), findings).blocks()
    look_at_characters(((block.place, _text(block)) for block in blocks), findings)
    findings.refuse(file_name)
    return blocks


def _pages(content: bytes, findings: Findings) -> list[Page]:
    import pdfplumber  # noqa: PLC0415  only this format needs it

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it remarks on every oddity of a font
    with _damage_named("1ページ", findings), pdfplumber.open(BytesIO(content)) as pdf:
        if len(pdf.pages) > MOST_PAGES:
            findings.add("1ページ", "pdf_too_long", count=len(pdf.pages), most=MOST_PAGES)
            return []
        return [page for page in _read(pdf.pages, findings) if page is not None]
    return []


def _read(pages: "list[PdfPage]", findings: Findings) -> "Iterator[Page | None]":
    """Page by page, while it is said how far it has come: a long PDF takes its time."""
    for number, each in enumerate(pages, 1):
        findings.came(number - 1, len(pages))
        yield _page(each, number, findings)


def _page(page: "PdfPage", number: int, findings: Findings) -> Page | None:
    parsed = False
    with _damage_named(f"{number}ページ", findings):
        parsed = page.objects is not None
    read = read_page(page, number, findings) if parsed else None
    page.close()
    return read


@contextlib.contextmanager
def _damage_named(place: str, findings: Findings) -> Iterator[None]:
    """Whatever the library stumbles over in a damaged file is a finding."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect  # noqa: PLC0415

    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  KeyError, TypeError, struct.error, RecursionError: it has no base class
        locked = any(isinstance(each, PDFPasswordIncorrect) for each in (error, *error.args))
        findings.add(place, "pdf_encrypted" if locked else "pdf_damaged")


def _refuse_without_letters(pages: list[Page], findings: Findings) -> None:
    letters, unknown = sum(page.letters for page in pages), sum(page.unknown for page in pages)
    if not any(page.items for page in pages):
        findings.add("1ページ", "pdf_without_text" if pages else "pdf_damaged")
    elif unknown > _MOST_UNKNOWN * letters:
        findings.add("1ページ", "pdf_without_letters")


def _text(block: Block) -> str:
    if isinstance(block, TableRow):
        return "".join(cell.text for cell in block.cells).replace("\n", "")
    return block.text if isinstance(block, Paragraph) else ""


# Heads, feet and page numbers


def _without_running_text(pages: list[Page], findings: Findings) -> list[Page]:
    places = Counter(where for page in pages for where in {_running_key(line, page) for line in _marginal(page)})
    running = {where for where, count in places.items() if count > 1 and count >= _RUNNING * len(pages)}
    said: set[tuple[str, int]] = set()
    kept = []
    for page in pages:
        left_out = [line for line in _marginal(page) if _runs(line, page, running)]
        for line in left_out:
            where = _running_key(line, page)
            if where not in said:
                findings.add(page.place, "running_text_left_out", read=line.text, count=places[where])
            said.add(where)
        ids = set(map(id, left_out))
        kept.append(
            Page(
                number=page.number,
                width=page.width,
                height=page.height,
                items=[item for item in page.items if id(item) not in ids],
                letters=page.letters,
                unknown=page.unknown,
            )
        )
    return kept


def _marginal(page: Page) -> list[Line]:
    edge = max(_MARGIN * page.height, _LEAST_MARGIN)
    lines = [item for item in page.items if isinstance(item, Line)]
    return [line for line in lines if line.bottom < edge or line.top > page.height - edge]


def _running_key(line: Line, page: Page) -> tuple[str, int]:
    return _DIGITS.sub("#", key(line.text)), round((line.top - page.height) / _SAME_HEIGHT)


def _runs(line: Line, page: Page, running: set[tuple[str, int]]) -> bool:
    text, height = _running_key(line, page)
    numbered = line.top > page.height / 2 and _PAGE_NUMBER.fullmatch(line.text) is not None
    return numbered or any((text, near) in running for near in (height - 1, height, height + 1))


# Paragraphs and rows


class _Joiner:
    """Goes through the pages and joins what belongs together."""

    def __init__(self, pages: list[Page], findings: Findings) -> None:
        self._pages = pages
        self._findings = findings
        self._blocks: list[Block] = []
        self._paragraph: list[tuple[str, Line]] = []
        self._table: Table | None = None  # the last one, as long as nothing stands between
        self._heading: list[str] = []
        self._right = _right_edge(pages)
        self._pitch = _pitch(pages, self._right)

    def blocks(self) -> list[Block]:
        """The blocks of the document."""
        for page in self._pages:
            for index, item in enumerate(page.items):
                if isinstance(item, Line):
                    self._take_line(page, item)
                else:
                    self._take_table(page, item, is_first=index == 0)
        self._end_paragraph()
        return self._blocks

    def _take_line(self, page: Page, line: Line) -> None:
        self._table = None
        if self._paragraph and not self._goes_on(*self._paragraph[-1], page.place, line):
            self._end_paragraph()
        if self._paragraph and self._paragraph[-1][0] != page.place:
            self._findings.add(page.place, "sentence_cut_by_page")
        self._paragraph.append((page.place, line))

    def _goes_on(self, place: str, line: Line, next_place: str, following: Line) -> bool:
        if abs(line.size - following.size) > _SAME_SIZE or _begins(following.text):
            return False
        right = line.right or self._right
        if line.right != following.right or line.x1 + following.first_width <= right - 0.3 * line.size:
            return False
        if place != next_place:
            return not line.text.endswith("。")
        first = self._paragraph[0][1]
        hangs = has_mark(first.text) or len(self._paragraph) > 1
        indented = following.x0 > line.x0 + _INDENT * line.size and not hangs
        return not indented and following.top - line.top <= _SAME_PITCH * self._pitch * line.size

    def _end_paragraph(self) -> None:
        if not self._paragraph:
            return
        place = self._paragraph[0][0]
        self._blocks += [Paragraph(place, joined([line.text for _, line in self._paragraph])), Gap(place)]
        self._paragraph = []

    # Tables

    def _take_table(self, page: Page, table: Table, *, is_first: bool) -> None:
        self._end_paragraph()
        self._blocks.append(Gap(page.place))
        rows = table.rows
        if is_first and self._table is not None and len(self._table.rows[0]) == len(rows[0]):
            rows = self._continued(page.place, rows)
        else:
            self._heading = [key(_lines_text(cell)) for cell in rows[0]]
        for row in rows:
            cells = (TableCell(page.place, _lines_text(cell)) for cell in row)
            self._blocks.append(TableRow(page.place, tuple(cells)))
        self._blocks.append(Gap(page.place))
        self._table = table

    def _continued(self, place: str, rows: list[list[list[Line]]]) -> list[list[list[Line]]]:
        """The rows of a table's part after a page break, without its repeated heading and what was cut off above."""
        if [key(_lines_text(cell)) for cell in rows[0]] == self._heading and sum(map(bool, rows[0])) > 1:
            rows = rows[1:]
        above = next((each for each in reversed(self._blocks) if isinstance(each, TableRow)), None)
        if not rows or above is None:
            return rows
        first = [[line.text for line in cell] for cell in rows[0]]
        last = [cell.text.split("\n") if cell.text else [] for cell in above.cells]
        moved = [_moved(*pair) for pair in zip(last[1:], first[1:], strict=True)]
        cut = _is_cut(last[0], first[0])
        if not cut and not (any(moved) and (not last[0] or not first[0])):
            return rows
        taken = [len(first[0]), *moved]
        cells = (
            TableCell(cell.place, "\n".join([*old, *new[:count]]))
            for cell, old, new, count in zip(above.cells, last, first, taken, strict=True)
        )
        self._blocks[self._blocks.index(above)] = joined_row = TableRow(above.place, tuple(cells))
        self._findings.add(place, "row_cut_by_page", name=joined(joined_row.cells[0].text.split("\n")))
        rest = [cell[count:] for cell, count in zip(rows[0], taken, strict=True)]
        return [rest, *rows[1:]] if any(rest) else rows[1:]


def _moved(above: list[str], below: list[str]) -> int:
    """How many of the first lines below a page break go on with the sentence above it."""
    if not above or not below:
        return 0
    unmarked = next((count for count, line in enumerate(below) if has_mark(line)), len(below))
    if any(map(has_mark, above)):
        return unmarked
    if above[-1].endswith(_STOPS):
        return 0
    ended = next((count for count, line in enumerate(below, 1) if line.endswith(_STOPS)), len(below))
    return min(unmarked, ended)


def _is_cut(above: list[str], below: list[str]) -> bool:
    """Whether the page cut a label, so that its bracket closes only on the next page."""
    first, second = key(joined(above)), key(joined(below))
    return first.count("(") > first.count(")") and second.count(")") > second.count("(")


def _begins(text: str) -> bool:
    return has_mark(text) or _NUMBERED.match(text) is not None


def _lines_text(cell: list[Line]) -> str:
    return "\n".join(_spaced([line.text for line in cell]))


def _spaced(lines: list[str]) -> list[str]:
    """The lines with the space at their end that a line break hides, if the text has one beside each Latin word."""
    text = "\n".join(lines)
    if len(lines) == 1 or _UNSPACED.search(text) or not _SPACED.search(text):
        return lines
    return _HIDDEN_SPACE.sub(" \n", text).split("\n")


def joined(lines: list[str]) -> str:
    """Wrapped lines as one; between two Latin words stands a space."""
    text = ""
    for line in _spaced(lines):
        words = text[-1:].isascii() and text[-1:].isalnum() and line[:1].isascii() and line[:1].isalnum()
        text += f" {line}" if words else line
    return text


def _right_edge(pages: list[Page]) -> float:
    """Where full lines end: there at least two do; else the edge of the tables, or a margin as wide as the left one."""
    lines = [item for page in pages for item in page.items if isinstance(item, Line) and item.right is None]
    ends = sorted((line.x1 for line in lines), reverse=True)
    width = max(page.width for page in pages)
    if len(ends) > 1 and ends[0] - ends[1] < max(line.size for line in lines) and ends[0] > _WIDEST_MARGIN * width:
        return ends[0]
    tables = [item.x1 for page in pages for item in page.items if isinstance(item, Table)]
    return max(
        [*tables, *ends[:1], *([width - min(line.x0 for line in lines)] if lines and not tables else [])], default=width
    )


def _pitch(pages: list[Page], right: float) -> float:
    """How far one line of a paragraph stands below the other, in sizes of its letters."""
    steps = [
        (below.top - line.top) / line.size
        for page in pages
        for line, below in zip(page.items, page.items[1:], strict=False)
        if isinstance(line, Line) and isinstance(below, Line) and line.x1 + 2 * line.size > right
    ]
    usual = [step for step in steps if 0.9 < step < 2.6]  # noqa: PLR2004  single to more than double spacing
    return median(usual) if usual else 1.8
