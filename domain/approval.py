"""決裁: who approved what left the office, by date, document number and post; recorded, never routed (USERS 1)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from domain.aggregate import Aggregate, Decided, not_ahead, required
from domain.codes import ApprovalSubject
from domain.commands import RecordApproval
from domain.errors import Refused
from domain.event import Recorded
from domain.events import ApprovalRecorded

PLACES: Mapping[ApprovalSubject, frozenset[str]] = {
    "answers": frozenset({"review_cycle", "indicator"}),
    "publication": frozenset({"plan"}),
    "pack": frozenset({"session"}),
    "redaction": frozenset({"review_cycle", "indicator"}),
}
"""On which streams each subject may be approved."""


class Approval(msgspec.Struct, frozen=True):
    """One 決裁: it covers what stood at position `through`."""

    position: int
    subject: ApprovalSubject
    on: date
    document_number: str
    post: str
    through: int


def take_approval(state: Any, event: ApprovalRecorded, at: Recorded) -> None:  # noqa: ANN401 -- any of four aggregates
    """Every aggregate that may be approved remembers its approvals in the same way."""
    state.approvals.append(
        Approval(at.position, event.subject, event.on, event.document_number, event.post, event.through)
    )


def record(place: Aggregate, today: date, head: int, command: RecordApproval) -> Decided:
    """What stood at `through` was approved; by default that is what stands at `head`, the newest position."""
    if place.KIND not in PLACES[command.subject]:
        msg = "この決裁は、ここには記録できません。"
        raise Refused(msg, code="subject", field="subject")
    not_ahead(command.on, today, "on", "決裁の日")
    event = ApprovalRecorded(
        subject=command.subject,
        on=command.on,
        document_number=required(command.document_number, "document_number", "文書番号"),
        post=required(command.post, "post", "決裁した方の職名"),
        through=_through(head, command),
    )
    return [] if _known(place, event, command) else [(place.stream, event)]


def _through(head: int, command: RecordApproval) -> int:
    if command.through is not None and command.through > head:
        msg = "まだ記録されていない内容は、決裁の対象にできません。"
        raise Refused(msg, code="through", field="through")
    return command.through or head


def _known(place: Any, event: ApprovalRecorded, command: RecordApproval) -> bool:  # noqa: ANN401 -- any of four aggregates
    """Whether the same paper stands there already; naming another `through` corrects what it covered."""
    said = (event.subject, event.on, event.document_number, event.post)
    same = [a for a in place.approvals if (a.subject, a.on, a.document_number, a.post) == said]
    return bool(same) and command.through in {None, same[-1].through}
