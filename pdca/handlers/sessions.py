"""Meetings: agenda, attendance, decisions, what was entrusted, minutes, ★, and the end of any session."""

from domain import commands as c
from domain import session, written
from domain.aggregate import Decided, not_ahead
from domain.council import Council
from domain.session import Session
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import meeting_of


def call_session(case: Case, command: c.CallSession, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    case.permit(cycle, "call_session")
    session.check_form(cycle.flow, case.now, command)
    roll = case.get(Council, cycle.council).roll(command.held_on)
    items = {entry.indicator: case.item_of(cycle, entry.indicator) for entry in command.agenda}
    return session.call(case.get(Session, command.session_id), cycle.stream, roll, items, command)


def move_session(case: Case, command: c.MoveSession, _: Directory) -> Decided:
    cycle, meeting = meeting_of(case, command.session_id, "call_session")
    return session.move(meeting, case.get(Council, cycle.council).roll(command.held_on), command)


def call_off_session(case: Case, command: c.CallOffSession, _: Directory) -> Decided:
    _cycle, meeting = meeting_of(case, command.session_id, "call_session")
    return session.call_off(meeting, command)


def record_attendance(case: Case, command: c.RecordAttendance, _: Directory) -> Decided:
    cycle, meeting = meeting_of(case, command.session_id, "record_attendance")
    meeting.check_day(case.today)
    items = [case.item(i) for i in (*cycle.items, *cycle.others)] if meeting.attendance else []
    return session.attend(meeting, cycle.flow, items, command)


def record_decision(case: Case, command: c.RecordDecision, _: Directory) -> Decided:
    cycle, meeting = meeting_of(case, command.session_id)
    meeting.check_day(case.today)
    items = {e.indicator: case.item_of(cycle, e.indicator) for e in command.proposals}
    for item in items.values():
        case.permit(cycle, "record_decision", item)
    case.permit(cycle, "record_decision")
    return session.decide(meeting, items, command)


def confirm_entrusted(case: Case, command: c.ConfirmEntrusted, _: Directory) -> Decided:
    cycle, meeting = meeting_of(case, command.session_id, "confirm_entrusted")
    item = case.item_of(cycle, command.proposal.indicator)
    not_ahead(command.confirmed_on, case.today, "confirmed_on", "確認した日")
    chairs = case.get(Council, cycle.council).chairs(case.today)
    return session.confirm(meeting, item, chairs, case.account_id, command)


def grant_star(case: Case, command: c.GrantStar, _: Directory) -> Decided:
    cycle, meeting = meeting_of(case, command.session_id, "grant_star")
    return session.grant_star(meeting, case.item_of(cycle, command.indicator_id), command)


def revoke_star(case: Case, command: c.RevokeStar, _: Directory) -> Decided:
    cycle, meeting = meeting_of(case, command.session_id, "revoke_star")
    return session.revoke_star(meeting, case.item_of(cycle, command.indicator_id), command)


def close_session(case: Case, command: c.CloseSession, _: Directory) -> Decided:
    cycle, meeting = meeting_of(case, command.session_id, "close_session")
    if meeting.closed or not meeting.written:
        return session.close(meeting, command)
    items = {entry.indicator: case.item_of(cycle, entry.indicator) for entry in meeting.agenda}
    return written.close(meeting, case.get(Council, cycle.council), cycle.flow, items, case.now)


def note_speech(case: Case, command: c.NoteSpeech, _: Directory) -> Decided:
    _cycle, meeting = meeting_of(case, command.session_id, "note_speech")
    return session.note_speech(meeting, command)
