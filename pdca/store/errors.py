"""What the event store says when it cannot do what it was asked."""

from dataclasses import dataclass

from eventsourcing.persistence import IntegrityError, OperationalError

from domain.errors import Conflict, ReviewError


@dataclass(eq=False)
class VersionConflict(Conflict, IntegrityError):
    """Raised when a stream is no longer at the version that the decision read; nothing was recorded."""

    message: str = "ほかの人が先に変更しました。もう一度お試しください。"
    code: str = "version_conflict"
    streams: tuple[str, ...] = ()
    """The streams that have moved on."""


@dataclass(eq=False)
class CommandRepeated(ReviewError, IntegrityError):
    """Raised when a command id is already in the log: its events stand from `position` on."""

    message: str = "この操作はすでに記録されています。"
    code: str = "command_repeated"
    position: int = 0


@dataclass(eq=False)
class UnknownTopic(ReviewError):
    """Raised when an event of a kind that this version does not know is read: stop there, never skip."""

    message: str = ""
    code: str = "unknown_topic"
    position: int = 0
    topic: str = ""
    status = 500


@dataclass(eq=False)
class StoreUnavailable(ReviewError, OperationalError):
    """Raised when the database cannot be opened, read or written; nothing is known to be recorded."""

    message: str = "記録を読み書きできません。しばらくしてからもう一度お試しください。"
    code: str = "store_unavailable"
    status = 503


@dataclass(eq=False)
class UnreadableState(ReviewError):
    """Raised when the bytes of a stored event are not what its topic promises: stop there, never skip."""

    message: str = ""
    code: str = "unreadable_state"
    position: int = 0
    topic: str = ""
    status = 500
