"""Plain text: from bytes to numbered lines and rows between tabs, or the reason why it is no text."""

import re
from collections.abc import Iterator

from pdca.documents.findings import Findings
from pdca.documents.formats.characters import composed, is_odd, look_at_characters
from pdca.documents.formats.encodings import decoded
from pdca.documents.source import WHOLE_FILE, Block, Gap, Paragraph, TableCell, TableRow

_KINDS = (
    (b"{\\rtf", "リッチテキスト（RTF）のファイル"),
    (b"\x89PNG", "画像（PNG）のファイル"),
    (b"\xff\xd8\xff", "画像（JPEG）のファイル"),
    (b"GIF8", "画像（GIF）のファイル"),
    (b"\x1f\x8b", "圧縮されたファイル（gzip）"),
)
MOST_LINES = 100_000
MOST_CELLS = 200_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_END_OF_FILE = "\x1a"  # MS-DOS wrote it after the last line, and old programs still do
_PAGE_BREAK = "\f"


def read_text(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """The lines of a text; raises UnreadableDocument when the bytes are none or their encoding is not certain."""
    _refuse_other_kinds(content, findings)
    findings.refuse(file_name)
    lines = lines_of(content, file_name, findings)
    return [block for number, line in enumerate(lines, 1) for block in _blocks(number, line)]


def lines_of(content: bytes, file_name: str, findings: Findings) -> list[str]:
    """The lines of a text, whose characters were looked at; raises UnreadableDocument."""
    text = decoded(content, findings).removesuffix(_END_OF_FILE)
    findings.refuse(file_name)
    _refuse_too_much(text, findings)
    findings.refuse(file_name)
    lines = _LINE_END.split(text)
    if is_odd(text):
        look_at_characters(enumerate(lines, 1), findings)
    findings.refuse(file_name)
    return _composed(lines, findings)


def _refuse_too_much(text: str, findings: Findings) -> None:
    """Ten million line ends or tabs are no document, and each would cost more memory than it has bytes."""
    if not text.strip():
        findings.add(1, "empty_file")
    elif max(text.count("\n"), text.count("\r")) >= MOST_LINES:
        findings.add(WHOLE_FILE, "too_many_lines", most=MOST_LINES)
    elif text.count("\t") > MOST_CELLS:
        findings.add(WHOLE_FILE, "too_many_table_cells", most=MOST_CELLS)


def _refuse_other_kinds(content: bytes, findings: Findings) -> None:
    for magic, kind in _KINDS:
        if content.startswith(magic):
            findings.add(1, "not_text", kind=kind)
            return


def _composed(lines: list[str], findings: Findings) -> list[str]:
    result = [composed(line) for line in lines]
    changed = [number for number, (old, new) in enumerate(zip(lines, result, strict=True), 1) if old != new]
    if changed:
        findings.add(changed[0], "decomposed_text", count=len(changed))
    return result


def _blocks(number: int, line: str) -> Iterator[Block]:
    first, *others = line.split(_PAGE_BREAK)
    yield plain_block(number, first)
    for other in others:
        yield Gap(number)
        yield plain_block(number, other)


def plain_block(number: int, line: str) -> Block:
    """What a line of plain text is: a row when it has tabs."""
    if not line.strip():
        return Gap(number)
    if "\t" not in line:
        return Paragraph(number, line)
    return TableRow(number, tuple(TableCell(number, cell.strip()) for cell in line.split("\t")))
