"""The engine: takes commands to decisions and decisions into the log, and keeps the read models behind it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from threading import RLock

import msgspec

from domain.aggregate import Decided
from domain.commands import Command
from domain.errors import Conflict, Refused, ReviewError
from domain.event import Actor, Event, Recorded, Ref, Stream
from domain.indicator import Indicator
from pdca.case import A, Case
from pdca.chance import Chance
from pdca.command_json import checked
from pdca.files import Files
from pdca.handlers import HANDLERS
from pdca.store import CommandKey, CommandRepeated, Log, VersionConflict
from pdca.streams import Streams, beside_others
from projections.read_models import ReadModels

ATTEMPTS = 20
"""How often a decision is made again because something that it read moved on."""

Decide = Callable[[Case], Decided]


class Done(msgspec.Struct, frozen=True):
    """What became of a command: the positions of its events, none when there was nothing to do."""

    positions: tuple[int, ...]
    repeated: bool = False

    @property
    def position(self) -> int | None:
        """The first position, by which its event is named from now on."""
        return self.positions[0] if self.positions else None


class Engine:
    """One municipality's reviews. All writing goes through `do` and `decide`."""

    def __init__(self, log: Log, read_models: ReadModels, chance: Chance, files: Files) -> None:
        self.log = log
        self.read_models = read_models
        self.chance = chance
        self.files = files
        self.streams = Streams(log)
        self._turn = RLock()

    # --- writing

    def do(self, command: Command, account_id: str) -> Done:
        """Carries out a command for an account; the same id again answers the same and does nothing.

        It is read back from its JSON, so that nothing unlike its type is ever decided, whoever made it. Raises a
        `ReviewError` when a rule, a permission or a conflict forbids it; then nothing was recorded.
        """
        accepted, body = checked(command)
        handler = HANDLERS[type(accepted)]
        return self.decide(lambda case: handler(case, accepted, self), account_id, accepted.command_id, body)

    def decide(self, decide: Decide, account_id: str, command_id: str, body: bytes) -> Done:
        """Decides until nothing that was read has moved on, then records; `body` is what the command id stands for.

        A refusal, or nothing to do, is believed on streams read afresh only (docs/decisions/0004).
        """
        key = CommandKey(command_id, hashlib.sha256(account_id.encode() + b"\n" + body).hexdigest())
        for attempt in range(ATTEMPTS):
            with self._turn if attempt else nullcontext():
                done = self._try(decide, account_id, key, believed=attempt > 0)
            if done is not None:
                return done
        msg = "ほかの操作が続いているため、記録できませんでした。少し待って、もう一度お試しください。"
        raise Conflict(msg, code="busy")

    def _try(self, decide: Decide, account_id: str, key: CommandKey, *, believed: bool) -> Done | None:
        """One attempt; None when something that it read had moved on. Repeated ones take turns within a process."""
        case = Case(self.streams.fresh if believed else self.streams.cached, account_id, self.now())
        decided, refusal = _attempt(decide, case)
        if decided:
            try:
                return self._record(case, decided, key)
            except VersionConflict:
                return None
            except CommandRepeated:
                believed = True
        return self._settled(key, refusal) if believed else None

    def _settled(self, key: CommandKey, refusal: ReviewError | None) -> Done:
        """A command that is in the log answers as it did: what stood in the way of it now may be its own events."""
        again = self._again(key)
        if again is not None:
            return again
        if refusal is not None:
            raise refusal
        return Done(())

    def _again(self, key: CommandKey) -> Done | None:
        record = self.log.command(key.id)
        if record is None:
            return None
        if record.digest != key.digest:
            msg = "この操作の番号は、別の内容か別の方の操作で使われています。画面を開き直して、もう一度お試しください。"
            raise Refused(msg, code="command_reused", field="command_id")
        self.read_models.catch_up(record.position + record.events - 1)
        return Done(tuple(range(record.position, record.position + record.events)), repeated=True)

    def _record(self, case: Case, decided: Decided, key: CommandKey) -> Done:
        recorded = self.log.append(
            _versioned(decided, case.versions),
            actor=Actor(case.account_id, case.role),
            reads=case.versions,
            command=key,
            at=self.chance.now_us(),
        )
        self.streams.appended(recorded)
        self.read_models.catch_up(recorded[-1].position)
        return Done(tuple(r.position for r in recorded))

    # --- reading

    def now(self) -> datetime:
        """Now, UTC; never before what is recorded: a clock set back opens no deadline again."""
        return datetime.fromtimestamp(max(self.chance.now_us(), self.log.newest) / 1_000_000, UTC)

    def load(self, cls: type[A], stream_id: str) -> A:
        """An aggregate as the log has it now; version 0 where nothing stands on the stream."""
        found = self.streams.fresh(cls, stream_id)
        if not isinstance(found, cls):
            return cls(stream_id)
        return beside_others(found, lambda named: self.streams.fresh(Indicator, named))

    def load_at(self, cls: type[A], stream_id: str, position: int) -> A:
        """An aggregate as it was at a position."""
        return self.streams.at(cls, stream_id, position)

    def history(self, stream_id: str, until: int | None = None) -> list[Recorded]:
        """Every event of a stream, oldest first."""
        return self.log.stream(stream_id, until=until)

    # --- what handlers may ask (pdca.directory)

    def recorded(self, position: int) -> Recorded | None:
        """The event at a position."""
        found = self.log.since(position - 1, 1)
        return found[0] if found and found[0].position == position else None

    def appended_with(self, position: int) -> list[Recorded]:
        """All events of the append that recorded the one at a position."""
        found = self.recorded(position)
        command = self.log.command(found.command) if found is not None and found.command else None
        if command is None:
            return [] if found is None else [found]
        return self.log.since(command.position - 1, command.events)

    def reveal(self, refs: Iterable[Ref]) -> Mapping[Ref, str]:
        """The private texts of these references; erased ones are absent."""
        return self.log.reveal(refs)

    def content(self, sha256: str) -> bytes:
        """The content of a stored file; refuses an address that is not there."""
        return self.files.get(sha256)

    def head(self) -> int:
        """The newest position of the log."""
        return self.log.head()

    def close(self) -> None:
        """Gives back all connections."""
        self.read_models.close()
        self.log.close()


def _attempt(decide: Decide, case: Case) -> tuple[Decided, ReviewError | None]:
    try:
        return decide(case), None
    except ReviewError as refusal:
        return [], refusal


def _versioned(decided: Decided, read: Mapping[str, int]) -> list[tuple[Stream, int, Event]]:
    """Each event with the version it gets on its stream."""
    at = dict(read)
    out: list[tuple[Stream, int, Event]] = []
    for stream, event in decided:
        at[stream.id] = at.get(stream.id, 0) + 1
        out.append((stream, at[stream.id], event))
    return out
