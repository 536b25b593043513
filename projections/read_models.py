"""All read models together, as the engine uses them."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from domain.errors import NotFound
from projections import database as stores
from projections import tracking
from projections.approvals import APPROVALS, Approvals
from projections.attachments import ATTACHMENTS, Attachments
from projections.board import BOARD, Board
from projections.catch_up import BATCH, CatchUp, Log
from projections.commitments import COMMITMENTS, Commitments
from projections.corrections import CORRECTIONS, Corrections
from projections.database import Database
from projections.inbox import INBOX, Inbox
from projections.items import ITEMS, Items
from projections.measurements import MEASUREMENTS, Measurements
from projections.model import ReadModel
from projections.opinions import OPINIONS, Opinions
from projections.rebuild import Progress, Rebuild, digest
from projections.responsibilities import RESPONSIBILITIES, Responsibilities
from projections.reviews import REVIEWS
from projections.streams import STREAMS, Streams
from projections.tracking import Track
from projections.trail import TRAIL, Trail

MODELS: tuple[ReadModel, ...] = (
    STREAMS,
    ITEMS,
    RESPONSIBILITIES,
    REVIEWS,
    MEASUREMENTS,
    OPINIONS,
    ATTACHMENTS,
    APPROVALS,
    COMMITMENTS,
    CORRECTIONS,
    BOARD,
    INBOX,
    TRAIL,
)


class ReadModels:
    """The read models of one municipality. Safe to use from many threads; several processes may share a database."""

    def __init__(
        self, database: Database, log: Log, models: tuple[ReadModel, ...] = MODELS, batch: int = BATCH
    ) -> None:
        self._database = database
        self._log = log
        self._models = {model.name: model for model in models}
        with database.writing() as transaction:
            tracking.prepare(transaction, models, log.head())
        self._catch_up = CatchUp(database, log, models, batch)
        self.streams = Streams(database)
        self.items = Items(database)
        self.measurements = Measurements(database)
        self.responsibilities = Responsibilities(database)
        self.opinions = Opinions(database)
        self.attachments = Attachments(database)
        self.commitments = Commitments(database)
        self.corrections = Corrections(database)
        self.approvals = Approvals(database)
        self.board = Board(database)
        self.inbox = Inbox(database)
        self.trail = Trail(database)

    def catch_up(self, to: int | None = None) -> int:
        """Bring all up to a position (None: the log's head); returns how far those came that have not stopped."""
        return self._catch_up.to(self._log.head() if to is None else to)

    def position(self) -> int:
        """How far the read models have come that have not stopped; 0 where none goes on."""
        return min((track.position for track in self.tracks() if track.stopped_at is None), default=0)

    def stopped(self) -> list[Track]:
        """Those that met an event that they could not take: where, and why."""
        return [track for track in self.tracks() if track.stopped_at is not None]

    def tracks(self) -> list[Track]:
        """The place of each read model."""
        with self._database.plain() as transaction:
            known = tracking.tracks(transaction)
        return [known[name] for name in self._models if name in known]

    def rebuild(self, names: Iterable[str] = (), progress: Progress = lambda _done, _of: None) -> dict[str, str]:
        """Fill some (or all) anew beside the live ones and switch; returns the digest of each by name."""
        return Rebuild(self._database, self._log, self._chosen(names), progress).replace()

    def check(
        self, names: Iterable[str] = (), progress: Progress = lambda _done, _of: None
    ) -> dict[str, tuple[str, str]]:
        """Fill some (or all) anew and drop them again; returns the digests, live and anew, by name."""
        return Rebuild(self._database, self._log, self._chosen(names), progress).check()

    def digest(self, name: str) -> str:
        """A hash over all rows of a read model in key order."""
        (model,) = self._chosen([name])
        with self._database.reading() as transaction:
            return digest(transaction, model)

    def close(self) -> None:
        """Give back the connections."""
        self._database.close()

    def _chosen(self, names: Iterable[str]) -> list[ReadModel]:
        chosen = list(names) or list(self._models)
        if unknown := [name for name in chosen if name not in self._models]:
            known = f"「{'、'.join(unknown)}」という表はありません（あるのは {'、'.join(self._models)}）。"
            raise NotFound(known, code="unknown_read_model")
        return [self._models[name] for name in chosen]


def open_read_models(url: str, log: Log, sqlite_connect: Callable[..., Any] = sqlite3.connect) -> ReadModels:
    """Read models in a SQLite file (a path) or in PostgreSQL (`postgresql://…`; `?schema=` names the schema).

    `sqlite_connect` is the `connect` of a module like sqlite3, for those whose own SQLite is not safe.
    """
    if url.startswith(("postgresql://", "postgres://")):
        return ReadModels(stores.postgres(url), log)
    return ReadModels(stores.sqlite(url, sqlite_connect), log)
