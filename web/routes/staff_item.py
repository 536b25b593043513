"""What the office does on one item: consideration, draft, proposal, its return, the revision of the plan."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import (
    ConsiderImprovement,
    EnterStep,
    ProposeImprovement,
    ReturnProposal,
    ReturnStep,
    ReviseIndicator,
    SaveDraft,
    ShowDraft,
)
from domain.errors import Conflict, Refused
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle
from pdca.mail.deliveries import Deliveries
from pdca.mail.requests import ask_after_showing
from web.dates import needed_date
from web.forms import Form, Typed, is_number
from web.page import page
from web.permitted import require_staff
from web.routes.indicators import answer_on_item
from web.routes.moved import moved
from web.site import Here, Position, Visit
from web.views.editor import Editor, again, amending, editing, fresh, meant
from web.views.mail import sends_by_itself
from web.views.years import back_to_item

router = APIRouter(prefix="/indicators/{uuid}")


@router.post("/consideration")
def consider(visit: Here, uuid: UUID, form: Form) -> Response:
    """What the status calls for."""

    def do() -> None:
        command = form.command(ConsiderImprovement, indicator_id=str(uuid), reason=form["reason"])
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "considered")


@router.post("/next-step")
def next_step(visit: Here, uuid: UUID, form: Form) -> Response:
    """The item alone goes on."""

    def do() -> None:
        visit.engine.do(form.command(EnterStep, indicator_ids=(str(uuid),)), visit.account)

    return answer_on_item(visit, str(uuid), do, "step_entered")


@router.post("/step-back")
def step_back(visit: Here, uuid: UUID, form: Form) -> Response:
    """The item goes back to an earlier step."""

    def do() -> None:
        if not form["step"]:
            raise Refused("戻す段階を選んでください。", code="empty", field="step")
        command = form.command(ReturnStep, indicator_id=str(uuid), reason=form["reason"])
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "step_returned")


# --- drafts and proposals in the editor


@router.get("/draft")
def draft(visit: Here, uuid: UUID) -> Response:
    """The editor on the newest draft."""
    return _open(visit, uuid, "draft")


@router.get("/proposal")
def proposal(visit: Here, uuid: UUID, draft: int = 0, session: UUID | None = None) -> Response:
    """The editor of the proposal, from a draft or from its last version; in a `session` as its amendment."""
    return _open(visit, uuid, "proposal", draft, str(session or ""))


def _open(visit: Visit, uuid: UUID, kind: str, number: int = 0, session: str = "") -> Response:
    require_staff(visit)
    item, cycle = editing(visit, str(uuid), kind)
    return _show(visit, amending(visit, fresh(visit, item, cycle, kind, number), session))


def _show(visit: Visit, editor: Editor, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    return page(visit, "editor.html", editor=editor, new_id=visit.engine.chance.new_id, **more)


def _edited(visit: Visit, uuid: UUID, kind: str, do: Callable[[], object], said: str) -> Response:
    """A preview shows the editor again; a save leads to the item."""
    indicator, form = str(uuid), visit.typed

    def show(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        item, cycle = editing(visit, indicator, kind)
        conflict = isinstance(more.get("problem"), Conflict)
        return _show(visit, again(visit, item, cycle, kind, conflict=conflict), **more)

    if form["preview"]:
        return show()
    session = str(UUID(form["session_id"])) if form["session_id"] else ""
    return moved(visit, do, show, f"/sessions/{session}" if session else back_to_item(visit, indicator), said)


@router.post("/drafts")
def save_draft(visit: Here, uuid: UUID, form: Form) -> Response:
    """The next version of the draft, or a preview of it."""
    require_staff(visit)

    def do() -> None:
        said = meant(form, visit.engine.load(Indicator, str(uuid)))
        command = form.command(
            SaveDraft,
            indicator_id=str(uuid),
            statements=said.statements(visit.engine.load(Indicator, str(uuid))),
            removed=said.removed,
            reason=form["reason"],
        )
        visit.engine.do(command, visit.account)

    return _edited(visit, uuid, "draft", do, "draft_saved")


@router.post("/drafts/{number}/show")
def show_draft(visit: Here, uuid: UUID, number: Position, form: Form) -> Response:
    """Members may see a version, and are told of it."""

    def do() -> None:
        command = form.command(ShowDraft, indicator_id=str(uuid), number=number)
        visit.engine.do(command, visit.account)
        if sends_by_itself(visit):
            cycle = visit.engine.load(ReviewCycle, command.cycle_id)
            ask_after_showing(visit.engine, Deliveries(visit.engine), cycle, visit.account)

    return answer_on_item(visit, str(uuid), do, "draft_shown")


@router.post("/proposals")
def propose(visit: Here, uuid: UUID, form: Form) -> Response:
    """A proposal or its next version; 据置き as a proposal comes from the item's own page."""
    require_staff(visit)
    if form["proposal_kind"] == "continue":
        return answer_on_item(visit, str(uuid), lambda: _continue(visit, uuid, form), "proposed")

    def do() -> None:
        item = visit.engine.load(Indicator, str(uuid))
        said = meant(form, item)
        command = form.command(
            ProposeImprovement,
            indicator_id=str(uuid),
            statements=said.statements(item),
            removed=said.removed,
            reason=form["reason"],
            draft=int(form["draft"]) if is_number(form["draft"].strip("0")) else None,
        )
        visit.engine.do(command, visit.account)

    return _edited(visit, uuid, "proposal", do, "proposed")


def _continue(visit: Visit, uuid: UUID, form: Typed) -> None:
    command = form.command(
        ProposeImprovement, indicator_id=str(uuid), reason=form["reason"], statements=(), removed=(), draft=None
    )
    visit.engine.do(command, visit.account)


@router.post("/proposals/{version}/return")
def return_proposal(visit: Here, uuid: UUID, version: Position, form: Form) -> Response:
    """The proposal goes back."""

    def do() -> None:
        command = form.command(ReturnProposal, indicator_id=str(uuid), version=version, reason=form["reason"])
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "proposal_returned")


@router.post("/revision")
def revise(visit: Here, uuid: UUID, form: Form) -> Response:
    """The adopted version takes effect."""

    def do() -> None:
        day = needed_date(form, "effective_on", "反映する日")
        advanced = tuple(int(each) for each in form.many("advanced") if is_number(each))
        command = form.command(
            ReviseIndicator,
            indicator_id=str(uuid),
            effective_on=day,
            advanced=advanced,
            new_ids=tuple(form.many("new_ids")),
        )
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "revised")
