"""Drafts and proposals told: their versions, against the plan's text, and what a session made of them."""

from domain.event import Recorded, Ref
from domain.events import (
    DecisionRecorded,
    DraftSaved,
    DraftShown,
    EntrustmentConfirmed,
    ImprovementProposed,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
)
from domain.indicator import Draft
from domain.japanese_dates import full_date
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Told, note, notes
from pdca.words import MEDIUM, PROPOSAL_KIND, decision

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


def _draft(c: Context, number: int) -> str:
    return f"たたき台の第{number}版" if c.sees_drafts else "たたき台"


def _sides(at: Recorded, event: DraftSaved | ImprovementProposed, past: Past) -> Sides:
    changed = [(past.bullet(s.id) or "", at.ref("statements", k, "text")) for k, s in enumerate(event.statements)]
    return _in_step([*changed, *((past.bullet(gone) or "", "") for gone in event.removed)])


def _in_step(changed: list[tuple[str, Ref | str]]) -> Sides:
    return tuple(before for before, _ in changed), tuple(after for _, after in changed)


def _proposed(c: Context, at: Recorded, event: ImprovementProposed, past: Past) -> Told:
    reason = at.ref("reason")
    before, after = _sides(at, event, past)
    what = "を出しました" if event.version == 1 else "に改めました"
    based = f"たたき台の第{event.draft}版による" if event.draft and c.sees_drafts else None
    text = (
        f"改善案{'の' if event.version == 1 else 'を'}第{event.version}版{what}",
        *notes((PROPOSAL_KIND[event.proposal_kind],), (based,) if based else None, note("理由", reason)),
    )
    return Told(text, before, after, (("理由", reason),))


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
    ImprovementProposed: _proposed,
    ProposalReturned: _returned,
    ProposalAdopted: _adopted,
    ProposalRejected: _rejected,
}
