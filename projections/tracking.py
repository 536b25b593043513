"""How far each read model has come, and where and why it stopped."""

from collections.abc import Iterable, Sequence

import msgspec

from projections.database import Transaction
from projections.model import ReadModel

_TABLE = (
    "CREATE TABLE IF NOT EXISTS read_model (name TEXT NOT NULL, generation BIGINT NOT NULL, live BIGINT NOT NULL, "
    "position BIGINT NOT NULL, fingerprint TEXT NOT NULL, stopped_at BIGINT, reason TEXT, "
    "PRIMARY KEY (name, generation))"
)
_TRACKS = "SELECT name, generation, position, fingerprint, stopped_at, reason FROM read_model WHERE live = ?"
_START = "INSERT INTO read_model (name, generation, live, position, fingerprint) VALUES (?, ?, ?, 0, ?)"
_MOVE = "UPDATE read_model SET position = ?, stopped_at = ?, reason = ? WHERE name = ? AND generation = ? AND live = ?"
_MOVE_ALL = "UPDATE read_model SET position = ? WHERE live = ? AND name IN ({names})"


class Track(msgspec.Struct, frozen=True):
    """A read model's place in the log; `stopped_at` is the event that it could not take, and `reason` the error."""

    name: str
    generation: int
    position: int
    fingerprint: str
    stopped_at: int | None = None
    reason: str | None = None


def create(transaction: Transaction) -> None:
    """The table of places, if it is not there yet."""
    transaction.run(_TABLE)


def tracks(transaction: Transaction, *, live: bool = True) -> dict[str, Track]:
    """The places of all read models, by name: the live ones, or those being rebuilt."""
    return {row[0]: Track(*row) for row in transaction.all(_TRACKS, int(live))}


def start(transaction: Transaction, model: ReadModel, generation: int, *, live: bool) -> str:
    """Empty tables, at position 0. Returns the suffix of their names."""
    suffix = "" if live else f"_g{generation}"
    for table in model.tables:
        for statement in table.create(suffix):
            transaction.run(statement)
    transaction.run(_START, model.name, generation, int(live), model.fingerprint)
    return suffix


def drop(transaction: Transaction, names: Iterable[str]) -> None:
    """Tables go, if they are there."""
    for name in names:
        transaction.run(f"DROP TABLE IF EXISTS {name}")


def forget(transaction: Transaction, track: Track) -> None:
    """A place goes."""
    transaction.run("DELETE FROM read_model WHERE name = ? AND generation = ?", track.name, track.generation)


def go_live(transaction: Transaction, track: Track) -> None:
    """A rebuilt read model is the live one from now on."""
    transaction.run("UPDATE read_model SET live = 1 WHERE name = ? AND generation = ?", track.name, track.generation)


def move(transaction: Transaction, before: Sequence[Track], after: Sequence[Track], *, live: bool) -> None:
    """Store the places that changed; most of the time all go the same way in one statement."""
    ends = {track.position for track in after}
    if len(ends) == 1 and not any(track.stopped_at for track in (*before, *after)):
        sql = _MOVE_ALL.replace("{names}", ", ".join("?" * len(after)))
        transaction.run(sql, *ends, int(live), *(track.name for track in after))
        return
    for track in after:
        values = (track.position, track.stopped_at, track.reason, track.name, track.generation, int(live))
        transaction.run(_MOVE, *values)


def prepare(transaction: Transaction, models: Sequence[ReadModel], head: int) -> None:
    """Tables for each read model, to be filled anew where another version of the program, or another log, made them."""
    create(transaction)
    known = tracks(transaction)
    for model in models:
        track = known.get(model.name)
        if track is not None and track.fingerprint == model.fingerprint and track.position <= head:
            continue
        drop(transaction, [name for table in model.tables for name in table.names])
        if track is not None:
            forget(transaction, track)
        start(transaction, model, 1 if track is None else track.generation + 1, live=True)
