"""What is taken back, and proposals that change which items the plan has: add, split, merge, move, retire."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import Bullet, NewItem, ProposeImprovement, TakeBackDraft, WithdrawProposal
from domain.errors import Refused
from web.forms import Form, Typed
from web.page import page
from web.permitted import require_staff
from web.routes.indicators import answer_on_item
from web.routes.moved import moved
from web.routes.numeric_items import typed_figure
from web.site import Here, Position, Visit
from web.views.restructuring import KINDS, place_of, restructuring
from web.views.years import back_to_item

router = APIRouter(prefix="/indicators/{uuid}")
NEW_ITEMS = range(1, 4)
"""How many new items the form has fields for."""


@router.post("/drafts/{number}/take-back")
def take_back(visit: Here, uuid: UUID, number: Position, form: Form) -> Response:
    """A draft that members saw stands no more."""

    def do() -> None:
        command = form.command(TakeBackDraft, indicator_id=str(uuid), number=number, reason=form["reason"])
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "draft_taken_back")


@router.post("/proposals/{version}/withdraw")
def withdraw(visit: Here, uuid: UUID, version: Position, form: Form) -> Response:
    """The proposal is taken back."""

    def do() -> None:
        command = form.command(WithdrawProposal, indicator_id=str(uuid), version=version, reason=form["reason"])
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "proposal_withdrawn")


@router.get("/restructuring")
def show(visit: Here, uuid: UUID, session: UUID | None = None) -> Response:
    """The page with a form for each kind."""
    return _show(visit, uuid, str(session) if session else "")


def _show(visit: Visit, uuid: UUID, session: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    require_staff(visit)
    view = restructuring(visit, str(uuid), session)
    given = {"view": view, "rows": NEW_ITEMS, "new_id": visit.engine.chance.new_id}
    return page(visit, "restructuring.html", **(given | more))


@router.post("/restructuring")
def propose(visit: Here, uuid: UUID, form: Form) -> Response:
    """A proposal of one of the kinds."""
    require_staff(visit)

    def do() -> None:
        visit.engine.do(_command(form, str(uuid)), visit.account)

    return moved(
        visit,
        do,
        lambda **more: _show(visit, uuid, form["session_id"], **more),
        back_to_item(visit, str(uuid)),
        "proposed",
    )


def _command(form: Typed, indicator: str) -> ProposeImprovement:
    kind = form["proposal_kind"]
    if kind not in KINDS:
        raise Refused("案の種類を選んでください。", code="empty", field="proposal_kind")
    given: dict[str, object] = {}
    if kind in {"add", "split"}:
        given["new_items"] = tuple(item for k in NEW_ITEMS if (item := _new_item(form, k)) is not None)
    if kind == "move":
        given["to_project"], given["to_initiative"] = place_of(form["place"])
    if kind == "merge":
        given["statements"] = tuple(Bullet(text=line) for line in _lines(form["texts"]))
    return form.command(ProposeImprovement, indicator_id=indicator, name=None, reason=form["reason"], **given)


def _new_item(form: Typed, k: int) -> NewItem | None:
    """What the k-th row of fields says; None where it was left empty."""
    if not form[f"name-{k}"].strip() and not form[f"texts-{k}"].strip():
        return None
    place = place_of(form[f"place-{k}"]) if form[f"place-{k}"] else (None, None)
    return NewItem(
        name=form[f"name-{k}"],
        statements=tuple(_lines(form[f"texts-{k}"])),
        item_kind=form[f"kind-{k}"] or None,  # type: ignore[arg-type]  # read back from JSON before it is decided
        project=place[0],
        initiative=place[1],
        initiative_name=form[f"measure-{k}"].strip() or None,
        unit=form[f"unit-{k}"].strip() or None,
        baseline=typed_figure(form, f"baseline-{k}"),
        target=typed_figure(form, f"target-{k}"),
    )


def _lines(typed: str) -> list[str]:
    return [line.strip().removeprefix("・") for line in typed.splitlines() if line.strip()]
