"""Meetings: called with an agenda, held with a quorum, and what they decide."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import (
    CallOffSession,
    CallSession,
    CloseSession,
    ConfirmEntrusted,
    GrantStar,
    MoveSession,
    RecordAttendance,
    RecordDecision,
    RevokeStar,
)
from domain.errors import NotFound, NotPermitted, Refused
from domain.japanese_dates import end_of_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.words import MEDIUM
from web.dates import needed_date
from web.forms import Form, Typed, is_number
from web.page import answer, page
from web.permitted import may, require_staff
from web.routes.moved import moved
from web.site import Here, Visit
from web.views.flow_words import written_rules
from web.views.office import refuse_unless, the_cycle
from web.views.opinion_list import disputed_count
from web.views.session import entries, open_proposals, session_view
from web.views.written import written_view

router = APIRouter()


@router.get("/cycles/{uuid}/sessions/new")
def new(visit: Here, uuid: UUID) -> Response:
    """The form that calls a meeting."""
    require_staff(visit)
    refuse_unless(may(visit, "call_session", the_cycle(visit, str(uuid))), "会議を開く登録は、事務局が行います。")
    return show_new(visit, str(uuid))


def show_new(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The form again."""
    cycle = the_cycle(visit, uuid)
    shown = {
        "cycle": cycle.id,
        "disputed": disputed_count(visit, cycle.id),
        "cycle_title": cycle.title,
        "count": len(cycle.sessions),
        "year": cycle.fiscal_year,
        "proposals": open_proposals(visit, cycle),
        "written": written_rules(cycle.flow) if cycle.flow.roles_for(None, "cast_ballot") else (),
        "today": visit.today,
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "session_new.html", **(shown | more))


@router.post("/cycles/{uuid}/sessions")
def call(visit: Here, uuid: UUID, form: Form) -> Response:
    """A meeting is called."""

    def do() -> None:
        agenda, written = entries(form.many("agenda")), form["held"] == "written"
        day = needed_date(form, "held_on", "始める日" if written else "会議の日")
        due = end_of_day(needed_date(form, "due", "期限")) if written else None
        held: dict[str, object] = {"form": "written" if written else "meeting", "due": due}
        held["round"] = form["round"] if written and form["round"] else "ballot"
        command = form.command(CallSession, cycle_id=str(uuid), held_on=day, agenda=agenda, title=form["title"], **held)
        visit.engine.do(command, visit.account)

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_new(visit, str(uuid), **more)

    return moved(visit, do, again, f"/sessions/{form['session_id']}", "session_called")


def the_session(visit: Visit, uuid: str) -> tuple[Session, ReviewCycle | None]:
    """A meeting with its review, for staff and the council's members; for all others it is not there."""
    _ = visit.account
    row = visit.models.streams.stream(uuid)
    if row is None or row.kind != "session":
        raise NotFound("この会議は見つかりません。", code="not_found")
    session = visit.engine.load(Session, uuid)
    cycle = visit.engine.load(ReviewCycle, session.cycle) if session.cycle else None
    if not (visit.visitor.staff or (cycle and visit.visitor.roles_in(cycle.council))):
        raise NotPermitted("この会議のページは、会議の委員と事務局のためのページです。", code="not_permitted")
    return session, cycle


@router.get("/sessions/{uuid}")
def show(visit: Here, uuid: UUID, item: str = "") -> Response:
    """A meeting; with `item` the bullets of an item for ★."""
    return show_session(visit, str(uuid), asked=item)


