"""Corrections, the plan's structure, and commitments told."""

from domain.event import Recorded, Ref
from domain.events import (
    CommitmentAnswered,
    CommitmentMade,
    MinorCorrectionMade,
    PlanStructureChanged,
    TextCorrected,
)
from domain.indicator import Indicator
from domain.japanese_dates import full_date
from domain.numbering import circled
from domain.plan import Plan
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Quote, Told, Words, note, notes, where_read
from pdca.words import GROUND, KEPT, by_when


def _structure_changed(c: Context, _: Recorded, event: PlanStructureChanged, past: Past) -> Told:
    plan: Plan = past.state
    added = tuple(c.load(Indicator, entry.indicator).label for entry in event.added)
    removed = tuple(c.load(Indicator, each).label for each in event.removed)
    known = {(p.number, i.number) for p in plan.projects for i in p.initiatives}
    measures = [i.name for p in event.projects for i in p.initiatives if (p.number, i.number) not in known]
    by = "" if event.cycle else "次の年度の文書のとおり、"
    text: Words = (
        f"{by}計画の項目を{full_date(event.effective_on)}から改めました",
        *notes(
            (f"加えた項目{len(added)}件",) if added else None,
            (f"外した項目{len(removed)}件",) if removed else None,
            (f"新しい取組：{'、'.join(measures)}",) if measures else None,
        ),
    )
    return Told(text, removed or None, added or None)


def _corrected(c: Context, at: Recorded, event: MinorCorrectionMade, past: Past) -> Told:
    remark = at.ref("note") if c.viewer else None
    ground = f"根拠：{GROUND[event.ground]}{'・' + c.title(event.session) if event.session else ''}"
    before = _before(past, event)
    text: Words = (
        f"{_place(event)}を軽微な修正として直しました（前：",
        Quote(before), " 後：", Quote(event.text), f"、{ground}）",
        *notes(note("説明", remark)),
    )  # fmt: skip
    return Told(text, (before,), (event.text,), (("説明", remark),) if remark else ())


def _place(event: MinorCorrectionMade) -> str:
    if event.statement is not None:
        return "計画の文"
    if event.project is None:
        return "項目の名前"
    at = f"重点プロジェクト{event.project}"
    return f"{at}の名前" if event.initiative is None else f"{at} 取組{circled(event.initiative)}の名前"


def _before(past: Past, event: MinorCorrectionMade) -> str:
    if isinstance(past.state, Indicator):
        return past.bullet(event.statement) or past.state.name
    plan: Plan = past.state
    return plan.name_of(event.project or 0, event.initiative)


def _read_again(_: Context, __: Recorded, event: TextCorrected, past: Past) -> Told:
    before = past.bullet(event.statement) or ""
    text: Words = (
        f"取り込みのときに読み違えた文を、文書の{where_read(event.source)}のとおりに直しました（前：",
        Quote(before), " 後：", Quote(event.text), "）",
    )  # fmt: skip
    return Told(text, (before,), (event.text,))


def _committed(_: Context, at: Recorded, event: CommitmentMade, __: Past) -> Told:
    text = at.ref("text")
    return Told(("次回までに確認することを記録しました（", Quote(text), f"、{by_when(event.due)}）"), None, (text,))


def _answered(_: Context, at: Recorded, event: CommitmentAnswered, __: Past) -> Told:
    what, remark = Ref(event.commitment, "/data/text"), at.ref("note")
    until = (by_when(event.due),) if event.due else None
    text: Words = (
        "次回までに確認すること", Quote(what), f"に「{KEPT[event.result]}」と記録しました",
        *notes(until, note("確認したこと", remark)),
    )  # fmt: skip
    return Told(text, None, (remark,), (("確認すること", what), ("確認したこと", remark)))


RULES: dict[type, Rule] = {
    PlanStructureChanged: _structure_changed,
    MinorCorrectionMade: _corrected,
    TextCorrected: _read_again,
    CommitmentMade: _committed,
    CommitmentAnswered: _answered,
}
