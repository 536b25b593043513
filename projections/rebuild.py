"""Filling read models anew beside the live ones, switching in one transaction, and digests to compare them by."""

import hashlib
from collections.abc import Callable, Sequence

import msgspec

from domain.event import Recorded
from projections import tracking
from projections.catch_up import Advance, Log, read
from projections.database import Database, Transaction
from projections.model import ReadModel
from projections.tracking import Track

BATCH = 1000

Progress = Callable[[int, int], None]
"""Told how many events are done, and of how many."""


class Overtaken(RuntimeError):
    """Raised when another rebuild of the same read model began meanwhile; the live one is as it was."""


def digest(transaction: Transaction, model: ReadModel, suffix: str = "") -> str:
    """A hash over all rows of all tables of a read model, in key order: SHA-256, 64 hex digits."""
    found = hashlib.sha256()
    encode = msgspec.json.Encoder().encode
    for table in model.tables:
        for sql in table.all(suffix):
            for row in transaction.all(sql):
                found.update(encode(row) + b"\n")
            found.update(b"\n")
    return found.hexdigest()


class Stopped(RuntimeError):
    """Raised when an event cannot be applied; the live read models are as they were."""


class Rebuild:
    """One rebuild of some read models. The live ones are read and written all the time, but for the switch itself."""

    def __init__(
        self,
        database: Database,
        log: Log,
        models: Sequence[ReadModel],
        progress: Progress = lambda _done, _of: None,
        batch: int = BATCH,
    ) -> None:
        self._database = database
        self._log = log
        self._models = models
        self._progress = progress
        self._batch = batch
        self._building: dict[str, Track] = {}
        self._advance = Advance(models)

    def replace(self) -> dict[str, str]:
        """Fill new tables and put them in the place of the live ones; returns the digest of each."""
        self._begin()
        try:
            self._fill()
            with self._database.writing() as transaction:
                self._rest(transaction)
                self._switch(transaction)
        except BaseException:
            self._clear()
            raise
        with self._database.reading() as transaction:
            return {model.name: digest(transaction, model) for model in self._models}

    def check(self) -> dict[str, tuple[str, str]]:
        """Fill new tables, take the digests of the live and the new ones at the same position, and drop them again."""
        self._begin()
        try:
            self._fill()
            while (found := self._compare()) is None:
                with self._database.writing() as transaction:
                    self._rest(transaction)
            return found
        finally:
            self._clear()

    def _begin(self) -> None:
        with self._database.writing() as transaction:
            live, left = tracking.tracks(transaction), tracking.tracks(transaction, live=False)
            for model in self._models:
                old = left.get(model.name)
                generation = max(live[model.name].generation, old.generation if old else 0) + 1
                if old:
                    _discard(transaction, model, old)
                tracking.start(transaction, model, generation, live=False)
            self._building = self._tracks(transaction)
        self._advance = Advance(self._models, {name: _suffix(track) for name, track in self._building.items()})

    def _tracks(self, transaction: Transaction) -> dict[str, Track]:
        known = tracking.tracks(transaction, live=False)
        return {model.name: known[model.name] for model in self._models if model.name in known}

    def _fill(self) -> None:
        head = self._log.head()
        while (done := self._done()) < head:
            self._progress(done, head)
            events = read(self._log, done, self._batch)
            with self._database.writing() as transaction:
                self._step(transaction, events)
            head = max(head, self._log.head()) if self._done() >= head else head
        self._progress(head, head)

    def _done(self) -> int:
        return min(track.position for track in self._building.values())

    def _rest(self, transaction: Transaction) -> None:
        while events := read(self._log, self._done(), self._batch):
            self._step(transaction, events)

    def _step(self, transaction: Transaction, events: Sequence[Recorded]) -> None:
        if self._tracks(transaction) != self._building:
            raise Overtaken("another rebuild of the same read models has begun")
        before = list(self._building.values())
        after = self._advance.over(transaction, before, events)
        if stopped := next((track for track in after if track.stopped_at is not None), None):
            raise Stopped(f"{stopped.name} at {stopped.stopped_at}: {stopped.reason}")
        tracking.move(transaction, before, after, live=False)
        self._building = {track.name: track for track in after}

    def _switch(self, transaction: Transaction) -> None:
        live = tracking.tracks(transaction)
        for model in self._models:
            building = self._building[model.name]
            tracking.drop(transaction, _names(model))
            for name in _names(model):
                transaction.run(f"ALTER TABLE {name}{_suffix(building)} RENAME TO {name}")
            tracking.forget(transaction, live[model.name])
            tracking.go_live(transaction, building)

    def _compare(self) -> dict[str, tuple[str, str]] | None:
        with self._database.reading() as transaction:
            live = tracking.tracks(transaction)
            if any(live[name].position != track.position for name, track in self._building.items()):
                return None
            suffixes = {model.name: _suffix(self._building[model.name]) for model in self._models}
            return {m.name: (digest(transaction, m), digest(transaction, m, suffixes[m.name])) for m in self._models}

    def _clear(self) -> None:
        with self._database.writing() as transaction:
            left = self._tracks(transaction)
            for model in self._models:
                mine = self._building[model.name]
                if model.name in left and left[model.name].generation == mine.generation:
                    _discard(transaction, model, mine)


def _suffix(track: Track) -> str:
    return f"_g{track.generation}"


def _names(model: ReadModel) -> list[str]:
    return [name for table in model.tables for name in table.names]


def _discard(transaction: Transaction, model: ReadModel, track: Track) -> None:
    tracking.drop(transaction, [name + _suffix(track) for name in _names(model)])
    tracking.forget(transaction, track)
