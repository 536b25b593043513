"""One small plan in each format, made by the libraries that offices' programs resemble; the clay of the mutations."""

import io
import warnings
import zipfile
from functools import cache

from tests.pdca.cli_stage import DOCUMENT


def blocks():
    """Paragraphs and tables of the plan: text, or rows of cells."""
    rows = []
    for line in DOCUMENT.splitlines():
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            yield rows
            rows = []
        if line.strip():
            yield line
    if rows:
        yield rows


@cache
def docx():
    from docx import Document

    made = Document()
    for block in blocks():
        if isinstance(block, str):
            made.add_paragraph(block)
            continue
        table = made.add_table(0, 2)
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def xlsx():
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet, at = book.add_worksheet("重1"), 0
        for block in blocks():
            for row in [[block]] if isinstance(block, str) else block:
                sheet.write_row(at, 0, row)
                at += 1
    return out.getvalue()


@cache
def html():
    parts = [f"<p>{block}</p>" if isinstance(block, str) else _html_table(block) for block in blocks()]
    return f"<!DOCTYPE html><html><meta charset=utf-8><body>{''.join(parts)}</body></html>".encode()


def _html_table(rows):
    return f"<table>{''.join(f'<tr><td>{a}</td><td>{b}</td></tr>' for a, b in rows)}</table>"


@cache
def markdown():
    parts = [block if isinstance(block, str) else _pipes(block) for block in blocks()]
    return "\n\n".join(parts).encode()


def _pipes(rows):
    head, *rest = (f"| {a} | {b} |" for a, b in rows)
    return "\n".join([head, "|---|---|", *rest])


@cache
def pdf():
    import typst

    parts = [f"#{_quoted(block)}" if isinstance(block, str) else _typst_table(block) for block in blocks()]
    return typst.compile("\n\n".join(parts).encode())


def _typst_table(rows):
    return f"#table(columns: 2, {', '.join(_quoted(cell) for row in rows for cell in row)})"


def _quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def text():
    return DOCUMENT.encode()


VALID = {"txt": text, "html": html, "md": markdown, "docx": docx, "xlsx": xlsx, "pdf": pdf}


def zipped(parts, packing=zipfile.ZIP_DEFLATED):
    """A zip of parts by name, in order; a name may come twice."""
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", packing) as made:
        for name, content in parts:
            made.writestr(name, content)
    return out.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return [(info.filename, opened.read(info)) for info in opened.infolist()]


def with_part(content, name, changed):
    """The same zip with one part changed by a function, or given anew."""
    make = changed if callable(changed) else lambda _: changed
    return zipped([(each, make(data) if each == name else data) for each, data in parts_of(content)])
