"""Folded aggregates in memory, brought up to date by what was appended; a version is what makes them safe to use."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from threading import Lock
from typing import Any, TypeVar, cast

from domain.account import Account
from domain.aggregate import Aggregate
from domain.commented import Commented
from domain.council import Council
from domain.event import Recorded
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.store import Log

A = TypeVar("A", bound=Aggregate)
AGGREGATES: dict[str, type[Aggregate]] = {
    cls.KIND: cls for cls in (Plan, Indicator, ReviewCycle, Session, Council, Account)
}


def beside_others(state: A, item: Callable[[str], Indicator]) -> A:
    """The state beside the items whose proposals its answers name: what they let fall waits for an answer again."""
    if isinstance(state, Commented) and state.carried_elsewhere:
        return state.beside(lambda stream_id, cycle: item(stream_id).proposal_states(cycle))
    return state


class Streams:
    """The newest known state per stream. A stale one cannot do harm: the append checks the versions that were read."""

    def __init__(self, log: Log, size: int = 20_000) -> None:
        self._log = log
        self._size = size
        self._known: OrderedDict[str, Aggregate] = OrderedDict()
        self._lock = Lock()

    def cached(self, cls: type[A], stream_id: str) -> A:
        """The state as this process knows it, read from the log if it knows none."""
        found = self._known.get(stream_id)
        return cast("A", found) if found is not None else self.fresh(cls, stream_id)

    def fresh(self, cls: type[A], stream_id: str) -> A:
        """The state as the log has it now; of another kind than asked where the stream is of another kind."""
        known = self._known.get(stream_id)

        def follow(news: Iterator[Recorded]) -> Aggregate:
            first = next(news, None)
            if first is None:
                return known or cls(stream_id)
            return (known or AGGREGATES[first.kind](stream_id)).fold(chain((first,), news))

        state = self._log.through(stream_id, known.version if known else 0, None, follow)
        if state.exists:
            self._keep(state)
        return cast("A", state)

    def at(self, cls: type[A], stream_id: str, position: int) -> A:
        """The state as it was at a position."""
        return self._log.through(stream_id, 0, position, cls(stream_id).fold)

    def appended(self, recorded: Iterable[Recorded]) -> None:
        """Takes in what this process has just stored."""
        by_stream: dict[str, list[Recorded]] = {}
        for each in recorded:  # of one stream they come in the order of their versions
            by_stream.setdefault(each.stream, []).append(each)
        for stream_id, news in by_stream.items():
            known = self._known.get(stream_id)
            if known is None and news[0].version == 1:
                known = AGGREGATES[news[0].kind](stream_id)
            if known is not None and known.version == news[0].version - 1:
                self._keep(known.fold(news))

    def _keep(self, state: Aggregate) -> None:
        with self._lock:
            known: Any = self._known.get(state.id)
            if known is None or known.version < state.version:
                self._known[state.id] = state
            self._known.move_to_end(state.id)
            while len(self._known) > self._size:
                self._known.popitem(last=False)
