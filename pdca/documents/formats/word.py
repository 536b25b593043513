"""Word (.docx): from the body to paragraphs and rows, in the order in which they are read on paper."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pdca.documents.findings import Findings
from pdca.documents.formats.office import Office, W
from pdca.documents.formats.word_styles import Lists, Styles, value, whole
from pdca.documents.formats.word_text import PAGE_BREAK, LeftOut, TextReader
from pdca.documents.source import WHOLE_FILE, Block, Gap, Paragraph, Place, TableCell, TableRow

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_CELLS = 200_000
MOST_COLUMNS = 1000
MOST_NESTED = 8
_STEP = 300
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_OWN_MARK = re.compile("[・･•●○◎★☆◆◇■□▼▽▶▲△※→＊*①-⑳㉑-㉟㊱-㊿]|[-－‐–—](?![0-9０-９])")
_LIST_MARKS = frozenset("・★☆◎")
_LABEL = re.compile(
    r"(?:[①-⑳㉑-㉟㊱-㊿・･•●○◎★☆◆◇■□*※-]|[第（(]?[0-9０-９]{1,3}(?:[-－.．][0-9０-９]{1,3})*[)）.．、]?)"
)


def read_word(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """The paragraphs and rows of the body; raises UnreadableDocument when the file cannot be opened."""
    office = Office(content, file_name, findings)
    main = office.main_part("word")
    body = office.tree(main).find(f"{W}body")
    if body is None:
        office.refuse("office_without_text", part=main)
    left_out = LeftOut(findings)
    styles = Styles(_first(office, main, "styles"))
    blocks = _Body(TextReader(styles, left_out), Lists(_first(office, main, "numbering"), styles), styles, left_out)
    found = blocks.read(body, office)
    left_out.report()
    if all(isinstance(block, Gap) for block in found):
        findings.add(WHOLE_FILE, "empty_file")
    findings.refuse(file_name)
    return found


def _first(office: Office, main: str, kind: str) -> "_Element | None":
    return next((office.tree(part) for part in office.related(main, kind)), None)


class _Body:
    """Walks through the body and counts its paragraphs and tables."""

    def __init__(self, texts: TextReader, lists: Lists, styles: Styles, left_out: LeftOut) -> None:
        self._texts = texts
        self._lists = lists
        self._styles = styles
        self._left_out = left_out
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0
        self._carried = ""
        self._done = 0
        self._all = 1

    def read(self, body: "_Element", office: Office) -> list[Block]:
        """The blocks."""
        self._office = office
        self._all = max(1, sum(1 for _ in body.iter(f"{W}p")))
        return [*self._blocks(body), *self._rest(f"段落{self._paragraphs}")]

    def _blocks(self, parent: "_Element") -> Iterator[Block]:
        for element in self._children(parent):
            if element.tag == f"{W}p":
                self._paragraphs += 1
                yield from self._paragraph(element, f"段落{self._paragraphs}")
            elif element.tag == f"{W}tbl" and self._lays_out(element):
                for row in self._rows(element, f"段落{self._paragraphs}"):
                    for cell in self._children(row):
                        yield from self._blocks(cell)
            elif element.tag == f"{W}tbl":
                yield from self._rest(f"段落{self._paragraphs}")
                self._tables += 1
                yield from self._table(element, self._tables)
            elif element.tag == f"{W}altChunk":
                self._left_out.note("embedded", f"段落{self._paragraphs}")

    def _rest(self, place: Place) -> list[Block]:
        """What a deleted paragraph end left over where no paragraph follows."""
        text, self._carried = self._carried.strip(), ""
        return [Paragraph(place, text), Gap(place)] if text else []

    def _children(self, parent: "_Element") -> "Iterator[_Element]":
        """The children, and those of the elements that only wrap others, without recursion."""
        waiting = [iter(parent)]
        while waiting:
            element = next(waiting[-1], None)
            if element is None:
                waiting.pop()
            elif element.tag in _WRAPPERS and not self._is_contents(element):
                if element.tag in (f"{W}ins", f"{W}moveTo"):
                    self._left_out.note("changes", f"段落{self._paragraphs}")
                waiting.append(iter(element))
            elif element.tag not in _WRAPPERS:
                yield element

    def _is_contents(self, element: "_Element") -> bool:
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if value(gallery) != "Table of Contents":
            return False
        self._left_out.note("contents", f"段落{self._paragraphs + 1}")
        return True

    # Paragraphs

    def _paragraph(self, element: "_Element", place: Place) -> Iterator[Block]:
        pages = self._text(element, place).split(PAGE_BREAK)
        for page in pages:
            for line in page.split("\n"):
                if line.strip():
                    yield _line(line, place)
            yield Gap(place)

    def _text(self, element: "_Element", place: Place) -> str:
        """The text with the mark that Word draws before it."""
        self._done += 1
        if self._done % _STEP == 0:
            self._left_out.findings.came(self._done, self._all)
        properties = element.find(f"{W}pPr")
        style = "" if properties is None else value(properties.find(f"{W}pStyle"))
        text = self._carried + self._texts.read(element, place)
        self._carried = ""
        if self._styles.name(style).startswith("toc "):
            self._left_out.note("contents", place)
            return ""
        if self._is_hidden(style, text, place):
            return ""
        if _mark_is_deleted(properties):  # what follows goes on in the same paragraph
            self._carried = text
            self._left_out.note("changes", place)
            return ""
        return _marked(self._lists.mark(properties), text)

    def _is_hidden(self, style: str, text: str, place: Place) -> bool:
        if not style or not text.strip() or not self._styles.switched(style, "vanish"):
            return False
        self._left_out.findings.add(place, "hidden_left_out", read=text.strip())
        return True

    # Tables

    def _lays_out(self, table: "_Element") -> bool:
        """Whether a table is only the frame in which a page stands: other tables in it, and one cell in each row."""
        if table.find(f".//{W}tbl") is None:
            return False
        rows = (self._children(row) for row in self._children(table) if row.tag == f"{W}tr")
        return all(sum(_is_filled(cell) for cell in row if cell.tag == f"{W}tc") < 2 for row in rows)  # noqa: PLR2004

    def _table(self, table: "_Element", number: int) -> list[Block]:
        blocks: list[Block] = [Gap(f"表{number}の1行目")]
        place: Place = f"表{number}の1行目"
        for count, row in enumerate(self._rows(table, place), 1):
            place = f"表{number}の{count}行目"
            texts = self._row(row, place, nested=0)
            if any(texts):
                blocks.append(TableRow(place, tuple(TableCell(place, text) for text in texts)))
        return [*blocks, Gap(place)]

    def _rows(self, table: "_Element", place: Place) -> "Iterator[_Element]":
        for row in self._children(table):
            if row.tag != f"{W}tr":
                continue
            if row.find(f"{W}trPr/{W}del") is None:
                yield row
            else:
                self._left_out.note("changes", place)

    def _row(self, row: "_Element", place: Place, nested: int) -> list[str]:
        """The cells' texts; a cell that another one spans is empty."""
        properties = row.find(f"{W}trPr")
        before = None if properties is None else properties.find(f"{W}gridBefore")
        texts = [""] * self._span(value(before, "0"), 0)
        for cell in self._children(row):
            if cell.tag == f"{W}tc":
                about = cell.find(f"{W}tcPr")
                text = self._cell(cell, place, nested)
                texts.append("" if _is_spanned(about) else text)
                span = None if about is None else about.find(f"{W}gridSpan")
                texts += [""] * (self._span(value(span, "1"), 1) - 1)
        self._cells += len(texts)
        if len(texts) > MOST_COLUMNS:
            self._office.refuse("table_too_wide")
        if self._cells > MOST_CELLS:
            self._office.refuse("too_many_table_cells", most=MOST_CELLS)
        return texts

    def _span(self, text: str, default: int) -> int:
        count = whole(text, default)
        if count > MOST_COLUMNS:
            self._office.refuse("table_too_wide")
        return count

    def _cell(self, cell: "_Element", place: Place, nested: int) -> str:
        lines: list[str] = []
        for element in self._children(cell):
            if element.tag == f"{W}p":
                text = self._text(element, place).replace(PAGE_BREAK, "\n").replace("\t", " ")
                lines += [line.strip() for line in text.split("\n") if line.strip()]
            elif element.tag == f"{W}tbl":
                self._left_out.findings.add(place, "nested_table")
                lines += self._nested(element, place, nested + 1)
        lines += [block.text for block in self._rest(place) if isinstance(block, Paragraph)]
        return "\n".join(lines)

    def _nested(self, table: "_Element", place: Place, nested: int) -> Iterator[str]:
        """A table inside a cell: each of its rows is a line."""
        if nested > MOST_NESTED:
            self._office.refuse("table_too_wide")
        for row in self._rows(table, place):
            line = " ".join(text for text in self._row(row, place, nested) if text)
            yield from line.split("\n") if line else ()


