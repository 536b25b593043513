"""What a decision may ask of the log beside the aggregates that it names."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from domain.aggregate import Aggregate
from domain.event import Recorded, Ref

A = TypeVar("A", bound=Aggregate)


class Directory(Protocol):
    """Finds what never changes once it is there: an event, its private texts; and how far the log has come."""

    def recorded(self, position: int) -> Recorded | None:
        """The event at a position."""
        ...

    def appended_with(self, position: int) -> list[Recorded]:
        """All events of the append that recorded the one at a position."""
        ...

    def history(self, stream_id: str) -> list[Recorded]:
        """Every event of a stream, oldest first."""
        ...

    def load_at(self, cls: type[A], stream_id: str, position: int) -> A:
        """An aggregate as it was at a position."""
        ...

    def reveal(self, refs: Iterable[Ref]) -> Mapping[Ref, str]:
        """The private texts of these references."""
        ...

    def content(self, sha256: str) -> bytes:
        """The content of a stored file; refuses an address that is not there."""
        ...

    def head(self) -> int:
        """The newest position of the log."""
        ...
