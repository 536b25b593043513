"""Signing in by a code or a link that a button confirms, and signing out."""

import re

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from domain.errors import ReviewError
from pdca.credentials import BrowserSession, find_accounts
from web.errors import sign_in_page
from web.forms import Form, Typed
from web.page import SAID, back, page
from web.site import Here, Visit

router = APIRouter()

OURS = re.compile(r"/(?:plans|indicators|comments|cycles|sessions|inbox)(?:/[A-Za-z0-9-]+)*")
"""The only paths that a sign-in leads on to."""


def own_path(typed: str) -> str:
    """A page of ours, else the first one."""
    return typed if OURS.fullmatch(typed) else "/"


@router.get("/sign-in")
def sign_in_form(visit: Here, next: str = "/") -> Response:  # noqa: A002 -- the name in the address
    """Where somebody says who they are."""
    return sign_in_page(visit, next_path=own_path(next))


@router.post("/sign-in")
def sign_in(visit: Here, form: Form) -> Response:
    """By the code, with the name where it was given."""
    named = find_accounts(visit.engine, form["name"]) or ["-"] if form["name"].strip() else []
    try:
        session = visit.site.credentials.sign_in_by_code(
            form["code"], _address(visit), accounts=named, remember=bool(form["remember"]), before=_before(visit)
        )
    except ReviewError as error:
        return sign_in_page(visit, next_path=own_path(form["next"]), problem=error, status=error.status)
    return _signed_in(visit, form, session)


@router.get("/sign-in/{token}")
@router.get("/sign-in/link/{token}")
def link(visit: Here, token: str) -> Response:
    """The link of a mail or a paper card: looking at it spends nothing, mail scanners do that."""
    account = visit.site.credentials.account_of_link(token)
    row = visit.models.streams.stream(account) if account else None
    response = page(visit, "sign_in_link.html", status=200 if row else 404, person=row, token=token)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@router.post("/sign-in/link")
def sign_in_by_link(visit: Here, form: Form) -> Response:
    """The button under the link."""
    try:
        session = visit.site.credentials.sign_in_by_link(
            form["token"], remember=bool(form["remember"]), before=_before(visit)
        )
    except ReviewError as error:
        return sign_in_page(visit, next_path="/", problem=error, status=error.status)
    return _signed_in(visit, form, session)


@router.post("/sign-in/demo")
def sign_in_as_demo_person(visit: Here, form: Form) -> Response:
    """In the demo only: one of its persons, by one press."""
    demo = visit.site.demo
    if demo is None or form["account"] not in {person.account for person in demo.persons}:
        return sign_in_page(visit, next_path="/", status=404)
    return _signed_in(visit, form, visit.site.credentials.sign_in(form["account"], before=_before(visit)))


@router.post("/sign-out")
def sign_out(visit: Here) -> Response:
    """The end of the session on this browser."""
    response = back(visit, "/", "signed_out")
    visit.site.cookies.take(visit.request, response)
    return response


def _signed_in(visit: Visit, form: Typed, session: BrowserSession) -> Response:
    """On to the page that was asked for; what had been typed when the session ended comes first."""
    if form["lost_action"]:
        visit.sign_in(session)
        response = page(visit, "resume.html", action=own_path(form["lost_action"]), lost=lost_form(form))
    else:
        response = RedirectResponse(own_path(form["next"]), 303)
        response.delete_cookie(SAID, path="/")
    visit.site.cookies.give(response, session)
    return response


def lost_form(form: Typed) -> Typed:
    """What was typed before the session ended, carried through the sign-in in fields named lost.…"""
    lost = ((name, value) for name, value in form.pairs if name.startswith("lost."))
    carried: list[tuple[str, UploadFile | str]] = [(name.removeprefix("lost."), value) for name, value in lost]
    return Typed(FormData(carried))


def _address(visit: Visit) -> str:
    client = visit.request.client
    return client.host if client else "unknown"


def _before(visit: Visit) -> str | None:
    return visit.site.cookies.token(visit.request)
