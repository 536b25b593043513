"""A conflict as the office reads it: with the name of the colleague who wrote meanwhile."""

from dataclasses import dataclass

from domain.errors import Conflict, ReviewError
from pdca.words import SOMEBODY
from web.site import Visit
from web.views.office import names


@dataclass(eq=False)
class Overlap(Conflict):
    """Raised by nobody: a conflict for a page that sets both texts side by side; `by` is whose the other one is."""

    by: str = SOMEBODY


def overlap(visit: Visit, error: ReviewError) -> ReviewError:
    """A conflict with the name where the visitor may know it; any other error as it is."""
    if not isinstance(error, Conflict):
        return error
    by = _called(visit, error.meanwhile) if visit.visitor.staff and error.meanwhile is not None else SOMEBODY
    message = error.message.replace(SOMEBODY, by)
    return Overlap(message, error.code, error.field, error.obstacles, error.meanwhile, by=by)


def _called(visit: Visit, position: int) -> str:
    """E.g. 藤代さん, of 藤代 まな."""
    recorded = visit.engine.recorded(position)
    name = names(visit).get(recorded.actor.id) if recorded else None
    opened = visit.engine.reveal([name]).get(name, "") if name else ""
    return f"{opened.split()[0]}さん" if opened.split() else SOMEBODY
