"""The plan: its title and order, its publications, and what an imported document brings."""

from datetime import date
from typing import ClassVar

import msgspec

from domain.aggregate import Aggregate, Decided, required
from domain.commands import PublishPlan
from domain.errors import Refused
from domain.event import Recorded, Ref
from domain.events import (
    CycleAdded,
    DocumentImported,
    ItemAdded,
    ItemEntry,
    PlanPublished,
    PlanRegistered,
    ProjectEntry,
)


class Publication(msgspec.Struct, frozen=True):
    """A published edition: the plan as it stood at `through`."""

    edition: int
    through: int
    on: date
    position: int


class Plan(Aggregate):
    """A public plan under review."""

    KIND: ClassVar = "plan"

    key: str = ""
    title: str = ""
    municipality: str | None = None
    period: str | None = None
    projects: tuple[ProjectEntry, ...] = ()
    items: tuple[ItemEntry, ...] = ()
    documents: list[Ref] = []
    publications: list[Publication] = []
    decisions: dict[str, str | int | None] = {}
    cycles: dict[int, tuple[str, ...]] = {}
    """The reviews of each fiscal year, the latest last."""


def _imported(state: Plan, event: DocumentImported, at: Recorded) -> None:
    state.documents.append(at.ref("file_sha256"))
    state.decisions.update(event.decisions)


def _registered(state: Plan, event: PlanRegistered, _: Recorded) -> None:
    state.key, state.title = event.key, event.title
    state.municipality, state.period = event.municipality, event.period
    state.projects, state.items = event.projects, event.items


def _cycle_added(state: Plan, event: CycleAdded, _: Recorded) -> None:
    state.cycles[event.fiscal_year] = (*state.cycles.get(event.fiscal_year, ()), event.cycle)


def _item_added(state: Plan, event: ItemAdded, _: Recorded) -> None:
    state.items = (*state.items, ItemEntry(indicator=event.indicator, kind=event.item_kind))


def _published(state: Plan, event: PlanPublished, at: Recorded) -> None:
    state.publications.append(Publication(event.edition, event.through, event.on, at.position))


Plan.EVOLVE = {
    DocumentImported: _imported,
    PlanRegistered: _registered,
    CycleAdded: _cycle_added,
    ItemAdded: _item_added,
    PlanPublished: _published,
}


def publish(plan: Plan, head: int, command: PublishPlan) -> Decided:
    """The public may read the plan as it stands at `head`, the newest position of the log."""
    if not plan.exists:
        msg = "この計画は見つかりません。"
        raise Refused(msg, code="unknown_plan", field="plan_id")
    event = PlanPublished(
        edition=len(plan.publications) + 1,
        through=head,
        on=command.on,
        decided_by=required(command.decided_by, "decided_by", "公表を決めた方の職名"),
    )
    return [(plan.stream, event)]
