"""Opinions told: who said it, and how it came."""

from datetime import date

from domain.codes import STAFF, Medium
from domain.event import Recorded, Ref
from domain.events import (
    Acknowledged,
    AttachmentAdded,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentWithdrawn,
)
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Clip, Quote, Told, Words, note, notes, received
from pdca.words import MEDIUM, OPINION_SOURCE, PERCEPTION, PERCEPTION_QUESTION, STANCE, SUBJECT

ACKNOWLEDGED = "「確認しました（意見なし）」"


def _submitted(c: Context, at: Recorded, event: CommentSubmitted, past: Past) -> Told:
    body = at.ref("body") if _readable(c, at, event, past) else None
    opinion: Words = ("ご意見", *_quote(body), *_position(event))
    if at.actor.id == event.author:
        text: Words = (*_place(event, past), "への", *opinion, "を送りました")
    else:
        whose: Words = (*_place(event, past), "への、", *_author(c, at, event), "の", *opinion)
        text = _on_behalf(c, at, whose, event)
    late = at.ref("late_reason") if c.staff and event.late_reason is not None else None
    return Told(
        (*text, *notes(note("締切の後に受け付けた理由", late))),
        None,
        (body,) if body else None,
        (("締切の後に受け付けた理由", late),) if late else (),
    )


def _position(event: CommentSubmitted) -> Words:
    return notes(
        (STANCE[event.stance],) if event.stance else None,
        (f"{PERCEPTION_QUESTION}：{PERCEPTION[event.perception]}",) if event.perception else None,
    )


def _readable(c: Context, at: Recorded, event: CommentSubmitted, past: Past) -> bool:
    """Others read the newest wording only."""
    return c.staff or c.is_viewer(event.author) or c.today(past, at.position).wording == at.position


def _place(event: CommentSubmitted, past: Past) -> Words:
    if isinstance(past.state, ReviewCycle):
        return ("計画全体",)
    if event.subject == "proposal" and event.version:
        return (f"改善案の第{event.version}版",)
    if event.subject != "item":
        return (SUBJECT[event.subject],)
    bullet = past.bullet(event.statement)
    return ("項目", Quote(bullet)) if bullet else ("この点検項目",)


def _quote(body: Ref | None) -> Words:
    return (Quote(body),) if body else ()


def _author(c: Context, at: Recorded, event: CommentSubmitted | Acknowledged | CommentEndorsed) -> Words:
    """Whose opinion it is, as the viewer may know it; さん stands behind a name only."""
    if event.author is not None:
        received_on = None if isinstance(event, CommentEndorsed) else event.received_on
        called = c.member(event.author, received_on or japan_day(at.instant), event.cycle, event.seat)
        return (*called, "さん") if len(called) > 1 else called
    if not isinstance(event, CommentSubmitted):
        return ()
    named = (Quote(at.ref("author_name")),) if c.staff and event.author_name is not None else ()
    note_of = notes((Clip(at.ref("author_note")),)) if c.staff and event.author_note is not None else ()
    return (OPINION_SOURCE[event.source], *named, *note_of)


def _on_behalf(c: Context, at: Recorded, what: Words, event: CommentSubmitted | Acknowledged) -> Words:
    """E.g. 紙で7月18日（金）に受け付け、桐谷 進（事務局）が7月22日に入力しました（読み合わせ済）."""
    day = japan_day(at.instant)
    checked = "（読み合わせ済）" if isinstance(event, CommentSubmitted) and event.read_back else ""
    typed_in: Words = (*c.who(at, Past("indicator", at.stream)), f"が{day.month}月{day.day}日に入力しました{checked}")
    return (*what, f"を{_came(event.medium, event.received_on, day)}受け付け、", *typed_in)


def _came(medium: Medium, received_on: date | None, typed_in: date) -> str:
    by = f"{MEDIUM[medium]}で"
    return f"{by}{received(received_on, typed_in)}に" if received_on else by


def _edited(c: Context, at: Recorded, event: CommentEdited, past: Past) -> Told:
    before = c.wording(past, event.comment)
    shown = before is not None or c.today(past, event.comment).wording == at.position
    after = at.ref("body") if shown else None
    whose = _whose(c, at, event.comment, past)
    if before and after:
        text: Words = (*whose, "ご意見を直しました（前：", Quote(before), " 後：", Quote(after), "）")
    elif after:
        text = (*whose, "ご意見を", Quote(after), "に直しました")
    else:
        text = (*whose, "ご意見を直しました")
    return Told(text, (before,) if before else None, (after,) if after else None)


def _whose(c: Context, at: Recorded, comment: int, past: Past) -> Words:
    """Nothing where the author acts; else whose opinion it is."""
    if comment not in past.events:
        return ()
    event = past.submitted(comment)
    if at.actor.role not in STAFF or at.actor.id == event.author:
        return ()
    return (*_author(c, past.events[comment], event), "の")


def _withdrawn(c: Context, at: Recorded, event: CommentWithdrawn, past: Past) -> Told:
    body = c.wording(past, event.comment)
    whose = _whose(c, at, event.comment, past)
    done = "の取り下げを記録しました" if whose else "を取り下げました"
    return Told((*whose, "ご意見", *_quote(body), done), (body,) if body else None)


def _endorsed(c: Context, at: Recorded, event: CommentEndorsed, past: Past) -> Told:
    body = c.wording(past, event.comment)
    whose: Words = () if at.actor.id == event.author else (*_author(c, at, event), "の")
    came = "" if event.medium == "web" else f"（{MEDIUM[event.medium]}で受付）"
    said = "と答えました" if not whose else "を記録しました"
    return Told(("ご意見", *_quote(body), "に、", *whose, f"「同じ趣旨です」{said}{came}"))


def _acknowledged(c: Context, at: Recorded, event: Acknowledged, past: Past) -> Told:
    whole = "計画全体について、" if isinstance(past.state, ReviewCycle) else ""
    if at.actor.id == event.author:
        return Told((f"{whole}{ACKNOWLEDGED}と答えました",))
    return Told(_on_behalf(c, at, (whole, *_author(c, at, event), "の", ACKNOWLEDGED), event))


def _attached(c: Context, at: Recorded, event: AttachmentAdded, past: Past) -> Told:
    name = at.ref("name")
    to = past.events.get(event.to)
    comment = to is not None and isinstance(to.event, CommentSubmitted)
    if comment:
        place: Words = ("ご意見", *_quote(c.wording(past, event.to)))
    else:
        place = ("この点検項目",) if isinstance(past.state, Indicator) else (f"「{past.state.title}」",)
    return Told((*place, "に、ファイル", Quote(name), "を添えました"), None, (name,))


RULES: dict[type, Rule] = {
    CommentSubmitted: _submitted,
    CommentEdited: _edited,
    CommentWithdrawn: _withdrawn,
    CommentEndorsed: _endorsed,
    Acknowledged: _acknowledged,
    AttachmentAdded: _attached,
}
