"""What an event is: an immutable struct with a stable topic, in an envelope that says who, when and in which order."""

import re
from datetime import UTC, datetime
from typing import ClassVar, NamedTuple, dataclass_transform

import msgspec

StreamKind = str
"""One of plan, indicator, review_cycle, session, council, account."""


class Stream(NamedTuple):
    """The address of one aggregate's events: its kind and its lower-case dashed UUID."""

    kind: StreamKind
    id: str


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """What the log keeps of a private text: its commitment, 64 hex digits of HMAC-SHA256."""

    private: str


PrivateText = str | Sealed
"""A text that is never in the event's bytes: plain when decided, sealed once stored. State never looks inside."""


class Ref(NamedTuple):
    """Where a private text stands: the position of its event and a JSON Pointer into the stored state."""

    position: int
    path: str


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something that happened, in the past tense. Subclasses say on which kinds of stream they may stand."""

    STREAMS: ClassVar[tuple[StreamKind, ...]] = ()
    VERSION: ClassVar[int] = 1

    @classmethod
    def topic(cls, kind: StreamKind) -> str:
        """`<stream>.<event in snake_case>.v<n>`: independent of module paths."""
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        return f"{kind}.{name}.v{cls.VERSION}"


class Actor(NamedTuple):
    """Who acts, and in which role at that time."""

    id: str
    role: str


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """An event with its envelope, as it came out of the log. `recorded_at` is in µs since 1970 UTC."""

    position: int
    stream: str
    version: int
    topic: str
    recorded_at: int
    actor: Actor
    event: Event
    command: str | None = None

    @property
    def kind(self) -> StreamKind:
        """The kind of stream that the event stands on."""
        return self.topic.split(".", 1)[0]

    @property
    def instant(self) -> datetime:
        """When it was recorded, UTC."""
        return datetime.fromtimestamp(self.recorded_at / 1_000_000, UTC)

    def ref(self, field: str, *more: object) -> Ref:
        """The reference to a private text of this event, e.g. `ref("texts", 0)`."""
        return Ref(self.position, "/data/" + "/".join([field, *map(str, more)]))

    def refs(self, field: str) -> tuple[Ref, ...]:
        """The references to a list of private texts of this event."""
        return tuple(self.ref(field, k) for k in range(len(getattr(self.event, field))))
