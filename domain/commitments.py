"""What is to be confirmed by next time (次回までに確認すること): on an item, or on the plan as a whole."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

import msgspec

from domain.aggregate import Decided, required
from domain.commands import AnswerCommitment, MakeCommitment
from domain.errors import NotFound, Refused
from domain.event import Event, Recorded, Stream
from domain.events import CommitmentAnswered, CommitmentMade


class Commitment(msgspec.Struct, frozen=True):
    """A commitment as it stands: open until its day, or kept, or dropped."""

    cycle: str
    due: date
    state: str = "open"


class Committed(Protocol):
    """An aggregate that keeps commitments by their positions."""

    commitments: dict[int, Commitment]

    @property
    def stream(self) -> Stream:
        """Its address."""
        ...


def _made(state: Committed, event: CommitmentMade, at: Recorded) -> None:
    state.commitments[at.position] = Commitment(event.cycle, event.due)


def _answered(state: Committed, event: CommitmentAnswered, _: Recorded) -> None:
    known = state.commitments[event.commitment]
    now = "open" if event.result == "continued" else event.result
    state.commitments[event.commitment] = msgspec.structs.replace(known, state=now, due=event.due or known.due)


COMMITMENT_EVOLVE: Mapping[type[Event], Callable[[Any, Any, Recorded], None]] = {
    CommitmentMade: _made,
    CommitmentAnswered: _answered,
}


def make(place: Committed, today: date, arises: Stream | None, command: MakeCommitment) -> Decided:
    """Something to be confirmed by a day ahead; `arises` is the stream of what it arises from."""
    text = required(command.text, "text", "確認すること")
    _check_due(command.due, today)
    if command.arises_from is not None and (arises is None or not _fits(arises, place)):
        msg = "もとになった記録が、この項目や会議の中に見つかりません。"
        raise NotFound(msg, code="unknown_event", field="arises_from")
    event = CommitmentMade(cycle=command.cycle_id, text=text, due=command.due, arises_from=command.arises_from)
    return [(place.stream, event)]


def _fits(arises: Stream, place: Committed) -> bool:
    return arises == place.stream or arises.kind in {"session", "review_cycle"}


def _check_due(due: date, today: date) -> None:
    if due < today:
        msg = "いつまでに確認するかは、今日より後の日にしてください。"
        raise Refused(msg, code="past", field="due")


def answer(place: Committed, today: date, command: AnswerCommitment) -> Decided:
    """What became of it; once kept or dropped it is over."""
    known = place.commitments.get(command.commitment)
    if known is None:
        msg = "この「次回までに確認すること」は見つかりません。"
        raise NotFound(msg, code="unknown_commitment", field="commitment")
    if known.state != "open":
        msg = "この「次回までに確認すること」は、すでに終わっています。"
        raise Refused(msg, code="already_answered", field="commitment")
    _check_day(command, today)
    event = CommitmentAnswered(
        cycle=command.cycle_id,
        commitment=command.commitment,
        result=command.result,
        note=required(command.note, "note", "確認したこと"),
        due=command.due,
    )
    return [(place.stream, event)]


def _check_day(command: AnswerCommitment, today: date) -> None:
    if (command.result == "continued") != (command.due is not None):
        msg = "「引き続き確認します」には、いつまでかを入れてください。ほかの答えでは入れません。"
        raise Refused(msg, code="due_needed", field="due")
    if command.due is not None:
        _check_due(command.due, today)
