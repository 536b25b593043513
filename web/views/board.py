"""The board: what is mine to do, where the items of each open cycle stand, and the search by item number."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from domain.numbering import comparable, label
from domain.review_cycle import ReviewCycle
from pdca import words
from projections.board import BoardRow, State
from projections.inbox import InboxRow
from projections.streams import StreamRow
from web.site import Visit
from web.views.office import Link

SHOWN_TASKS = 5
STATES: tuple[str, ...] = State.__args__  # type: ignore[attr-defined]  # what a Literal holds
SETTLED = frozenset({"revised", "unchanged", "decided"})
HEADINGS = {
    "answer_comment": "回答を待っているご意見",
    "settle_entrusted": "会長一任の確認",
    "revise_adopted": "計画への反映を待っている改善案",
    "give_opinion": "ご意見をいただきたい項目",
    "answer_received": "回答が届いたご意見",
}


class Task(msgspec.Struct, frozen=True):
    """Something that waits for me, since an instant in µs."""

    url: str
    words: str
    since: int


class Tasks(msgspec.Struct, frozen=True):
    """Things of one kind that wait; only the oldest are named."""

    heading: str
    count: int
    first: tuple[Task, ...]
    rest: Link | None = None


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


def inbox(visit: Visit) -> tuple[Tasks, ...]:
    """What waits for the visitor, by kind."""
    rows = visit.models.inbox.inbox(visit.account, sorted(visit.visitor.roles))
    found: dict[str, list[InboxRow]] = defaultdict(list)
    for row in rows:
        same = {(each.cycle, each.indicator, each.position) for each in found[row.task]}
        if (row.cycle, row.indicator, row.position) not in same:
            found[row.task].append(row)
    return tuple(_tasks(visit, kind, found[kind]) for kind in HEADINGS if found[kind])


def _tasks(visit: Visit, kind: str, rows: list[InboxRow]) -> Tasks:
    first = tuple(_task(visit, row) for row in rows[:SHOWN_TASKS])
    rest = len(rows) - len(first)
    more = Link(_list_of(kind, rows[-1].cycle), f"ほか{rest}件をすべて見る") if rest else None
    return Tasks(HEADINGS[kind], len(rows), first, more)


def _list_of(kind: str, cycle: str) -> str:
    anchor = {"revise_adopted": "#state-decided", "settle_entrusted": "#state-entrusted"}.get(kind, "")
    return f"/cycles/{cycle}/opinions" if kind == "answer_comment" else f"/board{anchor}"


def _task(visit: Visit, row: InboxRow) -> Task:
    place = _place(visit, row.indicator)
    if row.task == "answer_comment":
        opinion = visit.models.opinions.opinion(row.position)
        number = f"意見No.{opinion.number}　" if opinion else ""
        url = f"/cycles/{row.cycle}/opinions?answer={row.position}#opinion-{row.position}"
        return Task(url, number + place, row.opened_at)
    if row.task == "settle_entrusted":
        session = visit.engine.recorded(row.position)
        url = f"/sessions/{session.stream}#entrusted" if session else f"/indicators/{row.indicator}"
        return Task(url, place, row.opened_at)
    anchor = "#revision" if row.task == "revise_adopted" else ""
    return Task(f"/indicators/{row.indicator}{anchor}", place, row.opened_at)


def _place(visit: Visit, indicator: str | None) -> str:
    item = None if indicator is None else visit.models.items.item(indicator, reviews=False)
    return f"{label(item.number, item.kind)} {item.name}" if item else "計画全体"


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
    lists = _lists(visit, cycle, states, counted)
    others = tuple(
        _line(visit, cycle, each) for each in rows if not each.counted and (each.open or each.stage == "proposed")
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


def _lists(visit: Visit, cycle: ReviewCycle, states: tuple[str, ...], rows: list[BoardRow]) -> tuple[StateList, ...]:
    """What is late first, then what is left by state."""
    lines = [(_state(visit, row), _line(visit, cycle, row)) for row in rows]
    late = tuple(line for _, line in lines if line.late)
    found = [StateList("late", "締切を過ぎた項目", late)] if late else []
    for state in states:
        rest = tuple(line for code, line in lines if code == state and not line.late)
        if rest:
            found.append(StateList(state, words.item_state(state, staff=True), rest))
    return tuple(found)


def _line(visit: Visit, cycle: ReviewCycle, row: BoardRow) -> Line:
    due = cycle.due(row.step) if row.step else None
    late = due is not None and visit.now > due and row.state not in SETTLED
    return Line(
        url=f"/indicators/{row.indicator}",
        label=label(row.number, row.kind),
        name=row.name,
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
    items = [
        item
        for plan in visit.models.streams.plans()
        for item in visit.models.items.plan_items(plan.plan, reviews=False)
    ]
    lines = [Line(f"/indicators/{i.indicator}", label(i.number, i.kind), i.name, "") for i in items]
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
        _line(visit, cycle, row)
        for cycle in cycles
        for row in visit.models.board.board(cycle.id)
        if row.counted and row.stage in {"not_started", "checking"} and row.fate is None
    )
