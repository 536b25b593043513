"""Written sessions: a member's questions, consent and ballot; papers typed in, rounds, the result sheet."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import CastBallot, OpenRound, Place, RecordConsent, RejectBallot, SubmitComment
from domain.errors import NotFound, Refused
from domain.japanese_dates import end_of_day
from domain.session import Session
from web.dates import needed_date, typed_date
from web.forms import Form, Typed, is_number
from web.page import page
from web.routes.sessions import answered, the_session
from web.site import Here
from web.views.written import written_view

router = APIRouter(prefix="/sessions/{uuid}")


def _votes(form: Typed, session: Session) -> list[dict[str, Any]]:
    """The votes of a form, as the command takes them; what was left open is no vote."""
    return [
        {
            "indicator": entry.indicator,
            "version": entry.version,
            "choice": form[f"choice-{k}"],
            "reason": form[f"reason-{k}"].strip() or None,
        }
        for k, entry in enumerate(session.agenda, 1)
        if form[f"choice-{k}"]
    ]


@router.post("/ballot")
def vote(visit: Here, uuid: UUID, form: Form) -> Response:
    """A member's own sheet: consent where the ordinance wants it, and a vote on every proposal."""

    def do() -> None:
        session, cycle = the_session(visit, str(uuid))
        asked = cycle is not None and cycle.flow.consents_needed(len(session.roll)) > 0
        if asked and not form["given"]:
            raise Refused("書面で会議を行うことに、同意するかどうかを選んでください。", code="empty", field="given")
        for k, _ in enumerate(session.agenda, 1):
            if not form[f"choice-{k}"]:
                msg = "賛成・反対・保留のいずれかを選んでください。"
                raise Refused(msg, code="empty", field=f"choice-{k}")
        ballot = form.command(CastBallot, session_id=str(uuid), votes=_votes(form, session), seat=None, medium="web")
        if asked:
            given = form["given"] == "yes"
            command = form.command(RecordConsent, command_id=form["consent_id"], session_id=str(uuid), given=given)
            visit.engine.do(command, visit.account)
        visit.engine.do(ballot, visit.account)

    return answered(visit, uuid, do, "voted")


@router.post("/ballots")
def typed_in(visit: Here, uuid: UUID, form: Form) -> Response:
    """A paper of a member, typed in by the office: consent and votes as they stand on it."""

    def do() -> None:
        session, _ = the_session(visit, str(uuid))
        seat, days = _paper(form)
        if not form["given"] and not any(form[f"choice-{k}"] for k, _ in enumerate(session.agenda, 1)):
            raise Refused("紙のとおりに、同意か表決を選んでください。", code="empty", field="choice-1")
        if form["given"]:
            visit.engine.do(_consent(form, uuid, seat, days), visit.account)
        if votes := _votes(form, session):
            command = form.command(CastBallot, session_id=str(uuid), votes=votes, seat=seat, **days)
            visit.engine.do(command, visit.account)

    return answered(visit, uuid, do, "ballot_typed_in")


def _consent(form: Typed, uuid: UUID, seat: int, days: dict[str, Any]) -> RecordConsent:
    return form.command(
        RecordConsent,
        command_id=form["consent_id"],
        session_id=str(uuid),
        seat=seat,
        given=form["given"] == "yes",
        received_on=days["arrived_on"],
        postmarked_on=days["postmarked_on"],
    )


def _paper(form: Typed) -> tuple[int, dict[str, Any]]:
    """Whose paper it is, and its days."""
    if not is_number(form["seat"]):
        raise Refused("委員を選んでください。", code="empty", field="seat")
    if not form["medium"]:
        raise Refused("受付方法を選んでください。", code="empty", field="medium")
    days = {
        "arrived_on": needed_date(form, "arrived_on", "届いた日"),
        "postmarked_on": typed_date(form, "postmarked_on"),
    }
    return int(form["seat"]), days


@router.post("/invalid-ballots")
def reject(visit: Here, uuid: UUID, form: Form) -> Response:
    """A paper that does not count."""

    def do() -> None:
        if not form["ground"]:
            raise Refused("無効とする理由を選んでください。", code="empty", field="ground")
        days = {
            "arrived_on": typed_date(form, "arrived_on"),
            "postmarked_on": typed_date(form, "postmarked_on"),
        }
        visit.engine.do(form.command(RejectBallot, session_id=str(uuid), **days), visit.account)

    return answered(visit, uuid, do, "ballot_rejected")


@router.post("/rounds")
def open_round(visit: Here, uuid: UUID, form: Form) -> Response:
    """The next round, or more time."""

    def do() -> None:
        due = end_of_day(needed_date(form, "due", "期限"))
        visit.engine.do(form.command(OpenRound, session_id=str(uuid), due=due), visit.account)

    return answered(visit, uuid, do, "round_opened")


@router.post("/questions")
def ask(visit: Here, uuid: UUID, form: Form) -> Response:
    """A member's question about a proposal: an opinion of this session."""

    def do() -> None:
        session, cycle = the_session(visit, str(uuid))
        indicator, _, version = form["place"].rpartition(" ")
        command = form.command(
            SubmitComment,
            session_id=session.id,
            cycle_id=cycle.id if cycle else "",
            place=Place(indicator_id=indicator or None),
            subject="proposal",
            version=int(version) if is_number(version) else None,
            body=form["body"],
            author=None,
        )
        visit.engine.do(command, visit.account)

    return answered(visit, uuid, do, "question_sent")


@router.get("/result")
def result(visit: Here, uuid: UUID) -> Response:
    """The result of a written session on one sheet, as it is kept with the papers."""
    session, cycle = the_session(visit, str(uuid))
    if not session.written or not session.closed or cycle is None:
        raise NotFound("結果の用紙は、書面会議を終えた後にできます。", code="not_found")
    return page(visit, "session_result.html", view=written_view(visit, session, cycle))
