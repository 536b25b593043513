"""What a later document shows that a meeting decided where this record did not see it, and its import taken back."""

from domain.event import Recorded, Ref
from domain.events import DepartureRecorded, DocumentWithdrawn, IndicatorRestored, IndicatorWithdrawn, RevisionRecorded
from domain.indicator import Indicator
from domain.japanese_dates import full_date
from domain.numbering import label
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Quote, Told, Words, note, notes, some

BY_DOCUMENT = "会議の記録は文書による"


def _revised(c: Context, _: Recorded, event: RevisionRecorded, past: Past) -> Told:
    item: Indicator = past.state
    changed = [(past.bullet(s.id) or "", s.text) for s in event.statements]
    changed += [(past.bullet(gone) or "", "") for gone in event.removed]
    before, after = (tuple(texts) for texts in zip(*changed, strict=True)) if changed else ((), ())
    merged = "、".join(c.load(Indicator, each).label for each in event.merged)
    text: Words = (
        _what_changed(c, event),
        *notes(
            (BY_DOCUMENT,) if event.session else None,
            (f"新しい名前：{event.name}",) if event.name else None,
            (f"前：{item.label}", f" 後：{label(event.number, item.kind)}") if event.number else None,
            (f"まとめた項目：{merged}",) if merged else None,
            ("前：", *some(before, "か所"), " 後：", *some(after, "か所")) if changed else None,
            ("項目の順番が変わりました",) if event.order else None,
        ),
    )
    return Told(text, before, after)


def _what_changed(c: Context, event: RevisionRecorded) -> str:
    if event.session is None:
        return "前の文書か読み取りの誤りとして、計画の文を直しました"
    return f"「{c.title(event.session)}」で決まったとおり、{full_date(event.effective_on)}から項目を改めました"


def _left(c: Context, _: Recorded, event: DepartureRecorded, past: Past) -> Told:
    texts = tuple(bullet.text for bullet in past.state.statements.values())
    by = "、".join(c.load(Indicator, each).label for each in event.by)
    day = full_date(event.effective_on)
    text: Words = (
        f"「{c.title(event.session)}」で決まったとおり、{day}からこの項目を計画から外しました",
        *notes((BY_DOCUMENT,), (f"引き継いだ項目：{by}",) if by else None),
    )
    return Told(text, texts, tuple("" for _ in texts))


def _document_withdrawn(c: Context, at: Recorded, event: DocumentWithdrawn, _: Past) -> Told:
    name: Words = (Quote(Ref(event.document, "/data/file_name")),) if c.staff else ()
    reason = at.ref("reason") if c.staff else None
    text: Words = (
        "次の年度の文書",
        *name,
        "の取り込みを取り消し、計画を取り込む前に戻しました",
        *notes(note("理由", reason)),
    )
    return Told(text, details=(("理由", reason),) if reason else ())


def _restored(_: Context, __: Recorded, event: IndicatorRestored, past: Past) -> Told:
    item: Indicator = past.state
    again = {statement.id: statement.text for statement in event.statements}
    changed = [key for key in {**item.statements, **again} if past.bullet(key) != again.get(key)]
    before = tuple(past.bullet(key) or "" for key in changed)
    after = tuple(again.get(key, "") for key in changed)
    text: Words = (
        "文書の取り込みを取り消したため、この項目は取り込む前のとおりに戻りました",
        *notes(
            (f"名前：{event.name}",) if event.name != item.name else None,
            (f"整理番号：{label(event.number, item.kind)}",) if event.number != item.number else None,
            ("前：", *some(before, "か所"), " 後：", *some(after, "か所")) if changed else None,
        ),
    )
    return Told(text, before, after)


def _counts_no_more(_: Context, __: Recorded, ___: IndicatorWithdrawn, ____: Past) -> Told:
    return Told(("文書の取り込みを取り消したため、その文書で加わったこの項目は、計画に数えなくなりました",))


RULES: dict[type, Rule] = {
    RevisionRecorded: _revised,
    DepartureRecorded: _left,
    DocumentWithdrawn: _document_withdrawn,
    IndicatorRestored: _restored,
    IndicatorWithdrawn: _counts_no_more,
}
