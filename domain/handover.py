"""引継ぎ: free notes on the plan for whoever comes after; what is settled stays on record and leaves the page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from domain.aggregate import Decided, required
from domain.commands import NoteHandover, SettleHandoverNote
from domain.errors import NotFound
from domain.event import Recorded, Stream
from domain.events import HandoverNoted, HandoverNoteSettled


class HandoverNote(msgspec.Struct, frozen=True):
    """A note as it stands; its text is at its position."""

    position: int
    by: str
    at: datetime
    settled: bool = False


def take_note(state: Any, _: HandoverNoted, at: Recorded) -> None:  # noqa: ANN401 -- the plan, which imports this
    """A new note is open."""
    state.handover[at.position] = HandoverNote(at.position, at.actor.id, at.instant)


def take_settled(state: Any, event: HandoverNoteSettled, _: Recorded) -> None:  # noqa: ANN401 -- the plan again
    """The note needs nobody's attention any more."""
    state.handover[event.note] = msgspec.structs.replace(state.handover[event.note], settled=True)


def note(plan: Stream, command: NoteHandover) -> Decided:
    """A note for whoever comes after."""
    return [(plan, HandoverNoted(body=required(command.body, "body", "引き継ぐこと")))]


def settle(plan: Stream, notes: Mapping[int, HandoverNote], command: SettleHandoverNote) -> Decided:
    """The note is settled; one that is already needs nothing."""
    found = notes.get(command.note)
    if found is None:
        msg = "この引継ぎのメモは見つかりません。"
        raise NotFound(msg, code="unknown_note", field="note")
    return [] if found.settled else [(plan, HandoverNoteSettled(note=command.note))]
