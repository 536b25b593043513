"""Events to stored bytes and back; private texts leave as commitments and come back as references only."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from eventsourcing.persistence import Cipher, Compressor, JSONTranscoder, Notification, StoredEvent, Transcoder
from eventsourcing.persistence import Mapper as LibraryMapper

from domain.event import Actor, Event, Recorded, Sealed
from pdca.chance import Chance, SystemChance
from pdca.store.byterules import check_value, is_suspicious
from pdca.store.errors import UnknownTopic, UnreadableState
from pdca.store.records import Pending, SealedEvent
from pdca.store.sealing import Sealer, holds_loose_numbers, struct_choices

NONCE = 16
"""Random bytes in every event, so that a short one cannot be guessed from its hash."""

Upcast = Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]
"""From an old event's data to its newer topic and data. Private fields keep their names: references point to them."""


T = TypeVar("T")


class _Written(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The state as written: DESIGN section 4."""

    actor: str
    role: str
    schema: int
    nonce: str
    events: int = 0
    digest: Sealed | None = None
    data: Any


class _Read(msgspec.Struct, Generic[T], gc=False):
    """The part of the state that becomes a `Recorded`."""

    actor: str
    role: str
    data: T


class _Count(msgspec.Struct):
    """The part of a command's first state that says how many events it made."""

    events: int = 1


class _Actors(dict[tuple[str, str], Actor]):
    """One object for each actor of a batch."""

    def __missing__(self, key: tuple[str, str]) -> Actor:
        actor = self[key] = Actor(*key)
        return actor


class Mapper(LibraryMapper[str]):
    """The library's mapper for our events; topics must be registered before they are met."""

    def __init__(
        self,
        transcoder: Transcoder | None = None,
        compressor: Compressor | None = None,
        cipher: Cipher | None = None,
        *,
        chance: Chance | None = None,
        upcasts: Mapping[str, Upcast] | None = None,
    ) -> None:
        if compressor or cipher:
            raise TypeError("the proof covers the stored bytes as they are: neither compressed nor encrypted")
        super().__init__(transcoder or JSONTranscoder())
        self._chance = chance or SystemChance()
        self._upcasts = dict(upcasts or {})
        self._classes: dict[str, type[Event]] = {}
        self._topics: dict[tuple[type[Event], str], str] = {}
        self._decoders: dict[str, Callable[[bytes], _Read[Event]]] = {}
        self._encode = msgspec.json.Encoder().encode

    def register(self, classes: Iterable[type[Event]]) -> None:
        """Make the topics of these event classes known."""
        for cls in classes:
            for kind in cls.STREAMS:
                topic = cls.topic(kind)
                if self._classes.setdefault(topic, cls) is not cls:
                    raise ValueError(f"two classes claim {topic}")
                self._topics[cls, kind] = topic

    @property
    def topics(self) -> frozenset[str]:
        """All topics that can be written and read as they are."""
        return frozenset(self._classes)

    def to_stored_event(self, domain_event: Any) -> SealedEvent:
        """Seals a `Pending` event."""
        pending: Pending = domain_event
        stream, event = pending.stream, pending.event
        topic = self._topics.get((type(event), stream.kind))
        if topic is None:
            topic = type(event).topic(stream.kind)
            raise UnknownTopic(f"登録されていない種類の記録です（{topic}）。", topic=topic)
        sealer = Sealer(self._chance)
        command = pending.command
        digest = sealer.seal("/digest", command.digest) if command else None
        data = sealer.walk(event, "/data", struct_choices(type(event)))
        state = self._state(pending, digest, data)
        return SealedEvent(
            stream.id, pending.version, topic, state, tuple(sealer.values), command.id if command else None
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The `Recorded` of a stored event; without a position (a bare one of the library) it is 0."""
        event = stored_event
        position = event.id if isinstance(event, Notification) else 0
        recorded_at, command = getattr(event, "recorded_at", 0), getattr(event, "command", None)
        row = (position, event.originator_id, event.originator_version, event.topic, recorded_at, command, event.state)
        return self.read([row])[0]

    def read(self, rows: Iterable[tuple[Any, ...]], of: str = "") -> list[Recorded]:
        """Decodes rows in the order of `records.COLUMNS`; `of` is their stream where it is left NULL."""
        return list(self.each(rows, of))

    def each(self, rows: Iterable[tuple[Any, ...]], of: str = "") -> Iterator[Recorded]:
        """The same one by one: a fold over a long stream never holds all of it."""
        decoders, actors = self._decoders, _Actors()
        for position, stream, version, topic, recorded_at, command, state in rows:
            try:
                if decode := decoders.get(topic):
                    name, read = topic, decode(state)
                else:
                    name, read = self._read_first(position, topic, state)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                message = f"位置{position}の記録（{topic}）を読めません: {error}"
                raise UnreadableState(message, position=position, topic=topic) from error
            actor = actors[read.actor, read.role]
            yield Recorded(position, stream or of, version, name, recorded_at, actor, read.data, command)

    def count(self, state: bytes) -> int:
        """How many events the command made whose first state this is."""
        return msgspec.json.decode(state, type=_Count).events

    def _state(self, pending: Pending, digest: Sealed | None, data: Any) -> bytes:
        actor, event = pending.actor, pending.event
        written = _Written(
            actor=actor.id,
            role=actor.role,
            schema=event.VERSION,
            nonce=self._chance.token(NONCE).hex(),
            events=pending.events,
            digest=digest,
            data=data,
        )
        try:
            state = self._encode(written)
        except UnicodeEncodeError:
            _check(written)
            raise
        if is_suspicious(state) or holds_loose_numbers(type(event)):
            _check(written)
        return state

    def _read_first(self, position: int, topic: str, state: bytes) -> tuple[str, _Read[Event]]:
        """Reads a topic met for the first time, or one of an older version."""
        if cls := self._classes.get(topic):
            self._decoders[topic] = msgspec.json.Decoder(_Read[cls]).decode  # type: ignore[valid-type]
            return topic, self._decoders[topic](state)
        read = msgspec.json.decode(state, type=_Read[dict[str, Any]])
        name, data = topic, read.data
        while name not in self._classes:
            if name not in self._upcasts:
                known_as = topic if name == topic else f"{topic} → {name}"
                message = f"位置{position}の記録の種類「{known_as}」を、この版は知りません。"
                raise UnknownTopic(message, position=position, topic=topic)
            name, data = self._upcasts[name](data)
        return name, _Read(read.actor, read.role, msgspec.convert(data, self._classes[name], strict=True))


def _check(written: _Written) -> None:
    check_value({"actor": written.actor, "role": written.role})
    check_value(msgspec.to_builtins(written.data, str_keys=True))
