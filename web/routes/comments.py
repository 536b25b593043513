"""One's own opinions: edited, taken back; and half-typed ones, kept."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import EditComment, WithdrawComment
from domain.errors import NotFound
from domain.review_cycle import ReviewCycle
from projections.opinions import OpinionRow
from web.forms import Form
from web.page import answer
from web.routes.cycle_comments import show_whole_plan
from web.routes.indicators import show_item
from web.site import Here, Position, Visit
from web.views.kept import keep
from web.views.years import item_url

router = APIRouter()


@router.post("/comments/{position}/edits")
def edit(visit: Here, form: Form, position: Position) -> Response:
    """The next wording of one's own opinion."""
    row = _own(visit, position)

    def do() -> None:
        given = {"cycle_id": row.cycle, "indicator_id": row.indicator, "comment": position, "body": form["body"]}
        visit.engine.do(form.command(EditComment, **given), visit.account)

    return answer(visit, do, page_of(visit, row), url_of(visit, row), "comment_edited")


@router.post("/comments/{position}/withdrawals")
def withdraw(visit: Here, form: Form, position: Position) -> Response:
    """One's own opinion is taken back."""
    row = _own(visit, position)

    def do() -> None:
        given = {"cycle_id": row.waits_in, "indicator_id": row.indicator, "comment": position}
        visit.engine.do(form.command(WithdrawComment, **given), visit.account)

    return answer(visit, do, page_of(visit, row), url_of(visit, row), "comment_withdrawn")


@router.post("/typed-texts")
def typed_text(visit: Here, form: Form) -> Response:
    """Keeps what is being typed; htmx sends it by itself."""
    keep(visit, form["place"], form[form["field"] or "body"])
    return Response(status_code=204)


def _own(visit: Visit, position: int) -> OpinionRow:
    """The visitor's own opinion, or one that they typed in; any other does not exist here."""
    account = visit.account
    row = visit.models.opinions.opinion(position)
    if row is None or account not in {row.author, row.entered_by.id}:
        msg = "このご意見は見つかりません。"
        raise NotFound(msg, code="unknown_comment")
    return row


def page_of(visit: Visit, row: OpinionRow) -> Any:  # noqa: ANN401 -- a page-making function
    """The page on which an opinion stands."""

    def show(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return (
            show_item(visit, row.indicator, **more) if row.indicator else show_whole_plan(visit, row.waits_in, **more)
        )

    return show


def url_of(visit: Visit, row: OpinionRow) -> str:
    """Its address."""
    if not row.indicator:
        return f"/cycles/{row.waits_in}/comments"
    return item_url(visit, row.indicator, visit.engine.load(ReviewCycle, row.waits_in))
