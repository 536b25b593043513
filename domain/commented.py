"""Opinions as they stand, on an item or, for the whole plan, on the cycle: state folded from events."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Self

import msgspec
from msgspec.structs import replace

from domain.aggregate import Aggregate
from domain.approval import Approval, take_approval
from domain.errors import NotFound, Refused
from domain.event import Event, Recorded
from domain.events import (
    Acknowledged,
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    ApprovalRecorded,
    CommentAnswered,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    MatterCarriedOver,
    MatterTakenUp,
    SummaryContested,
)

FALLEN = frozenset({"returned", "rejected", "withdrawn"})
"""States in which a proposal version carries no opinion any more."""


def fell(proposals: Mapping[int, str], version: int) -> bool:
    """Whether a version fell, itself or with the one that took its place; `proposals` maps versions to states."""
    return any(state in FALLEN for number, state in proposals.items() if number >= version)


class Comment(msgspec.Struct, frozen=True):
    """An opinion as it stands: the positions of its latest wording, summary and answer, and what became of it.

    A reflecting answer names a proposal version, `answered_with`, of this item or of the item `version_of`. What was
    carried over waits for the review of `to_year`; there `taken_from` is the cycle that it came from.
    """

    cycle: str
    author: str | None
    entered_by: str
    wording: int
    state: str = "received"
    answered_with: int | None = None
    version_of: str | None = None
    answer: int = 0
    disputed: bool = False
    postponed: date | None = None
    summary: int = 0
    contested: bool = False
    endorsed: tuple[str, ...] = ()
    to_year: int | None = None
    taken_from: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == "received"

    @property
    def holds_back(self) -> bool:
        """Whether its place stays in the step: it waits, and nobody said openly until when."""
        return self.is_open and self.postponed is None


class Commented(Aggregate):
    """An aggregate that takes opinions."""

    comments: dict[int, Comment] = {}
    approvals: list[Approval] = []
    acknowledged: dict[tuple[str, str], int] = {}
    carried_elsewhere: dict[int, str] = {}
    """The opinions whose answer names a version of another item, with that item."""

    def open_comments(self, cycle: str) -> list[int]:
        """The positions of the opinions of a cycle that wait for an answer."""
        return [at for at, c in self.comments.items() if c.cycle == cycle and c.is_open]

    def holding_comments(self, cycle: str) -> list[int]:
        """Those of them that keep this place from leaving its step."""
        return [at for at in self.open_comments(cycle) if self.comments[at].holds_back]

    def beside(self, proposals: Callable[[str, str], Mapping[int, str]]) -> Self:
        """The same beside the other items: what they let fall waits here for an answer again.

        `proposals` gives the states of an item's proposal versions in a cycle.
        """
        named = ((at, item, self.comments[at]) for at, item in self.carried_elsewhere.items())
        fallen = [
            at
            for at, item, c in named
            if c.state == "answered" and fell(proposals(item, c.cycle), c.answered_with or 0)
        ]
        if not fallen:
            return self
        new = self.copy()
        for at in fallen:
            new.comments[at] = reopened(new.comments[at])
        return new

    def comment(self, at: int, cycle: str | None = None) -> Comment:
        """The opinion at a position, of a cycle where one is named; refuses one that is not here, or here no more."""
        found = self.comments.get(at)
        if found and found.taken_from and cycle not in {None, found.cycle}:
            msg = "このご意見は、別の年度の見直しに引き継がれています。そちらの「ご意見への回答」で扱ってください。"
            raise Refused(msg, code="carried_over", field="comment")
        if found is None or cycle not in {None, found.cycle}:
            msg = "このご意見は見つかりません。"
            raise NotFound(msg, code="unknown_comment", field="comment")
        return found


def _submitted(state: Commented, event: CommentSubmitted, at: Recorded) -> None:
    state.comments[at.position] = Comment(event.cycle, event.author, at.actor.id, at.position)


def _edited(state: Commented, event: CommentEdited, at: Recorded) -> None:
    state.comments[event.comment] = replace(state.comments[event.comment], wording=at.position)


def _withdrawn(state: Commented, event: CommentWithdrawn, _: Recorded) -> None:
    state.comments[event.comment] = replace(state.comments[event.comment], state="withdrawn")


def _endorsed(state: Commented, event: CommentEndorsed, _: Recorded) -> None:
    comment = state.comments[event.comment]
    state.comments[event.comment] = replace(comment, endorsed=(*comment.endorsed, event.author))


def _summarised(state: Commented, event: CommentSummarised, at: Recorded) -> None:
    state.comments[event.comment] = replace(state.comments[event.comment], summary=at.position, contested=False)


def _contested(state: Commented, event: SummaryContested, _: Recorded) -> None:
    state.comments[event.comment] = replace(state.comments[event.comment], contested=True)


def _answered(state: Commented, event: CommentAnswered | AnswerRevised, at: Recorded) -> None:
    state.comments[event.comment] = replace(
        state.comments[event.comment],
        state="answered",
        answered_with=event.version,
        version_of=event.indicator,
        answer=at.position,
        disputed=False,
        postponed=None,
    )
    state.carried_elsewhere.pop(event.comment, None)
    if event.indicator is not None and event.version is not None:
        state.carried_elsewhere[event.comment] = event.indicator


def reopened(comment: Comment) -> Comment:
    """An opinion whose answer named a version that fell waits for an answer again."""
    return replace(comment, state="received", answered_with=None, version_of=None, disputed=False)


def _postponed(state: Commented, event: AnswerPostponed, _: Recorded) -> None:
    state.comments[event.comment] = replace(state.comments[event.comment], postponed=event.until)


def _disputed(state: Commented, event: AnswerDisputed, _: Recorded) -> None:
    state.comments[event.comment] = replace(state.comments[event.comment], disputed=True)


def _carried_over(state: Commented, event: MatterCarriedOver, _: Recorded) -> None:
    comment = state.comments[event.comment]
    state.comments[event.comment] = replace(comment, state="carried_over", to_year=event.to_fiscal_year)


def _taken_up(state: Commented, event: MatterTakenUp, at: Recorded) -> None:
    """It waits anew; on an item it keeps what was said about it, on the next cycle it stands for the first time."""
    known = state.comments.get(event.comment)
    if known is None:
        taken = Comment(
            event.cycle,
            event.author,
            event.entered_by or event.author or at.actor.id,
            event.wording,
            summary=event.summary or 0,
            contested=event.contested,
            endorsed=event.endorsed,
            taken_from=event.from_cycle,
        )
    else:
        came = replace(known, cycle=event.cycle, wording=event.wording, taken_from=event.from_cycle)
        taken = replace(reopened(came), to_year=None, postponed=None)
    state.comments[event.comment] = taken


def _acknowledged(state: Commented, event: Acknowledged, at: Recorded) -> None:
    state.acknowledged[event.cycle, event.author] = at.position


OPINION_EVOLVE: Mapping[type[Event], Callable[[Any, Any, Recorded], None]] = {
    CommentSubmitted: _submitted,
    CommentEdited: _edited,
    CommentWithdrawn: _withdrawn,
    CommentEndorsed: _endorsed,
    CommentSummarised: _summarised,
    SummaryContested: _contested,
    CommentAnswered: _answered,
    AnswerRevised: _answered,
    AnswerPostponed: _postponed,
    AnswerDisputed: _disputed,
    MatterCarriedOver: _carried_over,
    MatterTakenUp: _taken_up,
    Acknowledged: _acknowledged,
    ApprovalRecorded: take_approval,
}
