"""Which events exist for a viewer; what is not said here to be visible is not told."""

from domain.commented import Commented
from domain.event import Recorded
from domain.events import (
    Acknowledged,
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    ApprovalRecorded,
    AttachmentAdded,
    BallotCast,
    BallotRejected,
    CarriedForward,
    CommentAnswered,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    ConsentRecorded,
    CouncilRegistered,
    CycleClosed,
    CycleOpened,
    DeadlineExtended,
    DecisionRecorded,
    DepartureRecorded,
    DraftSaved,
    HandoverNoted,
    HandoverNoteSettled,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    IndicatorWithdrawn,
    MatterCarriedOver,
    MatterTakenUp,
    MeasurementRecorded,
    MinorCorrectionMade,
    PlanPublished,
    PlanRegistered,
    PlanStructureChanged,
    ProposalAdopted,
    RevisionRecorded,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionMoved,
    SessionRecorded,
    SpeechNoted,
    StarGranted,
    StarRevoked,
    StatusChecked,
    SummaryContested,
    TextCorrected,
)
from domain.indicator import Indicator
from pdca.telling.context import Context, Past
from pdca.viewing import own_opinions_only

PUBLIC: frozenset[type] = frozenset(
    {
        CarriedForward,
        CouncilRegistered,
        CycleClosed,
        CycleOpened,
        DecisionRecorded,
        DepartureRecorded,
        IndicatorRegistered,
        IndicatorRestored,
        IndicatorRetired,
        IndicatorRevised,
        IndicatorSucceeded,
        IndicatorWithdrawn,
        MeasurementRecorded,
        MinorCorrectionMade,
        PlanPublished,
        PlanRegistered,
        PlanStructureChanged,
        ProposalAdopted,
        RevisionRecorded,
        SessionCalled,
        SessionCalledOff,
        SessionClosed,
        SessionMoved,
        SessionRecorded,
        StarGranted,
        StarRevoked,
        StatusChecked,
        TextCorrected,
    }
)
"""No name, no opinion, no draft and no reasoning of the office."""
ABOUT_COMMENT = (
    CommentEdited,
    CommentWithdrawn,
    CommentEndorsed,
    CommentAnswered,
    AnswerRevised,
    AnswerPostponed,
    MatterCarriedOver,
    MatterTakenUp,
)
BETWEEN_AUTHOR_AND_OFFICE = (CommentSummarised, SummaryContested, AnswerDisputed)
"""What the author and the office say to each other until the papers are out."""


BALLOT_BOX = (ConsentRecorded, BallotCast, BallotRejected, SpeechNoted)
"""What a member writes or says is the member's own and the secretariat's; the result is in the session's end."""
STAFF_ONLY: frozenset[type] = frozenset({ApprovalRecorded, HandoverNoted, HandoverNoteSettled})
"""The office's own business."""


def visible(c: Context, recorded: Recorded, past: Past) -> bool:
    """Whether the event may be told; `past` is the stream as of the page, after all of its events."""
    event = recorded.event
    if c.viewer is None:
        return type(event) in PUBLIC
    if isinstance(event, DraftSaved):
        return c.viewer.sees_drafts or past.state.drafts[event.cycle, event.number].shown
    if isinstance(event, BALLOT_BOX) and not c.viewer.sees_ballots:
        seat = past.state.seat(event.seat) if event.seat is not None else None
        return seat is not None and c.is_viewer(seat.account)
    if c.viewer.staff:
        return True
    if type(event) in STAFF_ONLY:
        return False
    return recorded.kind != "account" and _opinion_visible(c, recorded, past)


def _opinion_visible(c: Context, recorded: Recorded, past: Past) -> bool:
    """A member's own opinions always; those of others after the deadline, unless taken back; their files never.

    Nor more time that another member was given.
    """
    event = recorded.event
    if isinstance(event, DeadlineExtended):
        return event.account is None or c.is_viewer(event.account)
    if isinstance(event, Acknowledged):
        return c.is_viewer(event.author) or not _before_deadline(c, event.cycle, past)
    if isinstance(event, AttachmentAdded):
        return _own(c, event.to, past)
    if isinstance(event, BETWEEN_AUTHOR_AND_OFFICE):
        return _own(c, event.comment, past)
    comment = _comment(recorded)
    if comment is None or _own(c, comment, past):
        return True
    today = c.today(past, comment)
    return today.state != "withdrawn" and not _before_deadline(c, today.taken_from or today.cycle, past)


def _comment(recorded: Recorded) -> int | None:
    event = recorded.event
    if isinstance(event, CommentSubmitted):
        return recorded.position
    return event.comment if isinstance(event, ABOUT_COMMENT) else None


def _own(c: Context, to: int, past: Past) -> bool:
    """Whether the viewer said it, in this year or in the one that it was carried over from."""
    found = past.events.get(to)
    if found is None:
        taken = past.state.comments.get(to) if isinstance(past.state, Commented) else None
        return taken is not None and taken.author is not None and c.is_viewer(taken.author)
    return isinstance(found.event, CommentSubmitted) and c.is_viewer(found.event.author)


def _before_deadline(c: Context, cycle_id: str, past: Past) -> bool:
    step = past.state.steps.get(cycle_id) if isinstance(past.state, Indicator) else None
    return own_opinions_only(c.cycle(cycle_id), step, c.now, c.viewer.account if c.viewer else None)
