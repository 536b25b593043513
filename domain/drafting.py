"""Decisions about drafts, proposals and the revision that an adopted proposal becomes."""

from collections.abc import Iterator, Mapping

from domain.aggregate import Decided, required
from domain.commands import Bullet, ProposeImprovement, ReturnProposal, ReviseIndicator, SaveDraft, ShowDraft
from domain.errors import Conflict, NotFound, Refused
from domain.event import Ref
from domain.events import (
    DraftSaved,
    DraftShown,
    DraftStatement,
    ImprovementProposed,
    IndicatorRevised,
    ProposalReturned,
    RevisedStatement,
    StepReturned,
)
from domain.indicator import Change, Indicator, Proposal
from domain.review_cycle import ReviewCycle


def save_draft(item: Indicator, cycle: ReviewCycle, command: SaveDraft) -> Decided:
    """The next version of the draft, if nobody saved another one meanwhile."""
    last = item.last_draft(cycle.id)
    if command.based_on != last:
        msg = (
            "書いている間に、ほかの方がこのたたき台を直しました。あなたの文は消えていません。"
            "二つを見比べて、どちらを残すか選んでください。"
        )
        raise Conflict(msg, code="stale_draft", field="statements")
    event = DraftSaved(
        cycle=cycle.id,
        number=last + 1,
        statements=_changes(item, command.statements, command.removed),
        reason=required(command.reason, "reason", "たたき台の理由"),
        removed=command.removed,
    )
    return [(item.stream, event)]


def show_draft(item: Indicator, cycle: ReviewCycle, command: ShowDraft) -> Decided:
    """Members may see a version; quiet when they do."""
    draft = item.drafts.get((cycle.id, command.number))
    if draft is None:
        msg = f"{item.label}：たたき台の第{command.number}版は見つかりません。"
        raise NotFound(msg, code="unknown_draft", field="number")
    return [] if draft.shown else [(item.stream, DraftShown(cycle=cycle.id, number=command.number))]


def propose(item: Indicator, cycle: ReviewCycle, command: ProposeImprovement) -> Decided:
    """A proposal or its next version, written against the text as it reads now."""
    last = item.last_version(cycle.id)
    if command.based_on != last:
        msg = "書いている間に、ほかの方が改善案を出しました。二つを見比べて、どちらを残すか選んでください。"
        raise Conflict(msg, code="stale_proposal", field="statements")
    _check_can_propose(item, cycle, command)
    event = ImprovementProposed(
        cycle=cycle.id,
        version=last + 1,
        proposal_kind=command.proposal_kind,
        reason=required(command.reason, "reason", "改善案の理由"),
        statements=_changes(item, command.statements, command.removed) if command.proposal_kind == "revise" else (),
        removed=command.removed if command.proposal_kind == "revise" else (),
        draft=command.draft,
        session=command.session_id,
    )
    return [(item.stream, event)]


def _check_can_propose(item: Indicator, cycle: ReviewCycle, command: ProposeImprovement) -> None:
    if cycle.id in item.outcomes:
        msg = f"{item.label}：この年度の見直しは決まっています。"
        raise Refused(msg, code="settled")
    if "adopted" in item.proposal_states(cycle.id).values():
        msg = f"{item.label}：採用された改善案があります。計画への反映を先に行ってください。"
        raise Refused(msg, code="adopted")
    if command.draft is not None and (cycle.id, command.draft) not in item.drafts:
        msg = f"{item.label}：たたき台の第{command.draft}版は見つかりません。"
        raise NotFound(msg, code="unknown_draft", field="draft")


def _changes(item: Indicator, bullets: tuple[Bullet, ...], removed: tuple[int, ...]) -> tuple[DraftStatement, ...]:
    """The bullets as the event keeps them; refuses empty texts, stale ones, and a change of nothing."""
    if not bullets and not removed:
        msg = "変えるところがありません。文を直すか、据置きを選んでください。"
        raise Refused(msg, code="no_change", field="statements")
    ids = [b.id for b in bullets if b.id is not None] + list(removed)
    if len(ids) != len(set(ids)):
        msg = "同じ項目を二度変えることはできません。"
        raise Refused(msg, code="duplicate", field="statements")
    for gone in removed:
        item.check_revision(gone, item.statements[gone].text_revision if gone in item.statements else None)
    return tuple(_change(item, bullet) for bullet in bullets)


def _change(item: Indicator, bullet: Bullet) -> DraftStatement:
    text = required(bullet.text, "statements", "項目の文")
    if bullet.id is not None:
        item.check_revision(bullet.id, bullet.text_revision)
    return DraftStatement(text=text, id=bullet.id, text_revision=bullet.text_revision)


def return_proposal(item: Indicator, cycle: ReviewCycle, command: ReturnProposal) -> Decided:
    """The proposal goes back for another consideration; so does the item where the flow has a way back."""
    if item.proposal(cycle.id, command.version).state != "open":
        msg = f"{item.label}：改善案の第{command.version}版は、いま審議中の案ではありません。"
        raise Refused(msg, code="not_open", field="version")
    reason = required(command.reason, "reason", "差し戻す理由")
    returned = ProposalReturned(cycle=cycle.id, version=command.version, reason=reason)
    step = item.steps.get(cycle.id)
    back = cycle.flow.step(step).returns_to if step else ()
    if not back:
        return [(item.stream, returned)]
    return [(item.stream, returned), (item.stream, StepReturned(cycle=cycle.id, step=back[-1], reason=reason))]


def revise(item: Indicator, cycle: ReviewCycle, texts: Mapping[Ref, str], command: ReviseIndicator) -> Decided:
    """The adopted version takes effect; `texts` opens its private words, which become the plan's public text."""
    proposal = item.proposal(cycle.id, command.version)
    if proposal.state != "adopted" or proposal.kind != "revise":
        msg = f"{item.label}：改善案の第{command.version}版は、会議で承認されていません。"
        raise Refused(msg, code="not_adopted", field="version")
    for gone, text_revision in zip(proposal.removed, proposal.removed_revisions, strict=True):
        item.check_revision(gone, text_revision)
    event = IndicatorRevised(
        cycle=cycle.id,
        version=command.version,
        effective_on=command.effective_on,
        statements=_revised(item, proposal, texts, frozenset(command.advanced)),
        removed=proposal.removed,
    )
    return [(item.stream, event)]


def _revised(
    item: Indicator, proposal: Proposal, texts: Mapping[Ref, str], advanced: frozenset[int]
) -> tuple[RevisedStatement, ...]:
    unstarred = advanced - set(item.stars)
    if unstarred:
        msg = f"{item.label}：★のない項目に、★を続けることはできません。"
        raise Refused(msg, code="no_star", field="advanced")
    fresh = iter(range(item.last_statement + 1, item.last_statement + 1 + len(proposal.changes)))
    return tuple(_statement(item, change, texts[change.text], fresh, advanced) for change in proposal.changes)


def _statement(
    item: Indicator, change: Change, text: str, fresh: Iterator[int], advanced: frozenset[int]
) -> RevisedStatement:
    if change.id is None:
        return RevisedStatement(id=next(fresh), text=text, text_revision=1)
    before = item.check_revision(change.id, change.text_revision)
    return RevisedStatement(
        id=change.id, text=text, text_revision=before.text_revision + 1, advanced=change.id in advanced
    )
