"""The figures of the 数値指標 by fiscal year, now and as of any position; "not measured" is not zero."""

import msgspec

from domain.event import Recorded, Ref
from domain.events import IndicatorRestored, MeasurementRecorded
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work


class MeasurementRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The figure of an item in a fiscal year: a decimal number, or words, or that it was not measured.

    `withdrawn`: the import that brought it was taken back, and there was none before.
    """

    indicator: str
    fiscal_year: int
    position: int
    recorded_at: int
    cycle: str | None
    value: str | None = None
    text: Ref | None = None
    not_measured: bool = False
    source: Ref | None = None
    withdrawn: bool = False


TABLE = Table("measurements", MeasurementRow, ("indicator", "fiscal_year"), dated=True)
MEASUREMENTS = ReadModel("measurements", 2, TABLE)


@MEASUREMENTS.on(MeasurementRecorded)
def _recorded(work: Work, recorded: Recorded, event: MeasurementRecorded) -> None:
    work[TABLE].put(
        MeasurementRow(
            indicator=recorded.stream,
            fiscal_year=event.fiscal_year,
            position=recorded.position,
            recorded_at=recorded.recorded_at,
            cycle=event.cycle,
            value=event.value,
            text=None if event.text is None else recorded.ref("text"),
            not_measured=event.not_measured,
            source=None if event.source is None else recorded.ref("source"),
        )
    )


@MEASUREMENTS.on(IndicatorRestored)
def _restored(work: Work, recorded: Recorded, event: IndicatorRestored) -> None:
    for figure in event.figures:
        key = recorded.stream, figure.fiscal_year
        before = None if figure.position is None else work[TABLE].before(event.document, *key)
        work[TABLE].put(before or msgspec.structs.replace(work[TABLE].need(*key), withdrawn=True))


class Measurements:
    """Questions about figures; `at` is a position, None is now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_item(self, indicator: str, at: int | None = None) -> list[MeasurementRow]:
        """The figures of an item, oldest year first."""
        with self._database.reading() as transaction:
            rows = transaction.rows(TABLE, "indicator = ?", indicator, at=at)
        return sorted((row for row in rows if not row.withdrawn), key=lambda row: row.fiscal_year)
