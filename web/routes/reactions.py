"""What members say about an opinion: the same, that its summary misses the meaning, that its answer is not enough."""

from typing import TypeVar

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import ContestSummary, DisputeAnswer, EndorseComment
from domain.errors import NotFound, Refused
from projections.opinions import OpinionRow
from web.forms import Form, Typed
from web.page import answer
from web.routes.answers import answered
from web.routes.comments import page_of, url_of
from web.site import Here, Position, Visit
from web.views.reading import Reading
from web.views.voices import voices

router = APIRouter(prefix="/comments/{position}")
R = TypeVar("R", EndorseComment, ContestSummary, DisputeAnswer)


@router.post("/endorsements")
def endorse(visit: Here, form: Form, position: Position) -> Response:
    """同じ趣旨です: on the screen by the member, by telephone or on paper through the office."""
    if form["list"] and not form["author"]:
        return _react(visit, form, position, None, "endorsed")
    return _react(visit, form, position, EndorseComment, "endorsed")


@router.post("/contests")
def contest(visit: Here, form: Form, position: Position) -> Response:
    """趣旨が違います."""
    return _react(visit, form, position, ContestSummary, "contested")


@router.post("/disputes")
def dispute(visit: Here, form: Form, position: Position) -> Response:
    """この回答では足りない."""
    return _react(visit, form, position, DisputeAnswer, "disputed")


def _react(visit: Visit, form: Typed, position: Position, cls: type[R] | None, receipt: str) -> Response:
    row = _opinion(visit, position)

    def do() -> None:
        if cls is None:
            raise Refused("どなたのお返事かを選んでください。", code="author_needed", field="author")
        said = {"reason": form["reason"]} if "reason" in cls.__struct_fields__ else {}
        given = {"cycle_id": row.waits_in, "indicator_id": row.indicator, "comment": position, **said}
        visit.engine.do(form.command(cls, **given), visit.account)

    if form["list"]:
        return answered(visit, row.waits_in, do, receipt, position)
    return answer(visit, do, page_of(visit, row), url_of(visit, row), receipt)


def _opinion(visit: Visit, position: int) -> OpinionRow:
    """The opinion, if it exists for the visitor."""
    _ = visit.account
    row = visit.models.opinions.opinion(position)
    if row is None or not voices(visit, [row], Reading(None, public=False)):
        msg = "このご意見は見つかりません。"
        raise NotFound(msg, code="unknown_comment")
    return row
