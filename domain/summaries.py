"""意見の概要: the opinion as the papers print it, and its author's word that the meaning was missed."""

from domain.aggregate import Decided, required
from domain.commands import ContestSummary, SummariseComment
from domain.commented import Comment, Commented
from domain.errors import Conflict, NotPermitted, Refused
from domain.events import CommentSummarised, SummaryContested


def summarise(subject: Commented, current: str | None, command: SummariseComment) -> Decided:
    """The next summary; quiet when it reads so and nobody contests it. `current` opens the one that stands."""
    comment = subject.comment(command.comment, command.cycle_id)
    if comment.state == "withdrawn":
        msg = "取り下げられたご意見は、資料に載せません。"
        raise Refused(msg, code="comment_closed", field="comment")
    body = required(command.body, "body", "意見の概要")
    if body == current and not comment.contested:
        return []
    if (command.based_on or 0) != comment.summary:
        msg = (
            "書いている間に、ほかの方がこの概要を直しました。あなたの文は消えていません。"
            "二つを見比べて、どちらを残すか選んでください。"
        )
        raise Conflict(msg, code="stale_summary", field="body", meanwhile=comment.summary or None)
    return [(subject.stream, CommentSummarised(cycle=comment.cycle, comment=command.comment, body=body))]


def contest(subject: Commented, actor: str, command: ContestSummary, *, by_office: bool) -> Decided:
    """The meaning was missed: the author says so, or the office for an author whose opinion it typed in."""
    comment = subject.comment(command.comment, command.cycle_id)
    check_speaks_for(comment, actor, by_office=by_office)
    if not comment.summary or comment.state == "withdrawn":
        msg = "このご意見には、資料に載せる文がまだありません。"
        raise Refused(msg, code="no_summary", field="comment")
    if comment.contested:
        msg = "「趣旨が違います」は、すでに承っています。事務局が文を直しますので、お待ちください。"
        raise Refused(msg, code="already_contested", field="reason")
    reason = required(command.reason, "reason", "違うところ")
    event = SummaryContested(cycle=comment.cycle, comment=command.comment, reason=reason, medium=command.medium)
    return [(subject.stream, event)]


def check_speaks_for(comment: Comment, actor: str, *, by_office: bool) -> None:
    """Refuses who is not the author; the office speaks for those who do not write on the screen themselves."""
    on_behalf = by_office and comment.entered_by != comment.author
    if actor != comment.author and not on_behalf:
        msg = "ご本人と、代理で入力したご意見についての事務局だけが選べます。"
        raise NotPermitted(msg, code="not_author")
