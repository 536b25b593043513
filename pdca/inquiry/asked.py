"""What is asked of whom: the items of a year's review by department, each with last year's answer at hand."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import msgspec

from domain.codes import ItemKind
from domain.event import Ref
from domain.events import Figure
from domain.indicator import Indicator
from domain.japanese_dates import fiscal, japan_day
from domain.numbering import comparable, grouped, label
from domain.review_cycle import ReviewCycle
from pdca.engine import Engine
from pdca.words import ERASED, NOT_MEASURED
from projections.items import ItemRow, StatusRow
from projections.measurements import MeasurementRow
from projections.streams import PlanRow

_YEARS = 3
"""Earlier figures that are shown."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """An item as a department is asked about it; texts have one line per bullet.

    `last` is the answer of an earlier year, `now` this year's where there is one, at the position `based_on`.
    """

    indicator: str
    label: str
    kind: ItemKind
    name: str
    goals: str
    last: str
    now: str = ""
    based_on: int | None = None
    unit: str = ""
    department: str = ""
    waits: bool = True
    """Whether the item still stands at a step that gathers its status."""

    @property
    def typed(self) -> str:
        """The item number as it is compared with one that somebody typed."""
        return number_key(self.label)


class Inquiry(msgspec.Struct, frozen=True, kw_only=True):
    """One year's questions; `ratings` and `directions` are the titles of the council's scale."""

    cycle: str
    municipality: str
    fiscal_year: int
    status_year: int
    today: date
    items: tuple[Asked, ...]
    ratings: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()

    @property
    def departments(self) -> tuple[str, ...]:
        """Those that are asked, in the order of their first item."""
        return tuple(dict.fromkeys(each.department for each in self.items if each.department and each.waits))

    @property
    def without(self) -> tuple[Asked, ...]:
        """Items for which no department answers yet."""
        return tuple(each for each in self.items if not each.department and each.waits)

    def of(self, department: str) -> tuple[Asked, ...]:
        """What one department is asked."""
        return tuple(each for each in self.items if each.department == department and each.waits)


def number_key(typed: str) -> str:
    """An item number in one form, however its dashes, figures and widths were typed."""
    plain = comparable(typed)
    return "".join("-" if letter in "‐‑‒–—―−─━ｰ" else letter for letter in plain if not letter.isspace())


def inquiry(engine: Engine, cycle: ReviewCycle) -> Inquiry:
    """The questions of a cycle as they stand now."""
    plan = engine.read_models.streams.plan(cycle.plan)
    rows = [
        row for row in engine.read_models.items.plan_items(cycle.plan, reviews=False) if row.indicator in cycle.items
    ]
    measured = {row.indicator: engine.read_models.measurements.of_item(row.indicator) for row in rows if row.numeric}
    texts = engine.reveal(_refs(rows, measured, cycle.status_year))
    found = _Finding(engine, cycle, plan, measured, texts)
    return Inquiry(
        cycle=cycle.id,
        municipality=(plan.municipality if plan else None) or "",
        fiscal_year=cycle.fiscal_year,
        status_year=cycle.status_year,
        today=japan_day(engine.now()),
        items=tuple(found.asked(row) for row in rows),
        ratings=tuple(each.title for each in cycle.flow.scale.ratings),
        directions=tuple(each.title for each in cycle.flow.scale.directions),
    )


def _refs(rows: Iterable[ItemRow], measured: Mapping[str, list[MeasurementRow]], year: int) -> Iterator[Ref]:
    for row in rows:
        for status in (_last(row, year), row.statuses.get(year)):
            yield from status.texts if status else ()
    yield from (each.text for found in measured.values() for each in found if each.text is not None)


def _last(row: ItemRow, year: int) -> StatusRow | None:
    return row.statuses[max(years)] if (years := [each for each in row.statuses if each < year]) else None


class _Finding:
    """Makes the questions of one cycle."""

    def __init__(
        self,
        engine: Engine,
        cycle: ReviewCycle,
        plan: PlanRow | None,
        measured: Mapping[str, list[MeasurementRow]],
        texts: Mapping[Ref, str],
    ) -> None:
        self._engine = engine
        self._cycle = cycle
        self._plan = plan
        self._measured = measured
        self._texts = texts

    def asked(self, row: ItemRow) -> Asked:
        """One item."""
        item = self._engine.load(Indicator, row.indicator)
        step = item.steps.get(self._cycle.id)
        last, now, based_on = self._figures(row) if row.kind == "numeric" else self._statuses(row)
        return Asked(
            indicator=row.indicator,
            label=label(row.number, row.kind),
            kind=row.kind,
            name=self._plan.full_name(row.number, row.name) if self._plan else row.name,
            goals=_goals(row),
            unit=row.numeric.unit if row.numeric else "",
            department=item.responsible.department if item.responsible else "",
            waits=step is not None and "status_checked" in self._cycle.flow.step(step).until,
            last=last,
            now=now,
            based_on=based_on,
        )

    def _statuses(self, row: ItemRow) -> tuple[str, str, int | None]:
        last, now = _last(row, self._cycle.status_year), row.statuses.get(self._cycle.status_year)
        last_texts, texts = last.texts if last else (), now.texts if now else ()
        return self._lines(last_texts), self._lines(texts), now.position if now else None

    def _figures(self, row: ItemRow) -> tuple[str, str, int | None]:
        year = self._cycle.status_year
        found = self._measured.get(row.indicator, [])
        now = next((each for each in found if each.fiscal_year == year), None)
        earlier = [f"{fiscal(each.fiscal_year)}　{self.figure(each)}" for each in found if each.fiscal_year < year]
        return "\n".join(earlier[-_YEARS:]), self.figure(now) if now else "", now.position if now else None

    def figure(self, row: MeasurementRow) -> str:
        """A figure as a department reads and writes it."""
        text = self._texts.get(row.text, ERASED) if row.text is not None else ""
        parts = (NOT_MEASURED if row.not_measured else "", grouped(row.value) if row.value else "", text)
        return "\n".join(part for part in parts if part)

    def _lines(self, refs: Iterable[Ref]) -> str:
        return "\n".join(self._texts.get(ref, ERASED) for ref in refs)


def _goals(row: ItemRow) -> str:
    lines = [bullet.text for bullet in row.statements]
    if row.numeric is not None:
        lines += [_figure_line("基準", row.numeric.baseline), _figure_line("目標", row.numeric.target)]
    return "\n".join(line for line in lines if line)


def _figure_line(word: str, figure: Figure | None) -> str:
    if figure is None:
        return ""
    year = f"（{fiscal(figure.fiscal_year)}）" if figure.fiscal_year else ""
    return f"{word}{year}　{figure.text or (grouped(figure.value) if figure.value else '')}"
