"""Answers told: what the city says, how the papers print the opinion, and what its author thinks of both."""

from domain.codes import STAFF, Medium
from domain.event import Recorded, Ref
from domain.events import (
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    CommentAnswered,
    CommentSummarised,
    MatterCarriedOver,
    MatterTakenUp,
    SummaryContested,
)
from domain.indicator import Indicator
from domain.japanese_dates import fiscal
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Quote, Told, Words, note, notes
from pdca.words import MEDIUM, disposition, month


def _summarised(c: Context, at: Recorded, event: CommentSummarised, past: Past) -> Told:
    body, after = c.wording(past, event.comment), at.ref("body")
    before = _summary(past, event.comment)
    done = "に改めました" if before else "としました"
    details = (("ご意見", body),) if body else ()
    text: Words = ("ご意見", *_quote(body), "の、資料に載せる文を", Quote(after), done)
    return Told(text, (before,) if before else None, (after,), details)


def _summary(past: Past, comment: int) -> Ref | None:
    at = past.state.comments[comment].summary
    return Ref(at, "/data/body") if at else None


def _contested(c: Context, at: Recorded, event: SummaryContested, past: Past) -> Told:
    reason, summary = at.ref("reason"), _summary(past, event.comment)
    details = (*((("資料に載せる文", summary),) if summary else ()), ("違うところ", reason))
    text: Words = (
        "資料に載せる文", *_quote(summary), "に、",
        *_whose(c, at, past, event.comment), "「趣旨が違います」と答えました",
        *notes(_came(event.medium), note("違うところ", reason)),
    )  # fmt: skip
    return Told(text, details=details)


def _whose(c: Context, at: Recorded, past: Past, comment: int) -> Words:
    """Nothing where the author acts; else that the office does it for the author."""
    author = past.state.comments[comment].author
    if at.actor.role not in STAFF or at.actor.id == author:
        return ()
    return (*c.name(author), "さんが") if author and c.staff else ("ご本人が",)


def _came(medium: Medium) -> Words | None:
    return None if medium == "web" else (f"{MEDIUM[medium]}で受付",)


def _answered(c: Context, at: Recorded, event: CommentAnswered, past: Past) -> Told:
    body, answer = c.wording(past, event.comment), at.ref("body")
    said = disposition(event.disposition, event.until, event.forwarded_to)
    text: Words = (
        "ご意見", *_quote(body), f"に「{said}」と回答しました",
        *notes(_version(c, event), ("まとめて回答",) if event.together else None, note("市の考え方", answer)),
    )  # fmt: skip
    opinion = (("ご意見", body),) if body else ()
    return Told(text, None, (answer,), (*opinion, ("市の考え方", answer)))


def _version(c: Context, event: CommentAnswered | AnswerRevised) -> Words | None:
    """The version that carries it: 改善案の第1版, 1-2-指1 開放 改善案の第1版."""
    if event.version is None:
        return None
    where = f"{c.load(Indicator, event.indicator).label} " if event.indicator else ""
    return (f"{where}改善案の第{event.version}版",)


def _revised(c: Context, at: Recorded, event: AnswerRevised, past: Past) -> Told:
    body, answer, reason = c.wording(past, event.comment), at.ref("body"), at.ref("reason") if c.staff else None
    said = disposition(event.disposition, event.until, event.forwarded_to)
    before = past.state.comments[event.comment].answer
    earlier = Ref(before, "/data/body") if before and (c.staff or _mine(c, past, event.comment)) else None
    text: Words = (
        "ご意見", *_quote(body), f"への回答を「{said}」に訂正しました",
        *notes(_version(c, event), note("前", earlier), note("後", answer), note("理由", reason)),
    )  # fmt: skip
    opinion = (("ご意見", body),) if body else ()
    why = (("理由", reason),) if reason else ()
    return Told(text, (earlier,) if earlier else None, (answer,), (*opinion, *why))


def _mine(c: Context, past: Past, comment: int) -> bool:
    return c.is_viewer(past.state.comments[comment].author)


def _postponed(c: Context, at: Recorded, event: AnswerPostponed, past: Past) -> Told:
    reason, body = at.ref("reason"), c.wording(past, event.comment)
    text: Words = (
        "ご意見", *_quote(body), f"を、回答検討中（{month(event.until)}まで）のまま資料に載せることとしました",
        *notes(note("理由", reason)),
    )  # fmt: skip
    return Told(text, details=(("理由", reason),))


def _disputed(c: Context, at: Recorded, event: AnswerDisputed, past: Past) -> Told:
    reason, body = at.ref("reason"), c.wording(past, event.comment)
    text: Words = (
        "ご意見", *_quote(body), "への回答に、",
        *_whose(c, at, past, event.comment), "「この回答では足りない」と答えました",
        *notes(_came(event.medium), note("足りないところ", reason)),
    )  # fmt: skip
    return Told(text, details=(("足りないところ", reason),))


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


def _quote(body: Ref | None) -> Words:
    return (Quote(body),) if body else ()


RULES: dict[type, Rule] = {
    CommentSummarised: _summarised,
    SummaryContested: _contested,
    CommentAnswered: _answered,
    AnswerRevised: _revised,
    AnswerPostponed: _postponed,
    AnswerDisputed: _disputed,
    MatterCarriedOver: _carried_over,
    MatterTakenUp: _taken_up,
}
