"""Corrections that need no meeting; they may be made outside any review."""

from domain import commands as c
from domain import corrections
from domain.aggregate import Decided
from domain.errors import Refused
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.case import Case
from pdca.directory import Directory

CALLED_ALIKE = {True: "vision", False: "content"}
"""The item that has the name of its project (without a measure), or of its measure."""


def make_minor_correction(case: Case, command: c.MakeMinorCorrection, _: Directory) -> Decided:
    case.permit_office("make_minor_correction")
    if (command.indicator_id is None) == (command.plan_id is None):
        msg = "直すところは、点検項目か計画のどちらか一つです。"
        raise Refused(msg, code="place", field="indicator_id")
    if command.indicator_id is not None:
        item = case.item(command.indicator_id)
        return corrections.correct_item(item, _entrusting(case, item.plan, command.session_id), command)
    plan = case.existing(Plan, command.plan_id or "", "計画")
    session = _entrusting(case, plan.id, command.session_id)
    return corrections.correct_plan(plan, _called_alike(case, plan, command), session, command)


def _entrusting(case: Case, plan: str, session_id: str | None) -> Session | None:
    """The meeting that entrusted the correction, one of the plan's."""
    if session_id is None:
        return None
    session = case.existing(Session, session_id, "会議")
    of = case.get(ReviewCycle, session.cycle).plan if session.cycle else session.plan
    if of != plan:
        msg = "選んだ会議は、この計画の会議ではありません。"
        raise Refused(msg, code="other_plan", field="session_id")
    return session


def _called_alike(case: Case, plan: Plan, command: c.MakeMinorCorrection) -> Indicator | None:
    kind = CALLED_ALIKE[command.initiative is None]
    items = (case.item(entry.indicator) for entry in plan.items if entry.kind == kind)
    place = (command.project, command.initiative)
    return next((i for i in items if i.number and (i.number.project, i.number.initiative) == place), None)


def correct_text(case: Case, command: c.CorrectText, _: Directory) -> Decided:
    case.permit_office("correct_text")
    return corrections.correct_text(case.item(command.indicator_id), command)
