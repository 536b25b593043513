"""Accounts, councils, plans and the year told: what the office sets up."""

from datetime import timedelta

from domain.event import Recorded, Ref
from domain.events import (
    AccountDisabled,
    AccountRegistered,
    ActingChairNamed,
    ApprovalRecorded,
    CouncilRegistered,
    CycleAdded,
    CycleClosed,
    CycleOpened,
    DeadlineExtended,
    DeadlineSet,
    DocumentImported,
    FlowAdopted,
    FlowChanged,
    HandoverNoted,
    HandoverNoteSettled,
    ImportWithdrawn,
    ItemAdded,
    PlanPublished,
    PlanRegistered,
    RoleGranted,
    RoleRevoked,
    SeatFilled,
    SeatVacated,
    SessionAdded,
    SignInCodeIssued,
)
from domain.flow import FlowDefinition, parse_flow
from domain.indicator import Indicator
from domain.japanese_dates import fiscal, full_date, japan_day
from domain.review_cycle import ReviewCycle
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Quote, Text, Told, Words, note, notes, term, until
from pdca.words import APPROVAL_SUBJECT, ITEM_KIND, OFFICE, STAFF_ROLE


def _account(_: Context, at: Recorded, event: AccountRegistered, __: Past) -> Told:
    reading = ("ふりがな：", Text(at.ref("reading"))) if event.reading is not None else None
    return Told(("利用者", Quote(at.ref("name")), "を登録しました", *notes(reading)))


def _person(past: Past) -> Words:
    return (Text(past.state.name), "さん") if past.state.name else ("この利用者",)


def _granted(_: Context, __: Recorded, event: RoleGranted, past: Past) -> Told:
    days = f"（{term(event.since, event.until)}）"
    return Told(
        (
            *_person(past),
            f"に「{STAFF_ROLE[event.role]}」の役割を付けました{days}",
        )
    )


def _revoked(_: Context, __: Recorded, event: RoleRevoked, past: Past) -> Told:
    return Told((*_person(past), f"の「{STAFF_ROLE[event.role]}」の役割を終えました"))


def _code_issued(_: Context, __: Recorded, ___: SignInCodeIssued, past: Past) -> Told:
    return Told((*_person(past), "がサインインするための確認コードを出しました"))


def _disabled(_: Context, __: Recorded, ___: AccountDisabled, past: Past) -> Told:
    return Told((*_person(past), "の利用を終えました"))


def _council(_: Context, __: Recorded, event: CouncilRegistered, ___: Past) -> Told:
    ground: Words | None = (f"根拠：{event.ordinance}",) if event.ordinance else None
    return Told((f"会議「{event.name}」を登録しました", *notes(ground)))


def _filled(c: Context, _: Recorded, event: SeatFilled, __: Past) -> Told:
    office = f"（{OFFICE[event.office]}）" if event.office != "member" else ""
    who: Words = (*c.name(event.account), "さん") if c.staff or c.is_viewer(event.account) else ("新しい方",)
    about = f"（{event.category}、{term(event.since, event.until)}）"
    return Told((*who, f"が、委員{event.seat}{office}に就任しました{about}"))


def _vacated(c: Context, _: Recorded, event: SeatVacated, past: Past) -> Told:
    holder = past.state.holder(event.seat, event.on)
    last = full_date(event.on - timedelta(days=1))
    known = holder is not None and (c.staff or c.is_viewer(holder.account))
    who: Words = ("の", *c.name(holder.account), "さん") if holder and known else ("の方",)
    return Told((f"委員{event.seat}", *who, f"が、{last}で退任しました"))


def _acting(c: Context, at: Recorded, event: ActingChairNamed, past: Past) -> Told:
    holder = past.state.holder(event.seat, event.since)
    name: Words = (" ", *c.name(holder.account)) if holder and (c.staff or c.is_viewer(holder.account)) else ()
    why = note("理由", at.ref("ground")) if c.staff else None
    days = (f"期間：{term(event.since, event.until)}",)
    return Told((f"委員{event.seat}", *name, "が会長の職務を代理することを記録しました", *notes(days, why)))


def _imported(c: Context, at: Recorded, event: DocumentImported, _: Past) -> Told:
    name: Words = (Quote(at.ref("file_name")),) if c.staff else ()
    findings = f"確かめていただきたい所{event.findings}か所" if event.findings else "確かめていただきたい所はありません"
    return Told(("文書", *name, f"を取り込みました（{findings}）"))


def _plan(_: Context, __: Recorded, event: PlanRegistered, ___: Past) -> Told:
    counts = f"重点プロジェクト{len(event.projects)}件、点検項目{len(event.items)}件"
    period = f"{event.period}、" if event.period else ""
    return Told((f"計画「{event.title}」を登録しました（{period}{counts}）",))


def _import_withdrawn(c: Context, at: Recorded, event: ImportWithdrawn, past: Past) -> Told:
    reason = at.ref("reason") if c.staff and event.reason else None
    text: Words = (f"計画「{past.state.title}」の取り込みを取り消しました", *notes(note("理由", reason)))
    return Told(text, details=(("理由", reason),) if reason else ())


def _published(_: Context, __: Recorded, event: PlanPublished, past: Past) -> Told:
    on = full_date(event.on)
    title = f"計画「{past.state.title}」の"
    return Told((f"{title}第{event.edition}版を{on}付けで公表しました（決定：{event.decided_by}）",))


def _approved(c: Context, at: Recorded, event: ApprovalRecorded, past: Past) -> Told:
    paper = f"{full_date(event.on)}、{event.document_number}、{event.post}"
    later = "" if event.through == at.position - 1 else "、決裁の時点より後の変更は含みません"
    return Told((*c.about(past), f"の「{APPROVAL_SUBJECT[event.subject]}」の決裁を記録しました（{paper}{later}）"))


