"""What a decision may ask of the log beside the aggregates that it names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from domain.event import Recorded, Ref


class Directory(Protocol):
    """Finds streams and opens private texts. What it finds by cycle is then read, and checked, like any stream."""

    def sessions(self, cycle_id: str) -> Sequence[str]:
        """The sessions that were called in a cycle."""
        ...

    def recorded(self, position: int) -> Recorded | None:
        """The event at a position."""
        ...

    def reveal(self, refs: Iterable[Ref]) -> Mapping[Ref, str]:
        """The private texts of these references."""
        ...

    def head(self) -> int:
        """The newest position of the log."""
        ...
