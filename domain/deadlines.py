"""Decisions about when a step is due: set for all, by a day or by the flow's rule, and put off for all or for one.

What a rule gave is stored; it is never counted again.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

from domain.aggregate import Decided, required
from domain.business_days import business_days_after, next_business_day
from domain.commands import ExtendDeadline, SetDeadline, StepDue
from domain.errors import Refused
from domain.event import Event
from domain.events import DeadlineExtended, DeadlineSet
from domain.flow import DeadlineRule, FlowDefinition
from domain.flow_words import ENTERED, OPENED
from domain.japanese_dates import APRIL, end_of_day, japan_day, short_date
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


def schedule(flow: FlowDefinition, now: datetime, dues: Iterable[StepDue]) -> list[Event]:
    """The deadlines that a review begins with: ahead of now, and in the order of the steps."""
    by_step = {due.step: due.due for due in dues}
    for step in by_step:
        flow.step(step)
    wanted = [(code, by_step[code]) for code in flow.codes if code in by_step]
    for code, due in wanted:
        _check_ahead(due, now, "deadlines", flow.title(code))
    for (first, earlier), (second, later) in pairwise(wanted):
        if later < earlier:
            msg = f"「{flow.title(second)}」の締切が、「{flow.title(first)}」の締切より前です。"
            raise Refused(msg, code="order", field="deadlines")
    return [DeadlineSet(step=code, due=due) for code, due in wanted]


def set_deadline(cycle: ReviewCycle, entered: Entered, now: datetime, command: SetDeadline) -> Decided:
    """A deadline ahead of now for a step of the flow; without a day, the one that the flow's rule gives.

    Quiet when it stands.
    """
    cycle.check_open()
    due = command.due or _by_rule(cycle, command.step, entered)
    cycle.flow.step(command.step)
    if cycle.deadlines.get(command.step) == due:
        return []
    _check_ahead(due, now, "due")
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


def extend(cycle: ReviewCycle, now: datetime, command: ExtendDeadline) -> Decided:
    """A later deadline than the one that stands, with its reason; quiet when it is the one that stands."""
    cycle.check_open()
    title = cycle.flow.title(command.step)
    stands = cycle.due(command.step, command.account)
    if stands is None:
        msg = f"「{title}」の締切が、まだ決まっていません。先に締切を決めてください。"
        raise Refused(msg, code="no_deadline", field="step")
    if stands == command.due and _is_own(cycle, command):
        return []
    _check_ahead(command.due, now, "due")
    if command.due <= stands:
        msg = f"いまの締切（{short_date(japan_day(stands))}）より後の日を入れてください。"
        raise Refused(msg, code="not_later", field="due")
    reason = required(command.reason, "reason", "延ばす理由")
    event = DeadlineExtended(step=command.step, due=command.due, reason=reason, account=command.account)
    return [(cycle.stream, event)]


def _is_own(cycle: ReviewCycle, command: ExtendDeadline) -> bool:
    if command.account is None:
        return command.step in cycle.put_off
    return (command.step, command.account) in cycle.extensions


def _check_ahead(due: datetime, now: datetime, field: str, title: str = "") -> None:
    if due <= now:
        msg = f"「{title}」の締切は、今より後にしてください。" if title else "締切は、今より後にしてください。"
        raise Refused(msg, code="past", field=field)
