"""会議メモ: what was said in a meeting is noted line by line, and becomes opinions where it belongs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import NoteSpeech, Place, SubmitComment
from domain.errors import NotFound, Refused
from domain.review_cycle import ReviewCycle
from domain.session import Session
from web.forms import Form, is_number
from web.page import answer, page
from web.permitted import may
from web.routes.sessions import the_session
from web.site import Here, Position, Visit
from web.views.office import refuse_unless
from web.views.opinion_list import places
from web.views.session import roll_choices
from web.views.speeches import speeches

router = APIRouter(prefix="/sessions/{uuid}/speeches")


@router.get("")
def show(visit: Here, uuid: UUID) -> Response:
    """The minutes of a meeting, and the field for the next line."""
    return show_speeches(visit, str(uuid))


def show_speeches(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page again."""
    session, cycle = _minutes(visit, uuid)
    context = {
        "session": session,
        "cycle": cycle,
        "speeches": speeches(visit, session),
        "roll": roll_choices(visit, session),
        "places": places(visit, cycle),
        "may_note": may(visit, "note_speech", cycle),
        "may_submit": may(visit, "submit_comment", cycle) and bool(visit.visitor.staff),
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "speeches.html", **(context | more))


def _minutes(visit: Visit, uuid: str) -> tuple[Session, ReviewCycle]:
    session, cycle = the_session(visit, uuid)
    refuse_unless(bool(visit.viewer and visit.viewer.sees_ballots), "会議メモは、事務局のためのページです。")
    if cycle is None:
        raise NotFound("この会議に会議メモはありません。", code="not_found")
    return session, cycle


def _answered(visit: Visit, uuid: UUID, do: Callable[[], object], said: str) -> Response:
    return answer(visit, do, lambda **more: show_speeches(visit, str(uuid), **more), f"/sessions/{uuid}/speeches", said)


@router.post("")
def note(visit: Here, uuid: UUID, form: Form) -> Response:
    """The next line."""

    def do() -> None:
        seated = is_number(form["who"])
        if not seated and not form["speaker"].strip():
            raise Refused("発言した方を選ぶか、お名前を入れてください。", code="empty", field="who")
        who = {"seat": int(form["who"]), "speaker": None} if seated else {"seat": None}
        visit.engine.do(form.command(NoteSpeech, session_id=str(uuid), body=form["body"], **who), visit.account)

    return _answered(visit, uuid, do, "speech_noted")


@router.post("/{position}/opinions")
def become(visit: Here, uuid: UUID, position: Position, form: Form) -> Response:
    """A line, or a part of it, becomes an opinion on an item or on the whole plan."""

    def do() -> None:
        _session, cycle = _minutes(visit, str(uuid))
        command = form.command(
            SubmitComment,
            session_id=str(uuid),
            speech=position,
            cycle_id=cycle.id,
            place=Place(indicator_id=form["place"] or None),
            body=form["body"],
            medium="spoken",
        )
        visit.engine.do(command, visit.account)

    return _answered(visit, uuid, do, "speech_became_opinion")
