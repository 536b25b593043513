"""Opinions: state and decisions, the same on an item and, for the whole plan, on the cycle."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.aggregate import Aggregate, Decided, required
from domain.codes import REFLECTING
from domain.commands import (
    Acknowledge,
    AnswerComment,
    CarryOverMatter,
    EditComment,
    SubmitComment,
    WithdrawComment,
)
from domain.errors import Conflict, NotFound, NotPermitted, Refused
from domain.event import Event, Recorded
from domain.events import (
    Acknowledged,
    CommentAnswered,
    CommentEdited,
    CommentSubmitted,
    CommentWithdrawn,
    MatterCarriedOver,
    MatterTakenUp,
)
from domain.japanese_dates import end_of_day, japan_day, short_date


class Comment(msgspec.Struct, frozen=True):
    """An opinion as it stands: the position of its latest wording and what became of it."""

    cycle: str
    author: str | None
    entered_by: str
    wording: int
    state: str = "received"
    answered_with: int | None = None
    """The proposal version that a reflecting answer names."""
    to_year: int | None = None
    """The fiscal year that a carried-over opinion waits for."""
    taken_from: str | None = None
    """The earlier cycle that it was carried over from."""

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == "received"


class Author(msgspec.Struct, frozen=True):
    """Whose opinion it is: an account with its seat, or a person without one."""

    account: str | None
    seat: int | None = None


class Commented(Aggregate):
    """An aggregate that takes opinions."""

    comments: dict[int, Comment] = {}
    acknowledged: dict[tuple[str, str], int] = {}

    def open_comments(self, cycle: str) -> list[int]:
        """The positions of the opinions of a cycle that wait for an answer."""
        return [at for at, c in self.comments.items() if c.cycle == cycle and c.is_open]

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


def _answered(state: Commented, event: CommentAnswered, _: Recorded) -> None:
    comment = state.comments[event.comment]
    state.comments[event.comment] = replace(comment, state="answered", answered_with=event.version)


def _carried_over(state: Commented, event: MatterCarriedOver, _: Recorded) -> None:
    comment = state.comments[event.comment]
    state.comments[event.comment] = replace(comment, state="carried_over", to_year=event.to_fiscal_year)


def _taken_up(state: Commented, event: MatterTakenUp, at: Recorded) -> None:
    known = state.comments.get(event.comment)
    entered_by = known.entered_by if known else event.author or at.actor.id
    taken = Comment(event.cycle, event.author, entered_by, event.wording, taken_from=event.from_cycle)
    state.comments[event.comment] = taken


def _acknowledged(state: Commented, event: Acknowledged, at: Recorded) -> None:
    state.acknowledged[event.cycle, event.author] = at.position


OPINION_EVOLVE: Mapping[type[Event], Callable[[Any, Any, Recorded], None]] = {
    CommentSubmitted: _submitted,
    CommentEdited: _edited,
    CommentWithdrawn: _withdrawn,
    CommentAnswered: _answered,
    MatterCarriedOver: _carried_over,
    MatterTakenUp: _taken_up,
    Acknowledged: _acknowledged,
}


class Limits(msgspec.Struct, frozen=True):
    """Until when opinions are taken (None: no deadline), and the moment of the decision."""

    now: datetime
    due: datetime | None = None

    def check(self, received_on: date | None) -> None:
        """Refuses what came too late: a paper by the day it arrived, which has come, anything else by the clock."""
        if received_on is not None and received_on > japan_day(self.now):
            msg = "受付日が今日より後です。"
            raise Refused(msg, code="future", field="received_on")
        came = end_of_day(received_on) if received_on else self.now
        if self.due is not None and min(came, self.now) > self.due:
            msg = (
                f"受付は{short_date(japan_day(self.due))}で終わりました。書いた文は下に残っています。"
                "事務局へお電話いただければ入力します。"
            )
            raise Refused(msg, code="too_late")


def submit(subject: Commented, author: Author, limits: Limits, command: SubmitComment) -> Decided:
    """A new opinion on an existing place; the place itself is checked by the item."""
    body = required(command.body, "body", "ご意見の文")
    limits.check(command.received_on)
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
    )
    return [(subject.stream, event)]


def edit(subject: Commented, actor: str, limits: Limits, command: EditComment) -> Decided:
    """The next wording, by its author or by who typed it in, while it is open and in time."""
    comment = _own(subject, actor, command)
    if comment.taken_from is not None:
        msg = "前の年度から引き継いだご意見の文は、直せません。取り下げることはできます。"
        raise Refused(msg, code="earlier_year", field="comment")
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


def answer(subject: Commented, proposals: Mapping[int, str], command: AnswerComment) -> Decided:
    """The city's answer, once; a reflecting one names a proposal version that has not fallen.

    `proposals` maps the versions of this cycle to their state.
    """
    comment = subject.comment(command.comment)
    if comment.cycle != command.cycle_id or not comment.is_open:
        msg = "このご意見は、すでに回答されたか、取り下げられています。"
        raise Refused(msg, code="already_answered", field="comment")
    _check_disposition(proposals, command)
    event = CommentAnswered(
        cycle=command.cycle_id,
        comment=command.comment,
        disposition=command.disposition,
        body=required(command.body, "body", "市の考え方"),
        version=command.version,
        until=command.until,
        forwarded_to=command.forwarded_to,
    )
    return [(subject.stream, event)]


STANDING = frozenset({"open", "adopted", "revised"})


def _check_disposition(proposals: Mapping[int, str], command: AnswerComment) -> None:
    if (command.disposition in REFLECTING) != (command.version is not None):
        msg = "「反映しました」には、反映した改善案の版を選んでください。ほかの対応区分では選びません。"
        raise Refused(msg, code="version_needed", field="version")
    if command.version is not None and proposals.get(command.version) not in STANDING:
        msg = f"改善案の第{command.version}版は、この年度の案の中にないか、いまの案ではありません。"
        raise Refused(msg, code="unknown_version", field="version")
    if command.disposition == "considering" and command.until is None:
        msg = "「引き続き検討します」には、いつまでに検討するかを入れてください。"
        raise Refused(msg, code="until_needed", field="until")
    if command.disposition == "forwarded" and not command.forwarded_to:
        msg = "「担当部署へ伝えました」には、部署の名前を入れてください。"
        raise Refused(msg, code="department_needed", field="forwarded_to")


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


def carry_over(subject: Commented, fiscal_year: int, command: CarryOverMatter) -> Decided:
    """An open opinion goes on into a later year, openly and with the reason."""
    if not subject.comment(command.comment, command.cycle_id).is_open:
        msg = "回答を待っていないご意見は、次の年度へ引き継げません。"
        raise Refused(msg, code="comment_closed", field="comment")
    if command.to_fiscal_year <= fiscal_year:
        msg = "引き継ぐ先は、次の年度より後にしてください。"
        raise Refused(msg, code="order", field="to_fiscal_year")
    event = MatterCarriedOver(
        cycle=command.cycle_id,
        comment=command.comment,
        to_fiscal_year=command.to_fiscal_year,
        reason=required(command.reason, "reason", "引き継ぐ理由"),
    )
    return [(subject.stream, event)]
