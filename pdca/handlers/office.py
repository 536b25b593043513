"""Accounts, councils, publications and files."""

from typing import Any

import msgspec

from domain import account, approval, council, handover, measurements, plan, responsibilities, taking_back
from domain import commands as c
from domain.account import Account
from domain.aggregate import Aggregate, Decided
from domain.council import Council
from domain.errors import NotFound, Refused
from domain.events import AttachmentAdded, IndicatorRegistered
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.case import A, Case, Load
from pdca.directory import Directory
from pdca.files import base_name, media_type
from pdca.permissions import CONSOLE, code_action
from pdca.streams import AGGREGATES


def register_account(case: Case, command: c.RegisterAccount, _: Directory) -> Decided:
    case.permit_office("register_account")
    if command.account_id == CONSOLE:
        msg = "この番号は、この機械での操作のために空けてあります。"
        raise Refused(msg, code="reserved", field="account_id")
    return account.register(case.get(Account, command.account_id), command)


def grant_role(case: Case, command: c.GrantRole, _: Directory) -> Decided:
    case.permit_office("grant_role")
    return account.grant_role(case.existing(Account, command.account_id, "利用者"), command)


def revoke_role(case: Case, command: c.RevokeRole, _: Directory) -> Decided:
    case.permit_office("revoke_role")
    return account.revoke_role(case.existing(Account, command.account_id, "利用者"), command)


def record_sign_in_code(case: Case, command: c.RecordSignInCode, _: Directory) -> Decided:
    person = case.existing(Account, command.account_id, "利用者")
    case.permit_office(code_action(person.roles))
    return account.record_code(person, command)


def disable_account(case: Case, command: c.DisableAccount, _: Directory) -> Decided:
    case.permit_office("disable_account")
    return account.disable(case.existing(Account, command.account_id, "利用者"), command)


def register_council(case: Case, command: c.RegisterCouncil, _: Directory) -> Decided:
    case.permit_office("register_council")
    return council.register(case.get(Council, command.council_id), command)


def fill_seat(case: Case, command: c.FillSeat, _: Directory) -> Decided:
    case.permit_office("fill_seat")
    case.existing(Account, command.account_id, "利用者")
    return council.fill_seat(case.existing(Council, command.council_id, "会議"), command)


def vacate_seat(case: Case, command: c.VacateSeat, _: Directory) -> Decided:
    case.permit_office("vacate_seat")
    return council.vacate_seat(case.existing(Council, command.council_id, "会議"), command)


def register_indicator(case: Case, command: c.RegisterIndicator, _: Directory) -> Decided:
    case.permit_office("register_indicator")
    the_plan = case.existing(Plan, command.plan_id, "計画")
    others = [case.item(each) for each in the_plan.all_items]
    return measurements.register(case.get(Indicator, command.indicator_id), the_plan, others, command)


def name_acting_chair(case: Case, command: c.NameActingChair, _: Directory) -> Decided:
    case.permit_office("name_acting_chair")
    return council.name_acting_chair(case.existing(Council, command.council_id, "会議"), command)


def withdraw_import(case: Case, command: c.WithdrawImport, _: Directory) -> Decided:
    case.permit_office("withdraw_import")
    the_plan = case.existing(Plan, command.plan_id, "計画")
    cycles = [case.get(ReviewCycle, each) for each in the_plan.all_cycles]
    return plan.withdraw_import(the_plan, cycles, command)


def withdraw_document(case: Case, command: c.WithdrawDocument, directory: Directory) -> Decided:
    case.permit_office("withdraw_document")
    the_plan = _counting_plan(case, command.plan_id)
    if command.document in the_plan.taken_back:
        return []
    taking_back.check_newest(the_plan, command.document)
    reviews = reviews_since(case.get, directory, the_plan, command.document)
    taking_back.check_in_time(the_plan, reviews, command.document)
    return _taken_back(case, directory, the_plan, command)


def _taken_back(case: Case, directory: Directory, the_plan: Plan, command: c.WithdrawDocument) -> Decided:
    appended = directory.appended_with(command.document)
    document = taking_back.Document(
        position=command.document,
        through=appended[-1].position,
        new=frozenset(r.stream for r in appended if isinstance(r.event, IndicatorRegistered)),
    )
    streams = dict.fromkeys(r.stream for r in appended if r.kind == "indicator")
    touched = [_touched(directory, document, the_plan, case.item(each)) for each in streams]
    others = [case.item(each) for each in the_plan.all_items if each not in document.new]
    return taking_back.take_back(_times(directory, document, the_plan), touched, others, document, case.today, command)


