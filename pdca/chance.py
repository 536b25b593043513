"""The only module that asks for the time or for random bytes; everybody else is handed a `Chance`."""

import os
import random
import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from typing import ClassVar

MICROSECONDS = 1_000_000


def to_us(instant: datetime | int) -> int:
    """An aware instant as whole µs since 1970 UTC; a number passes as it is."""
    if isinstance(instant, int):
        return instant
    if instant.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    since = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * MICROSECONDS + since.microseconds


class Chance(ABC):
    """Time and randomness as an argument, so that a simulation can own both."""

    real: ClassVar[bool] = False
    """Whether the clock is the machine's own: then a database server may stamp with its clock instead."""

    @abstractmethod
    def now_us(self) -> int:
        """Now, in µs since 1970 UTC."""

    @abstractmethod
    def token(self, n: int) -> bytes:
        """`n` unpredictable bytes."""

    def new_id(self) -> str:
        """A UUIDv7, lower-case and dashed (RFC 9562 section 5.7; the time below a millisecond: 6.2, method 3)."""
        milliseconds, rest = divmod(self.now_us(), 1000)
        tail = int.from_bytes(self.token(8)) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        head = (milliseconds & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | rest * 4096 // 1000
        text = f"{head << 64 | tail:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class SystemChance(Chance):
    """The machine's clock and the operating system's random bytes."""

    real = True

    def now_us(self) -> int:
        """The machine's clock."""
        return time.time_ns() // 1000

    def token(self, n: int) -> bytes:
        """Bytes fit for keys and salts."""
        return os.urandom(n)


class FixedChance(Chance):
    """A clock that stands until it is set or made to run, bytes that repeat with the seed: for tests and the demo."""

    def __init__(self, seed: int, start: datetime | int) -> None:
        self._random = random.Random(seed)
        self.set(start)

    def set(self, instant: datetime | int) -> None:
        """Stop the clock at an instant; it may lie before the last one."""
        self._instant = to_us(instant)
        self._running_since: int | None = None

    def advance(self, microseconds: int) -> None:
        """Move the clock on (or back, below zero)."""
        self._instant += microseconds

    def run(self, start: datetime | int | None = None) -> None:
        """Let the clock run at the pace of the real one, from `start` or from where it stands."""
        self._instant = self.now_us() if start is None else to_us(start)
        self._running_since = time.monotonic_ns()

    def now_us(self) -> int:
        """The instant that was set, and what has passed if the clock runs."""
        if self._running_since is None:
            return self._instant
        return self._instant + (time.monotonic_ns() - self._running_since) // 1000

    def token(self, n: int) -> bytes:
        """Repeatable bytes."""
        return self._random.randbytes(n)
