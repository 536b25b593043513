"""What an event says, ready for a sentence: public facts as they are, private texts as references."""

import typing
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

from domain.event import Event, PrivateText, Recorded, Ref, Sealed
from domain.events import AgendaEntry, DraftStatement, RevisedStatement, Statement

Fact = str | int | bool

LONG = frozenset({"flow"})
"""Public texts that no sentence quotes."""


class BulletRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bullet in an event: plan texts as they are, drafted ones as references."""

    text: str | Ref
    id: int | None = None
    text_revision: int | None = None
    advanced: bool = False


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event says.

    `facts` are its public codes, numbers, dates (as ISO 8601) and words by field name, `refs` its private texts by field
    name, `texts` a list of private texts, `statements` and `removed` bullets, `proposals` what a decision is about.
    """

    facts: dict[str, Fact] = {}
    refs: dict[str, Ref] = {}
    texts: tuple[Ref, ...] = ()
    statements: tuple[BulletRow, ...] = ()
    removed: tuple[int, ...] = ()
    proposals: tuple[AgendaEntry, ...] = ()


class _Fields(typing.NamedTuple):
    """The fields of an event class by how they are told."""

    facts: tuple[str, ...]
    private: tuple[str, ...]
    others: frozenset[str]


def contents(recorded: Recorded) -> Content:
    """What an event says; a private text is never looked at."""
    event, fields = recorded.event, _fields(type(recorded.event))
    facts = {name: value for name in fields.facts if (value := _fact(getattr(event, name))) is not None}
    refs = {name: recorded.ref(name) for name in fields.private if getattr(event, name) is not None}
    return Content(facts, refs, **{name: _LISTS[name](recorded) for name in sorted(fields.others)})


@cache
def _fields(cls: type[Event]) -> _Fields:
    types = {field.name: field.type for field in msgspec.structs.fields(cls)}
    private = tuple(name for name, kind in types.items() if _is_private(kind))
    facts = tuple(name for name, kind in types.items() if name not in {*private, *LONG} and _is_plain(kind))
    return _Fields(facts, private, frozenset(types) & frozenset(_LISTS))
