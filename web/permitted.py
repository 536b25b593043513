"""Which buttons exist: what the visitor's roles may do now, by the cycle's flow. The engine decides again at a POST."""

from domain.errors import NotPermitted
from domain.review_cycle import ReviewCycle
from pdca.permissions import OFFICE
from web.site import Visit


def may(visit: Visit, action: str, cycle: ReviewCycle | None = None, step: str | None = None) -> bool:
    """Whether to show the button of an action: outside any cycle by office, else by the cycle's flow at this step."""
    if action in OFFICE:
        return bool(visit.visitor.staff & OFFICE[action])
    if cycle is None or cycle.closed or not cycle.exists:
        return False
    return any(cycle.flow.permits(step, role, action) for role in visit.visitor.roles_in(cycle.council))


def in_time(visit: Visit, cycle: ReviewCycle, step: str | None) -> bool:
    """Whether opinions are still taken."""
    due = cycle.due(step, visit.visitor.account)
    return due is None or visit.now <= due


def require_staff(visit: Visit) -> None:
    """Refuses everybody but staff."""
    _ = visit.account
    if not visit.visitor.staff:
        msg = "このページは、事務局のためのページです。"
        raise NotPermitted(msg, code="staff_only")