def _noted(_: Context, at: Recorded, __: HandoverNoted, ___: Past) -> Told:
    body = at.ref("body")
    return Told(("引継ぎのメモ", Quote(body), "を書きました"), None, (body,))


def _note_settled(_: Context, __: Recorded, event: HandoverNoteSettled, past: Past) -> Told:
    return Told(("引継ぎのメモ", Quote(past.events[event.note].ref("body")), "を済みにしました"))


def _cycle_added(c: Context, _: Recorded, event: CycleAdded, past: Past) -> Told:
    return Told((f"{c.cycle(event.cycle).title}を計画「{past.state.title}」の見直しに加えました",))


def _item_added(c: Context, _: Recorded, event: ItemAdded, past: Past) -> Told:
    return Told((f"点検項目「{c.load(Indicator, event.indicator).label}」を計画「{past.state.title}」に加えました",))


def _opened(c: Context, at: Recorded, event: CycleOpened, __: Past) -> Told:
    others = f"、そのほか{len(event.others)}件" if event.others else ""
    kinds = f"（{'・'.join(ITEM_KIND[kind] for kind in event.kinds)}）" if event.kinds else ""
    scope = f"確認する状況：{fiscal(event.status_year)}、対象：点検項目{len(event.items)}件{kinds}{others}"
    out = f"、対象から外した項目{len(event.left_out)}件" if event.left_out and c.viewer else ""
    return Told((f"{c.cycle(at.stream).title}を始めました（{scope}{out}）",), details=_left_out(c, at, event))


def _left_out(c: Context, at: Recorded, event: CycleOpened) -> tuple[tuple[str, Ref], ...]:
    """Each item with the reason, for those inside."""
    entries = enumerate(event.left_out) if c.viewer else ()
    return tuple(
        (f"{c.load(Indicator, entry.indicator).label}を外した理由", at.ref("left_out", k, "reason"))
        for k, entry in entries
    )


def _flow(_: Context, __: Recorded, event: FlowAdopted, ___: Past) -> Told:
    flow = parse_flow(event.flow)
    titles = _titles(flow)
    return Told((f"進め方を「{flow.name}」に定めました（{'→'.join(titles)}）",), None, titles)


def _flow_changed(_: Context, at: Recorded, event: FlowChanged, past: Past) -> Told:
    before, after = past.state.flow, parse_flow(event.flow)
    ground = at.ref("ground")
    text: Words = (
        f"進め方を「{before.name}」から「{after.name}」に変えました",
        *notes(
            (f"会長の判断：{full_date(event.judged_on)}",),
            (f"根拠：{'・'.join(event.articles)}",) if event.articles else None,
            note("理由", ground),
        ),
    )
    return Told(text, _titles(before), _titles(after), (("理由", ground),))


def _titles(flow: FlowDefinition) -> tuple[str, ...]:
    return tuple(step.title for step in flow.steps)


def _deadline(c: Context, at: Recorded, event: DeadlineSet, past: Past) -> Told:
    earlier = past.state.deadlines.get(event.step)
    step = f"「{c.cycle(at.stream).step_title(event.step)}」"
    rule = "（進め方のきまりによる）" if event.by_rule else ""
    if earlier is None:
        return Told((f"{step}の締切を{until(event.due)}としました{rule}",), None, (until(event.due),))
    change = f"（前：{until(earlier)} 後：{until(event.due)}）"
    return Told((f"{step}の締切を改めました{change}{rule}",), (until(earlier),), (until(event.due),))


def _extended(c: Context, at: Recorded, event: DeadlineExtended, past: Past) -> Told:
    cycle: ReviewCycle = past.state
    before = cycle.due(event.step, event.account)
    reason = at.ref("reason")
    whose: Words = (
        (*c.member(event.account, japan_day(at.instant), at.stream), "の") if event.account is not None else ()
    )
    change = (
        f"（{until(before)}）から{until(event.due)}に延ばしました" if before else f"を{until(event.due)}に延ばしました"
    )
    text: Words = (*whose, f"「{cycle.flow.title(event.step)}」の締切{change}", *notes(note("理由", reason)))
    return Told(text, (until(before),) if before else None, (until(event.due),), (("理由", reason),))


def _session_added(c: Context, at: Recorded, event: SessionAdded, __: Past) -> Told:
    return Told((f"「{c.title(event.session)}」を{c.cycle(at.stream).title}の会議に加えました",))


def _closed(c: Context, at: Recorded, event: CycleClosed, __: Past) -> Told:
    because = "計画の取り込みを取り消したため、" if event.with_import else ""
    return Told((f"{because}{c.cycle(at.stream).title}を終えました",))


RULES: dict[type, Rule] = {
    AccountRegistered: _account,
    RoleGranted: _granted,
    RoleRevoked: _revoked,
    SignInCodeIssued: _code_issued,
    AccountDisabled: _disabled,
    CouncilRegistered: _council,
    SeatFilled: _filled,
    SeatVacated: _vacated,
    ActingChairNamed: _acting,
    DocumentImported: _imported,
    PlanRegistered: _plan,
    CycleAdded: _cycle_added,
    ItemAdded: _item_added,
    ImportWithdrawn: _import_withdrawn,
    PlanPublished: _published,
    ApprovalRecorded: _approved,
    HandoverNoted: _noted,
    HandoverNoteSettled: _note_settled,
    CycleOpened: _opened,
    FlowAdopted: _flow,
    FlowChanged: _flow_changed,
    DeadlineSet: _deadline,
    DeadlineExtended: _extended,
    SessionAdded: _session_added,
    CycleClosed: _closed,
}
