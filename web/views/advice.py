"""Advice as the secretariat sees it: by item, open or looked at; nobody else is told that it exists."""

import msgspec

from domain.numbering import label
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.advice import Advice, advise, texts_needed
from pdca.advice_kept import Mark, mark_of
from projections.items import ItemRow
from web.site import Visit
from web.views.inbox import full_name


class Hint(msgspec.Struct, frozen=True):
    """An advice; `key` is its form on the page."""

    advice: Advice
    key: str
    kept: bool


class Hinted(msgspec.Struct, frozen=True):
    """An item with its advice."""

    id: str
    label: str
    name: str
    hints: tuple[Hint, ...]


class AdviceView(msgspec.Struct, frozen=True):
    """All that the page shows."""

    cycle: str
    title: str
    items: tuple[Hinted, ...]
    open: int
    kept: int


def advised(visit: Visit, cycle: ReviewCycle) -> bool:
    """Whether this person is told of advice at all."""
    return "secretariat" in visit.visitor.staff and not cycle.closed


def hints(visit: Visit, cycle: ReviewCycle, rows: list[ItemRow]) -> list[Hint]:
    """Every advice of a review's status year, with whether somebody looked at it."""
    kept = visit.site.kept_advice.of_cycle(cycle.id)
    texts = visit.engine.reveal(set(texts_needed(rows)))
    found = advise(rows, texts, cycle.status_year, _star_years(visit, rows))
    return [Hint(each, f"advice-{k}", mark_of(each) in kept) for k, each in enumerate(found, 1)]


def _star_years(visit: Visit, rows: list[ItemRow]) -> dict[str, int]:
    """The fiscal year of each session that gave a ★: its own where a document told it, else that of its review."""
    sessions = {bullet.star.session for row in rows for bullet in row.statements if bullet.star}
    years = {session: _year(visit, visit.engine.load(Session, session)) for session in sessions}
    return {session: year for session, year in years.items() if year is not None}


def _year(visit: Visit, session: Session) -> int | None:
    if session.cycle is None:
        return session.fiscal_year
    return visit.engine.load(ReviewCycle, session.cycle).fiscal_year


def item_hints(visit: Visit, cycle: ReviewCycle, indicator: str) -> tuple[Hint, ...]:
    """What is still open at one item; nothing for anybody but the secretariat."""
    if not advised(visit, cycle):
        return ()
    rows = visit.models.items.plan_items(cycle.plan, reviews=False)
    return tuple(h for h in hints(visit, cycle, rows) if h.advice.indicator == indicator and not h.kept)


def given(visit: Visit, cycle: ReviewCycle, mark: Mark) -> bool:
    """Whether this advice is given now."""
    rows = visit.models.items.plan_items(cycle.plan, reviews=False)
    return any(mark_of(hint.advice) == mark for hint in hints(visit, cycle, rows))


def advice_view(visit: Visit, cycle: ReviewCycle, *, kept: bool) -> AdviceView:
    """The page: what is open, or what was looked at."""
    rows = visit.models.items.plan_items(cycle.plan, reviews=False)
    found = hints(visit, cycle, rows)
    plan = visit.models.streams.plan(cycle.plan)
    items = (
        Hinted(
            row.indicator,
            label(row.number, row.kind),
            full_name(plan, row.number, row.name),
            tuple(h for h in found if h.advice.indicator == row.indicator and h.kept == kept),
        )
        for row in rows
    )
    count = sum(hint.kept for hint in found)
    return AdviceView(cycle.id, cycle.title, tuple(i for i in items if i.hints), len(found) - count, count)
