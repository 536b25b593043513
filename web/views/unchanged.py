"""まとめて据置き: the items that may stay as they are, each with the text that would go on."""

import msgspec

from domain.codes import Carried
from domain.event import Ref
from domain.indicator import Indicator
from domain.numbering import label
from domain.review_cycle import ReviewCycle
from projections.items import ItemRow
from web.permitted import may
from web.site import Visit
from web.views.inbox import full_name


class Row(msgspec.Struct, frozen=True):
    """An item that may stay; `texts` are last year's status, or the plan's bullets."""

    id: str
    label: str
    name: str
    texts: tuple[Ref | str, ...]


class Group(msgspec.Struct, frozen=True):
    """The items of one project."""

    number: int
    name: str
    rows: tuple[Row, ...]


class UnchangedView(msgspec.Struct, frozen=True):
    """All that the page shows."""

    id: str
    title: str
    of: Carried
    status_year: int
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many items are listed."""
        return sum(len(group.rows) for group in self.groups)


def unchanged_view(visit: Visit, cycle: ReviewCycle, of: Carried) -> UnchangedView:
    """The items of a review that may be carried forward now."""
    plan = visit.models.streams.plan(cycle.plan)
    scope = set(cycle.items)
    found = [row for row in visit.models.items.plan_items(cycle.plan, reviews=False) if row.indicator in scope]
    rows = [(row.number.project, _row(visit, cycle, of, row)) for row in found if _may_stay(visit, cycle, of, row)]
    groups = (
        Group(p.number, p.name, tuple(row for number, row in rows if number == p.number))
        for p in (plan.projects if plan else ())
    )
    return UnchangedView(cycle.id, cycle.title, of, cycle.status_year, tuple(g for g in groups if g.rows))


def _may_stay(visit: Visit, cycle: ReviewCycle, of: Carried, row: ItemRow) -> bool:
    """As the rules will say at the press of the button; what changes meanwhile is refused item by item."""
    item = visit.engine.load(Indicator, row.indicator)
    step = item.steps.get(cycle.id)
    if step is None or not may(visit, "carry_forward", cycle, step):
        return False
    if of == "status":
        return cycle.status_year not in item.statuses and any(y < cycle.status_year for y in item.statuses)
    gathers_status = "status_checked" in cycle.flow.step(step).until
    return not gathers_status and cycle.id not in item.outcomes and not item.unsettled(cycle.id)


def _row(visit: Visit, cycle: ReviewCycle, of: Carried, row: ItemRow) -> Row:
    name = full_name(visit.models.streams.plan(cycle.plan), row.number, row.name)
    bullets: tuple[Ref | str, ...] = tuple(bullet.text for bullet in row.statements)
    texts = _last_texts(row, cycle.status_year) if of == "status" else bullets
    return Row(row.indicator, label(row.number, row.kind), name, texts)


def _last_texts(row: ItemRow, before_year: int) -> tuple[Ref, ...]:
    years = [year for year in row.statuses if year < before_year]
    return row.statuses[max(years)].texts if years else ()
