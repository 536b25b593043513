"""When a step is due by the flow's own rule; the result is what gets stored, it is never counted again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from domain.aggregate import Decided
from domain.business_days import business_days_after, next_business_day
from domain.commands import SetDeadline
from domain.errors import Refused
from domain.events import DeadlineSet
from domain.flow import DeadlineRule
from domain.flow_words import ENTERED, OPENED
from domain.japanese_dates import APRIL, end_of_day, japan_day
from domain.review_cycle import ReviewCycle

Entered = Mapping[str, date]
"""The day on which the first item came into a step, by the step's code."""


def due_by_rule(cycle: ReviewCycle, code: str, entered: Entered) -> date | None:
    """The day on which a step is due by its rule; None without a rule, or as long as its first day is not known."""
    rule = cycle.flow.step(code).deadline
    if rule is None:
        return None
    if rule.month:
        return next_business_day(_in_fiscal_year(cycle.fiscal_year, rule.month, rule.day))
    start = _start(cycle, code, rule, entered)
    if start is None:
        return None
    if rule.business_days:
        return business_days_after(start, rule.business_days)
    return next_business_day(start + timedelta(days=rule.days))


def _in_fiscal_year(fiscal_year: int, month: int, day: int) -> date:
    return date(fiscal_year if month >= APRIL else fiscal_year + 1, month, day)


def _start(cycle: ReviewCycle, code: str, rule: DeadlineRule, entered: Entered) -> date | None:
    """From when a rule counts; the deadline of an earlier step as it was set, else by that step's own rule."""
    if rule.start == OPENED:
        return cycle.opened_on
    if rule.start == ENTERED:
        return entered.get(code)
    due = cycle.deadlines.get(rule.start)
    return japan_day(due) if due else due_by_rule(cycle, rule.start, entered)


def set_deadline(cycle: ReviewCycle, entered: Entered, now: datetime, command: SetDeadline) -> Decided:
    """A deadline ahead of now for a step of the flow; without a day, the one that the flow's rule gives.

    Quiet when it stands.
    """
    cycle.check_open()
    due = command.due or _by_rule(cycle, command.step, entered)
    cycle.flow.step(command.step)
    if cycle.deadlines.get(command.step) == due:
        return []
    if due <= now:
        msg = "締切は、今より後にしてください。"
        raise Refused(msg, code="past", field="due")
    return [(cycle.stream, DeadlineSet(step=command.step, due=due, by_rule=command.due is None))]


def _by_rule(cycle: ReviewCycle, code: str, entered: Entered) -> datetime:
    step = cycle.flow.step(code)
    if step.deadline is None:
        msg = f"「{step.title}」には、締切のきまりがありません。締切の日を入れてください。"
        raise Refused(msg, code="no_rule", field="due")
    day = due_by_rule(cycle, code, entered)
    if day is None:
        msg = f"「{step.title}」の締切は、数え始める日がまだ来ていません。締切の日を入れてください。"
        raise Refused(msg, code="not_yet", field="due")
    return end_of_day(day)
