"""Who answers for each item: its department, whom to call, since when; now and as of any position."""

from datetime import date

import msgspec

from domain.codes import ItemKind
from domain.event import Recorded, Ref
from domain.events import IndicatorRegistered, IndicatorWithdrawn, ItemNumber, ResponsibilityAssigned
from domain.numbering import order
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work


class ResponsibilityRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item with its department, None where none was named; `since` is the day that the office gave.

    `withdrawn`: the import that brought the item was taken back.
    """

    indicator: str
    plan: str
    kind: ItemKind
    number: ItemNumber
    name: str
    position: int
    department: str | None = None
    contact: Ref | None = None
    since: date | None = None
    withdrawn: bool = False


TABLE = Table("responsibilities", ResponsibilityRow, ("indicator",), ("plan",), (("plan",),), dated=True)
RESPONSIBILITIES = ReadModel("responsibilities", 2, TABLE)


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


@RESPONSIBILITIES.on(IndicatorWithdrawn)
def _withdrawn(work: Work, recorded: Recorded, _: IndicatorWithdrawn) -> None:
    row = work[TABLE].need(recorded.stream)
    work[TABLE].put(msgspec.structs.replace(row, position=recorded.position, withdrawn=True))


class Responsibilities:
    """Questions about departments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_plan(self, plan: str, at: int | None = None) -> list[ResponsibilityRow]:
        """All items of a plan in its order."""
        found = self._database.rows(TABLE, "plan = ?", plan, at=at)
        return sorted((row for row in found if not row.withdrawn), key=lambda row: order(row.number, row.kind))

    def of_item(self, indicator: str, at: int | None = None) -> ResponsibilityRow | None:
        """One item."""
        return self._database.row(TABLE, indicator, at=at)
