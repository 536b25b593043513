"""The status of an item: its texts with what they rest on, 据置き, figures, and ★ for the next session."""

from collections.abc import Iterator
from uuid import UUID

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import AttachFile, CarryForward, CheckStatus, Evidence, PutStarForward, RecordMeasurement
from domain.errors import Refused
from pdca.files import base_name, media_type
from web.dates import typed_date, typed_year
from web.forms import Form, Typed, is_number
from web.routes.indicators import answer_on_item
from web.site import Here, Visit

router = APIRouter(prefix="/indicators/{uuid}")
EVIDENCE_ROWS = 20
"""How many rows of evidence a form may send."""


@router.post("/status")
def check_status(visit: Here, uuid: UUID, form: Form) -> Response:
    """The status of the year; one line is one bullet."""
    return answer_on_item(visit, str(uuid), lambda: _check(visit, str(uuid), form), "status_checked")


def _check(visit: Visit, indicator: str, form: Typed) -> None:
    """The status, then the file that it names: checked before anything is recorded."""
    upload = form.file("file")
    content = upload.file.read() if upload else b""
    named = (Evidence(kind="file", title=base_name(upload.filename or "")[:200]),) if upload else ()
    kind = media_type(content) if upload else ""
    command = form.command(
        CheckStatus,
        indicator_id=indicator,
        texts=tuple(line.strip().removeprefix("・") for line in form["texts"].splitlines() if line.strip()),
        as_of_date=typed_date(form, "as_of_date"),
        evidence=(*_evidence(form), *named),
    )
    done = visit.engine.do(command, visit.account)
    if named and done.position:
        file = {"name": named[0].title, "sha256": visit.engine.files.put(content), "media_type": kind}
        given = {"command_id": form["attach_id"], "stream_id": indicator, "to": done.position, "bytes": len(content)}
        visit.engine.do(form.command(AttachFile, **given, **file), visit.account)


def _evidence(form: Typed) -> Iterator[Evidence]:
    """The rows that say something; an emptied one is taken away."""
    for k in range(EVIDENCE_ROWS):
        said = {name: form[f"evidence-{k}-{name}"].strip() for name in ("title", "url", "wave", "question", "value")}
        if not any(said.values()):
            continue
        kind, n = form[f"evidence-{k}-kind"] or "other", form[f"evidence-{k}-n"].strip()
        if n and not is_number(n):
            raise Refused("回答数は、数字で入れてください。", code="no_number", field="evidence")
        yield _row(kind, {**said, "n": int(n) if n else None})


def _row(kind: str, said: dict[str, str | int | None]) -> Evidence:
    fields = {"kind": kind, **{name: value for name, value in said.items() if value or name == "title"}}
    try:
        return msgspec.convert(fields, Evidence)
    except msgspec.ValidationError as error:
        msg = "裏付けの種類を選び、名前・設問・数字は200字までにしてください。"
        raise Refused(msg, code="invalid", field="evidence") from error


@router.post("/carried-forward")
def carry_forward(visit: Here, uuid: UUID, form: Form) -> Response:
    """Unchanged, with a reason that was chosen or written."""

    def do() -> None:
        command = form.command(CarryForward, indicator_id=str(uuid), reason=carried_reason(form))
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "carried_forward")


def carried_reason(form: Typed) -> str:
    """The reason that was chosen, or the one that was written."""
    reason = form["reason_other"].strip() if form["reason"] in {"", "other"} else form["reason"]
    if not reason:
        raise Refused("据置きの理由を選ぶか、書いてください。", code="empty", field="reason")
    return reason


@router.post("/measurements")
def record_measurement(visit: Here, uuid: UUID, form: Form) -> Response:
    """The figure of a year; the page says per year which figure the writer saw."""

    def do() -> None:
        year = typed_year(form, "fiscal_year")
        if year is None:
            raise Refused("年度を入れてください。", code="empty", field="fiscal_year")
        seen = form[f"based_on-{year}"]
        command = form.command(
            RecordMeasurement,
            indicator_id=str(uuid),
            fiscal_year=year,
            not_measured=bool(form["not_measured"]),
            based_on=int(seen) if is_number(seen) else None,
        )
        visit.engine.do(command, visit.account)

    return answer_on_item(visit, str(uuid), do, "measured")


@router.post("/stars-asked")
def put_star_forward(visit: Here, uuid: UUID, form: Form) -> Response:
    """The next session is asked to give a ★, or to take it."""

    def do() -> None:
        visit.engine.do(form.command(PutStarForward, indicator_id=str(uuid), reason=form["reason"]), visit.account)

    return answer_on_item(visit, str(uuid), do, "star_asked")
