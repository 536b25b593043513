"""What a read model is: a name, tables, and a rule for each event that changes them."""

from collections.abc import Callable
from typing import Any, TypeVar

from domain.event import Event, Recorded
from projections.tables import Table, fingerprint
from projections.work import Work

E = TypeVar("E", bound=Event)

Rule = Callable[[Work, Recorded, E], None]


class ReadModel:
    """One read model; raise `version` when its rules change, then it is filled anew."""

    def __init__(self, name: str, version: int, *tables: Table[Any]) -> None:
        self.name = name
        self.tables = tables
        self.fingerprint = fingerprint(version, tables)
        self.rules: dict[type[Event], Rule[Any]] = {}

    def on(self, *kinds: type[Event]) -> Callable[[Rule[E]], Rule[E]]:
        """Marks the rule for events of these classes; the rule for `Event` itself takes all others."""

        def mark(rule: Rule[E]) -> Rule[E]:
            self.rules.update(dict.fromkeys(kinds, rule))
            return rule

        return mark

    def apply(self, work: Work, recorded: Recorded) -> None:
        """Change the rows as the event says; one without a rule changes nothing."""
        rule = self.rules.get(type(recorded.event)) or self.rules.get(Event)
        if rule is not None:
            work.at(recorded.position)
            rule(work, recorded, recorded.event)
