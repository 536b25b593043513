"""Proposals and the revision: they read the plan, the cycle's meetings and the other items that they are about."""

from collections.abc import Sequence

from domain import commands as c
from domain import proposals, revision
from domain.aggregate import Decided
from domain.indicator import Indicator
from domain.plan import Plan
from domain.proposals import Around
from domain.review_cycle import ReviewCycle
from domain.revision import Standing
from domain.session import Session
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import item_in

NUMBERED = frozenset({"add", "split", "move"})
"""The kinds of proposal that give an item a number: then all numbers that its items have and had are read."""


def propose_improvement(case: Case, command: c.ProposeImprovement, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "propose_improvement")
    into = case.item(command.into) if command.into else None
    around = Around(case.get(Plan, cycle.plan), sessions_of(case, cycle), into)
    return proposals.propose(item, cycle, around, command)


def withdraw_proposal(case: Case, command: c.WithdrawProposal, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "withdraw_proposal")
    return proposals.withdraw(item, cycle, Around(case.get(Plan, cycle.plan), sessions_of(case, cycle)), command)


def return_proposal(case: Case, command: c.ReturnProposal, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "return_proposal")
    into = item.proposal(cycle.id, command.version).into
    around = Around(case.get(Plan, cycle.plan), sessions_of(case, cycle), case.item(into) if into else None)
    return proposals.return_proposal(item, cycle, around, command)


def sessions_of(case: Case, cycle: ReviewCycle) -> Sequence[Session]:
    """Every meeting of the cycle: what is on the agenda of a running one is frozen."""
    return [case.get(Session, each) for each in cycle.sessions]


def revise_indicator(case: Case, command: c.ReviseIndicator, directory: Directory) -> Decided:
    cycle, item = item_in(case, command, "revise_indicator")
    proposal = item.proposal(cycle.id, command.version)
    plan = case.get(Plan, cycle.plan)
    known = plan.all_items if proposal.kind in NUMBERED else ()
    adopted_in = case.get(Session, proposal.adopted_in) if proposal.adopted_in else None
    standing = Standing(
        plan=plan,
        texts=directory.reveal(proposal.refs()),
        items=[case.item(each) for each in known],
        sessions=sessions_of(case, cycle),
        new=[case.get(Indicator, new_id) for new_id in command.new_ids],
        into=case.item(proposal.into) if proposal.into else None,
        decided_on=adopted_in.decided_on(item.id) if adopted_in else None,
    )
    return revision.revise(item, cycle, standing, command)
