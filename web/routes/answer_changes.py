"""What the office does about opinions beside the first answer: summaries, one answer for many, corrections, delays."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import AnswerComments, CommentRef, PostponeAnswer, ReviseAnswer, SummariseComment
from domain.errors import Refused
from web.forms import Form, is_number
from web.routes.answers import answer_fields, answered, month_end
from web.site import Here, Position

router = APIRouter(prefix="/cycles/{uuid}")


@router.post("/opinions/{position}/summaries")
def summarise(visit: Here, uuid: UUID, position: Position, form: Form) -> Response:
    """意見の概要."""

    def do() -> None:
        given = {"cycle_id": str(uuid), "comment": position, "indicator_id": form["indicator_id"] or None}
        visit.engine.do(form.command(SummariseComment, **given, body=form["body"]), visit.account)

    return answered(visit, uuid, do, "summarised", position)


@router.post("/opinions/{position}/revisions")
def revise(visit: Here, uuid: UUID, position: Position, form: Form) -> Response:
    """The answer reads otherwise from now on."""

    def do() -> None:
        given = {"cycle_id": str(uuid), "comment": position, "indicator_id": form["indicator_id"] or None}
        command = form.command(ReviseAnswer, **given, **answer_fields(form), reason=form["reason"])
        visit.engine.do(command, visit.account)

    return answered(visit, uuid, do, "answer_revised", position)


@router.post("/opinions/{position}/postponements")
def postpone(visit: Here, uuid: UUID, position: Position, form: Form) -> Response:
    """回答検討中のまま資料に載せる."""

    def do() -> None:
        until = month_end(form, "いつまでに回答するか（年と月）を入れてください。")
        given = {"cycle_id": str(uuid), "comment": position, "indicator_id": form["indicator_id"] or None}
        visit.engine.do(form.command(PostponeAnswer, **given, until=until, reason=form["reason"]), visit.account)

    return answered(visit, uuid, do, "postponed", position)


@router.post("/answers")
def answer_together(visit: Here, uuid: UUID, form: Form) -> Response:
    """One answer for all the opinions that are marked."""

    def do() -> None:
        marked = [each.partition(":") for each in form.many("comments")]
        if not marked:
            raise Refused("まとめて回答するご意見に、印を付けてください。", code="empty", field="comments")
        refs = tuple(CommentRef(comment=int(at), indicator_id=item or None) for at, _, item in marked if is_number(at))
        command = form.command(AnswerComments, cycle_id=str(uuid), comments=refs, **answer_fields(form))
        visit.engine.do(command, visit.account)

    return answered(visit, uuid, do, "answered_together")
