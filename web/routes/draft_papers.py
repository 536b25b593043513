"""「Wordでの修正を取り込む」: the drafts of a review as a Word table, and its changes accepted one by one."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from domain.errors import NotPermitted, Obstacle, Refused, ReviewError
from domain.review_cycle import ReviewCycle
from pdca.draft_table import EditedItem, EditedTable, draft_items, draft_paper, edited_table, save_draft
from pdca.inquiry.returned import Returned
from pdca.uploads import Upload
from web.forms import Form, Typed, is_number
from web.page import KEPT_ON_PAGE, answer, page
from web.permitted import may, require_staff
from web.site import Here, Visit
from web.views.inquiry import READER, returned_uploads
from web.views.office import refuse_unless, the_cycle

router = APIRouter(prefix="/cycles/{uuid}/drafts")
Token = Annotated[str, Query(max_length=200)]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@router.get("")
def show(visit: Here, uuid: UUID) -> Response:
    """The drafts that can be written out, and where they come back in."""
    return show_drafts(visit, str(uuid))


def show_drafts(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page."""
    cycle = _the_cycle(visit, uuid)
    return page(visit, "draft_papers.html", **({"cycle": cycle, "items": draft_items(visit.engine, cycle)} | more))


@router.get("/paper.docx")
def paper(visit: Here, uuid: UUID) -> Response:
    """The table as Word; nothing is recorded."""
    cycle = _the_cycle(visit, str(uuid))
    content = draft_paper(cycle, draft_items(visit.engine, cycle), visit.now)
    name = quote(f"たたき台_{cycle.title}.docx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return Response(content, media_type=WORD, headers=headers)


@router.post("/returned")
def upload(visit: Here, uuid: UUID, form: Form) -> Response:
    """A file that came back; nothing of it is recorded yet."""
    _the_cycle(visit, str(uuid))
    try:
        file = form.file("file")
        if file is None:
            raise Refused("Wordのファイルを選んでください。", code="empty", field="file")
        token = visit.site.uploads.put(visit.account, file.file.read(), file.filename or "たたき台", READER)
    except ReviewError as error:
        if error.status not in KEPT_ON_PAGE | {413}:
            raise
        return show_drafts(visit, str(uuid), problem=error, status=error.status)
    return RedirectResponse(_url(str(uuid), token), 303)


def _url(uuid: str, token: str) -> str:
    return f"/cycles/{uuid}/drafts/returned?file={quote(token, safe='')}"


@router.get("/returned")
def returned(visit: Here, uuid: UUID, file: Token = "") -> Response:
    """What it changes, row by row; 202 while it is still being read."""
    return show_returned(visit, str(uuid), file)


def show_returned(visit: Visit, uuid: str, token: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page of one file."""
    cycle = _the_cycle(visit, uuid)
    upload = next(iter(returned_uploads(visit, [token])), None)
    waiting = upload is not None and upload.state == "reading"
    shown = {
        "cycle": cycle,
        "token": token,
        "name": upload.file_name if upload else "",
        "waiting": waiting,
        "told": tuple(each.message for each in upload.findings()) if upload else (),
        "table": _table(visit, cycle, upload),
        "again": _url(uuid, token),
        "new_id": visit.engine.chance.new_id,
    }
    response = page(visit, "draft_returned.html", **(shown | ({"status": 202} if waiting else {}) | more))
    if waiting:
        response.headers["Refresh"] = "2"
    return response


def _table(visit: Visit, cycle: ReviewCycle, upload: Upload | None) -> EditedTable | None:
    if upload is None or upload.state != "read":
        return None
    read = msgspec.json.decode(upload.result, type=Returned)
    return edited_table(draft_items(visit.engine, cycle), read)


@router.post("/returned/taken")
def take(visit: Here, uuid: UUID, form: Form) -> Response:
    """The chosen rows of an item are the next version of its draft; items stand for themselves."""

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_returned(visit, str(uuid), form["file"], **more)

    url = _url(str(uuid), form["file"])
    return answer(visit, lambda: _take_all(visit, str(uuid), form), again, url, "word_taken")


def _take_all(visit: Visit, uuid: str, form: Typed) -> None:
    """What a rule refuses for one item keeps none of the others back; the page then says which, and why."""
    cycle = _the_cycle(visit, uuid)
    chosen = frozenset(form.many("take"))
    if not chosen:
        raise Refused("取り込む修正を選んでください。", code="empty", field="take")
    if not form["reason"].strip():
        raise Refused("直した理由を書いてください。", code="empty", field="reason")
    table = _table(visit, cycle, next(iter(returned_uploads(visit, [form["file"]])), None))
    items = [each for each in (table.items if table else ()) if any(edit.key in chosen for edit in each.edits)]
    refused = [obstacle for each in items if (obstacle := _take(visit, cycle.id, each, chosen, form))]
    if refused or not items:
        msg = f"{len(items) - len(refused)}項目を保存しました。{len(refused)}項目は保存していません。"
        raise Refused(msg, code="some_refused", obstacles=tuple(refused))


def _take(visit: Visit, cycle_id: str, edited: EditedItem, chosen: frozenset[str], form: Typed) -> Obstacle | None:
    """One item, against the version that its reader saw."""
    seen = form[f"based_on-{edited.item.indicator}"]
    item = msgspec.structs.replace(edited.item, version=int(seen) if is_number(seen) else 0)
    again = msgspec.structs.replace(edited, item=item)
    command_id = form[f"command_id-{item.indicator}"]
    try:
        visit.engine.do(save_draft(cycle_id, again, chosen, form["reason"], command_id), visit.account)
    except NotPermitted:
        raise
    except ReviewError as error:
        return Obstacle(item.indicator, f"{item.label}：{error.message}")
    return None


def _the_cycle(visit: Visit, uuid: str) -> ReviewCycle:
    """The review, for those who may draft in it."""
    require_staff(visit)
    cycle = the_cycle(visit, uuid)
    may_draft = any(may(visit, "save_draft", cycle, step.code) for step in cycle.flow.steps)
    refuse_unless(may_draft, "たたき台をつくるのは事務局です。")
    return cycle
