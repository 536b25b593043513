"""The log in one SQLite file: the choice of a safe SQLite, its connections, and the appending transaction."""

import importlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import Any, TypeVar, cast

import msgspec
from eventsourcing.persistence import ConnectionPoolClosedError, IntegrityError, Subscription
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from domain.event import Ref
from pdca.chance import Chance, SystemChance
from pdca.store.errors import CommandRepeated, StoreUnavailable, VersionConflict
from pdca.store.recorder import LogRecorder
from pdca.store.records import Batch, SealedEvent, Stamp

APPLICATION_ID = 0x70646361
"""“pdca” in the file's header: another program's file is refused."""

LAYOUT = 2
"""The number of the stored shape."""

T = TypeVar("T")

CONNECTIONS = 24
LOCK_SECONDS = 10

_TABLES = "SELECT count(*) FROM sqlite_schema"
_GUARD = """
SELECT (SELECT position FROM events WHERE command = ?),
    (SELECT max(position) FROM events),
    (SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1),
    (SELECT json_group_array(r.key) FROM json_each(?) r
        WHERE r.value IS NOT (SELECT coalesce(max(version), 0) FROM events WHERE stream = r.key))
"""
"""All that an append must know, in one statement: each costs more to call than to run."""
_INSERT = "INSERT INTO events (position, stream, version, topic, recorded_at, command, state) VALUES (?,?,?,?,?,?,?)"
_INSERT_VALUE = "INSERT INTO private_value (place, position, path, salt, value) VALUES (?,?,?,?,?)"
_REVEAL = """
SELECT p.position, p.path, p.value FROM json_each(?) r CROSS JOIN private_value p
ON p.place BETWEEN (r.value ->> 0) << 20 AND ((r.value ->> 0) << 20) + 0xFFFFF AND p.path = r.value ->> 1
"""
_encode = msgspec.json.Encoder().encode
_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
_FULL = "ディスクに空きがないため、記録できませんでした。"
_BUSY = "ほかの処理が記録を使っています。しばらくしてからもう一度お試しください。"
_SEEN = {"SQLITE_FULL": _FULL, "SQLITE_BUSY": _BUSY, "SQLITE_LOCKED": _BUSY}


def first_place(position: int) -> int:
    """Where an event's private values begin in their table; the CHECK there refuses what runs into the next event's."""
    return position << 20


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether a SQLite is free of the WAL-reset bug of 3.7.0–3.51.2, which can lose committed writes."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def choose_driver(candidates: Iterable[tuple[str, Callable[[], ModuleType]]]) -> ModuleType:
    """The first module whose SQLite is safe."""
    seen = []
    for name, load in candidates:
        try:
            module = load()
        except ImportError:
            seen.append(f"{name}なし")
            continue
        if is_safe(module.sqlite_version_info):
            return module
        seen.append(f"{name} {module.sqlite_version}")
    raise StoreUnavailable(
        f"安全なSQLiteがありません（{'、'.join(seen)}）。"
        "3.51.2以前には書いた記録を失う不具合があります。pysqlite3 0.6.1以降を入れてください。",
        code="unsafe_sqlite",
    )


@cache
def driver() -> ModuleType:
    """The module that opens every SQLite file of ours: the standard library's, or pysqlite3 where that is unsafe."""
    return choose_driver(
        [("sqlite3", lambda: sqlite3), ("pysqlite3", lambda: importlib.import_module("pysqlite3.dbapi2"))]
    )


def translate(error: BaseException) -> None:
    """Raises ours for an error of the driver; an unknown one never passes as success."""
    if not isinstance(error, driver().Error):
        return
    if isinstance(error, driver().IntegrityError):
        raise IntegrityError(str(error)) from error
    name = getattr(error, "sqlite_errorname", "")
    message = next((text for start, text in _SEEN.items() if name.startswith(start)), "")
    raise StoreUnavailable(message or f"記録を読み書きできません（{error}）。") from error


class translated:  # noqa: N801 -- used like contextlib.suppress
    """Around calls of the driver: its errors leave as ours."""

    def __enter__(self) -> None:
        """Nothing: only what leaves matters."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None:
            translate(error)


class Transaction:
    """Commits at the end, or rolls back: after an error, or where nothing was to be written.

    A writing one holds the write lock from its first statement.
    """

    def __init__(self, connection: "Connection", *, commit: bool) -> None:
        self._connection = connection
        self._cursor = connection.raw.cursor()
        self._commit = commit

    def __enter__(self) -> SQLiteCursor:
        with translated():
            self._cursor.execute("BEGIN IMMEDIATE" if self._commit else "BEGIN")
        return SQLiteCursor(self._cursor)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is not None:
            self._connection.abandon()
            translate(error)
            return
        try:
            self._cursor.execute("COMMIT" if self._commit else "ROLLBACK")
        except BaseException as failure:
            self._connection.abandon()
            translate(failure)
            raise


class Connection(SQLiteConnection):
    """A connection to a log's file with its settings pinned."""

    def __init__(self, path: str, max_age: float | None) -> None:
        with translated():
            raw = driver().connect(
                path, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
            )
        super().__init__(raw, max_age=max_age)
        self.raw = raw
        raw.row_factory = driver().Row
        try:
            self._refuse_foreign()
            self._pin()
        except BaseException:
            self.close()
            raise

    def transaction(self, *, commit: bool) -> Transaction:  # type: ignore[override]  # a lighter context manager
        """A transaction on this connection."""
        return Transaction(self, commit=commit)

    def pragma(self, name: str, value: object = None) -> Any:
        """A setting of the connection or the file, changed first if a value is given."""
        with translated():
            if value is not None:
                self.raw.execute(f"PRAGMA {name} = {value}")
            return self.raw.execute(f"PRAGMA {name}").fetchone()[0]

    def _refuse_foreign(self) -> None:
        with translated():
            self.raw.execute("BEGIN")  # one look: another process may be making the tables just now
            tables = self.raw.execute(_TABLES).fetchone()[0]
            found = self.pragma("application_id"), self.pragma("user_version")
            self.raw.execute("ROLLBACK")
        if found != (APPLICATION_ID, LAYOUT) if tables else found != (0, 0):
            raise StoreUnavailable("このファイルは見直し台帳の記録ではありません。", code="foreign_file")

    def _pin(self) -> None:
        for name, value in _PRAGMAS.items():
            if (found := self.pragma(name, value)) != value:
                raise StoreUnavailable(f"SQLiteの設定{name}を{value}にできません（{found}）。", code="unsafe_setting")

    def abandon(self) -> None:
        """Rolls back; a connection that cannot even do that is closed."""
        try:
            if self.raw.in_transaction:
                self.raw.rollback()
        except driver().Error:
            self.close()


