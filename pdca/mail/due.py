"""Which mails are due by the records and the clock; nothing is sent here.

By the clock: the reminder (M3), the receipt (M4), the results (M5). By a person who presses 送る: the invitation
(M1), the publication (M8); `requests`, `ballots` and `inquiries` have the others.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

import msgspec

from domain.business_days import business_days_before
from domain.council import Council
from domain.indicator import Indicator
from domain.japanese_dates import JAPAN, japan_day
from domain.review_cycle import ReviewCycle
from pdca.engine import Engine
from pdca.mail.deliveries import Deliveries, Wanted
from projections.opinions import OpinionRow

REMIND = 3
"""Business days before the deadline."""
OFFICE_HOURS = range(9, 20)
"""Hours in Japan in which a mail goes out that nobody waits for."""
QUIET = timedelta(minutes=15)
"""A receipt or a result waits until nothing more has come for so long: one mail, not one per opinion."""
FRESH = timedelta(days=2)
WEEK = timedelta(days=7)


class Unfinished(msgspec.Struct, frozen=True):
    """A deadline that members have something to do by; `members` are the accounts that are not finished."""

    cycle: str
    step: str
    due: datetime
    remind_at: datetime
    members: tuple[str, ...]
    items: int


def due(engine: Engine, deliveries: Deliveries, now: datetime) -> list[Wanted]:
    """Everything that the clock brings, over all open reviews."""
    return [wanted for cycle in open_cycles(engine) for wanted in _of_cycle(engine, deliveries, cycle, now)]


def open_cycles(engine: Engine) -> list[ReviewCycle]:
    """The reviews that are going on."""
    rows = engine.read_models.streams.of_kind("review_cycle")
    return [engine.load(ReviewCycle, row.stream) for row in rows if row.closed is None]


def _of_cycle(engine: Engine, deliveries: Deliveries, cycle: ReviewCycle, now: datetime) -> Iterator[Wanted]:
    here, taken_up = (
        engine.read_models.opinions.cycle_opinions(cycle.id),
        engine.read_models.opinions.taken_up(cycle.id),
    )
    opinions, answered = _by_author(here), _by_author([*taken_up, *here])
    members = [account for account in members_of(engine, cycle, now) if reachable(engine, account)]
    for account in members:
        yield from _receipt(deliveries, cycle, account, opinions.get(account, []), now)
    if now.astimezone(JAPAN).hour in OFFICE_HOURS:
        yield from _reminders(engine, cycle, members, now)
        for account in members:
            yield from _results(deliveries, cycle, account, answered.get(account, []), now)


def members_of(engine: Engine, cycle: ReviewCycle, now: datetime) -> list[str]:
    """The accounts with a seat today."""
    return [entry.account for entry in engine.load(Council, cycle.council).roll(japan_day(now))]


def reachable(engine: Engine, account: str) -> bool:
    """Whether the account is in use and has a mail address."""
    row = engine.read_models.streams.stream(account)
    return row is not None and row.closed is None and row.email is not None


def _by_author(rows: Iterable[OpinionRow]) -> dict[str, list[OpinionRow]]:
    """What each member has said and not taken back."""
    found: dict[str, list[OpinionRow]] = {}
    for row in rows:
        if row.author and row.state != "withdrawn":
            found.setdefault(row.author, []).append(row)
    return found


def _receipt(
    deliveries: Deliveries, cycle: ReviewCycle, account: str, opinions: list[OpinionRow], now: datetime
) -> Iterator[Wanted]:
    """M4: what a member has sent on the pages since the last receipt, once there is a pause."""
    own = [row for row in opinions if row.entered_by.id == account]
    last = max((row.position for row in own), default=0)
    newest = datetime.fromtimestamp(max((row.recorded_at for row in own), default=0) / 1e6, JAPAN)
    if not now - FRESH < newest <= now - QUIET:
        return
    since = deliveries.told_through("receipt", account, cycle.id)
    if last > since:
        key = f"receipt:{cycle.id}:{account}:{last}"
        yield Wanted(
            key=key,
            kind="receipt",
            account=account,
            about=cycle.id,
            since=since,
            through=last,
            not_after=newest + FRESH,
        )


def _reminders(engine: Engine, cycle: ReviewCycle, members: list[str], now: datetime) -> Iterator[Wanted]:
    """M3: only to those who are not finished, three business days before."""
    for each in unfinished(engine, cycle, now):
        if now < each.remind_at:
            continue
        for account in each.members:
            if account in members:
                key = f"reminder:{cycle.id}:{each.step}:{each.due.isoformat()}:{account}"
                yield Wanted(key=key, kind="reminder", account=account, about=cycle.id, not_after=each.due)


def unfinished(engine: Engine, cycle: ReviewCycle, now: datetime) -> list[Unfinished]:
    """The coming deadlines by which members are asked for an opinion, with those who still owe one.

    Whoever was given more time owes it by a later one.
    """
    asked = engine.read_models.inbox.of_cycle(cycle.id, "give_opinion")
    found = []
    for step, everybodys in cycle.deadlines.items():
        here = [r for r in asked if r.indicator and engine.load(Indicator, r.indicator).steps.get(cycle.id) == step]
        dues: dict[datetime, list[str]] = {everybodys: []}
        for account in members_of(engine, cycle, now):
            if any(account not in row.done for row in here):
                dues.setdefault(cycle.due(step, account) or everybodys, []).append(account)
        found += [
            Unfinished(cycle.id, step, due, remind_at(due), tuple(waits), len(here))
            for due, waits in dues.items()
            if due > now and here
        ]
    return sorted(found, key=lambda each: each.due)


def remind_at(instant: datetime) -> datetime:
    """Nine o'clock of the third business day before a deadline."""
    day = business_days_before(japan_day(instant), REMIND)
    return datetime.combine(day, time(OFFICE_HOURS.start), JAPAN)


