"""手続の点検: for auditor and secretariat."""

from fastapi import APIRouter
from starlette.responses import Response

from web.page import page
from web.site import Here
from web.views.findings import findings_view
from web.views.office import refuse_unless

router = APIRouter()


@router.get("/findings")
def show(visit: Here, cycle: str = "") -> Response:
    """A year's review, by default the newest."""
    _ = visit.account
    refuse_unless(
        bool(visit.visitor.staff & {"auditor", "secretariat"}), "このページは、監査と事務局のためのページです。"
    )
    return page(visit, "findings.html", view=findings_view(visit, cycle))
