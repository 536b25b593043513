"""まとめて据置き: many items stay as they are, for one chosen reason; one event for each."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.codes import Carried
from domain.commands import CarryForward
from domain.errors import NotPermitted, Obstacle, Refused, ReviewError
from web.forms import Form, Typed
from web.page import answer, page
from web.permitted import require_staff
from web.routes.status import carried_reason
from web.site import Here, Visit
from web.views.item_staff import UNCHANGED
from web.views.office import the_cycle
from web.views.unchanged import unchanged_view

router = APIRouter(prefix="/cycles/{uuid}/unchanged")


@router.get("")
def show(visit: Here, uuid: UUID, of: str = "status", check: str = "") -> Response:
    """The items that may stay; with `check=all` all are chosen."""
    require_staff(visit)
    return show_unchanged(visit, str(uuid), of, all_checked=check == "all")


def show_unchanged(visit: Visit, uuid: str, of: str, *, all_checked: bool = False, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page."""
    carried: Carried = "text" if of == "text" else "status"
    view = unchanged_view(visit, the_cycle(visit, uuid), carried)
    context = {"view": view, "all_checked": all_checked, "unchanged": UNCHANGED, "new_id": visit.engine.chance.new_id}
    return page(visit, "unchanged.html", **(context | more))


@router.post("")
def carry_forward(visit: Here, uuid: UUID, form: Form) -> Response:
    """Each chosen item stays, and has a command id of its own on the page, so that pressing twice records once."""
    require_staff(visit)
    of = "text" if form["of"] == "text" else "status"

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_unchanged(visit, str(uuid), of, **more)

    url = f"/cycles/{uuid}/unchanged?of={of}"
    return answer(visit, lambda: _carry_all(visit, str(uuid), form), again, url, "carried_many")


def _carry_all(visit: Visit, cycle_id: str, form: Typed) -> None:
    """What a rule refuses for one item keeps none of the others back; the page then says which, and why."""
    chosen = form.many("indicator_ids")
    if not chosen:
        raise Refused("据え置く項目を選んでください。", code="empty", field="indicator_ids")
    reason = carried_reason(form)
    refused = [found for item in chosen if (found := _carry(visit, cycle_id, item, reason, form))]
    if refused:
        msg = f"{len(chosen) - len(refused)}件を据置きとして記録しました。次の{len(refused)}件は記録していません。"
        raise Refused(msg, code="some_refused", obstacles=tuple(refused))


def _carry(visit: Visit, cycle_id: str, item: str, reason: str, form: Typed) -> Obstacle | None:
    given = {"command_id": form[f"command_id-{item}"], "cycle_id": cycle_id, "indicator_id": item, "reason": reason}
    try:
        visit.engine.do(form.command(CarryForward, **given), visit.account)
    except NotPermitted:
        raise
    except ReviewError as error:
        return Obstacle(item, error.message)
    return None
