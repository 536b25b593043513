"""引継ぎ: the page for whoever takes the office over, and its notes."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import NoteHandover, SettleHandoverNote
from domain.errors import NotFound
from projections.streams import PlanRow
from web.forms import Form
from web.page import answer, page
from web.site import Here, Position, Visit
from web.views.handover import handover_view
from web.views.office import secretariat_only

router = APIRouter()


@router.get("/plans/{key}/handover")
def show(visit: Here, key: str) -> Response:
    """What is open, promised and due."""
    secretariat_only(visit)
    return show_handover(visit, _plan(visit, key))


def show_handover(visit: Visit, plan: PlanRow, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page with its form."""
    return page(visit, "handover.html", view=handover_view(visit, plan), new_id=visit.engine.chance.new_id, **more)


def _plan(visit: Visit, key: str) -> PlanRow:
    plan = visit.models.streams.plan_by_key(key)
    if plan is None:
        msg = "この計画は見つかりません。"
        raise NotFound(msg, code="not_found")
    return plan


@router.post("/plans/{key}/handover/notes")
def note(visit: Here, key: str, form: Form) -> Response:
    """A note for whoever comes after."""
    secretariat_only(visit)
    plan = _plan(visit, key)

    def do() -> None:
        command = form.command(NoteHandover, plan_id=plan.plan, body=form["body"])
        visit.engine.do(command, visit.account)

    return answer(visit, do, lambda **more: show_handover(visit, plan, **more), f"/plans/{key}/handover", "noted")


@router.post("/plans/{key}/handover/notes/{position}/settlement")
def settle(visit: Here, key: str, position: Position, form: Form) -> Response:
    """The note needs nobody's attention any more."""
    secretariat_only(visit)
    plan = _plan(visit, key)

    def do() -> None:
        visit.engine.do(form.command(SettleHandoverNote, plan_id=plan.plan, note=position), visit.account)

    show = lambda **more: show_handover(visit, plan, **more)  # noqa: E731 -- the same page for both answers
    return answer(visit, do, show, f"/plans/{key}/handover", "note_settled")
