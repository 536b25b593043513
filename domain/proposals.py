"""Decisions about proposals: made against the text as it reads, one per item, frozen while a meeting has it."""

from collections.abc import Sequence

import msgspec

from domain.aggregate import Decided, required
from domain.commands import ProposeImprovement, ReturnProposal, WithdrawProposal
from domain.drafting import changes
from domain.errors import Conflict, NotFound, Refused
from domain.events import ImprovementProposed, ProposalReturned, ProposalWithdrawn, StepReturned
from domain.indicator import Indicator, Proposal
from domain.plan import Plan
from domain.proposal_kinds import what_changes
from domain.review_cycle import ReviewCycle
from domain.session import Session


class Around(msgspec.Struct, frozen=True):
    """What stands around a proposal: the plan, the cycle's sessions, and the item to merge into."""

    plan: Plan
    sessions: Sequence[Session] = ()
    into: Indicator | None = None


def propose(item: Indicator, cycle: ReviewCycle, around: Around, command: ProposeImprovement) -> Decided:
    """A proposal or its next version, written against the text as it reads now."""
    last = item.last_version(cycle.id)
    if command.based_on != last:
        msg = (
            "書いている間に、ほかの方が改善案を出しました。あなたの文は消えていません。"
            "二つを見比べて、どちらを残すか選んでください。"
        )
        newest = item.proposals.get((cycle.id, last))
        raise Conflict(msg, code="stale_proposal", field="statements", meanwhile=newest.position if newest else None)
    _check_can_propose(item, cycle, command)
    check_not_frozen(item, around.sessions, command.session_id)
    event = ImprovementProposed(
        cycle=cycle.id,
        version=last + 1,
        proposal_kind=command.proposal_kind,
        reason=required(command.reason, "reason", "改善案の理由"),
        draft=command.draft,
        session=command.session_id,
    )
    if command.proposal_kind == "revise":
        bullets = changes(item, command.statements, command.removed)
        event = msgspec.structs.replace(event, statements=bullets, removed=command.removed)
    return [(item.stream, what_changes(event, item, around.plan, around.into, command))]


def _check_can_propose(item: Indicator, cycle: ReviewCycle, command: ProposeImprovement) -> None:
    item.check_in_plan()
    if cycle.id in item.outcomes:
        msg = f"{item.label}：この年度の見直しは決まっています。"
        raise Refused(msg, code="settled")
    if "adopted" in item.proposal_states(cycle.id).values():
        msg = f"{item.label}：採用された改善案があります。計画への反映を先に行ってください。"
        raise Refused(msg, code="adopted")
    if item.open_elsewhere(cycle.id):
        msg = f"{item.label}：ほかの年度の見直しで、改善案が出ています。その決定を先に行ってください。"
        raise Refused(msg, code="open_elsewhere")
    if command.draft is not None and (cycle.id, command.draft) not in item.drafts:
        msg = f"{item.label}：たたき台の第{command.draft}版は見つかりません。"
        raise NotFound(msg, code="unknown_draft", field="draft")


def running(item: Indicator, sessions: Sequence[Session]) -> list[Session]:
    """The meetings that have the item on their agenda and have not decided about it."""
    return [
        s for s in sessions if not s.closed and item.id not in s.decided and item.id in {e.indicator for e in s.agenda}
    ]


def check_not_frozen(item: Indicator, sessions: Sequence[Session], amending: str | None = None) -> None:
    """Refuses to change what a meeting has on its agenda, but for the meeting's own amendment."""
    found = running(item, sessions)
    if amending is not None and amending not in {s.id for s in found}:
        msg = f"{item.label}：この会議では修正できません。議題にないか、決定したか、会議が終わっています。"
        raise Refused(msg, code="not_amendable", field="session_id")
    if amending is None and found:
        msg = (
            f"{item.label}：「{found[0].title}」の議題になっています。会議で決まるまで、案は変えられません。"
            "会議での修正は、修正案として出してください。"
        )
        raise Refused(msg, code="frozen")


def withdraw(item: Indicator, cycle: ReviewCycle, around: Around, command: WithdrawProposal) -> Decided:
    """Those who proposed take it back; the item stays in its step. Quiet when repeated."""
    if item.proposal(cycle.id, command.version).state == "withdrawn":
        return []
    _check_waits(item, cycle, around, command.version)
    if any(_entrusted(item, cycle, session) for session in around.sessions):
        msg = f"{item.label}：会長に一任されています。会長の確認を先に行ってください。"
        raise Refused(msg, code="entrusted", field="version")
    reason = required(command.reason, "reason", "取り下げる理由")
    return [(item.stream, ProposalWithdrawn(cycle=cycle.id, version=command.version, reason=reason))]


def return_proposal(item: Indicator, cycle: ReviewCycle, around: Around, command: ReturnProposal) -> Decided:
    """The proposal goes back for another consideration; so does the item where the flow has a way back.

    So does an adopted one that cannot take effect any more.
    """
    if not is_void(item, item.proposal(cycle.id, command.version), around.into):
        _check_waits(item, cycle, around, command.version)
    reason = required(command.reason, "reason", "差し戻す理由")
    returned = ProposalReturned(cycle=cycle.id, version=command.version, reason=reason)
    step = item.steps.get(cycle.id)
    back = cycle.flow.step(step).returns_to if step else ()
    if not back:
        return [(item.stream, returned)]
    return [(item.stream, returned), (item.stream, StepReturned(cycle=cycle.id, step=back[-1], reason=reason))]


def is_void(item: Indicator, proposal: Proposal, into: Indicator | None) -> bool:
    """Whether an adopted proposal cannot take effect any more.

    The item to merge into has left the plan, or another year's review gave a bullet a new wording.
    """
    if proposal.state != "adopted":
        return False
    return (into is not None and into.retired_on is not None) or _is_overtaken(item, proposal)


def _is_overtaken(item: Indicator, proposal: Proposal) -> bool:
    written = [(c.id, c.text_revision) for c in proposal.changes if c.id is not None]
    written += zip(proposal.removed, proposal.removed_revisions, strict=True)
    now = {number: bullet.text_revision for number, bullet in item.statements.items()}
    return any(now.get(number) != revision for number, revision in written)


def _check_waits(item: Indicator, cycle: ReviewCycle, around: Around, version: int) -> None:
    """The version waits for a decision, and no running meeting has it in hand."""
    if item.proposal(cycle.id, version).state != "open":
        msg = f"{item.label}：改善案の第{version}版は、いま審議中の案ではありません。"
        raise Refused(msg, code="not_open", field="version")
    check_not_frozen(item, around.sessions)


def _entrusted(item: Indicator, cycle: ReviewCycle, session: Session) -> bool:
    """Whether the chair still has what the meeting entrusted, be it in a later wording."""
    waiting = [
        e for r in session.rulings.values() for e in r.proposals if item.id in r.waiting and e.indicator == item.id
    ]
    return any(item.proposal(cycle.id, entry.version).state in {"open", "superseded"} for entry in waiting)
