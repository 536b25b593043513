"""One year's review as a page: its steps with what is in them, what may go on and what is in the way of the rest."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import msgspec

from domain.council import Council
from domain.errors import Obstacle
from domain.event import Ref
from domain.flow import Step
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from domain.steps import closing_obstacles, in_the_way
from pdca.words import CONDITION, ITEM_KIND, OFFICE
from web.permitted import may
from web.site import Visit
from web.views.advice import advised
from web.views.approvals import ApprovalsView, approvals_view
from web.views.flow_words import ordinance
from web.views.office import Link, items_of, linked, member_words, names
from web.views.opinions import OpinionView, member_choices, opinion_views
from web.views.publishing import Publishing, publishing
from web.views.years import cycle_query


class Entry(msgspec.Struct, frozen=True):
    """An item in a step; `obstacles` says what keeps it there."""

    id: str
    label: str
    obstacles: tuple[str, ...] = ()


class Extension(msgspec.Struct, frozen=True):
    """More time for one member."""

    member: str
    name: Ref | None
    due: datetime


class LeftOut(msgspec.Struct, frozen=True):
    """An item that this year's review leaves out, and why."""

    id: str
    label: str
    reason: Ref


class StepView(msgspec.Struct, frozen=True):
    """A step: what is in it, what may go on to `following`, and what else is in the way of a common step."""

    code: str
    title: str
    explanation: str
    barrier: bool
    following: str
    following_title: str
    due: datetime | None
    over: bool
    extensions: tuple[Extension, ...]
    until: tuple[str, ...]
    ready: tuple[Entry, ...]
    waiting: tuple[Entry, ...]
    common: tuple[Link, ...]

    @property
    def due_day(self) -> date | None:
        """The day whose end the deadline is."""
        return japan_day(self.due) if self.due else None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may go on, for checkboxes."""
        return [(entry.id, entry.label) for entry in self.ready]

    @property
    def count(self) -> int:
        """How many items are in the step."""
        return len(self.ready) + len(self.waiting)


class SessionLine(msgspec.Struct, frozen=True):
    """A session of the cycle."""

    id: str
    title: str
    held_on: date | None
    state: str


class CycleView(msgspec.Struct, frozen=True):
    """All that the page shows."""

    id: str
    title: str
    fiscal_year: int
    status_year: int
    plan_title: str
    plan_key: str
    council: str
    flow: str
    ordinance: tuple[str, ...]
    closed: bool
    query: str
    steps: tuple[StepView, ...]
    scope: tuple[tuple[str, int], ...]
    others: tuple[tuple[str, int], ...]
    left_out: tuple[LeftOut, ...]
    members: tuple[tuple[str, str], ...]
    matters: tuple[OpinionView, ...]
    sessions: tuple[SessionLine, ...]
    closing: tuple[Link, ...]
    opinions: int
    waiting: int
    whole: tuple[OpinionView, ...]
    publishing: Publishing
    advised: bool
    approvals: ApprovalsView
    plan_approvals: ApprovalsView
    may: dict[str, bool]


def cycle_view(visit: Visit, cycle: ReviewCycle) -> CycleView:
    """The page of a year's review."""
    plan = visit.models.streams.plan(cycle.plan)
    items = items_of(visit, cycle.items)
    opinions = visit.models.opinions.cycle_opinions(cycle.id)
    return CycleView(
        id=cycle.id,
        title=cycle.title,
        fiscal_year=cycle.fiscal_year,
        status_year=cycle.status_year,
        plan_title=plan.title if plan else "",
        plan_key=plan.key if plan and plan.withdrawn is None else "",
        council=visit.engine.load(Council, cycle.council).name,
        flow=cycle.flow.name,
        ordinance=ordinance(cycle.flow),
        closed=cycle.closed,
        query=cycle_query(visit, cycle),
        steps=tuple(_step(visit, cycle, step, items) for step in cycle.flow.steps),
        scope=_kinds(items),
        others=_kinds(items_of(visit, cycle.others)),
        left_out=tuple(_left_out(visit, cycle)),
        members=member_choices(visit, cycle),
        matters=opinion_views(visit, cycle, visit.models.opinions.taken_up(cycle.id)),
        sessions=tuple(_session(visit, row.stream) for row in visit.models.streams.of_cycle(cycle.id, "session")),
        closing=() if cycle.closed else linked(visit, closing(visit, cycle)),
        opinions=len([o for o in (*visit.models.opinions.taken_up(cycle.id), *opinions) if o.state != "withdrawn"]),
        waiting=len(visit.models.opinions.open_opinions(cycle.id)),
        whole=opinion_views(visit, cycle, [o for o in opinions if o.indicator is None and o.state != "withdrawn"]),
        publishing=publishing(visit, plan),
        advised=advised(visit, cycle),
        approvals=approvals_view(visit, cycle.id),
        plan_approvals=approvals_view(visit, cycle.plan),
        may=_may(visit, cycle),
    )


