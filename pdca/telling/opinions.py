"""Opinions and answers told: who said it, how it came, and what the city says."""

from datetime import date

from domain.codes import STAFF, Medium
from domain.event import Recorded, Ref
from domain.events import (
    Acknowledged,
    AttachmentAdded,
    CommentAnswered,
    CommentEdited,
    CommentSubmitted,
    CommentWithdrawn,
    MatterCarriedOver,
    MatterTakenUp,
)
from domain.indicator import Indicator
from domain.japanese_dates import fiscal, japan_day
from domain.review_cycle import ReviewCycle
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Quote, Told, Words, note, notes, received
from pdca.words import MEDIUM, OPINION_SOURCE, PERCEPTION, PERCEPTION_QUESTION, STANCE, SUBJECT, disposition

ACKNOWLEDGED = "「確認しました（意見なし）」"


def _submitted(c: Context, at: Recorded, event: CommentSubmitted, past: Past) -> Told:
    body = at.ref("body") if _readable(c, at, event, past) else None
    opinion: Words = ("ご意見", *_quote(body), *_position(event))
    if at.actor.id == event.author:
        text: Words = (*_place(event, past), "への", *opinion, "を送りました")
    else:
        whose: Words = (*_place(event, past), "への、", *_author(c, at, event), "の", *opinion)
        text = _on_behalf(c, at, whose, event)
    return Told(text, None, (body,) if body else None)


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


def _author(c: Context, at: Recorded, event: CommentSubmitted | Acknowledged) -> Words:
    """Whose opinion it is, as the viewer may know it; さん stands behind a name only."""
    if event.author is not None:
        called = c.member(event.author, event.received_on or japan_day(at.instant), event.cycle, event.seat)
        return (*called, "さん") if len(called) > 1 else called
    if isinstance(event, Acknowledged):
        return ()
    named = c.staff and event.author_name is not None
    return (OPINION_SOURCE[event.source], *((Quote(at.ref("author_name")),) if named else ()))


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


def _answered(c: Context, at: Recorded, event: CommentAnswered, past: Past) -> Told:
    body, answer = c.wording(past, event.comment), at.ref("body")
    said = disposition(event.disposition, event.until, event.forwarded_to)
    text: Words = (
        "ご意見", *_quote(body), f"に「{said}」と回答しました",
        *notes((f"改善案の第{event.version}版",) if event.version else None, note("市の考え方", answer)),
    )  # fmt: skip
    opinion = (("ご意見", body),) if body else ()
    return Told(text, None, (answer,), (*opinion, ("市の考え方", answer)))


def _acknowledged(c: Context, at: Recorded, event: Acknowledged, past: Past) -> Told:
    whole = "計画全体について、" if isinstance(past.state, ReviewCycle) else ""
    if at.actor.id == event.author:
        return Told((f"{whole}{ACKNOWLEDGED}と答えました",))
    return Told(_on_behalf(c, at, (whole, *_author(c, at, event), "の", ACKNOWLEDGED), event))


def _carried_over(c: Context, at: Recorded, event: MatterCarriedOver, past: Past) -> Told:
    reason, body = at.ref("reason"), c.wording(past, event.comment)
    text: Words = (
        "ご意見", *_quote(body), f"を{fiscal(event.to_fiscal_year)}へ引き継ぎました", *notes(note("理由", reason)),
    )  # fmt: skip
    return Told(text, details=(("理由", reason),))


def _taken_up(c: Context, _: Recorded, event: MatterTakenUp, past: Past) -> Told:
    shown = c.staff or c.is_viewer(event.author) or c.today(past, event.comment).wording == event.wording
    body = Ref(event.wording, "/data/body") if shown else None
    earlier, cycle = c.cycle(event.from_cycle).fiscal_year, c.cycle(event.cycle)
    text: Words = (f"{fiscal(earlier)}から引き継いだご意見", *_quote(body), f"を、{cycle.title}で取り上げました")
    return Told(text, details=(("ご意見", body),) if body else ())


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
    CommentAnswered: _answered,
    Acknowledged: _acknowledged,
    MatterCarriedOver: _carried_over,
    MatterTakenUp: _taken_up,
    AttachmentAdded: _attached,
}
