"""Meetings: roll, attendance, decisions, the chair's word, and ★."""

from datetime import date

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.errors import Conflict, NotFound, NotPermitted, Refused
from domain.event import Stream
from domain.session import (
    Session,
    attend,
    call,
    call_off,
    close,
    confirm,
    decide,
    grant_star,
    move,
    note_speech,
    revoke_star,
)
from tests.given import (
    CHAIR,
    CLERK,
    COMMAND,
    CYCLE,
    ITEM,
    MEETING,
    MEMBER,
    a_cycle,
    adopted,
    an_item,
    decided,
    given,
    proposed,
    refused,
)

ROLL = (e.RollEntry(seat=1, account=CHAIR, office="chair"), *(e.RollEntry(seat=k, account=MEMBER) for k in (2, 3, 4)))
CYCLE_STREAM = Stream("review_cycle", CYCLE)
ENTRY = e.AgendaEntry(indicator=ITEM, version=1)
FLOW = a_cycle().flow


def called(agenda=(ENTRY,)):
    return e.SessionCalled(cycle=CYCLE, title="第1回会議", held_on=date(2025, 7, 24), roll=ROLL, agenda=agenda)


def present(*seats):
    needed = FLOW.quorum_needed(4)
    return e.AttendanceRecorded(present=seats, presiding=seats[0], needed=needed, quorate=len(seats) >= needed)


def ruled(decision="approved"):
    return e.DecisionRecorded(decision=decision, proposals=(ENTRY,), manner="異議なし")


def a_meeting(*events):
    return given(Session(MEETING), called(), *events)


def decision(kind="approved", *entries, **more):
    return c.RecordDecision(
        command_id=COMMAND, session_id=MEETING, decision=kind, proposals=entries or (ENTRY,), manner="異議なし", **more
    )


def calling(*agenda):
    return c.CallSession(
        command_id=COMMAND,
        session_id=MEETING,
        cycle_id=CYCLE,
        title="第1回会議",
        held_on=date(2025, 7, 24),
        agenda=agenda,
    )


def confirmation(medium="telephone"):
    return c.ConfirmEntrusted(
        command_id=COMMAND,
        session_id=MEETING,
        decision=3,
        proposal=ENTRY,
        confirmed_on=date(2025, 8, 1),
        medium=medium,
    )


def star(kind=c.GrantStar, statement=2, revision=1, reason="進んでいる"):
    return kind(
        command_id=COMMAND,
        session_id=MEETING,
        indicator_id=ITEM,
        statement=statement,
        text_revision=revision,
        reason=reason,
    )


def test_a_decision_stands_from_the_meeting_the_chair_s_word_or_the_end_of_the_ballots():
    called = e.SessionCalled(cycle=CYCLE, title="第1回会議", held_on=date(2025, 7, 2), roll=ROLL)
    ruled = e.DecisionRecorded(decision="entrusted", proposals=(ENTRY,), manner="異議なし")
    said = e.EntrustmentConfirmed(decision=2, proposal=ENTRY, confirmed_on=date(2025, 9, 1), medium="telephone")
    meeting = given(Session(MEETING), called, ruled)
    assert meeting.decided_on(ENTRY.indicator) == date(2025, 7, 2)
    assert given(Session(MEETING), called, ruled, said).decided_on(ENTRY.indicator) == date(2025, 9, 1)
    over = e.SessionClosed(present=2, needed=2, quorate=True)
    written = given(Session(MEETING), replace(called, form="written"), over)
    assert written.decided_on(ENTRY.indicator) == date(1970, 1, 1)  # these events are of the very first second


def test_a_meeting_is_called_with_open_proposals_and_a_frozen_roll():
    items = {ITEM: an_item(proposed())}
    assert call(Session(MEETING), CYCLE_STREAM, ROLL, items, calling(ENTRY)) == [
        (Stream("session", MEETING), called()),
        (CYCLE_STREAM, e.SessionAdded(session=MEETING)),
    ]
    refused(Refused, "exists", call, a_meeting(), CYCLE_STREAM, ROLL, items, calling(ENTRY))
    refused(Refused, "empty_roll", call, Session(MEETING), CYCLE_STREAM, (), items, calling(ENTRY))
    refused(NotFound, "unknown_version", call, Session(MEETING), CYCLE_STREAM, ROLL, {ITEM: an_item()}, calling(ENTRY))


