"""The page that proposes what no text can say: add, split, merge, move, retire."""

import msgspec

from domain.errors import Refused
from domain.events import InitiativeEntry
from domain.indicator import Indicator
from domain.numbering import label
from domain.plan import Plan
from domain.proposal_kinds import MOVABLE
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca import words
from web.forms import is_number
from web.site import Visit
from web.views.corrections import words_of
from web.views.editor import editing

KINDS = ("add", "split", "merge", "move", "retire")


class Restructuring(msgspec.Struct, frozen=True):
    """What the page offers."""

    indicator: str
    label: str
    cycle: str
    cycle_title: str
    based_on: int
    movable: bool
    numeric: bool
    session: str
    session_title: str
    open_version: int
    places: tuple[tuple[str, str], ...]
    new_places: tuple[tuple[str, str], ...]
    items: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]


def restructuring(visit: Visit, indicator: str, session: str = "") -> Restructuring:
    """The page for an item of the running review."""
    item, cycle = editing(visit, indicator, "proposal")
    plan: Plan = visit.engine.load(Plan, cycle.plan)
    places = tuple(
        (f"{p.number} {i.number}", f"{words_of(p.number, i.number)}　{i.name}")
        for p in plan.projects
        for i in p.initiatives
    )
    new = tuple(
        (f"{p.number} {_next(p.initiatives)} new", f"{words_of(p.number, _next(p.initiatives))}（新しい取組）")
        for p in plan.projects
    )
    return Restructuring(
        indicator=item.id,
        label=item.label,
        cycle=cycle.id,
        cycle_title=cycle.title,
        based_on=item.last_version(cycle.id),
        movable=item.kind in MOVABLE,
        numeric=item.kind == "numeric",
        session=session,
        session_title=visit.engine.load(Session, session).title if session else "",
        open_version=max((n for n, state in item.proposal_states(cycle.id).items() if state == "open"), default=0),
        places=places,
        new_places=(*places, *new),
        items=_others(visit, item, cycle),
        kinds=tuple((kind, words.ITEM_KIND[kind]) for kind in ("activity", "role", "numeric", "content")),
    )


def _next(initiatives: tuple[InitiativeEntry, ...]) -> int:
    return max((i.number for i in initiatives), default=0) + 1


def _others(visit: Visit, item: Indicator, cycle: ReviewCycle) -> tuple[tuple[str, str], ...]:
    """The items into which this one may be merged: those of its kind first."""
    rows = [r for r in visit.models.items.plan_items(cycle.plan, reviews=False) if r.indicator != item.id]
    fitting = [r for r in rows if r.kind in MOVABLE and r.stands_on(visit.today)]
    ranked = sorted(fitting, key=lambda row: row.kind != item.kind)
    return tuple((r.indicator, f"{label(r.number, r.kind)} {r.name}") for r in ranked)


def place_of(typed: str) -> tuple[int, int]:
    """Project and measure of a choice; refuses anything else."""
    parts = typed.split()
    if len(parts) < 2 or not all(is_number(part) for part in parts[:2]):  # noqa: PLR2004 -- project and measure
        msg = "取組を選んでください。"
        raise Refused(msg, code="empty", field="place")
    return int(parts[0]), int(parts[1])
