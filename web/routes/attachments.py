"""Scans: for staff only."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from domain.errors import NotFound
from web.site import Here, Position

router = APIRouter()


@router.get("/attachments/{position}")
def attachment(visit: Here, position: Position) -> Response:
    """One file, by the position of its event; for anybody but staff it does not exist."""
    _ = visit.account
    row = visit.models.attachments.attachment(position)
    opened = visit.engine.reveal([row.name, row.sha256]) if row else {}
    if row is None or not visit.visitor.staff or row.sha256 not in opened:
        msg = "このファイルは見つかりません。"
        raise NotFound(msg, code="unknown_file")
    name = quote(opened.get(row.name, "file"))
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(visit.engine.files.get(opened[row.sha256]), media_type=row.media_type, headers=headers)
