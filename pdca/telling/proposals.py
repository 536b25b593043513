"""Drafts and proposals told: their versions, against the plan's text, and what became of them."""

from collections.abc import Iterator

from domain.event import Recorded, Ref
from domain.events import (
    DecisionRecorded,
    DraftSaved,
    DraftShown,
    DraftTakenBack,
    EntrustmentConfirmed,
    ImprovementProposed,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
)
from domain.indicator import Draft, Indicator
from domain.japanese_dates import fiscal, full_date
from domain.numbering import circled, grouped
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Quote, Told, Words, note, notes
from pdca.words import BASELINE, MEDIUM, PROPOSAL_KIND, TARGET, decision

Sides = tuple[tuple[str, ...], tuple[str | Ref, ...]]


def _draft_saved(c: Context, at: Recorded, event: DraftSaved, past: Past) -> Told:
    reason = at.ref("reason")
    before, after = _sides(at, event, past)
    text = (f"{_draft(c, event.number)}を保存しました", *notes(note("理由", reason)))
    return Told(text, before, after, (("理由", reason),))


def _draft_shown(c: Context, _: Recorded, event: DraftShown, past: Past) -> Told:
    draft: Draft = past.state.drafts[event.cycle, event.number]
    changed = [(past.bullet(change.id) or "", change.text) for change in draft.changes]
    gone = [(past.bullet(statement) or "", "") for statement in draft.removed]
    before, after = _in_step([*changed, *gone])
    return Told((f"{_draft(c, event.number)}を委員に見せました",), before, after)


def _draft_taken_back(c: Context, at: Recorded, event: DraftTakenBack, _: Past) -> Told:
    reason = at.ref("reason")
    text = (f"{_draft(c, event.number)}を取り下げました", *notes(note("理由", reason)))
    return Told(text, details=(("理由", reason),))


def _draft(c: Context, number: int) -> str:
    return f"たたき台の第{number}版" if c.sees_drafts else "たたき台"


def _sides(at: Recorded, event: DraftSaved | ImprovementProposed, past: Past) -> Sides:
    changed = [(past.bullet(s.id) or "", at.ref("statements", k, "text")) for k, s in enumerate(event.statements)]
    gone = [(past.bullet(each) or "", "") for each in event.removed]
    return _in_step([*changed, *gone, *_new_bullets(at, event)])


def _new_bullets(at: Recorded, event: DraftSaved | ImprovementProposed) -> list[tuple[str, Ref]]:
    items = event.new_items if isinstance(event, ImprovementProposed) else ()
    return [
        ("", at.ref("new_items", k, "statements", n)) for k, i in enumerate(items) for n in range(len(i.statements))
    ]


def _in_step(changed: list[tuple[str, Ref | str]]) -> Sides:
    return tuple(before for before, _ in changed), tuple(after for _, after in changed)


def _proposed(c: Context, at: Recorded, event: ImprovementProposed, past: Past) -> Told:
    reason = at.ref("reason")
    before, after = _sides(at, event, past)
    what = "を出しました" if event.version == 1 else "に改めました"
    based = f"たたき台の第{event.draft}版による" if event.draft and c.sees_drafts else None
    amending = f"「{c.title(event.session)}」の修正案として" if event.session else None
    text = (
        f"改善案{'の' if event.version == 1 else 'を'}第{event.version}版{what}",
        *notes(
            (PROPOSAL_KIND[event.proposal_kind],),
            _kind(c, at, event),
            (amending,) if amending else None,
            (based,) if based else None,
            note("理由", reason),
        ),
    )
    new = [detail for k in range(len(event.new_items)) for detail in _new_item(at, event, k)]
    return Told(text, before, after, (*new, ("理由", reason)))


def _new_item(at: Recorded, event: ImprovementProposed, k: int) -> Iterator[tuple[str, str | Ref]]:
    """Name, and of a 数値指標 how it is measured."""
    called = f"新しい項目{k + 1}"
    yield called, at.ref("new_items", k, "name")
    numeric = event.new_items[k].numeric
    if numeric is None:
        return
    yield f"{called}の単位", at.ref("new_items", k, "numeric", "unit")
    for name, word, figure in (("baseline", BASELINE, numeric.baseline), ("target", TARGET, numeric.target)):
        if figure is None:
            continue
        year = f"（{fiscal(figure.fiscal_year)}）" if figure.fiscal_year is not None else ""
        if figure.value is not None:
            yield f"{called}の{word}{year}", grouped(figure.value)
        if figure.text is not None:
            yield f"{called}の{word}{year}", at.ref("new_items", k, "numeric", name, "text")


def _kind(c: Context, at: Recorded, event: ImprovementProposed) -> Words | None:
    """What a proposal would change beside bullets."""
    if event.name is not None:
        return ("新しい名前：", Quote(at.ref("name")))
    if event.into is not None:
        return (f"まとめる先：{c.load(Indicator, event.into).label}",)
    if event.to_project is not None:
        return (f"移す先：重点プロジェクト{event.to_project} 取組{circled(event.to_initiative or 0)}",)
    return (f"新しい項目{len(event.new_items)}件",) if event.new_items else None


def _withdrawn(_: Context, at: Recorded, event: ProposalWithdrawn, __: Past) -> Told:
    reason = at.ref("reason")
    text = (f"改善案の第{event.version}版を取り下げました", *notes(note("理由", reason)))
    return Told(text, details=(("理由", reason),))


def _returned(_: Context, at: Recorded, event: ProposalReturned, __: Past) -> Told:
    reason = at.ref("reason")
    text = (f"改善案の第{event.version}版を、もう一度検討することとしました", *notes(note("理由", reason)))
    return Told(text, details=(("理由", reason),))


def _adopted(c: Context, at: Recorded, event: ProposalAdopted, _: Past) -> Told:
    title, which = c.title(event.session), f"改善案の第{event.version}版"
    confirmed = c.minute(event.session, EntrustmentConfirmed, at.position, lambda e: e.proposal.indicator == at.stream)
    if confirmed is not None:
        day, by = full_date(confirmed.confirmed_on), MEDIUM[confirmed.medium]
        return Told((f"「{title}」で会長に一任された{which}が、{day}の会長の確認（{by}）により決定しました",))
    ruling = c.minute(event.session, DecisionRecorded, at.position, lambda e: _names(e, at.stream, event.version))
    how = decision("approved", ruling.manner if ruling else "")
    return Told((f"「{title}」で、{which}が{how}となりました",))


def _names(event: DecisionRecorded, item: str, version: int) -> bool:
    return any(entry.indicator == item and entry.version == version for entry in event.proposals)


def _rejected(c: Context, at: Recorded, event: ProposalRejected, _: Past) -> Told:
    reason = at.ref("reason")
    which = f"改善案の第{event.version}版"
    text = (f"「{c.title(event.session)}」で、{which}は見送りとなりました", *notes(note("理由", reason)))
    return Told(text, details=(("理由", reason),))


RULES: dict[type, Rule] = {
    DraftSaved: _draft_saved,
    DraftShown: _draft_shown,
    DraftTakenBack: _draft_taken_back,
    ImprovementProposed: _proposed,
    ProposalWithdrawn: _withdrawn,
    ProposalReturned: _returned,
    ProposalAdopted: _adopted,
    ProposalRejected: _rejected,
}
