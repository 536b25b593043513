"""Deliveries: a plain table of every mail, claimed before it is sent; neither an event nor a read model.

A mail is named by its key, which says what it is about: planned twice it is one row, and one process can claim it. The
text is written when it is sent and not kept; addresses stay in the records where they belong.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from domain.errors import NotFound
from pdca.chance import to_us
from pdca.engine import Engine
from pdca.store.beside import Beside

Kind = Literal[
    "invitation",
    "request",
    "reminder",
    "receipt",
    "answers",
    "ballot",
    "ballot_reminder",
    "inquiry",
    "publication",
]
"""M1 to M8 of USERS 6, and the reminder of M6."""
State = Literal["waiting", "claimed", "sent", "refused", "uncertain", "dropped"]
"""`refused` by the mail server for good, `uncertain` when the line broke before it said yes, `dropped` as needless."""

LOST = timedelta(minutes=15)
"""A claim older than this is of a process that died: whether its mail went out nobody knows."""
WAIT = timedelta(minutes=10)
TRIES = 6
"""Where the server takes nothing for now: how long to wait, the longer the more often it was tried, and how often."""

AGAIN = timedelta(days=7)
"""How long a mail waits that a person wants sent again."""

_TABLES = """
CREATE TABLE IF NOT EXISTS delivery (key TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL,
    about TEXT NOT NULL, since BIGINT NOT NULL, through BIGINT NOT NULL, not_after BIGINT NOT NULL,
    asked_by TEXT NOT NULL, planned_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, next_try BIGINT NOT NULL,
    state TEXT NOT NULL, attempts BIGINT NOT NULL, problem TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS delivery_1 ON delivery (state, next_try);
CREATE INDEX IF NOT EXISTS delivery_2 ON delivery (changed_at);
CREATE INDEX IF NOT EXISTS delivery_3 ON delivery (account, kind, about)
"""
_COLUMNS = (
    "key, kind, account, about, since, through, not_after, asked_by, planned_at, changed_at, next_try, state, "
    "attempts, problem"
)
_PLAN = (
    "INSERT INTO delivery (key, kind, account, about, since, through, not_after, asked_by, planned_at, changed_at, "
    "next_try, state, attempts, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, '') "
    "ON CONFLICT (key) DO NOTHING RETURNING key"
)
_WIDEN = (
    "UPDATE delivery SET through = ?, next_try = ?, not_after = ? "
    "WHERE account = ? AND kind = ? AND about = ? AND state = 'waiting' AND attempts = 0"
)
_CLAIM = (
    "UPDATE delivery SET state = 'claimed', changed_at = ?, attempts = attempts + 1, problem = '' "
    "WHERE key = ? AND state = 'waiting' AND next_try <= ? RETURNING key"
)
_SETTLE = "UPDATE delivery SET state = ?, problem = ?, changed_at = ?, next_try = ? WHERE key = ? AND state IN (?, ?)"
_LOSE = "UPDATE delivery SET state = 'uncertain', changed_at = ? WHERE state = 'claimed' AND changed_at < ?"
_AGAIN = (
    "UPDATE delivery SET state = 'waiting', asked_by = ?, changed_at = ?, next_try = 0, not_after = ?, attempts = 0 "
    "WHERE key = ? AND state IN ('refused', 'uncertain', 'dropped') RETURNING key"
)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that should go out from `not_before` until `not_after` (UTC).

    `about` is a stream, `since` and `through` are positions.
    """

    key: str
    kind: Kind
    account: str
    about: str
    not_after: datetime
    since: int = 0
    through: int = 0
    not_before: datetime | None = None


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A mail and what became of it; instants are µs since 1970 UTC. `asked_by` is an account, or "" for the clock."""

    key: str
    kind: Kind
    account: str
    about: str
    since: int
    through: int
    not_after: int
    asked_by: str
    planned_at: int
    changed_at: int
    next_try: int
    state: State
    attempts: int
    problem: str


class Deliveries:
    """One municipality's mail."""

    def __init__(self, engine: Engine) -> None:
        self._tables = Beside(engine.log, _TABLES.split(";"))

    def plan(self, wanted: Iterable[Wanted], now: datetime, asked_by: str = "") -> int:
        """Notes down what should go out; what is known already stays as it is. Returns how many are new."""
        at = to_us(now)
        with self._tables.writing() as run:
            return sum(
                len(
                    run(
                        _PLAN, each.key, each.kind, each.account, each.about, each.since, each.through,
                        to_us(each.not_after), asked_by, at, at, to_us(each.not_before) if each.not_before else 0,
                    )
                )
                for each in wanted
            )  # fmt: skip

    def widen(self, wanted: Wanted, not_before: datetime) -> None:
        """What waits for the account already speaks of this too, and waits on, unless it was tried before."""
        self._tables.write(
            _WIDEN,
            wanted.through, to_us(not_before), to_us(wanted.not_after), wanted.account, wanted.kind, wanted.about,
        )  # fmt: skip

    def waiting(self, now: datetime | None = None) -> list[Delivery]:
        """What is to be sent, oldest first; with `now` only what may be tried by then."""
        where = "state = 'waiting'" + (" AND next_try <= ?" if now else "")
        return self._rows(f"{where} ORDER BY planned_at, key", *((to_us(now),) if now else ()))

    def claim(self, key: str, now: datetime) -> Delivery | None:
        """Takes a waiting mail, so that nobody else sends it; None where somebody else was quicker."""
        with self._tables.writing() as run:
            claimed = run(_CLAIM, to_us(now), key, to_us(now))
        return self.delivery(key) if claimed else None

    def settle(self, key: str, state: State, now: datetime, problem: str = "") -> None:
        """What became of a claimed mail."""
        self._tables.write(_SETTLE, state, problem, to_us(now), 0, key, "claimed", "uncertain")

    def postpone(self, claimed: Delivery, now: datetime, problem: str) -> State:
        """The server took nothing for now: later again, but not for ever."""
        if claimed.attempts >= TRIES:
            self.settle(claimed.key, "refused", now, problem)
            return "refused"
        later = to_us(now + WAIT * 2 ** (claimed.attempts - 1))
        self._tables.write(_SETTLE, "waiting", problem, to_us(now), later, claimed.key, "claimed", "claimed")
        return "waiting"

    def lose(self, now: datetime) -> None:
        """What a process had claimed that died is uncertain; a person decides whether to send it again."""
        self._tables.write(_LOSE, to_us(now), to_us(now - LOST))

    def again(self, key: str, asked_by: str, now: datetime) -> None:
        """A person wants a mail sent again that did not, or perhaps not, go out; a reminder until its deadline only."""
        known = self.delivery(key)
        reminds = known is not None and known.kind == "reminder"
        not_after = known.not_after if known and reminds else to_us(now + AGAIN)
        with self._tables.writing() as run:
            if not run(_AGAIN, asked_by, to_us(now), not_after, key):
                msg = "このメールは、もう一度送る相手ではありません。画面を開き直してください。"
                raise NotFound(msg, code="unknown_delivery")

    def recent(self, limit: int = 100) -> list[Delivery]:
        """The newest ones that are not waiting."""
        return self._rows("state <> 'waiting' ORDER BY changed_at DESC, key LIMIT ?", limit)

    def delivery(self, key: str) -> Delivery | None:
        """One of them."""
        found = self._rows("key = ?", key)
        return found[0] if found else None

    def counts(self) -> tuple[int, int]:
        """How many wait, and how many were refused or are uncertain."""
        sql = "SELECT state, count(*) FROM delivery GROUP BY state"
        found: dict[str, int] = dict(self._tables.read(sql))
        return found.get("waiting", 0), found.get("refused", 0) + found.get("uncertain", 0)

    def told_through(self, kind: Kind, account: str, about: str) -> int:
        """The newest position that a mail of this kind to this account speaks of; 0 where there was none."""
        sql = "SELECT MAX(through) FROM delivery WHERE account = ? AND kind = ? AND about = ?"
        return self._tables.read(sql, account, kind, about)[0][0] or 0

    def newest_state(self, kind: Kind, account: str, about: str) -> State | None:
        """What became of the newest mail of this kind to this account; None where there was none."""
        found = self._rows("account = ? AND kind = ? AND about = ? ORDER BY through DESC LIMIT 1", account, kind, about)
        return found[0].state if found else None

    def _rows(self, where: str, *values: object) -> list[Delivery]:
        sql = f"SELECT {_COLUMNS} FROM delivery WHERE {where}"  # noqa: S608 -- our own conditions
        return [_delivery(row) for row in self._tables.read(sql, *values)]


def _delivery(row: tuple[Any, ...]) -> Delivery:
    return msgspec.convert(dict(zip(Delivery.__struct_fields__, row, strict=True)), Delivery)
