"""決裁 as a page: what was approved here by which paper, and what changed since."""

from datetime import date

import msgspec

from domain.approval import PLACES
from domain.event import Recorded
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.approvals import AT_MOST, changed_since, newest
from pdca.sentences import Sentence, sentences
from pdca.streams import AGGREGATES
from pdca.words import APPROVAL_SUBJECT
from projections.approvals import ApprovalRow
from projections.streams import StreamRow
from web.permitted import may
from web.site import Visit

SHOWN = 20
"""Changes that are told one by one; more are counted."""


class ApprovalLine(msgspec.Struct, frozen=True):
    """One 決裁; `changes` of the newest of its subject, of earlier ones none."""

    subject: str
    on: date
    document_number: str
    post: str
    recorded_at: int
    changes: tuple[Sentence, ...] = ()
    count: int = 0
    more: bool = False


class ApprovalsView(msgspec.Struct, frozen=True):
    """All 決裁 of one stream."""

    stream: str
    lines: tuple[ApprovalLine, ...]
    may_record: bool


class ApprovalPage(msgspec.Struct, frozen=True):
    """The page of 決裁: what they are about, and what may be approved there."""

    title: str
    back: str
    view: ApprovalsView
    subjects: tuple[tuple[str, str], ...]


def approvals_view(visit: Visit, stream: str) -> ApprovalsView:
    """The 決裁 of a stream, newest first."""
    rows = visit.models.approvals.of_stream(stream)
    last = {row.position for row in newest(rows)}
    lines = tuple(_line(visit, row, told=row.position in last) for row in reversed(rows))
    return ApprovalsView(stream, lines, may(visit, "record_approval"))


def _line(visit: Visit, row: ApprovalRow, *, told: bool) -> ApprovalLine:
    changes = changed_since(visit.models, row) if told else []
    events = [visit.engine.recorded(change.position) for change in changes[:SHOWN]]
    return ApprovalLine(
        subject=APPROVAL_SUBJECT[row.subject],
        on=row.on,
        document_number=row.document_number,
        post=row.post,
        recorded_at=row.recorded_at,
        changes=_told(visit, [event for event in events if event is not None]),
        count=len(changes),
        more=len(changes) == AT_MOST,
    )


def _told(visit: Visit, events: list[Recorded]) -> tuple[Sentence, ...]:
    return tuple(sentences(visit.engine, events, visit.viewer))


def approval_page(visit: Visit, row: StreamRow) -> ApprovalPage:
    """The page of a stream that 決裁 may stand on."""
    title, back = _place(visit, row)
    subjects = tuple((code, APPROVAL_SUBJECT[code]) for code, kinds in PLACES.items() if row.kind in kinds)
    return ApprovalPage(title, back, approvals_view(visit, row.stream), subjects)


def _place(visit: Visit, row: StreamRow) -> tuple[str, str]:
    aggregate = visit.engine.load(AGGREGATES[row.kind], row.stream)
    if isinstance(aggregate, Plan):
        return aggregate.title, f"/plans/{aggregate.key}"
    if isinstance(aggregate, Indicator):
        return aggregate.label, f"/indicators/{aggregate.id}"
    title = aggregate.title if isinstance(aggregate, ReviewCycle | Session) else ""
    return title, f"/{'cycles' if row.kind == 'review_cycle' else 'sessions'}/{row.stream}"
