"""照会: the papers for the departments, their answers read back and, once somebody says so, recorded."""

from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from domain.errors import NotPermitted, Obstacle, Refused, ReviewError
from domain.japanese_dates import fiscal
from pdca.inquiry.answers import Line, pasted
from pdca.inquiry.asked import Inquiry, inquiry
from pdca.inquiry.papers import papers
from pdca.inquiry.taking import command
from web.dates import needed_date, typed_date
from web.forms import Form, Typed, is_number
from web.page import KEPT_ON_PAGE, answer, back, page
from web.permitted import require_staff
from web.site import Here, Visit
from web.views.inquiry import READER, inquiry_view, may_take, returned_files
from web.views.office import refuse_unless, the_cycle

router = APIRouter(prefix="/cycles/{uuid}/inquiry")
Files = Annotated[list[str], Query(max_length=30)]
MEDIA = ("メール", "電話で聞き取り", "紙", "PDF・Word")
"""How an answer came that is no answer sheet."""
NOT_YOURS = "照会の回答を取り込むのは、事務局か担当課です。"


@router.get("")
def show(visit: Here, uuid: UUID) -> Response:
    """Who is asked for what, and where answers come in."""
    require_staff(visit)
    return show_inquiry(visit, str(uuid))


def show_inquiry(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page."""
    view = inquiry_view(visit, the_cycle(visit, uuid))
    return page(visit, "inquiry.html", **({"view": view} | more))


@router.get("/papers.zip")
def papers_zip(visit: Here, uuid: UUID) -> Response:
    """照会一式: nothing is recorded and nothing is sent."""
    refuse_unless(bool(visit.visitor.staff & {"secretariat"}), "照会一式を作るのは事務局です。")
    visit.request.state.typed = typed = Typed(FormData(dict(visit.request.query_params)))
    cycle = the_cycle(visit, str(uuid))
    try:
        due = needed_date(typed, "due", "回答期限")
        content = papers(inquiry(visit.engine, cycle), due, typed["contact"].strip(), visit.now)
    except Refused as error:
        return show_inquiry(visit, str(uuid), problem=error, status=error.status)
    name = quote(f"照会一式_{fiscal(cycle.status_year)}.zip")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/answers")
def upload(visit: Here, uuid: UUID, form: Form) -> Response:
    """Files that came back; nothing of them is recorded yet."""
    _check_may_take(visit, str(uuid))
    try:
        tokens = _put(visit, form)
    except ReviewError as error:
        if error.status not in KEPT_ON_PAGE | {413}:
            raise
        return show_inquiry(visit, str(uuid), problem=error, status=error.status)
    return RedirectResponse(_answers_url(str(uuid), tokens), 303)


def _put(visit: Visit, form: Typed) -> list[str]:
    files = form.files("files")
    if not files:
        raise Refused("回答のファイルを選んでください。", code="empty", field="files")
    return [visit.site.uploads.put(visit.account, each.file.read(), each.filename or "回答", READER) for each in files]


def _answers_url(uuid: str, tokens: list[str]) -> str:
    return f"/cycles/{uuid}/inquiry/answers?{urlencode([('file', each) for each in tokens])}"


@router.get("/answers")
def preview(visit: Here, uuid: UUID, file: Files = []) -> Response:  # noqa: B006 -- FastAPI copies a default
    """What would become of the files; 202 while one is still being read."""
    _check_may_take(visit, str(uuid))
    return show_answers(visit, str(uuid), file)


def show_answers(visit: Visit, uuid: str, tokens: list[str], **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The files with their rows."""
    cycle = the_cycle(visit, uuid)
    files = returned_files(visit, inquiry(visit.engine, cycle), tokens)
    waiting = any(each.reading for each in files)
    shown = {
        "cycle": cycle.id,
        "title": cycle.title,
        "files": files,
        "waiting": waiting,
        "takeable": not waiting and any(each.takeable for each in files),
        "again": _answers_url(uuid, tokens),
        "new_id": visit.engine.chance.new_id,
    }
    response = page(visit, "inquiry_answers.html", **(shown | ({"status": 202} if waiting else {}) | more))
    if waiting:
        response.headers["Refresh"] = "2"
    return response


@router.post("/answers/taken")
def take(visit: Here, uuid: UUID, form: Form) -> Response:
    """The chosen rows are recorded, each as one event; the others stay to be chosen."""
    _check_may_take(visit, str(uuid))
    tokens = form.many("file")

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_answers(visit, str(uuid), tokens, **more)

    return answer(
        visit, lambda: _take_all(visit, str(uuid), form), again, _answers_url(str(uuid), tokens), "answers_taken"
    )


def _take_all(visit: Visit, uuid: str, form: Typed) -> None:
    """What a rule refuses for one row keeps none of the others back; the page then says which, and why."""
    chosen = set(form.many("take"))
    if not chosen:
        raise Refused("取り込む行を選んでください。", code="empty", field="take")
    asked = inquiry(visit.engine, the_cycle(visit, uuid))
    files = returned_files(visit, asked, form.many("file"))
    rows = [(f"{each.token}:{line.key}", line) for each in files if each.answers for line in each.answers.lines]
    found = [(name, line) for name, line in rows if name in chosen]
    refused = [obstacle for name, line in found if (obstacle := _take(visit, asked, line, name, form))]
    if refused or len(found) < len(chosen):
        done = len(found) - len(refused)
        msg = f"{done}件を記録しました。{len(chosen) - done}件は記録していません。"
        raise Refused(msg, code="some_refused", obstacles=tuple(refused))


def _take(visit: Visit, asked: Inquiry, line: Line, name: str, form: Typed) -> Obstacle | None:
    """One row, against what its reader saw."""
    seen = form[f"based_on-{name}"]
    line = msgspec.structs.replace(line, based_on=int(seen) if is_number(seen) else None)
    try:
        visit.engine.do(command(asked, line, form[f"command_id-{name}"]), visit.account)
    except NotPermitted:
        raise
    except ReviewError as error:
        return Obstacle(line.indicator, error.message)
    return None


@router.post("/answers/dropped")
def drop(visit: Here, uuid: UUID, form: Form) -> Response:
    """The files are not needed any more."""
    _check_may_take(visit, str(uuid))
    for token in form.many("file"):
        visit.site.uploads.drop(token, visit.account)
    if visit.partial:
        return show_inquiry(visit, str(uuid), said="answers_dropped")
    return back(visit, f"/cycles/{uuid}/inquiry", "answers_dropped")


@router.get("/pasted")
def paste_page(visit: Here, uuid: UUID) -> Response:
    """A field for each item that has no answer yet."""
    _check_may_take(visit, str(uuid))
    return show_pasted(visit, str(uuid))


def show_pasted(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page."""
    view = inquiry_view(visit, the_cycle(visit, uuid))
    shown = {"view": view, "media": [(each, each) for each in MEDIA], "new_id": visit.engine.chance.new_id}
    return page(visit, "inquiry_pasted.html", **(shown | more))


@router.post("/pasted")
def paste(visit: Here, uuid: UUID, form: Form) -> Response:
    """An answer that came otherwise, with how, from whom and of when."""
    _check_may_take(visit, str(uuid))

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_pasted(visit, str(uuid), **more)

    url = f"/cycles/{uuid}/inquiry/pasted"
    return answer(visit, lambda: _paste(visit, str(uuid), form), again, url, "status_checked")


def _paste(visit: Visit, uuid: str, form: Typed) -> None:
    asked = inquiry(visit.engine, the_cycle(visit, uuid))
    item = next((each for each in asked.items if each.indicator == form["indicator_id"] and each.department), None)
    if item is None:
        raise Refused("この項目には、担当課がありません。", code="unknown_item")
    source = "・".join(part for part in (form["medium"].strip(), form["person"].strip()) if part)
    line = pasted(item, form["answer"], source, typed_date(form, "as_of"))
    if not line.answer:
        raise Refused("回答を入れてください。", code="empty", field="answer")
    visit.engine.do(command(asked, line, form["command_id"]), visit.account)


def _check_may_take(visit: Visit, uuid: str) -> None:
    require_staff(visit)
    refuse_unless(may_take(visit, the_cycle(visit, uuid)), NOT_YOURS)
