"""What the reader of a format hands to the grammar: paragraphs and rows of tables, each with its place in the file."""

import re

import msgspec

Place = int | str
"""A line, counted from 1; or words for a place that is none: 「重1」シートのB12, 表3の2行目, 5ページ."""

WHOLE_FILE: Place = "ファイル全体"
"""The place of what is wrong with the file itself."""

JOINER = "\u2060"
"""WORD JOINER, which nobody sees: at the start of a text, or behind its mark, it says that this is no heading, and
before a mark that it is none. pdca/documents/writing writes it, so that any text is read again as it was; it is never
part of a text."""

_PAGE = re.compile(r"(\d+)ページ")


class Paragraph(msgspec.Struct, frozen=True, gc=False):
    """A line of text, or a paragraph, outside tables."""

    place: Place
    text: str


class TableCell(msgspec.Struct, frozen=True, gc=False):
    """A cell; its own lines are separated by a line feed, whether they are bullets or only wrapped."""

    place: Place
    text: str


class TableRow(msgspec.Struct, frozen=True):
    """A row of a table; a cell that another one spans is empty, so that the columns of a table stay in line."""

    place: Place
    cells: tuple[TableCell, ...]


class Gap(msgspec.Struct, frozen=True, gc=False):
    """An empty line, the end of a paragraph or of a table, a page break: what follows does not go on by itself."""

    place: Place


Block = Paragraph | TableRow | Gap


def where(place: Place) -> str:
    """The place in a sentence: 「41行目」; words stay as they are."""
    return f"{place}行目" if isinstance(place, int) else place


def page_of(place: Place) -> int | None:
    """The page that a place names, if it is one."""
    found = _PAGE.fullmatch(place) if isinstance(place, str) else None
    return int(found[1]) if found else None
