"""The plan in the layout of its document: projects, 将来像, 取組, both tables with their status."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from domain.codes import ItemKind
from domain.japanese_dates import end_of_day
from domain.numbering import label
from pdca.chance import to_us
from pdca.documents.writing import FORMATS, PlanFormat
from projections.items import ItemRow
from projections.streams import PlanRow
from web.site import Visit
from web.views.bullets import BulletView, Names, StatusView, bullets, status_view
from web.views.figures import FiguresView, figures_view
from web.views.line import links, read_on
from web.views.office import Link
from web.views.reading import Reading, reading, the_plan


class Row(msgspec.Struct, frozen=True):
    """An item as a row of its table; `status` is the newest one, `figures` are those of a 数値指標."""

    id: str
    label: str
    name: str
    bullets: tuple[BulletView, ...]
    status: StatusView | None
    figures: FiguresView | None


class Measure(msgspec.Struct, frozen=True):
    """A measure (取組): what it does, its indicators and figures, its division of roles."""

    number: int
    name: str
    contents: tuple[Row, ...]
    indicators: tuple[Row, ...]
    numeric: tuple[Row, ...]
    roles: tuple[Row, ...]


class ProjectView(msgspec.Struct, frozen=True):
    """A priority project with its 将来像 and measures."""

    number: int
    name: str
    visions: tuple[Row, ...]
    measures: tuple[Measure, ...]


class PastState(msgspec.Struct, frozen=True):
    """A moment at which the plan can be read again."""

    instant: datetime
    words: str


class PlanView(msgspec.Struct, frozen=True):
    """A plan as the visitor may read it; `projects` is empty where nothing was published."""

    row: PlanRow
    reading: Reading
    projects: tuple[ProjectView, ...] = ()
    stars: int = 0
    past: tuple[PastState, ...] = ()
    coming: tuple[Link, ...] = ()
    formats: tuple[PlanFormat, ...] = tuple(FORMATS.values())


def plan_view(visit: Visit, key: str) -> PlanView:
    """The plan under a key."""
    now = the_plan(visit, key)
    how = reading(visit, now)
    then = visit.models.streams.plan(now.plan, how.at) if how.at is not None else now
    if how.unpublished or then is None:
        return PlanView(now, how)
    day = read_on(visit, how)
    found = visit.models.items.plan_items(now.plan, how.at, reviews=False)
    items = [item.on(day) for item in found if item.stands_on(day)]
    names = Names(visit, now.plan)
    rows = [(item, _row(names, item, figures_view(visit, item, how.at, public=how.public))) for item in items]
    stars = sum(1 for item in items for bullet in item.statements if bullet.advanced)
    coming = links(visit, [i.indicator for i in found if i.since is not None and i.since > day], how)
    return PlanView(then, how, _projects(then, rows), stars, _past(visit, now), coming)


def _past(visit: Visit, plan: PlanRow) -> tuple[PastState, ...]:
    """Newest first: the earlier editions; for those who review also the last one, and the days of the meetings."""
    editions = plan.editions if visit.viewer is not None else plan.editions[:-1]
    found = [PastState(_recorded(visit, e.position), f"第{e.edition}版の公表") for e in editions]
    if visit.viewer is not None:
        found += _meetings(visit, plan)
    return tuple(sorted(found, key=lambda each: each.instant, reverse=True))


def _recorded(visit: Visit, position: int) -> datetime:
    recorded = visit.engine.recorded(position)
    assert recorded is not None  # noqa: S101 -- a read model's position is one of the log
    return recorded.instant


def _meetings(visit: Visit, plan: PlanRow) -> Iterator[PastState]:
    """The ends of the days of past meetings, from the plan's registration on."""
    for session in visit.models.streams.of_plan(plan.plan, "session"):
        if session.held_on is None or (end := end_of_day(session.held_on)) > visit.now:
            continue
        if visit.models.streams.plan(plan.plan, visit.engine.log.position_at(to_us(end))) is not None:
            yield PastState(end, session.title or "")


def _row(names: Names, item: ItemRow, figures: FiguresView | None) -> Row:
    newest = item.statuses[max(item.statuses)] if item.statuses else None
    return Row(
        id=item.indicator,
        label=label(item.number, item.kind),
        name=item.name,
        bullets=bullets(names, item),
        status=status_view(names, newest) if newest else None,
        figures=figures,
    )


def _projects(plan: PlanRow, rows: Sequence[tuple[ItemRow, Row]]) -> tuple[ProjectView, ...]:
    def of(kind: ItemKind, project: int, initiative: int | None = None) -> tuple[Row, ...]:
        where = (kind, project, initiative)
        return tuple(row for i, row in rows if (i.kind, i.number.project, i.number.initiative) == where)

    return tuple(
        ProjectView(
            number=p.number,
            name=p.name,
            visions=of("vision", p.number),
            measures=tuple(
                Measure(
                    number=m.number,
                    name=m.name,
                    contents=of("content", p.number, m.number),
                    indicators=of("activity", p.number, m.number),
                    numeric=of("numeric", p.number, m.number),
                    roles=of("role", p.number, m.number),
                )
                for m in p.initiatives
            ),
        )
        for p in plan.projects
    )
