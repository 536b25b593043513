"""Opinions on the plan as a whole, on how the council works, on what is not in the plan."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import SubmitComment
from domain.errors import NotFound
from domain.review_cycle import ReviewCycle
from web.forms import Form
from web.page import answer, page
from web.permitted import in_time, may
from web.site import Here, Visit
from web.views.item import council_member
from web.views.kept import keep, kept_texts, place
from web.views.reading import Reading, plan_of
from web.views.voices import voices

router = APIRouter(prefix="/cycles/{uuid}/comments")


@router.get("")
def whole_plan(visit: Here, uuid: UUID) -> Response:
    """What was said about the whole, and the form."""
    return show_whole_plan(visit, str(uuid))


def show_whole_plan(visit: Visit, cycle_id: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page; again with a problem, after a refused form."""
    cycle = _cycle(visit, cycle_id)
    opinions = visit.models.opinions
    both = [*opinions.taken_up(cycle_id), *opinions.cycle_opinions(cycle_id)]
    rows = [row for row in both if row.indicator is None]
    given = {
        "cycle": cycle,
        "due": cycle.due(None, visit.account),
        "plan": plan_of(visit, cycle.plan),
        "voices": voices(visit, rows, Reading(None, public=False)),
        "may_speak": council_member(visit, cycle)
        and in_time(visit, cycle, None)
        and may(visit, "submit_comment", cycle),
        "new_id": visit.engine.chance.new_id,
        "kept": kept_texts(visit, place(cycle_id, "")),
    }
    return page(visit, "whole_plan.html", **given | more)


@router.post("")
def comment(visit: Here, form: Form, uuid: UUID) -> Response:
    """An opinion on the whole, or a text kept for later."""
    cycle_id = str(uuid)
    _cycle(visit, cycle_id)
    where = place(cycle_id, form["form"])

    def do() -> None:
        if form["later"]:
            keep(visit, where, form["body"])
            return
        command = form.command(SubmitComment, cycle_id=cycle_id, place={}, body=form["body"], author=None)
        visit.engine.do(command, visit.account)
        visit.site.credentials.drop_text(visit.account, where)

    said = "text_kept" if form["later"] else "comment_sent"
    return answer(
        visit, do, lambda **more: show_whole_plan(visit, cycle_id, **more), f"/cycles/{cycle_id}/comments", said
    )


def _cycle(visit: Visit, cycle_id: str) -> ReviewCycle:
    """The cycle, for staff and the members of its council only."""
    _ = visit.account
    cycle = visit.engine.load(ReviewCycle, cycle_id)
    if not cycle.exists or not visit.visitor.roles_in(cycle.council):
        msg = "この年度の見直しは見つかりません。"
        raise NotFound(msg, code="not_found")
    return cycle
