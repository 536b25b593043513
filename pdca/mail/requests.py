"""The request for opinions (M2): once with the drafts that are shown first, after that when somebody presses 送る."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from domain.review_cycle import ReviewCycle
from pdca.engine import Engine
from pdca.mail.deliveries import Deliveries, Wanted
from pdca.mail.due import WEEK, members_of, reachable

SITTING = timedelta(hours=1)
"""Drafts are shown one after the other in one sitting: the mail waits for its end and names all of them."""


class Audience(msgspec.Struct, frozen=True):
    """Whom showing a draft reaches: by a mail, by a mail that is out already, and only by post."""

    mailed: int
    told: int
    post: int

    @property
    def members(self) -> int:
        """All of them."""
        return self.mailed + self.told + self.post


def requests(engine: Engine, deliveries: Deliveries, cycle: ReviewCycle, now: datetime) -> list[Wanted]:
    """M2 to every member who is asked for something that no request to them was about."""
    return [
        Wanted(
            key=f"request:{cycle.id}:{account}:{newest}",
            kind="request",
            account=account,
            about=cycle.id,
            through=newest,
            not_after=now + WEEK,
        )
        for account, newest in _owing(engine, cycle, now)
        if newest > deliveries.told_through("request", account, cycle.id)
    ]


def _owing(engine: Engine, cycle: ReviewCycle, now: datetime) -> Iterator[tuple[str, int]]:
    """The members with a mail address who are asked for something, and where the newest of it began."""
    asked = engine.read_models.inbox.of_cycle(cycle.id, "give_opinion")
    for account in members_of(engine, cycle, now):
        newest = max((row.opened for row in asked if account not in row.done), default=0)
        if newest and reachable(engine, account):
            yield account, newest


def ask_after_showing(engine: Engine, deliveries: Deliveries, cycle: ReviewCycle, asked_by: str) -> None:
    """A draft was shown: M2 once a year, an hour after the last one; what is shown later needs a press."""
    now = engine.now()
    for wanted in requests(engine, deliveries, cycle, now):
        state = deliveries.newest_state("request", wanted.account, cycle.id)
        if state == "waiting":
            deliveries.widen(wanted, now + SITTING)
        elif state in {None, "dropped"}:
            deliveries.plan([msgspec.structs.replace(wanted, not_before=now + SITTING)], now, asked_by)


def audience(engine: Engine, deliveries: Deliveries, cycle: ReviewCycle, now: datetime) -> Audience:
    """Whom the next draft that is shown will reach, and how."""
    members = members_of(engine, cycle, now)
    by_mail = [account for account in members if reachable(engine, account)]
    states = [deliveries.newest_state("request", account, cycle.id) for account in by_mail]
    mailed = sum(state in {None, "dropped", "waiting"} for state in states)
    return Audience(mailed, len(by_mail) - mailed, len(members) - len(by_mail))
