"""Whether the process lives, and whether it can work."""

from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from web.site import Here

router = APIRouter()


@router.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return PlainTextResponse("ok")


@router.get("/readyz")
def readyz(visit: Here) -> Response:
    """The log answers and the read models go on."""
    stopped = visit.models.stopped()
    behind = visit.engine.head() - visit.models.position()
    ready = not stopped and behind == 0
    return PlainTextResponse("ok" if ready else "not ready", 200 if ready else 503)
