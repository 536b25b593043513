"""Decisions about a cycle and the way of its items through the steps; what is in the way is said item by item."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from domain.aggregate import Decided, required
from domain.commands import CloseCycle, EnterStep, ReturnStep
from domain.errors import Obstacle, Refused
from domain.events import CycleClosed, StepEntered, StepReturned
from domain.flow import Step
from domain.indicator import Indicator
from domain.japanese_dates import fiscal, japan_day, short_date
from domain.opinions import Commented
from domain.review_cycle import ReviewCycle
from domain.session import Session

Condition = Callable[[Indicator, ReviewCycle, datetime, Step], str | None]
"""Says in a sentence what is in the way of an item, or None."""


def _status_checked(item: Indicator, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    status = item.statuses.get(cycle.status_year)
    if status is not None and status.cycle == cycle.id:
        return None
    return f"{fiscal(cycle.status_year)}の状況が記入されていません"


def _considered(item: Indicator, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    return None if cycle.id in item.considered else "改善検討が記入されていません"


def _proposed(item: Indicator, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    if {"open", "adopted"} & set(item.proposal_states(cycle.id).values()) or cycle.id in item.outcomes:
        return None
    return "改善案も据置きも記録されていません"


def _comments_answered(item: Commented, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    waiting = len(item.open_comments(cycle.id))
    return f"回答を待っているご意見が{waiting}件あります" if waiting else None


def _deadline_passed(_: Indicator, cycle: ReviewCycle, now: datetime, step: Step) -> str | None:
    due = cycle.last_due(step.code)
    if due is None:
        return f"「{step.title}」の締切が決まっていません"
    return f"締切（{short_date(japan_day(due))}）がまだ来ていません" if now <= due else None


def _settled(item: Indicator, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    return None if cycle.id in item.outcomes else "見直すか据え置くかが決まっていません"


CONDITIONS: Mapping[str, Condition] = {
    "status_checked": _status_checked,
    "considered": _considered,
    "proposed": _proposed,
    "comments_answered": _comments_answered,
    "deadline_passed": _deadline_passed,
    "settled": _settled,
}


def in_the_way(item: Indicator, cycle: ReviewCycle, now: datetime, step: Step) -> list[Obstacle]:
    """What keeps an item from leaving a step."""
    found = []
    for name in step.until:
        sentence = CONDITIONS[name](item, cycle, now, step)
        if sentence:
            whole = name == "deadline_passed"
            found.append(Obstacle(cycle.id, sentence) if whole else Obstacle(item.id, f"{item.label}：{sentence}"))
    return found


def enter_step(
    cycle: ReviewCycle, items: Sequence[Indicator], barrier: Sequence[Indicator], now: datetime, command: EnterStep
) -> Decided:
    """Items go on to the next step. `barrier` are all items in scope where the step that they leave is one.

    Items that have entered it already stay quiet.
    """
    step = cycle.flow.step(command.step)
    _check_in_scope(items, cycle)
    moving = [i for i in items if cycle.flow.index(i.steps[cycle.id]) < cycle.flow.index(step.code)]
    obstacles = [o for item in moving for o in _before(item, cycle, now, step)]
    obstacles += [o for item in barrier if item not in moving for o in _behind(item, cycle, now, step)]
    if obstacles:
        msg = f"「{step.title}」へ進む前に、次のことが残っています。"
        raise Refused(msg, code="in_the_way", obstacles=tuple(dict.fromkeys(obstacles)))
    entered = StepEntered(cycle=cycle.id, step=step.code)
    return [(item.stream, entered) for item in moving]


def _check_in_scope(items: Sequence[Indicator], cycle: ReviewCycle) -> None:
    outside = [Obstacle(i.id, f"{i.label}：段階を持たない項目です") for i in items if cycle.id not in i.steps]
    if outside:
        msg = "この年度の見直しの対象でない項目があります。"
        raise Refused(msg, code="out_of_scope", field="indicator_ids", obstacles=tuple(outside))


def _before(item: Indicator, cycle: ReviewCycle, now: datetime, step: Step) -> list[Obstacle]:
    current = cycle.flow.step(item.steps[cycle.id])
    following = cycle.flow.next(current.code)
    if following is None or following.code != step.code:
        return [Obstacle(item.id, f"{item.label}：いま「{current.title}」の段階です")]
    return in_the_way(item, cycle, now, current)


def _behind(item: Indicator, cycle: ReviewCycle, now: datetime, step: Step) -> list[Obstacle]:
    current = cycle.flow.step(item.steps[cycle.id])
    if cycle.flow.index(current.code) >= cycle.flow.index(step.code):
        return []
    return _before(item, cycle, now, step)


def return_step(item: Indicator, cycle: ReviewCycle, command: ReturnStep) -> Decided:
    """An item goes back where the flow has a way; an open proposal is returned first."""
    _check_in_scope([item], cycle)
    current = cycle.flow.step(item.steps[cycle.id])
    if command.step not in current.returns_to:
        msg = f"{item.label}：「{current.title}」から「{cycle.flow.title(command.step)}」へは戻せません。"
        raise Refused(msg, code="no_way_back", field="step")
    if item.unsettled(cycle.id):
        msg = f"{item.label}：改善案が出ています。段階を戻す前に、案を差し戻してください。"
        raise Refused(msg, code="proposal_open", field="step")
    reason = required(command.reason, "reason", "戻す理由")
    return [(item.stream, StepReturned(cycle=cycle.id, step=command.step, reason=reason))]


def closing_obstacles(
    cycle: ReviewCycle, items: Sequence[Indicator], sessions: Sequence[Session], now: datetime
) -> list[Obstacle]:
    """What is in the way of closing: items first in plan order, then the whole plan, then meetings."""
    found = [o for item in items for o in _unfinished(item, cycle, now)]
    whole = _comments_answered(cycle, cycle, now, cycle.flow.last)
    if whole:
        found.append(Obstacle(cycle.id, f"計画全体：{whole}"))
    undecided = {item.id for item in items if "open" in item.proposal_states(cycle.id).values()}
    found += [o for session in sessions for o in _session_open(session, undecided)]
    return list(dict.fromkeys(found))


def _unfinished(item: Indicator, cycle: ReviewCycle, now: datetime) -> list[Obstacle]:
    last = cycle.flow.last
    if cycle.id not in item.steps:
        waiting = _comments_answered(item, cycle, now, last)
        said = [waiting, "改善案が決まっていません" if item.unsettled(cycle.id) else None]
        return [Obstacle(item.id, f"{item.label}：{s}") for s in said if s]
    current = cycle.flow.step(item.steps[cycle.id])
    if current.code != last.code:
        return [Obstacle(item.id, f"{item.label}：まだ「{current.title}」の段階です")]
    return in_the_way(item, cycle, now, last)


def _session_open(session: Session, undecided: set[str]) -> list[Obstacle]:
    """What a meeting has left over; what it entrusted waits no more once a later meeting decided or it was returned."""
    found = [] if session.closed else [Obstacle(session.id, f"{session.title}：会議が終わっていません")]
    if any(ruling.waiting & undecided for ruling in session.rulings.values()):
        found.append(Obstacle(session.id, f"{session.title}：会長に一任したことの確認が残っています"))
    return found


def close_cycle(
    cycle: ReviewCycle, items: Sequence[Indicator], sessions: Sequence[Session], now: datetime, _: CloseCycle
) -> Decided:
    """The review ends when nothing is in the way; quiet when it has."""
    if cycle.closed:
        return []
    obstacles = closing_obstacles(cycle, items, sessions, now)
    if obstacles:
        msg = f"{cycle.title}を終える前に、次のことが残っています。"
        raise Refused(msg, code="in_the_way", obstacles=tuple(obstacles))
    return [(cycle.stream, CycleClosed())]
