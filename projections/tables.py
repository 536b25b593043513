"""A read model's tables: what their rows hold, by which columns they are found, and the SQL that follows from it."""

import functools
import hashlib
import operator
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import Generic, NamedTuple, TypeVar

import msgspec

R = TypeVar("R", bound=msgspec.Struct)

Key = tuple[object, ...]
LAST = 2**62
"""A position behind every event."""


@dataclass(frozen=True)
class Table(Generic[R]):
    """Rows of one struct, each stored whole as JSON beside its key and the columns that queries ask for.

    A `dated` table keeps one row per key and change in `<name>_history`, so that it can be read as of any position.
    """

    name: str
    row: type[R]
    key: tuple[str, ...]
    columns: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    dated: bool = False

    @cached_property
    def history(self) -> str:
        """The table that holds the rows as JSON: the history where there is one, else the table itself."""
        return f"{self.name}_history" if self.dated else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """The tables in the database."""
        return (self.name, self.history) if self.dated else (self.name,)

    @cached_property
    def encode(self) -> Callable[[R], str]:
        """A row as it is stored."""
        encoder = msgspec.json.Encoder()
        return lambda row: encoder.encode(row).decode()

    @cached_property
    def decode(self) -> Callable[[str], R]:
        """A row as it was stored."""
        return msgspec.json.Decoder(self.row).decode

    @cached_property
    def found_by(self) -> tuple[str, ...]:
        """Key and columns: the fields that SQL sees."""
        return (*self.key, *self.columns)

    @cached_property
    def key_of(self) -> Callable[[R], Key]:
        """The key of a row."""
        return _values_of(self.key)

    @cached_property
    def columns_of(self) -> Callable[[R], Key]:
        """The values of a row that queries ask for."""
        return _values_of(self.columns)

    def create(self, suffix: str = "") -> list[str]:
        """The statements that make the tables, under names with a suffix."""
        body = [] if self.dated else ["row TEXT NOT NULL"]
        made = [_create(self.name + suffix, [*self._typed(self.found_by), *body], self.key)]
        if self.dated:
            columns = [*self._typed(self.key), "from_position BIGINT NOT NULL", "row TEXT NOT NULL"]
            made.append(_create(self.history + suffix, columns, (*self.key, "from_position")))
        for k, index in enumerate(self.indexes, 1):
            made.append(f"CREATE INDEX {self.name}{suffix}_{k} ON {self.name}{suffix} ({', '.join(index)})")
        return made

    @functools.cache  # noqa: B019 -- tables live as long as the program
    def upsert(self, suffix: str) -> "Write":
        """Key, columns and (not dated) the row: new, or in place of the old."""
        names = self.found_by if self.dated else (*self.found_by, "row")
        changes = ", ".join(f"{n} = excluded.{n}" for n in names if n not in self.key)
        then = f"DO UPDATE SET {changes}" if changes else "DO NOTHING"
        return self._write(self.name + suffix, names, f" ON CONFLICT ({', '.join(self.key)}) {then}")

    @functools.cache  # noqa: B019 -- tables live as long as the program
    def replace(self, suffix: str) -> "Write":
        """A row (not dated) whose key and columns are there and stay."""
        then = f" ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET row = excluded.row"
        return self._write(self.name + suffix, (*self.found_by, "row"), then)

    @functools.cache  # noqa: B019 -- tables live as long as the program
    def append(self, suffix: str) -> "Write":
        """One more row of the history."""
        return self._write(self.history + suffix, (*self.key, "from_position", "row"), "")

    def load(self, suffix: str) -> str:
        """The latest row of a key."""
        last = " ORDER BY from_position DESC LIMIT 1" if self.dated else ""
        return f"SELECT row FROM {self.history}{suffix} WHERE {_equal(self.key)}{last}"  # noqa: S608 -- own names only

    def load_before(self, suffix: str) -> str:
        """The row of a key, of a dated table, as it was before a position."""
        where = f"{_equal(self.key)} AND from_position < ? ORDER BY from_position DESC LIMIT 1"
        return f"SELECT row FROM {self.history}{suffix} WHERE {where}"  # noqa: S608 -- own names only

    def keys(self, suffix: str, equal: Sequence[str], empty: Sequence[str]) -> str:
        """The keys of the rows where these columns are equal to something, and those are empty."""
        where = " AND ".join([*(f"{name} = ?" for name in equal), *(f"{name} IS NULL" for name in empty)])
        return f"SELECT {', '.join(self.key)} FROM {self.name}{suffix} WHERE {where}"  # noqa: S608 -- own names only

    @functools.lru_cache(maxsize=256)  # noqa: B019 -- tables live as long as the program
    def select(self, where: str, then: str = "") -> str:
        """The rows whose columns are so; of a dated table the last at or before the first parameter, per key a seek."""
        tail = f"FROM {self.name} t WHERE {where} {then}"
        if not self.dated:
            return f"SELECT row {tail}"
        same = " AND ".join(f"h.{name} = t.{name}" for name in self.key)
        seek = f"SELECT h.row FROM {self.history} h WHERE {same} AND h.from_position <= ?"  # noqa: S608 -- own names
        return f"SELECT ({seek} ORDER BY h.from_position DESC LIMIT 1) {tail}"

    def all(self, suffix: str = "") -> list[str]:
        """Everything that stands in each table, in key order, for the digest."""
        asked = [(self.name, self.found_by if self.dated else (*self.found_by, "row"), self.key)]
        if self.dated:
            asked.append((self.history, (*self.key, "from_position", "row"), (*self.key, "from_position")))
        return [
            f"SELECT {', '.join(names)} FROM {table}{suffix} ORDER BY {', '.join(key)}"  # noqa: S608 -- own names only
            for table, names, key in asked
        ]

    def _write(self, name: str, columns: tuple[str, ...], then: str) -> "Write":
        types = {"from_position": "BIGINT", "row": "TEXT", **self._types}
        return Write(name, columns, tuple(types[column] for column in columns), then)

    def _typed(self, names: Sequence[str]) -> list[str]:
        return [f"{name} {self._types[name]}{' NOT NULL' if name in self.key else ''}" for name in names]

    @cached_property
    def _types(self) -> dict[str, str]:
        return {field.name: _column(field.type) for field in msgspec.structs.fields(self.row)}


