"""The text of one paragraph of a Word file, as it is seen on paper; what is left out is counted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pdca.documents.findings import Findings
from pdca.documents.formats.office import W
from pdca.documents.formats.word_styles import Styles, is_on, value
from pdca.documents.source import Place

if TYPE_CHECKING:
    from lxml.etree import _Element

PAGE_BREAK = "\f"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = frozenset((f"{W}del", f"{W}moveFrom"))
_ADDED = frozenset((f"{W}ins", f"{W}moveTo"))
_DRAWN = frozenset((f"{W}drawing", f"{W}pict", f"{W}object"))
_NOTES = frozenset((f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentReference"))
_NO_TEXT = frozenset((f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText", f"{W}fldData", f"{W}sdtPr", f"{W}tblPr"))
_LETTERS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
}
_WINGDINGS = {
    **{0x81 + at: chr(0x2460 + at) for at in range(10)},
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "□",
    0x75: "◆",
    0x76: "◇",
    0xA1: "○",
    0xA4: "◎",
    0xA7: "■",
    0xA8: "□",
    0xAB: "★",
    0xD8: "▶",
    0xE8: "→",
    0xFC: "✓",
    0xFE: "☑",
}
_SYMBOL = {0xB7: "・", 0xB0: "°", 0xB1: "±", 0xB3: "≧", 0xA3: "≦", 0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓"}
_FONTS = {"wingdings": _WINGDINGS, "symbol": _SYMBOL}
_PRIVATE, _PRIVATE_END = 0xF000, 0xF0FF
_UNKNOWN = "〓"
_MOST_SHOWN = 30


@dataclass
class LeftOut:
    """What was left out of a document, or changed in it, that is said once for all."""

    findings: Findings
    changes: int = 0
    boxes: int = 0
    notes: int = 0
    contents: int = 0
    embedded: int = 0
    box_read: str = ""
    first: dict[str, Place] = field(default_factory=dict)

    def note(self, what: str, place: Place, count: int = 1) -> None:
        """Count one more; remember where the first was."""
        if count:
            setattr(self, what, getattr(self, what) + count)
            self.first.setdefault(what, place)

    def report(self) -> None:
        """Say what was left out, at the place of the first of each."""
        codes = {
            "changes": "tracked_changes",
            "boxes": "text_box_left_out",
            "notes": "notes_left_out",
            "contents": "contents_left_out",
            "embedded": "embedded_left_out",
        }
        for what, place in self.first.items():
            self.findings.add(place, codes[what], count=getattr(self, what), read=self.box_read)


class TextReader:
    """Reads paragraphs one after the other."""

    def __init__(self, styles: Styles, left_out: LeftOut) -> None:
        """Keep the styles and where to count."""
        self._styles = styles
        self._left_out = left_out

    def read(self, paragraph: "_Element", place: Place) -> str:
        """The letters, with the usual control characters for tabs, line ends and page breaks (form feed)."""
        return "".join(self._parts(paragraph, place))

    def _parts(self, paragraph: "_Element", place: Place) -> Iterator[str]:
        from lxml import etree  # noqa: PLC0415

        walk = etree.iterwalk(paragraph, events=("start",))
        unknown = 0
        for _, element in walk:
            tag = str(element.tag)
            if self._is_left_out(tag, element, place):
                walk.skip_subtree()
            elif tag in (f"{W}t", f"{_MATH}t"):
                yield str(element.text or "").replace("\n", " ")
            elif tag == f"{W}br":
                yield PAGE_BREAK if element.get(f"{W}type") in ("page", "column") else "\n"
            elif tag == f"{W}sym":
                letter = _symbol(element)
                unknown += letter == _UNKNOWN
                yield letter
            else:
                yield _LETTERS.get(tag, "")
        if unknown:
            self._left_out.findings.add(place, "letter_unmapped", count=unknown)

    def _is_left_out(self, tag: str, element: "_Element", place: Place) -> bool:
        if tag == f"{W}r":
            return self._is_unseen(element, place)
        if tag in _ADDED or tag in _DELETED:
            self._left_out.note("changes", place)
        elif tag in _DRAWN or (tag == f"{_ALTERNATE}AlternateContent" and _boxes(element)):
            self._note_boxes(element, place)
            return True
        elif tag in _NOTES:
            self._left_out.note("notes", place)
        elif tag == f"{W}rt":
            self._left_out.findings.add(place, "ruby_left_out", read=_letters(element))
            return True
        return tag in _NO_TEXT or tag in _DELETED or tag == f"{_ALTERNATE}Fallback"

    def _is_unseen(self, run: "_Element", place: Place) -> bool:
        """Whether a run is hidden or struck out, by itself or by its style."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        style = value(properties.find(f"{W}rStyle"))
        for names, code in ((("vanish", "webHidden"), "hidden_left_out"), (("strike", "dstrike"), "struck_left_out")):
            if any(self._is_switched(properties, style, name) for name in names):
                if read := _letters(run).strip():
                    self._left_out.findings.add(place, code, read=read)
                return True
        return False

    def _is_switched(self, properties: "_Element", style: str, name: str) -> bool:
        own = is_on(properties, name)
        return own if own is not None else self._styles.switched(style, name)

    def _note_boxes(self, element: "_Element", place: Place) -> None:
        texts = [text for box in _boxes(element) if (text := _letters(box).strip())]
        if texts and not self._left_out.box_read:
            self._left_out.box_read = texts[0][:_MOST_SHOWN]
        self._left_out.note("boxes", place, len(texts))


def _boxes(element: "_Element") -> "list[_Element]":
    """The text boxes in a drawing, each once: what old programs shall draw in its place is a copy."""
    copies = {box for other in element.iter(f"{_ALTERNATE}Fallback") for box in other.iter(f"{W}txbxContent")}
    found = [box for box in element.iter(f"{W}txbxContent") if box not in copies]
    return found or list(copies)


def _letters(element: "_Element") -> str:
    return "".join(str(each.text or "") for each in element.iter(f"{W}t"))


def _symbol(element: "_Element") -> str:
    """A sign of a font that has its own letters, where it is certain which one is drawn."""
    try:
        code = int(str(element.get(f"{W}char", "")), 16)
    except ValueError:
        return _UNKNOWN
    font = str(element.get(f"{W}font", "")).lower()
    if font in _FONTS:
        return _FONTS[font].get(code & 0xFF, _UNKNOWN)
    return _UNKNOWN if _PRIVATE <= code <= _PRIVATE_END or not 0x20 <= code <= 0xFFFF else chr(code)  # noqa: PLR2004
