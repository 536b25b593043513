"""What changed after a 決裁: the events about the same subject that came after the position which it covers."""

from collections.abc import Mapping

import msgspec

from domain.codes import ApprovalSubject
from domain.event import Event
from domain.events import (
    AnswerPostponed,
    AnswerRevised,
    CarriedForward,
    CommentAnswered,
    CommentSummarised,
    DepartureRecorded,
    DocumentWithdrawn,
    DraftShown,
    DraftTakenBack,
    ImprovementProposed,
    IndicatorRestored,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    IndicatorWithdrawn,
    MatterCarriedOver,
    MinorCorrectionMade,
    PlanStructureChanged,
    ProposalReturned,
    ProposalWithdrawn,
    RevisionRecorded,
    StarGranted,
    StarRevoked,
    StatusChecked,
    TextCorrected,
)
from projections.approvals import ApprovalRow
from projections.read_models import ReadModels
from projections.trail import TrailFilter, TrailRow

COVERED: Mapping[ApprovalSubject, tuple[type[Event], ...]] = {
    "answers": (CommentAnswered, AnswerRevised, AnswerPostponed, MatterCarriedOver),
    "publication": (
        IndicatorRevised, IndicatorRetired, IndicatorSucceeded, PlanStructureChanged, MinorCorrectionMade,
        TextCorrected, StarGranted, StarRevoked, RevisionRecorded, DepartureRecorded,
        DocumentWithdrawn, IndicatorRestored, IndicatorWithdrawn,
    ),
    "pack": (
        StatusChecked, CarriedForward, DraftShown, DraftTakenBack, ImprovementProposed, ProposalWithdrawn,
        ProposalReturned, CommentSummarised, CommentAnswered, AnswerRevised, AnswerPostponed, MatterCarriedOver,
        MinorCorrectionMade,
    ),
    "redaction": (),
}  # fmt: skip
"""Which events change what a 決裁 of each subject covers."""
AT_MOST = 200


def changed_since(models: ReadModels, approval: ApprovalRow) -> list[TrailRow]:
    """The later changes, oldest first, at most 200; a session's papers speak of its whole cycle."""
    within = _within(models, approval)
    found = [
        row
        for cls in COVERED[approval.subject]
        for kind in cls.STREAMS
        for row in models.trail.page(msgspec.structs.replace(within, topic=cls.topic(kind)), limit=AT_MOST)
    ]
    return sorted(found, key=lambda row: row.position)[:AT_MOST]


def _within(models: ReadModels, approval: ApprovalRow) -> TrailFilter:
    since, stream = approval.through + 1, approval.stream
    if approval.kind == "plan":
        return TrailFilter(plan=stream, since=since)
    if approval.kind == "indicator":
        return TrailFilter(indicator=stream, since=since)
    row = models.streams.stream(stream) if approval.kind == "session" else None
    return TrailFilter(cycle=row.cycle if row else stream, since=since)


def newest(approvals: list[ApprovalRow]) -> list[ApprovalRow]:
    """The last 決裁 of each subject: the one that later changes are counted from."""
    return list({approval.subject: approval for approval in approvals}.values())
