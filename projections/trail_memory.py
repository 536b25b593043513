"""What the trail remembers, so that each event can be told with what it took the place of and what it is about."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from domain.codes import ItemKind
from domain.event import Event, Recorded, Ref
from domain.events import (
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    AttendanceRecorded,
    CarriedForward,
    CommentAnswered,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    CommitmentAnswered,
    CommitmentMade,
    CouncilRegistered,
    CycleOpened,
    DeadlineSet,
    DraftSaved,
    DraftShown,
    DraftTakenBack,
    ImprovementConsidered,
    ImprovementProposed,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRevised,
    ItemNumber,
    MatterCarriedOver,
    MeasurementRecorded,
    MinorCorrectionMade,
    PlanPublished,
    PlanRegistered,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    RevisionRecorded,
    SeatFilled,
    SeatVacated,
    SessionCalled,
    SessionRecorded,
    StarGranted,
    StarRevoked,
    StatusChecked,
    StepEntered,
    StepReturned,
    SummaryContested,
    TextCorrected,
)
from projections.tables import Table
from projections.trail_content import BulletRow, Content
from projections.work import Work


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a stream is and where it belongs; an item with its number and its bullets as they read."""

    stream: str
    plan: str | None = None
    cycle: str | None = None
    title: str | None = None
    kind: ItemKind | None = None
    number: ItemNumber | None = None
    bullets: dict[int, BulletRow] = {}


