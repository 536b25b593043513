"""Decisions about when a step is due: set for all, and put off for all or for one person."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from domain.aggregate import Decided, required
from domain.commands import ExtendDeadline, SetDeadline, StepDue
from domain.errors import Refused
from domain.event import Event
from domain.events import DeadlineExtended, DeadlineSet
from domain.flow import FlowDefinition
from domain.japanese_dates import japan_day, short_date
from domain.review_cycle import ReviewCycle


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


def set_deadline(cycle: ReviewCycle, now: datetime, command: SetDeadline) -> Decided:
    """A deadline ahead of now for a step of the flow; quiet when it stands."""
    cycle.check_open()
    cycle.flow.step(command.step)
    if cycle.deadlines.get(command.step) == command.due:
        return []
    _check_ahead(command.due, now, "due")
    return [(cycle.stream, DeadlineSet(step=command.step, due=command.due))]


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
