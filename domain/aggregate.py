"""What all aggregates share: state that is folded from events and never refuses one."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Self

import msgspec

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
        make: Callable[..., Self] = type(self)
        values = [getattr(self, name) for name in self.__struct_fields__]
        return make(*[v.copy() if isinstance(v, dict | list | set) else v for v in values])

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


def required(text: str, field: str, what: str) -> str:
    """The text without surrounding blanks; refuses one that nobody could see by the name that the form gives it."""
    if is_blank(text):
        msg = f"{what}を入れてください。"
        raise Refused(msg, code="empty", field=field)
    return text.strip()


UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: blanks, control and format characters such as U+200B only."""
    return all(unicodedata.category(letter) in UNSEEN for letter in text)
