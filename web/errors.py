"""Turns what went wrong into a page: a refusal with everything that was typed, or a calm word about a fault of ours."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from domain.errors import NotFound, ReviewError
from web.forms import NOTHING
from web.page import page
from web.security import HEADERS, too_large
from web.session import SignInNeeded
from web.site import Visit, visit

log = logging.getLogger("pdca.web")

TITLES = {
    403: "この操作はできません",
    404: "ページが見つかりません",
    405: "ページが見つかりません",
    409: "ほかの変更と重なりました",
    413: "送られた内容が大きすぎます",
    422: "お確かめください",
    429: "少し時間をおいてください",
}
NOT_FOUND = "このページはないか、ご覧になれません。アドレスをお確かめください。"
FAULT = "申し訳ありません。画面を表示できませんでした。記録は変わっていません。しばらくして、もう一度お試しください。"


class Fault(ReviewError):
    """Raised by nobody: what the page says when the fault is ours."""

    status = 500


def install(app: FastAPI) -> None:
    """All that can go wrong ends in one of these."""
    app.add_exception_handler(ReviewError, review_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(ClientDisconnect, hung_up)
    app.add_exception_handler(Exception, fault)


def error_page(request: Request, error: ReviewError) -> Response:
    """The page about an error: a signed-out person who sent something signs in and finds it again."""
    here = visit(request)
    if isinstance(error, SignInNeeded):
        return sign_in_page(here, status=403, problem=error)
    title = TITLES.get(error.status, "画面を表示できませんでした")
    return page(here, "error.html", status=error.status, problem=error, title=title, action=_own_path(request))


def sign_in_page(here: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """Where somebody says who they are; what they had sent meanwhile is carried along."""
    path = here.request.url.path
    lost = here.typed if here.request.method == "POST" and not path.startswith("/sign-in") else NOTHING
    return page(here, "sign_in.html", **{"next_path": path, "lost": lost, "kept": ""} | more)


def _own_path(request: Request) -> str:
    return request.url.path


def review_error(request: Request, error: Exception) -> Response:
    """A rule, a permission or a conflict said no."""
    assert isinstance(error, ReviewError)  # noqa: S101 -- registered for this class only
    return error_page(request, error)


def http_error(request: Request, error: Exception) -> Response:
    """No such page, or not with this method."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return error_page(request, too_large())
    response = error_page(request, NotFound(NOT_FOUND, code="not_found"))
    response.status_code = status
    return response


def invalid(request: Request, _: Exception) -> Response:
    """An address with a part that cannot be: no such page."""
    return error_page(request, NotFound(NOT_FOUND, code="not_found"))


def hung_up(_: Request, __: Exception) -> Response:
    """The browser went away in the middle of what it sent: nobody reads the answer, and the fault is not ours."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


def fault(request: Request, error: Exception) -> Response:
    """A fault of ours: logged with its cause, said calmly."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    response = error_page(request, Fault(FAULT, code="fault"))
    response.headers.update(HEADERS)  # this one is answered outside of all middleware
    return response
