"""Accounts, roles and council seats, and the codes by which people sign in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from domain.account import Account
from domain.commands import (
    DisableAccount,
    FillSeat,
    GrantRole,
    NameActingChair,
    RecordSignInCode,
    RegisterAccount,
    RegisterCouncil,
    RevokeRole,
    VacateSeat,
)
from domain.errors import NotFound, Refused
from pdca.credentials import MEMBER_CODE, STAFF_CODE
from pdca.permissions import code_action
from pdca.words import OFFICE, STAFF_ROLE
from web.dates import needed_date, typed_date
from web.forms import Form
from web.page import answer, page
from web.permitted import may
from web.routes.moved import moved
from web.site import Here, Visit
from web.views.office import secretariat_only
from web.views.people import councils, people, person

router = APIRouter()


@router.get("/people")
def show(visit: Here) -> Response:
    """Everybody."""
    secretariat_only(visit)
    return show_people(visit)


def show_people(visit: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The lists with their forms."""
    actions = ("register_account", "grant_role", "register_council", "fill_seat", "vacate_seat", "name_acting_chair")
    everybody = people(visit)
    context = {
        "people": everybody,
        "councils": councils(visit),
        "roles": list(STAFF_ROLE.items()),
        "offices": list(OFFICE.items()),
        "may": {action: may(visit, action) for action in actions},
        "today": visit.today,
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "people.html", **(context | more))


@router.get("/people/{uuid}")
def show_one(visit: Here, uuid: UUID) -> Response:
    """One account."""
    secretariat_only(visit)
    return show_person(visit, str(uuid))


def show_person(visit: Visit, uuid: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """An account with its forms; `card` is a code that was just issued."""
    account = visit.engine.load(Account, uuid)
    if not account.exists:
        raise NotFound("この利用者は見つかりません。", code="not_found")
    actions = ("grant_role", "revoke_role", "disable_account")
    context = {
        "person": person(visit, account),
        "roles": list(STAFF_ROLE.items()),
        "may": {action: may(visit, action) for action in actions}
        | {"issue_code": may(visit, code_action(account.roles))},
        "card": None,
        "address": visit.site.settings.address,
        "today": visit.today,
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "person.html", **(context | more))


@router.post("/people")
def register(visit: Here, form: Form) -> Response:
    """A person is to be known; the page is that of the new account."""

    def do() -> None:
        visit.engine.do(form.command(RegisterAccount, name=form["name"]), visit.account)

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_people(visit, **more)

    return moved(visit, do, again, f"/people/{form['account_id']}", "registered")


@router.post("/people/{uuid}/roles")
def grant(visit: Here, uuid: UUID, form: Form) -> Response:
    """A staff role for a time."""

    def do() -> None:
        if not form["role"]:
            raise Refused("役割を選んでください。", code="empty", field="role")
        since, until = needed_date(form, "since", "始まりの日"), typed_date(form, "until")
        visit.engine.do(form.command(GrantRole, account_id=str(uuid), since=since, until=until), visit.account)

    return _person(visit, uuid, do, "role_granted")


@router.post("/people/{uuid}/roles/revoke")
def revoke(visit: Here, uuid: UUID, form: Form) -> Response:
    """A staff role ends."""

    def do() -> None:
        visit.engine.do(form.command(RevokeRole, account_id=str(uuid)), visit.account)

    return _person(visit, uuid, do, "role_revoked")


@router.post("/people/{uuid}/disable")
def disable(visit: Here, uuid: UUID, form: Form) -> Response:
    """Nobody acts with the account any more; its sessions end."""

    def do() -> None:
        visit.engine.do(form.command(DisableAccount, account_id=str(uuid)), visit.account)
        visit.site.credentials.end_all(str(uuid))

    return _person(visit, uuid, do, "account_disabled")


def _person(visit: Visit, uuid: UUID, do: Callable[[], object], said: str) -> Response:
    return answer(visit, do, lambda **more: show_person(visit, str(uuid), **more), f"/people/{uuid}", said)


@router.post("/people/{uuid}/codes")
def issue(visit: Here, uuid: UUID) -> Response:
    """A sign-in code, recorded and then shown once: on a card for paper, valid longer for members."""
    secretariat_only(visit)
    recorded = RecordSignInCode(command_id=visit.engine.chance.new_id(), account_id=str(uuid))
    visit.engine.do(recorded, visit.account)
    member = bool(person(visit, visit.engine.load(Account, str(uuid))).seats)
    code = visit.site.credentials.new_code(str(uuid), MEMBER_CODE if member else STAFF_CODE)
    return show_person(visit, str(uuid), card=code, card_for_member=member)


@router.post("/councils")
def register_council(visit: Here, form: Form) -> Response:
    """A council is to be known."""

    def do() -> None:
        visit.engine.do(form.command(RegisterCouncil, name=form["name"]), visit.account)

    return _people(visit, do, "council_registered")


@router.post("/councils/{uuid}/seats")
def fill(visit: Here, uuid: UUID, form: Form) -> Response:
    """A person takes a seat."""

    def do() -> None:
        if not form["seat"].strip():
            raise Refused("席の番号を入れてください。", code="empty", field="seat")
        if not form["account_id"]:
            raise Refused("委員になる方を選んでください。", code="empty", field="account_id")
        since, until = needed_date(form, "since", "任期の始まり"), typed_date(form, "until")
        command = form.command(FillSeat, council_id=str(uuid), category=form["category"], since=since, until=until)
        visit.engine.do(command, visit.account)

    return _people(visit, do, "seat_filled")


@router.post("/councils/{uuid}/seats/vacate")
def vacate(visit: Here, uuid: UUID, form: Form) -> Response:
    """A seat becomes empty."""

    def do() -> None:
        if not form["seat"]:
            raise Refused("席を選んでください。", code="empty", field="seat")
        on = needed_date(form, "on", "退任の日")
        visit.engine.do(form.command(VacateSeat, council_id=str(uuid), on=on), visit.account)

    return _people(visit, do, "seat_vacated")


@router.post("/councils/{uuid}/acting-chairs")
def name_acting_chair(visit: Here, uuid: UUID, form: Form) -> Response:
    """A member acts as the chair for a time."""

    def do() -> None:
        if not form["seat"]:
            raise Refused("職務を代理する委員を選んでください。", code="empty", field="seat")
        since, until = needed_date(form, "since", "始まりの日"), typed_date(form, "until")
        command = form.command(NameActingChair, council_id=str(uuid), ground=form["ground"], since=since, until=until)
        visit.engine.do(command, visit.account)

    return _people(visit, do, "acting_chair_named")


def _people(visit: Visit, do: Callable[[], object], said: str) -> Response:
    return answer(visit, do, lambda **more: show_people(visit, **more), "/people", said)
