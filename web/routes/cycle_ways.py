"""Other ways through a year's steps: over a step, back, by another flow; and the flow as a picture."""

import re
from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import ChangeFlow, ReturnStep, SkipStep
from domain.errors import NotFound, Refused
from domain.flow import parse_flow
from pdca import flows
from pdca.flow_drawing import draw
from web.dates import needed_date
from web.forms import Form
from web.page import answer
from web.permitted import require_staff
from web.routes.cycles import show_cycle
from web.routes.opening import chosen_flow
from web.site import Here, Visit
from web.views.office import the_cycle

router = APIRouter()
SVG = "image/svg+xml"


@router.get("/flows/{name}.svg")
def shipped_flow(name: str) -> Response:
    """The picture of a flow that comes with the system."""
    if name not in flows.names():
        msg = "この進め方は見つかりません。"
        raise NotFound(msg, code="not_found")
    return Response(draw(parse_flow(flows.read_flow(name))), media_type=SVG)


@router.get("/cycles/{uuid}/flow.svg")
def flow_of_cycle(visit: Here, uuid: UUID) -> Response:
    """The picture of the flow that a year goes by."""
    require_staff(visit)
    return Response(draw(the_cycle(visit, str(uuid)).flow), media_type=SVG)


@router.post("/cycles/{uuid}/skips")
def skip_step(visit: Here, uuid: UUID, form: Form) -> Response:
    """The chosen items pass a step over."""

    def do() -> None:
        chosen = tuple(form.many("indicator_ids"))
        if not chosen:
            raise Refused("この段階を省く項目を選んでください。", code="empty", field="indicator_ids")
        command = form.command(SkipStep, cycle_id=str(uuid), indicator_ids=chosen, reason=form["reason"])
        visit.engine.do(command, visit.account)

    return _answer(visit, uuid, do, "step_skipped")


@router.post("/cycles/{uuid}/returns")
def return_step(visit: Here, uuid: UUID, form: Form) -> Response:
    """An item goes back to an earlier step."""

    def do() -> None:
        if not form["indicator_id"]:
            raise Refused("戻す項目を選んでください。", code="empty", field="indicator_id")
        if not form["step"]:
            raise Refused("戻す段階を選んでください。", code="empty", field="step")
        visit.engine.do(form.command(ReturnStep, cycle_id=str(uuid), reason=form["reason"]), visit.account)

    return _answer(visit, uuid, do, "step_returned")


@router.post("/cycles/{uuid}/flow")
def change_flow(visit: Here, uuid: UUID, form: Form) -> Response:
    """The year goes on by another flow."""

    def do() -> None:
        if not form["judged_by"]:
            raise Refused("判断した会長（職務代理）を選んでください。", code="empty", field="judged_by")
        command = form.command(
            ChangeFlow,
            cycle_id=str(uuid),
            flow=chosen_flow(form["flow"]),
            judged_on=needed_date(form, "judged_on", "会長が判断した日"),
            ground=form["ground"],
            articles=tuple(filter(None, re.split(r"[、,\s]+", form["articles"]))),
        )
        visit.engine.do(command, visit.account)

    return _answer(visit, uuid, do, "flow_changed")


def _answer(visit: Visit, uuid: UUID, do: Callable[[], object], said: str) -> Response:
    return answer(visit, do, lambda **more: show_cycle(visit, str(uuid), **more), f"/cycles/{uuid}", said)
