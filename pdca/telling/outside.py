"""What a meeting decided where this record did not see it, told in words that say so."""

from domain.event import Recorded
from domain.events import DepartureRecorded, RevisionRecorded
from domain.indicator import Indicator
from domain.japanese_dates import full_date
from domain.numbering import label
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Told, Words, notes, some

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


RULES: dict[type, Rule] = {RevisionRecorded: _revised, DepartureRecorded: _left}