def _results(
    deliveries: Deliveries, cycle: ReviewCycle, account: str, opinions: list[OpinionRow], now: datetime
) -> Iterator[Wanted]:
    """M5: one mail when everything that a member said has its answer, and again only where an answer changed."""
    answers = [row.answer for row in opinions if row.answer and row.waits_in == cycle.id]
    if not answers or any(row.is_open for row in opinions):
        return
    last = max(answer.position for answer in answers)
    newest = datetime.fromtimestamp(max(answer.recorded_at for answer in answers) / 1e6, JAPAN)
    if now - WEEK < newest <= now - QUIET and last > deliveries.told_through("answers", account, cycle.id):
        key = f"answers:{cycle.id}:{account}:{last}"
        yield Wanted(
            key=key, kind="answers", account=account, about=cycle.id, through=last, not_after=newest + 2 * WEEK
        )


# --- what a person sends


def invitations(engine: Engine, council: str, now: datetime) -> list[Wanted]:
    """M1 to every member with a mail address, once per seat and term."""
    found = []
    state = engine.load(Council, council)
    for entry in state.roll(japan_day(now)):
        holder = state.holder(entry.seat, japan_day(now))
        if holder and reachable(engine, entry.account):
            key = f"invitation:{council}:{entry.seat}:{entry.account}:{holder.term.since.isoformat()}"
            found.append(Wanted(key=key, kind="invitation", account=entry.account, about=council, not_after=now + WEEK))
    return found


def publications(engine: Engine, cycle: ReviewCycle, now: datetime) -> list[Wanted]:
    """M8 to every member, once per edition."""
    plan = engine.read_models.streams.plan(cycle.plan)
    if plan is None or not plan.editions:
        return []
    edition = plan.editions[-1]
    return [
        Wanted(
            key=f"publication:{plan.plan}:{edition.edition}:{account}",
            kind="publication",
            account=account,
            about=cycle.id,
            through=edition.position,
            not_after=now + WEEK,
        )
        for account in members_of(engine, cycle, now)
        if reachable(engine, account)
    ]
