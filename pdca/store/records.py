"""What passes between the engine, the mapper and the two databases: rows, batches and the key of a command."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eventsourcing.persistence import Notification, StoredEvent

from domain.event import Actor, Event, Stream
from pdca.store.byterules import check_id

COLUMNS = "position, stream, version, topic, recorded_at, command, state"


class Row(NamedTuple):
    """One row of `events`, in the order of `COLUMNS`; `recorded_at` in µs since 1970 UTC."""

    position: int
    stream: str
    version: int
    topic: str
    recorded_at: int
    command: str | None
    state: bytes


class PrivateValue(NamedTuple):
    """A text that the event's bytes only commit to; `path` is a JSON Pointer into the stored state."""

    path: str
    salt: bytes
    value: str


class Stamp(NamedTuple):
    """What the store gives to an append: the position of its first event, and the time of all of them in µs."""

    position: int
    recorded_at: int


@dataclass(frozen=True)
class CommandKey:
    """A command's id, and the hex SHA-256 of its actor's id and its body."""

    id: str
    digest: str


@dataclass(frozen=True)
class CommandRecord:
    """What a recorded command left: its first position, how many events, its digest (None once erased)."""

    position: int
    events: int
    digest: str | None


class Pending(NamedTuple):
    """An event on its way into the log; the first one of a command carries its key and the number of its events."""

    stream: Stream
    version: int
    event: Event
    actor: Actor
    command: CommandKey | None = None
    events: int = 0

    @property
    def originator_id(self) -> str:
        """The stream's id, by the library's name."""
        return self.stream.id

    @property
    def originator_version(self) -> int:
        """The version, by the library's name."""
        return self.version


@dataclass(frozen=True)
class SealedEvent(StoredEvent):
    """A stored event before it has a position, with the texts that must lie beside it."""

    private: tuple[PrivateValue, ...] = ()
    command: str | None = None


@dataclass(frozen=True)
class RecordedEvent(Notification):
    """A row of `events` as the library's notification: `id` is the position."""

    recorded_at: int
    command: str | None

    @classmethod
    def of(cls, row: Sequence[object]) -> "RecordedEvent":
        """From a row in the order of `COLUMNS`."""
        position, stream, version, topic, recorded_at, command, state = Row(*row)  # type: ignore[arg-type]
        return cls(stream, version, topic, bytes(state), position, recorded_at, command)


class Batch(NamedTuple):
    """Everything that one append checks and writes; `expected` is the version of each stream before it."""

    events: Sequence[SealedEvent]
    expected: Mapping[str, int]
    command: str | None = None
    at: int | None = None


def batch_of(
    events: Sequence[StoredEvent], reads: Mapping[str, int] | None, command: str | None, at: int | None
) -> Batch:
    """Completes the versions that were read by those that the events follow, and checks the ids."""
    sealed = [event if isinstance(event, SealedEvent) else _bare(event) for event in events]
    if command is None and sealed:
        command = sealed[0].command
    expected = dict(reads or {})
    following: dict[str, int] = {}
    for event in sealed:
        stream, version = str(event.originator_id), event.originator_version
        if version != following.get(stream, expected.setdefault(stream, version - 1)) + 1:
            message = f"event {version} does not follow on stream {stream}"
            raise ValueError(message)
        following[stream] = version
    _check_ids(expected, command)
    return Batch(sealed, expected, command, at)


def _bare(event: StoredEvent) -> SealedEvent:
    return SealedEvent(event.originator_id, event.originator_version, event.topic, event.state)


def _check_ids(streams: Iterable[str], command: str | None) -> None:
    for stream in streams:
        check_id(stream, "対象の番号")
    if command is not None:
        check_id(command, "操作の番号")
