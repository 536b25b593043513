"""A batch in memory: rows as read models see and change them, until all are written at once."""

from collections.abc import Iterator
from typing import Any, Generic, cast

from projections.database import Transaction
from projections.tables import Key, R, Table

KEPT = 10_000
"""Rows of one table that are kept in memory between batches."""


class Missing(LookupError):
    """Raised when an event speaks of something that no earlier event brought."""


class Rows(Generic[R]):
    """The latest rows of one table, read through to the database and written back by `flush`."""

    def __init__(self, table: Table[R], suffix: str, *, empty: bool) -> None:
        self.table = table
        self.transaction: Transaction
        self.position = 0
        self._suffix = suffix
        self._complete = empty  # all rows are in memory: what is not known does not exist
        self._known: dict[Key, R | None] = {}
        self._stored: dict[Key, Key] = {}
        self._changed: dict[Key, R] = {}
        self._changes: list[tuple[Key, int, R]] = []

    def get(self, *key: object) -> R | None:
        """The row of a key."""
        try:
            return self._known[key]
        except KeyError:
            return self._load(key)

    def need(self, *key: object) -> R:
        """The row of a key that must be there."""
        row = self.get(*key)
        if row is None:
            raise Missing(f"{self.table.name} {key}")
        return row

    def before(self, position: int, *key: object) -> R | None:
        """The row of a key, of a dated table, as it was before the event at a position."""
        for changed, at, row in reversed(self._changes):
            if changed == key and at < position:
                return row
        found = self.transaction.one(self.table.load_before(self._suffix), *key, position)
        return None if found is None else self.table.decode(found[0])

    def put(self, row: R) -> None:
        """The row as it is from the current event on."""
        key = self.table.key_of(row)
        self._known[key] = self._changed[key] = row
        if self.table.dated:
            if self._changes and self._changes[-1][:2] == (key, self.position):
                self._changes.pop()
            self._changes.append((key, self.position, row))

    def find(self, **equal: object) -> list[R]:
        """The rows whose columns have these values, in key order."""
        values = {name: value for name, value in equal.items() if value is not None}
        sql = self.table.keys(self._suffix, list(values), [name for name in equal if name not in values])
        keys = {tuple(key) for key in self.transaction.all(sql, *values.values())} | set(self._changed)
        rows = (self.need(*key) for key in sorted(keys, key=repr))
        return [row for row in rows if all(getattr(row, name) == value for name, value in equal.items())]

    def flush(self) -> None:
        """Write what changed."""
        table, changed = self.table, self._changed
        if table.dated:
            self._flush_history()
        elif changed:
            self._flush_rows()
        changed.clear()
        if len(self._known) > KEPT:
            self._known.clear()
            self._stored.clear()
            self._complete = False

    def _flush_rows(self) -> None:
        """Where what SQL sees stays as it is, only the JSON is replaced: the indexes are left alone."""
        table = self.table
        moved: list[Key] = []
        same: list[Key] = []
        for key, columns in self._columns():
            values = (*key, *columns, table.encode(self._changed[key]))
            (same if self._stored.get(key) == columns else moved).append(values)
            self._stored[key] = columns
        if moved:
            self.transaction.write(table.upsert(self._suffix), moved)
        if same:
            self.transaction.write(table.replace(self._suffix), same)

    def _flush_history(self) -> None:
        table = self.table
        new = {key: columns for key, columns in self._columns() if self._stored.get(key) != columns}
        if new:
            self.transaction.write(table.upsert(self._suffix), [(*key, *columns) for key, columns in new.items()])
            self._stored.update(new)
        if self._changes:
            rows = [(*key, position, table.encode(row)) for key, position, row in self._changes]
            self.transaction.write(table.append(self._suffix), rows)
            self._changes.clear()

    def _columns(self) -> Iterator[tuple[Key, Key]]:
        return ((key, self.table.columns_of(row)) for key, row in self._changed.items())

    def _load(self, key: Key) -> R | None:
        if self._complete:
            return None
        found = self.transaction.one(self.table.load(self._suffix), *key)
        row = None if found is None else self.table.decode(found[0])
        self._known[key] = row
        if row is not None:
            self._stored[key] = self.table.columns_of(row)
        return row


class Work:
    """All rows of one read model in one batch; `position` is the event that is being applied."""

    def __init__(self, tables: tuple[Table[Any], ...], suffix: str = "", position: int = 0) -> None:
        self._rows = {table.name: Rows(table, suffix, empty=position == 0) for table in tables}
        self.position = position

    def __getitem__(self, table: Table[R]) -> Rows[R]:
        return cast("Rows[R]", self._rows[table.name])

    def use(self, transaction: Transaction) -> None:
        """Read and write in this transaction from now on."""
        for rows in self._rows.values():
            rows.transaction = transaction

    def at(self, position: int) -> None:
        """The changes that follow are those of the event at this position."""
        self.position = position
        for rows in self._rows.values():
            rows.position = position

    def flush(self) -> None:
        """Write what changed in all tables."""
        for rows in self._rows.values():
            rows.flush()
