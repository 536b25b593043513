"""決裁: the list of one plan, year, meeting or item, and the form that records one."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.approval import PLACES
from domain.commands import RecordApproval
from domain.errors import NotFound
from pdca.asof import position_of
from projections.streams import StreamRow
from web.dates import needed_date
from web.forms import Form
from web.page import answer, page
from web.permitted import require_staff
from web.site import Here, Visit
from web.views.approvals import approval_page

router = APIRouter()
KINDS = frozenset[str]().union(*PLACES.values())


@router.get("/streams/{uuid}/approvals")
def show(visit: Here, uuid: UUID) -> Response:
    """The 決裁 that stand here."""
    require_staff(visit)
    return show_approvals(visit, str(uuid))


def show_approvals(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The list with its form."""
    view = approval_page(visit, _row(visit, uuid))
    return page(visit, "approvals.html", view=view, today=visit.today, new_id=visit.engine.chance.new_id, **more)


def _row(visit: Visit, uuid: str) -> StreamRow:
    row = visit.models.streams.stream(uuid)
    if row is None or row.kind not in KINDS:
        msg = "このページは見つかりません。"
        raise NotFound(msg, code="not_found")
    return row


@router.post("/streams/{uuid}/approvals")
def record(visit: Here, uuid: UUID, form: Form) -> Response:
    """A 決裁 of what stands now, or of what stood at the end of its day."""

    def do() -> None:
        on = needed_date(form, "on", "決裁の日")
        through = None if form["covers"] == "now" else position_of(visit.engine, on.isoformat()) or None
        command = form.command(RecordApproval, stream_id=str(uuid), on=on, through=through)
        visit.engine.do(command, visit.account)

    return answer(
        visit,
        do,
        lambda **more: show_approvals(visit, str(uuid), **more),
        f"/streams/{uuid}/approvals",
        "approval_recorded",
    )