def _times(directory: Directory, document: taking_back.Document, now: A) -> taking_back.Times[A]:
    before = directory.load_at(type(now), now.id, document.position - 1)
    after = directory.load_at(type(now), now.id, document.through)
    return taking_back.Times(before, after, now)


def _touched(
    directory: Directory, document: taking_back.Document, the_plan: Plan, item: Indicator
) -> taking_back.Times[Indicator]:
    """With what happened since, but for what later documents brought of which the import is taken back."""
    later = (r for r in directory.history(item.id) if r.position > document.through)
    since = [r for r in later if not the_plan.counts_no_more(r.position)]
    return msgspec.structs.replace(_times(directory, document, item), since=since)


def reviews_since(load: Load[Any], directory: Directory, the_plan: Plan, document: int) -> taking_back.Reviews:
    """The plan's reviews as `load` gives them, beside how they stood at the document."""
    cycles: list[ReviewCycle] = [load(ReviewCycle, each) for each in the_plan.all_cycles]
    then = [directory.load_at(ReviewCycle, each.id, document) for each in cycles]
    called = frozenset(session for each in then for session in each.sessions)
    sessions: list[Session] = [load(Session, s) for each in cycles for s in each.sessions]
    over = {each.id for each in then if each.closed}
    over |= {each for each in called if directory.load_at(Session, each, document).closed}
    return taking_back.Reviews(cycles, sessions, called, frozenset(over))


def assign_responsibility(case: Case, command: c.AssignResponsibility, directory: Directory) -> Decided:
    case.permit_office("assign_responsibility")
    the_plan = _counting_plan(case, command.plan_id)
    known = {entry.indicator for entry in the_plan.items}
    if not known.issuperset(command.indicator_ids):
        msg = "この計画にない点検項目が選ばれています。"
        raise Refused(msg, code="other_plan", field="indicator_ids")
    items = [case.item(each) for each in dict.fromkeys(command.indicator_ids)]
    contacts = directory.reveal(responsibilities.contact_refs(items))
    return responsibilities.assign(items, contacts, case.today, command)


def rename_department(case: Case, command: c.RenameDepartment, directory: Directory) -> Decided:
    case.permit_office("rename_department")
    items = [case.item(entry.indicator) for entry in _counting_plan(case, command.plan_id).items]
    contacts = directory.reveal(responsibilities.contact_refs(items))
    return responsibilities.rename(items, contacts, case.today, command)


def _counting_plan(case: Case, plan_id: str) -> Plan:
    the_plan = case.existing(Plan, plan_id, "計画")
    the_plan.check_counts()
    return the_plan


def publish_plan(case: Case, command: c.PublishPlan, directory: Directory) -> Decided:
    case.permit_office("publish_plan")
    return plan.publish(case.existing(Plan, command.plan_id, "計画"), directory.head(), command)


def record_approval(case: Case, command: c.RecordApproval, directory: Directory) -> Decided:
    case.permit_office("record_approval")
    place = case.existing(Aggregate, command.stream_id, "決裁を記録する相手")
    return approval.record(place, case.today, directory.head(), command)


def note_handover(case: Case, command: c.NoteHandover, _: Directory) -> Decided:
    case.permit_office("note_handover")
    return handover.note(case.existing(Plan, command.plan_id, "計画").stream, command)


def settle_handover_note(case: Case, command: c.SettleHandoverNote, _: Directory) -> Decided:
    case.permit_office("settle_handover_note")
    plan_ = case.existing(Plan, command.plan_id, "計画")
    return handover.settle(plan_.stream, plan_.handover, command)


def attach_file(case: Case, command: c.AttachFile, directory: Directory) -> Decided:
    to = directory.recorded(command.to)
    if to is None or to.stream != command.stream_id or to.kind not in AttachmentAdded.STREAMS:
        msg = "書類を添える記録が見つかりません。"
        raise NotFound(msg, code="unknown_event", field="to")
    cycle_id: str | None = getattr(to.event, "cycle", None)
    place = case.get(AGGREGATES[to.kind], to.stream)
    if cycle_id is None:
        case.permit_office("attach_file")
    else:
        case.permit(case.open_cycle(cycle_id), "attach_file", place)
    _check_file(directory.content(command.sha256), command)
    event = AttachmentAdded(
        to=command.to,
        name=base_name(command.name),
        sha256=command.sha256,
        media_type=command.media_type,
        bytes=command.bytes,
    )
    return [(place.stream, event)]


def _check_file(content: bytes, command: c.AttachFile) -> None:
    if (command.media_type, command.bytes) != (media_type(content), len(content)):
        msg = "ファイルの種類か大きさが、保存されているものと違います。もう一度ファイルを選んでください。"
        raise Refused(msg, code="other_file", field="file")
