"""The inquiry to departments (M7): to those only that answer for items of a year's review.

An account stands for the department that its name begins with: 生涯学習課, or 生涯学習課 佐藤.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from domain.account import Account
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from pdca.engine import Engine
from pdca.mail.deliveries import Wanted
from pdca.mail.due import WEEK, reachable
from pdca.people import comparable


class Asked(msgspec.Struct, frozen=True):
    """A department with its items in a review, and the accounts with a mail address that stand for it."""

    department: str
    items: int
    accounts: tuple[str, ...]


def asked(engine: Engine, cycle: ReviewCycle, now: datetime) -> list[Asked]:
    """The departments that answer for items of the review, by name."""
    counted = items_by_department(engine, cycle)
    named = sorted(name for name in counted if name)
    accounts: dict[str, list[str]] = {name: [] for name in named}
    for account, name in _staff_of_departments(engine, now):
        for department in _meant(name, named):
            accounts[department].append(account)
    return [Asked(name, counted[name], tuple(accounts[name])) for name in named]


def items_by_department(engine: Engine, cycle: ReviewCycle) -> Counter[str]:
    """How many of the review's items each department answers for; "" for those of none."""
    scope = set(cycle.items)
    rows = engine.read_models.responsibilities.of_plan(cycle.plan)
    return Counter(row.department or "" for row in rows if row.indicator in scope)


def _staff_of_departments(engine: Engine, now: datetime) -> Iterator[tuple[str, str]]:
    """The accounts with the role of a department today that a mail reaches, with their names."""
    today = japan_day(now)
    for row in engine.read_models.streams.of_kind("account"):
        staff = engine.load(Account, row.stream).roles_on(today)
        if row.name and "department" in staff and reachable(engine, row.stream):
            yield row.stream, engine.reveal([row.name]).get(row.name, "")


def _meant(name: str, departments: Iterable[str]) -> list[str]:
    """The department that an account is named after: its whole name, or the first word of it."""
    possible = {comparable(name), *(comparable(word) for word in name.split()[:1])}
    return [each for each in departments if comparable(each) in possible]


def inquiries(engine: Engine, cycle: ReviewCycle, now: datetime) -> list[Wanted]:
    """M7, once per account and deadline of the first step."""
    due_at = cycle.due(cycle.flow.steps[0].code)
    return [
        Wanted(
            key=f"inquiry:{cycle.id}:{due_at.isoformat() if due_at else ''}:{account}",
            kind="inquiry",
            account=account,
            about=cycle.id,
            not_after=due_at or now + WEEK,
        )
        for account in dict.fromkeys(account for each in asked(engine, cycle, now) for account in each.accounts)
    ]
