"""Advice: for the secretariat only; for all others the page does not exist."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.errors import NotFound, Refused
from domain.review_cycle import ReviewCycle
from web.forms import Form
from web.page import answer, page
from web.site import Here, Visit
from web.views.advice import advice_view, advised, given
from web.views.office import the_cycle

router = APIRouter(prefix="/cycles/{uuid}/advice")


def _its_cycle(visit: Visit, uuid: str) -> ReviewCycle:
    _ = visit.account
    cycle = the_cycle(visit, uuid)
    if not advised(visit, cycle):
        msg = "このページは見つかりません。"
        raise NotFound(msg, code="not_found")
    return cycle


@router.get("")
def show(visit: Here, uuid: UUID, show: str = "open") -> Response:
    """What is open; with `show=kept` what was looked at."""
    return show_advice(visit, str(uuid), kept=show == "kept")


def show_advice(visit: Visit, uuid: str, *, kept: bool, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page."""
    view = advice_view(visit, _its_cycle(visit, uuid), kept=kept)
    return page(visit, "advice.html", **({"view": view, "showing_kept": kept} | more))


@router.post("")
def keep(visit: Here, uuid: UUID, form: Form) -> Response:
    """「確認済み（このままにする）」, or shown again; no event: advice is no part of the record."""
    cycle = _its_cycle(visit, str(uuid))
    kept = form["show"] == "kept"

    def do() -> None:
        mark = (form["indicator"], form["kind"], form["mark"])
        if not given(visit, cycle, mark):
            msg = "この手がかりは、状況が書き直されたため、もうありません。"
            raise Refused(msg, code="advice_gone")
        if kept:
            visit.site.kept_advice.bring_back(cycle.id, mark)
        else:
            visit.site.kept_advice.keep(cycle.id, mark, visit.account)

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_advice(visit, str(uuid), kept=kept, **more)

    url = f"/cycles/{uuid}/advice{'?show=kept' if kept else ''}"
    return answer(visit, do, again, url, "advice_back" if kept else "advice_kept")
