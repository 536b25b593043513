"""A plan written out in the layout of a city's document, in each format, for the tests of the readers."""

from html import escape

from pdca.documents import Document, packaged_profile
from pdca.documents.findings import Findings
from pdca.documents.reader import document_of
from pdca.documents.words import circled_sign

TABLES = {
    "指標（5年後に目指したい姿）": ("indicators", "goals", ("指標名", "内容")),
    "取組指標の進捗状況及び成果と課題について": ("indicators", "progress", ("指標名", "進捗状況及び成果と課題")),
    "役割分担（指標を達成するための役割）": ("roles", "goals", ("主体", "役割")),
    "役割分担の取組状況及び成果と課題について": ("roles", "progress", ("主体", "取組状況及び成果と課題")),
}


def parts_of(document: Document):
    """The document from top to bottom: ("heading", level, text), ("text", text), ("bullets", list), ("table", rows)."""
    yield "heading", 1, document.title
    yield "heading", 2, "1. 今までの経過"
    yield "text", f"令和{(document.status_year or 2023) - 2018}年度の会議で確かめた進捗状況です。"
    yield "text", f"(令和{(document.mark_year or 2021) - 2018}年度の会議で進んでいるとしたものに★を付けています。)"
    yield "heading", 2, "2. 進捗状況"
    for project in document.projects:
        yield "heading", 3, f"プロジェクト{project.number}：{project.name}"
        yield "heading", 4, "(1) 将来像（5年後の姿）"
        yield "bullets", [bullet_of(each) for each in project.vision]
        yield "heading", 4, "(2) 取組指標と役割分担の進捗状況及び成果と課題"
        for measure in project.initiatives:
            yield "heading", 4, f"{circled_sign(measure.number)} {measure.name}"
            yield "heading", 5, "■取組内容"
            for line in measure.description.split("\n"):
                yield "text", line
            for caption, (kind, field, heading) in TABLES.items():
                rows = [row for row in getattr(measure, kind) if getattr(row, field)]
                if rows:
                    yield "heading", 5, f"■{caption}"
                    yield "table", [heading, *((label_of(row), cell_of(row, field)) for row in rows)]


def bullet_of(bullet) -> str:
    return ("★" if bullet.advanced else "・") + bullet.text


def label_of(row) -> str:
    return row.name if hasattr(row, "name") else row.actor


def cell_of(row, field) -> list[str]:
    return [bullet_of(each) for each in row.goals] if field == "goals" else [f"・{each}" for each in row.progress]


def as_text(document: Document) -> str:
    lines = []
    for kind, *what in parts_of(document):
        if kind == "table":
            lines += ["\t".join((row[0], " ".join(row[1]) if isinstance(row[1], list) else row[1])) for row in what[0]]
        elif kind == "bullets":
            lines += [f"- {each}" for each in what[0]]
        else:
            lines.append(what[-1])
        lines.append("")
    return "\n".join(lines)


def as_html(document: Document, *, style: str = "", lists: bool = False, printed: bool = False) -> str:
    """`lists` puts bullets into lists, whose marks the browser draws; `printed` none, so that each mark is a letter."""
    out = [f"<!DOCTYPE html><html lang=ja><meta charset=utf-8><title>計画</title><style>{style}</style><body>"]
    for kind, *what in parts_of(document):
        if kind == "heading":
            out.append(f"<h{what[0]}>{escape(what[1])}</h{what[0]}>")
        elif kind == "text":
            out.append(f"<p>{escape(what[0])}</p>")
        elif kind == "bullets" and printed:
            out += [f"<p class=bullet>{escape(each)}</p>" for each in what[0]]
        elif kind == "bullets":
            out.append("<ul>" + "\n".join(f"<li>{escape(each.removeprefix('・'))}</li>" for each in what[0]) + "</ul>")
        else:
            out.append("<table>" + "\n".join(_html_row(row, lists=lists) for row in what[0]) + "</table>")
    return "\n".join(out)


def _html_row(row, *, lists: bool) -> str:
    label, cell = row
    if isinstance(cell, str):
        return f"<tr><th>{escape(label)}</th><th>{escape(cell)}</th></tr>"
    if lists:
        content = "<ul>" + "".join(f"<li>{escape(each.removeprefix('・'))}" for each in cell) + "</ul>"
    else:
        content = "<br>\n".join(map(escape, cell))
    return f"<tr><td>{escape(label)}</td><td>{content}</td></tr>"


def as_markdown(document: Document) -> str:
    out = []
    for kind, *what in parts_of(document):
        if kind == "heading":
            out.append(f"{'#' * what[0]} {markdown_of(what[1])}")
        elif kind == "text":
            out.append(markdown_of(what[0]))
        elif kind == "bullets":
            out += [f"- {markdown_of(each.removeprefix('・'))}" for each in what[0]]
        else:
            heading, *rows = what[0]
            out += [f"| {' | '.join(heading)} |", "|---|---|"]
            out += [f"| {markdown_of(label)} | {'<br>'.join(map(markdown_of, cell))} |" for label, cell in rows]
        out.append("")
    return "\n".join(out)


def markdown_of(text: str) -> str:
    for sign in "\\|*_`<&[":
        text = text.replace(sign, f"\\{sign}")
    return text


def as_typst(document: Document) -> str:
    """A4 with ruled tables, a running head and page numbers."""
    out = [
        '#set page(paper: "a4", margin: 22mm, header: align(right, text(8pt)[子ども・子育て会議 資料1]),',
        "  footer: context align(center, text(9pt)[\\- #counter(page).display() \\-]))",
        '#set text(font: ("Noto Sans CJK JP", "Noto Sans JP"), size: 10.5pt, lang: "ja")',
        "#set par(leading: 0.7em, spacing: 1.1em)",
        '#show heading: set text(weight: "bold", size: 12pt)',
    ]
    for kind, *what in parts_of(document):
        if kind == "heading":
            out.append(f"#heading(level: {what[0]})[#{typst_of(what[1])}]")
        elif kind == "text":
            out.append(f"#par[#{typst_of(what[0])}]")
        elif kind == "bullets":
            out += [f"#par(hanging-indent: 1em)[#{typst_of(each)}]" for each in what[0]]
        else:
            heading, *rows = what[0]
            cells = [f"table.header({typst_of(heading[0])}, {typst_of(heading[1])})"]
            for label, cell in rows:
                lines = "".join(f"#par(hanging-indent: 1em, spacing: 0.8em)[#{typst_of(each)}]" for each in cell)
                cells.append(f"{typst_of(label)}, [{lines}]")
            out.append(f"#table(columns: (28%, 1fr), inset: 6pt, {', '.join(cells)})")
    return "\n".join(out)


def typst_of(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def read_by(reader, content: bytes, file_name: str) -> Document:
    """The document that a format's reader and the grammar find."""
    findings = Findings()
    return document_of(reader(content, file_name, findings), file_name, findings, packaged_profile())
