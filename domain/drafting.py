"""Decisions about drafts; the bullets of a draft or proposal against the text as it reads."""

from domain.aggregate import Decided, required
from domain.commands import Bullet, SaveDraft, ShowDraft, TakeBackDraft
from domain.errors import Conflict, NotFound, Refused
from domain.events import DraftSaved, DraftShown, DraftStatement, DraftTakenBack
from domain.indicator import Draft, Indicator
from domain.review_cycle import ReviewCycle


def save_draft(item: Indicator, cycle: ReviewCycle, command: SaveDraft) -> Decided:
    """The next version of the draft, if nobody saved another one meanwhile."""
    item.check_in_plan()
    last = item.last_draft(cycle.id)
    if command.based_on != last:
        msg = (
            "書いている間に、ほかの方がこのたたき台を直しました。あなたの文は消えていません。"
            "二つを見比べて、どちらを残すか選んでください。"
        )
        newest = item.drafts.get((cycle.id, last))
        raise Conflict(msg, code="stale_draft", field="statements", meanwhile=newest.position if newest else None)
    if not command.statements and not command.removed:
        msg = "変えるところがありません。文を直すか、据置きを選んでください。"
        raise Refused(msg, code="no_change", field="statements")
    event = DraftSaved(
        cycle=cycle.id,
        number=last + 1,
        statements=changes(item, command.statements, command.removed),
        reason=required(command.reason, "reason", "たたき台の理由"),
        removed=command.removed,
    )
    return [(item.stream, event)]


def show_draft(item: Indicator, cycle: ReviewCycle, command: ShowDraft) -> Decided:
    """Members may see a version; quiet when they do."""
    draft = _draft(item, cycle, command.number)
    if draft.taken_back:
        msg = f"{item.label}：たたき台の第{command.number}版は取り下げています。次の版を作って見せてください。"
        raise Refused(msg, code="taken_back", field="number")
    return [] if draft.shown else [(item.stream, DraftShown(cycle=cycle.id, number=command.number))]


def take_back_draft(item: Indicator, cycle: ReviewCycle, command: TakeBackDraft) -> Decided:
    """A version that members saw stands no more, with the reason; quiet when it does not."""
    draft = _draft(item, cycle, command.number)
    if draft.taken_back:
        return []
    if not draft.shown:
        msg = f"{item.label}：たたき台の第{command.number}版は、まだ委員に見せていません。"
        raise Refused(msg, code="not_shown", field="number")
    reason = required(command.reason, "reason", "取り下げる理由")
    return [(item.stream, DraftTakenBack(cycle=cycle.id, number=command.number, reason=reason))]


def _draft(item: Indicator, cycle: ReviewCycle, number: int) -> Draft:
    draft = item.drafts.get((cycle.id, number))
    if draft is None:
        msg = f"{item.label}：たたき台の第{number}版は見つかりません。"
        raise NotFound(msg, code="unknown_draft", field="number")
    return draft


def changes(item: Indicator, bullets: tuple[Bullet, ...], removed: tuple[int, ...]) -> tuple[DraftStatement, ...]:
    """The bullets as the event keeps them; refuses empty texts, stale ones, and one bullet twice."""
    ids = [b.id for b in bullets if b.id is not None] + list(removed)
    if len(ids) != len(set(ids)):
        msg = "同じ項目を二度変えることはできません。"
        raise Refused(msg, code="duplicate", field="statements")
    for gone in removed:
        item.check_revision(gone, item.statements[gone].text_revision if gone in item.statements else None)
    return tuple(_change(item, bullet) for bullet in bullets)


def _change(item: Indicator, bullet: Bullet) -> DraftStatement:
    text = required(bullet.text, "statements", "項目の文")
    if bullet.id is not None:
        item.check_revision(bullet.id, bullet.text_revision)
    return DraftStatement(text=text, id=bullet.id, text_revision=bullet.text_revision)
