"""Plain tables beside the log, in the same database: what is no event and may be deleted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from eventsourcing.persistence import PersistenceError

from domain.errors import ReviewError
from pdca.store.errors import StoreUnavailable
from pdca.store.log import Log

Rows = list[tuple[Any, ...]]
Run = Callable[..., Rows]
"""Executes one statement with its values; returns its rows (of RETURNING), if any."""


class Beside:
    """Tables on the log's own, durable connections; `?` stands for a value on both stores."""

    def __init__(self, log: Log, tables: Iterable[str]) -> None:
        self._recorder = log.recorder
        self._datastore: Any = cast("Any", log.recorder).datastore
        self._create(tuple(tables))

    def read(self, sql: str, *values: object) -> Rows:
        """The rows of one SELECT."""
        return self._recorder.fetch(sql, values)

    def write(self, sql: str, *values: object) -> None:
        """One statement in a transaction of its own."""
        with self.writing() as run:
            run(sql, *values)

    @contextmanager
    def writing(self) -> Iterator[Run]:
        """One durable transaction; rolled back after an error."""
        try:
            with self._datastore.transaction(commit=True) as cursor:
                yield _runner(cursor)
        except ReviewError:
            raise
        except PersistenceError as error:
            raise StoreUnavailable from error

    def _create(self, tables: Sequence[str]) -> None:
        """Two processes that start at once may trip over each other; the second time the tables are there."""
        try:
            self._create_once(tables)
        except StoreUnavailable:
            self._create_once(tables)

    def _create_once(self, tables: Sequence[str]) -> None:
        with self.writing() as run:
            for statement in tables:
                run(statement)


def _runner(cursor: Any) -> Run:
    on_sqlite = hasattr(cursor, "sqlite_cursor")

    def run(sql: str, *values: object) -> Rows:
        cursor.execute(sql if on_sqlite else sql.replace("?", "%s"), values)
        if on_sqlite:
            return [tuple(row) for row in cursor.fetchall()]
        return [tuple(row.values()) for row in cursor.fetchall()] if cursor.description else []

    return run
