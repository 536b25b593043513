"""Running text on its way to lines: spaces, marks of lists, and the lines of a cell."""

import re

from pdca.documents.source import Place

_OWN_MARK = re.compile(
    r"[・･•●○◎★☆◆◇■□▼▽▶▲△※→⇒⚫①-⑳㉑-㉟㊱-㊿＊*－\-‐–—]|[（(]?[0-9０-９]{1,3}[)）.．:：](?![0-9０-９])"
)
_SPACES = re.compile(r"[ \t\n\r\f\xa0]+")
_WIDE = "[\u2e80-\u303f\u3041-\u33ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]"
_MARKS = "・･•●○◎★☆"
_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?=(?![{_MARKS}]){_WIDE})")


def unwrapped(text: str) -> str:
    """Source text as shown: line ends and spaces are one space, and between two Japanese letters a line end is none."""
    return _SPACES.sub(" ", _BREAK.sub("", text))


def list_mark(number: int | None, *, several: bool) -> str:
    """The mark that a browser draws before an item of a list; a list of one is a numbered heading: 「1. 経過」."""
    if number is None:
        return "・"
    return f"({number}) " if several else f"{number}. "


def has_mark(text: str) -> bool:
    """Whether the text begins with the mark or the number of a list or a heading."""
    return _OWN_MARK.match(text) is not None


def with_mark(mark: str, text: str) -> str:
    """The text with its mark, unless it begins with one of its own."""
    return text if has_mark(text) else mark + text


class Flow:
    """Gathers text until a line ends."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._lines: list[tuple[Place, str]] = []
        self._parts: list[str] = []
        self._place: Place = 1
        self._mark = ""
        self._plain = False

    def write(self, text: str | None, place: Place, *, plain: bool = False) -> None:
        """Add text; `plain` text keeps its spaces and line ends."""
        if not text:
            return
        if not plain:
            self._begin(text, place)
            self._parts.append(text)
            return
        first, *others = text.split("\n")
        self._begin(first, place)
        self._parts.append(first)
        self._plain = True
        for count, other in enumerate(others, 1):
            self.end()
            self._begin(other, place + count if isinstance(place, int) else place)
            self._parts.append(other)
            self._plain = True

    def _begin(self, text: str, place: Place) -> None:
        if not any(self._parts) and text.strip():
            self._place = place

    def mark(self, mark: str) -> None:
        """The next line is an item of a list."""
        self._mark = mark

    def end(self) -> None:
        """The line ends."""
        text = "".join(self._parts)
        text = text.strip() if self._plain else unwrapped(text).strip(" ")
        self._parts.clear()
        self._plain = False
        if text:
            self._lines.append((self._place, with_mark(self._mark, text)))
            self._mark = ""

    def take(self) -> list[tuple[Place, str]]:
        """The lines so far, which are forgotten here."""
        lines, self._lines = self._lines, []
        return lines

    def text(self) -> str:
        """The lines so far as the text of a cell."""
        self.end()
        return "\n".join(text for _, text in self.take())
