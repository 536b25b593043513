"""What a written session keeps: its round, who agreed to it, the ballots that came, and those that do not count."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.aggregate import Aggregate
from domain.codes import Round, SessionForm
from domain.event import Event, Recorded
from domain.events import (
    AgendaEntry,
    BallotCast,
    BallotRejected,
    ConsentRecorded,
    RollEntry,
    RoundOpened,
    SpeechNoted,
    Vote,
)


class Ballot(msgspec.Struct, frozen=True):
    """A paper of a seat; void ones do not count."""

    seat: int
    votes: tuple[Vote, ...]
    void: bool = False


class Balloted(Aggregate):
    """A session whose members may vote on paper or on the screen, and whose speeches are noted; keys are positions."""

    roll: tuple[RollEntry, ...] = ()
    agenda: tuple[AgendaEntry, ...] = ()
    form: SessionForm = "meeting"
    round: Round = "ballot"
    due: datetime | None = None
    consents: dict[int, bool] = {}
    ballots: dict[int, Ballot] = {}
    speeches: dict[int, int | None] = {}

    @property
    def written(self) -> bool:
        """Whether it is held in writing."""
        return self.form == "written"

    def seat(self, number: int) -> RollEntry | None:
        """A seat of the frozen roll."""
        return next((entry for entry in self.roll if entry.seat == number), None)

    def seat_of(self, account: str) -> RollEntry | None:
        """The seat of an account on the frozen roll."""
        return next((entry for entry in self.roll if entry.account == account), None)

    @property
    def chair_seat(self) -> int | None:
        """Who has the chair's vote: the acting chair where one is named, else the chair."""
        acting = next((entry.seat for entry in self.roll if entry.acting), None)
        return acting or next((entry.seat for entry in self.roll if entry.office == "chair"), None)

    def votes(self, entry: AgendaEntry) -> dict[int, Vote]:
        """The valid votes about a proposal of the agenda, by seat."""
        return {
            ballot.seat: vote
            for ballot in self.ballots.values()
            if not ballot.void
            for vote in ballot.votes
            if (vote.indicator, vote.version) == (entry.indicator, entry.version)
        }

    @property
    def voters(self) -> frozenset[int]:
        """The seats of which a valid ballot came."""
        return frozenset(ballot.seat for ballot in self.ballots.values() if not ballot.void)

    @property
    def not_voted(self) -> tuple[int, ...]:
        """The seats of the frozen roll of which no valid ballot came yet."""
        return tuple(entry.seat for entry in self.roll if entry.seat not in self.voters)

    @property
    def consented(self) -> int:
        """How many members agreed to the written session."""
        return sum(self.consents.values())


def _round_opened(state: Balloted, event: RoundOpened, _: Recorded) -> None:
    state.round, state.due = event.round, event.due


def _consented(state: Balloted, event: ConsentRecorded, _: Recorded) -> None:
    state.consents[event.seat] = event.given


def _cast(state: Balloted, event: BallotCast, at: Recorded) -> None:
    votes = tuple(replace(vote, reason=None) for vote in event.votes)
    state.ballots[at.position] = Ballot(event.seat, votes)


def _rejected(state: Balloted, event: BallotRejected, _: Recorded) -> None:
    if event.ballot is not None:
        state.ballots[event.ballot] = replace(state.ballots[event.ballot], void=True)


def _noted(state: Balloted, event: SpeechNoted, at: Recorded) -> None:
    state.speeches[at.position] = event.seat


BALLOT_EVOLVE: Mapping[type[Event], Callable[[Any, Any, Recorded], None]] = {
    RoundOpened: _round_opened,
    ConsentRecorded: _consented,
    BallotCast: _cast,
    BallotRejected: _rejected,
    SpeechNoted: _noted,
}
