"""The plan: its title and order, its publications, and what an imported document brings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from domain.aggregate import Aggregate, Decided, required
from domain.approval import Approval, take_approval
from domain.commands import PublishPlan, WithdrawImport
from domain.commitments import COMMITMENT_EVOLVE, Commitment
from domain.errors import NotFound, Refused
from domain.event import Recorded, Ref
from domain.events import (
    ApprovalRecorded,
    CycleAdded,
    CycleClosed,
    DocumentImported,
    DocumentWithdrawn,
    HandoverNoted,
    HandoverNoteSettled,
    ImportWithdrawn,
    ItemAdded,
    ItemEntry,
    MinorCorrectionMade,
    PlanPublished,
    PlanRegistered,
    PlanStructureChanged,
    ProjectEntry,
)
from domain.handover import HandoverNote, take_note, take_settled
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
    left: tuple[str, ...] = ()
    """The items that have left it; their numbers stay theirs."""
    documents: list[Ref] = []
    publications: list[Publication] = []
    approvals: list[Approval] = []
    handover: dict[int, HandoverNote] = {}
    decided: dict[int, Mapping[str, str | int | None]] = {}
    """What a person chose when a document was imported, by the position of each that counts."""
    taken_back: dict[int, int] = {}
    """The later documents whose import was taken back: from which position to which."""
    cycles: dict[int, tuple[str, ...]] = {}
    """The reviews of each fiscal year, the latest last."""
    withdrawn: bool = False
    commitments: dict[int, Commitment] = {}

    @property
    def decisions(self) -> Mapping[str, str | int | None]:
        """What a person chose about the documents; of one thing the latest."""
        return {name: chosen for each in self.decided.values() for name, chosen in each.items()}

    def counts_no_more(self, position: int) -> bool:
        """Whether what was recorded there came with a later document whose import was taken back."""
        return any(first <= position <= last for first, last in self.taken_back.items())

    @property
    def all_items(self) -> tuple[str, ...]:
        """The items that it has and those that have left it."""
        return (*(entry.indicator for entry in self.items), *self.left)

    @property
    def all_cycles(self) -> tuple[str, ...]:
        """The reviews of all years, the latest year last."""
        return tuple(cycle for _, ids in sorted(self.cycles.items()) for cycle in ids)

    def check_counts(self) -> None:
        """Refuses anything on a plan whose import was taken back."""
        if self.withdrawn:
            msg = f"「{self.title}」の取り込みは取り消されています。"
            raise Refused(msg, code="import_withdrawn", field="plan_id")

    def project(self, number: int) -> ProjectEntry:
        """A project by its number; refuses one that the plan does not have."""
        found = next((project for project in self.projects if project.number == number), None)
        if found is None:
            msg = f"重点プロジェクト{number}は、この計画にありません。"
            raise NotFound(msg, code="unknown_project", field="project")
        return found

    def name_of(self, project: int, initiative: int | None = None) -> str:
        """The name of a project, or of one of its measures; refuses one that the plan does not have."""
        entry = self.project(project)
        if initiative is None:
            return entry.name
        found = next((i for i in entry.initiatives if i.number == initiative), None)
        if found is None:
            msg = f"重点プロジェクト{project}に、取組{initiative}はありません。"
            raise NotFound(msg, code="unknown_initiative", field="initiative")
        return found.name


def _imported(state: Plan, event: DocumentImported, at: Recorded) -> None:
    state.documents.append(at.ref("file_sha256"))
    state.decided[at.position] = event.decisions


def _registered(state: Plan, event: PlanRegistered, _: Recorded) -> None:
    state.key, state.title = event.key, event.title
    state.municipality, state.period = event.municipality, event.period
    state.projects, state.items = event.projects, event.items


def _cycle_added(state: Plan, event: CycleAdded, _: Recorded) -> None:
    state.cycles[event.fiscal_year] = (*state.cycles.get(event.fiscal_year, ()), event.cycle)


def _item_added(state: Plan, event: ItemAdded, _: Recorded) -> None:
    state.items = (*state.items, ItemEntry(indicator=event.indicator, kind=event.item_kind))


def _withdrawn(state: Plan, _: ImportWithdrawn, __: Recorded) -> None:
    state.withdrawn = True


def _document_withdrawn(state: Plan, event: DocumentWithdrawn, _: Recorded) -> None:
    state.documents = [ref for ref in state.documents if ref.position != event.document]
    state.decided.pop(event.document, None)
    state.taken_back[event.document] = event.through
    state.items, state.projects = event.items or state.items, event.projects or state.projects
    standing = {entry.indicator for entry in state.items}
    state.left = tuple(item for item in state.left if item not in standing)


def _published(state: Plan, event: PlanPublished, at: Recorded) -> None:
    state.publications.append(Publication(event.edition, event.through, event.on, at.position))


def _structure_changed(state: Plan, event: PlanStructureChanged, _: Recorded) -> None:
    state.items = tuple(entry for entry in state.items if entry.indicator not in event.removed) + event.added
    state.left = (*state.left, *event.removed)
    state.projects = event.projects or state.projects


def _corrected(state: Plan, event: MinorCorrectionMade, _: Recorded) -> None:
    state.projects = renamed(state.projects, event)


def renamed(projects: tuple[ProjectEntry, ...], event: MinorCorrectionMade) -> tuple[ProjectEntry, ...]:
    """The projects with the name that a minor correction gives to one of them, or to one of its measures."""
    return tuple(_renamed(p, event) if p.number == event.project else p for p in projects)


def _renamed(project: ProjectEntry, event: MinorCorrectionMade) -> ProjectEntry:
    if event.initiative is None:
        return replace(project, name=event.text)
    measures = (replace(i, name=event.text) if i.number == event.initiative else i for i in project.initiatives)
    return replace(project, initiatives=tuple(measures))


Plan.EVOLVE = {
    **COMMITMENT_EVOLVE,
    DocumentImported: _imported,
    PlanRegistered: _registered,
    CycleAdded: _cycle_added,
    ItemAdded: _item_added,
    ImportWithdrawn: _withdrawn,
    DocumentWithdrawn: _document_withdrawn,
    PlanPublished: _published,
    PlanStructureChanged: _structure_changed,
    MinorCorrectionMade: _corrected,
    ApprovalRecorded: take_approval,
    HandoverNoted: take_note,
    HandoverNoteSettled: take_settled,
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
