"""What waits for the visitor: the things of one kind together, the oldest first, each with its page."""

from collections import defaultdict

import msgspec

from domain.events import ItemNumber
from domain.japanese_dates import fiscal, japan_day, short_date
from domain.numbering import label
from domain.review_cycle import ReviewCycle
from domain.session import Session
from projections.inbox import InboxRow
from projections.opinions import OpinionRow
from projections.streams import PlanRow
from web.site import Visit
from web.views.office import Link

SHOWN_TASKS = 5
HEADINGS = {
    "cast_ballot": "書面会議の表決",
    "answer_comment": "回答を待っているご意見",
    "mend_summary": "資料に載せる文を直すご意見",
    "raise_disputed": "次の会議で取り上げるご意見",
    "settle_entrusted": "会長一任の確認",
    "revise_adopted": "計画への反映を待っている改善案",
    "give_opinion": "ご意見をいただきたい項目",
    "check_summary": "資料に載せる文をお確かめいただきたいご意見",
    "answer_received": "回答が届いたご意見",
}


SHOWN = {"answer_comment": "open", "mend_summary": "contested", "raise_disputed": "disputed"}
"""Of tasks about opinions, which of them the list shows."""


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


def entrusted(visit: Visit) -> tuple[Task, ...]:
    """For the chair's first page: what the council left to the chair, and the chair has not confirmed."""
    rows = visit.models.inbox.inbox(visit.account, ["chair"]) if "chair" in visit.visitor.roles else []
    return tuple(_task(visit, row) for row in rows if row.task == "settle_entrusted")


def _list_of(kind: str, cycle: str) -> str:
    anchor = {"revise_adopted": "#state-decided", "settle_entrusted": "#state-entrusted"}.get(kind, "")
    return f"/cycles/{cycle}/opinions?show={SHOWN[kind]}" if kind in SHOWN else f"/board{anchor}"


def _task(visit: Visit, row: InboxRow) -> Task:
    place = _place(visit, row.indicator)
    if row.task in SHOWN:
        opinion = visit.models.opinions.opinion(row.position)
        number = f"{_year(visit, row, opinion)}意見No.{opinion.number}　" if opinion else ""
        shown = (
            f"answer={row.position}" if row.task == "answer_comment" else f"show={SHOWN[row.task]}&at={row.position}"
        )
        return Task(f"/cycles/{row.cycle}/opinions?{shown}#opinion-{row.position}", number + place, row.opened_at)
    if row.task == "cast_ballot":
        return _ballot(visit, row)
    if row.task == "settle_entrusted":
        session = visit.engine.recorded(row.position)
        url = f"/sessions/{session.stream}#entrusted" if session else f"/indicators/{row.indicator}"
        return Task(url, place, row.opened_at)
    if row.indicator is None:
        return Task(f"/cycles/{row.cycle}/comments", place, row.opened_at)
    anchor = "#revision" if row.task == "revise_adopted" else ""
    return Task(f"/indicators/{row.indicator}{anchor}", place, row.opened_at)


def _year(visit: Visit, row: InboxRow, opinion: OpinionRow) -> str:
    """The year of an opinion that an earlier review carried over."""
    return "" if opinion.cycle == row.cycle else f"{fiscal(visit.engine.load(ReviewCycle, opinion.cycle).fiscal_year)} "


def _ballot(visit: Visit, row: InboxRow) -> Task:
    called = visit.engine.recorded(row.position)
    session = visit.engine.load(Session, called.stream if called else "")
    until = f"（{short_date(japan_day(session.due))}まで）" if session.due else ""
    return Task(f"/sessions/{session.id}", session.title + until, row.opened_at)


def ballots(visit: Visit) -> tuple[Task, ...]:
    """For a member's first page: written sessions that wait for the member's ballot."""
    rows = visit.models.inbox.inbox(visit.account)
    return tuple(_ballot(visit, row) for row in rows if row.task == "cast_ballot")


def _place(visit: Visit, indicator: str | None) -> str:
    item = None if indicator is None else visit.models.items.item(indicator, reviews=False)
    if item is None:
        return "計画全体"
    return f"{label(item.number, item.kind)} {full_name(visit.models.streams.plan(item.plan), item.number, item.name)}"


def full_name(plan: PlanRow | None, number: ItemNumber, name: str) -> str:
    """An item's name with its measure's."""
    return plan.full_name(number, name) if plan else name
