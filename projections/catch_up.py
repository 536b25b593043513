"""Bringing read models up to the log: batch by batch, rows and places in one transaction, one process at a time."""

import logging
import threading
from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from domain.errors import ReviewError
from domain.event import Recorded
from projections import tracking
from projections.database import Database, Transaction
from projections.model import ReadModel
from projections.tracking import Track
from projections.work import Work

BATCH = 500
"""Events per transaction: a rebuild holds the write lock for some 20 ms at a time."""

logger = logging.getLogger(__name__)


class Log(Protocol):
    """What read models need of the log."""

    def since(self, position: int, limit: int) -> Sequence[Recorded]:
        """At most `limit` events after a position; an error that names a `position` is of the event there."""

    def head(self) -> int:
        """The last position."""


class Unreadable(Exception):
    """Raised when the very next event cannot be read by this version of the program."""


def read(log: Log, position: int, limit: int) -> Sequence[Recorded]:
    """The next events, up to the first that cannot be read; raises `Unreadable` where that is the next."""
    try:
        return log.since(position, limit)
    except ReviewError as error:
        broken = getattr(error, "position", 0)
        if broken <= position:
            raise
        if broken == position + 1:
            raise Unreadable(str(error)) from error
        return log.since(position, broken - position - 1)


class Advance:
    """Takes read models over a run of events; keeps their rows in memory from batch to batch."""

    def __init__(self, models: Sequence[ReadModel], suffixes: dict[str, str] | None = None) -> None:
        self._models = {model.name: model for model in models}
        self._suffixes = suffixes or {}
        self._works: dict[tuple[str, int], Work] = {}

    def over(self, transaction: Transaction, tracks: Iterable[Track], events: Sequence[Recorded]) -> list[Track]:
        """The places after these events, of each model the last or the one before an event that it cannot take."""
        after = [self._over(transaction, track, events) for track in tracks]
        with transaction.together():
            for track in after:
                self._works[track.name, track.generation].flush()
        return after

    def forget(self) -> None:
        """Start from the database again: a transaction did not commit."""
        self._works.clear()

    def _over(self, transaction: Transaction, track: Track, events: Sequence[Recorded]) -> Track:
        mine = [event for event in events if event.position > track.position]
        end, failure = self._apply(transaction, track, mine)
        if failure is not None:
            self._works.pop((track.name, track.generation))
            mine = [event for event in mine if event.position < failure[0]]
            end, _ = self._apply(transaction, track, mine)
        stopped_at, reason = failure or (None, None)
        return msgspec.structs.replace(track, position=end, stopped_at=stopped_at, reason=reason)

    def _apply(
        self, transaction: Transaction, track: Track, events: Sequence[Recorded]
    ) -> tuple[int, tuple[int, str] | None]:
        work, model = self._work(transaction, track), self._models[track.name]
        for recorded in events:
            try:
                model.apply(work, recorded)
            except transaction.errors:
                raise
            except Exception as error:
                logger.exception("read model %s stops before position %s", track.name, recorded.position)
                return track.position, (recorded.position, f"{type(error).__name__}: {error}")
            work.position = recorded.position
        return work.position, None

    def _work(self, transaction: Transaction, track: Track) -> Work:
        key = (track.name, track.generation)
        work = self._works.get(key)
        if work is None or work.position != track.position:
            suffix = self._suffixes.get(track.name, "")
            work = Work(self._models[track.name].tables, suffix, track.position)
            self._works[key] = work
        work.use(transaction)
        return work


class CatchUp:
    """Brings the live read models up to a position. One that stops is left behind until the program starts again."""

    def __init__(self, database: Database, log: Log, models: Sequence[ReadModel], batch: int = BATCH) -> None:
        self._database = database
        self._log = log
        self._batch = batch
        self._lock = threading.Lock()
        self._advance = Advance(models)
        self._going = {model.name: model.fingerprint for model in models}
        self.position = 0

    def to(self, position: int) -> int:
        """Apply the events up to a position (and those behind it that are there); returns how far it came."""
        if self.position < position:
            with self._lock:
                while self.position < position and self._going and self._step():
                    pass
        return self.position

    def _step(self) -> bool:
        try:
            with self._database.writing() as transaction:
                before, after = self._next(transaction)
                tracking.move(transaction, before, after, live=True)
        except BaseException:
            self._advance.forget()
            raise
        going = [track for track in after if track.stopped_at is None]
        self._going = {track.name: track.fingerprint for track in going}
        self.position = min((track.position for track in going), default=self.position)
        return before != after

    def _next(self, transaction: Transaction) -> tuple[list[Track], list[Track]]:
        known = tracking.tracks(transaction)
        before = [known[name] for name, fingerprint in self._going.items() if known[name].fingerprint == fingerprint]
        start = min((track.position for track in before), default=self.position)
        try:
            events = read(self._log, start, self._batch)
        except Unreadable as error:
            return before, [_stop(track, start, str(error)) for track in before]
        return before, self._advance.over(transaction, before, events) if events else before


def _stop(track: Track, position: int, reason: str) -> Track:
    if track.position > position:
        return track
    logger.error("read model %s stops before position %s: %s", track.name, position + 1, reason)
    return msgspec.structs.replace(track, stopped_at=position + 1, reason=reason)
