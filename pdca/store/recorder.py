"""What both databases do in the same words: the reads, for the library's interface and for ours."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent

from domain.event import Ref
from pdca.store.records import COLUMNS, Batch, RecordedEvent, Stamp, batch_of

Rows = list[tuple[Any, ...]]
T = TypeVar("T")

_SELECT = f"SELECT {COLUMNS} FROM events"  # noqa: S608 -- a constant
_STREAM = f"{_SELECT.replace('stream', 'NULL')} WHERE stream = ? AND version > ? {{}}ORDER BY version"
_SINCE = f"{_SELECT} WHERE position > ? ORDER BY position LIMIT ?"
_COMMAND = "SELECT position, state FROM events WHERE command = ?"
_POSITION_AT = """
WITH RECURSIVE search(low, high) AS (
    SELECT CAST(0 AS bigint), (SELECT coalesce(max(position), 0) FROM events)
    UNION ALL
    SELECT CASE WHEN recorded_at <= ? THEN position ELSE low END,
        CASE WHEN recorded_at <= ? THEN high ELSE position - 1 END
    FROM search JOIN events ON position = (low + high + 1) / 2 WHERE low < high
)
SELECT low FROM search WHERE low = high
"""
"""Binary search: recorded_at never falls as the position grows, so it needs no index of its own."""


class LogRecorder(ApplicationRecorder):
    """An application recorder of the library over the tables `events` and `private_value`."""

    @abstractmethod
    def query(self, sql: str, parameters: Sequence[Any], into: Callable[[Iterable[tuple[Any, ...]]], T]) -> T:
        """What `into` makes of the rows of one SELECT while they come; `?` is a parameter on either database."""

    def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """The rows of one SELECT."""
        return self.query(sql, parameters, list)

    @abstractmethod
    def append(self, batch: Batch) -> Stamp:
        """Checks and writes a batch in one durable transaction."""

    @abstractmethod
    def reveal(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        """The private texts that still exist."""

    @abstractmethod
    def create_table(self) -> None:
        """Makes what is not there yet; safe to run by several processes at once."""

    @abstractmethod
    def check(self) -> None:
        """Refuses a database without our tables."""

    @abstractmethod
    def close(self) -> None:
        """Gives back all connections."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """The library's way in: `reads`, `command` (an id) and `now` (µs) are taken along. Returns the positions."""
        if not stored_events:
            return []
        batch = batch_of(stored_events, kwargs.get("reads"), kwargs.get("command"), kwargs.get("now"))
        first = self.append(batch).position
        return range(first, first + len(stored_events))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The library's read of one stream."""
        where = [("stream = ?", str(originator_id)), ("version > ?", gt), ("version <= ?", lte)]
        return self._select(where, "version DESC" if desc else "version", limit)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The library's read of the log in commit order."""
        among = f"topic IN ({', '.join('?' * len(topics))})" if topics else ""
        where = [("position >= ?" if inclusive_of_start else "position > ?", start), ("position <= ?", stop)]
        return self._select(where, "position", limit, among, topics)

    def max_notification_id(self) -> int:
        """The head; 0 in an empty log."""
        return self.head()

    def head(self) -> int:
        """The last position; 0 in an empty log."""
        return int(self.fetch("SELECT coalesce(max(position), 0) FROM events")[0][0])

    def stream(self, stream: str, after: int, until: int | None, into: Callable[[Iterable[tuple[Any, ...]]], T]) -> T:
        """Rows of one stream by version, up to a position; the stream, which the caller knows, is NULL in them."""
        if until is None:
            return self.query(_STREAM.format(""), (stream, after), into)
        return self.query(_STREAM.format("AND position <= ? "), (stream, after, until), into)

    def since(self, position: int, limit: int, into: Callable[[Iterable[tuple[Any, ...]]], list[T]]) -> list[T]:
        """Rows of the log after a position."""
        return self.query(_SINCE, (position, limit), into)

    def command(self, command: str) -> tuple[int, bytes, str | None] | None:
        """A command's first position, its state, and its digest."""
        found = self.fetch(_COMMAND, (command,))
        if not found:
            return None
        ((position, state),) = found
        digest = Ref(position, "/digest")
        return position, bytes(state), self.reveal([digest]).get(digest)

    def position_at(self, instant_us: int) -> int:
        """The last position recorded at or before an instant."""
        return int(self.fetch(_POSITION_AT, (instant_us, instant_us))[0][0])

    def _select(
        self,
        where: Sequence[tuple[str, object]],
        order: str,
        limit: int | None,
        among: str = "",
        members: Sequence[str] = (),
    ) -> list[RecordedEvent]:
        asked = [(clause, value) for clause, value in where if value is not None]
        clauses = [clause for clause, _ in asked] + ([among] if among else [])
        sql = f"{_SELECT} {'WHERE ' if clauses else ''}{' AND '.join(clauses)} ORDER BY {order}"
        parameters = [*(value for _, value in asked), *members]
        if limit is not None:
            sql, parameters = f"{sql} LIMIT ?", [*parameters, limit]
        return [RecordedEvent.of(row) for row in self.fetch(sql, parameters)]
