"""What a Word file says about paragraphs elsewhere: their styles, and the numbers and marks of its lists."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pdca.documents.formats.office import W
from pdca.documents.formats.word_numbers import number_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEEPEST = 20  # styles based on styles
_OFF = frozenset(("0", "false", "off", "none"))
_KEPT_MARKS = frozenset("★☆◎")
_MARK = "・"
_LEVELS = 9
_MOST_COUNTED = 1_000_000


class ListPlace(NamedTuple):
    """Which list a paragraph belongs to, and at which level."""

    number: str
    level: int


@dataclass(frozen=True)
class _Level:
    kind: str
    text: str
    start: int
    decimal: bool
    suffix: str


@dataclass
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    by_style: dict[str, int] = field(default_factory=dict)
    linked: str = ""


@dataclass
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int]


def value(element: "_Element | None", default: str = "") -> str:
    """The w:val of an element that may be missing."""
    return default if element is None else str(element.get(f"{W}val", default))


def is_on(properties: "_Element | None", name: str) -> bool | None:
    """Whether a property is switched on or off; None where nothing is said."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else value(found, "1").lower() not in _OFF


def whole(text: str, default: int, most: int = _MOST_COUNTED) -> int:
    """A number as a file may write it, between 0 and `most`."""
    return min(int(text), most) if text.isascii() and text.isdecimal() and len(text) < _LEVELS else default


