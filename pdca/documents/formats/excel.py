"""Excel (.xlsx): from the sheets that are seen to paragraphs and rows, with each cell's value as it is shown."""

import io
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from pdca.documents.findings import Findings, UnreadableDocument
from pdca.documents.formats.excel_grid import MergedTooOften, Rows, Sheet, blocks_of, settle
from pdca.documents.formats.excel_layout import (
    LARGEST_SHEET,
    MOST_CELLS,
    Layout,
    LayoutReader,
    area,
    column_letters,
)
from pdca.documents.formats.excel_values import shown
from pdca.documents.formats.office import LARGEST_TREE, Office, S
from pdca.documents.lines import LineReader, ProjectHeading
from pdca.documents.profile import packaged_profile
from pdca.documents.source import WHOLE_FILE, Block, Gap, Paragraph

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.workbook import Workbook

MOST_SHEETS = 200
MOST_LETTERS = 10_000_000
MOST_EMPTY_ROWS = 5 << 20
_STEP = 2000
LARGEST_STYLES = 8 << 20
_STRING = re.compile(rb"<(?:[A-Za-z0-9]{1,20}:)?si[\s/>]")
_LETTERS = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
_SHAPE = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}sp"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}threadedComment"
_MOST_SHOWN = 30
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,  # what the standard library's XML parser raises
    TypeError,
    ValueError,
)
"""What the library may raise on a part that is not what it expects; it checks little itself."""