def test_an_item_stands_on_an_agenda_once():
    items = {ITEM: an_item(proposed())}
    for entries in ((ENTRY, ENTRY), (ENTRY, e.AgendaEntry(indicator=ITEM, version=2))):
        twice = calling(*entries)
        found = refused(Refused, "duplicate", call, Session(MEETING), CYCLE_STREAM, ROLL, items, twice)
        assert found.field == "agenda"


def test_the_quorum_follows_from_the_roll_and_the_ordinance():
    command = c.RecordAttendance(command_id=COMMAND, session_id=MEETING, present=(3, 1, 2, 2), presiding=1)
    assert decided(attend(a_meeting(), FLOW, [], command)) == [present(1, 2, 3)]
    few = c.RecordAttendance(command_id=COMMAND, session_id=MEETING, present=(1, 2), presiding=1)
    assert decided(attend(a_meeting(), FLOW, [], few))[0].quorate is False
    stranger = c.RecordAttendance(command_id=COMMAND, session_id=MEETING, present=(1, 9), presiding=1)
    refused(Refused, "unknown_seat", attend, a_meeting(), FLOW, [], stranger)


def test_no_decision_without_attendance_or_quorum():
    items = {ITEM: an_item(proposed())}
    refused(Refused, "no_attendance", decide, a_meeting(), items, decision())
    refused(Refused, "no_quorum", decide, a_meeting(present(1, 2)), items, decision())


def test_attendance_stays_once_something_is_decided():
    command = c.RecordAttendance(command_id=COMMAND, session_id=MEETING, present=(1, 2), presiding=1)
    refused(Refused, "decided", attend, a_meeting(present(1, 2, 3), ruled()), FLOW, [], command)


def test_an_approved_proposal_is_adopted():
    items = {ITEM: an_item(proposed())}
    assert decided(decide(a_meeting(present(1, 2, 3)), items, decision())) == [ruled(), adopted()]


def test_a_deferred_proposal_is_rejected_with_its_reason():
    items = {ITEM: an_item(proposed())}
    dropped = e.ProposalRejected(cycle=CYCLE, version=1, session=MEETING, reason="財源がない")
    ruling = e.DecisionRecorded(decision="deferred", proposals=(ENTRY,), manner="異議なし", note="財源がない")
    meeting = a_meeting(present(1, 2, 3))
    assert decided(decide(meeting, items, decision("deferred", note="財源がない"))) == [ruling, dropped]
    refused(Refused, "empty", decide, meeting, items, decision("deferred"))


def test_only_what_is_on_the_agenda_and_open_is_decided_and_once():
    items = {ITEM: an_item(proposed())}
    other = e.AgendaEntry(indicator=ITEM, version=2)
    refused(Refused, "not_on_agenda", decide, a_meeting(present(1, 2, 3)), items, decision("approved", other))
    refused(Refused, "decided", decide, a_meeting(present(1, 2, 3), ruled("entrusted")), items, decision())
    refused(
        Refused, "not_open", decide, a_meeting(present(1, 2, 3)), {ITEM: an_item(proposed(), adopted())}, decision()
    )


