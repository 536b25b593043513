"""The first page, and the plan: published for the public, as it stands for those who review it."""

from fastapi import APIRouter
from starlette.responses import Response

from web.page import page
from web.routes.board import show_board
from web.site import Here
from web.views.home import home_view
from web.views.inbox import ballots, entrusted
from web.views.plan import plan_view

router = APIRouter()


@router.get("/")
def home(visit: Here) -> Response:
    """The plans; for a member first what the council asks, for the office what there is to do."""
    if visit.visitor.staff and not visit.visitor.is_member:
        return show_board(visit)
    member = visit.visitor.is_member
    asked = {"entrusted": entrusted(visit), "ballots": ballots(visit)} if member else {"entrusted": (), "ballots": ()}
    return page(visit, "home.html", home=home_view(visit), **asked)


@router.get("/plans/{key}")
def plan(visit: Here, key: str) -> Response:
    """One plan."""
    view = plan_view(visit, key)
    return page(visit, "plan.html", plan=view, asof=view.reading.moment)