def read_excel(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """The paragraphs and rows of all visible sheets; raises UnreadableDocument when the file cannot be opened."""
    office = Office(content, file_name, findings)
    main = office.main_part("xl")
    reader = _Reader(office, findings)
    try:
        with warnings.catch_warnings(action="ignore"):  # the library warns of what it does not read
            blocks = reader.read(main)
    except MergedTooOften:
        office.refuse("table_too_wide")
    findings.refuse(file_name)
    if all(isinstance(block, Gap) for block in blocks):
        findings.add(WHOLE_FILE, "empty_file")
    findings.refuse(file_name)
    return blocks


class _Reader:
    """Reads one file."""

    def __init__(self, office: Office, findings: Findings) -> None:
        self._office = office
        self._findings = findings
        self._layouts = LayoutReader(office, findings)
        self._lines = LineReader(packaged_profile())
        self._letters = 0
        self._rows = 0

    def read(self, main: str) -> list[Block]:
        """The blocks of all sheets, in the order of their tabs."""
        parts = self._sheet_parts(main)
        layouts = {part: self._layouts.read(part) for part in dict.fromkeys(parts.values())}
        if sum(layouts[part].cells for part in parts.values()) > MOST_CELLS:  # one part may be named many times
            self._office.refuse("too_many_table_cells", most=MOST_CELLS)
        if sum(layouts[part].rows for part in parts.values()) > MOST_EMPTY_ROWS:  # the library makes each of them
            self._office.refuse("too_many_table_cells", most=MOST_CELLS)
        book = self._opened(main, list(layouts))
        blocks: list[Block] = []
        try:
            for name, part in parts.items():
                sheet = Sheet(name)
                self._fill(sheet, book)
                blocks += self._sheet(sheet, layouts[part])
                self._report_beside(sheet, part)
        finally:
            book.close()
        return blocks

    def _sheet_parts(self, main: str) -> dict[str, str]:
        """The part of each visible sheet by its name; a sheet of charts has no cells."""
        relations = self._office.relations(main)
        found: dict[str, str] = {}
        sheets = list(self._office.tree(main).iter(f"{S}sheet"))
        if len(sheets) > MOST_SHEETS:
            self._office.refuse("too_many_sheets", count=len(sheets), most=MOST_SHEETS)
        for element in sheets:
            name = str(element.get("name", ""))
            relation = relations.get(_relation_id(dict(element.attrib)))
            if element.get("state") in ("hidden", "veryHidden"):
                self._findings.add(f"「{name}」シート", "hidden_sheet_left_out", name=name)
            elif relation is not None and relation.kind == "worksheet" and relation.target in self._office.names:
                found[name] = relation.target
        if not found:
            self._office.refuse("office_without_text", part="シート")
        return found

    # The library

    def _opened(self, main: str, sheets: list[str]) -> "Workbook":
        """The file with nothing in it but what is read: no macros, drawings, links or properties."""
        import openpyxl  # noqa: PLC0415 -- only this format needs it

        try:
            return openpyxl.load_workbook(self._copied(main, sheets), read_only=True, data_only=True, keep_links=False)
        except _BROKEN:
            self._office.refuse("xml_damaged", part=main)

    def _copied(self, main: str, sheets: list[str]) -> io.BytesIO:
        names = {"[Content_Types].xml", "_rels/.rels", main, main.replace("xl/", "xl/_rels/", 1) + ".rels", *sheets}
        names |= {each for kind in ("sharedStrings", "styles") for each in self._office.related(main, kind)}
        out = io.BytesIO()
        with ZipFile(out, "w", ZIP_STORED) as copy:
            for name in sorted(names & self._office.names):
                content = self._office.xml(name, self._limit(name, sheets))
                if "sharedStrings" in name and len(_STRING.findall(content)) > MOST_CELLS:
                    self._office.refuse("too_many_table_cells", most=MOST_CELLS)
                copy.writestr(name, content)
        return out

    def _limit(self, name: str, sheets: list[str]) -> int:
        if name in sheets:
            return LARGEST_SHEET
        return LARGEST_STYLES if "styles" in name else LARGEST_TREE

    def _fill(self, sheet: Sheet, book: "Workbook") -> None:
        """Take the values of a sheet; whatever size it claims, only the cells that are there are read."""
        from openpyxl.cell.read_only import ReadOnlyCell  # noqa: PLC0415

        try:
            source = book[sheet.name]
            source.reset_dimensions()
            for row in source.rows:
                self._note_row()
                for cell in row:
                    if isinstance(cell, ReadOnlyCell):
                        self._take(cell, sheet)
        except UnreadableDocument:
            raise
        except _BROKEN:
            self._office.refuse("xml_damaged", part=f"シート {sheet.name}")

    def _note_row(self) -> None:
        self._rows += 1
        if self._rows % _STEP == 0:
            every = max(self._layouts.rows, self._rows)
            self._findings.came(every + self._rows, 2 * every)

    def _take(self, cell: "ReadOnlyCell", sheet: Sheet) -> None:
        row, column = cell.row, cell.column
        border = cell.border
        if _is_drawn(border.left) and _is_drawn(border.right):
            sheet.bordered.add((row, column))
        if cell.value is None:
            return
        text = shown(cell.value, str(cell.number_format), int(cell.style_array.numFmtId))
        text = "\n".join(line for each in text.splitlines() if (line := each.strip()))
        self._letters += len(text)
        if self._letters > MOST_LETTERS:
            self._office.refuse("too_much_text", most=MOST_LETTERS)
        if cell.data_type == "e":
            self._findings.add(sheet.place(row, column), "cell_error", read=text)
        elif text and cell.font.strike:
            self._findings.add(sheet.place(row, column), "struck_left_out", read=text)
        elif text:
            sheet.rows.setdefault(row, {})[column] = text

    # Blocks and findings

    def _sheet(self, sheet: Sheet, layout: Layout) -> Iterator[Block]:
        visible = [at for at in layout.without_value if not layout.is_hidden(*at)]
        if visible:
            self._findings.add(sheet.place(*visible[0]), "formula_without_value", count=len(visible))
        self._report_hidden(sheet, settle(sheet, layout), layout)
        blocks = list(blocks_of(sheet, layout))
        title = Paragraph(f"「{sheet.name}」シート", sheet.name)
        if blocks and self._is_project(title) and not any(map(self._is_project, blocks)):
            yield from (title, Gap(title.place))
        yield from blocks

    def _is_project(self, block: Block) -> bool:
        return isinstance(self._lines.read(block), ProjectHeading)

    def _report_hidden(self, sheet: Sheet, left_out: Rows, layout: Layout) -> None:
        """Say what was left out: once for the rows, once for each column."""
        by_line: dict[str, list[tuple[str, str]]] = {}
        for row, cells in left_out.items():
            for column, text in cells.items():
                what = f"{row}行目" if row in layout.hidden_rows else f"{column_letters(column)}列"
                by_line.setdefault(what, []).append((sheet.place(row, column), text))
        for what, found in by_line.items():
            said = {"what": what, "count": len(found), "read": found[0][1][:_MOST_SHOWN].replace("\n", " ")}
            self._findings.add(found[0][0], "hidden_cells_left_out", **said)

    def _report_beside(self, sheet: Sheet, part: str) -> None:
        """Say how many comments and shapes with text lie over the sheet."""
        notes = [
            str(each.get("ref", ""))
            for kind in ("comments", "threadedComment")
            for other in self._office.related(part, kind)
            for each in self._office.tree(other).iter(f"{S}comment", _THREADED)
        ]
        places = [at for note in notes if (at := area(note)) is not None]
        if places:
            place = sheet.place(places[0].top, places[0].left)
            self._findings.add(place, "notes_left_out", count=len(set(places)))
        shapes = [
            "".join(str(each.text or "") for each in shape.iter(_LETTERS))
            for other in self._office.related(part, "drawing")
            for shape in self._office.tree(other).iter(_SHAPE)
        ]
        texts = [text for text in shapes if text.strip()]
        if texts:
            said = {"count": len(texts), "read": texts[0][:_MOST_SHOWN]}
            self._findings.add(f"「{sheet.name}」シート", "text_box_left_out", **said)


def _is_drawn(side: object) -> bool:
    return getattr(side, "style", None) is not None


def _relation_id(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.endswith("}id")), "")
