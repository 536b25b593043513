"""The board: what is mine to do, where the items of each open cycle stand, and the search by item number."""

from collections.abc import Iterator

import msgspec

from domain.numbering import comparable, label
from domain.review_cycle import ReviewCycle
from pdca import words
from projections.board import BoardRow, State
from projections.streams import PlanRow, StreamRow
from web.site import Visit
from web.views.inbox import full_name
from web.views.office import Link
from web.views.years import item_url

STATES: tuple[str, ...] = State.__args__  # type: ignore[attr-defined]  # what a Literal holds
SETTLED = frozenset({"revised", "unchanged", "decided"})


class Line(msgspec.Struct, frozen=True):
    """An item in a list."""

    url: str
    label: str
    name: str
    state: str
    step: str = ""
    late: bool = False
    waiting: int = 0


class StateList(msgspec.Struct, frozen=True):
    """The items of one state."""

    code: str
    title: str
    lines: tuple[Line, ...]


class ProjectCounts(msgspec.Struct, frozen=True):
    """How many items of a project are in which state, in the order of `CycleBoard.states`."""

    number: int
    name: str
    counts: tuple[int, ...]
    settled: int

    @property
    def total(self) -> int:
        """All counted items of the project."""
        return sum(self.counts)


class Due(msgspec.Struct, frozen=True):
    """A step's deadline in µs."""

    title: str
    due: int
    over: bool


class CycleBoard(msgspec.Struct, frozen=True):
    """One year's review."""

    id: str
    title: str
    plan: str
    deadlines: tuple[Due, ...]
    states: tuple[str, ...]
    state_words: tuple[str, ...]
    projects: tuple[ProjectCounts, ...]
    lists: tuple[StateList, ...]
    others: tuple[Line, ...]
    waiting: int
    total: int
    settled: int


def boards(visit: Visit) -> tuple[CycleBoard, ...]:
    """All open reviews, the latest year first."""
    rows = [row for row in visit.models.streams.of_kind("review_cycle") if row.closed is None]
    return tuple(_board(visit, row) for row in sorted(rows, key=lambda r: -(r.fiscal_year or 0)))


def closed_cycles(visit: Visit) -> tuple[Link, ...]:
    """The reviews that are over, the latest first."""
    rows = [row for row in visit.models.streams.of_kind("review_cycle") if row.closed is not None]
    titles = ((row, visit.engine.load(ReviewCycle, row.stream).title) for row in rows)
    return tuple(Link(f"/cycles/{row.stream}", title) for row, title in sorted(titles, key=lambda e: -e[0].first))


def _board(visit: Visit, row: StreamRow) -> CycleBoard:
    cycle = visit.engine.load(ReviewCycle, row.stream)
    rows = visit.models.board.board(cycle.id)
    counted = [each for each in rows if each.counted]
    states = tuple(s for s in STATES if any(_state(visit, each) == s for each in counted))
    plan = visit.models.streams.plan(cycle.plan)
    projects = tuple(
        _counts(visit, project.number, project.name, states, counted) for project in (plan.projects if plan else ())
    )
    lists = _lists(visit, cycle, plan, states, counted)
    others = tuple(
        _line(visit, cycle, plan, each) for each in rows if not each.counted and (each.open or each.stage == "proposed")
    )
    return CycleBoard(
        id=cycle.id,
        title=cycle.title,
        plan=plan.title if plan else "",
        deadlines=tuple(deadlines(visit, cycle)),
        states=states,
        state_words=tuple(words.item_state(s, staff=True) for s in states),
        projects=tuple(p for p in projects if p.total),
        lists=lists,
        others=others,
        waiting=len(visit.models.opinions.open_opinions(cycle.id)),
        total=len(counted),
        settled=sum(each.state in SETTLED for each in counted),
    )


def deadlines(visit: Visit, cycle: ReviewCycle) -> Iterator[Due]:
    """The deadlines that are set, in the order of the steps."""
    for step in cycle.flow.steps:
        if due := cycle.deadlines.get(step.code):
            yield Due(step.title, int(due.timestamp() * 1_000_000), visit.now > due)


def _counts(visit: Visit, number: int, name: str, states: tuple[str, ...], rows: list[BoardRow]) -> ProjectCounts:
    mine = [row for row in rows if row.project == number]
    counts = tuple(sum(_state(visit, row) == state for row in mine) for state in states)
    return ProjectCounts(number, name, counts, sum(row.state in SETTLED for row in mine))


def _lists(
    visit: Visit, cycle: ReviewCycle, plan: PlanRow | None, states: tuple[str, ...], rows: list[BoardRow]
) -> tuple[StateList, ...]:
    """What is late first, then what is left by state."""
    lines = [(_state(visit, row), _line(visit, cycle, plan, row)) for row in rows]
    late = tuple(line for _, line in lines if line.late)
    found = [StateList("late", "締切を過ぎた項目", late)] if late else []
    for state in states:
        rest = tuple(line for code, line in lines if code == state and not line.late)
        if rest:
            found.append(StateList(state, words.item_state(state, staff=True), rest))
    return tuple(found)


def _line(visit: Visit, cycle: ReviewCycle, plan: PlanRow | None, row: BoardRow) -> Line:
    due = cycle.due(row.step) if row.step else None
    late = due is not None and visit.now > due and row.state not in SETTLED
    return Line(
        url=item_url(visit, row.indicator, cycle),
        label=label(row.number, row.kind),
        name=full_name(plan, row.number, row.name),
        state=words.item_state(_state(visit, row), staff=True),
        step=cycle.flow.title(row.step) if row.step else "",
        late=late,
        waiting=row.open_comments,
    )


def _state(visit: Visit, row: BoardRow) -> str:
    """The state as this person may know it: a draft that was not shown exists for secretariat and departments only."""
    return "considered" if row.state == "drafting" and not visit.visitor.is_office else row.state


def search(visit: Visit, asked: str) -> tuple[Line, ...]:
    """The items whose number or name has what was typed, over all plans."""
    wanted = comparable(asked).casefold()
    if not wanted:
        return ()
    lines = [
        Line(f"/indicators/{i.indicator}", label(i.number, i.kind), full_name(plan, i.number, i.name), "")
        for plan in visit.models.streams.plans()
        for i in visit.models.items.plan_items(plan.plan, reviews=False)
    ]
    exact = [line for line in lines if comparable(line.label) == wanted]
    return tuple(
        exact or [line for line in lines if wanted in comparable(line.label) or wanted in line.name.casefold()]
    )


def to_fill_in(visit: Visit) -> tuple[Line, ...]:
    """For a department: the items whose status is not yet written."""
    if "department" not in visit.visitor.staff:
        return ()
    cycles = (
        visit.engine.load(ReviewCycle, r.stream)
        for r in visit.models.streams.of_kind("review_cycle")
        if r.closed is None
    )
    return tuple(
        _line(visit, cycle, plan, row)
        for cycle, plan in ((cycle, visit.models.streams.plan(cycle.plan)) for cycle in cycles)
        for row in visit.models.board.board(cycle.id)
        if row.counted and row.stage in {"not_started", "checking"} and row.fate is None
    )
