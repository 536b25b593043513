"""What each kind of proposal needs: a text or name, new items, a place, or another item."""

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from domain.aggregate import required
from domain.codes import ItemKind, ProposalKind
from domain.commands import NewItem, ProposeImprovement
from domain.drafting import changes
from domain.errors import NotFound, Refused
from domain.events import ImprovementProposed, ItemNumber, ProposedItem
from domain.indicator import Indicator
from domain.measurements import proposed_numeric
from domain.plan import Plan

MOVABLE: frozenset[str] = frozenset({"activity", "role", "numeric"})
"""The kinds of which a measure may have several; 将来像 and 取組内容 stand and fall with project and measure."""
TWO = 2


def what_changes(
    event: ImprovementProposed, item: Indicator, plan: Plan, into: Indicator | None, command: ProposeImprovement
) -> ImprovementProposed:
    """The proposal with what its kind needs; refuses what is missing or does not fit."""
    return _KINDS[command.proposal_kind](event, item, plan, into, command)


def _revise(
    event: ImprovementProposed, item: Indicator, _: Plan, __: Indicator | None, command: ProposeImprovement
) -> ImprovementProposed:
    name = (command.name or "").strip()
    renamed = name if name and name != item.name else None
    changed = tuple(s for s in event.statements if s.id is None or s.text != item.statements[s.id].text)
    if not changed and not event.removed and renamed is None:
        same = "いまの文と同じです。変わりがなければ「据置き」を選んでください。"
        msg = same if event.statements else "変えるところがありません。文を直すか、据置きを選んでください。"
        raise Refused(msg, code="no_change", field="statements")
    return replace(event, statements=changed, name=renamed)


def _continue(
    event: ImprovementProposed, _: Indicator, __: Plan, ___: Indicator | None, ____: ProposeImprovement
) -> ImprovementProposed:
    return event


def _add(
    event: ImprovementProposed, item: Indicator, plan: Plan, _: Indicator | None, command: ProposeImprovement
) -> ImprovementProposed:
    if not command.new_items:
        msg = "加える項目の名前と文を入れてください。"
        raise Refused(msg, code="empty", field="new_items")
    return replace(event, new_items=tuple(_new_item(item, plan, new) for new in command.new_items))


def _split(
    event: ImprovementProposed, item: Indicator, plan: Plan, _: Indicator | None, command: ProposeImprovement
) -> ImprovementProposed:
    _check_movable(item)
    if len(command.new_items) < TWO:
        msg = "分割した後の項目を、二つ以上入れてください。"
        raise Refused(msg, code="empty", field="new_items")
    return replace(event, new_items=tuple(_new_item(item, plan, new) for new in command.new_items))


def _new_item(item: Indicator, plan: Plan, new: NewItem) -> ProposedItem:
    number = item.number or ItemNumber(project=0)
    at = ItemNumber(
        project=number.project if new.project is None else new.project,
        initiative=number.initiative if new.initiative is None else new.initiative,
    )
    texts = tuple(required(text, "new_items", "加える項目の文") for text in new.statements)
    kind: ItemKind = new.item_kind or item.kind
    if not texts and kind != "numeric":
        msg = "加える項目の文を、一つ以上入れてください。"
        raise Refused(msg, code="empty", field="new_items")
    own_unit = item.numeric.unit if item.numeric and new.item_kind is None else ""
    return ProposedItem(
        item_kind=kind,
        number=at,
        name=required(new.name, "new_items", "加える項目の名前"),
        statements=texts,
        initiative_name=_new_measure(plan, kind, at, new),
        numeric=proposed_numeric(new, kind, own_unit),
    )


def _new_measure(plan: Plan, kind: ItemKind, at: ItemNumber, new: NewItem) -> str | None:
    """The name of the measure where the plan has none of that number; None where it stands in the plan."""
    project = plan.project(at.project)
    if at.initiative is None:
        msg = "加える先の取組を選んでください。"
        raise Refused(msg, code="empty", field="new_items")
    if at.initiative in {i.number for i in project.initiatives}:
        if kind not in MOVABLE:
            msg = "将来像と取組内容は、重点プロジェクトや取組に一つずつです。加えられません。"
            raise Refused(msg, code="one_only", field="new_items")
        return None
    following = max((i.number for i in project.initiatives), default=0) + 1
    if at.initiative != following:
        msg = f"新しい取組の番号は{following}です。"
        raise Refused(msg, code="order", field="new_items")
    if kind == "vision":
        msg = "将来像は、重点プロジェクトに一つです。加えられません。"
        raise Refused(msg, code="one_only", field="new_items")
    return required(new.initiative_name or "", "new_items", "新しい取組の名前")


def _merge(
    event: ImprovementProposed, item: Indicator, _: Plan, into: Indicator | None, command: ProposeImprovement
) -> ImprovementProposed:
    _check_movable(item)
    if into is None or into.id == item.id or into.plan != item.plan:
        msg = "まとめる先の項目を、同じ計画の中から選んでください。"
        raise NotFound(msg, code="unknown_item", field="into")
    into.check_in_plan()
    if any(bullet.id is not None for bullet in command.statements):
        msg = "まとめる先には、加える文だけを書けます。"
        raise Refused(msg, code="new_only", field="statements")
    return replace(event, into=into.id, statements=changes(item, command.statements, ()))


def _move(
    event: ImprovementProposed, item: Indicator, plan: Plan, _: Indicator | None, command: ProposeImprovement
) -> ImprovementProposed:
    _check_movable(item)
    if command.to_project is None or command.to_initiative is None:
        msg = "移す先の取組を選んでください。"
        raise Refused(msg, code="empty", field="to_initiative")
    plan.name_of(command.to_project, command.to_initiative)
    if item.number and (item.number.project, item.number.initiative) == (command.to_project, command.to_initiative):
        msg = f"{item.label}：いまと同じ取組です。"
        raise Refused(msg, code="no_change", field="to_initiative")
    return replace(event, to_project=command.to_project, to_initiative=command.to_initiative)


def _check_movable(item: Indicator) -> None:
    if item.kind not in MOVABLE:
        msg = f"{item.label}：将来像と取組内容は、分けたり、まとめたり、移したりできません。"
        raise Refused(msg, code="one_only")


Needs = Callable[[ImprovementProposed, Indicator, Plan, Indicator | None, ProposeImprovement], ImprovementProposed]

_KINDS: Mapping[ProposalKind, Needs] = {
    "revise": _revise,
    "continue": _continue,
    "retire": _continue,
    "add": _add,
    "split": _split,
    "merge": _merge,
    "move": _move,
}
