"""One item: its status, what it calls for, and drafts."""

from domain import commands as c
from domain import drafting, measurements, stars, status
from domain.aggregate import Decided, not_ahead
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import item_in


def check_status(case: Case, command: c.CheckStatus, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "check_status")
    not_ahead(command.as_of_date, case.today, "as_of_date", "基準日")
    return status.check_status(item, cycle, command)


def carry_forward(case: Case, command: c.CarryForward, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "carry_forward")
    return status.carry_forward(item, cycle, command)


def record_measurement(case: Case, command: c.RecordMeasurement, directory: Directory) -> Decided:
    cycle, item = item_in(case, command, "record_measurement")
    before = item.measured.get(command.fiscal_year)
    texts = directory.reveal(ref for ref in (before.text, before.source) if ref) if before else {}
    return measurements.record(item, cycle, texts, command)


def put_star_forward(case: Case, command: c.PutStarForward, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "put_star_forward")
    return stars.put_forward(item, cycle, command)


def consider_improvement(case: Case, command: c.ConsiderImprovement, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "consider_improvement")
    return status.consider(item, cycle, command)


def save_draft(case: Case, command: c.SaveDraft, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "save_draft")
    return drafting.save_draft(item, cycle, command)


def show_draft(case: Case, command: c.ShowDraft, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "show_draft")
    return drafting.show_draft(item, cycle, command)


def take_back_draft(case: Case, command: c.TakeBackDraft, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "take_back_draft")
    return drafting.take_back_draft(item, cycle, command)
