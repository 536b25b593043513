"""引継ぎ: what is open, what was promised, what is due, how last year went, and the notes of those before."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

import msgspec

from domain.event import Ref
from domain.handover import HandoverNote
from domain.japanese_dates import era_year, fiscal, japan_day
from domain.numbering import label
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca import words
from projections.commitments import CommitmentRow
from projections.opinions import OpinionRow
from projections.streams import PlanRow, StreamRow
from web.permitted import may
from web.site import Visit
from web.views.inbox import Tasks, inbox
from web.views.office import Link, names

FAR = date.max


class Promise(msgspec.Struct, frozen=True):
    """What the city has still to come back to: `what` was said about the opinion, until the month of `until`."""

    place: Link
    body: Ref
    what: str
    until: date | None = None


class Day(msgspec.Struct, frozen=True):
    """Something on a day of the calendar."""

    on: date
    words: str
    url: str


class NoteView(msgspec.Struct, frozen=True):
    """A note of somebody of the office."""

    position: int
    body: Ref
    by: Ref | None
    at: datetime
    settled: bool


class HandoverView(msgspec.Struct, frozen=True):
    """All that the page shows."""

    plan: str
    key: str
    title: str
    tasks: tuple[Tasks, ...]
    promises: tuple[Promise, ...]
    coming: tuple[Day, ...]
    last_year: str
    past: tuple[Day, ...]
    notes: tuple[NoteView, ...]
    settled: tuple[NoteView, ...]
    may_note: bool


def handover_view(visit: Visit, plan: PlanRow) -> HandoverView:
    """The page for whoever takes the office over."""
    cycles = visit.models.streams.of_plan(plan.plan, "review_cycle")
    running = [row for row in cycles if row.closed is None]
    last = next((row for row in reversed(cycles) if row.closed is not None), None)
    by = names(visit)
    notes = [_note(note, by) for note in visit.engine.load(Plan, plan.plan).handover.values()]
    days = [day for row in running for day in _days(visit, row) if day.on >= visit.today]
    return HandoverView(
        plan=plan.plan,
        key=plan.key,
        title=plan.title,
        tasks=inbox(visit),
        promises=_promises(visit, plan, cycles),
        coming=_sorted(days),
        last_year=visit.engine.load(ReviewCycle, last.stream).title if last else "",
        past=_sorted([*_days(visit, last), *_editions(plan, last)]) if last else (),
        notes=tuple(note for note in notes if not note.settled),
        settled=tuple(note for note in notes if note.settled),
        may_note=may(visit, "note_handover"),
    )


def _promises(visit: Visit, plan: PlanRow, cycles: Iterable[StreamRow]) -> tuple[Promise, ...]:
    """Opinions carried over or answered with a month, and what is to be confirmed, in the order of their days."""
    opinions = [row for cycle in cycles for row in _opinions(visit, cycle.stream)]
    found = [promise for row in opinions for promise in _promise(visit, row)]
    found += [
        _commitment(visit, plan, row) for row in visit.models.commitments.of_plan(plan.plan) if row.state == "open"
    ]
    return tuple(sorted(found, key=lambda promise: promise.until or FAR))


def _opinions(visit: Visit, cycle: str) -> list[OpinionRow]:
    """Each once, in the review that answers it."""
    opinions = visit.models.opinions
    return [row for row in (*opinions.taken_up(cycle), *opinions.cycle_opinions(cycle)) if row.waits_in == cycle]


def _promise(visit: Visit, row: OpinionRow) -> Iterator[Promise]:
    place = _place(visit, row)
    if row.state == "carried_over" and row.carried_over is not None:
        yield Promise(place, row.bodies[-1], f"{fiscal(row.carried_over.to_fiscal_year)}へ引き継ぎました")
    elif row.state == "answered" and row.answer is not None and row.answer.disposition == "considering":
        said = words.disposition("considering", row.answer.until)
        yield Promise(place, row.bodies[-1], said, row.answer.until)


def _commitment(visit: Visit, plan: PlanRow, row: CommitmentRow) -> Promise:
    """What is to be confirmed until the next time."""
    item = visit.models.items.item(row.indicator, reviews=False) if row.indicator else None
    where = label(item.number, item.kind) if item else "計画全体"
    until = row.answers[-1].due if row.answers and row.answers[-1].due else row.due
    said = f"次回までに確認すること（{era_year(until.year, on=until)}{until.month}月まで）"
    return Promise(Link(f"/plans/{plan.key}/commitments", where), row.text, said, until)


def _place(visit: Visit, row: OpinionRow) -> Link:
    item = visit.models.items.item(row.indicator, reviews=False) if row.indicator else None
    where = label(item.number, item.kind) if item else "計画全体"
    url = f"/cycles/{row.waits_in}/opinions?show=all&at={row.position}#opinion-{row.position}"
    return Link(url, f"意見No.{row.number}　{where}")


def _days(visit: Visit, row: StreamRow) -> Iterator[Day]:
    """The deadlines and meetings of a year."""
    flow = visit.engine.load(ReviewCycle, row.stream).flow
    for step, due in row.deadlines.items():
        yield Day(japan_day(due), f"「{flow.title(step)}」の締切", f"/cycles/{row.stream}#step-{step}")
    for session in visit.models.streams.of_cycle(row.stream, "session"):
        meeting = visit.engine.load(Session, session.stream)
        if meeting.called_off:
            continue
        if session.held_on is not None:
            yield Day(session.held_on, session.title or "会議", f"/sessions/{session.stream}")
        if meeting.written and meeting.due is not None:
            yield Day(japan_day(meeting.due), f"{meeting.title}：提出の期限", f"/sessions/{session.stream}")


def _editions(plan: PlanRow, year: StreamRow) -> Iterator[Day]:
    """What was published while the year was under review."""
    for edition in plan.editions:
        if year.first < edition.position <= (year.closed or year.last):
            yield Day(edition.on, f"公表（第{edition.edition}版）", f"/cycles/{year.stream}#publication")


def _sorted(days: Iterable[Day]) -> tuple[Day, ...]:
    return tuple(sorted(days, key=lambda day: (day.on, day.words)))


def _note(note: HandoverNote, by: Mapping[str, Ref]) -> NoteView:
    return NoteView(note.position, Ref(note.position, "/data/body"), by.get(note.by), note.at, note.settled)
