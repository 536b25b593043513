"""The plan as a Word file: A4, headings to navigate by, tables whose heading row repeats and whose rows stay whole."""

import io
from typing import TYPE_CHECKING, Any, cast

from pdca.documents.writing.layout import Bullets, Cell, Heading, Layout, Part, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell, _Row

_MINCHO, _GOTHIC = "游明朝", "游ゴシック"
_POINTS = {"Title": 16, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11, "Heading 4": 10.5}
_BODY = 10.5
_PLAIN, _LINE = "Normal", "Bullet"
_NAME_SHARE = 4  # one part of so many is for the names
_GREY = "EBEBEB"


def write_word(layout: Layout) -> bytes:
    """The bytes of the file."""
    import docx  # noqa: PLC0415 -- only this format needs it

    document = docx.Document()
    _set_up(document, layout.title)
    document.add_paragraph(layout.title, style="Title")
    for part in layout.parts():
        _add(document, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(document: "Document", part: Part) -> None:
    if isinstance(part, Table):
        _add_table(document, part)
    elif isinstance(part, Bullets):
        for line in part.lines:
            document.add_paragraph(line, style=_LINE)
    elif isinstance(part, Heading):
        document.add_heading(part.text, part.level)
    else:
        document.add_paragraph(part.text)


# The page and its styles


def _set_up(document: "Document", title: str) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(20)
    facts = document.core_properties
    facts.title, facts.language, facts.author, facts.comments = title, "ja-JP", "", ""
    _set_styles(document)
    _number_pages(document)


def _set_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    normal = _style(document, _PLAIN)
    _set_font(normal, _MINCHO, _BODY)
    normal.paragraph_format.space_after = Pt(4)
    for name, points in _POINTS.items():
        style = _style(document, name)
        _set_font(style, _GOTHIC, points)
        style.font.color.rgb, style.font.bold, style.font.italic = RGBColor(0, 0, 0), True, False
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(10), Pt(4)
    line: Any = document.styles.add_style(_LINE, WD_STYLE_TYPE.PARAGRAPH)
    line.base_style = normal
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Pt(_BODY), Pt(-_BODY)
    line.paragraph_format.space_after = Pt(0)
    _set_font(line, _MINCHO, _BODY)
    _drop_rules(_style(document, "Title"))


def _style(document: "Document", name: str) -> "ParagraphStyle":
    return cast("ParagraphStyle", document.styles[name])


def _set_font(style: "ParagraphStyle", font: str, points: float) -> None:
    """Name the font for Japanese letters too: `font.name` alone leaves those to the theme."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    style.font.size = Pt(points)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def _drop_rules(style: "ParagraphStyle") -> None:
    """Take away the rule that the packaged style draws under a title."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _number_pages(document: "Document") -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx has no fields


# Tables


def _add_table(document: "Document", table: Table) -> None:
    made = document.add_table(rows=0, cols=len(table.heading), style="Table Grid")
    made.autofit = table.of_figures
    widths = _widths(document, table)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width  # of the grid, which LibreOffice goes by
    head = made.add_row()
    _fill(head, [(word,) for word in table.heading], widths, _PLAIN)
    _make_heading(head)
    for row in table.rows:
        added = made.add_row()
        _fill(added, row, widths, _PLAIN if table.of_figures else _LINE)
        _set_row(added, "w:cantSplit")
    document.add_paragraph()


def _widths(document: "Document", table: Table) -> "list[Length]":
    from docx.shared import Length  # noqa: PLC0415

    page = document.sections[0]
    whole = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    if table.of_figures:
        return [Length(whole // len(table.heading))] * len(table.heading)
    return [Length(whole // _NAME_SHARE), Length(whole - whole // _NAME_SHARE)]


def _fill(row: "_Row", cells: "list[Cell] | tuple[Cell, ...]", widths: "list[Length]", style: str) -> None:
    for number, (cell, lines, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
        cell.width = width
        _write(cell, lines, style if number else _PLAIN)


def _write(cell: "_Cell", lines: Cell, style: str) -> None:
    for count, line in enumerate(lines):
        paragraph = cell.add_paragraph() if count else cell.paragraphs[0]
        if style != _PLAIN:
            paragraph._p.style = style  # noqa: SLF001 -- by its id: looking for its name takes longer than all the rest
        paragraph.add_run(line)


def _make_heading(row: "_Row") -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    _set_row(row, "w:cantSplit", "w:tblHeader")
    for cell in row.cells:
        cell.paragraphs[0].runs[0].bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        shade: Any = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _GREY)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 -- python-docx has no shading


def _set_row(row: "_Row", *names: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no such switches
    for name in names:
        switch: Any = OxmlElement(name)
        properties.append(switch)
