"""Made-up events, so that these tests say nothing about a review, and a log with a few helpers around it."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import ClassVar

import msgspec
import pytest

from domain.event import Actor, Event, PrivateText, Stream
from pdca.chance import FixedChance
from pdca.store import CommandKey, Mapper


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    text: PrivateText
    id: int | None = None


class Noted(Event):
    STREAMS: ClassVar = ("indicator", "review_cycle")
    body: PrivateText
    texts: tuple[PrivateText, ...] = ()
    parts: tuple[Part, ...] = ()
    named: dict[str, PrivateText] = {}
    note: PrivateText | None = None
    title: str = ""
    amount: float | None = None
    number: int = 0
    more: dict[str, str] = {}


class Counted(Event):
    STREAMS: ClassVar = ("indicator",)
    number: int = 0


ACTOR = Actor("0190d0de-0000-7000-8000-000000000001", "member")


@dataclass
class Desk:
    """One log in use: new streams, plain appends, command keys."""

    store: object
    mapper: Mapper
    chance: FixedChance
    log: object = field(init=False)

    def __post_init__(self):
        self.log = self.store.open(self.mapper, self.chance)

    def stream(self, kind="indicator"):
        return Stream(kind, self.chance.new_id())

    def key(self, text="x"):
        return CommandKey(self.chance.new_id(), hashlib.sha256(text.encode()).hexdigest())

    def add(self, stream, *events, after=0, reads=None, **options):
        numbered = [(stream, after + k, event) for k, event in enumerate(events, 1)]
        reads = {stream.id: after} if reads is None else reads
        return self.log.append(numbered, actor=ACTOR, reads=reads, **options)


@pytest.fixture
def made():
    return SimpleNamespace(Part=Part, Noted=Noted, Counted=Counted, actor=ACTOR)


@pytest.fixture
def chance():
    return FixedChance(7, datetime(2026, 10, 1, 3, tzinfo=UTC))


@pytest.fixture
def mapper(chance):
    mapper = Mapper(chance=chance)
    mapper.register([Noted, Counted])
    return mapper


@pytest.fixture
def desk(store, mapper, chance):
    return Desk(store, mapper, chance)
