"""Reviews of different years that run at once: an item's page belongs to one of them, the newest if none is named."""

import msgspec

from domain.review_cycle import ReviewCycle
from web.site import Visit


class Year(msgspec.Struct, frozen=True):
    """A running review, as a link on an item's page."""

    url: str
    title: str
    here: bool


def running(visit: Visit, plan: str) -> list[ReviewCycle]:
    """The running reviews of a plan, the newest year last."""
    rows = visit.models.streams.of_plan(plan, "review_cycle")
    found = [visit.engine.load(ReviewCycle, row.stream) for row in rows if row.closed is None]
    return sorted(found, key=lambda cycle: cycle.fiscal_year)


def named_cycle(visit: Visit) -> str:
    """The review that the address or the form is about; empty where neither says so."""
    return visit.request.query_params.get("cycle", "") or visit.typed["cycle_id"]


def item_url(visit: Visit, indicator: str, cycle: ReviewCycle | None) -> str:
    """The page of an item in a review, which the address names where it is not the newest that runs."""
    return f"/indicators/{indicator}{cycle_query(visit, cycle)}"


def cycle_query(visit: Visit, cycle: ReviewCycle | None) -> str:
    """What an address adds to mean this review; nothing for the newest that runs, and for one that is over."""
    if cycle is None or cycle.closed:
        return ""
    newest = running(visit, cycle.plan)[-1:]
    return f"?cycle={cycle.id}" if newest and newest[0].id != cycle.id else ""


def back_to_item(visit: Visit, indicator: str) -> str:
    """The page that a form on an item's page came from."""
    named = named_cycle(visit)
    row = visit.models.streams.stream(named) if named else None
    known = row is not None and row.kind == "review_cycle"
    return item_url(visit, indicator, visit.engine.load(ReviewCycle, named) if known else None)


def years(visit: Visit, indicator: str, cycle: ReviewCycle) -> tuple[Year, ...]:
    """The reviews of the item's plan that run at once; none where there is one only."""
    found = running(visit, cycle.plan)
    if len(found) < 2:  # noqa: PLR2004 -- one needs no choice
        return ()
    return tuple(Year(item_url(visit, indicator, each), each.title, each.id == cycle.id) for each in found)
