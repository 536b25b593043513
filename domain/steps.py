"""Decisions about a cycle and the way of its items through the steps; what is in the way is said item by item."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from domain.aggregate import Decided, required
from domain.commands import CloseCycle, EnterStep, ReturnStep, SkipStep
from domain.commented import Commented
from domain.errors import Obstacle, Refused
from domain.events import CycleClosed, StepEntered, StepReturned
from domain.flow import Step
from domain.indicator import Indicator
from domain.japanese_dates import fiscal, japan_day, short_date
from domain.review_cycle import ReviewCycle
from domain.session import Session

Condition = Callable[[Indicator, ReviewCycle, datetime, Step], str | None]
"""Says in a sentence what is in the way of an item, or None."""


def _status_checked(item: Indicator, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    """A 数値指標 has its figure for a status, or words like the others."""
    found = (item.statuses.get(cycle.status_year), item.measured.get(cycle.status_year))
    if any(status is not None and status.cycle == cycle.id for status in found):
        return None
    return f"{fiscal(cycle.status_year)}の状況が記入されていません"


def _considered(item: Indicator, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    return None if cycle.id in item.considered else "改善検討が記入されていません"


def _proposed(item: Indicator, cycle: ReviewCycle, _: datetime, __: Step) -> str | None:
    if {"open", "adopted"} & set(item.proposal_states(cycle.id).values()) or cycle.id in item.outcomes:
        return None
    return "改善案も据置きも記録されていません"


def _comments_answered(item: Commented, cycle: ReviewCycle, _: datetime, step: Step) -> str | None:
    """What waits openly until a day may go on with its item, but not beyond the end of the review."""
    ending = step.code == cycle.flow.last.code
    waiting = len(item.open_comments(cycle.id) if ending else item.holding_comments(cycle.id))
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
    return [obstacle for _, obstacle in unmet(item, cycle, now, step)]


Unmet = tuple[str, Obstacle]
"""The condition that is not met, and the sentence about it."""


def unmet(item: Indicator, cycle: ReviewCycle, now: datetime, step: Step) -> list[Unmet]:
    """The conditions of a step that an item does not meet."""
    found = []
    for name in step.until:
        sentence = CONDITIONS[name](item, cycle, now, step)
        if sentence:
            whole = name == "deadline_passed"
            obstacle = Obstacle(cycle.id, sentence) if whole else Obstacle(item.id, f"{item.label}：{sentence}")
            found.append((name, obstacle))
    return found


ALL = "all"
"""Stands among the conditions where items that wait for each other went on without the others."""


def enter_step(
    cycle: ReviewCycle, items: Sequence[Indicator], barrier: Sequence[Indicator], now: datetime, command: EnterStep
) -> Decided:
    """Items go on to the next step. `barrier` are all items in scope where the step that they leave is one.

    Items that have entered it already stay quiet. Through a door they go on although conditions are not met, with the
    reason; never past a step.
    """
    step = cycle.flow.step(command.step)
    _check_in_scope(items, cycle)
    moving = [i for i in items if cycle.flow.index(i.steps[cycle.id]) < cycle.flow.index(step.code)]
    waiting = {item.id: _before(item, cycle, now, step) for item in moving}
    others = [u for item in barrier if item not in moving for u in _behind(item, cycle, now, step)]
    if command.door is None:
        _refuse_waiting(step, [*(u for found in waiting.values() for u in found), *others])
    else:
        required(command.door, "door", "残っていることがあるまま進める理由")
        _refuse_waiting(step, [u for found in waiting.values() for u in found if u[0] == OUT_OF_ORDER])
    return [
        (item.stream, _entered(cycle, step, command.door, [name for name, _ in waiting[item.id]], others=bool(others)))
        for item in moving
    ]


OUT_OF_ORDER = ""
"""No condition: the item stands in another step than the one before."""


def _refuse_waiting(step: Step, waiting: Sequence[Unmet]) -> None:
    if waiting:
        msg = f"「{step.title}」へ進む前に、次のことが残っています。"
        obstacles = tuple(dict.fromkeys(obstacle for _, obstacle in waiting))
        raise Refused(msg, code="in_the_way", obstacles=obstacles)


def _entered(cycle: ReviewCycle, step: Step, door: str | None, names: Sequence[str], *, others: bool) -> StepEntered:
    """As it is where nothing was in the way, else with what was."""
    despite = (*names, ALL) if others else tuple(names)
    reason = door.strip() if door and despite else None
    return StepEntered(cycle=cycle.id, step=step.code, despite=despite if reason else (), reason=reason)


def skip_step(
    cycle: ReviewCycle, items: Sequence[Indicator], barrier: Sequence[Indicator], now: datetime, command: SkipStep
) -> Decided:
    """Items that stand in a step, or may enter it, pass it over with a reason. Those that are past it stay quiet.

    `barrier` are all items in scope where one of those that are to enter it leaves a step in which they wait.
    """
    step = cycle.flow.step(command.step)
    following = cycle.flow.next(step.code)
    if not step.skip or following is None:
        msg = f"「{step.title}」は、この進め方では省けません。"
        raise Refused(msg, code="not_skippable", field="step")
    reason = required(command.reason, "reason", "この段階を省く理由")
    _check_in_scope(items, cycle)
    moving = [i for i in items if cycle.flow.index(i.steps[cycle.id]) <= cycle.flow.index(step.code)]
    coming = [i for i in moving if i.steps[cycle.id] != step.code]
    waiting = [u for item in coming for u in _before(item, cycle, now, step)]
    waiting += [u for item in barrier if item not in moving for u in _behind(item, cycle, now, step)]
    _refuse_waiting(step, waiting)
    entered = StepEntered(cycle=cycle.id, step=following.code, skipped=(step.code,), reason=reason)
    return [(item.stream, entered) for item in moving]


def _check_in_scope(items: Sequence[Indicator], cycle: ReviewCycle) -> None:
    outside = [Obstacle(i.id, f"{i.label}：段階を持たない項目です") for i in items if cycle.id not in i.steps]
    if outside:
        msg = "この年度の見直しの対象でない項目があります。"
        raise Refused(msg, code="out_of_scope", field="indicator_ids", obstacles=tuple(outside))


def _before(item: Indicator, cycle: ReviewCycle, now: datetime, step: Step) -> list[Unmet]:
    current = cycle.flow.step(item.steps[cycle.id])
    following = cycle.flow.next(current.code)
    if following is None or following.code != step.code:
        return [(OUT_OF_ORDER, Obstacle(item.id, f"{item.label}：いま「{current.title}」の段階です"))]
    return unmet(item, cycle, now, current)


def _behind(item: Indicator, cycle: ReviewCycle, now: datetime, step: Step) -> list[Unmet]:
    current = cycle.flow.step(item.steps[cycle.id])
    if cycle.flow.index(current.code) >= cycle.flow.index(step.code) or item.retired_on is not None:
        return []
    return _before(item, cycle, now, step)


def return_step(item: Indicator, cycle: ReviewCycle, command: ReturnStep) -> Decided:
    """An item goes back where the flow has a way; an open proposal is returned first.

    That it was to stay unchanged is then open again; a revision, or what a meeting decided, never is.
    """
    _check_in_scope([item], cycle)
    current = cycle.flow.step(item.steps[cycle.id])
    if command.step not in current.returns_to:
        msg = f"{item.label}：「{current.title}」から「{cycle.flow.title(command.step)}」へは戻せません。"
        raise Refused(msg, code="no_way_back", field="step")
    if item.unsettled(cycle.id):
        msg = f"{item.label}：改善案が出ています。段階を戻す前に、案を差し戻してください。"
        raise Refused(msg, code="proposal_open", field="step")
    reason = required(command.reason, "reason", "戻す理由")
    reopened = _reopened(item, cycle)
    return [(item.stream, StepReturned(cycle=cycle.id, step=command.step, reason=reason, reopened=reopened))]


def may_return(item: Indicator, cycle: ReviewCycle) -> bool:
    """Whether an item may be sent back: no proposal is under way, and neither a revision nor a meeting settled it."""
    under_way = {"open", "adopted"} & set(item.proposal_states(cycle.id).values())
    return not under_way and item.outcomes.get(cycle.id, "unchanged") == "unchanged"


def _reopened(item: Indicator, cycle: ReviewCycle) -> bool:
    """Whether an outcome is taken back; refuses where it may not be."""
    outcome = item.outcomes.get(cycle.id)
    if outcome is None:
        return False
    if "adopted" in item.proposal_states(cycle.id).values():
        msg = f"{item.label}：会議で決めた据置きは、段階を戻して取り消すことはできません。"
        raise Refused(msg, code="decided", field="step")
    if outcome != "unchanged":
        msg = f"{item.label}：この年度の見直しは計画に反映されています。段階を戻して取り消すことはできません。"
        raise Refused(msg, code="settled", field="step")
    return True


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
    if cycle.id not in item.steps or item.retired_on is not None:
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