class Write(NamedTuple):
    """A statement that stores rows: into which table, their columns with types, and what to do with known keys."""

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    then: str

    @functools.cache  # noqa: B019 -- there is one for each table
    def one(self) -> str:
        """A row of values."""
        return f"{self._into} VALUES ({', '.join('?' * len(self.columns))}){self.then}"

    def many(self, marks: Sequence[str]) -> str:
        """Many rows at once on PostgreSQL: an array of values for each column."""
        arrays = ", ".join(f"{mark}::{kind}[]" for mark, kind in zip(marks, self.types, strict=True))
        return f"{self._into} SELECT * FROM unnest({arrays}){self.then}"  # noqa: S608 -- own names only

    @property
    def _into(self) -> str:
        return f"INSERT INTO {self.table} ({', '.join(self.columns)})"


def fingerprint(version: int, tables: Sequence[Table[typing.Any]]) -> str:
    """Changes when the tables do, or the version of the code that fills them."""
    made = "\n".join(statement for table in tables for statement in table.create())
    return hashlib.sha256(f"{version}\n{made}".encode()).hexdigest()


def _create(name: str, columns: Sequence[str], key: Sequence[str]) -> str:
    return f"CREATE TABLE {name} ({', '.join(columns)}, PRIMARY KEY ({', '.join(key)}))"


def _equal(names: Sequence[str]) -> str:
    return " AND ".join(f"{name} = ?" for name in names)


def _values_of(names: Sequence[str]) -> Callable[[msgspec.Struct], Key]:
    """Several attributes as a tuple, whatever their number."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    one = operator.attrgetter(*names) if names else None
    return lambda row: (one(row),) if one else ()


def _column(annotation: object) -> str:
    """BIGINT for numbers, TEXT for the rest."""
    kinds = set(typing.get_args(annotation)) - {NoneType} or {annotation}
    return "BIGINT" if kinds <= {int, bool} else "TEXT"
