"""The same SQL on SQLite and on PostgreSQL: connections, reading and writing transactions."""

import sqlite3
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl, urlencode

from domain.errors import ReviewError
from projections.tables import LAST, R, Table, Write

Values = Sequence[object]


class Cursor(Protocol):
    """What both drivers' cursors do."""

    rowcount: int

    def fetchall(self) -> list[tuple[Any, ...]]: ...
    def fetchone(self) -> tuple[Any, ...] | None: ...
    def executemany(self, sql: str, rows: Iterable[Values]) -> object: ...
    def close(self) -> None: ...


class Connection(Protocol):
    """What both drivers' connections do, outside a transaction unless they are told to begin one."""

    Error: type[Exception]

    def execute(self, sql: str, values: Values = (), /) -> Cursor: ...
    def cursor(self) -> Cursor: ...
    def close(self) -> None: ...


Connect = Callable[[], Connection]


class Transaction:
    """Statements on one connection; `?` stands for a value on both stores."""

    def __init__(self, connection: Connection, store: "Database") -> None:
        self.connection = connection
        self.errors = connection.Error
        self._adapt = store.adapt
        self._store = store

    def run(self, sql: str, *values: object) -> int:
        """Execute one statement; the number of rows that it changed."""
        return self.connection.execute(self._adapt(sql), values).rowcount

    def write(self, write: Write, rows: Sequence[Values]) -> None:
        """Store rows, at least one."""
        self._store.write(self.connection, write, rows)

    def together(self) -> AbstractContextManager[object]:
        """Statements that do not wait for each other's results; an error comes at the end."""
        return self._store.together(self.connection)

    def all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        return self.connection.execute(self._adapt(sql), values).fetchall()

    def one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """The first row of a SELECT."""
        return self.connection.execute(self._adapt(sql), values).fetchone()

    def rows(self, table: Table[R], where: str, *values: object, at: int | None = None, then: str = "") -> list[R]:
        """The rows whose columns are so; of a dated table as of a position, without those that came later."""
        asked = (LAST if at is None else at, *values) if table.dated else values
        return [table.decode(row) for (row,) in self.all(table.select(where, then), *asked) if row is not None]

    def row(self, table: Table[R], *key: object, at: int | None = None) -> R | None:
        """The row of a key, of a dated table as of a position."""
        found = self.rows(table, " AND ".join(f"t.{name} = ?" for name in table.key), *key, at=at)
        return found[0] if found else None


class Database(ABC):
    """Read models' database. Safe to use from many threads; each transaction has a connection of its own."""

    begin_reading: str
    begin_writing: str

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._idle: deque[Connection] = deque()

    @staticmethod
    @abstractmethod
    def adapt(sql: str) -> str:
        """Our SQL as this store wants it."""

    @abstractmethod
    def write(self, connection: Connection, write: Write, rows: Sequence[Values]) -> None:
        """Store rows, at least one."""

    def together(self, _: Connection) -> AbstractContextManager[object]:
        """Send statements without waiting for results, where the store can."""
        return nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Several SELECTs that see the same state."""
        with self._transaction(self.begin_reading) as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that commits at the end, or rolls back after an error; one at a time over all processes."""
        with self._transaction(self.begin_writing) as transaction:
            yield transaction

    @contextmanager
    def plain(self) -> Iterator[Transaction]:
        """Statements that are each their own transaction: one SELECT needs no more."""
        connection = self._take()
        try:
            yield Transaction(connection, self)
        except connection.Error:
            connection.close()
            raise
        except BaseException:
            self._idle.append(connection)
            raise
        self._idle.append(connection)

    def rows(self, table: Table[R], where: str, *values: object, at: int | None = None, then: str = "") -> list[R]:
        """`Transaction.rows` by itself."""
        with self.plain() as transaction:
            return transaction.rows(table, where, *values, at=at, then=then)

    def row(self, table: Table[R], *key: object, at: int | None = None) -> R | None:
        """`Transaction.row` by itself."""
        with self.plain() as transaction:
            return transaction.row(table, *key, at=at)

    def close(self) -> None:
        """Gives back the connections that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Transaction]:
        with self.plain() as transaction:
            transaction.run(begin)
            try:
                yield transaction
                transaction.run("COMMIT")
            except BaseException:
                _abandon(transaction)
                raise

    def _take(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()


class Sqlite(Database):
    """One file beside the log; its write lock is the lock of all processes."""

    begin_reading = "BEGIN"
    begin_writing = "BEGIN IMMEDIATE"

    @staticmethod
    @lru_cache(maxsize=1024)
    def adapt(sql: str) -> str:
        """SQLite's own word for whole numbers lets a single one be the row's id."""
        return sql.replace("BIGINT", "INTEGER") if sql.startswith("CREATE") else sql

    def write(self, connection: Connection, write: Write, rows: Sequence[Values]) -> None:
        """One prepared statement, run for each row."""
        cursor = connection.cursor()
        cursor.executemany(write.one(), rows)
        cursor.close()


class Postgres(Database):
    """A schema of a server; an advisory lock named after the schema is the lock of all processes.

    Rows and tracking survive a crash together or not at all, and the log can bring them again: commits need no flush.
    """

    begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    begin_writing = "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.read_models', 0))"

    @staticmethod
    @lru_cache(maxsize=1024)
    def adapt(sql: str) -> str:
        """Psycopg's placeholders; texts sort by bytes, as on SQLite."""
        if sql.startswith("CREATE TABLE"):
            return sql.replace(" TEXT", ' TEXT COLLATE "C"')
        return sql.replace("?", "%s")

    def write(self, connection: Connection, write: Write, rows: Sequence[Values]) -> None:
        """One statement for all rows; arrays go as bytes (%b), as text each quotation mark would cost."""
        if len(rows) == 1:
            connection.execute(self.adapt(write.one()), rows[0])
        else:
            columns = [list(column) for column in zip(*rows, strict=True)]
            marks = ["%s" if all(value is None for value in column) else "%b" for column in columns]
            connection.execute(write.many(marks), columns)

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        """Pipeline mode."""
        return cast("AbstractContextManager[object]", connection.pipeline())  # type: ignore[attr-defined]


def sqlite(path: str, connect: Callable[..., Any] = sqlite3.connect, lock_seconds: float = 30) -> Database:
    """A SQLite file, made if it is not there; `connect` is the `connect` of a module like sqlite3."""

    def opened() -> Connection:
        connection = connect(
            path, timeout=lock_seconds, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        return cast("Connection", connection)

    return Sqlite(opened)


def postgres(url: str) -> Database:
    """A schema of a PostgreSQL server: `?schema=` in the URL, by default public."""
    import psycopg  # noqa: PLC0415 -- a city on SQLite need not wait for it

    address, schema = split_schema(url)

    def opened() -> Connection:
        connection = psycopg.connect(
            address, autocommit=True, options=f"-c search_path={schema} -c synchronous_commit=off"
        )
        return cast("Connection", connection)

    return Postgres(opened)


def split_schema(url: str) -> tuple[str, str]:
    """The URL as PostgreSQL knows it, and the schema of `?schema=`."""
    address, _, query = url.partition("?")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    schema = asked.pop("schema", "public")
    if not schema.isidentifier():
        raise ReviewError(f"スキーマ名「{schema}」は使えません（英小文字・数字・_）。", code="bad_schema")
    return f"{address}?{urlencode(asked)}" if asked else address, schema


def _abandon(transaction: Transaction) -> None:
    """A broken connection rolls back by itself; the first error is the one to tell."""
    try:
        transaction.run("ROLLBACK")
    except transaction.errors:
        transaction.connection.close()
