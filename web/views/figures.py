"""The figures of a 数値指標 as a table: where it began, each year, where it is to come to."""

import unicodedata

import msgspec

from domain.event import Ref
from domain.events import Figure
from domain.japanese_dates import fiscal
from domain.numbering import grouped
from pdca.words import BASELINE, NOT_MEASURED, TARGET
from projections.items import ItemRow
from projections.measurements import MeasurementRow
from web.site import Visit


class FigureLine(msgspec.Struct, frozen=True):
    """A row of the table; `words` is the figure with its unit, or that it was not measured."""

    head: str
    fiscal_year: int | None
    words: str
    text: Ref | str | None = None
    source: Ref | None = None
    position: int | None = None


class FiguresView(msgspec.Struct, frozen=True):
    """The figures of an item; `recorded` are the years, oldest first."""

    unit: str
    baseline: FigureLine | None
    recorded: tuple[FigureLine, ...]
    target: FigureLine | None

    @property
    def lines(self) -> tuple[FigureLine, ...]:
        """All, in the order in which they are read."""
        return tuple(line for line in (self.baseline, *self.recorded, self.target) if line is not None)

    @property
    def latest(self) -> FigureLine | None:
        """The newest year."""
        return self.recorded[-1] if self.recorded else None


def figures_view(visit: Visit, row: ItemRow, at: int | None, *, public: bool) -> FiguresView | None:
    """The figures as of a position; None for other kinds of item."""
    if row.numeric is None:
        return None
    unit = row.numeric.unit
    years = tuple(_year(each, unit, public=public) for each in visit.models.measurements.of_item(row.indicator, at))
    baseline, target = row.numeric.baseline, row.numeric.target
    return FiguresView(unit, _planned(BASELINE, baseline, unit), years, _planned(TARGET, target, unit))


def _planned(head: str, figure: Figure | None, unit: str) -> FigureLine | None:
    if figure is None:
        return None
    year = f"（{fiscal(figure.fiscal_year)}）" if figure.fiscal_year is not None else ""
    text = None if figure.text and _is_only(figure.text, figure.value, unit) else figure.text
    return FigureLine(head + year, figure.fiscal_year, _number(figure.value, unit), text)


def _is_only(text: str, value: str | None, unit: str) -> bool:
    """Whether a document's text of a figure says no more than the number and its unit."""
    plain, behind = (unicodedata.normalize("NFKC", each).replace(",", "").replace(" ", "") for each in (text, unit))
    return value is not None and plain.removesuffix(behind) == value


def _year(row: MeasurementRow, unit: str, *, public: bool) -> FigureLine:
    words = NOT_MEASURED if row.not_measured else _number(row.value, unit)
    source = None if public else row.source
    return FigureLine(fiscal(row.fiscal_year), row.fiscal_year, words, row.text, source, row.position)


def _number(value: str | None, unit: str) -> str:
    return f"{grouped(value)}{unit}" if value is not None else ""
