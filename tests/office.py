"""Word and Excel files for the tests of their readers: from raw parts, and from a document in a city's layout."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import openpyxl

from pdca.documents import Document, UnreadableDocument
from pdca.documents.findings import Findings
from pdca.documents.formats.kinds import read_blocks
from pdca.documents.source import Gap, Paragraph, TableRow
from pdca.documents.words import circled_sign

OPEN = "http://schemas.openxmlformats.org"
NAMES = (
    f'xmlns:w="{OPEN}/wordprocessingml/2006/main" xmlns:r="{OPEN}/officeDocument/2006/relationships" '
    f'xmlns:mc="{OPEN}/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    f'xmlns:m="{OPEN}/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
TABLES = (
    ("■指標（5年後に目指したい姿）", "indicators", "goals", ("指標名", "内容")),
    ("取組指標の進捗状況及び成果と課題について", "indicators", "progress", ("指標名", "進捗状況及び成果と課題")),
    ("■役割分担（指標を達成するための役割）", "roles", "goals", ("主体", "役割")),
    ("役割分担の取組状況及び成果と課題について", "roles", "progress", ("主体", "取組状況及び成果と課題")),
)


def zipped(parts):
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def relations(**kinds):
    """A .rels part: kind of the relation and its target."""
    base = f"{OPEN}/officeDocument/2006/relationships"
    rows = [f'<Relationship Id="{kind}" Type="{base}/{kind}" Target="{to}"/>' for kind, to in kinds.items()]
    return f'<Relationships xmlns="{OPEN}/package/2006/relationships">{"".join(rows)}</Relationships>'


def word_file(body, *, styles="", numbering="", main="word/document.xml", head=""):
    parts = {"_rels/.rels": relations(officeDocument=main)}
    parts[main] = f"{head}<w:document {NAMES}><w:body>{body}</w:body></w:document>"
    rels = f"word/_rels/{main.rpartition('/')[2]}.rels"
    parts[rels] = relations(styles="styles.xml", numbering="numbering.xml")
    parts["word/styles.xml"] = f"<w:styles {NAMES}>{styles}</w:styles>"
    parts["word/numbering.xml"] = f"<w:numbering {NAMES}>{numbering}</w:numbering>"
    return zipped(parts)


def p(*runs, properties=""):
    inner = "".join(run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def listed(text, number, level=0):
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(text, properties=numbered)


def level(at, kind, text, more=""):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels):
    """One list, number 1."""
    abstract = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


def cell(*inner, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(x if x.startswith('<') else p(x) for x in inner)}</w:tc>"


def row(*cells, properties=""):
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(x if x.startswith('<') else cell(x) for x in cells)}</w:tr>"


def table(*rows):
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def saved(file):
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def read(content, name="資料.docx"):
    """The blocks and the findings' codes with their places."""
    findings = Findings()
    blocks = read_blocks(content, name, findings)
    return blocks, [(finding.line, finding.code) for finding in findings.by_line()]


def seen(blocks):
    """Texts of paragraphs, and tuples of cells; a gap is None, and only one of several."""
    found = []
    for block in blocks:
        if isinstance(block, Gap):
            if found and found[-1] is not None:
                found.append(None)
        elif isinstance(block, TableRow):
            found.append(tuple(each.text for each in block.cells))
        else:
            assert isinstance(block, Paragraph)
            found.append(block.text)
    return found[:-1] if found and found[-1] is None else found


def texts(content, name="資料.docx"):
    return [each for each in seen(read(content, name)[0]) if each is not None]


def refused(content, name="資料.docx"):
    """The first error's code and words."""
    try:
        read_blocks(content, name, Findings())
    except UnreadableDocument as error:
        return error.findings[0].code, str(error)
    raise AssertionError("it was read")


# A document in the layout of a city


def parts_of(document: Document):
    """From top to bottom: (kind, content), kind heading, text, bullets or table, or project for a project's begin."""
    yield "heading", document.title
    yield "text", f"令和{(document.status_year or 2023) - 2018}年度の会議で確かめました。"
    yield "text", f"(令和{(document.mark_year or 2021) - 2018}年度の会議で進んでいるとしたものに★を付けています。)"
    for project in document.projects:
        yield "project", project
        yield "heading", f"プロジェクト{project.number}：{project.name}"
        yield "heading", "(1) 将来像（5年後にこうなったら良いなと思う姿）"
        yield "bullets", [bullet(each) for each in project.vision]
        yield "heading", "(2) 取組指標と役割分担の進捗状況及び成果と課題"
        for measure in project.initiatives:
            yield "measure", measure
            yield "heading", "■取組内容"
            for line in measure.description.split("\n"):
                yield "text", line
            for caption, kind, field, heading in TABLES:
                rows = [(label(each), lines_of(each, field)) for each in getattr(measure, kind)]
                yield "heading", caption
                yield "table", (heading, [each for each in rows if each[1]])


