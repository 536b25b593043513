"""The practice review is begun: a copy of everything, beside the official record."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from web.forms import Form
from web.site import Here
from web.views.office import secretariat_only

router = APIRouter()


@router.post("/cycles/practice")
def begin(visit: Here, _: Form) -> Response:
    """The copy is made, unless one stands, and opened."""
    secretariat_only(visit)
    if visit.site.practice is None:
        msg = "練習の中で、もう一つの練習は始められません。"
        raise NotFound(msg, code="not_found")
    visit.site.practice.begin()
    response = RedirectResponse("/practice/cycles", 303)
    if visit.partial:
        response = RedirectResponse("/practice/cycles", 200)
        response.headers["HX-Redirect"] = "/practice/cycles"
        del response.headers["location"]
    return response