class Styles:
    """Names, lists and hidden text of styles, through the styles that they are based on."""

    def __init__(self, root: "_Element | None") -> None:
        """Keep the styles by their ids."""
        styles = [] if root is None else root.findall(f"{W}style")
        self._styles = {str(style.get(f"{W}styleId", "")): style for style in styles}

    def name(self, style: str) -> str:
        """The name in lower case: 「toc 1」, 「heading 2」."""
        found = self._styles.get(style)
        return "" if found is None else value(found.find(f"{W}name")).lower()

    def switched(self, style: str, name: str) -> bool:
        """Whether the letters of a style are hidden or struck out."""
        found = (is_on(each.find(f"{W}rPr"), name) for each in self._chain(style))
        return next((on for on in found if on is not None), False)

    def numbering(self, style: str) -> "Iterator[tuple[str, _Element]]":
        """The list properties of a style and of those it is based on, nearest first, with the style's id."""
        for each in self._chain(style):
            properties = each.find(f"{W}pPr/{W}numPr")
            if properties is not None:
                yield str(each.get(f"{W}styleId", "")), properties

    def _chain(self, style: str) -> "Iterator[_Element]":
        for _ in range(_DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            style = value(found.find(f"{W}basedOn"))


class Lists:
    """Counts the lists of a document; asked for each paragraph in the order in which they stand."""

    def __init__(self, root: "_Element | None", styles: Styles) -> None:
        """Keep the levels of each list."""
        self._styles = styles
        self._abstracts: dict[str, _Abstract] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def mark(self, properties: "_Element | None") -> str:
        """What Word draws before the paragraph with these properties: 「・」, 「①」, 「(1) 」, or nothing."""
        place = self._place(properties)
        found = self._lists.get(place.number) if place is not None else None
        level = self._levels(found).get(place.level) if place is not None and found is not None else None
        if place is None or found is None or level is None:
            return ""
        self._count(found, place)
        if level.kind == "bullet":
            return level.text if level.text in _KEPT_MARKS else _MARK
        text = self._text(found, level)
        return text if level.suffix == "nothing" or not text else f"{text} "

    def _place(self, properties: "_Element | None") -> ListPlace | None:
        style = "" if properties is None else value(properties.find(f"{W}pStyle"))
        own = None if properties is None else properties.find(f"{W}numPr")
        number = "" if own is None else value(own.find(f"{W}numId"))
        level = None if own is None or own.find(f"{W}ilvl") is None else value(own.find(f"{W}ilvl"))
        for named, inherited in self._styles.numbering(style):
            number = number or value(inherited.find(f"{W}numId"))
            if level is None:
                level = self._level_of_style(number, named) or value(inherited.find(f"{W}ilvl"), "0")
        return None if number in ("", "0") else ListPlace(number, whole(level or "0", 0, _LEVELS - 1))

    def _level_of_style(self, number: str, style: str) -> str | None:
        found = self._lists.get(number)
        abstract = self._abstracts.get(found.abstract) if found is not None else None
        level = abstract.by_style.get(style) if abstract is not None else None
        return None if level is None else str(level)

    # Counting

    def _count(self, found: _List, place: ListPlace) -> None:
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        start = found.starts.get(place.level)
        before = counts[place.level]
        if start is not None and (place.number, place.level) not in self._started:
            before = None
        self._started.add((place.number, place.level))
        level = self._levels(found)[place.level]
        first = level.start if start is None else start
        counts[place.level] = first if before is None else before + 1
        counts[place.level + 1 :] = [None] * (_LEVELS - 1 - place.level)

    def _text(self, found: _List, level: _Level) -> str:
        counts = self._counts[found.abstract]
        text = level.text
        for at in range(_LEVELS):
            if f"%{at + 1}" in text:
                other = self._levels(found).get(at)
                count = counts[at] if counts[at] is not None else (other.start if other else 1)
                kind = "decimal" if level.decimal or other is None else other.kind
                text = text.replace(f"%{at + 1}", number_text(count or 0, kind))
        return text.strip()

    def _levels(self, found: _List) -> dict[int, _Level]:
        abstract = self._abstracts.get(found.abstract)
        return {**(abstract.levels if abstract is not None else {}), **found.levels}

    # Reading

    def _read(self, root: "_Element") -> None:
        for element in root.findall(f"{W}abstractNum"):
            self._abstracts[str(element.get(f"{W}abstractNumId", ""))] = _abstract(element)
        for element in root.findall(f"{W}num"):
            self._lists[str(element.get(f"{W}numId", ""))] = _list(element)
        for found in self._lists.values():  # a list that only names the style which defines it
            abstract = self._abstracts.get(found.abstract)
            if abstract is not None and abstract.linked:
                number = next((value(own.find(f"{W}numId")) for _, own in self._styles.numbering(abstract.linked)), "")
                if number in self._lists:
                    found.abstract = self._lists[number].abstract


def _abstract(element: "_Element") -> _Abstract:
    found = _Abstract(linked=value(element.find(f"{W}numStyleLink")))
    for each in element.findall(f"{W}lvl"):
        at = whole(str(each.get(f"{W}ilvl", "")), 0, _LEVELS - 1)
        found.levels[at] = _level(each)
        if style := value(each.find(f"{W}pStyle")):
            found.by_style[style] = at
    return found


def _list(element: "_Element") -> _List:
    found = _List(value(element.find(f"{W}abstractNumId")), {}, {})
    for each in element.findall(f"{W}lvlOverride"):
        at = whole(str(each.get(f"{W}ilvl", "")), 0, _LEVELS - 1)
        start, level = each.find(f"{W}startOverride"), each.find(f"{W}lvl")
        if start is not None:
            found.starts[at] = whole(value(start), 1)
        if level is not None:
            found.levels[at] = _level(level)
    return found


def _level(element: "_Element") -> _Level:
    kind = element.find(f"{W}numFmt")
    return _Level(
        kind=value(kind, "decimal"),
        text=_drawn(value(element.find(f"{W}lvlText")), element),
        start=whole(value(element.find(f"{W}start")), 1),
        decimal=bool(is_on(element, "isLgl")),
        suffix=value(element.find(f"{W}suff"), "tab"),
    )


def _drawn(text: str, level: "_Element") -> str:
    """The mark of a list; Wingdings draws ★ in the place of another letter."""
    fonts = level.find(f"{W}rPr/{W}rFonts")
    font = "" if fonts is None else str(fonts.get(f"{W}ascii", ""))
    return "★" if font.startswith("Wingdings") and text in {"\uf0ab", "\u00ab"} else text
