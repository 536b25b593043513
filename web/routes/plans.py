"""The first page, and the plan: published for the public, as it stands for those who review it; also as a file."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from domain.errors import NotFound
from pdca.documents.writing import BY_SUFFIX, FORMATS, write_plan
from web.page import page
from web.routes.board import show_board
from web.site import Here
from web.views.home import home_view
from web.views.imports import may_withdraw
from web.views.inbox import ballots, entrusted
from web.views.plan import plan_view
from web.views.plan_file import plan_form

router = APIRouter()
MOST_OF_A_TITLE = 60
"""Letters of a plan's title in the name of its file."""


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
    withdraw = view.reading.moment is None and may_withdraw(visit, view.row)
    return page(visit, "plan.html", plan=view, asof=view.reading.moment, may_withdraw=withdraw)


@router.get("/plans/{key}/export.{suffix}")
def plan_file(visit: Here, key: str, suffix: str) -> Response:
    """The plan as a document: what its page shows this visitor, at the same moment."""
    if suffix not in BY_SUFFIX:
        msg = "この形式では書き出せません。"
        raise NotFound(msg, code="not_found")
    name = BY_SUFFIX[suffix]
    form = plan_form(visit, key)
    file = quote(f"{form['title'][:MOST_OF_A_TITLE]}.{suffix}", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename=\"{key}.{suffix}\"; filename*=UTF-8''{file}",
        "Cache-Control": "no-store" if visit.visitor.signed_in else "no-cache",
        "Vary": "Cookie",
    }
    return Response(write_plan(form, name), media_type=FORMATS[name].media_type, headers=headers)