def test_what_is_entrusted_waits_for_the_chair():
    meeting = a_meeting(present(1, 2, 3), ruled("entrusted"))
    confirmed = e.EntrustmentConfirmed(decision=3, proposal=ENTRY, confirmed_on=date(2025, 8, 1), medium="telephone")
    item = an_item(proposed())
    adopts = e.ProposalAdopted(cycle=CYCLE, version=1, session=MEETING, decision=3)
    assert decided(confirm(meeting, item, frozenset({CHAIR}), CLERK, confirmation())) == [confirmed, adopts]
    early = replace(confirmation(), confirmed_on=date(2025, 7, 23))
    before = refused(Refused, "before_meeting", confirm, meeting, item, frozenset({CHAIR}), CLERK, early)
    assert before.field == "confirmed_on"
    same_day = replace(early, confirmed_on=date(2025, 7, 24))
    assert len(confirm(meeting, item, frozenset({CHAIR}), CLERK, same_day)) == 2
    done = a_meeting(present(1, 2, 3), ruled("entrusted"), confirmed)
    refused(Refused, "not_entrusted", confirm, done, item, frozenset({CHAIR}), CLERK, confirmation())


def test_what_is_continued_stays_open_for_a_later_session():
    items = {ITEM: an_item(proposed())}
    assert decided(decide(a_meeting(present(1, 2, 3)), items, decision("continued"))) == [ruled("continued")]
    refused(
        Refused, "decided", decide, a_meeting(present(1, 2, 3), ruled("continued")), items, decision("approved")
    )  # fmt: skip
    again = call(Session(CYCLE), CYCLE_STREAM, ROLL, items, calling(ENTRY))
    assert decided(again)[0].agenda == (ENTRY,)


SECOND = e.AgendaEntry(indicator=ITEM, version=2)


def test_a_version_amended_in_the_meeting_is_adopted_as_such():
    items = {ITEM: an_item(proposed(), proposed(2, session=MEETING))}
    amended = decided(decide(a_meeting(present(1, 2, 3)), items, decision("approved_as_amended", SECOND)))
    assert amended == [
        e.DecisionRecorded(decision="approved_as_amended", proposals=(SECOND,), manner="異議なし"),
        adopted(2),
    ]


def test_only_a_newer_version_of_this_very_meeting_is_an_amendment():
    meeting = a_meeting(present(1, 2, 3))
    elsewhere = {ITEM: an_item(proposed(), proposed(2))}
    refused(Refused, "not_on_agenda", decide, meeting, elsewhere, decision("approved_as_amended", SECOND))
    same = {ITEM: an_item(proposed(session=MEETING))}
    refused(Refused, "not_amended", decide, meeting, same, decision("approved_as_amended"))
    stranger = given(Session(MEETING), called(()), present(1, 2, 3))
    own = {ITEM: an_item(proposed(), proposed(2, session=MEETING))}
    refused(Refused, "not_on_agenda", decide, stranger, own, decision("approved_as_amended", SECOND))
    done = a_meeting(present(1, 2, 3), ruled("continued"))
    refused(Refused, "decided", decide, done, own, decision("approved_as_amended", SECOND))
    refused(Refused, "not_amended", decide, meeting, own, decision("approved", SECOND))
    assert len(decide(meeting, own, decision("continued", SECOND))) == 1


def speech(body="雨の日も開けてほしい。", **more):
    return c.NoteSpeech(command_id=COMMAND, session_id=MEETING, body=body, **more)


def test_a_speech_is_noted_with_who_said_it_also_after_the_end():
    closed = a_meeting(e.SessionClosed(present=3, needed=3, quorate=True))
    noted = e.SpeechNoted(body="雨の日も開けてほしい。", seat=2)
    assert decided(note_speech(a_meeting(), speech(seat=2))) == decided(note_speech(closed, speech(seat=2))) == [noted]
    assert decided(note_speech(a_meeting(), speech(speaker="課長")))[0].speaker == "課長"


def test_a_speech_has_words_and_a_speaker():
    refused(Refused, "empty", note_speech, a_meeting(), speech(" ", seat=2))
    refused(Refused, "empty", note_speech, a_meeting(), speech())
    refused(Refused, "unknown_seat", note_speech, a_meeting(), speech(seat=9))


def test_on_the_screen_only_the_chair_confirms():
    meeting = a_meeting(present(1, 2, 3), ruled("entrusted"))
    item = an_item(proposed())
    refused(NotPermitted, "not_chair", confirm, meeting, item, frozenset({CHAIR}), CLERK, confirmation("web"))
    assert len(confirm(meeting, item, frozenset({CHAIR}), CHAIR, confirmation("web"))) == 2