def show_session(visit: Visit, uuid: str, *, asked: str = "", **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page of a meeting, or of a written session."""
    session, cycle = the_session(visit, uuid)
    if session.written and cycle is not None:
        return show_written(visit, session, cycle, **more)
    view = session_view(visit, session, cycle, asked)
    media = [(code, word) for code, word in MEDIUM.items() if code != "web"]
    context = {"view": view, "asked": asked, "media": media, "today": visit.today, "new_id": visit.engine.chance.new_id}
    context["disputed"] = disputed_count(visit, view.cycle) if visit.visitor.staff and not view.closed else 0
    return page(visit, "session.html", **(context | more))


def show_written(visit: Visit, session: Session, cycle: ReviewCycle, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The page of a written session."""
    view = written_view(visit, session, cycle)
    media = [(code, word) for code, word in MEDIUM.items() if code != "web"]
    context = {"view": view, "media": media, "today": visit.today, "new_id": visit.engine.chance.new_id}
    return page(visit, "session_written.html", **(context | more))


def answered(visit: Visit, uuid: UUID, do: Callable[[], object], said: str) -> Response:
    """The session's page after one of its forms."""
    return _answer(visit, uuid, do, said)


def _answer(visit: Visit, uuid: UUID, do: Callable[[], object], said: str, asked: str = "") -> Response:
    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_session(visit, str(uuid), asked=asked, **more)

    query = f"?item={asked}" if asked else ""
    return answer(visit, do, again, f"/sessions/{uuid}{query}", said)


@router.post("/sessions/{uuid}/attendance")
def attend(visit: Here, uuid: UUID, form: Form) -> Response:
    """Who is present."""

    def do() -> None:
        present = tuple(int(seat) for seat in form.many("present") if is_number(seat))
        if not present:
            raise Refused("出席した委員を選んでください。", code="empty", field="present")
        if not is_number(form["presiding"]):
            raise Refused("議長を選んでください。", code="empty", field="presiding")
        visit.engine.do(form.command(RecordAttendance, session_id=str(uuid), present=present), visit.account)

    return _answer(visit, uuid, do, "attended")


@router.post("/sessions/{uuid}/decisions")
def decide(visit: Here, uuid: UUID, form: Form) -> Response:
    """One decision over the chosen proposals."""

    def do() -> None:
        if not form["decision"]:
            raise Refused("決定の種類を選んでください。", code="empty", field="decision")
        proposals = entries(form.many("proposals"))
        command = form.command(
            RecordDecision, session_id=str(uuid), proposals=proposals, manner=form["manner"] or form["manner_other"]
        )
        visit.engine.do(command, visit.account)

    return _answer(visit, uuid, do, "decided")


@router.post("/sessions/{uuid}/stars")
def star(visit: Here, uuid: UUID, form: Form) -> Response:
    """A ★ for a bullet, or its end."""

    def do() -> None:
        kind = GrantStar if form["star"] == "grant" else RevokeStar
        command = form.command(kind, session_id=str(uuid), reason=form["reason"])
        visit.engine.do(command, visit.account)

    said = "star_granted" if form["star"] == "grant" else "star_revoked"
    return _answer(visit, uuid, do, said, form["asked"])


@router.post("/sessions/{uuid}/confirmations")
def confirm(visit: Here, uuid: UUID, form: Form) -> Response:
    """The chair's word on what was entrusted."""

    def do() -> None:
        visit.engine.do(_confirmation(visit, str(uuid), form), visit.account)

    return _answer(visit, uuid, do, "confirmed")


def _confirmation(visit: Visit, uuid: str, form: Typed) -> ConfirmEntrusted:
    """On the screen the chair confirms today; the office says how and when the chair did."""
    chosen = entries(form.many("proposal"))
    if not chosen:
        raise Refused("確認した版を選んでください。", code="empty", field="proposal")
    if form["medium"] == "web":
        return form.command(ConfirmEntrusted, session_id=uuid, proposal=chosen[0], confirmed_on=visit.today)
    if not form["medium"]:
        raise Refused("どのように確認したかを選んでください。", code="empty", field="medium")
    day = needed_date(form, "confirmed_on", "確認した日")
    return form.command(ConfirmEntrusted, session_id=uuid, proposal=chosen[0], confirmed_on=day)


@router.post("/sessions/{uuid}/moves")
def move(visit: Here, uuid: UUID, form: Form) -> Response:
    """The meeting is held on another day."""

    def do() -> None:
        day = needed_date(form, "held_on", "会議の日")
        visit.engine.do(form.command(MoveSession, session_id=str(uuid), held_on=day), visit.account)

    return _answer(visit, uuid, do, "session_moved")


@router.post("/sessions/{uuid}/call-off")
def call_off(visit: Here, uuid: UUID, form: Form) -> Response:
    """The session does not take place."""

    def do() -> None:
        visit.engine.do(form.command(CallOffSession, session_id=str(uuid)), visit.account)

    return _answer(visit, uuid, do, "session_called_off")


@router.post("/sessions/{uuid}/close")
def close(visit: Here, uuid: UUID, form: Form) -> Response:
    """The meeting is over."""

    def do() -> None:
        visit.engine.do(form.command(CloseSession, session_id=str(uuid)), visit.account)

    return _answer(visit, uuid, do, "session_closed")
