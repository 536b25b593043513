"""What a decision may ask of the log beside the aggregates that it names."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from domain.event import Recorded, Ref


class Directory(Protocol):
    """Finds what never changes once it is there: an event, its private texts; and how far the log has come."""

    def recorded(self, position: int) -> Recorded | None:
        """The event at a position."""
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
