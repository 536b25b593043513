"""All opinions of a year's review: their answers, carrying over, and those that the office types in for others."""

import calendar
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.codes import REFLECTING
from domain.commands import Acknowledge, AnswerComment, AttachFile, CarryOverMatter, Place, SubmitComment
from domain.errors import Refused
from pdca.answer_wording import TEMPLATES
from pdca.files import base_name, media_type
from pdca.words import PERCEPTION
from web.dates import typed_date, typed_year
from web.forms import Form, Typed, is_number
from web.page import answer, page
from web.permitted import may, require_staff
from web.routes.indicators import answer_on_item
from web.site import Here, Position, Visit
from web.views.office import the_cycle
from web.views.opinion_list import opinion_list
from web.views.opinions import judged_versions, member_choices

router = APIRouter()
UUID_FORM = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


@router.get("/cycles/{uuid}/opinions")
def show(visit: Here, uuid: UUID, show: str = "open", answer: int = 0, at: int = 0, whole: bool = False) -> Response:  # noqa: FBT001, FBT002, PLR0913, PLR0917 -- the query of the address
    """The opinions from position `at` on, by default those that wait, or the `whole` list, to print.

    `answer` is the one whose form is open.
    """
    require_staff(visit)
    return show_opinions(visit, str(uuid), shown=show, answering=answer, begin=None if whole else at or answer)


def show_opinions(
    visit: Visit,
    uuid: str,
    *,
    shown: str = "open",
    answering: int = 0,
    begin: int | None = 0,
    **more: Any,  # noqa: ANN401 -- passed on to the page
) -> Response:
    """The list of opinions from position `begin` on; None is all of it on one page."""
    cycle = the_cycle(visit, uuid)
    context = {
        "cycle": cycle.id,
        "title": cycle.title,
        "fiscal_year": cycle.fiscal_year,
        "view": opinion_list(visit, cycle, shown, begin),
        "answering": answering,
        "begin": begin,
        "members": member_choices(visit, cycle),
        "judged": judged_versions(visit, cycle),
        "templates": TEMPLATES,
        "may_submit": may(visit, "submit_comment", cycle) and bool(visit.visitor.staff & {"secretariat"}),
        "today": visit.today,
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "opinions.html", **(context | more))


def answered(visit: Visit, uuid: UUID | str, do: Callable[[], object], said: str, at: int = 0) -> Response:
    """The page that the form stood on: the item's, or that of the list with the same filter."""
    form = visit.typed
    if re.fullmatch(UUID_FORM, item := form["item_page"]):
        return answer_on_item(visit, item, do, said)
    shown, begin = form["show"] or "open", int(form["at"]) if is_number(form["at"]) else 0

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        answering = at if "problem" in more else 0
        return show_opinions(visit, str(uuid), shown=shown, answering=answering, begin=begin, **more)

    url = f"/cycles/{uuid}/opinions?show={shown if shown.isalpha() else 'open'}"
    return answer(visit, do, again, f"{url}&at={begin}" if begin else url, said)


@router.post("/cycles/{uuid}/opinions/{position}/answer")
def answer_opinion(visit: Here, uuid: UUID, position: Position, form: Form) -> Response:
    """The city's answer."""

    def do() -> None:
        given = {"cycle_id": str(uuid), "comment": position, "indicator_id": form["indicator_id"] or None}
        visit.engine.do(form.command(AnswerComment, **given, **answer_fields(form)), visit.account)

    return answered(visit, uuid, do, "answered", position)


def answer_fields(form: Typed) -> dict[str, object]:
    """対応区分 with what it needs and nothing else; an empty 市の考え方 is the wording that was chosen for it."""
    disposition = form["disposition"]
    if not disposition:
        raise Refused("対応区分を選んでください。", code="empty", field="disposition")
    item, _, version = form["version"].rpartition(":") if disposition in REFLECTING else ("", "", "")
    wording = TEMPLATES.get(form["template"], "")  # type: ignore[call-overload]  # any word of the form
    return {
        "disposition": disposition,
        "body": form["body"] if form["body"].strip() else wording,
        "version": int(version) if is_number(version) else None,
        "version_of": item or None,
        "until": month_end(form, UNTIL_NEEDED) if disposition == "considering" else None,
        "forwarded_to": (form["forwarded_to"].strip() or None) if disposition == "forwarded" else None,
    }


UNTIL_NEEDED = "「引き続き検討します」には、いつまでに検討するか（年と月）を入れてください。"


def month_end(form: Typed, missing: str) -> date:
    """Until when: the last day of a month."""
    year = typed_year(form, "until_year")
    month = int(form["until_month"]) if is_number(form["until_month"]) else 0
    if year is None or not 1 <= month <= 12:  # noqa: PLR2004 -- months
        raise Refused(missing, code="until_needed", field="until")
    return date(year, month, calendar.monthrange(year, month)[1])