class Pool(SQLiteConnectionPool):
    """The library's pool with our connections, and one beside them for appends: taking turns costs a single lock."""

    _appending: Connection | None = None

    def _create_connection(self) -> Connection:
        return Connection(self.db_name, self.max_age)

    def take_turn(self) -> Connection:
        """The connection for appends, once no other thread writes; `end_turn` follows."""
        if not self._writer_lock.acquire(timeout=self.pool_timeout):
            raise StoreUnavailable(_BUSY)
        try:
            return self._open_appending()
        except BaseException:
            self.end_turn()
            raise

    def end_turn(self) -> None:
        """Lets the next thread write."""
        self._writer_lock.release()

    def _open_appending(self) -> Connection:
        if self.closed:
            raise ConnectionPoolClosedError
        if self._appending is None or self._appending.closed:
            self._appending = self._create_connection()
        return self._appending

    def close(self) -> None:
        """Closes all connections."""
        super().close()
        if self._appending is not None:
            self._appending.close()


class Datastore(SQLiteDatastore):
    """The library's datastore with our pool."""

    def __init__(self, path: str) -> None:
        self.pool = Pool(db_name=path, pool_size=CONNECTIONS, max_overflow=CONNECTIONS, pool_timeout=LOCK_SECONDS)
        self.single_row_tracking = True
        self.originator_id_type = "text"


class Recorder(LogRecorder, SQLiteApplicationRecorder):
    """The library's application recorder over our tables."""

    def __init__(
        self, datastore: SQLiteDatastore, events_table_name: str = "events", chance: Chance | None = None
    ) -> None:
        super().__init__(datastore, events_table_name)
        self._chance = chance or SystemChance()

    def construct_create_table_statements(self) -> list[str]:
        """The tables and their guards."""
        return files("pdca.store").joinpath("sqlite.sql").read_text(encoding="utf-8").split(";;\n")

    def create_table(self) -> None:
        """Makes the tables in an empty file; one that is not ours was refused, untouched, when it was opened."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(_TABLES)
            if not cursor.fetchone()[0]:
                self._create_table(cursor)

    def check(self) -> None:
        """Refuses a file without our tables."""
        if not self.fetch(_TABLES)[0][0]:
            raise StoreUnavailable("記録のファイルがまだ作られていません。", code="no_store")

    def query(self, sql: str, parameters: Sequence[Any], into: Callable[[Iterable[tuple[Any, ...]]], T]) -> T:
        """One statement is its own read transaction."""
        with self.datastore.get_connection(commit=False) as connection, translated():
            cursor = cast("Connection", connection).raw.cursor()
            cursor.row_factory = None
            return into(cursor.execute(sql, parameters))

    def append(self, batch: Batch) -> Stamp:
        """Checks and writes under SQLite's one write lock."""
        pool = cast("Pool", self.datastore.pool)
        connection = pool.take_turn()
        try:
            with connection.transaction(commit=True) as cursor:
                cursor.sqlite_cursor.row_factory = None
                return self._append(cursor.sqlite_cursor, batch)
        finally:
            pool.end_turn()

    def reveal(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        """All texts in one statement."""
        rows = self.fetch(_REVEAL, (json.dumps(list(refs)),))
        return {Ref(position, path): value for position, path, value in rows}

    def close(self) -> None:
        """Closes the file."""
        self.datastore.close()

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[Any]:
        """Not on SQLite: there read models catch up inline after the commit."""
        return SQLiteApplicationRecorder.subscribe(self, gt, topics)

    def _append(self, cursor: sqlite3.Cursor, batch: Batch) -> Stamp:
        asked = (batch.command, _encode(batch.expected).decode())
        repeated, head, newest, moved = cursor.execute(_GUARD, asked).fetchone()
        if repeated is not None:
            raise CommandRepeated(position=repeated)
        if moved != "[]":
            raise VersionConflict(streams=tuple(json.loads(moved)))
        now = self._chance.now_us() if batch.at is None else batch.at
        stamp = Stamp((head or 0) + 1, max(now, newest or now))
        for position, event in enumerate(batch.events, stamp.position):
            _insert(cursor, position, stamp.recorded_at, batch.command if position == stamp.position else None, event)
        return stamp


def _insert(cursor: sqlite3.Cursor, position: int, at: int, command: str | None, event: SealedEvent) -> None:
    stream, version = str(event.originator_id), event.originator_version
    cursor.execute(_INSERT, (position, stream, version, event.topic, at, command, event.state))
    if event.private:
        places = enumerate(event.private, first_place(position))
        cursor.executemany(_INSERT_VALUE, [(place, position, *value) for place, value in places])
