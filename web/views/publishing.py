"""What is published of a plan, and what a publication would change for the public."""

from datetime import date

import msgspec

from projections.items import ItemRow
from projections.streams import PlanRow
from web.site import Visit
from web.views.office import Link, items_of


class EditionLine(msgspec.Struct, frozen=True):
    """A published edition."""

    number: int
    on: date
    decided_by: str


class Publishing(msgspec.Struct, frozen=True):
    """What a publication would do."""

    key: str
    number: int
    changed: tuple[Link, ...]
    editions: tuple[EditionLine, ...]


def publishing(visit: Visit, plan: PlanRow | None) -> Publishing:
    if plan is None:
        return Publishing("", 0, (), ())
    editions = tuple(EditionLine(e.edition, e.on, e.decided_by) for e in plan.editions)
    return Publishing(plan.key, len(editions) + 1, _changed(visit, plan), editions)


def _changed(visit: Visit, plan: PlanRow) -> tuple[Link, ...]:
    """The items whose text, ★, name or place the public does not see yet as it stands."""
    if not plan.published:
        return ()
    before = {i.indicator: _public(i) for i in visit.models.items.plan_items(plan.plan, plan.published, reviews=False)}
    after = visit.models.items.plan_items(plan.plan, reviews=False)
    changed = [item.indicator for item in after if before.get(item.indicator) != _public(item)]
    return tuple(Link(f"/indicators/{item.id}", item.label) for item in items_of(visit, changed))


def _public(item: ItemRow) -> tuple[object, ...]:
    return (item.name, item.number, item.retired_on, *((s.id, s.text, s.advanced) for s in item.statements))
