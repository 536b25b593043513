"""Opinions: state, and decisions about what is said; the same on an item and, for the whole plan, on the cycle."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Self

import msgspec
from msgspec.structs import replace

from domain.aggregate import Aggregate, Decided, required
from domain.commands import Acknowledge, EditComment, EndorseComment, SubmitComment, WithdrawComment
from domain.errors import Conflict, NotFound, NotPermitted, Refused
from domain.event import Event, Recorded
from domain.events import (
    Acknowledged,
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    CommentAnswered,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    MatterCarriedOver,
    SummaryContested,
)
from domain.japanese_dates import end_of_day, japan_day, short_date

FALLEN = frozenset({"returned", "rejected", "withdrawn"})
"""States in which a proposal version carries no opinion any more."""


def fell(proposals: Mapping[int, str], version: int) -> bool:
    """Whether a version fell, itself or with the one that took its place; `proposals` maps versions to states."""
    return any(state in FALLEN for number, state in proposals.items() if number >= version)


class Comment(msgspec.Struct, frozen=True):
    """An opinion as it stands: the positions of its latest wording, summary and answer, and what became of it.

    A reflecting answer names a proposal version, `answered_with`, of this item or of the item `version_of`.
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

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == "received"

    @property
    def holds_back(self) -> bool:
        """Whether its place stays in the step: it waits, and nobody said openly until when."""
        return self.is_open and self.postponed is None


class Author(msgspec.Struct, frozen=True):
    """Whose opinion it is: an account with its seat, or a person without one."""

    account: str | None
    seat: int | None = None


class Commented(Aggregate):
    """An aggregate that takes opinions."""

    comments: dict[int, Comment] = {}
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
        """The opinion at a position, of a cycle where one is named; refuses one that is not here."""
        found = self.comments.get(at)
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
    state.comments[event.comment] = replace(state.comments[event.comment], state="carried_over")


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
    Acknowledged: _acknowledged,
}


class Limits(msgspec.Struct, frozen=True):
    """Until when opinions are taken (None: no deadline), and the moment of the decision."""

    now: datetime
    due: datetime | None = None

    def is_late(self, received_on: date | None) -> bool:
        """Whether it came too late: a paper by the day it arrived, which has come, anything else by the clock."""
        if received_on is not None and received_on > japan_day(self.now):
            msg = "受付日が今日より後です。"
            raise Refused(msg, code="future", field="received_on")
        came = end_of_day(received_on) if received_on else self.now
        return self.due is not None and min(came, self.now) > self.due

    def check(self, received_on: date | None) -> None:
        """Refuses what came too late."""
        late = self.is_late(received_on)
        if self.due is not None and late:
            msg = (
                f"受付は{short_date(japan_day(self.due))}で終わりました。書いた文は下に残っています。"
                "事務局へお電話いただければ入力します。"
            )
            raise Refused(msg, code="too_late")


def submit(subject: Commented, author: Author, limits: Limits, command: SubmitComment) -> Decided:
    """A new opinion on an existing place; the place itself is checked by the item."""
    body = required(command.body, "body", "ご意見の文")
    late_reason = _accepted_late(limits, command)
    event = CommentSubmitted(
        cycle=command.cycle_id,
        body=body,
        author=author.account,
        author_name=command.author_name,
        seat=author.seat,
        source=command.source,
        subject=command.subject,
        statement=command.place.statement,
        text_revision=command.place.text_revision,
        version=command.version,
        stance=command.stance,
        perception=command.perception,
        medium=command.medium,
        received_on=command.received_on,
        read_back=command.read_back,
        author_note=command.author_note,
        late_reason=late_reason,
        session=command.session_id,
        speech=command.speech,
    )
    return [(subject.stream, event)]


def _accepted_late(limits: Limits, command: SubmitComment) -> str | None:
    """Why an opinion is taken that came too late; refuses one that came so and has no reason."""
    if command.late_reason is None:
        limits.check(command.received_on)
        return None
    if not limits.is_late(command.received_on):
        msg = "締切までに届いたご意見です。「遅れて受け付ける理由」は空のままにしてください。"
        raise Refused(msg, code="not_late", field="late_reason")
    return required(command.late_reason, "late_reason", "遅れて受け付ける理由")


def edit(subject: Commented, actor: str, limits: Limits, command: EditComment) -> Decided:
    """The next wording, by its author or by who typed it in, while it is open and in time."""
    comment = _own(subject, actor, command)
    limits.check(None)
    if comment.wording != command.based_on:
        msg = "書いている間に、このご意見は直されました。二つを見比べて、どちらを残すか選んでください。"
        raise Conflict(msg, code="stale_wording", field="body")
    body = required(command.body, "body", "ご意見の文")
    return [(subject.stream, CommentEdited(cycle=comment.cycle, comment=command.comment, body=body))]


def withdraw(subject: Commented, actor: str, command: WithdrawComment) -> Decided:
    """The author takes it back; quiet when it is."""
    if subject.comment(command.comment, command.cycle_id).state == "withdrawn":
        return []
    comment = _own(subject, actor, command)
    return [(subject.stream, CommentWithdrawn(cycle=comment.cycle, comment=command.comment))]


def _own(subject: Commented, actor: str, command: EditComment | WithdrawComment) -> Comment:
    """An opinion of the very cycle whose flow and deadline let the actor speak."""
    comment = subject.comment(command.comment, command.cycle_id)
    if actor not in {comment.author, comment.entered_by}:
        msg = "ご意見を直したり取り下げたりできるのは、ご本人と代理で入力した職員です。"
        raise NotPermitted(msg, code="not_author")
    if not comment.is_open:
        msg = "このご意見は、すでに回答されたか、取り下げられています。"
        raise Refused(msg, code="comment_closed", field="comment")
    return comment


def acknowledge(subject: Commented, author: Author, limits: Limits, command: Acknowledge) -> Decided:
    """Read, no opinion; quiet when already said."""
    if author.account is None or author.seat is None:
        msg = "「確認しました」は、委員の方のお返事です。"
        raise NotPermitted(msg, code="not_member")
    if (command.cycle_id, author.account) in subject.acknowledged:
        return []
    limits.check(command.received_on)
    event = Acknowledged(
        cycle=command.cycle_id,
        author=author.account,
        seat=author.seat,
        medium=command.medium,
        received_on=command.received_on,
    )
    return [(subject.stream, event)]


def endorse(subject: Commented, author: Author, command: EndorseComment) -> Decided:
    """A member says the same as another; quiet when already said."""
    comment = subject.comment(command.comment, command.cycle_id)
    if author.account is None or author.seat is None:
        msg = "「同じ趣旨です」は、委員の方のお返事です。"
        raise NotPermitted(msg, code="not_member")
    if author.account in comment.endorsed:
        return []
    if comment.author == author.account:
        msg = "ご自分のご意見です。「同じ趣旨です」は、ほかの委員のご意見で選べます。"
        raise Refused(msg, code="own_comment", field="comment")
    check_waiting(subject, command.cycle_id, command.comment)
    event = CommentEndorsed(
        cycle=comment.cycle, comment=command.comment, author=author.account, seat=author.seat, medium=command.medium
    )
    return [(subject.stream, event)]


def check_waiting(subject: Commented, cycle: str, at: int, code: str = "comment_closed") -> Comment:
    """An opinion of the cycle that waits for an answer; refuses any other."""
    comment = subject.comment(at, cycle)
    if not comment.is_open:
        msg = "このご意見は、すでに回答されたか、取り下げられています。"
        raise Refused(msg, code=code, field="comment")
    return comment
