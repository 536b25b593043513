"""Which format the bytes of a file are, told by what they are and not by their name; and the reader for each."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, Literal

from pdca.documents.findings import Findings
from pdca.documents.formats.characters import composed, look_at_characters
from pdca.documents.formats.zips import Archive
from pdca.documents.source import WHOLE_FILE, Block, Gap, Paragraph, TableCell, TableRow

Kind = Literal["text", "html", "markdown", "pdf", "word", "excel"]

READERS: dict[Kind, str] = {
    "text": "read_text",
    "html": "read_html",
    "markdown": "read_markdown",
    "pdf": "read_pdf",
    "word": "read_word",
    "excel": "read_excel",
}
"""The function of the module of the same name that reads each; imported only when such a file comes."""

_SAID: dict[Kind, str] = {
    "text": "テキスト",
    "html": "HTML",
    "markdown": "Markdown",
    "pdf": "PDF",
    "word": "Word（.docx）",
    "excel": "Excel（.xlsx）",
}
_ENDINGS: dict[str, Kind] = {
    **dict.fromkeys(("txt", "text", "csv", "tsv"), "text"),
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    **dict.fromkeys(("md", "markdown"), "markdown"),
    "pdf": "pdf",
    **dict.fromkeys(("docx", "docm", "dotx", "doc"), "word"),
    **dict.fromkeys(("xlsx", "xlsm", "xltx", "xls"), "excel"),
}
_ZIP, _ZIP_EMPTY, _OLE, _PDF = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_PDF_WITHIN = 1024  # a reader of PDF looks so far for the sign (ISO 32000-1, Annex H.3.4.1)
_OTHER_FILES: tuple[tuple[bytes, bytes, int, str, str], ...] = (
    (b"BM", b"\x00\x00\x00\x00", 6, "画像（BMP）のファイル", "文字の入ったPDFかWord"),
    (b"II*\x00", b"", 0, "画像（TIFF）のファイル", "文字の入ったPDFかWord"),
    (b"MM\x00*", b"", 0, "画像（TIFF）のファイル", "文字の入ったPDFかWord"),
    (b"RIFF", b"WEBP", 8, "画像（WebP）のファイル", "文字の入ったPDFかWord"),
    (b"", b"ftyphei", 4, "画像（HEIC）のファイル", "文字の入ったPDFかWord"),
    (b"", b"ftyp", 4, "動画のファイル", "文字の入ったPDFかWord"),
    (b"7z\xbc\xaf\x27\x1c", b"", 0, "圧縮されたファイル（7z）", "中のファイルを取り出し、Word・Excel・PDF"),
    (b"Rar!", b"", 0, "圧縮されたファイル（RAR）", "中のファイルを取り出し、Word・Excel・PDF"),
    (b"BZh", b"1AY&SY", 4, "圧縮されたファイル（bzip2）", "中のファイルを取り出し、Word・Excel・PDF"),
    (b"MIME-Version:", b"", 0, "Webページを一つにまとめたファイル（MHTML）", "Word（.docx）かHTML（.html）"),
)
_MAIN_PARTS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"word/document[0-9]{0,3}\.xml"), "word"),
    (re.compile(r"xl/workbook[0-9]{0,3}\.xml"), "excel"),
)
_PARTS: tuple[tuple[str, str, str], ...] = (
    ("xl/workbook.bin", "Excelのバイナリ形式（.xlsb）のファイル", "Excelブック（.xlsx）"),
    ("ppt/presentation.xml", "PowerPointのファイル", "Word（.docx）かPDF"),
    ("FixedDocSeq.fdseq", "XPSのファイル", "PDF"),
    ("Index/Document.iwa", "PagesかNumbersのファイル", "Word（.docx）かExcel（.xlsx）"),
)
_MIMES = (
    (b"application/vnd.oasis.opendocument.text", "OpenDocument（.odt）のファイル", "Word（.docx）"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument（.ods）のファイル", "Excel（.xlsx）"),
    (b"application/vnd.oasis.opendocument", "OpenDocumentのファイル", "Word（.docx）かExcel（.xlsx）"),
    (b"application/epub+zip", "電子書籍（EPUB）のファイル", "Word（.docx）かHTML（.html）"),
)
_OLE_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("WordDocument", "古い形式のWordのファイル（.doc）", "Word文書（.docx）"),
    ("Workbook", "古い形式のExcelのファイル（.xls）", "Excelブック（.xlsx）"),
    ("Book", "とても古い形式のExcelのファイル（.xls）", "Excelブック（.xlsx）"),
    ("PowerPoint Document", "古い形式のPowerPointのファイル（.ppt）", "Word（.docx）かPDF"),
    ("DocumentText", "一太郎のファイル（.jtd）", "Word（.docx）かPDF"),
)
_HTML = re.compile(
    rb"(?:\s++|<!--(?:(?!-->)[\x00-\xff])*+-->|<\?xml[^>]*+>)*+"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|h[1-6])\b",
    re.IGNORECASE,
)
_HEAD = 4096


def read_blocks(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """The blocks of a file of any format; raises UnreadableDocument with words for what the file is."""
    kind = kind_of(content, file_name, findings)
    named = _named(file_name)
    if named is not None and not _agree(named, kind):
        findings.add(WHOLE_FILE, "renamed_file", named=_SAID[named], kind=_SAID[kind])
    blocks: list[Block] = _function(kind, READERS[kind])(content, file_name, findings)
    return _looked_at(blocks, file_name, findings) if kind in ("word", "excel") else blocks


def kind_of(content: bytes, file_name: str, findings: Findings) -> Kind:
    """The format; raises UnreadableDocument when it is one that has no reader."""
    if content.startswith((_ZIP, _ZIP_EMPTY)):
        return _kind_of_zip(content, file_name, findings)
    if content.startswith(_OLE):
        _refuse_ole(content, file_name, findings)
    if _PDF in content[:_PDF_WITHIN]:
        return "pdf"
    _refuse_other_files(content, file_name, findings)
    if _HTML.match(content[:_HEAD].replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf")):
        return "html"
    named = _named(file_name)
    if named in ("word", "excel", "pdf") and b"\x00" in content[:_HEAD]:
        findings.stop(file_name, WHOLE_FILE, "file_damaged", named=_SAID[named])
    return "markdown" if _is_markdown(content, file_name) else "text"


def _named(file_name: str) -> Kind | None:
    return _ENDINGS.get(file_name.rpartition(".")[2].lower()) if "." in file_name else None


def _agree(named: Kind, kind: Kind) -> bool:
    """Text may be read as Markdown by its looks, and the other way round, without a word."""
    return named == kind or {named, kind} == {"text", "markdown"}


# Zip: Word, Excel and others


def _kind_of_zip(content: bytes, file_name: str, findings: Findings) -> Kind:
    archive = Archive(content, file_name, findings)
    if not archive.names:
        archive.refuse("zip_empty")
    if "EncryptedPackage" in archive.names:
        archive.refuse("office_encrypted")
    if "mimetype" in archive.names:
        _refuse_mime(archive, archive.read("mimetype", _HEAD))
    for part, said, wanted in _PARTS:
        if part in archive.names:
            archive.refuse("office_other", kind=said, wanted=wanted)
    kind: Kind | None = next((kind for sign, kind in _MAIN_PARTS if any(map(sign.fullmatch, archive.names))), None)
    if kind is None:
        wanted = "中のファイルを取り出し、Word・Excel・PDF"
        archive.refuse("office_other", kind="圧縮されたファイル（ZIP）", wanted=wanted)
    return kind


def _refuse_mime(archive: Archive, mime: bytes) -> None:
    for begin, kind, wanted in _MIMES:
        if mime.strip().startswith(begin):
            archive.refuse("office_other", kind=kind, wanted=wanted)


# Files that are read nowhere


def _refuse_ole(content: bytes, file_name: str, findings: Findings) -> None:
    """The old compound files: their directory holds the names of the streams in UTF-16."""
    if _has_stream(content, "EncryptedPackage") or _has_stream(content, "EncryptionInfo"):
        findings.stop(file_name, WHOLE_FILE, "office_encrypted")
    for name, kind, wanted in _OLE_STREAMS:
        if _has_stream(content, name):
            findings.stop(file_name, WHOLE_FILE, "office_old", kind=kind, wanted=wanted)
    wanted = "Word文書（.docx）かExcelブック（.xlsx）"
    findings.stop(file_name, WHOLE_FILE, "office_old", kind="古い形式のファイル", wanted=wanted)


def _has_stream(content: bytes, name: str) -> bool:
    """Whether an entry of the directory bears the name: 64 bytes, then its length in bytes with the final NUL."""
    said = name.encode("utf-16-le") + b"\x00\x00"
    entry = said.ljust(64, b"\x00") + len(said).to_bytes(2, "little")
    return entry in content


def _refuse_other_files(content: bytes, file_name: str, findings: Findings) -> None:
    for begin, sign, at, kind, wanted in _OTHER_FILES:
        if content.startswith(begin) and content.startswith(sign, at):
            findings.stop(file_name, WHOLE_FILE, "office_other", kind=kind, wanted=wanted)


# Readers


def _function(kind: Kind, name: str) -> Callable[..., Any]:
    return getattr(import_module(f"pdca.documents.formats.{kind}"), name)  # type: ignore[no-any-return]


def _is_markdown(content: bytes, file_name: str) -> bool:
    return bool(_function("markdown", "is_markdown")(content, file_name))


def _looked_at(blocks: list[Block], file_name: str, findings: Findings) -> list[Block]:
    """The blocks with decomposed letters composed, and with what is no letter reported."""
    look_at_characters(((cell.place, cell.text) for block in blocks for cell in _cells(block)), findings)
    findings.refuse(file_name)
    changed = [cell.place for block in blocks for cell in _cells(block) if composed(cell.text) != cell.text]
    if not changed:
        return blocks
    findings.add(changed[0], "decomposed_text", count=len(changed))
    return [_composed(block) for block in blocks]


def _cells(block: Block) -> tuple[Paragraph | TableCell, ...]:
    if isinstance(block, TableRow):
        return block.cells
    return (block,) if isinstance(block, Paragraph) else ()


def _composed(block: Block) -> Block:
    if isinstance(block, Gap):
        return block
    if isinstance(block, Paragraph):
        return Paragraph(block.place, composed(block.text))
    return TableRow(block.place, tuple(TableCell(cell.place, composed(cell.text)) for cell in block.cells))
