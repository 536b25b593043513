"""The rows of 数値指標: unit, baseline, target and the values of the years, and what does not fit among them."""

from collections import Counter

from pdca.documents.document import MeasuredValue, NumericRow, YearValue
from pdca.documents.drafts import DraftFigure, DraftRow
from pdca.documents.findings import Findings
from pdca.documents.profile import ColumnRole
from pdca.documents.words import key


class Numerics:
    """Makes the rows and reports what somebody should look at."""

    def __init__(self, findings: Findings) -> None:
        """Keep where to report."""
        self._findings = findings

    def row(self, draft: DraftRow, place: str) -> NumericRow:
        """One row."""
        if not draft.figures:
            self._findings.add(draft.line, "blank_cell", place=place, name=draft.name)
        return NumericRow(
            name=draft.name,
            unit=self._unit(draft, place),
            baseline=self._one(draft, "baseline", "基準値", place),
            target=self._one(draft, "target", "目標値", place),
            values=self._values(draft, place),
            rating=draft.said.get("rating"),
            direction=draft.said.get("direction"),
            department=draft.said.get("department"),
            line=draft.line,
        )

    def _unit(self, draft: DraftRow, place: str) -> str:
        """What the column says, else what most figures say behind the number."""
        behind = Counter(figure.read.unit for figure in draft.figures if figure.read.unit)
        unit = draft.said.get("unit") or next((word for word, _ in behind.most_common(1)), "")
        if not unit:
            self._findings.add(draft.line, "unit_missing", place=place, name=draft.name)
        for figure in draft.figures:
            if figure.read.unit and key(figure.read.unit) != key(unit):
                said = {"name": draft.name, "read": figure.read.text, "unit": unit}
                self._findings.add(figure.line, "unit_differs", place=place, **said)
            if figure.read.measured and figure.read.decimal is None:
                self._findings.add(figure.line, "figure_in_words", place=place, name=draft.name, read=figure.read.text)
        return unit

    def _one(self, draft: DraftRow, role: ColumnRole, heading: str, place: str) -> YearValue | None:
        """The baseline or target; of several the one of the latest year."""
        found = [figure for figure in draft.figures if figure.column.role == role]
        if not found:
            return None
        last = max(found, key=lambda figure: figure.year or 0)
        if len(found) > 1:
            said = {"name": draft.name, "heading": heading, "read": last.read.text}
            self._findings.add(last.line, "figure_left", place=place, **said)
        return YearValue(last.year, last.read.value, last.read.text)

    def _values(self, draft: DraftRow, place: str) -> tuple[MeasuredValue, ...]:
        by_year: dict[int | None, DraftFigure] = {}
        for figure in draft.figures:
            if figure.column.role != "value":
                continue
            if figure.year is None:
                self._findings.add(
                    figure.line, "value_without_year", place=place, name=draft.name, read=figure.read.text
                )
            if figure.year in by_year:
                self._findings.add(figure.line, "year_twice", place=place, name=draft.name, year=figure.year or "")
            by_year.setdefault(figure.year, figure)
        years = sorted(by_year, key=lambda year: (year is None, year))
        return tuple(_measured(year, by_year[year]) for year in years)


def _measured(year: int | None, figure: DraftFigure) -> MeasuredValue:
    read = figure.read
    return MeasuredValue(year, read.value, read.text, measured=read.measured, line=figure.line)
