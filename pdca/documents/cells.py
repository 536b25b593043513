"""From the text of one cell to its bullets, with a count of the places where that was not plain."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pdca.documents.profile import Profile
from pdca.documents.source import JOINER, Place

_OPEN_NAMES = "○●◎□△▲◇"


@dataclass(slots=True)
class Piece:
    """A bullet in the making: its mark (empty when lost) and the parts of its text."""

    marks: str
    parts: list[str]
    line: Place

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts).replace(JOINER, "")


@dataclass(slots=True)
class Cell:
    """What a cell gave: its bullets, how often each doubtful place occurred, and markup without an end."""

    pieces: list[Piece] = field(default_factory=list)
    doubts: dict[str, int] = field(default_factory=dict)
    broken_markup: str | None = None
    open_markup: dict[str, int] = field(default_factory=dict)
    other_mark: str | None = None

    def doubt(self, code: str) -> None:
        """Count one more doubtful place."""
        self.doubts[code] = self.doubts.get(code, 0) + 1

    def continue_last(self, pieces: list[Piece]) -> None:
        """Add the text before the first mark to the last of `pieces`: a bullet wrapped onto these lines."""
        if pieces and self.pieces and not self.pieces[0].marks:
            pieces[-1].parts.extend(self.pieces.pop(0).parts)
            self.doubts["mark_lost"] = self.doubts.get("mark_lost", 0) - 1


class CellReader:
    """Splits cells into bullets by the marks of one profile."""

    def __init__(self, profile: Profile) -> None:
        """Prepare the expressions; all of them take time in proportion to the text."""
        self._marks = profile.marks
        self._markup = profile.markup
        self._ends = tuple(profile.marks.stops + profile.marks.closers)
        tags = "|".join(map(re.escape, profile.markup.tags))
        signs = "".join(map(re.escape, (profile.marks.advanced, *profile.marks.bullets)))
        stops = re.escape(profile.marks.stops)
        self._tag = re.compile(rf"<(/?)({tags})(?=[\s/>]|$)([^<>]*)(>?)", re.IGNORECASE)
        self._mark = re.compile(rf"[{signs}](?:\s*+[{signs}])*+\s*+")
        lists = "".join(map(re.escape, profile.marks.list)) or "(?!)"
        self._listed = re.compile(rf"(?:^|(?<=\s)|(?<=[{stops}]))([{lists}])(?=\s)|^([{lists}])(?![\d\s{lists}])")
        self._stop = re.compile(rf"(?<=[{stops}])\s++")

    def read(self, text: str, line: Place) -> Cell:
        """The bullets of a cell (or of a line of a list) that stands on `line`."""
        cell = Cell()
        start = 0
        for tag in self._tag.finditer(text):
            self._note_tag(tag, cell)
            self._split_lines(text[start : tag.start()], line, cell)
            start = tag.end()
        self._split_lines(text[start:], line, cell)
        self._check_closed(cell)
        return cell

    def begins_bullet(self, text: str) -> bool:
        """Whether a line begins with the mark of a bullet."""
        found = self._mark.match(text)
        return found is not None and not _is_placeholder(found[0])

    def ends_sentence(self, text: str) -> bool:
        """Whether a text ends as a sentence does."""
        return text.endswith(self._ends)

    def without_list_mark(self, text: str) -> tuple[str, bool]:
        """A line of a list without the list's own mark, and whether it had one."""
        for mark in self._marks.list:
            if text.startswith(mark):
                return text[len(mark) :].strip(), True
        return text, False

    def _note_tag(self, tag: re.Match[str], cell: Cell) -> None:
        slash, name, _, end = tag.groups()
        if not end:
            cell.broken_markup = tag[0][:20]
        name = name.lower()
        cell.open_markup[name] = cell.open_markup.get(name, 0) + (-1 if slash else 1)

    def _check_closed(self, cell: Cell) -> None:
        for name, count in cell.open_markup.items():
            if count > 0 and name in self._markup.closed:
                cell.broken_markup = cell.broken_markup or f"<{name}>"

    # The lines of a cell

    def _split_lines(self, text: str, line: Place, cell: Cell) -> None:
        lines = [each.lstrip() for each in text.split("\n") if each.strip()]
        for each in lines if len(lines) < 2 else self._whole_lines(lines, cell):  # noqa: PLR2004 -- one line is whole
            self._split(self._usual_marks(each, cell), line, cell)

    def _whole_lines(self, lines: list[str], cell: Cell) -> Iterator[str]:
        """The lines with those joined that go on: behind a mark any without one, else up to the end of a sentence."""
        marked = [self.begins_bullet(line) or self._listed.match(line) is not None for line in lines]
        begins = marked if any(marked) else [False, *(line.rstrip().endswith(self._ends) for line in lines[:-1])]
        if not any(marked):
            cell.doubt("ambiguous_split")
        whole: list[str] = []
        for line, new in zip(lines, begins, strict=True):
            if new and whole:
                yield joined(whole)
                whole = []
            whole.append(line)
        yield joined(whole)

    def _usual_marks(self, line: str, cell: Cell) -> str:
        """The line with the usual mark in the place of a list's mark, if it begins with one."""
        first = self._listed.match(line)
        if first is None:
            return line
        cell.other_mark = mark = first[1] or first[2]
        return self._listed.sub(lambda found: self._marks.bullets[0] if mark in found[0] else found[0], line)

    # The bullets of a line

    def _split(self, text: str, line: Place, cell: Cell) -> None:
        stretch = text.strip()
        if not stretch:
            return
        marked = list(self._marked(stretch, cell))
        for marks, words in marked:
            self._split_unmarked(marks, words, line, cell)
        for _, words in marked[:-1]:
            if words and not words.endswith(self._ends):
                cell.doubt("bullet_end_unclear")

    def _marked(self, text: str, cell: Cell) -> Iterator[tuple[str, str]]:
        marks, start = "", 0
        for found in self._mark.finditer(text):
            if _is_placeholder(found[0]) or not self._begins(text, found.start(), cell):
                continue
            if found.start() > 0:
                yield marks, text[start : found.start()].strip()
            marks, start = "".join(found[0].split()), found.end()
        yield marks, text[start:].strip()

    def _begins(self, text: str, at: int, cell: Cell) -> bool:
        if at == 0 or text[at - 1].isspace():
            return True
        if text[at - 1] not in self._marks.stops:
            return False
        cell.doubt("bullets_run_together")
        return True

    def _split_unmarked(self, marks: str, words: str, line: Place, cell: Cell) -> None:
        if not words:
            cell.doubt("empty_bullet")
            return
        first, *others = self._stop.split(words)
        for sign, sentence in ((marks, first), *(("", other) for other in others)):
            cell.pieces.append(Piece(sign, [sentence], line))
            self._count_doubts(sign, sentence, cell)

    def _count_doubts(self, marks: str, words: str, cell: Cell) -> None:
        if not marks and self._marks.required:
            cell.doubt("mark_lost")
        if len(marks) > 1:
            cell.doubt("mark_repeated")
        if self._marks.advanced in words:
            cell.doubt("star_in_text")
        if marks and marks[0] not in (self._marks.advanced, self._marks.bullets[0]):
            cell.other_mark = marks[0]


def _is_placeholder(marks: str) -> bool:
    """○○ and △△ stand for a name that is left open; they are no marks."""
    return len(marks) > 1 and marks[0] in _OPEN_NAMES and marks[1] == marks[0]


def joined(lines: list[str]) -> str:
    """Wrapped lines, none empty, as one; a space at a line end is the text's own, between Latin letters it was one."""
    parts = lines[:1]
    for before, line in itertools.pairwise(lines):
        parts += [" ", line] if before[-1].isascii() and line[0].isascii() and before[-1].isalnum() else [line]
    return "".join(parts)
