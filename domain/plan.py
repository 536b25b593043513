"""The plan: its title and order, its publications, and what an imported document brings."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import msgspec

from domain.aggregate import Aggregate, Decided, required
from domain.commands import PublishPlan, WithdrawImport
from domain.errors import Refused
from domain.event import Recorded, Ref
from domain.events import (
    CycleAdded,
    CycleClosed,
    DocumentImported,
    ImportWithdrawn,
    ItemEntry,
    PlanPublished,
    PlanRegistered,
    ProjectEntry,
)
from domain.review_cycle import ReviewCycle


class Publication(msgspec.Struct, frozen=True):
    """A published edition: the plan as it stood at `through`."""

    edition: int
    through: int
    on: date
    position: int


class Plan(Aggregate):
    """A public plan under review."""

    KIND: ClassVar = "plan"

    key: str = ""
    title: str = ""
    municipality: str | None = None
    period: str | None = None
    projects: tuple[ProjectEntry, ...] = ()
    items: tuple[ItemEntry, ...] = ()
    documents: list[Ref] = []
    publications: list[Publication] = []
    decisions: dict[str, str | int | None] = {}
    cycles: dict[int, tuple[str, ...]] = {}
    """The reviews of each fiscal year, the latest last."""
    withdrawn: bool = False

    @property
    def all_cycles(self) -> tuple[str, ...]:
        """The reviews of all years, the latest year last."""
        return tuple(cycle for _, ids in sorted(self.cycles.items()) for cycle in ids)

    def check_counts(self) -> None:
        """Refuses anything on a plan whose import was taken back."""
        if self.withdrawn:
            msg = f"「{self.title}」の取り込みは取り消されています。"
            raise Refused(msg, code="import_withdrawn", field="plan_id")


def _imported(state: Plan, event: DocumentImported, at: Recorded) -> None:
    state.documents.append(at.ref("file_sha256"))
    state.decisions.update(event.decisions)


def _registered(state: Plan, event: PlanRegistered, _: Recorded) -> None:
    state.key, state.title = event.key, event.title
    state.municipality, state.period = event.municipality, event.period
    state.projects, state.items = event.projects, event.items


def _cycle_added(state: Plan, event: CycleAdded, _: Recorded) -> None:
    state.cycles[event.fiscal_year] = (*state.cycles.get(event.fiscal_year, ()), event.cycle)


def _withdrawn(state: Plan, _: ImportWithdrawn, __: Recorded) -> None:
    state.withdrawn = True


def _published(state: Plan, event: PlanPublished, at: Recorded) -> None:
    state.publications.append(Publication(event.edition, event.through, event.on, at.position))


Plan.EVOLVE = {
    DocumentImported: _imported,
    PlanRegistered: _registered,
    CycleAdded: _cycle_added,
    ImportWithdrawn: _withdrawn,
    PlanPublished: _published,
}


def publish(plan: Plan, head: int, command: PublishPlan) -> Decided:
    """The public may read the plan as it stands at `head`, the newest position of the log."""
    if not plan.exists:
        msg = "この計画は見つかりません。"
        raise Refused(msg, code="unknown_plan", field="plan_id")
    plan.check_counts()
    event = PlanPublished(
        edition=len(plan.publications) + 1,
        through=head,
        on=command.on,
        decided_by=required(command.decided_by, "decided_by", "公表を決めた方の職名"),
    )
    return [(plan.stream, event)]


def withdraw_import(plan: Plan, cycles: Sequence[ReviewCycle], command: WithdrawImport) -> Decided:
    """The import is taken back before the first session, and with it the reviews that run; quiet when it is."""
    if plan.withdrawn:
        return []
    _check_untouched(plan, cycles)
    reason = required(command.reason, "reason", "取り消す理由")
    ended = [(cycle.stream, CycleClosed(with_import=True)) for cycle in cycles]
    return [(plan.stream, ImportWithdrawn(reason=reason)), *ended]


def _check_untouched(plan: Plan, cycles: Sequence[ReviewCycle]) -> None:
    if any(cycle.sessions for cycle in cycles):
        msg = "会議が登録されているため、取り込みは取り消せません。直すところは、訂正として記録してください。"
        raise Refused(msg, code="session_held", field="plan_id")
    if any(cycle.closed for cycle in cycles):
        msg = "終わった見直しがあるため、取り込みは取り消せません。"
        raise Refused(msg, code="cycle_closed", field="plan_id")
    if plan.publications:
        msg = "公表した計画の取り込みは取り消せません。"
        raise Refused(msg, code="published", field="plan_id")
