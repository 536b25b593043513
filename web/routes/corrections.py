"""軽微な修正 on an item or on the plan's names, and texts that were read wrongly from the document."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import CorrectText, MakeMinorCorrection
from domain.errors import Refused
from domain.events import Source
from pdca.words import GROUND
from web.forms import Form, Typed, is_number
from web.page import answer, page
from web.permitted import may
from web.routes.indicators import answer_on_item
from web.site import Here, Visit
from web.views.corrections import correction_views, occurrences, past_sessions, places_of
from web.views.reading import the_plan

router = APIRouter()


@router.post("/indicators/{uuid}/corrections")
def correct_item(visit: Here, uuid: UUID, form: Form) -> Response:
    """A bullet or the name of an item."""

    def do() -> None:
        visit.engine.do(_command(form, indicator_id=str(uuid), **_bullet(form)), visit.account)

    return answer_on_item(visit, str(uuid), do, "minor_corrected")


def _bullet(form: Typed) -> dict[str, object]:
    """The bullet that was chosen (`id:revision`), or nothing for the name."""
    statement, _, revision = form["about"].partition(":")
    return {"statement": statement, "text_revision": revision} if revision else {}


def _command(form: Typed, **place: object) -> MakeMinorCorrection:
    if form["ground"] not in GROUND:
        raise Refused("修正の根拠を選んでください。", code="empty", field="ground")
    session = (form["session_id"] or None) if form["ground"] == "entrusted" else None
    given = {"text": form["text"], "note": form["note"], "session_id": session, **place}
    return form.command(MakeMinorCorrection, **given)


@router.post("/indicators/{uuid}/text-corrections")
def correct_text(visit: Here, uuid: UUID, form: Form) -> Response:
    """A bullet as it stands in the document."""

    def do() -> None:
        if not is_number(form["line"].strip()):
            raise Refused("文書の何行目に書かれているかを、数字で入れてください。", code="empty", field="line")
        source = Source(line=int(form["line"]))
        command = form.command(CorrectText, indicator_id=str(uuid), text=form["text"], source=source, **_bullet(form))
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "text_corrected")


@router.get("/plans/{key}/corrections")
def show(visit: Here, key: str, old: str = "", new: str = "") -> Response:
    """All minor corrections of a plan, the form for names of projects and measures, and where a word stands."""
    return _show(visit, key, old, new)


def _show(visit: Visit, key: str, old: str = "", new: str = "", **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    _ = visit.account
    plan = the_plan(visit, key)
    may_correct = may(visit, "make_minor_correction")
    rows = visit.models.corrections.of_plan(plan.plan) if visit.viewer else []
    given = {
        "plan": plan,
        "corrections": correction_views(visit, reversed(rows), plan),
        "places": places_of(plan),
        "sessions": past_sessions(visit, plan.plan),
        "may_correct": may_correct,
        "old": old,
        "new": new,
        "occurrences": occurrences(visit, plan, old, new) if may_correct else (),
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "corrections.html", **(given | more))


@router.post("/plans/{key}/corrections")
def correct_plan(visit: Here, key: str, form: Form) -> Response:
    """The name of a project or a measure."""
    plan = the_plan(visit, key)

    def do() -> None:
        project, _, initiative = form["place"].partition(" ")
        if not is_number(project):
            raise Refused("直す重点プロジェクトか取組を選んでください。", code="empty", field="place")
        place = {"project": int(project), "initiative": int(initiative) if is_number(initiative) else None}
        visit.engine.do(_command(form, plan_id=plan.plan, **place), visit.account)

    return answer(visit, do, lambda **more: _show(visit, key, **more), f"/plans/{key}/corrections", "minor_corrected")


@router.post("/plans/{key}/corrections/all")
def correct_all(visit: Here, key: str, form: Form) -> Response:
    """One word in all the places that were chosen: a correction for each, with its own command."""
    plan = the_plan(visit, key)

    def do() -> None:
        chosen = form.many("place")
        if not chosen:
            raise Refused("直すところを選んでください。", code="empty", field="place")
        known = {each.key: each for each in occurrences(visit, plan, form["old"], form["new"])}
        for place in chosen:
            if place in known:
                visit.engine.do(_one(form, place, known[place].after), visit.account)

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return _show(visit, key, form["old"], form["new"], **more)

    return answer(visit, do, again, f"/plans/{key}/corrections", "minor_corrected")


def _one(form: Typed, place: str, text: str) -> MakeMinorCorrection:
    indicator, statement, revision = place.split(":")
    bullet = {"statement": int(statement), "text_revision": int(revision)} if statement != "0" else {}
    return _command(form, command_id=form[f"command-{place}"], indicator_id=indicator, text=text, **bullet)
