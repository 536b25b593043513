"""The log as the engine uses it: append under guard, read by stream, position or time, and reveal private texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from domain.event import Actor, Event, Recorded, Ref, Stream
from pdca.chance import Chance
from pdca.store import sqlite
from pdca.store.errors import StoreUnavailable
from pdca.store.mapper import Mapper
from pdca.store.recorder import LogRecorder
from pdca.store.records import CommandKey, CommandRecord, Pending, Row, batch_of

T = TypeVar("T")


class Log:
    """One municipality's log. Safe to use from many threads; its errors are those of `pdca.store.errors`."""

    def __init__(self, recorder: LogRecorder, mapper: Mapper) -> None:
        self.recorder = recorder
        self.mapper = mapper
        self.newest = 0
        """The latest `recorded_at` (µs) that this process has met: the log's own time, which never goes back."""

    def append(
        self,
        events: Sequence[tuple[Stream, int, Event]],
        *,
        actor: Actor,
        reads: Mapping[str, int],
        command: CommandKey | None = None,
        at: int | None = None,
    ) -> tuple[Recorded, ...]:
        """Records events, each with its stream and its version there, in one durable transaction.

        `reads` names every stream that the decision read, with its version (0: does not exist); if one has moved on:
        `VersionConflict`. A command id that is in the log: `CommandRepeated`. `at` is µs since 1970 UTC, by default the
        store's clock; all events of one append get the same `recorded_at`, never before the head's.
        """
        if not events:
            return ()
        pending = [Pending(stream, version, event, actor) for stream, version, event in events]
        if command:
            stream, version, event = events[0]
            pending[0] = Pending(stream, version, event, actor, command, len(events))
        sealed = [self.mapper.to_stored_event(each) for each in pending]
        first, recorded_at = self.recorder.append(batch_of(sealed, reads, command.id if command else None, at))
        self.newest = max(self.newest, recorded_at)
        return tuple(
            Recorded(
                first + k,
                each.stream.id,
                each.version,
                sealed[k].topic,
                recorded_at,
                actor,
                each.event,
                sealed[k].command,
            )
            for k, each in enumerate(pending)
        )

    def stream(self, id: str, after: int = 0, until: int | None = None) -> list[Recorded]:  # noqa: A002 -- as the engine says it
        """The events of a stream after a version, up to a position."""
        return self.through(id, after, until, list)

    def through(self, id: str, after: int, until: int | None, into: Callable[[Iterator[Recorded]], T]) -> T:  # noqa: A002 -- the same
        """What `into` makes of these events while they are read."""
        return self.recorder.stream(id, after, until, lambda rows: into(self.mapper.each(rows, of=id)))

    def since(self, position: int, limit: int) -> list[Recorded]:
        """At most `limit` events after a position."""
        found = self.recorder.since(position, limit, self.mapper.read)
        self.newest = max(self.newest, found[-1].recorded_at if found else 0)
        return found

    def rows(self, position: int, limit: int) -> list[Row]:
        """The same as stored, for proofs: no byte is interpreted."""
        found = self.recorder.since(position, limit, lambda rows: [Row(*row) for row in rows])
        self.newest = max(self.newest, found[-1].recorded_at if found else 0)
        return found

    def command(self, id: str) -> CommandRecord | None:  # noqa: A002 -- as the engine says it
        """What a command left in the log, if it is there."""
        if (found := self.recorder.command(id)) is None:
            return None
        position, state, digest = found
        return CommandRecord(position, self.mapper.count(state), digest)

    def head(self) -> int:
        """The last position; 0 in an empty log."""
        return self.recorder.head()

    def position_at(self, instant_us: int) -> int:
        """The last position recorded at or before an instant in µs; 0 if there is none."""
        return self.recorder.position_at(instant_us)

    def reveal(self, refs: Iterable[Ref]) -> dict[Ref, str]:
        """The private texts of these references; those that were erased are absent."""
        asked = list(refs)
        return self.recorder.reveal(asked) if asked else {}

    def close(self) -> None:
        """Gives back all connections."""
        self.recorder.close()


def open_log(url: str, mapper: Mapper, chance: Chance, *, create: bool = True) -> Log:
    """A log in a SQLite file (a path) or in PostgreSQL (`postgresql://…`; `?schema=` names the municipality's schema).

    Creates what is not there; with `create=False` that is refused.
    """
    recorder = open_recorder(url, chance, create=create)
    try:
        recorder.create_table() if create else recorder.check()
    except BaseException:
        recorder.close()
        raise
    log = Log(recorder, mapper)
    log.rows(log.head() - 1, 1)  # where its time stands
    return log


def open_recorder(url: str, chance: Chance, *, create: bool) -> LogRecorder:
    """The recorder for a database URL or path, not connected yet."""
    if url.startswith(("postgresql://", "postgres://")):
        from pdca.store import postgres  # noqa: PLC0415 -- a city on SQLite need not wait for it

        return postgres.Recorder(postgres.Datastore(url), chance=chance)
    path = Path(url)
    if not (path.exists() or (create and path.parent.is_dir())):
        raise StoreUnavailable(f"記録のファイルまたはフォルダーがありません（{path}）。", code="no_store")
    return sqlite.Recorder(sqlite.Datastore(str(path)), chance=chance)
