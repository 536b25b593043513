"""Hand-written histories: events in their envelopes, with growing positions."""

from datetime import date
from uuid import UUID

import msgspec

from domain.errors import ReviewError
from domain.event import Actor, Event, Recorded, Sealed
from domain.events import (
    AgendaEntry,
    CommentAnswered,
    CommentSubmitted,
    CouncilRegistered,
    CycleOpened,
    DraftSaved,
    DraftShown,
    DraftStatement,
    ImprovementProposed,
    IndicatorRegistered,
    IndicatorRevised,
    ItemNumber,
    PlanRegistered,
    ProposalAdopted,
    ProposalRejected,
    RevisedStatement,
    RollEntry,
    SessionCalled,
    Statement,
    StatusChecked,
    StepEntered,
)


def uuid(number):
    return str(UUID(int=number))


PLAN, COUNCIL, CYCLE, SESSION = uuid(1), uuid(2), uuid(3), uuid(4)
ITEM, OTHER, ROLE, CONTENT, VISION = uuid(11), uuid(12), uuid(13), uuid(14), uuid(15)
CLERK, MIKI, FUJI = uuid(21), uuid(22), uuid(23)
HOUR = 3_600_000_000
START = 1_790_000_000_000_000


class Unreadable(ReviewError):
    """Raised as the log does for an event that it cannot read."""

    def __init__(self, position):
        super().__init__(f"unknown at {position}")
        self.position = position


class MemoryLog:
    """A log in memory: `happens` records an event, one hour after the last one."""

    def __init__(self, recorded=()):
        self.recorded = list(recorded)
        self.unreadable = None

    def happens(self, stream, event, actor=CLERK, role="secretariat", kind=None):
        position = self.head() + 1
        version = 1 + sum(1 for each in self.recorded if each.stream == stream)
        topic = type(event).topic(kind or event.STREAMS[0])
        envelope = Recorded(position, stream, version, topic, START + position * HOUR, Actor(actor, role), event)
        self.recorded.append(envelope)
        return position

    def since(self, position, limit):
        found = self.recorded[position : position + limit]
        if self.unreadable and any(each.position == self.unreadable for each in found):
            raise Unreadable(self.unreadable)
        return found

    def head(self):
        return len(self.recorded)

    def until(self, position):
        return MemoryLog(self.recorded[:position])


NUMBERS = {
    ITEM: ("activity", ItemNumber(project=2, initiative=1, ordinal=1)),
    OTHER: ("activity", ItemNumber(project=2, initiative=1, ordinal=2)),
    ROLE: ("role", ItemNumber(project=2, initiative=1, ordinal=1)),
    CONTENT: ("content", ItemNumber(project=2, initiative=1)),
    VISION: ("vision", ItemNumber(project=2)),
}


def registered(log):
    log.happens(PLAN, PlanRegistered(key="kosodate", title="こども計画"))
    for item in (ROLE, OTHER, CONTENT, ITEM, VISION):
        kind, number = NUMBERS[item]
        bullets = (Statement(id=1, text="公園を開放する"), Statement(id=2, text="相談を受ける"))
        log.happens(
            item, IndicatorRegistered(plan=PLAN, item_kind=kind, number=number, name=f"{kind}の名", statements=bullets)
        )


def opened(log):
    registered(log)
    log.happens(COUNCIL, CouncilRegistered(name="子ども・子育て会議"))
    cycle = CycleOpened(
        plan=PLAN,
        council=COUNCIL,
        fiscal_year=2026,
        status_year=2025,
        items=(ITEM, OTHER, ROLE),
        others=(CONTENT, VISION),
    )
    log.happens(CYCLE, cycle)
    for item in (ITEM, OTHER, ROLE):
        log.happens(item, StepEntered(cycle=CYCLE, step="status_check"))


def comment(log, stream=ITEM, author=MIKI, body="もっと早く開けてほしい", **more):
    event = CommentSubmitted(cycle=CYCLE, body=body, author=author, seat=1, **more)
    return log.happens(stream, event, author or CLERK, "member", "review_cycle" if stream == CYCLE else "indicator")


def answer(log, comment, stream=ITEM, *, disposition="reflected", version=None):
    event = CommentAnswered(cycle=CYCLE, comment=comment, disposition=disposition, body="直します", version=version)
    return log.happens(stream, event, kind="review_cycle" if stream == CYCLE else "indicator")


def proposed(log, item=ITEM, version=1, kind="revise", **more):
    statements = (DraftStatement(text="公園を毎日開放する", id=1, text_revision=1),) if kind == "revise" else ()
    event = ImprovementProposed(
        cycle=CYCLE, version=version, proposal_kind=kind, reason="ご意見による", statements=statements, **more
    )
    return log.happens(item, event)


def called(log, *agenda, session=SESSION, seats=(MIKI,), **more):
    event = SessionCalled(
        cycle=CYCLE,
        title="第1回会議",
        held_on=date(2026, 7, 24),
        roll=tuple(RollEntry(seat=seat, account=account) for seat, account in enumerate(seats, 1)),
        agenda=tuple(AgendaEntry(indicator=item, version=version) for item, version in agenda),
        **more,
    )
    return log.happens(session, event)


def revised(log, item=ITEM, version=1, *, advanced=False):
    event = IndicatorRevised(
        cycle=CYCLE,
        version=version,
        effective_on=date(2026, 8, 1),
        statements=(
            RevisedStatement(id=1, text="公園を毎日開放する", text_revision=2, advanced=advanced),
            RevisedStatement(id=3, text="名簿を作る", text_revision=1),
        ),
        removed=(2,),
    )
    return log.happens(item, event)


def lived_in():
    """A whole review of one item, with an opinion that is reflected."""
    log = MemoryLog()
    opened(log)
    log.happens(ITEM, StatusChecked(fiscal_year=2025, texts=("月に二度開けた", "利用は40人"), cycle=CYCLE))
    log.happens(
        ITEM,
        DraftSaved(
            cycle=CYCLE,
            number=1,
            statements=(DraftStatement(text="公園を毎日開放する", id=1, text_revision=1),),
            reason="利用が多い",
        ),
    )
    log.happens(ITEM, DraftShown(cycle=CYCLE, number=1))
    said = comment(log)
    proposed(log, draft=1)
    answer(log, said, version=1)
    called(log, (ITEM, 1))
    log.happens(ITEM, ProposalAdopted(cycle=CYCLE, version=1, session=SESSION))
    revised(log)
    return log


def sealed(log):
    """The same history as it comes out of the log: no private text in any event."""
    return MemoryLog([msgspec.structs.replace(each, event=_seal(each.event)) for each in log.recorded])


def _seal(event: Event):
    changes = {}
    for field in msgspec.structs.fields(type(event)):
        value = getattr(event, field.name)
        if Sealed in getattr(field.type, "__args__", ()) and isinstance(value, str):
            changes[field.name] = Sealed("0" * 64)
        elif field.name == "texts":
            changes[field.name] = tuple(Sealed("0" * 64) for _ in value)
        elif field.name == "statements" and value and isinstance(value[0], DraftStatement):
            changes[field.name] = tuple(msgspec.structs.replace(each, text=Sealed("0" * 64)) for each in value)
    return msgspec.structs.replace(event, **changes)


def rejected(log, item=ITEM, version=1):
    return log.happens(item, ProposalRejected(cycle=CYCLE, version=version, session=SESSION, reason="時期尚早"))
