"""What an event says, ready for a sentence: public facts as they are, private texts as references."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec

from domain.event import Event, Recorded, Ref, Sealed
from domain.events import AgendaEntry, DraftStatement

Fact = str | int | bool

UNTOLD = frozenset({"flow"})
"""Public texts that no sentence quotes."""


class BulletRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bullet in an event: plan texts as they are, drafted ones as references."""

    text: str | Ref
    id: int | None = None
    text_revision: int | None = None
    advanced: bool = False


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event says.

    `facts` are its public codes, numbers, dates (as ISO 8601) and words by field name, `refs` its private texts by
    field name, `texts` a list of private texts, `statements` and `removed` bullets, `proposals` what is decided about.
    """

    facts: dict[str, Fact] = {}
    refs: dict[str, Ref] = {}
    texts: tuple[Ref, ...] = ()
    statements: tuple[BulletRow, ...] = ()
    removed: tuple[int, ...] = ()
    proposals: tuple[AgendaEntry, ...] = ()


def contents(recorded: Recorded) -> Content:
    """What an event says; a private text is never looked at."""
    event, fields = recorded.event, _fields(type(recorded.event))
    facts = {name: fact for name in fields.facts if (fact := _fact(getattr(event, name))) is not None}
    refs = {name: recorded.ref(name) for name in fields.private if getattr(event, name) is not None}
    return Content(facts, refs, **{name: tell(recorded) for name, tell in fields.lists})


class _Fields(NamedTuple):
    """The fields of an event class by how they are told."""

    facts: tuple[str, ...]
    private: tuple[str, ...]
    lists: tuple[tuple[str, Callable[[Recorded], Any]], ...]


@cache
def _fields(cls: type[Event]) -> _Fields:
    types = {field.name: field.type for field in msgspec.structs.fields(cls)}
    private = tuple(name for name, kind in types.items() if Sealed in get_args(kind))
    lists = tuple((_LISTS[name][0], _LISTS[name][1]) for name in types if name in _LISTS)
    facts = tuple(name for name in types if name not in {*private, *UNTOLD, *_LISTS})
    return _Fields(facts, private, lists)


def _fact(value: object) -> Fact | None:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int) else None


def _bullets(recorded: Recorded) -> tuple[BulletRow, ...]:
    statements = recorded.event.statements  # type: ignore[attr-defined]  # only asked of events that have them
    return tuple(_bullet(recorded, k, statement) for k, statement in enumerate(statements))


def _bullet(recorded: Recorded, k: int, statement: Any) -> BulletRow:  # noqa: ANN401 -- one of three structs
    text = recorded.ref("statements", k, "text") if isinstance(statement, DraftStatement) else statement.text
    advanced = getattr(statement, "advanced", False)
    return BulletRow(text, statement.id, getattr(statement, "text_revision", 1), advanced)


_LISTS: Mapping[str, tuple[str, Callable[[Recorded], Any]]] = {
    "texts": ("texts", lambda recorded: recorded.refs("texts")),
    "statements": ("statements", _bullets),
    "removed": ("removed", lambda recorded: getattr(recorded.event, "removed", ())),
    "proposals": ("proposals", lambda recorded: getattr(recorded.event, "proposals", ())),
    "agenda": ("proposals", lambda recorded: getattr(recorded.event, "agenda", ())),
    "proposal": ("proposals", lambda recorded: (getattr(recorded.event, "proposal", None),)),
}
"""Fields that are told as a list: under which name, and how."""
