"""An item told: its bullets, its status, its steps, its ★ and its revision."""

from datetime import date

from domain.event import Recorded
from domain.events import (
    CarriedForward,
    ImprovementConsidered,
    IndicatorRegistered,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    ResponsibilityAssigned,
    StarGranted,
    StarRevoked,
    StatusChecked,
    StepEntered,
    StepReturned,
)
from domain.flow_definition import Choice
from domain.indicator import Indicator
from domain.japanese_dates import fiscal, full_date, japan_day
from domain.numbering import label
from domain.review_cycle import ReviewCycle
from pdca.telling.context import Context, Past, Rule
from pdca.telling.figures import evidence_details, evidence_note
from pdca.telling.outside import BY_DOCUMENT
from pdca.telling.pieces import Clip, Differing, Quote, Told, Words, note, notes, plain_date, some
from pdca.words import NOT_MET, UNRATED, star, word


def _registered(c: Context, at: Recorded, event: IndicatorRegistered, _: Past) -> Told:
    texts = tuple(statement.text for statement in event.statements)
    ground = at.ref("ground") if event.ground is not None and c.viewer else None
    since = f"{full_date(event.effective_on)}から" if event.effective_on else None
    before = "、".join(c.load(Indicator, each).label for each in event.predecessors)
    text: Words = (
        f"点検項目「{label(event.number, event.item_kind)} {event.name}」を計画に登録しました",
        *notes(
            (f"項目{len(texts)}件",) if texts else None,
            (since,) if since else None,
            (f"もとの項目：{before}",) if before else None,
            _unit(event),
            _decided_outside(c, event),
            note("根拠", ground),
        ),
    )
    return Told(text, None, texts, (("根拠", ground),) if ground else ())


def _decided_outside(c: Context, event: IndicatorRegistered) -> Words | None:
    return (f"「{c.title(event.session)}」で決定・{BY_DOCUMENT}",) if event.session else None


def _unit(event: IndicatorRegistered) -> Words | None:
    return (f"単位：{event.numeric.unit}",) if event.numeric else None


def _assigned(c: Context, at: Recorded, event: ResponsibilityAssigned, past: Past) -> Told:
    before = past.state.responsible
    contact = at.ref("contact") if event.contact is not None and c.staff else None
    text: Words = (
        f"担当課を「{event.department}」としました",
        *notes(
            (f"前：「{before.department}」",) if before and before.department != event.department else None,
            (f"{plain_date(event.since)}から",) if event.since else None,
            note("担当者", contact),
        ),
    )
    details = (("担当者", contact),) if contact else ()
    return Told(text, (before.department,) if before else None, (event.department,), details)


def _entered(c: Context, at: Recorded, event: StepEntered, past: Past) -> Told:
    cycle = c.cycle(event.cycle)
    before = past.state.steps.get(event.cycle)
    title = cycle.step_title(event.step)
    reason = at.ref("reason") if event.reason is not None else None
    open_still = "・".join(word(NOT_MET, name) for name in event.despite)
    verb = "置き換えました" if event.moved else "進めました"
    text: Words = (
        f"{cycle.title}で、{_by_change(event)}{_skipped(cycle, event)}「{title}」の段階に{verb}",
        *notes((f"残っていたこと：{open_still}",) if open_still else None, note("理由", reason)),
    )
    before_title = (cycle.step_title(before),) if before else None
    return Told(text, before_title, (title,), (("理由", reason),) if reason else ())


def _by_change(event: StepEntered) -> str:
    return "進め方の変更により、" if event.moved else ""


def _skipped(cycle: ReviewCycle, event: StepEntered) -> str:
    return "".join(f"「{cycle.step_title(code)}」を省いて、" for code in event.skipped)


def _stepped_back(c: Context, at: Recorded, event: StepReturned, past: Past) -> Told:
    cycle = c.cycle(event.cycle)
    before = past.state.steps.get(event.cycle)
    title = cycle.step_title(event.step)
    reason = at.ref("reason")
    reopened = "据置きを取り消して、" if event.reopened else ""
    return Told(
        (f"{cycle.title}で、{reopened}「{title}」の段階に戻しました", *notes(note("理由", reason))),
        (cycle.step_title(before),) if before else None,
        (title,),
        (("理由", reason),),
    )


def _status_checked(c: Context, at: Recorded, event: StatusChecked, past: Past) -> Told:
    before, after = past.statuses.get(event.fiscal_year), at.refs("texts")
    informant = at.ref("informant") if event.informant is not None and c.viewer else None
    texts: Words = (Differing(before, after),) if before else some(after)
    source = note("情報", informant)
    rests_on = evidence_note(at, event) if c.viewer else None
    year = fiscal(event.fiscal_year)
    if event.as_of_date is not None:
        text: Words = (
            f"{year}の状況について、{_two_days(at, event.as_of_date)}として記録しました",
            *notes(texts, source, rests_on),
        )
    elif before:
        text = (f"{year}の状況を訂正しました", *notes(texts, source, rests_on))
    else:
        text = (f"{year}の状況を", *texts, "と記録しました", *notes(source, rests_on))
    details = (("情報", informant),) if informant else ()
    return Told(text, before, after, (*details, *(evidence_details(at, event) if c.viewer else ())))