def _line(line: str, place: Place) -> Block:
    """A line of text; tabs between words make it a row, as in a text, but not behind a mark or a number."""
    first, *others = (part.strip() for part in line.strip().split("\t"))
    if not others:
        return Paragraph(place, first)
    if _LABEL.fullmatch(first):
        return Paragraph(place, " ".join((first, *(other for other in others if other))))
    return TableRow(place, tuple(TableCell(place, part) for part in (first, *others)))


def _marked(mark: str, text: str) -> str:
    """The text behind the mark of its list, unless it has one of its own."""
    bare = text.lstrip(" \u3000\t")
    if not mark or not bare.strip():
        return text
    return text if mark in _LIST_MARKS and _OWN_MARK.match(bare) else mark + bare


def _mark_is_deleted(properties: "_Element | None") -> bool:
    found = None if properties is None else properties.find(f"{W}rPr/{W}del")
    return found is not None


def _is_filled(cell: "_Element") -> bool:
    return any(True for text in cell.iter(f"{W}t") if str(text.text or "").strip())


def _is_spanned(properties: "_Element | None") -> bool:
    """Whether a cell only goes on with the one above, or left of it, or is deleted."""
    if properties is None:
        return False
    for name in ("vMerge", "hMerge"):
        merge = properties.find(f"{W}{name}")
        if merge is not None and value(merge, "continue") == "continue":
            return True
    return properties.find(f"{W}cellDel") is not None
