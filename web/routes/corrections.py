"""軽微な修正 on an item or on the plan's names, and texts that were read wrongly from the document."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import CorrectText, MakeMinorCorrection
from domain.errors import Refused
from domain.events import Source
from pdca.words import GROUND
from web.forms import Form, Typed
from web.page import answer, page
from web.permitted import may
from web.routes.indicators import show_item
from web.site import Here, Visit
from web.views.corrections import correction_views, past_sessions, places_of
from web.views.reading import the_plan

router = APIRouter()


@router.post("/indicators/{uuid}/corrections")
def correct_item(visit: Here, uuid: UUID, form: Form) -> Response:
    """A bullet or the name of an item."""

    def do() -> None:
        visit.engine.do(_command(form, indicator_id=str(uuid), **_bullet(form)), visit.account)

    return answer(
        visit, do, lambda **more: show_item(visit, str(uuid), **more), f"/indicators/{uuid}", "minor_corrected"
    )


def _bullet(form: Typed) -> dict[str, object]:
    """The bullet that was chosen (`id:revision`), or nothing for the name."""
    statement, _, revision = form["about"].partition(":")
    return {"statement": statement, "text_revision": revision} if revision else {}


def _command(form: Typed, **place: object) -> MakeMinorCorrection:
    if form["ground"] not in GROUND:
        raise Refused("修正の根拠を選んでください。", code="empty", field="ground")
    session = (form["session_id"] or None) if form["ground"] == "entrusted" else None
    return form.command(MakeMinorCorrection, text=form["text"], note=form["note"], session_id=session, **place)


@router.post("/indicators/{uuid}/text-corrections")
def correct_text(visit: Here, uuid: UUID, form: Form) -> Response:
    """A bullet as it stands in the document."""

    def do() -> None:
        if not form["line"].strip().isdecimal():
            raise Refused("文書の何行目に書かれているかを、数字で入れてください。", code="empty", field="line")
        source = Source(line=int(form["line"]))
        command = form.command(CorrectText, indicator_id=str(uuid), text=form["text"], source=source, **_bullet(form))
        visit.engine.do(command, visit.account)

    return answer(
        visit, do, lambda **more: show_item(visit, str(uuid), **more), f"/indicators/{uuid}", "text_corrected"
    )


@router.get("/plans/{key}/corrections")
def show(visit: Here, key: str) -> Response:
    """All minor corrections of a plan, and the form for names of projects and measures."""
    return _show(visit, key)


def _show(visit: Visit, key: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    _ = visit.account
    plan = the_plan(visit, key)
    rows = visit.models.corrections.of_plan(plan.plan) if visit.viewer else []
    given = {
        "plan": plan,
        "corrections": correction_views(visit, reversed(rows), plan),
        "places": places_of(plan),
        "sessions": past_sessions(visit, plan.plan),
        "may_correct": may(visit, "make_minor_correction"),
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "corrections.html", **(given | more))


@router.post("/plans/{key}/corrections")
def correct_plan(visit: Here, key: str, form: Form) -> Response:
    """The name of a project or a measure."""
    plan = the_plan(visit, key)

    def do() -> None:
        project, _, initiative = form["place"].partition(" ")
        if not project.isdecimal():
            raise Refused("直す重点プロジェクトか取組を選んでください。", code="empty", field="place")
        place = {"project": int(project), "initiative": int(initiative) if initiative.isdecimal() else None}
        visit.engine.do(_command(form, plan_id=plan.plan, **place), visit.account)

    return answer(visit, do, lambda **more: _show(visit, key, **more), f"/plans/{key}/corrections", "minor_corrected")
