"""A document comes in: chosen, read, looked at, corrected, and only then recorded; until then nobody else sees it."""

import re
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.errors import NotFound, Refused, ReviewError
from domain.japanese_dates import fiscal_year_of
from pdca.documents import Document, Profile
from pdca.documents.by_hand import ByHand
from pdca.documents.profile_source import read_profile
from pdca.import_draft import choose, confirm, correct, corrected, draft_of, text_at, undo
from pdca.importing import Choices
from pdca.uploads import Upload, Uploads
from web.dates import typed_date, typed_year
from web.forms import Form, Typed
from web.page import KEPT_ON_PAGE, answer, page
from web.permitted import may
from web.routes.moved import moved, onward
from web.site import Here, Visit
from web.views.incoming import Entry, counts, levels, preview
from web.views.next_document import plan_before
from web.views.office import refuse_unless

router = APIRouter(prefix="/imports")

PATIENCE = 1.5
"""Seconds that a request waits for the reading before it shows how far it is."""

KIND = "plan"
"""Of our uploads; the id of a plan follows where the file is its next document."""

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@router.get("/new")
def new(visit: Here) -> Response:
    """The form for a file."""
    _office(visit)
    return show_new(visit)


def show_new(visit: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The form again; `refused` is an upload that cannot be read."""
    plans = [(row.plan, f"「{row.title}」の次の文書として、違いを取り込む") for row in visit.models.streams.plans()]
    return page(visit, "import_new.html", **({"refused": None, "plans": plans} | more))


@router.post("")
def upload_file(visit: Here, form: Form) -> Response:
    """A file is kept and read; nothing is recorded."""
    account = _office(visit)
    try:
        token = _put(visit, account, form)
    except Refused as refused:
        if refused.status != Refused.status:
            raise
        return show_new(visit, problem=refused, status=refused.status)
    upload = uploads_of(visit).wait(token, account, PATIENCE)
    return _refused(visit, upload) if upload and upload.state == "refused" else onward(visit, f"/imports/{token}")


def _put(visit: Visit, account: str, form: Typed) -> str:
    file = form.file("file")
    if file is None:
        raise Refused("ファイルを選んでください。", code="empty", field="file")
    return uploads_of(visit).put(account, file.file.read(), file.filename or "", _kind(visit, form), _profile(visit))


def _kind(visit: Visit, form: Typed) -> str:
    """Whether it is a new plan, or of which it is the next document."""
    plans = {row.plan for row in visit.models.streams.plans()}
    if form["plan_id"] in plans:
        return f"{KIND} {form['plan_id']}"
    if plans and form["plan_id"] != "new":
        raise Refused("新しい計画か、いまの計画の次の文書かを選んでください。", code="empty", field="plan_id")
    return KIND


def _refused(visit: Visit, upload: Upload) -> Response:
    """What is wrong with the file and where; it is not kept."""
    uploads_of(visit).drop(upload.token, upload.account)
    return show_new(visit, refused=upload, findings=levels(upload.findings()), status=422)


@router.get("/{token}")
def show(visit: Here, token: str) -> Response:
    """How far the reading is; then the document as it was read."""
    upload = the_upload(visit, token)
    if upload.state == "reading":
        return page(visit, "import_reading.html", upload=upload, status=202)
    return _refused(visit, upload) if upload.state == "refused" else _show_preview(visit, token)


def _show_preview(visit: Visit, token: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    upload = read_upload(visit, token)
    return page(
        visit, "import_preview.html", upload=upload, view=preview(upload), plan=plan_before(visit, upload), **more
    )


@router.post("/{token}/dropping")
def drop(visit: Here, token: str, _: Form) -> Response:
    """Nobody wants the file any more."""
    upload = the_upload(visit, token)
    return moved(
        visit,
        lambda: uploads_of(visit).drop(token, upload.account),
        lambda **more: show_new(visit, **more),
        "/imports/new",
        "upload_dropped",
    )


@router.get("/{token}/texts/{address}")
def show_text(visit: Here, token: str, address: str) -> Response:
    """One text, to be corrected."""
    return _show_text(visit, read_upload(visit, token), address)


def _show_text(visit: Visit, upload: Upload, address: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    entry = Entry(text_at(upload, address), draft_of(upload).by_hand.get(address))
    return page(visit, "import_text.html", upload=upload, entry=entry, **more)


@router.post("/{token}/texts/{address}")
def correct_text(visit: Here, token: str, address: str, form: Form) -> Response:
    """The correction is kept with the upload."""
    upload = read_upload(visit, token)
    text = text_at(upload, address)
    hand = ByHand(
        text=form["text"],
        advanced=None if text.advanced is None else bool(form["advanced"]),
        joined=form["how"] == "joined",
        left_out=form["how"] == "left_out" and not text.is_name,
    )
    return moved(
        visit,
        lambda: correct(uploads_of(visit), upload, address, hand),
        lambda **more: _show_text(visit, upload, address, **more),
        f"/imports/{token}#{Entry(text).id}",
        "corrected_by_hand",
    )


@router.post("/{token}/texts/{address}/undoing")
def undo_correction(visit: Here, token: str, address: str, _: Form) -> Response:
    """A correction is taken back."""
    upload = read_upload(visit, token)
    return answer(
        visit,
        lambda: undo(uploads_of(visit), upload, address),
        lambda **more: _show_preview(visit, token, **more),
        f"/imports/{token}",
        "correction_undone",
    )


@router.get("/{token}/facts")
def show_facts(visit: Here, token: str) -> Response:
    """The form for what the text leaves open: title, years, the session behind the ★."""
    return _show_facts(visit, read_upload(visit, token))


def _show_facts(visit: Visit, upload: Upload, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    document = corrected(upload)
    choices = draft_of(upload).choices or _proposed(visit, document)
    starred = sum(bullet.advanced for bullet in document.bullets())
    return page(visit, "import_facts.html", upload=upload, choices=choices, starred=starred, **more)


def _proposed(visit: Visit, document: Document) -> Choices:
    """What the reader found."""
    taken = {row.key for row in visit.models.streams.plans()}
    keys = ["plan", *(f"plan-{number}" for number in range(2, len(taken) + 3))]
    return Choices(
        key=next(key for key in keys if key not in taken),
        title=document.title,
        municipality=document.municipality,
        period=document.period,
        status_year=document.status_year,
        mark_year=document.mark_year,
    )


@router.post("/{token}/facts")
def choose_facts(visit: Here, token: str, form: Form) -> Response:
    """What was decided is kept with the upload."""
    upload = read_upload(visit, token)
    return moved(
        visit,
        lambda: choose(uploads_of(visit), upload, _choices(visit, upload, form)),
        lambda **more: _show_facts(visit, upload, **more),
        f"/imports/{token}/confirmation",
        "decided_for_import",
    )


def _choices(visit: Visit, upload: Upload, form: Typed) -> Choices:
    starred = any(bullet.advanced for bullet in corrected(upload).bullets())
    held_on = typed_date(form, "mark_session_date")
    choices = Choices(
        key=_key(visit, form["key"].strip()),
        title=_needed(form, "title", "計画の題名"),
        municipality=form["municipality"].strip() or None,
        period=form["period"].strip() or None,
        status_year=_year(form, "status_year", "進捗状況の年度"),
        mark_year=_year(form, "mark_year", "★の年度") if starred else None,
        mark_session_title=form["mark_session_title"].strip() or None,
        mark_session_date=held_on,
    )
    if held_on is not None and fiscal_year_of(held_on) != choices.mark_year:
        raise Refused("会議の日が、★の年度のうちにありません。", code="fiscal_year", field="mark_session_date")
    if held_on is not None and held_on > visit.today:
        raise Refused("会議の日に、これからの日は入れられません。", code="ahead", field="mark_session_date")
    return choices


def _key(visit: Visit, key: str) -> str:
    if not _KEY.fullmatch(key):
        msg = "アドレスの見出しは、英小文字・数字・ハイフンで40字までにしてください。"
        raise Refused(msg, code="key", field="key")
    if visit.models.streams.plan_by_key(key) is not None:
        msg = f"「{key}」は、ほかの計画で使われています。別の見出しにしてください。"
        raise Refused(msg, code="plan_exists", field="key")
    return key


def _needed(form: Typed, name: str, what: str) -> str:
    if not form[name].strip():
        raise Refused(f"{what}を入れてください。", code="empty", field=name)
    return form[name].strip()


def _year(form: Typed, name: str, what: str) -> int:
    year = typed_year(form, name)
    if year is None:
        raise Refused(f"{what}を入れてください。", code="empty", field=name)
    return year


@router.get("/{token}/confirmation")
def show_confirmation(visit: Here, token: str) -> Response:
    """What will be recorded, in words."""
    return _show_confirmation(visit, read_upload(visit, token))


def _show_confirmation(visit: Visit, upload: Upload, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    draft = draft_of(upload)
    if draft.choices is None:
        return _show_facts(visit, upload, **more)
    document = corrected(upload)
    shown = {
        "upload": upload,
        "choices": draft.choices,
        "counts": counts(document),
        "by_hand": len(draft.by_hand),
        "starred": sum(bullet.advanced for bullet in document.bullets()),
        "warnings": sum(finding.level == "warning" for finding in document.findings),
    }
    return page(visit, "import_confirmation.html", **(shown | more))


@router.post("/{token}/confirmation")
def record(visit: Here, token: str, _: Form) -> Response:
    """The document becomes a plan."""
    upload = read_upload(visit, token)
    try:
        done = confirm(visit.engine, uploads_of(visit), upload, _profile(visit))
    except ReviewError as error:
        if error.status not in KEPT_ON_PAGE:
            raise
        return _show_confirmation(visit, upload, problem=error, status=error.status)
    return onward(visit, f"/plans/{done.key}", "imported" if done.events else "imported_before")


def _office(visit: Visit) -> str:
    account = visit.account
    refuse_unless(may(visit, "import_document"), "文書を取り込むのは事務局です。")
    return account


def uploads_of(visit: Visit) -> Uploads:
    return visit.site.uploads


def _profile(visit: Visit) -> Profile:
    return read_profile(visit.site.settings.profile)


def the_upload(visit: Visit, token: str) -> Upload:
    """An upload of this person."""
    found = uploads_of(visit).get(token, _office(visit))
    if found is None or found.kind.partition(" ")[0] != KIND:
        msg = (
            "このファイルはもうありません。取り込みを終えたか、取りやめたか、7日たったためです。"
            "取り込んだ計画は「年度の見直し」にあります。ほかの人が選んだファイルは開けません。"
        )
        raise NotFound(msg, code="unknown_upload")
    return found


def read_upload(visit: Visit, token: str) -> Upload:
    """The same, once it was read."""
    found = the_upload(visit, token)
    if found.state != "read":
        msg = "このファイルは、まだ読み取っています。"
        raise NotFound(msg, code="not_read")
    return found
