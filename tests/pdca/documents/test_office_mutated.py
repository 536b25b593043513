"""Whatever somebody changes in a Word or Excel file: it is read, or refused in words; it never crashes the reader."""

import io
import re
from contextlib import suppress
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdca.documents import UnreadableDocument, read_document
from tests.office import cell, level, listed, lists, p, row, saved, table, word_file, zipped

_PIECE = re.compile(rb'"[^"]*"|<[^>]*>|>[^<]+<')
_TOKENS = [
    *(
        b"",
        b"-1",
        b"99999999999",
        b"NaN",
        b"\x00",
        b"&#0;",
        b"]]>",
        b"<!DOCTYPE a>",
        b"<w:tbl>",
        b"</w:tc>",
        b"<w:del/>",
    ),
    *(b'r="XFD1"', b'r="A0"', b't="s"', b't="d"', b"XFD1048576", b"A1:XFD1048576", "　".encode(), b"<c><f>1</f></c>"),
]


def word():
    cells = table(row("指標名", "内容"), row("甲", cell(listed("一", 1), listed("二", 1, 1))))
    numbering = lists(level(0, "decimalEnclosedCircle", "%1"), level(1, "bullet", "★"))
    return word_file(p("題名") + listed("広場", 1) + cells, numbering=numbering, styles='<w:style w:styleId="A"/>')


def excel():
    book = openpyxl.Workbook()
    for line in (["題名"], ["指標名", "内容"], ["甲", "・一\n・二"], [None, 0.5]):
        book.active.append(line)
    book.active.merge_cells("A3:A4")
    book.active.column_dimensions["C"].hidden = True
    return saved(book)


FILES = {"資料.docx": word(), "資料.xlsx": excel()}
EDIT = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(_TOKENS), st.booleans())


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(EDIT, min_size=1, max_size=6))
def test_changed_parts_are_read_or_refused(name, edits) -> None:
    with ZipFile(io.BytesIO(FILES[name])) as file:
        parts = {part: file.read(part) for part in file.namelist()}
    for which, where, token, gone in edits:
        part = sorted(parts)[which % len(parts)] if parts else "x"
        pieces = list(_PIECE.finditer(parts.get(part, b"")))
        if gone or not pieces:
            parts.pop(part, None)
        else:
            start, end = pieces[where % len(pieces)].span()
            parts[part] = parts[part][: start + 1] + token + parts[part][end - 1 :]
    try_to_read(zipped(parts), name)


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1), cut=st.floats(0.1, 1.5))
def test_changed_bytes_are_read_or_refused(name, edits, cut) -> None:
    content = bytearray(FILES[name])
    for at, byte in edits:
        content[at % len(content)] = byte
    try_to_read(bytes(content[: int(len(content) * cut)]), name)


def try_to_read(content, name) -> None:
    with suppress(UnreadableDocument):
        read_document(content, name)