def _two_days(at: Recorded, of: date) -> str:
    """A late fact says both of its days."""
    return f"{plain_date(japan_day(at.instant))}に、{plain_date(of)}時点の状況"


def _carried_forward(c: Context, at: Recorded, event: CarriedForward, past: Past) -> Told:
    reason = at.ref("reason") if c.viewer else None
    why = notes(note("理由", reason))
    details = (("理由", reason),) if reason else ()
    if event.of == "status":
        texts = past.last_status(event.fiscal_year)
        return Told((f"{fiscal(event.fiscal_year)}の状況を据置き（変更なし）としました", *why), texts, texts, details)
    title = c.cycle(event.cycle).title
    texts_now = tuple(bullet.text for bullet in past.state.statements.values())
    return Told((f"{title}で、計画の文を据置き（変更なし）としました", *why), texts_now, texts_now, details)


def _considered(c: Context, at: Recorded, event: ImprovementConsidered, _: Past) -> Told:
    cycle = c.cycle(event.cycle)
    reason = at.ref("reason")
    scale = cycle.flow.scale
    marks = [
        (f"{what}：{_choice(choices, code)}",)
        for what, choices, code in (
            ("評価", scale.ratings, event.rating),
            ("方向性", scale.directions, event.direction),
        )
        if choices
    ]
    return Told(
        (f"{cycle.title}の改善検討を記録しました", *notes(*marks, note("理由", reason))), details=(("理由", reason),)
    )


def _choice(choices: tuple[Choice, ...], code: str | None) -> str:
    return next((choice.title for choice in choices if choice.code == code), UNRATED)


def _starred(c: Context, at: Recorded, event: StarGranted, past: Past) -> Told:
    reason = at.ref("reason")
    sign = star(c.title(event.session))
    text: Words = (*_bullet(past, event.statement), f"を「{sign}」としました", *notes(note("理由", reason)))
    return Told(text, None, (sign,), (("理由", reason),))


def _unstarred(c: Context, at: Recorded, event: StarRevoked, past: Past) -> Told:
    reason = at.ref("reason")
    title = c.title(event.session)
    before = past.state.stars.get(event.statement)
    text: Words = (*_bullet(past, event.statement), f"の★を外しました（{title}・", Clip(reason), "）")
    return Told(text, (star(c.title(before)),) if before else None, None, (("理由", reason),))


def _bullet(past: Past, statement: int) -> Words:
    text = past.bullet(statement)
    return ("項目", Quote(text)) if text else ("項目",)


def _revised(c: Context, _: Recorded, event: IndicatorRevised, past: Past) -> Told:
    item: Indicator = past.state
    changed = [(past.bullet(s.id) or "", s.text) for s in event.statements]
    changed += [(past.bullet(gone) or "", "") for gone in event.removed]
    before, after = (tuple(texts) for texts in zip(*changed, strict=True)) if changed else ((), ())
    unstarred = {s.id for s in event.statements if not s.advanced} | set(event.removed)
    text: Words = (
        _what_changed(c, event),
        *notes(
            (f"新しい名前：{event.name}",) if event.name else None,
            (f"前：{item.label}", f" 後：{label(event.number, item.kind)}") if event.number else None,
            ("前：", *some(before, "か所"), " 後：", *some(after, "か所")) if changed else None,
            ("★は引き継いでいません",) if unstarred & set(item.stars) else None,
        ),
    )
    return Told(text, before, after)


def _what_changed(c: Context, event: IndicatorRevised) -> str:
    day = f"{full_date(event.effective_on)}から"
    if event.merged is not None:
        return f"「{c.load(Indicator, event.merged).label}」を、{day}この項目にまとめました"
    by = f"改善案の第{event.version}版のとおり、"
    if event.number is not None:
        return f"{by}項目を{day}別の取組に移しました"
    if event.statements or event.removed or event.name:
        return f"{by}計画の文を{day}改めました"
    return f"{by}{day}新しい項目を計画に加えました"


def _succeeded(c: Context, _: Recorded, event: IndicatorSucceeded, __: Past) -> Told:
    labels = tuple(c.load(Indicator, each).label for each in event.by)
    text: Words = (
        f"改善案の第{event.version}版のとおり、この項目を",
        Quote(labels[0]),
        *_others(labels),
        "へ引き継ぎました",
    )
    return Told(text, None, labels)


def _others(labels: tuple[str, ...]) -> Words:
    return (f"ほか{len(labels) - 1}件",) if len(labels) > 1 else ()


def _retired(_: Context, __: Recorded, event: IndicatorRetired, past: Past) -> Told:
    texts = tuple(bullet.text for bullet in past.state.statements.values())
    text = f"改善案の第{event.version}版のとおり、{full_date(event.effective_on)}からこの項目を計画から外しました"
    return Told((text,), texts, tuple("" for _ in texts))


RULES: dict[type, Rule] = {
    IndicatorRegistered: _registered,
    ResponsibilityAssigned: _assigned,
    StepEntered: _entered,
    StepReturned: _stepped_back,
    StatusChecked: _status_checked,
    CarriedForward: _carried_forward,
    ImprovementConsidered: _considered,
    StarGranted: _starred,
    StarRevoked: _unstarred,
    IndicatorRevised: _revised,
    IndicatorSucceeded: _succeeded,
    IndicatorRetired: _retired,
}
