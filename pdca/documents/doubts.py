"""What was doubtful in a cell, and the markup that nothing closes, as findings."""

from collections import Counter

from pdca.documents.cells import Cell
from pdca.documents.findings import Findings
from pdca.documents.profile import Profile
from pdca.documents.source import Place


class Doubts:
    """Reports cells one after the other; at the end the markup that stayed open in the whole document."""

    def __init__(self, profile: Profile, findings: Findings) -> None:
        """Begin before the first cell."""
        self._marks = profile.marks
        self._markup = profile.markup
        self._findings = findings
        self._open_markup: Counter[str] = Counter()
        self._open_markup_line: dict[str, Place] = {}

    def report(self, cell: Cell, line: Place, place: str, name: str) -> None:
        """Say what was doubtful in a cell; most have nothing."""
        if not cell.doubts and not cell.open_markup and cell.other_mark is None:
            return
        said = {"place": place, "name": name, "star": self._marks.advanced}
        if "ambiguous_split" in cell.doubts:
            cell.doubts.pop("mark_lost", None)
        for code, count in cell.doubts.items():
            if count > 0:
                self._findings.add(line, code, count=count, **said)
        if cell.other_mark is not None:
            word = self._marks.bullets[0]
            self._findings.add(line, "bullet_mark_variant", read=cell.other_mark, word=word, **said)
        if cell.broken_markup is not None:
            self._findings.add(line, "unclosed_markup", tag=cell.broken_markup, **said)
        self._note_open_markup(cell, line)

    def _note_open_markup(self, cell: Cell, line: Place) -> None:
        for tag in self._markup.open:
            if (count := cell.open_markup.get(tag, 0)) > 0:
                self._open_markup[tag] += count
                self._open_markup_line.setdefault(tag, line)

    def report_markup(self) -> None:
        """Say which markup stays open; it does no harm."""
        for tag, line in self._open_markup_line.items():
            self._findings.add(line, "markup_not_closed", tag=f"<{tag}>", count=self._open_markup[tag])
