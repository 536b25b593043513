"""An empty Word document on A4 with Japanese fonts, and tables that print in black and white."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell, _Row

_FONT = "游明朝"
_POINTS = 10.5
_A4 = (210, 297)
_MARGIN = 20


def new_paper(made: datetime, *, landscape: bool = False) -> "Document":
    """The document; nothing in it says who or what made it."""
    import docx  # noqa: PLC0415 -- only who writes Word waits for it
    from docx.enum.section import WD_ORIENTATION  # noqa: PLC0415
    from docx.shared import Mm  # noqa: PLC0415

    paper = docx.Document()
    properties = paper.core_properties
    properties.author = properties.comments = properties.title = properties.last_modified_by = ""
    properties.created = properties.modified = made.replace(tzinfo=None)
    section = paper.sections[0]
    width, height = reversed(_A4) if landscape else _A4
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.orientation = WD_ORIENTATION.LANDSCAPE if landscape else WD_ORIENTATION.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    _set_font(cast("ParagraphStyle", paper.styles["Normal"]))
    return paper


def _set_font(style: "ParagraphStyle") -> None:
    """Name the font for Japanese letters too: `font.name` alone leaves those to the theme."""
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    style.font.size = Pt(_POINTS)
    style.paragraph_format.space_after = Pt(0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), _FONT)


def add_line(paper: "Document", text: str = "", *, at: str = "left", points: float = _POINTS) -> None:
    """A paragraph at the left, in the centre or at the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = paper.add_paragraph()
    paragraph.alignment = {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[at]
    paragraph.add_run(text).font.size = Pt(points)


def add_table(
    paper: "Document", heading: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]
) -> None:
    """A table with a heading that repeats on each page; no row breaks over two pages. Widths in millimetres."""
    table = paper.add_table(rows=0, cols=len(heading), style="Table Grid")
    table.autofit = False
    head = table.add_row()
    _fill(head, heading, widths)
    _set(head, "w:tblHeader")
    for texts in rows:
        row = table.add_row()
        _fill(row, texts, widths)
        _set(row, "w:cantSplit")


def _fill(row: "_Row", texts: Sequence[str], widths: Sequence[float]) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        cell.width = Mm(width)
        _write(cell, text)


def _write(cell: "_Cell", text: str) -> None:
    first, *others = text.split("\n")
    cell.paragraphs[0].add_run(first)
    for line in others:
        cell.add_paragraph(line)


def _set(row: "_Row", name: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    properties: Any = row._tr.get_or_add_trPr()  # noqa: SLF001 -- python-docx has no property for it
    properties.append(OxmlElement(name))


def saved(paper: "Document") -> bytes:
    """The bytes of the file."""
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()
