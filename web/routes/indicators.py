"""An item's page, its history, and what members send from it: opinions and 「確認しました」."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import Acknowledge, SubmitComment
from pdca.answer_wording import TEMPLATES
from pdca.sentences import sentences
from pdca.words import PERCEPTION, STANCE
from web.forms import Form, Typed
from web.page import answer, page
from web.site import Here, Visit
from web.views.corrections import correcting
from web.views.item import ItemView, item_view
from web.views.item_staff import UNCHANGED, item_staff
from web.views.kept import keep, kept_texts, place
from web.views.years import back_to_item

router = APIRouter(prefix="/indicators/{uuid}")


def show_item(visit: Visit, indicator: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The item's page; again with a problem, after a refused form."""
    view = item_view(visit, indicator)
    given = {
        "item": view,
        "staff": item_staff(visit, view),
        "correcting": correcting(visit, view),
        "asof": view.reading.moment,
        "new_id": visit.engine.chance.new_id,
        "today": visit.today,
        "unchanged": UNCHANGED,
        "templates": TEMPLATES,
    }
    return page(visit, "item.html", **given | {"kept": kept_texts(visit, place(indicator, ""))} | more)


@router.get("")
def item(visit: Here, uuid: UUID) -> Response:
    """One item."""
    return show_item(visit, str(uuid))


@router.get("/history")
def history(visit: Here, uuid: UUID) -> Response:
    """All that happened to the item, as sentences, oldest first."""
    view = item_view(visit, str(uuid))
    at = view.reading.at
    told = sentences(visit.engine, visit.engine.history(str(uuid), at), visit.viewer, at)
    return page(visit, "history.html", item=view, told=[each.rest for each in told], asof=view.reading.moment)


@router.post("/comments")
def comment(visit: Here, form: Form, uuid: UUID) -> Response:
    """A member's opinion on the item, a bullet, the status, a draft or the proposal; or kept for later."""
    indicator = str(uuid)
    _exists(visit, indicator)
    if form["later"]:
        return later(visit, form, indicator)

    def do() -> None:
        visit.engine.do(_comment(form, indicator), visit.account)
        visit.site.credentials.drop_text(visit.account, place(indicator, form["form"]))

    return answer_on_item(visit, indicator, do, "comment_sent")


def later(visit: Visit, form: Typed, indicator: str) -> Response:
    """Keeps the half-typed text; nothing goes into the record."""

    def do() -> None:
        keep(visit, place(indicator, form["form"]), form["body"])

    return answer_on_item(visit, indicator, do, "text_kept")


def _comment(form: Typed, indicator: str) -> SubmitComment:
    statement, _, revision = form["about"].partition(":")
    bullet = {"statement": statement, "text_revision": revision} if revision else {}
    return form.command(
        SubmitComment,
        place={"indicator_id": indicator, **bullet},
        body=form["body"].strip() or _choice(form),
        author=None,
    )


def _choice(form: Typed) -> str:
    """A choice alone is an answer too: then its word is the opinion. 反対 and 保留 need their reason."""
    if form["perception"] in PERCEPTION:
        return PERCEPTION[form["perception"]]
    return STANCE["agree"] if form["stance"] == "agree" else ""


@router.post("/acknowledgements")
def acknowledgement(visit: Here, form: Form, uuid: UUID) -> Response:
    """Read, no opinion."""
    indicator = str(uuid)
    _exists(visit, indicator)

    def do() -> None:
        visit.engine.do(form.command(Acknowledge, indicator_id=indicator, author=None), visit.account)

    return answer_on_item(visit, indicator, do, "acknowledged")


def _exists(visit: Visit, indicator: str) -> ItemView:
    """Refuses the public, and items that do not exist for the visitor, before anything is done."""
    _ = visit.account
    return item_view(visit, indicator)


def answer_on_item(visit: Visit, indicator: str, do: Callable[[], object], said: str) -> Response:
    """Does what a form on an item's page asks for; the page again, in the review that the form was about."""
    return answer(visit, do, lambda **more: show_item(visit, indicator, **more), back_to_item(visit, indicator), said)
