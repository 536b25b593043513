"""The log in PostgreSQL: one schema per municipality, one function that appends under an advisory lock."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

import psycopg
from eventsourcing.persistence import IntegrityError as LibraryIntegrityError
from eventsourcing.persistence import InterfaceError, OperationalError, PersistenceError
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row, tuple_row
from psycopg.sql import SQL, Identifier, Literal

from domain.errors import ReviewError
from domain.event import Ref
from pdca.chance import Chance, SystemChance
from pdca.store.errors import CommandRepeated, StoreUnavailable, VersionConflict
from pdca.store.recorder import LogRecorder, Rows
from pdca.store.records import Batch, Stamp

CONNECTIONS = 16
CONNECT_SECONDS = 5
LOCK_SECONDS = 10

_APPEND = (
    "SELECT first_position, stamp, repeated, moved FROM append_events("
    "%s::text[], %s::bigint[], %s::text, %s::bigint, %s::text[], %s::bigint[], %s::text[], %s::bytea[], "
    "%s::bigint[], %s::text[], %s::bytea[], %s::text[])"
)
_REVEAL = (
    "SELECT p.position, p.path, p.value FROM unnest(?::bigint[], ?::text[]) AS r (position, path) "
    "JOIN private_value p USING (position, path)"
)
_OWN = "SELECT position, recorded_at, state FROM events WHERE stream = ? AND version = ?"
_LAYOUT = "SELECT obj_description(to_regclass('events'), 'pg_class'), current_setting('server_encoding')"
_SETTINGS = """
SET search_path TO {schema};
SET synchronous_commit TO on;
SET default_transaction_isolation TO 'read committed';
SET lock_timeout TO {lock};
SET idle_in_transaction_session_timeout TO '60s';
SET TIME ZONE 'UTC'
"""
_SEEN = {
    "53100": "ディスクに空きがないため、記録できませんでした。",
    "55P03": "ほかの処理が記録を使っています。しばらくしてからもう一度お試しください。",
}
_LOST = ("08", "57P")
_SCHEMA = re.compile("[a-z_][a-z0-9_]{0,40}")

T = TypeVar("T")


def split_schema(url: str) -> tuple[str, str]:
    """The URL as PostgreSQL knows it, and the schema of `?schema=` (by default public)."""
    place, _, query = url.partition("?")
    asked = parse_qsl(query, keep_blank_values=True)
    schema = dict(asked).get("schema", "public")
    if _SCHEMA.fullmatch(schema) is None:
        raise StoreUnavailable(f"スキーマ名「{schema}」は使えません（英小文字・数字・_）。", code="bad_schema")
    rest = urlencode([(key, value) for key, value in asked if key != "schema"])
    return f"{place}?{rest}" if rest else place, schema


class Datastore(PostgresDatastore):
    """The library's datastore for a URL; each connection is pinned to the schema and to durable commits."""

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        url, schema = split_schema(url)
        try:
            known: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, **conninfo_to_dict(url)}
        except psycopg.Error as error:
            raise StoreUnavailable(f"データベースのURLを読めません（{error}）。", code="bad_url") from error
        names = ("dbname", "host", "port", "user", "password")
        super().__init__(
            **{name: known.get(name, "") for name in names},
            connect_timeout=CONNECT_SECONDS,
            pool_size=1,
            max_overflow=connections - 1,
            schema=schema,
            originator_id_type="text",
        )
        self.pool.kwargs = {**known, "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        """What every new connection is told first."""
        settings = SQL(_SETTINGS).format(schema=Identifier(self.schema), lock=Literal(f"{LOCK_SECONDS}s"))

        def configure(connection: Connection[Any]) -> None:
            connection.autocommit = True
            connection.execute(settings)

        return configure

    def register_type_adapters(self) -> None:
        """None: we pass arrays of plain types."""


class Recorder(LogRecorder, PostgresApplicationRecorder):
    """The library's application recorder over our tables."""

    def __init__(
        self, datastore: PostgresDatastore, *, events_table_name: str = "events", chance: Chance | None = None
    ) -> None:
        super().__init__(datastore, events_table_name=events_table_name)
        self.channel_name = f"{datastore.schema}_events"
        self._chance = chance or SystemChance()

    def create_table(self) -> None:
        """Makes schema, tables, function and guards, unless this very layout stands there."""
        if self._layout() != _layout():
            self._again(self._create)
        self.check()

    def check(self) -> None:
        """Refuses a schema without our tables, or one that another version made."""
        found = self._layout()
        if found is None:
            raise StoreUnavailable("記録がまだ作られていません。", code="no_store")
        if found != _layout():
            raise StoreUnavailable("記録の形がこの版と違います。", code="foreign_store")

    def query(self, sql: str, parameters: Sequence[Any], into: Callable[[Iterable[tuple[Any, ...]]], T]) -> T:
        """One statement is its own read transaction; a lost connection is tried again."""
        return into(self._again(lambda: self._fetch(_dollar(sql), parameters)))

    def append(self, batch: Batch) -> Stamp:
        """One call of `append_events`. After a lost connection the same bytes are sent again and the log settles it."""
        arguments = self._arguments(batch)
        try:
            return self._call(arguments)
        except StoreUnavailable as error:
            if not _is_lost(error):
                raise
        self.datastore.pool.check()
        try:
            return self._call(arguments)
        except (CommandRepeated, VersionConflict):
            if own := self._recorded(batch):
                return own
            raise

    def reveal(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        """All texts in one statement."""
        positions, paths = zip(*refs, strict=True)
        rows = self.fetch(_REVEAL, (list(positions), list(paths)))
        return {Ref(position, path): value for position, path, value in rows}

    def close(self) -> None:
        """Closes the connections."""
        self.datastore.close()

    def _arguments(self, batch: Batch) -> Sequence[Any]:
        events = batch.events
        at = self._chance.now_us() if batch.at is None and not self._chance.real else batch.at
        private = [(k, *value) for k, event in enumerate(events) for value in event.private]
        return (
            _array(batch.expected),
            _array(batch.expected.values()),
            batch.command,
            at,
            _array(event.originator_id for event in events),
            _array(event.originator_version for event in events),
            _array(event.topic for event in events),
            [event.state for event in events],
            _array(row[0] for row in private),
            *([row[k] for row in private] for k in range(1, 4)),
        )

    def _call(self, arguments: Sequence[Any]) -> Stamp:
        ((first, stamp, repeated, moved),) = self._guarded(lambda: self._fetch(_APPEND, arguments))
        if repeated is not None:
            raise CommandRepeated(position=repeated)
        if moved is not None:
            raise VersionConflict(streams=tuple(moved))
        return Stamp(first, stamp)

    def _recorded(self, batch: Batch) -> Stamp | None:
        """Our own first event, if the attempt whose answer was lost had gone through: no other has its random bytes."""
        first = batch.events[0]
        found = self.fetch(_OWN, (first.originator_id, first.originator_version))
        return Stamp(found[0][0], found[0][1]) if found and bytes(found[0][2]) == first.state else None

    def _fetch(self, sql: str, parameters: Sequence[Any]) -> Rows:
        with self.datastore.get_connection() as connection:
            cursor = connection.cursor(binary=True, row_factory=tuple_row)
            return cursor.execute(sql, parameters, prepare=True).fetchall()

    def _again(self, work: Callable[[], T]) -> T:
        try:
            return self._guarded(work)
        except StoreUnavailable as error:
            if not _is_lost(error):
                raise
        self.datastore.pool.check()
        return self._guarded(work)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (ReviewError, LibraryIntegrityError):
            raise
        except PersistenceError as error:
            message = _SEEN.get(_sqlstate(error) or "", f"記録を読み書きできません（{error}）。")
            raise StoreUnavailable(message) from error

    def _layout(self) -> str | None:
        layout, encoding = self.fetch(_LAYOUT)[0]
        if encoding != "UTF8":
            raise StoreUnavailable(f"データベースの文字コードがUTF8ではありません（{encoding}）。", code="encoding")
        return None if layout is None else str(layout)

    def _create(self) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('pdca.create', 0))")
            cursor.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(self.datastore.schema)))
            cursor.execute(_script())
            cursor.execute(SQL("COMMENT ON TABLE events IS {}").format(Literal(_layout())))


@cache
def _script() -> str:
    return files("pdca.store").joinpath("postgres.sql").read_text(encoding="utf-8")


@cache
def _layout() -> str:
    return f"pdca {hashlib.sha256(_script().encode()).hexdigest()[:16]}"


@cache
def _dollar(sql: str) -> str:
    return sql.replace("?", "%s")


def _array(items: Iterable[object]) -> str:
    """An array literal of ids, topics or numbers: none of them holds a character that would need quoting."""
    return f"{{{','.join(map(str, items))}}}"


def _sqlstate(error: BaseException) -> str | None:
    cause = error.__cause__
    return cause.sqlstate if isinstance(cause, psycopg.Error) else None


def _is_lost(error: StoreUnavailable) -> bool:
    """Whether the connection broke, so that nobody knows whether the server had finished."""
    cause = error.__cause__
    if not isinstance(cause, OperationalError | InterfaceError):
        return False
    state = _sqlstate(cause)
    return state is None or state.startswith(_LOST)
