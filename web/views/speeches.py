"""会議メモ: what was said in a meeting, line by line, and the opinions that were made of it."""

from collections.abc import Mapping

import msgspec

from domain.event import Recorded, Ref
from domain.events import SpeechNoted
from domain.indicator import Indicator
from domain.session import Session
from projections.opinions import OpinionRow
from web.site import Visit
from web.views.office import member_words, names


class Speech(msgspec.Struct, frozen=True):
    """A line of the minutes and the opinions that were made of it."""

    position: int
    who: str
    name: Ref | None
    seated: bool
    body: Ref
    at: int
    opinions: tuple[tuple[int, str, str], ...]


def speeches(visit: Visit, session: Session) -> tuple[Speech, ...]:
    """The minutes of a meeting, as they were noted."""
    known, made = names(visit), _made_of(visit, session)
    noted = [r for r in visit.engine.history(session.id) if isinstance(r.event, SpeechNoted)]
    return tuple(_speech(visit, session, r, known, made.get(r.position, [])) for r in noted)


def _made_of(visit: Visit, session: Session) -> dict[int, list[OpinionRow]]:
    found: dict[int, list[OpinionRow]] = {}
    for row in visit.models.opinions.cycle_opinions(session.cycle or ""):
        if row.session == session.id and row.speech is not None:
            found.setdefault(row.speech, []).append(row)
    return found


def _speech(
    visit: Visit, session: Session, recorded: Recorded, known: Mapping[str, Ref], made: list[OpinionRow]
) -> Speech:
    event = recorded.event
    seat = event.seat if isinstance(event, SpeechNoted) else None
    entry = session.seat(seat) if seat is not None else None
    return Speech(
        position=recorded.position,
        who=member_words(entry) if entry else "",
        name=known.get(entry.account) if entry else recorded.ref("speaker"),
        seated=entry is not None,
        body=recorded.ref("body"),
        at=recorded.recorded_at,
        opinions=tuple((row.position, f"意見No.{row.number}", _where(visit, row)) for row in made),
    )


def _where(visit: Visit, row: OpinionRow) -> str:
    return visit.engine.load(Indicator, row.indicator).label if row.indicator else "計画全体"
