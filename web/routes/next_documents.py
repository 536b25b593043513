"""Next year's document: its differences from the plan are decided one by one, and then recorded in one append."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.errors import Conflict, Refused, ReviewError
from domain.japanese_dates import fiscal_year_of
from pdca.differences import Decisions, Differences, OutsideSession, find_differences
from pdca.documents import Profile
from pdca.documents.profile_source import read_profile
from pdca.import_draft import choose_differences, confirm_next, corrected, draft_of
from pdca.uploads import Upload
from web.dates import typed_date, typed_year
from web.forms import Form, Typed
from web.page import KEPT_ON_PAGE, page
from web.routes.imports import read_upload, uploads_of
from web.routes.moved import moved, onward
from web.site import Here, Visit
from web.views.next_document import chosen_words, counted, differences_view, needed_plan

router = APIRouter(prefix="/imports/{token}")


@router.get("/differences")
def show_differences(visit: Here, token: str) -> Response:
    """What differs, each with its choices."""
    return _show_differences(visit, read_upload(visit, token))


def _show_differences(visit: Visit, upload: Upload, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    found = _found(visit, upload)
    decisions = draft_of(upload).differences
    session = decisions.session if decisions else None
    shown = {
        "upload": upload,
        "plan": needed_plan(visit, upload),
        "view": differences_view(found, decisions),
        "session": session,
        "held_on": date.fromisoformat(session.held_on) if session and session.held_on else None,
        "status_year": decisions.status_year if decisions else None,
    }
    return page(visit, "import_differences.html", **(shown | more))


def _found(visit: Visit, upload: Upload) -> Differences:
    return find_differences(visit.engine, needed_plan(visit, upload).plan, corrected(upload), _profile(visit))


@router.post("/differences")
def choose(visit: Here, token: str, form: Form) -> Response:
    """What was chosen is kept with the upload."""
    upload = read_upload(visit, token)
    return moved(
        visit,
        lambda: choose_differences(uploads_of(visit), upload, _decisions(visit, _found(visit, upload), form)),
        lambda **more: _show_differences(visit, upload, **more),
        f"/imports/{token}/recording",
        "decided_for_import",
    )


def _decisions(visit: Visit, found: Differences, form: Typed) -> Decisions:
    choices = {}
    for entry in found.entries:
        choice = next((each for each in entry.choices if each == form[f"choice-{entry.id}"]), None)
        if choice is None:
            msg = f"{entry.number} {entry.name}：どうするかを選んでください。"
            raise Refused(msg, code="empty", field=f"choice-{entry.id}")
        choices[entry.id] = choice
    session = _session(visit, form)
    decided = [entry for entry in found.entries if choices[entry.id] == "decided"]
    if session is None and any(not entry.kind.startswith("star") or found.session is None for entry in decided):
        msg = "「会議で決まったもの」を選んだときは、どの会議で決まったかを入れてください。"
        raise Refused(msg, code="session_needed", field="session_title")
    year = typed_year(form, "status_year") if found.status_year is None else None
    if found.status_year is None and year is None and any(entry.kind == "status" for entry in found.entries):
        raise Refused("進捗状況の年度を入れてください。", code="empty", field="status_year")
    return Decisions(choices=choices, session=session, status_year=year)


def _session(visit: Visit, form: Typed) -> OutsideSession | None:
    title, year, held_on = (
        form["session_title"].strip(),
        typed_year(form, "session_year"),
        typed_date(form, "session_held_on"),
    )
    if not title:
        return None
    if held_on is not None and held_on > visit.today:
        raise Refused("会議の日に、これからの日は入れられません。", code="ahead", field="session_held_on")
    if year is None and held_on is None:
        raise Refused("会議の年度を入れてください。", code="empty", field="session_year")
    if held_on is not None and year is not None and fiscal_year_of(held_on) != year:
        raise Refused("会議の日が、会議の年度のうちにありません。", code="fiscal_year", field="session_held_on")
    in_year = fiscal_year_of(held_on) if held_on is not None else year
    return OutsideSession(title, in_year or 0, held_on.isoformat() if held_on else None)


@router.get("/recording")
def show_recording(visit: Here, token: str) -> Response:
    """What will be recorded, in words."""
    return _show_recording(visit, read_upload(visit, token))


def _show_recording(visit: Visit, upload: Upload, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    draft = draft_of(upload)
    if draft.differences is None:
        return _show_differences(visit, upload, **more)
    found = _found(visit, upload)
    shown = {
        "upload": upload,
        "plan": needed_plan(visit, upload),
        "decisions": draft.differences,
        "words_of_choices": chosen_words(found.entries, draft.differences),
        "taken": counted(draft.differences, found.entries),
        "by_hand": len(draft.by_hand),
        "found": found,
    }
    return page(visit, "import_recording.html", **(shown | more))


@router.post("/recording")
def record(visit: Here, token: str, _: Form) -> Response:
    """The chosen differences are recorded; if the plan changed meanwhile, they are found anew."""
    upload = read_upload(visit, token)
    plan = needed_plan(visit, upload)
    try:
        done = confirm_next(visit.engine, uploads_of(visit), upload, plan.plan, _profile(visit))
    except Conflict as conflict:
        return _show_differences(visit, upload, problem=conflict, status=conflict.status)
    except ReviewError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        return _show_recording(visit, upload, problem=error, status=error.status)
    return onward(visit, f"/plans/{plan.key}", "differences_imported" if done.positions else "imported_before")


def _profile(visit: Visit) -> Profile:
    return read_profile(visit.site.settings.profile)
