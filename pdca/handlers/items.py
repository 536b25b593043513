"""One item: its status, what it calls for, and drafts."""

from domain import commands as c
from domain import drafting, status
from domain.aggregate import Decided
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import item_in


def check_status(case: Case, command: c.CheckStatus, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "check_status")
    return status.check_status(item, cycle, command)


def carry_forward(case: Case, command: c.CarryForward, _: Directory) -> Decided:
    cycle, item = item_in(case, command, "carry_forward")
    return status.carry_forward(item, cycle, command)


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
