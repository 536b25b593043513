"""Plain text: from bytes to numbered lines and rows between tabs, or the reason why it is no text."""

import re
import unicodedata

from pdca.documents.findings import Findings
from pdca.documents.source import Block, Gap, Paragraph, TableCell, TableRow

_KINDS = (
    (b"%PDF-", "PDFのファイル"),
    (b"PK\x03\x04", "圧縮されたファイル（Word・ExcelかZIP）"),
    (b"\xd0\xcf\x11\xe0", "古い形式のWordかExcelのファイル"),
    (b"{\\rtf", "リッチテキスト（RTF）のファイル"),
    (b"\x89PNG", "画像（PNG）のファイル"),
    (b"\xff\xd8\xff", "画像（JPEG）のファイル"),
    (b"GIF8", "画像（GIF）のファイル"),
    (b"\x1f\x8b", "圧縮されたファイル（gzip）"),
    (b"\xff\xfe", "文字コードがUTF-16のファイル"),
    (b"\xfe\xff", "文字コードがUTF-16のファイル"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTES_LINE_END = re.compile(rb"\r\n|\r|\n")
_IN_PARTS = re.compile("[^\\s\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_ODD = re.compile("[\ufffd\ue000-\uf8ff]")
_GARBLED = "\ufffd"


def read_text(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """Decode UTF-8, with or without a byte order mark; raises UnreadableDocument when the bytes are no text."""
    _refuse_other_kinds(content, findings)
    findings.refuse(file_name)
    text = _decoded(content, findings)
    findings.refuse(file_name)
    text = _composed(text, findings)
    lines = _LINE_END.split(text)
    _look_at_characters(lines, text, findings)
    findings.refuse(file_name)
    return [_block(number, line) for number, line in enumerate(lines, 1)]


def _block(number: int, line: str) -> Block:
    if not line.strip():
        return Gap(number)
    if "\t" not in line:
        return Paragraph(number, line)
    return TableRow(number, tuple(TableCell(number, cell.strip()) for cell in line.split("\t")))


def _refuse_other_kinds(content: bytes, findings: Findings) -> None:
    for magic, kind in _KINDS:
        if content.startswith(magic):
            findings.add(1, "not_text", kind=kind)
            return


def _decoded(content: bytes, findings: Findings) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _report_undecodable(content, error, findings)
        return ""
    if not text.strip():
        findings.add(1, "empty_file")
    return text.replace("\f", " ")  # a page break


def _composed(text: str, findings: Findings) -> str:
    """Signs that a Mac or a PDF writes as two (か and ゛) as one; all others stay, rare forms in names above all."""
    first = _IN_PARTS.search(text)
    if first is None:
        return text
    composed, count = _IN_PARTS.subn(lambda found: unicodedata.normalize("NFC", found.group()), text)
    findings.add(1 + len(_LINE_END.findall(text, 0, first.start())), "composed_characters", count=count)
    return composed


def _report_undecodable(content: bytes, error: UnicodeDecodeError, findings: Findings) -> None:
    zero = content.find(b"\x00")
    if zero >= 0:
        findings.add(_line_of(content, zero), "control_character", code_point="U+0000")
        return
    hint = "Shift_JISで保存された文書のようです。" if _is_shift_jis(content) else ""
    findings.add(_line_of(error.object, error.start), "undecodable", hint=hint)


def _line_of(content: bytes, at: int) -> int:
    return 1 + len(_BYTES_LINE_END.findall(content, 0, at))


def _is_shift_jis(content: bytes) -> bool:
    try:
        content.decode("cp932")
    except UnicodeDecodeError:
        return False
    return True


def _look_at_characters(lines: list[str], text: str, findings: Findings) -> None:
    if not _CONTROL.search(text) and not _ODD.search(text):
        return
    for number, line in enumerate(lines, 1):
        if control := _CONTROL.search(line):
            findings.add(number, "control_character", code_point=_code_point(control.group()))
        elif odd := _ODD.search(line):
            code = "garbled_character" if odd.group() == _GARBLED else "private_character"
            findings.add(number, code, code_point=_code_point(odd.group()))


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"
