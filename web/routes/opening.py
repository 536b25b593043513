"""A year's review is opened: by a flow, with its scope and its schedule."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import LeftOut, OpenCycle, StepDue
from domain.errors import Refused
from domain.flow import FlowDefinition, parse_flow
from domain.japanese_dates import end_of_day, fiscal_year_of
from pdca import flows
from pdca.words import ITEM_KIND
from web.dates import typed_date, typed_year
from web.forms import Form, Typed
from web.page import page
from web.permitted import may, require_staff
from web.routes.moved import moved
from web.site import Here, Visit
from web.views.departments import plan_items
from web.views.flow_words import flow_choices
from web.views.office import refuse_unless

router = APIRouter()


@router.get("/cycles/new")
def new(visit: Here) -> Response:
    """The form for a new review."""
    require_staff(visit)
    refuse_unless(may(visit, "open_cycle"), "年度の見直しを始めるのは事務局です。")
    return show_new(visit)


def show_new(visit: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The form again."""
    streams = visit.models.streams
    plans = streams.plans()
    shown = {
        "plans": [(row.plan, row.title) for row in plans],
        "councils": [(row.stream, row.title or "") for row in streams.of_kind("council")],
        "flows": flow_choices(),
        "kinds": list(ITEM_KIND.items()),
        "items": [choice for row in plans for choice in plan_items(visit, row)],
        "fiscal_year": fiscal_year_of(visit.today),
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "cycle_new.html", **(shown | more))


@router.post("/cycles")
def open_cycle(visit: Here, form: Form) -> Response:
    """A review begins; the page is that of the new review."""
    cycle_id = form["cycle_id"]

    def do() -> None:
        text = chosen_flow(form["flow"])
        command = form.command(
            OpenCycle,
            flow=text,
            fiscal_year=typed_year(form, "fiscal_year"),
            status_year=typed_year(form, "status_year"),
            kinds=tuple(form.many("kinds")),
            left_out=_left_out(form),
            deadlines=_schedule(form, parse_flow(text)),
        )
        visit.engine.do(command, visit.account)

    return moved(visit, do, lambda **more: show_new(visit, **more), f"/cycles/{cycle_id}", "cycle_opened")


def chosen_flow(name: str) -> str:
    """The text of one of the flows to choose from."""
    if name not in flows.names():
        raise Refused("進め方を選んでください。", code="empty", field="flow")
    return flows.read_flow(name)


def _left_out(form: Typed) -> tuple[LeftOut, ...]:
    """The chosen items, each with the reason that was written for them."""
    chosen, reason = form.many("left_out"), form["left_out_reason"]
    if chosen and not reason.strip():
        raise Refused("対象から外す理由を入れてください。", code="empty", field="left_out_reason")
    return tuple(LeftOut(indicator_id=each, reason=reason) for each in chosen)


def _schedule(form: Typed, flow: FlowDefinition) -> tuple[StepDue, ...]:
    """The days that were filled in for the steps of the chosen flow."""
    dues = ((step.code, _due(form, f"due-{form['flow']}-{step.code}")) for step in flow.steps)
    return tuple(StepDue(step=code, due=due) for code, due in dues if due is not None)


def _due(form: Typed, name: str) -> datetime | None:
    day = typed_date(form, name)
    return end_of_day(day) if day else None
