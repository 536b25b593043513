"""A year's review: opened by a flow, moved on step by step, published, closed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from domain.commands import CloseCycle, EnterStep, OpenCycle, PublishPlan, SetDeadline
from domain.errors import Refused
from domain.japanese_dates import end_of_day, fiscal_year_of
from pdca import flows
from web.dates import needed_date, typed_year
from web.forms import Form
from web.page import answer, page
from web.permitted import may, require_staff
from web.routes.moved import moved
from web.site import Here, Visit
from web.views import board
from web.views.cycle import cycle_view, ready
from web.views.cycle_ways import change_view, cycle_ways, flow_changes
from web.views.flow_words import flow_choices
from web.views.office import refuse_unless, the_cycle

router = APIRouter()


@router.get("/cycles")
def index(visit: Here) -> Response:
    """All reviews."""
    require_staff(visit)
    return page(
        visit,
        "cycles.html",
        boards=board.boards(visit),
        closed=board.closed_cycles(visit),
        may_open=may(visit, "open_cycle"),
    )


@router.get("/cycles/new")
def new(visit: Here) -> Response:
    """The form for a new review."""
    require_staff(visit)
    refuse_unless(may(visit, "open_cycle"), "年度の見直しを始めるのは事務局です。")
    return show_new(visit)


def show_new(visit: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The form again."""
    streams = visit.models.streams
    shown = {
        "plans": [(row.plan, row.title) for row in streams.plans()],
        "councils": [(row.stream, row.title or "") for row in streams.of_kind("council")],
        "flows": flow_choices(),
        "fiscal_year": fiscal_year_of(visit.today),
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "cycle_new.html", **(shown | more))


@router.post("/cycles")
def open_cycle(visit: Here, form: Form) -> Response:
    """A review begins; the page is that of the new review."""
    cycle_id = form["cycle_id"]

    def do() -> None:
        command = form.command(
            OpenCycle,
            flow=chosen_flow(form["flow"]),
            fiscal_year=typed_year(form, "fiscal_year"),
            status_year=typed_year(form, "status_year"),
        )
        visit.engine.do(command, visit.account)

    return moved(visit, do, lambda **more: show_new(visit, **more), f"/cycles/{cycle_id}", "cycle_opened")


def chosen_flow(name: str) -> str:
    """The text of one of the flows to choose from."""
    if name not in flows.names():
        raise Refused("進め方を選んでください。", code="empty", field="flow")
    return flows.read_flow(name)


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
