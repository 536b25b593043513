"""From any stream's id to its page: where a sentence only knows what is in the way."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from domain.errors import NotFound
from web.site import Here

router = APIRouter()

PAGES = {"indicator": "/indicators/{id}", "review_cycle": "/cycles/{id}", "session": "/sessions/{id}"}


@router.get("/streams/{uuid}")
def stream(visit: Here, uuid: UUID) -> Response:
    """Leads on; the page itself decides whether it exists for the visitor."""
    _ = visit.account
    row = visit.models.streams.stream(str(uuid))
    if row is None or row.kind not in PAGES:
        msg = "このページは見つかりません。"
        raise NotFound(msg, code="not_found")
    return RedirectResponse(PAGES[row.kind].format(id=row.stream), 303)
