"""Any Excel or Word file as rows of plain cells, read in the confined child process: so answers come back."""

import re

import msgspec

from pdca.documents.document import Finding
from pdca.documents.findings import Findings, Strictness, Told, UnreadableDocument
from pdca.documents.formats.excel_layout import column_letters
from pdca.documents.formats.kinds import Kind, kind_of, read_blocks
from pdca.documents.profile import Profile
from pdca.documents.source import WHOLE_FILE, Block, Paragraph, Place, TableRow

_CELL = re.compile(r"「(.*)」シートの([A-Z]+)([0-9]+)", re.DOTALL)
_TABLE_ROW = re.compile(r"表([0-9]+)の([0-9]+)行目")
_NOT_A_TABLE: dict[str, str] = {"pdf": "PDF", "html": "HTML", "markdown": "Markdown", "text": "テキスト"}


class ReturnedRow(msgspec.Struct, frozen=True):
    """A row: the sheet or table it stands in, its number there, and its texts by the letters of their column."""

    table: str
    row: int
    cells: dict[str, str]

    def place(self, column: str = "") -> str:
        """Where it is, or one of its cells, in words."""
        if self.table.startswith("表"):
            return f"{self.table}の{self.row}行目"
        return f"「{self.table}」シートの{column}{self.row}" if column else f"「{self.table}」シートの{self.row}行目"


class Returned(msgspec.Struct, frozen=True):
    """A file that came back."""

    kind: Kind
    rows: tuple[ReturnedRow, ...]
    findings: tuple[Finding, ...]


def read_returned(
    content: bytes,
    file_name: str,
    _: Profile | None = None,
    strictness: Strictness = "usual",
    *,
    told: Told = lambda _: None,
) -> Returned:
    """The rows of a file; raises UnreadableDocument with words that say what to do instead."""
    findings = Findings(strictness, told)
    if not content.strip():
        findings.stop(file_name, WHOLE_FILE, "empty_file")
    kind = kind_of(content, file_name, findings)
    if kind in _NOT_A_TABLE:
        raise UnreadableDocument(file_name, (_no_table(kind),))
    blocks = read_blocks(content, file_name, findings)
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for block in findings.reading(blocks):
        _take(block, rows)
    read = tuple(ReturnedRow(table, row, cells) for (table, row), cells in rows.items())
    return Returned(kind, read, findings.by_line())


def _no_table(kind: str) -> Finding:
    msg = (
        f"{_NOT_A_TABLE[kind]}のファイルは、回答の表として取り込めません。"
        "照会のページの「項目ごとに貼り付けて」から、文を写して入れてください。"
    )
    return Finding(line=WHOLE_FILE, level="error", code="returned_without_table", message=msg)


def _take(block: Block, rows: dict[tuple[str, int], dict[str, str]]) -> None:
    if isinstance(block, TableRow):
        for at, cell in enumerate(block.cells, 1):
            _put(rows, cell.place, cell.text, column_letters(at))
    elif isinstance(block, Paragraph):
        _put(rows, block.place, block.text, "A")


def _put(rows: dict[tuple[str, int], dict[str, str]], place: Place, text: str, column: str) -> None:
    """A cell of Excel names its column; one of Word has only its rank."""
    if found := _CELL.fullmatch(str(place)):
        key, column = (found[1], int(found[3])), found[2]
    elif found := _TABLE_ROW.fullmatch(str(place)):
        key = (f"表{found[1]}", int(found[2]))
    else:
        return
    cells = rows.setdefault(key, {})
    before = cells.get(column, "")
    cells[column] = f"{before}\n{text}" if before and text else before or text
