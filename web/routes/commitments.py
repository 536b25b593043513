"""次回までに確認すること: the page of a plan, new ones, and what became of them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import AnswerCommitment, MakeCommitment
from domain.errors import NotFound, Refused
from pdca.words import KEPT
from web.dates import needed_date
from web.forms import Form, Typed
from web.page import answer, page
from web.permitted import may
from web.routes.indicators import answer_on_item, show_item
from web.site import Here, Position, Visit
from web.views.commitments import commitment_views
from web.views.item import current_cycle
from web.views.reading import reading, the_plan
from web.views.years import back_to_item

router = APIRouter()


@router.get("/plans/{key}/commitments")
def show(visit: Here, key: str) -> Response:
    """What is to be confirmed, open ones first; the public reads what the council has seen."""
    return _show(visit, key)


def _show(visit: Visit, key: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    plan = the_plan(visit, key)
    how = reading(visit, plan)
    cycle = None if how.public else current_cycle(visit, plan.plan, how)
    rows = [] if how.unpublished else visit.models.commitments.of_plan(plan.plan)
    views = commitment_views(visit, rows, plan, how, cycle)
    given = {
        "plan": plan,
        "reading": how,
        "cycle": cycle,
        "open": [view for view in views if view.open],
        "over": [view for view in views if not view.open],
        "may_make": how.moment is None and may(visit, "make_commitment", cycle),
        "asof": how.moment,
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "commitments.html", **(given | more))


@router.post("/plans/{key}/commitments")
def make(visit: Here, key: str, form: Form) -> Response:
    """One on the whole plan."""

    def do() -> None:
        visit.engine.do(_made(form, None), visit.account)

    return answer(visit, do, lambda **more: _show(visit, key, **more), f"/plans/{key}/commitments", "committed")


@router.post("/indicators/{uuid}/commitments")
def make_on_item(visit: Here, uuid: UUID, form: Form) -> Response:
    """One on an item."""

    def do() -> None:
        visit.engine.do(_made(form, str(uuid)), visit.account)

    return answer_on_item(visit, str(uuid), do, "committed")


def _made(form: Typed, indicator: str | None) -> MakeCommitment:
    due = needed_date(form, "due", "いつまでに確認するか")
    return form.command(MakeCommitment, text=form["text"], due=due, indicator_id=indicator)


@router.post("/commitments/{position}/answer")
def answer_commitment(visit: Here, position: Position, form: Form) -> Response:
    """What became of one; answered from its item's page or from the plan's."""
    _ = visit.account
    row = visit.models.commitments.commitment(position)
    plan = visit.models.streams.plan(row.plan) if row else None
    if row is None or plan is None:
        raise NotFound("この「次回までに確認すること」は見つかりません。", code="not_found")
    indicator = row.indicator if form["item_page"] else None

    def do() -> None:
        visit.engine.do(_answered(form, position, row.indicator), visit.account)

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_item(visit, indicator, **more) if indicator else _show(visit, plan.key, **more)

    url = back_to_item(visit, indicator) if indicator else f"/plans/{plan.key}/commitments"
    return answer(visit, do, again, url, "commitment_answered")


def _answered(form: Typed, position: int, indicator: str | None) -> AnswerCommitment:
    if form["result"] not in KEPT:
        raise Refused("確認できたかどうかを選んでください。", code="empty", field="result")
    due = needed_date(form, "due", "いつまでに確認するか") if form["result"] == "continued" else None
    return form.command(AnswerCommitment, commitment=position, note=form["note"], indicator_id=indicator, due=due)