def _may(visit: Visit, cycle: ReviewCycle) -> dict[str, bool]:
    actions = (
        "set_deadline",
        "extend_deadline",
        "call_session",
        "close_cycle",
        "publish_plan",
        "answer_comment",
        "open_cycle",
        "carry_forward",
    )
    return {
        action: may(visit, action, cycle) and not (cycle.closed and action == "close_cycle") for action in actions
    } | {f"enter_{step.code}": may(visit, "enter_step", cycle, step.code) for step in cycle.flow.steps}


def _extensions(visit: Visit, cycle: ReviewCycle, step: Step) -> Iterator[Extension]:
    """Who has more time than the others, as long as it is more."""
    known, council = names(visit), visit.engine.load(Council, cycle.council)
    for (code, account), due in cycle.extensions.items():
        if code == step.code and due > cycle.deadlines[code]:
            seat = council.seat_of(account, visit.today)
            yield Extension(member_words(seat) if seat else OFFICE["member"], known.get(account), due)


def _left_out(visit: Visit, cycle: ReviewCycle) -> Iterator[LeftOut]:
    for indicator, reason in cycle.left_out.items():
        yield LeftOut(indicator, visit.engine.load(Indicator, indicator).label, reason)


def _kinds(items: Sequence[Indicator]) -> tuple[tuple[str, int], ...]:
    return tuple((word, n) for kind, word in ITEM_KIND.items() if (n := sum(i.kind == kind for i in items)))


def _step(visit: Visit, cycle: ReviewCycle, step: Step, items: Sequence[Indicator]) -> StepView:
    inside = [item for item in items if item.steps.get(cycle.id) == step.code]
    found = [(item, in_the_way(item, cycle, visit.now, step)) for item in inside]
    common = _common(cycle, step, found, items)
    following = cycle.flow.next(step.code)
    free = [item for item, obstacles in found if not obstacles] if following and not common else []
    due = cycle.deadlines.get(step.code)
    return StepView(
        code=step.code,
        title=step.title,
        explanation=step.explanation,
        barrier=step.barrier,
        following=following.code if following else "",
        following_title=following.title if following else "",
        due=due,
        over=due is not None and visit.now > due,
        extensions=tuple(_extensions(visit, cycle, step)),
        until=tuple(CONDITION[name] for name in step.until),
        ready=tuple(Entry(item.id, item.label) for item in free),
        waiting=tuple(_entry(item, o) for item, o in found if item not in free),
        common=tuple(_own_link(step, o) for o in common),
    )


def _entry(item: Indicator, obstacles: Sequence[Obstacle]) -> Entry:
    """An item that stays, with its own reasons; what concerns the whole step is said once above."""
    own = [o.message.removeprefix(f"{item.label}：") for o in obstacles if o.stream == item.id]
    return Entry(item.id, item.label, tuple(own))


def _own_link(step: Step, obstacle: Obstacle) -> Link:
    """What all items of a step wait for is settled on the page itself: at the deadline, or in the lists."""
    return Link(f"#due-{step.code}" if "締切" in obstacle.message else "#steps", obstacle.message)


def _common(
    cycle: ReviewCycle,
    step: Step,
    found: Sequence[tuple[Indicator, list[Obstacle]]],
    items: Sequence[Indicator],
) -> tuple[Obstacle, ...]:
    """What is in the way of all: the deadline; and, where items wait for each other, how many are not ready."""
    whole = [o for _, obstacles in found for o in obstacles if o.stream == cycle.id]
    if found and step.barrier and cycle.flow.next(step.code):
        rank = cycle.flow.index(step.code)
        behind = [i for i in items if cycle.flow.index(i.steps.get(cycle.id, step.code)) < rank]
        if behind:
            whole.append(Obstacle(cycle.id, f"前の段階に{len(behind)}件あります。全部がそろってから進みます。"))
        held = sum(any(o.stream != cycle.id for o in obstacles) for _, obstacles in found)
        if held:
            whole.append(Obstacle(cycle.id, f"この段階の{held}件に、残っていることがあります。"))
    return tuple(dict.fromkeys(whole))


def ready(visit: Visit, cycle: ReviewCycle, step: str) -> tuple[str, ...]:
    """The items that may go on to a step now."""
    views = (_step(visit, cycle, each, items_of(visit, cycle.items)) for each in cycle.flow.steps)
    return tuple(entry.id for view in views if view.following == step for entry in view.ready)


def closing(visit: Visit, cycle: ReviewCycle) -> list[Obstacle]:
    """What is in the way of ending the review."""
    sessions = [visit.engine.load(Session, s) for s in cycle.sessions]
    return closing_obstacles(cycle, items_of(visit, (*cycle.items, *cycle.others)), sessions, visit.now)


def _session(visit: Visit, session_id: str) -> SessionLine:
    session = visit.engine.load(Session, session_id)
    waiting = sum(len(ruling.waiting) for ruling in session.rulings.values())
    state = "中止しました" if session.called_off else "終わりました" if session.closed else "終わっていません"
    return SessionLine(
        session.id,
        session.title,
        session.held_on,
        f"{state}。会長一任の確認が{waiting}件残っています" if waiting else state,
    )
