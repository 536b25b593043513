"""The one base error of the review, and its few kinds; each carries the Japanese text that the user will read."""

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True)
class Obstacle:
    """One thing in the way: the item (or other stream) it concerns, and the sentence that says what."""

    stream: str
    message: str


@dataclass(eq=False)
class ReviewError(Exception):
    """Raised when something asked for does not happen; nothing was recorded."""

    message: str
    code: str = "refused"
    field: str | None = None
    obstacles: tuple[Obstacle, ...] = dataclasses.field(default=())
    meanwhile: int | None = None
    """The position of what somebody else recorded while this was written."""
    status = 422

    def __str__(self) -> str:
        return self.message


class Refused(ReviewError):
    """Raised when a rule of the review forbids the command."""


class Conflict(ReviewError):
    """Raised when somebody else changed what the command was written against; both texts are kept."""

    status = 409


class NotPermitted(ReviewError):
    """Raised when the actor's role may not do this here and now."""

    status = 403


class NotFound(ReviewError):
    """Raised when a thing does not exist, or is not for this reader's eyes."""

    status = 404
