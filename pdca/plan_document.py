"""The document JSON of DESIGN section 8, out of the read models: the plan now or as of a position."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain.errors import NotFound
from domain.event import Ref
from domain.japanese_dates import japan_day
from domain.numbering import label
from domain.plan import Plan
from pdca.engine import Engine
from pdca.plan_figures import numeric_form
from pdca.words import ERASED
from projections.items import ItemRow, StatementRow
from projections.streams import PlanRow

Form = dict[str, Any]


def plan_document(
    engine: Engine, plan_id: str, at: int | None = None, status_year: int | None = None, on: date | None = None
) -> Form:
    """The plan with its ★ and the status of a fiscal year, by default the newest of which there is any.

    `on` is the day that it is of, by default the day of the position: an edition is read later than it was published.

    Beside the contract's keys: `key`, and per item `id` and `item` (its number); per bullet `id` and `text_revision`.
    """
    plan = engine.read_models.streams.plan(plan_id, at)
    if plan is None:
        raise NotFound("この計画は、その時点ではまだ登録されていません。", code="not_found")
    day = on or _day(engine, at)
    found = engine.read_models.items.plan_items(plan_id, at, reviews=False)
    items = [item.on(day) for item in found if item.stands_on(day)]
    decisions = _decisions(engine, plan_id, at)
    year = status_year or max((y for item in items for y in item.statuses), default=decisions.get("status_year"))
    return {
        "title": plan.title,
        "municipality": plan.municipality,
        "period": plan.period,
        "status_year": year,
        "mark_year": _mark_year(engine, items) or decisions.get("mark_year"),
        "key": plan.key,
        "projects": _Projects(plan, items, year, _Beside(engine, items, year, at)).form(),
        "findings": [],
    }


def _day(engine: Engine, at: int | None) -> date:
    """The day that the document is of: an item stands in the plan until the day on which it leaves it."""
    then = engine.recorded(at) if at else None
    return japan_day(then.instant if then else engine.now())


def _decisions(engine: Engine, plan_id: str, at: int | None) -> Mapping[str, Any]:
    plan = engine.load(Plan, plan_id) if at is None else engine.load_at(Plan, plan_id, at)
    return plan.decisions


def _mark_year(engine: Engine, items: Iterable[ItemRow]) -> int | None:
    """The fiscal year of the last session whose ★ stand."""
    sessions = {bullet.star.session for item in items for bullet in item.statements if bullet.star}
    rows = [engine.read_models.streams.stream(session) for session in sessions]
    return max((row.fiscal_year for row in rows if row is not None and row.fiscal_year is not None), default=None)


class _Beside:
    """What stands beside the items' own words: the status of a year, the departments, the figures."""

    def __init__(self, engine: Engine, items: list[ItemRow], year: int | None, at: int | None) -> None:
        plans = {item.plan for item in items}
        answerable = [row for plan in plans for row in engine.read_models.responsibilities.of_plan(plan, at)]
        self.texts = engine.reveal([ref for item in items for ref in _status(item, year)])
        self.departments = {row.indicator: row.department for row in answerable}
        self.figures = {
            item.indicator: numeric_form(engine, item, at, self.departments.get(item.indicator))
            for item in items
            if item.kind == "numeric"
        }


def _status(item: ItemRow, year: int | None) -> tuple[Ref, ...]:
    status = None if year is None else item.statuses.get(year)
    return () if status is None else status.texts


class _Projects:
    """The projects of one plan as they nest in the document."""

    def __init__(self, plan: PlanRow, items: Iterable[ItemRow], year: int | None, beside: _Beside) -> None:
        self._plan = plan
        self._year = year
        self._beside = beside
        self._items: dict[tuple[int, int | None, str], list[ItemRow]] = {}
        for item in items:
            self._items.setdefault((item.number.project, item.number.initiative, item.kind), []).append(item)

    def form(self) -> list[Form]:
        return [
            {
                "number": project.number,
                "name": project.name,
                "vision": [b for item in self._of(project.number, None, "vision") for b in _bullets(item)],
                "initiatives": [self._initiative(project.number, i.number, i.name) for i in project.initiatives],
            }
            for project in self._plan.projects
        ]

    def _initiative(self, project: int, number: int, name: str) -> Form:
        contents = [b.text for item in self._of(project, number, "content") for b in item.statements]
        return {
            "number": number,
            "name": name,
            "description": "\n".join(contents),
            "indicators": [self._row(item, "name") for item in self._of(project, number, "activity")],
            "roles": [self._row(item, "actor") for item in self._of(project, number, "role")],
            "numeric": [self._beside.figures[i.indicator] for i in self._of(project, number, "numeric")],
        }

    def _row(self, item: ItemRow, name_key: str) -> Form:
        department = self._beside.departments.get(item.indicator)
        return {
            "id": item.indicator,
            "item": label(item.number, item.kind),
            name_key: item.name,
            "goals": _bullets(item),
            "progress": [self._beside.texts.get(ref, ERASED) for ref in _status(item, self._year)],
            **({"department": department} if department else {}),
        }

    def _of(self, project: int, initiative: int | None, kind: str) -> list[ItemRow]:
        return self._items.get((project, initiative, kind), [])


def _bullets(item: ItemRow) -> list[Form]:
    return [_bullet(statement) for statement in item.statements]


def _bullet(statement: StatementRow) -> Form:
    return {
        "text": statement.text,
        "advanced": statement.advanced,
        "id": statement.id,
        "text_revision": statement.text_revision,
    }
