"""The office's first page: what is mine to do, and how far each year's review has come."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.page import page
from web.permitted import require_staff
from web.site import Here, Visit
from web.views import board
from web.views.inbox import inbox

router = APIRouter()


@router.get("/board")
def show(visit: Here, q: str = "") -> Response:
    """The board; with `q` the items that it names, or the one item itself."""
    require_staff(visit)
    hits = board.search(visit, q)
    if len(hits) == 1:
        return RedirectResponse(hits[0].url, 303)
    return show_board(visit, asked=q.strip(), hits=hits)


def show_board(visit: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The board as the office's first page."""
    shown: dict[str, Any] = {
        "asked": "",
        "hits": (),
        "tasks": inbox(visit),
        "boards": board.boards(visit),
        "closed": board.closed_cycles(visit),
        "plans": visit.models.streams.plans(),
        "departments": board.to_fill_in(visit),
    }
    return page(visit, "board.html", **(shown | more))