class Latest(msgspec.Struct, frozen=True):
    """The latest content about one subject of a stream, e.g. the status of a year; None counts no more."""

    stream: str
    subject: str
    content: Content | None


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event is about, as it was called then: the item or other stream, the bullet, the opinion."""

    title: str | None = None
    kind: ItemKind | None = None
    number: ItemNumber | None = None
    bullet: BulletRow | None = None
    comment: Ref | None = None


PLACES = Table("trail_places", Place, ("stream",))
LATEST = Table("trail_latest", Latest, ("stream", "subject"))
MEMORY = (PLACES, LATEST)

SUBJECTS: Mapping[type[Event], str] = {
    StepEntered: "step:{cycle}",
    StepReturned: "step:{cycle}",
    StatusChecked: "status:{fiscal_year}",
    CarriedForward: "status:{fiscal_year}",
    MeasurementRecorded: "figure:{fiscal_year}",
    ImprovementConsidered: "considered:{cycle}",
    DraftSaved: "draft:{cycle}",
    ImprovementProposed: "proposal:{cycle}",
    CommentEdited: "comment:{comment}",
    CommentSummarised: "summary:{comment}",
    CommentAnswered: "answer:{comment}",
    AnswerRevised: "answer:{comment}",
    AnswerPostponed: "postponed:{comment}",
    DeadlineSet: "deadline:{step}",
    AttendanceRecorded: "attendance",
    SeatFilled: "seat:{seat}",
    PlanPublished: "edition",
}
"""Of each event that takes the place of an earlier one: of which."""

LOOKED_AT: Mapping[type[Event], str] = {
    DraftShown: "draft:{cycle}",
    DraftTakenBack: "draft:{cycle}",
    ProposalWithdrawn: "proposal:{cycle}",
    ProposalReturned: "proposal:{cycle}",
    ProposalAdopted: "proposal:{cycle}",
    ProposalRejected: "proposal:{cycle}",
    CommentWithdrawn: "comment:{comment}",
    CommentEndorsed: "comment:{comment}",
    SummaryContested: "summary:{comment}",
    AnswerDisputed: "answer:{comment}",
    MatterCarriedOver: "comment:{comment}",
    CommitmentAnswered: "commitment:{commitment}",
    SeatVacated: "seat:{seat}",
}
"""Of each event that settles an earlier one: which."""


def before(work: Work, recorded: Recorded) -> Content | None:
    """What the event takes the place of, or settles."""
    event = recorded.event
    if isinstance(event, IndicatorRevised | RevisionRecorded):
        return _read_so_far(work, recorded, event)
    if isinstance(event, IndicatorRestored):
        return _changed_back(work, recorded, event)
    if isinstance(event, MinorCorrectionMade | TextCorrected):
        return _corrected_so_far(work, recorded, event)
    if isinstance(event, CarriedForward) and event.of == "status":
        return _latest(work, recorded.stream, f"status:{event.fiscal_year - 1}")
    form = SUBJECTS.get(type(event)) or LOOKED_AT.get(type(event))
    return _latest(work, recorded.stream, _subject(form, event)) if form else None


def _changed_back(work: Work, recorded: Recorded, event: IndicatorRestored) -> Content:
    """The bullets that read otherwise until then, or that were not there before the document."""
    again = {each.id: each.text for each in event.statements}
    bullets = work[PLACES].need(recorded.stream).bullets
    return Content(statements=tuple(bullet for id_, bullet in bullets.items() if again.get(id_) != bullet.text))


def _read_so_far(work: Work, recorded: Recorded, event: IndicatorRevised | RevisionRecorded) -> Content:
    """The bullets that the revision changes or removes, as they read until then."""
    changed = {statement.id for statement in event.statements} | set(event.removed)
    bullets = work[PLACES].need(recorded.stream).bullets
    return Content(statements=tuple(bullet for id_, bullet in bullets.items() if id_ in changed))


def _corrected_so_far(work: Work, recorded: Recorded, event: MinorCorrectionMade | TextCorrected) -> Content | None:
    """The bullet that a correction changes; of a name what the item is called."""
    known = work[PLACES].need(recorded.stream)
    bullet = known.bullets.get(event.statement or 0)
    if bullet is not None:
        return Content(statements=(bullet,))
    return Content(facts={"text": known.title}) if recorded.kind == "indicator" and known.title else None


def _latest(work: Work, stream: str, subject: str) -> Content | None:
    found = work[LATEST].get(stream, subject)
    return found.content if found else None


def _subject(form: str, event: Event) -> str:
    return form.format_map({name: getattr(event, name) for name in event.__struct_fields__})


def about(work: Work, recorded: Recorded) -> About:
    """What the event is about."""
    known = work[PLACES].get(recorded.stream) or Place(recorded.stream)
    bullet = known.bullets.get(getattr(recorded.event, "statement", None) or 0)
    return About(known.title, known.kind, known.number, bullet, _comment(work, recorded))


def _comment(work: Work, recorded: Recorded) -> Ref | None:
    position = getattr(recorded.event, "comment", None)
    content = _latest(work, recorded.stream, f"comment:{position}") if position else None
    return content.refs["body"] if content else None


def _take_back(work: Work, recorded: Recorded, event: IndicatorRestored) -> None:
    """What an import took the place of is the latest again."""
    back = {f"status:{each.fiscal_year}": each.replaced for each in event.statuses}
    back |= {f"figure:{each.fiscal_year}": each.replaced for each in event.figures}
    for subject, replaced in back.items():
        work[LATEST].put(Latest(recorded.stream, subject, _latest(work, recorded.stream, _replaced(replaced))))


def _replaced(position: int) -> str:
    return f"before:{position}"


def keep(work: Work, recorded: Recorded, content: Content) -> None:
    """Remember what later events will take the place of."""
    event = recorded.event
    form = SUBJECTS.get(type(event))
    if isinstance(event, CommentSubmitted | CommitmentMade):
        form = f"{'comment' if isinstance(event, CommentSubmitted) else 'commitment'}:{recorded.position}"
    if isinstance(event, IndicatorRestored):
        _take_back(work, recorded, event)
    if form and not (isinstance(event, CarriedForward) and event.of == "text"):
        _remember_replaced(work, recorded, _subject(form, event))
        work[LATEST].put(Latest(recorded.stream, _subject(form, event), content))
    learn = _LEARN.get(type(event))
    if learn is not None:
        work[PLACES].put(learn(work, recorded, event))


def _remember_replaced(work: Work, recorded: Recorded, subject: str) -> None:
    """An import can be taken back: what a status or a figure of it took the place of may count again."""
    event = recorded.event
    if isinstance(event, StatusChecked | MeasurementRecorded) and event.cycle is None:
        known = _latest(work, recorded.stream, subject)
        if known is not None:
            work[LATEST].put(Latest(recorded.stream, _replaced(recorded.position), known))


def _registered(_: Work, recorded: Recorded, event: IndicatorRegistered) -> Place:
    bullets = {each.id: BulletRow(each.text, each.id, 1) for each in event.statements}
    return Place(
        recorded.stream, event.plan, title=event.name, kind=event.item_kind, number=event.number, bullets=bullets
    )


def _revised(work: Work, recorded: Recorded, event: IndicatorRevised | RevisionRecorded) -> Place:
    known = work[PLACES].need(recorded.stream)
    new = {each.id: BulletRow(each.text, each.id, each.text_revision, each.advanced) for each in event.statements}
    bullets = {id_: bullet for id_, bullet in {**known.bullets, **new}.items() if id_ not in event.removed}
    return msgspec.structs.replace(
        known, bullets=bullets, title=event.name or known.title, number=event.number or known.number
    )


def _restored(work: Work, recorded: Recorded, event: IndicatorRestored) -> Place:
    known = work[PLACES].need(recorded.stream)
    bullets = {each.id: BulletRow(each.text, each.id, each.text_revision, bool(each.star)) for each in event.statements}
    return msgspec.structs.replace(known, bullets=bullets, title=event.name, number=event.number)


def _corrected(work: Work, recorded: Recorded, event: MinorCorrectionMade | TextCorrected) -> Place:
    known = work[PLACES].need(recorded.stream)
    before = known.bullets.get(event.statement or 0)
    if before is not None:
        bullet = msgspec.structs.replace(before, text=event.text, text_revision=event.text_revision or 1)
        return msgspec.structs.replace(known, bullets={**known.bullets, before.id or 0: bullet})
    return msgspec.structs.replace(known, title=event.text) if recorded.kind == "indicator" else known


def _starred(work: Work, recorded: Recorded, event: StarGranted | StarRevoked) -> Place:
    known = work[PLACES].need(recorded.stream)
    if event.statement not in known.bullets:
        return known
    bullet = msgspec.structs.replace(known.bullets[event.statement], advanced=isinstance(event, StarGranted))
    return msgspec.structs.replace(known, bullets={**known.bullets, event.statement: bullet})


def _plan(_: Work, recorded: Recorded, event: PlanRegistered) -> Place:
    return Place(recorded.stream, recorded.stream, title=event.title)


def _council(_: Work, recorded: Recorded, event: CouncilRegistered) -> Place:
    return Place(recorded.stream, title=event.name)


def _cycle(_: Work, recorded: Recorded, event: CycleOpened) -> Place:
    return Place(recorded.stream, event.plan, recorded.stream)


def _past_session(_: Work, recorded: Recorded, event: SessionRecorded) -> Place:
    return Place(recorded.stream, event.plan, title=event.title)


def _session(work: Work, recorded: Recorded, event: SessionCalled) -> Place:
    return Place(recorded.stream, work[PLACES].need(event.cycle).plan, event.cycle, event.title)


_LEARN: Mapping[type[Event], Callable[[Work, Recorded, Any], Place]] = {
    IndicatorRegistered: _registered,
    IndicatorRevised: _revised,
    RevisionRecorded: _revised,
    IndicatorRestored: _restored,
    MinorCorrectionMade: _corrected,
    TextCorrected: _corrected,
    StarGranted: _starred,
    StarRevoked: _starred,
    PlanRegistered: _plan,
    CouncilRegistered: _council,
    CycleOpened: _cycle,
    SessionRecorded: _past_session,
    SessionCalled: _session,
}
"""What each event teaches about the stream on which it stands."""
