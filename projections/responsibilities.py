"""Who answers for each item: its department, whom to call, since when; now and as of any position."""

from datetime import date

import msgspec

from domain.codes import ItemKind
from domain.event import Recorded, Ref
from domain.events import IndicatorRegistered, ItemNumber, ResponsibilityAssigned
from domain.numbering import order
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work


class ResponsibilityRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item with its department, None where none was named; `since` is the day that the office gave."""

    indicator: str
    plan: str
    kind: ItemKind
    number: ItemNumber
    name: str
    position: int
    department: str | None = None
    contact: Ref | None = None
    since: date | None = None


TABLE = Table("responsibilities", ResponsibilityRow, ("indicator",), ("plan",), (("plan",),), dated=True)
RESPONSIBILITIES = ReadModel("responsibilities", 1, TABLE)


@RESPONSIBILITIES.on(IndicatorRegistered)
def _registered(work: Work, recorded: Recorded, event: IndicatorRegistered) -> None:
    row = ResponsibilityRow(
        recorded.stream, event.plan, event.item_kind, event.number, event.name, position=recorded.position
    )
    work[TABLE].put(row)


@RESPONSIBILITIES.on(ResponsibilityAssigned)
def _assigned(work: Work, recorded: Recorded, event: ResponsibilityAssigned) -> None:
    changed = msgspec.structs.replace(
        work[TABLE].need(recorded.stream),
        position=recorded.position,
        department=event.department,
        contact=None if event.contact is None else recorded.ref("contact"),
        since=event.since,
    )
    work[TABLE].put(changed)


class Responsibilities:
    """Questions about departments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_plan(self, plan: str, at: int | None = None) -> list[ResponsibilityRow]:
        """All items of a plan in its order."""
        found = self._database.rows(TABLE, "plan = ?", plan, at=at)
        return sorted(found, key=lambda row: order(row.number, row.kind))

    def of_item(self, indicator: str, at: int | None = None) -> ResponsibilityRow | None:
        """One item."""
        return self._database.row(TABLE, indicator, at=at)
