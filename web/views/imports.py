"""The plans that there are, and whether their import may still be taken back."""

import msgspec

from domain.errors import Refused
from domain.event import Ref
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.taking_back import check_in_time, newest
from pdca.handlers.office import reviews_since
from pdca.words import ERASED
from projections.streams import PlanRow
from web.permitted import may
from web.site import Visit


class Import(msgspec.Struct, frozen=True):
    """A plan; `running` is the review that would end with its import.

    `document` is its newest later document, which is taken back before all else, and `file_name` what that is called.
    """

    key: str
    title: str
    running: str
    may_withdraw: bool
    document: int | None = None
    file_name: str = ""


def imports(visit: Visit) -> tuple[Import, ...]:
    """All plans."""
    return tuple(_import(visit, row) for row in visit.models.streams.plans())


def _import(visit: Visit, row: PlanRow) -> Import:
    plan = visit.engine.load(Plan, row.plan)
    document = newest(plan)
    if document is not None:
        return _later(visit, row, plan, document)
    cycles = [visit.engine.load(ReviewCycle, each) for each in plan.all_cycles]
    untouched = not plan.publications and not any(c.closed or c.sessions for c in cycles)
    return Import(
        key=row.key,
        title=row.title,
        running="」「".join(c.title for c in cycles if not c.closed),
        may_withdraw=untouched and may(visit, "withdraw_import"),
    )


def may_withdraw(visit: Visit, row: PlanRow) -> bool:
    """Whether this person may still take the plan's import back."""
    return bool(visit.visitor.staff) and _import(visit, row).may_withdraw


def _later(visit: Visit, row: PlanRow, plan: Plan, document: int) -> Import:
    name = Ref(document, "/data/file_name")
    return Import(
        key=row.key,
        title=row.title,
        running="",
        may_withdraw=may(visit, "withdraw_document") and _in_time(visit, plan, document),
        document=document,
        file_name=visit.engine.reveal([name]).get(name, ERASED),
    )


def _in_time(visit: Visit, plan: Plan, document: int) -> bool:
    try:
        check_in_time(plan, reviews_since(visit.engine.load, visit.engine, plan, document), document)
    except Refused:
        return False
    return True


def practising(visit: Visit) -> str:
    """Whether a practice stands ("open"), may be begun ("begin"), or neither, for this person."""
    practice = visit.site.practice
    if practice is None:
        return ""
    if practice.stands:
        return "open"
    return "begin" if visit.visitor.staff & {"secretariat", "administrator"} else ""
