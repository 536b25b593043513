"""HTML: from a page's elements to paragraphs and rows, as a person sees them in a browser."""

import re
from typing import TYPE_CHECKING

from pdca.documents.findings import Findings
from pdca.documents.formats.characters import composed, is_odd, look_at_characters
from pdca.documents.formats.encodings import decoded, known_name
from pdca.documents.formats.flow import Flow, list_mark
from pdca.documents.formats.grid import Grid
from pdca.documents.source import WHOLE_FILE, Block, Gap, Paragraph, Place, TableCell, TableRow

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([\w-]{1,30})""", re.IGNORECASE)
_HEAD_BYTES = 4096
_STEP = 2000
MOST_ATTRIBUTES = 1000
"""Of one element: a parser compares each with all others."""

_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}+")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LAST_LINE = 65535  # libxml2 counts no further
_NOT_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_NO_TEXT = frozenset(("head", "script", "style", "iframe", "object", "svg", "math", "rt", "rp", "datalist"))
_UNSEEN = frozenset(("template", "noscript"))
_STRUCK = frozenset(("del", "s", "strike"))
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div"),
        *(
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
        ),
        *("hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td"),
        *("tfoot", "th", "thead", "tr", "ul"),
    )
)


def read_html(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """The paragraphs and rows of a page; raises UnreadableDocument when it is no text or cannot be parsed."""
    found = _CHARSET.search(content, 0, _HEAD_BYTES)
    text = decoded(content, findings, known_name(found[1].decode("ascii", "replace")) if found else None)
    findings.refuse(file_name)
    if is_odd(text):
        look_at_characters(enumerate(_LINE_END.split(text), 1), findings)
    if any(len(_QUOTED.sub("", tag[0]).split()) > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(text)):
        findings.add(WHOLE_FILE, "html_too_many_attributes", most=MOST_ATTRIBUTES)
    findings.refuse(file_name)
    blocks = blocks_of(text, findings)
    if all(isinstance(block, Gap) for block in blocks):
        findings.add(1, "empty_file")
    findings.refuse(file_name)
    return blocks


def blocks_of(html: str, findings: Findings, first_line: int = 1) -> list[Block]:
    """The blocks of a page, or of a piece of one that begins on `first_line`."""
    root = _parsed(html, findings)
    return _Page(findings, first_line).read(root) if root is not None else []


def _parsed(text: str, findings: Findings) -> "_Element | None":
    from lxml import etree  # noqa: PLC0415  only this format needs it

    if not text.strip():
        return None
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    whole = composed(text)
    if whole != text:
        findings.add(1, "decomposed_text", count=len(text) - len(whole))
    root: _Element | None = etree.fromstring(_LINE_END.sub("\n", whole).encode(), parser)
    for error in parser.error_log:
        if error.type_name == "ERR_RESOURCE_LIMIT":  # what stands further down was not read
            findings.add(error.line, "html_too_deep")
    return root


class _Page:
    """Walks through the elements without recursion: their depth is the file's choice."""

    def __init__(self, findings: Findings, first_line: int) -> None:
        self._findings = findings
        self._lines_before = first_line - 1
        self._blocks: list[Block] = []
        self._flows = [Flow()]
        self._grids: list[Grid | None] = []  # the open tables; None for one that only lays out the page
        self._lists: list[tuple[str, int]] = []
        self._pre = 0
        self._left_out = False

    def read(self, root: "_Element") -> list[Block]:
        """The blocks of the page."""
        from lxml import etree  # noqa: PLC0415

        walk = etree.iterwalk(root, events=("start", "end"))
        events = 2 * sum(1 for _ in root.iter())
        for number, (event, element) in enumerate(walk):
            if number % _STEP == 0:
                self._findings.came(number, events)
            tag = str(element.tag)
            if event == "start" and self._is_left_out(tag, element):
                walk.skip_subtree()
                self._left_out = True
            elif event == "start":
                self._start(tag, element)
                self._flow.write(element.text, self._line(element), plain=self._pre > 0)
            elif self._left_out:
                self._left_out = False
                self._flow.write(element.tail, self._line(element), plain=self._pre > 0)
            else:
                self._end(tag, element)
                self._flow.write(element.tail, self._line(element), plain=self._pre > 0)
        self._flush()
        return self._blocks

    @property
    def _flow(self) -> Flow:
        return self._flows[-1]

    def _is_left_out(self, tag: str, element: "_Element") -> bool:
        if tag in _NO_TEXT:
            return True
        code = "struck_left_out" if tag in _STRUCK else "hidden_left_out"
        if tag not in _UNSEEN and tag not in _STRUCK and not _is_hidden(element):
            return False
        read = " ".join("".join(map(str, element.itertext())).split())
        if read:
            self._findings.add(self._line(element), code, read=read)
        return True

    def _start(self, tag: str, element: "_Element") -> None:
        if tag == "br":
            self._flow.end()
        if tag not in _BLOCKS:
            return
        self._break()
        if tag == "table":
            self._open_table(element)
        elif tag == "tr" and self._grid is not None:
            self._grid.open_row(self._line(element))
        elif tag in ("td", "th") and self._grid is not None:
            self._flows.append(Flow())
        elif tag in ("ul", "ol"):
            self._lists.append((tag, _number(element, "start", 1)))
        elif tag == "li":
            self._mark_item(element)
        elif tag == "pre":
            self._pre += 1

    def _end(self, tag: str, element: "_Element") -> None:
        if tag not in _BLOCKS:
            return
        self._break()
        if tag == "table":
            self._close_table(element)
        elif tag in ("td", "th") and self._grid is not None:
            text = self._flows.pop().text()
            spans = _number(element, "rowspan", 1), _number(element, "colspan", 1)
            self._grid.add(TableCell(self._line(element), text), *spans)
        elif tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "pre":
            self._pre -= 1

    def _break(self) -> None:
        """The end of a line of text, whoever asks for it."""
        self._flow.end()
        if len(self._flows) == 1:
            self._flush()

    def _flush(self) -> None:
        self._flow.end()
        for place, text in self._flow.take():
            if "\t" in text:
                self._blocks.append(TableRow(place, tuple(TableCell(place, each.strip()) for each in text.split("\t"))))
            else:
                self._blocks.append(Paragraph(place, text))
        if self._blocks and not isinstance(self._blocks[-1], Gap):
            self._blocks.append(Gap(self._blocks[-1].place))

    def _line(self, element: "_Element") -> Place:
        line = element.sourceline or 1
        return self._lines_before + line if line < _LAST_LINE else f"{_LAST_LINE}行目以降"

    # Lists

    def _mark_item(self, element: "_Element") -> None:
        kind, number = self._lists[-1] if self._lists else ("ul", 1)
        number = _number(element, "value", number)
        if self._lists:
            self._lists[-1] = (kind, number + 1)
        several = len(self._lists) > 0 and _has_neighbour(element)
        self._flow.mark(list_mark(number if kind == "ol" else None, several=several))

    # Tables

    @property
    def _grid(self) -> Grid | None:
        return self._grids[-1] if self._grids else None

    def _open_table(self, element: "_Element") -> None:
        inside = self._grid is not None
        self._grids.append(None if _lays_out(element) and not inside else Grid(inside=inside))
        if inside:
            self._findings.add(self._line(element), "nested_table")

    def _close_table(self, element: "_Element") -> None:
        grid = self._grids.pop()
        if grid is None:
            return
        rows = grid.rows()
        if grid.is_cut:
            self._findings.add(self._line(element), "table_too_wide")
        if grid.inside:
            for row in rows:
                self._flow.write(" ".join(cell.text for cell in row.cells if cell.text), row.place)
                self._flow.end()
        else:
            self._blocks += [*rows, Gap(self._line(element))]


def _is_hidden(element: "_Element") -> bool:
    style = str(element.get("style", ""))
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _NOT_SHOWN.search(style) is not None
    )


def _lays_out(table: "_Element") -> bool:
    """Whether a table only places other tables or headings on the page, as pages did before CSS."""
    if table.get("role") == "presentation":
        return True
    if not any(True for _ in table.iterdescendants("table", "h1", "h2", "h3")):
        return False
    rows = (row for row in table.iterdescendants("tr") if next(row.iterancestors("table")) is table)
    return sum(len(_filled(row)) > 1 for row in rows) < 2  # noqa: PLR2004  a heading row and a row make a table


def _filled(row: "_Element") -> list["_Element"]:
    return [cell for cell in row if any(text.strip() for text in map(str, cell.itertext()))]


def _has_neighbour(item: "_Element") -> bool:
    return any(True for _ in item.itersiblings("li")) or any(True for _ in item.itersiblings("li", preceding=True))


def _number(element: "_Element", name: str, default: int) -> int:
    value = str(element.get(name, "")).strip()
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 6 else default  # noqa: PLR2004
