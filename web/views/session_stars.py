"""★ in a meeting: what it gave or took away, and the bullets of the item that is looked at."""

import msgspec

from domain.event import Recorded, Ref
from domain.events import StarGranted, StarRevoked
from domain.indicator import Indicator
from domain.numbering import comparable, label
from domain.review_cycle import ReviewCycle
from domain.session import Session
from projections.trail import TrailFilter
from web.site import Visit


class BulletView(msgspec.Struct, frozen=True):
    """A bullet that may get a ★ or lose it."""

    id: int
    text: str
    revision: int
    starred: bool


class StarItem(msgspec.Struct, frozen=True):
    """An item whose bullets are listed for ★."""

    id: str
    label: str
    bullets: tuple[BulletView, ...]


class StarLine(msgspec.Struct, frozen=True):
    """A ★ that this meeting gave or took away."""

    indicator: str
    label: str
    text: str
    given: bool
    reason: Ref


def star_lines(visit: Visit, session: Session) -> tuple[StarLine, ...]:
    """What this meeting said about ★, each bullet as it read then, oldest first."""
    rows = visit.models.trail.page(TrailFilter(session=session.id, topic="indicator.star_"), limit=500)
    found = [visit.engine.recorded(row.position) for row in reversed(rows)]
    return tuple(_star(visit, r, r.event) for r in found if r and isinstance(r.event, StarGranted | StarRevoked))


def _star(visit: Visit, recorded: Recorded, event: StarGranted | StarRevoked) -> StarLine:
    item = visit.engine.load(Indicator, recorded.stream)
    then = visit.models.items.item(recorded.stream, recorded.position, reviews=False)
    text = next((bullet.text for bullet in then.statements if bullet.id == event.statement), "") if then else ""
    return StarLine(item.id, item.label, text, isinstance(event, StarGranted), recorded.ref("reason"))


def star_choices(visit: Visit, cycle: ReviewCycle | None) -> tuple[tuple[str, str], ...]:
    if cycle is None:
        return ()
    rows = visit.models.items.plan_items(cycle.plan, reviews=False)
    return tuple(
        (label(r.number, r.kind), f"{label(r.number, r.kind)}　{r.name}") for r in rows if r.stands_on(visit.today)
    )


def star_item(visit: Visit, cycle: ReviewCycle | None, asked: str) -> StarItem | None:
    if cycle is None or not asked.strip():
        return None
    wanted = comparable(asked)
    for row in visit.models.items.plan_items(cycle.plan, reviews=False):
        if comparable(label(row.number, row.kind)) == wanted:
            item = visit.engine.load(Indicator, row.indicator)
            bullets = tuple(BulletView(n, b.text, b.text_revision, n in item.stars) for n, b in item.statements.items())
            return StarItem(item.id, item.label, bullets)
    return None
