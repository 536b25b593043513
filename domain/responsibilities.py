"""Who answers for an item: a department and, where it is known, whom to call; kept from year to year."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from domain.aggregate import Decided, required
from domain.commands import Answerable, AssignResponsibility, RenameDepartment
from domain.errors import Refused
from domain.event import Ref
from domain.events import ResponsibilityAssigned
from domain.indicator import Indicator


class Wanted(msgspec.Struct, frozen=True):
    """What an item is to have: its department, whom to call, and from when."""

    item: Indicator
    department: str
    contact: str | None = None
    since: date | None = None


Contacts = Mapping[Ref, str]
"""The opened texts of whom to call; an erased one is absent."""


def assign(items: Iterable[Indicator], contacts: Contacts, today: date, command: AssignResponsibility) -> Decided:
    """The same department for all of these items; quiet where it is so already."""
    department = required(command.department, "department", "担当課の名前")
    chosen = list(items)
    if not chosen:
        msg = "担当課を決める項目を選んでください。"
        raise Refused(msg, code="empty", field="indicator_ids")
    _check_since(command.since, today)
    return _assigned((Wanted(item, department, command.contact, command.since) for item in chosen), contacts)


def assign_each(named: Mapping[str, Indicator], contacts: Contacts, entries: Iterable[Answerable]) -> Decided:
    """A department for each item by its id, as a review begins."""
    wanted = (
        Wanted(named[e.indicator_id], required(e.department, "departments", "担当課の名前"), e.contact) for e in entries
    )
    return _assigned(wanted, contacts)


def rename(items: Iterable[Indicator], contacts: Contacts, today: date, command: RenameDepartment) -> Decided:
    """All items of a department go over to its new name (組織改編)."""
    new_name = required(command.new_name, "new_name", "新しい名前")
    old_name = required(command.department, "department", "いまの担当課")
    if new_name == old_name:
        msg = "いまの名前と同じです。新しい名前を入れてください。"
        raise Refused(msg, code="same_name", field="new_name")
    _check_since(command.since, today)
    theirs = [item for item in items if item.responsible is not None and item.responsible.department == old_name]
    if not theirs:
        msg = f"「{old_name}」が担当している項目はありません。"
        raise Refused(msg, code="unknown_department", field="department")
    return _assigned((Wanted(item, new_name, _contact(item, contacts), command.since) for item in theirs), contacts)


def _check_since(since: date | None, today: date) -> None:
    if since is not None and since > today:
        msg = "担当が変わる日がまだ来ていません。その日になってから記録してください。"
        raise Refused(msg, code="future", field="since")


def _assigned(wanted: Iterable[Wanted], contacts: Contacts) -> Decided:
    return [
        (w.item.stream, ResponsibilityAssigned(department=w.department, contact=w.contact, since=w.since))
        for w in wanted
        if not _is_so(w, contacts)
    ]


def _is_so(wanted: Wanted, contacts: Contacts) -> bool:
    now = wanted.item.responsible
    return now is not None and (now.department, _contact(wanted.item, contacts)) == (wanted.department, wanted.contact)


def _contact(item: Indicator, contacts: Contacts) -> str | None:
    return (
        None if item.responsible is None or item.responsible.contact is None else contacts.get(item.responsible.contact)
    )


def contact_refs(items: Iterable[Indicator]) -> list[Ref]:
    """Where the texts of whom to call stand."""
    return [item.responsible.contact for item in items if item.responsible is not None and item.responsible.contact]
