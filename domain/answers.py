"""Decisions about answers: 市の考え方 singly and for many, their revision, what waits openly, what is not enough."""

from collections.abc import Mapping, Sequence
from datetime import date

from domain.aggregate import Decided, required
from domain.codes import REFLECTING
from domain.commands import (
    AnswerComment,
    AnswerComments,
    CarryOverMatter,
    DisputeAnswer,
    PostponeAnswer,
    ReviseAnswer,
)
from domain.commented import Commented
from domain.errors import Conflict, Obstacle, Refused
from domain.events import AnswerDisputed, AnswerPostponed, AnswerRevised, CommentAnswered, MatterCarriedOver
from domain.indicator import Indicator
from domain.opinions import check_waiting
from domain.summaries import check_speaks_for

STANDING = frozenset({"open", "adopted", "revised"})
"""States of a proposal version that an answer may name."""

Answering = AnswerComment | AnswerComments | ReviseAnswer


def answer(subject: Commented, proposals: Mapping[int, str], command: AnswerComment) -> Decided:
    """The city's answer, once; a reflecting one names a proposal version that has not fallen.

    `proposals` maps the versions that this cycle has of the named item to their states.
    """
    check_waiting(subject, command.cycle_id, command.comment, "already_answered")
    _check_disposition(proposals, command)
    return [(subject.stream, _answered(subject, command.comment, command))]


def answer_together(places: Sequence[Commented], proposals: Mapping[int, str], command: AnswerComments) -> Decided:
    """One answer to several opinions, all or none; `places[k]` is where the k-th stands."""
    if not command.comments or len(set(command.comments)) < len(command.comments):
        msg = "まとめて回答するご意見を、一つずつ選んでください。"
        raise Refused(msg, code="which_comments", field="comments")
    chosen = [(place, ref.comment) for place, ref in zip(places, command.comments, strict=True)]
    closed = {place.id: place for place, at in chosen if not _waits(place, command.cycle_id, at)}
    if closed:
        msg = "選んだご意見の中に、すでに回答されたか、取り下げられたものがあります。選び直してください。"
        obstacles = tuple(Obstacle(stream, f"{_called(place)}のご意見") for stream, place in closed.items())
        raise Refused(msg, code="already_answered", field="comments", obstacles=obstacles)
    _check_disposition(proposals, command)
    together = chosen[0][1] if len(chosen) > 1 else None
    return [(place.stream, _answered(place, at, command, together)) for place, at in chosen]


def _called(place: Commented) -> str:
    return place.label if isinstance(place, Indicator) else "計画全体"


def _waits(place: Commented, cycle: str, at: int) -> bool:
    return place.comment(at, cycle).is_open


def _answered(
    subject: Commented, at: int, command: AnswerComment | AnswerComments, together: int | None = None
) -> CommentAnswered:
    return CommentAnswered(
        cycle=command.cycle_id,
        comment=at,
        disposition=command.disposition,
        body=required(command.body, "body", "市の考え方"),
        version=command.version,
        until=command.until,
        forwarded_to=command.forwarded_to,
        indicator=_elsewhere(subject, command),
        together=together,
    )


def _elsewhere(subject: Commented, command: Answering) -> str | None:
    """The item of the named version where it is another one than that of the opinion."""
    return None if command.version is None or command.version_of == subject.id else command.version_of


def _check_disposition(proposals: Mapping[int, str], command: Answering) -> None:
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


def revise_answer(
    subject: Commented, before: Mapping[int, str], proposals: Mapping[int, str], command: ReviseAnswer
) -> Decided:
    """The answer from now on. `before` are the states of the versions of which the answer named one until now."""
    comment = subject.comment(command.comment, command.cycle_id)
    if comment.state != "answered":
        msg = "回答のないご意見です。回答の訂正ではなく、回答を記録してください。"
        raise Refused(msg, code="not_answered", field="comment")
    if comment.answer != command.based_on:
        msg = (
            "書いている間に、ほかの方がこの回答を直しました。あなたの文は消えていません。"
            "二つを見比べて、どちらを残すか選んでください。"
        )
        raise Conflict(msg, code="stale_answer", field="body", meanwhile=comment.answer)
    _check_disposition(proposals, command)
    in_effect = comment.answered_with is not None and before.get(comment.answered_with) == "revised"
    if in_effect and (comment.answered_with, comment.version_of) != (command.version, _elsewhere(subject, command)):
        msg = "このご意見は、計画の文に反映されています。対応区分と改善案の版はそのままにして、文だけを直してください。"
        raise Refused(msg, code="in_effect", field="disposition")
    event = AnswerRevised(
        cycle=command.cycle_id,
        comment=command.comment,
        disposition=command.disposition,
        body=required(command.body, "body", "市の考え方"),
        reason=required(command.reason, "reason", "訂正する理由"),
        version=command.version,
        until=command.until,
        forwarded_to=command.forwarded_to,
        indicator=_elsewhere(subject, command),
    )
    return [(subject.stream, event)]


def postpone(subject: Commented, today: date, command: PostponeAnswer) -> Decided:
    """The opinion goes into the papers without an answer, openly until a day."""
    comment = check_waiting(subject, command.cycle_id, command.comment)
    if command.until < today:
        msg = "「いつまでに回答するか」は、今月より後にしてください。"
        raise Refused(msg, code="past", field="until")
    if comment.postponed == command.until:
        msg = "すでにこの月までとして記録されています。変えるときは、別の月を入れてください。"
        raise Refused(msg, code="already_postponed", field="until")
    reason = required(command.reason, "reason", "回答を検討している理由")
    event = AnswerPostponed(cycle=comment.cycle, comment=command.comment, until=command.until, reason=reason)
    return [(subject.stream, event)]


def dispute(subject: Commented, actor: str, command: DisputeAnswer, *, by_office: bool) -> Decided:
    """The answer is not enough: the author says so, or the office for an author whose opinion it typed in."""
    comment = subject.comment(command.comment, command.cycle_id)
    check_speaks_for(comment, actor, by_office=by_office)
    if comment.state != "answered":
        msg = "回答のないご意見です。「この回答では足りない」は、回答の後に選べます。"
        raise Refused(msg, code="not_answered", field="comment")
    if comment.disputed:
        msg = "「この回答では足りない」は、すでに承っています。次の会議で取り上げます。"
        raise Refused(msg, code="already_disputed", field="reason")
    reason = required(command.reason, "reason", "足りないところ")
    event = AnswerDisputed(cycle=comment.cycle, comment=command.comment, reason=reason, medium=command.medium)
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
