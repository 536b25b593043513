"""Markdown: from headings, lists and pipe tables to paragraphs and rows."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pdca.documents.findings import Findings
from pdca.documents.formats.flow import list_mark, with_mark
from pdca.documents.formats.html import blocks_of
from pdca.documents.formats.markdown_cost import refuse_costly
from pdca.documents.formats.text import lines_of, plain_block
from pdca.documents.source import Block, Gap, TableCell, TableRow

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DELIMITER = re.compile(
    rb"^[ \t]*+(?=[^\r\n|]*+\|)\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+\r?$", re.MULTILINE
)
_NAMES = (".md", ".markdown")
_PIPE = re.compile(r"(?<!\\)\|")
_PIPED = re.compile(r"\|.*\|")
_TAG = re.compile(r"<\s*(/?)\s*([a-z][a-z0-9]*)", re.IGNORECASE)
_LINE_TAGS = frozenset(("p", "div", "li", "ul", "ol", "tr", "td"))
_DEEPEST = 60
_STEP = 500
_BOLD = "**"
_ITEM = "\x01"  # stands for <li>; no text has it, for it is no character


def is_markdown(content: bytes, file_name: str) -> bool:
    """Whether a text is Markdown: by its name, or by the row of dashes under the heading of a pipe table."""
    return file_name.lower().endswith(_NAMES) or _DELIMITER.search(content.replace(b"\x00", b"")) is not None


def read_markdown(content: bytes, file_name: str, findings: Findings) -> list[Block]:
    """The paragraphs and rows of a Markdown text; raises UnreadableDocument when the bytes are no text."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  only this format needs it

    lines = lines_of(content, file_name, findings)
    refuse_costly(lines, findings)
    findings.refuse(file_name)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    # What is indented is a paragraph here, not program code; and no line of the text may vanish as a reference.
    # The insides of the lines are read one by one below, so that it can be said how far the reading has come.
    parser.disable(["code", "reference", "inline", "text_join"])
    tokens = parser.parse("\n".join(lines))
    blocks = _Reader(lines, findings, parser).read(tokens)
    findings.refuse(file_name)
    return blocks


class _Reader:
    """Goes through the tokens of the whole text."""

    def __init__(self, lines: list[str], findings: Findings, parser: "MarkdownIt") -> None:
        self._lines = lines
        self._parser = parser
        self._findings = findings
        self._blocks: list[Block] = []
        self._lists: list[list[int]] = []  # of each open list: the next number (0 for bullets), how many items
        self._mark = ""
        self._cells: list[TableCell] | None = None
        self._columns = 0
        self._at = 1

    def read(self, tokens: Sequence["Token"]) -> list[Block]:
        """The blocks of the text."""
        items = _items_of_lists(tokens)
        for index, token in enumerate(tokens):
            if index % _STEP == 0:
                self._findings.came(index, len(tokens))
            if token.map:
                self._at = token.map[0] + 1
            if token.level >= _DEEPEST - 1:
                self._findings.add(self._at, "markdown_too_deep")
                break
            self._take(token, items.get(index, 0))
        return self._blocks

    def _take(self, token: "Token", items: int) -> None:
        match token.type:
            case "table_open" | "table_close" | "hr":
                self._columns = 0
                self._gap()
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._close_row()
            case "inline":
                self._take_inline(token)
            case "fence":
                self._blocks += [plain_block(self._at + n, line) for n, line in enumerate(token.content.split("\n"), 1)]
            case "html_block":
                self._blocks += blocks_of(token.content, self._findings, self._at)
                self._gap()
            case _:
                self._take_list(token, items)

    def _take_list(self, token: "Token", items: int) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                number = int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0
                self._lists.append([number, items])
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._mark_item()

    def _gap(self) -> None:
        self._blocks.append(Gap(self._at))

    def _mark_item(self) -> None:
        number, items = self._lists[-1]
        self._mark = list_mark(number or None, several=items > 1)
        self._lists[-1][0] += 1 if number else 0

    def _take_inline(self, token: "Token") -> None:
        token.children = []
        self._parser.inline.parse(token.content, self._parser, {}, token.children)
        if self._cells is not None:
            text = "".join(self._pieces(token, in_cell=True)).replace("\r", "\n")
            lines = (_of_item(line.strip()) for line in self._without_bold(text).split("\n"))
            self._cells.append(TableCell(self._at, "\n".join(line for line in lines if line)))
            return
        text = self._without_bold("".join(self._pieces(token, in_cell=False)))
        for count, line in enumerate(text.split("\n")):
            for part in line.split("\r"):
                self._add_line(self._at + count, part.strip(" "))
        self._gap()

    def _add_line(self, number: int, text: str) -> None:
        if not text:
            return
        text = with_mark(self._mark, text)
        self._mark = ""
        if _PIPED.fullmatch(text):  # a part of a table without its heading
            cells = (cell.replace("\\|", "|").strip() for cell in _PIPE.split(text)[1:-1])
            self._blocks.append(TableRow(number, tuple(TableCell(number, cell) for cell in cells)))
        else:
            self._blocks.append(plain_block(number, text))

    def _close_row(self) -> None:
        cells, self._cells = self._cells or [], None
        self._columns = self._columns or len(cells)
        self._blocks.append(TableRow(self._at, tuple(cells)))
        # Markdown drops the cells beyond the last column without a word.
        source = self._lines[self._at - 1].strip().removeprefix("|")
        source = source if source.endswith("\\|") else source.removesuffix("|")
        if len(_PIPE.split(source)) > self._columns:
            self._findings.add(self._at, "pipe_in_text")

    # Inside a line

    def _pieces(self, token: "Token", *, in_cell: bool) -> Iterator[str]:
        """The text of a line, with LF where a line of the source ends and CR where only the text breaks."""
        struck: list[str] | None = None
        for child in token.children or ():
            if child.type == "s_open":
                struck = []
            elif child.type == "s_close" and struck is not None:
                self._findings.add(self._at, "struck_left_out", read="".join(struck))
                struck = None
            elif struck is not None:
                struck.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                yield "\n"
            elif child.type == "html_inline":
                yield _of_tag(child.content, in_cell=in_cell)
            elif child.type != "image":
                yield child.content

    def _without_bold(self, text: str) -> str:
        """Without the signs that Markdown did not take for emphasis only because Japanese has no spaces."""
        if _BOLD not in text:
            return text
        if text.count(_BOLD) % 2:
            self._findings.add(self._at, "emphasis_unclear")
            return text
        return text.replace(_BOLD, "")


def _of_tag(tag: str, *, in_cell: bool) -> str:
    found = _TAG.match(tag)
    name = found[2].lower() if found else ""
    if name == "br":
        return "\r"
    if not in_cell or name not in _LINE_TAGS:
        return ""
    return f"\r{_ITEM}" if name == "li" and found and not found[1] else "\r"


def _of_item(line: str) -> str:
    return with_mark("・", line[1:].strip()) if line[1:] and line[0] == _ITEM else line.strip(_ITEM)


def _items_of_lists(tokens: Sequence["Token"]) -> dict[int, int]:
    """How many items each list has, by the index of its first token."""
    counts: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            opened.append(index)
            counts[index] = 0
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            opened.pop()
        elif token.type == "list_item_open":
            counts[opened[-1]] += 1
    return counts
