"""送信の記録: what goes out, what went out, and the button 送る."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.errors import NotPermitted, Refused
from pdca.mail.deliveries import Deliveries
from web.forms import Form
from web.page import answer, page
from web.site import Here, Visit
from web.views.mail import mail_view, wanted
from web.views.office import secretariat_only

router = APIRouter()


@router.get("/mail")
def show(visit: Here) -> Response:
    """The list."""
    secretariat_only(visit)
    return show_mail(visit)


def show_mail(visit: Visit, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The list with its buttons."""
    return page(visit, "mail.html", view=mail_view(visit), new_id=visit.engine.chance.new_id, **more)


@router.post("/mail")
def send(visit: Here, form: Form) -> Response:
    """The secretariat sends mails of a kind to all who have not got them; the next round of the clock takes them."""
    account = _sender(visit)

    def do() -> None:
        if not visit.site.settings.sends_mail:
            raise Refused("メールサーバーの設定がないため、送れません。", code="no_mail")
        Deliveries(visit.engine).plan(wanted(visit, form["kind"], form["about"]), visit.now, account)

    return _answer(visit, do, "mail_planned")


@router.post("/mail/again")
def again(visit: Here, form: Form) -> Response:
    """A mail that did not, or perhaps not, go out is sent again."""
    account = _sender(visit)
    return _answer(visit, lambda: Deliveries(visit.engine).again(form["key"], account, visit.now), "mail_planned")


def _sender(visit: Visit) -> str:
    if "secretariat" not in visit.visitor.staff:
        _ = visit.account
        raise NotPermitted("メールを送るのは事務局です。", code="not_permitted")
    return visit.account


def _answer(visit: Visit, do: Callable[[], object], said: str) -> Response:
    return answer(visit, do, lambda **more: show_mail(visit, **more), "/mail", said)
