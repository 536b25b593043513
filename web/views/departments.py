"""Who answers for which item, by project, and what the office may change of it."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from domain.event import Ref
from domain.events import ProjectEntry
from domain.numbering import label
from projections.responsibilities import ResponsibilityRow
from projections.streams import PlanRow
from web.site import Visit
from web.views.inbox import full_name

REVIEWED = frozenset({"activity", "role", "numeric"})
"""The kinds that a department reports on."""


class Line(msgspec.Struct, frozen=True):
    """An item with its department."""

    id: str
    label: str
    name: str
    department: str
    contact: Ref | None
    since: date | None

    @property
    def words(self) -> str:
        """For a checkbox: the item, and who answers for it now."""
        return f"{self.label}　{self.name}（いま：{self.department or '未定'}）"


class ProjectLines(msgspec.Struct, frozen=True):
    """The items of a project."""

    number: int
    name: str
    lines: tuple[Line, ...]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Its items, for checkboxes."""
        return [(line.id, line.words) for line in self.lines]


class DepartmentsView(msgspec.Struct, frozen=True):
    """All that the page shows; `departments` with how many items each has."""

    plan: PlanRow
    projects: tuple[ProjectLines, ...]
    departments: tuple[tuple[str, int], ...]
    without: int

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The departments that there are, for a list to choose from."""
        return [(name, f"{name}（{n}件）") for name, n in self.departments]


def departments_view(visit: Visit, plan: PlanRow) -> DepartmentsView:
    """The departments of a plan's items."""
    rows = [row for row in visit.models.responsibilities.of_plan(plan.plan) if row.kind in REVIEWED]
    projects = tuple(_project(plan, project, rows) for project in plan.projects)
    named = Counter(row.department for row in rows if row.department is not None)
    return DepartmentsView(
        plan=plan,
        projects=tuple(each for each in projects if each.lines),
        departments=tuple(sorted(named.items())),
        without=sum(row.department is None for row in rows),
    )


def _project(plan: PlanRow, project: ProjectEntry, rows: Sequence[ResponsibilityRow]) -> ProjectLines:
    mine = (row for row in rows if row.number.project == project.number)
    return ProjectLines(project.number, project.name, tuple(_line(plan, row) for row in mine))


def _line(plan: PlanRow, row: ResponsibilityRow) -> Line:
    return Line(
        id=row.indicator,
        label=label(row.number, row.kind),
        name=full_name(plan, row.number, row.name),
        department=row.department or "",
        contact=row.contact,
        since=row.since,
    )


def plan_items(visit: Visit, plan: PlanRow) -> list[tuple[str, str]]:
    """All items of a plan, for a list to choose from."""
    rows = visit.models.responsibilities.of_plan(plan.plan)
    return [(row.indicator, f"{label(row.number, row.kind)}　{full_name(plan, row.number, row.name)}") for row in rows]


def items_of_project(view: DepartmentsView, number: str) -> tuple[str, ...]:
    """All items of the project whose number a form names."""
    found = (each.lines for each in view.projects if str(each.number) == number)
    return tuple(line.id for line in next(found, ()))