@router.post("/cycles/{uuid}/opinions/{position}/carry-over")
def carry_over(visit: Here, uuid: UUID, position: Position, form: Form) -> Response:
    """An open opinion goes on into a later year."""

    def do() -> None:
        year = typed_year(form, "to_fiscal_year")
        if year is None:
            raise Refused("引き継ぐ年度を入れてください。", code="empty", field="to_fiscal_year")
        command = form.command(
            CarryOverMatter,
            cycle_id=str(uuid),
            comment=position,
            to_fiscal_year=year,
            reason=form["reason"],
            indicator_id=form["indicator_id"] or None,
        )
        visit.engine.do(command, visit.account)

    return answered(visit, uuid, do, "carried_over", position)


@router.post("/cycles/{uuid}/opinions")
def on_behalf(visit: Here, uuid: UUID, form: Form) -> Response:
    """An opinion that came on paper, by telephone or by word, typed in by the office with its scan."""

    def do() -> None:
        require_staff(visit)
        content = _scan(form)
        if form["acknowledge"]:
            visit.engine.do(_acknowledged(str(uuid), form), visit.account)
            return
        done = visit.engine.do(_submitted(str(uuid), form), visit.account)
        if content and done.position:
            _attach(visit, form, str(uuid), done.position, content)

    return answered(visit, uuid, do, "typed_in")


def _scan(form: Typed) -> bytes | None:
    """The scan, checked before anything is recorded."""
    upload = form.file("file")
    if upload is None:
        return None
    content = upload.file.read()
    media_type(content)
    return content


def _submitted(cycle_id: str, form: Typed) -> SubmitComment:
    source, day = form["source"] or "member", typed_date(form, "received_on", "受付日")
    if source == "member" and not form["author"]:
        raise Refused("どなたのご意見かを選んでください。", code="author_needed", field="author")
    if source != "member" and not form["author_name"].strip():
        raise Refused("お名前（団体の名前）を入れてください。", code="empty", field="author_name")
    _check_medium(form)
    if form["perception"] and form["stance"]:
        msg = "状況への印と改善案への賛否は、別々のご意見として入力してください。"
        raise Refused(msg, code="two_subjects", field="stance")
    own = {"author": form["author"], "author_name": None} if source == "member" else {"author": None}
    return form.command(
        SubmitComment,
        cycle_id=cycle_id,
        place=_place(form),
        body=form["body"] if form["body"].strip() else PERCEPTION.get(form["perception"], ""),
        subject="status" if form["perception"] else "proposal" if form["stance"] else "item",
        version=_version(form),
        source=source,
        received_on=day,
        read_back=bool(form["read_back"]),
        late_reason=form["late_reason"].strip() or None,
        author_note=None if source == "member" else form["author_note"].strip() or None,
        **own,
    )


def _version(form: Typed) -> int | None:
    """The version that 賛否 is about: the one that stands on the page, or an older one that the paper was about."""
    version = form[f"version-{form['indicator_id']}"] if form["stance"] else ""
    return int(version) if is_number(version) else None


def _check_medium(form: Typed) -> None:
    if form["medium"] in {"", "web"}:
        raise Refused("どのように受け付けたかを選んでください。", code="empty", field="medium")


def _place(form: Typed) -> Place:
    """The whole plan, an item, or a bullet (`id:revision`)."""
    indicator, (statement, _, revision) = form["indicator_id"] or None, form["statement"].partition(":")
    if indicator and is_number(statement) and is_number(revision):
        return Place(indicator_id=indicator, statement=int(statement), text_revision=int(revision))
    return Place(indicator_id=indicator)


def _acknowledged(cycle_id: str, form: Typed) -> Acknowledge:
    if not form["author"]:
        raise Refused("どなたのお返事かを選んでください。", code="author_needed", field="author")
    _check_medium(form)
    day = typed_date(form, "received_on", "受付日")
    return form.command(Acknowledge, cycle_id=cycle_id, indicator_id=form["indicator_id"] or None, received_on=day)


def _attach(visit: Visit, form: Typed, cycle_id: str, position: int, content: bytes) -> None:
    upload = form.file("file")
    command = form.command(
        AttachFile,
        command_id=form["attach_id"],
        stream_id=form["indicator_id"] or cycle_id,
        to=position,
        name=base_name((upload.filename if upload else "") or "scan")[:200],
        sha256=visit.engine.files.put(content),
        media_type=media_type(content),
        bytes=len(content),
    )
    visit.engine.do(command, visit.account)
