"""A year's review: moved on step by step, its deadlines, published, closed; and the plans that can be taken back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from domain.commands import (
    CloseCycle,
    EnterStep,
    ExtendDeadline,
    PublishPlan,
    SetDeadline,
    WithdrawDocument,
    WithdrawImport,
)
from domain.errors import Refused
from domain.japanese_dates import end_of_day
from web.dates import needed_date
from web.forms import Form
from web.page import answer, page
from web.permitted import may, require_staff
from web.site import Here, Visit
from web.views import board
from web.views.cycle import cycle_view, ready
from web.views.cycle_ways import change_view, cycle_ways, flow_changes
from web.views.imports import imports, practising
from web.views.office import the_cycle
from web.views.reading import the_plan

router = APIRouter()


@router.get("/cycles")
def index(visit: Here) -> Response:
    """All reviews."""
    require_staff(visit)
    return show_index(visit)


def show_index(visit: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The list of reviews, and the plans with what may still be taken back."""
    return page(
        visit,
        "cycles.html",
        boards=board.boards(visit),
        imports=imports(visit),
        closed=board.closed_cycles(visit),
        may_open=may(visit, "open_cycle"),
        may_import=may(visit, "import_document"),
        practice=practising(visit),
        new_id=visit.engine.chance.new_id,
        **more,
    )


@router.post("/plans/{key}/withdrawal")
def withdraw_import(visit: Here, key: str, form: Form) -> Response:
    """An import is taken back: that of the named later document, or the first with its plan."""
    kind = WithdrawDocument if form["document"] else WithdrawImport

    def do() -> None:
        plan_id = the_plan(visit, key).plan
        visit.engine.do(form.command(kind, plan_id=plan_id, reason=form["reason"]), visit.account)

    return answer(visit, do, lambda **more: show_index(visit, **more), "/cycles", "import_withdrawn")


@router.get("/cycles/{uuid}")
def show(visit: Here, uuid: UUID) -> Response:
    """A review."""
    require_staff(visit)
    return show_cycle(visit, str(uuid))


def show_cycle(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page of a review."""
    cycle = the_cycle(visit, uuid)
    shown = {
        "view": cycle_view(visit, cycle),
        "step_ways": cycle_ways(visit, cycle),
        "flow_change": change_view(visit, cycle),
        "flow_changes": flow_changes(visit, cycle),
        "today": visit.today,
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "cycle.html", **(shown | more))


@router.get("/cycles/{uuid}/board")
def its_board(uuid: UUID) -> Response:
    """The board has all open reviews."""
    return RedirectResponse(f"/board#cycle-{uuid}", 303)


@router.post("/cycles/{uuid}/deadlines")
def set_deadline(visit: Here, uuid: UUID, form: Form) -> Response:
    """A step is due at the end of a day, or as the flow's rule says."""

    def do() -> None:
        due = None if form["by_rule"] else end_of_day(needed_date(form, "due", "締切の日"))
        visit.engine.do(form.command(SetDeadline, cycle_id=str(uuid), due=due), visit.account)

    return _answer(visit, uuid, do, "deadline_set")


@router.post("/cycles/{uuid}/extensions")
def extend_deadline(visit: Here, uuid: UUID, form: Form) -> Response:
    """A step is due later, for everybody or for the chosen member."""

    def do() -> None:
        due = end_of_day(needed_date(form, "due", "新しい締切の日"))
        command = form.command(
            ExtendDeadline, cycle_id=str(uuid), due=due, reason=form["reason"], account=form["account"] or None
        )
        visit.engine.do(command, visit.account)

    return _answer(visit, uuid, do, "deadline_extended")


@router.post("/cycles/{uuid}/steps")
def enter_step(visit: Here, uuid: UUID, form: Form) -> Response:
    """The chosen items, or by `all` those that may, go on to a step; `through` a door with its reason."""

    def do() -> None:
        cycle = the_cycle(visit, str(uuid))
        chosen = ready(visit, cycle, form["step"]) if form["all"] else tuple(form.many("indicator_ids"))
        if not chosen:
            raise Refused("進める項目を選んでください。", code="empty", field="indicator_ids")
        door = form["door"] if form["through"] else None
        command = form.command(EnterStep, cycle_id=cycle.id, indicator_ids=chosen, door=door)
        visit.engine.do(command, visit.account)

    return _answer(visit, uuid, do, "step_entered")


@router.post("/cycles/{uuid}/close")
def close(visit: Here, uuid: UUID, form: Form) -> Response:
    """The review ends."""

    def do() -> None:
        visit.engine.do(form.command(CloseCycle, cycle_id=str(uuid)), visit.account)

    return _answer(visit, uuid, do, "cycle_closed")


@router.post("/cycles/{uuid}/editions")
def publish(visit: Here, uuid: UUID, form: Form) -> Response:
    """The public may read the plan as it stands now."""

    def do() -> None:
        plan_id = the_cycle(visit, str(uuid)).plan
        on = needed_date(form, "on", "公表の日")
        visit.engine.do(form.command(PublishPlan, plan_id=plan_id, on=on, decided_by=form["decided_by"]), visit.account)

    return _answer(visit, uuid, do, "published")


def _answer(visit: Visit, uuid: UUID, do: Callable[[], object], said: str) -> Response:
    return answer(visit, do, lambda **more: show_cycle(visit, str(uuid), **more), f"/cycles/{uuid}", said)
