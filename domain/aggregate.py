"""What all aggregates share: state that is folded from events and never refuses one."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self, get_origin

import msgspec
from msgspec.structs import fields

from domain.errors import Refused
from domain.event import Event, Recorded, Stream

Decided = list[tuple[Stream, Event]]
"""What a decision returns: events, each with the stream that it goes to."""


class Aggregate(msgspec.Struct):
    """The state of one stream. Values inside are frozen; only `fold` changes the containers, on its own copy."""

    KIND: ClassVar[str] = ""
    EVOLVE: ClassVar[Mapping[type[Event], Callable[[Any, Any, Recorded], None]]] = {}

    id: str
    version: int = 0

    @property
    def stream(self) -> Stream:
        """The address of this aggregate."""
        return Stream(self.KIND, self.id)

    @property
    def exists(self) -> bool:
        """Whether any event stands on the stream."""
        return self.version > 0

    def copy(self) -> Self:
        """The same state with containers of its own."""
        new = copy(self)
        for name in _containers(type(self)):
            setattr(new, name, getattr(self, name).copy())
        return new

    def fold(self, history: Iterable[Recorded]) -> Self:
        """The state after more events; an event without a rule here changes the version only."""
        new, version = self.copy(), self.version
        rule = self.EVOLVE.get
        for recorded in history:
            event, version = recorded.event, recorded.version
            evolve = rule(type(event))
            if evolve is not None:
                evolve(new, event, recorded)
        new.version = version
        return new


@cache
def _containers(cls: type[Aggregate]) -> tuple[str, ...]:
    """The fields whose values `fold` changes in place."""
    return tuple(field.name for field in fields(cls) if get_origin(field.type) in {dict, list, set})


def required(text: str, field: str, what: str) -> str:
    """The text without surrounding blanks; refuses one that nobody could see by the name that the form gives it."""
    if is_blank(text):
        msg = f"{what}を入れてください。"
        raise Refused(msg, code="empty", field=field)
    return text.strip()


def not_ahead(day: date | None, today: date, field: str, what: str) -> None:
    """Refuses a day of something that happened which has not come."""
    if day is not None and day > today:
        msg = f"{what}は、今日までの日にしてください。"
        raise Refused(msg, code="future", field=field)


ONE_LINE = r"\A[^\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]*\Z"
"""No line break, no other control character, and nothing that turns the direction in which a name is read."""


def one_line(text: str, field: str, what: str) -> str:
    """The text as `required` gives it; refuses one with a line break or another control character."""
    found = required(text, field, what)
    if not re.match(ONE_LINE, found):
        msg = f"{what}には、改行などの制御文字を使えません。1行で入れてください。"
        raise Refused(msg, code="control_character", field=field)
    return found


UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: blanks, control and format characters such as U+200B only."""
    return all(unicodedata.category(letter) in UNSEEN for letter in text)
