"""The audit trail: one row per event of every stream, with what it brought and what it took the place of."""

from collections.abc import Iterator
from datetime import date

import msgspec

from domain.event import Event, Recorded
from domain.events import all_events
from projections.database import Database
from projections.model import ReadModel
from projections.tables import LAST, Table
from projections.trail_content import Content, contents
from projections.trail_memory import MEMORY, PLACES, About, Place, about, before, keep
from projections.work import Work

TOPICS = tuple(sorted(cls.topic(kind) for cls in all_events() for kind in cls.STREAMS))


class TrailRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event.

    `after` is what it says; `before` what it takes the place of, or the thing that it settles, as that read until then;
    `about` names item, bullet and opinion as they were at that time. `recorded_at` is µs since 1970 UTC.
    """

    position: int
    stream: str
    kind: str
    topic: str
    recorded_at: int
    actor: str
    role: str
    after: Content
    about: About
    before: Content | None = None
    plan: str | None = None
    indicator: str | None = None
    cycle: str | None = None
    session: str | None = None
    fiscal_year: int | None = None
    as_of_date: date | None = None
    received_on: date | None = None


class TrailFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows: all that are equal to what is given; `topic` is the beginning of a topic, positions are included."""

    actor: str | None = None
    kind: str | None = None
    topic: str | None = None
    plan: str | None = None
    indicator: str | None = None
    cycle: str | None = None
    session: str | None = None
    since: int | None = None
    until: int | None = None


EQUAL = ("actor", "kind", "plan", "indicator", "cycle", "session")

TABLE = Table(
    "trail",
    TrailRow,
    ("position",),
    ("topic", *EQUAL),
    tuple((name, "position") for name in ("topic", *EQUAL)),
)
TRAIL = ReadModel("trail", 6, TABLE, *MEMORY)


@TRAIL.on(Event)
def _happened(work: Work, recorded: Recorded, _: Event) -> None:
    content = contents(recorded)
    earlier = before(work, recorded)
    keep(work, recorded, content)
    place = work[PLACES].get(recorded.stream) or Place(recorded.stream)
    work[TABLE].put(_row(recorded, place, content, earlier, about(work, recorded)))


def _row(recorded: Recorded, place: Place, after: Content, earlier: Content | None, of: About) -> TrailRow:
    event, kind = recorded.event, recorded.kind
    return TrailRow(
        position=recorded.position,
        stream=recorded.stream,
        kind=kind,
        topic=recorded.topic,
        recorded_at=recorded.recorded_at,
        actor=recorded.actor.id,
        role=recorded.actor.role,
        after=after,
        about=of,
        before=earlier,
        plan=place.plan,
        indicator=recorded.stream if kind == "indicator" else None,
        cycle=getattr(event, "cycle", None) or place.cycle,
        session=recorded.stream if kind == "session" else getattr(event, "session", None),
        fiscal_year=getattr(event, "fiscal_year", None),
        as_of_date=getattr(event, "as_of_date", None),
        received_on=getattr(event, "received_on", None),
    )


class Trail:
    """Questions about what happened."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_item(self, indicator: str, *, after: int = 0, limit: int = 1000) -> list[TrailRow]:
        """The events of an item, oldest first; for the next page give the last position as `after`."""
        where = "indicator = ? AND position > ?"
        return self._database.rows(TABLE, where, indicator, after, limit, then="ORDER BY position LIMIT ?")

    def event(self, position: int) -> TrailRow | None:
        """One event."""
        return self._database.row(TABLE, position)

    def page(self, only: TrailFilter | None = None, *, before: int = LAST, limit: int = 50) -> list[TrailRow]:
        """The events of a filter, newest first; for the next page give the last position as `before`."""
        conditions = list(_conditions(only or TrailFilter(), before))
        where = " AND ".join(sql for sql, _ in conditions)
        values = [value for _, value in conditions]
        if only is None or only.topic is None:
            return self._newest(where, values, limit)
        return self._merged([topic for topic in TOPICS if topic.startswith(only.topic)], where, values, limit)

    def _newest(self, where: str, values: list[object], limit: int) -> list[TrailRow]:
        return self._database.rows(TABLE, where, *values, limit, then="ORDER BY position DESC LIMIT ?")

    def _merged(self, topics: list[str], where: str, values: list[object], limit: int) -> list[TrailRow]:
        """The newest of several topics, a seek for each: never a scan for those that are rare."""
        found = [row for topic in topics for row in self._newest(f"topic = ? AND {where}", [topic, *values], limit)]
        return sorted(found, key=lambda row: row.position, reverse=True)[:limit]


def _conditions(only: TrailFilter, before: int) -> Iterator[tuple[str, object]]:
    for name in EQUAL:
        value = getattr(only, name)
        if value is not None:
            yield f"{name} = ?", value
    yield "position < ?", before if only.until is None else min(before, only.until + 1)
    if only.since is not None:
        yield "position >= ?", only.since