def test_a_star_is_given_and_taken_by_a_quorate_meeting_on_the_text_as_it_reads():
    meeting = a_meeting(present(1, 2, 3))
    granted = e.StarGranted(statement=2, text_revision=1, session=MEETING, reason="進んでいる")
    assert decided(grant_star(meeting, an_item(), star())) == [granted]
    assert grant_star(meeting, an_item(), star(statement=1)) == []
    taken = e.StarRevoked(statement=1, text_revision=1, session=MEETING, reason="休館のため")
    assert decided(revoke_star(meeting, an_item(), star(c.RevokeStar, 1, reason="休館のため"))) == [taken]
    assert revoke_star(meeting, an_item(), star(c.RevokeStar)) == []
    refused(Conflict, "stale_text", grant_star, meeting, an_item(), star(revision=2))
    refused(Refused, "empty", grant_star, meeting, an_item(), star(reason=""))
    refused(Refused, "no_quorum", grant_star, a_meeting(present(1, 2)), an_item(), star())


def test_a_meeting_closes_once_with_its_numbers():
    command = c.CloseSession(command_id=COMMAND, session_id=MEETING)
    closed = e.SessionClosed(present=3, needed=3, quorate=True)
    assert decided(close(a_meeting(present(1, 2, 3)), command)) == [closed]
    assert close(a_meeting(present(1, 2, 3), closed), command) == []
    refused(Refused, "no_attendance", close, a_meeting(), command)
    refused(Refused, "session_closed", decide, a_meeting(present(1, 2, 3), closed), {}, decision())


def moving(day=date(2025, 7, 31), reason="台風のため"):
    return c.MoveSession(command_id=COMMAND, session_id=MEETING, held_on=day, reason=reason)


def test_a_meeting_is_held_on_another_day_with_the_roll_of_that_day():
    roll = ROLL[:3]
    moved = e.SessionMoved(held_on=date(2025, 7, 31), roll=roll, reason="台風のため")
    assert decided(move(a_meeting(), roll, moving())) == [moved]
    assert move(a_meeting(moved), roll, moving()) == []
    assert a_meeting(moved).roll == roll
    a_meeting(moved).check_day(date(2025, 7, 31))
    refused(Refused, "not_yet", a_meeting(moved).check_day, date(2025, 7, 30))
    refused(Refused, "empty", move, a_meeting(), roll, moving(reason=" "))
    refused(Refused, "empty_roll", move, a_meeting(), (), moving())
    refused(Refused, "attended", move, a_meeting(present(1, 2)), roll, moving())
    refused(Refused, "session_closed", move, a_meeting(e.SessionCalledOff(reason="台風のため")), roll, moving())


def test_a_meeting_that_nobody_attended_is_called_off():
    command = c.CallOffSession(command_id=COMMAND, session_id=MEETING, reason="台風のため")
    off = e.SessionCalledOff(reason="台風のため")
    assert decided(call_off(a_meeting(), command)) == [off]
    assert call_off(a_meeting(off), command) == []
    refused(Refused, "attended", call_off, a_meeting(present(1)), command)
    refused(Refused, "empty", call_off, a_meeting(), replace(command, reason=""))
    refused(
        Refused,
        "session_closed",
        attend,
        a_meeting(off),
        FLOW,
        [],
        c.RecordAttendance(command_id=COMMAND, session_id=MEETING, present=(1, 2, 3), presiding=1),
    )
    closed = e.SessionClosed(present=3, needed=3, quorate=True)
    refused(Refused, "session_closed", call_off, given(Session(MEETING), called(), closed), command)


def test_a_past_session_takes_no_decisions():
    past = given(Session(MEETING), e.SessionRecorded(plan=CYCLE, fiscal_year=2021, title="令和3年度の会議"))
    refused(NotFound, "unknown_session", grant_star, past, an_item(), star())
