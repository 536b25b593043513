"""Decisions about what is said: the same on an item and, for the whole plan, on the cycle."""

from datetime import date, datetime

import msgspec

from domain.aggregate import Decided, required
from domain.commands import Acknowledge, EditComment, EndorseComment, SubmitComment, WithdrawComment
from domain.commented import Comment, Commented, fell
from domain.errors import Conflict, NotPermitted, Refused
from domain.events import Acknowledged, CommentEdited, CommentEndorsed, CommentSubmitted, CommentWithdrawn
from domain.indicator import Indicator
from domain.japanese_dates import japan_day, short_date


class Author(msgspec.Struct, frozen=True):
    """Whose opinion it is: an account with its seat, or a person without one."""

    account: str | None
    seat: int | None = None


class Limits(msgspec.Struct, frozen=True):
    """Until when opinions are taken (None: no deadline), and the moment of the decision."""

    now: datetime
    due: datetime | None = None

    def is_late(self, received_on: date | None) -> bool:
        """Whether it came too late: a paper by its day alone, of which no hour is known, anything else by the clock."""
        if received_on is not None and received_on > japan_day(self.now):
            msg = "受付日が今日より後です。"
            raise Refused(msg, code="future", field="received_on")
        if self.due is None:
            return False
        return received_on > japan_day(self.due) if received_on else self.now > self.due

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


def check_stance(item: Indicator, cycle: str, version: int | None, *, typed_in: bool) -> None:
    """Refuses 賛否 on no version, on one that fell, and, where it is not typed in for another, on one not open."""
    if version is None:
        msg = "賛成・反対・保留には、どの版の改善案についてかが要ります。"
        raise Refused(msg, code="version_needed", field="stance")
    state, states = item.proposal(cycle, version).state, item.proposal_states(cycle)
    if fell(states, version):
        msg = (
            "この改善案は取り下げられたか、見送りになりました。賛否は付けずに、項目全体へのご意見としてお送りください。"
        )
        raise Refused(msg, code="fell", field="stance")
    if typed_in or state == "open":
        return
    if states[item.last_version(cycle)] == "open":
        msg = (
            f"書いている間に、改善案が第{item.last_version(cycle)}版に直されました。"
            "新しい案を読んで、もう一度お選びください。書いた文は消えていません。"
        )
        raise Conflict(msg, code="stale_proposal", field="stance")
    msg = "この改善案は、会議で決まりました。賛否は付けずに、項目全体へのご意見としてお送りください。"
    raise Refused(msg, code="decided", field="stance")


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
    if comment.taken_from is not None:
        msg = "前の年度から引き継いだご意見の文は、直せません。取り下げることはできます。"
        raise Refused(msg, code="earlier_year", field="comment")
    if actor == comment.author:  # what the office typed in came when it came
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