def bullet(each):
    return ("★" if each.advanced else "・") + each.text


def label(each):
    return each.name if hasattr(each, "name") else each.actor


def lines_of(each, field):
    return [bullet(goal) for goal in each.goals] if field == "goals" else [f"・{text}" for text in each.progress]


def as_word(document: Document, *, as_lists=False, ugly=False):
    """`as_lists` leaves bullets and ①②③ to Word; `ugly` merges labels down and cuts tables as a page break does."""
    file = docx.Document()
    circles = _circles(file) if as_lists else None
    for kind, what in parts_of(document):
        if kind == "project":
            restart = True
        elif kind == "measure":
            if circles:
                circles(file.add_paragraph(what.name), restart=restart)
                restart = False
            else:
                file.add_paragraph(f"{circled_sign(what.number)} {what.name}")
        elif kind == "table":
            _word_table(file, *what, as_lists=as_lists, ugly=ugly)
        elif kind == "bullets":
            for line in what:
                _bullet(file.add_paragraph(), line, as_lists=as_lists)
        elif kind == "heading":
            file.add_heading(what, 2)
        else:
            file.add_paragraph(what)
    return saved(file)


def _circles(file):
    """Numbers ①②③ that Word draws: a list of its own per project."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    numbering = file.part.numbering_part.element
    first = f'<w:abstractNum {NAMES} w:abstractNumId="90">{level(0, "decimalEnclosedCircle", "%1")}</w:abstractNum>'
    numbering.insert(0, parse_xml(first))
    made = []

    def mark(paragraph, *, restart):
        if restart:
            made.append(900 + len(made))
            start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
            new = f'<w:num {NAMES} w:numId="{made[-1]}"><w:abstractNumId w:val="90"/>{start}</w:num>'
            numbering.append(parse_xml(new))
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().set(qn("w:val"), "0")
        properties.get_or_add_numId().set(qn("w:val"), str(made[-1]))

    return mark


def _bullet(paragraph, line, *, as_lists):
    if as_lists:
        paragraph.style = "List Bullet"
    paragraph.add_run(line.removeprefix("・") if as_lists else line)


def _word_table(file, heading, rows, *, as_lists, ugly):
    made = _grid(file, heading)
    for name, lines in rows:
        if ugly and len(lines) > 1:
            first, second = made.add_row().cells, made.add_row().cells
            first[0].text = name
            first[0].merge(second[0])
            _fill(first[1], lines[:1], as_lists=as_lists)
            _fill(second[1], lines[1:], as_lists=as_lists)
        else:
            if ugly and len(made.rows) > 2:  # the page ends here
                file.add_paragraph().add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
                made = file.add_table(0, 2)
            cells = made.add_row().cells
            cells[0].text = name
            _fill(cells[1], lines, as_lists=as_lists)
    file.add_paragraph()


def _grid(file, heading):
    made = file.add_table(1, 2)
    made.rows[0].cells[0].text, made.rows[0].cells[1].text = heading
    return made


def _fill(into, lines, *, as_lists):
    for number, line in enumerate(lines):
        _bullet(into.paragraphs[0] if number == 0 else into.add_paragraph(), line, as_lists=as_lists)


def as_excel(document: Document, *, ugly=False):
    """One sheet per project; `ugly` spreads tables over merged columns and merges labels down over rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表紙"
    for kind, what in parts_of(document):
        if kind == "project":
            sheet = book.create_sheet(f"重{what.number}")
        elif kind == "measure":
            _line(sheet, f"{circled_sign(what.number)} {what.name}", ugly=ugly)
        elif kind == "table":
            _excel_table(sheet, *what, ugly=ugly)
        elif kind == "bullets":
            for line in what:
                _line(sheet, line, ugly=ugly)
        else:
            _line(sheet, what, ugly=ugly)
    return saved(book)


def _line(sheet, text, *, ugly):
    at = sheet.max_row + 1
    sheet.cell(at, 1, text)
    if ugly:
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=6)


def _excel_table(sheet, heading, rows, *, ugly):
    lines = [(heading[0], [heading[1]]), *rows]
    for number, (name, each) in enumerate(lines):
        parts = [each[:1], each[1:]] if ugly and number and len(each) > 1 else [each]
        top = sheet.max_row + 1
        sheet.cell(top, 1, name)
        for part in parts:
            at = sheet.max_row if part is parts[0] else sheet.max_row + 1
            sheet.cell(at, 3 if ugly else 2, "\n".join(part))
            if ugly:
                sheet.merge_cells(start_row=at, end_row=at, start_column=3, end_column=6)
        if ugly:
            sheet.merge_cells(start_row=top, end_row=sheet.max_row, start_column=1, end_column=2)
