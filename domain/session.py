"""A session: its frozen roll, attendance and quorum, decisions, what was entrusted to the chair, minutes, and ★."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

import msgspec

from domain.aggregate import Decided, required
from domain.approval import Approval, take_approval
from domain.ballots import BALLOT_EVOLVE, Balloted
from domain.commands import (
    CallOffSession,
    CallSession,
    CloseSession,
    ConfirmEntrusted,
    GrantStar,
    MoveSession,
    NoteSpeech,
    RecordAttendance,
    RecordDecision,
    RevokeStar,
)
from domain.errors import NotFound, NotPermitted, Refused
from domain.event import Recorded, Stream
from domain.events import (
    AgendaEntry,
    ApprovalRecorded,
    AttendanceRecorded,
    DecisionRecorded,
    EntrustmentConfirmed,
    ProposalAdopted,
    ProposalRejected,
    RollEntry,
    SessionAdded,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionMoved,
    SessionRecorded,
    SpeechNoted,
    StarGranted,
    StarRevoked,
)
from domain.flow import FlowDefinition
from domain.indicator import Indicator
from domain.japanese_dates import japan_day, short_date


class Ruling(msgspec.Struct, frozen=True):
    """A decision as it stands; `waiting` are the entrusted items that the chair has not confirmed."""

    decision: str
    proposals: tuple[AgendaEntry, ...]
    waiting: frozenset[str] = frozenset()


class Session(Balloted):
    """A meeting or written session of a cycle, or a past one known only from a document (without cycle and roll)."""

    KIND: ClassVar = "session"

    plan: str | None = None
    cycle: str | None = None
    title: str = ""
    held_on: date | None = None
    place: str | None = None
    fiscal_year: int | None = None
    attendance: AttendanceRecorded | None = None
    rulings: dict[int, Ruling] = {}
    approvals: list[Approval] = []
    closed: bool = False
    closed_on: date | None = None
    called_off: bool = False
    confirmed: dict[str, date] = {}
    """Per item that was entrusted, the day of the chair's word."""

    @property
    def decided(self) -> set[str]:
        """The items that the meeting has decided about."""
        return {entry.indicator for ruling in self.rulings.values() for entry in ruling.proposals}

    def decided_on(self, indicator: str) -> date | None:
        """From when a decision about an item stands: the meeting, the chair's word, or the end of the ballots."""
        return self.confirmed.get(indicator, self.closed_on if self.written else self.held_on)

    def check_running(self) -> None:
        """Refuses what belongs in a running meeting."""
        if not self.exists or self.cycle is None:
            msg = "この会議は見つかりません。"
            raise NotFound(msg, code="unknown_session", field="session_id")
        if self.closed:
            msg = f"{self.title}は{'中止になっています' if self.called_off else '終わっています'}。"
            raise Refused(msg, code="session_closed")

    def check_day(self, today: date) -> None:
        """Refuses what happens in a meeting before its day has come."""
        if self.held_on is not None and today < self.held_on:
            msg = f"{self.title}は{short_date(self.held_on)}の会議です。出席と決定は、その日から記録できます。"
            raise Refused(msg, code="not_yet")

    def check_quorate(self) -> None:
        """Refuses a decision without a recorded quorum."""
        self.check_running()
        if self.attendance is None:
            msg = f"{self.title}：先に出席を記録してください。"
            raise Refused(msg, code="no_attendance")
        if not self.attendance.quorate:
            msg = (
                f"{self.title}：出席{len(self.attendance.present)}名では会議が成立しません"
                f"（{self.attendance.needed}名以上が必要です）。決定は記録できません。"
            )
            raise Refused(msg, code="no_quorum")


def _recorded(state: Session, event: SessionRecorded, _: Recorded) -> None:
    state.plan, state.title, state.held_on = event.plan, event.title, event.held_on
    state.fiscal_year, state.closed = event.fiscal_year, True


def _called(state: Session, event: SessionCalled, _: Recorded) -> None:
    state.cycle, state.title, state.held_on, state.place = event.cycle, event.title, event.held_on, event.place
    state.roll, state.agenda = event.roll, event.agenda
    state.form, state.round, state.due = event.form, event.round, event.due


def _moved(state: Session, event: SessionMoved, _: Recorded) -> None:
    state.held_on, state.roll = event.held_on, event.roll


def _called_off(state: Session, _: SessionCalledOff, __: Recorded) -> None:
    state.closed = state.called_off = True


def _attended(state: Session, event: AttendanceRecorded, _: Recorded) -> None:
    state.attendance = event


def _ruled(state: Session, event: DecisionRecorded, at: Recorded) -> None:
    waiting = frozenset(p.indicator for p in event.proposals) if event.decision == "entrusted" else frozenset()
    state.rulings[at.position] = Ruling(event.decision, event.proposals, waiting)


def _confirmed(state: Session, event: EntrustmentConfirmed, _: Recorded) -> None:
    ruling = state.rulings[event.decision]
    waiting = ruling.waiting - {event.proposal.indicator}
    state.rulings[event.decision] = msgspec.structs.replace(ruling, waiting=waiting)
    state.confirmed[event.proposal.indicator] = event.confirmed_on


def _closed(state: Session, _: SessionClosed, at: Recorded) -> None:
    state.closed, state.closed_on = True, japan_day(at.instant)


Session.EVOLVE = {
    **BALLOT_EVOLVE,
    SessionRecorded: _recorded,
    SessionCalled: _called,
    SessionMoved: _moved,
    SessionCalledOff: _called_off,
    AttendanceRecorded: _attended,
    DecisionRecorded: _ruled,
    EntrustmentConfirmed: _confirmed,
    SessionClosed: _closed,
    ApprovalRecorded: take_approval,
}


def call(
    session: Session, cycle: Stream, roll: tuple[RollEntry, ...], items: dict[str, Indicator], command: CallSession
) -> Decided:
    """A session with its agenda of open proposals; the roll is the council's on that day. The cycle hears of it."""
    if session.exists:
        msg = "この番号の会議は、すでに記録されています。"
        raise Refused(msg, code="exists", field="session_id")
    if not roll:
        msg = "その日に席のある委員がいません。先に委員を登録してください。"
        raise Refused(msg, code="empty_roll", field="held_on")
    if len({entry.indicator for entry in command.agenda}) < len(command.agenda):
        msg = "同じ点検項目の改善案が、議題に二度選ばれています。"
        raise Refused(msg, code="duplicate", field="agenda")
    for entry in command.agenda:
        check_open(items[entry.indicator], command.cycle_id, entry.version)
    event = SessionCalled(
        cycle=command.cycle_id,
        title=required(command.title, "title", "会議の名前"),
        held_on=command.held_on,
        roll=roll,
        agenda=command.agenda,
        place=command.place,
        form=command.form,
        round=command.round,
        due=command.due,
    )
    return [(session.stream, event), (cycle, SessionAdded(session=session.id))]


def move(session: Session, roll: tuple[RollEntry, ...], command: MoveSession) -> Decided:
    """The meeting is held on another day, with the roll of that day; quiet when it is on that day already."""
    session.check_running()
    if session.written:
        msg = "書面会議の日程は、期限を延ばして変えます。"
        raise Refused(msg, code="written", field="held_on")
    if session.attendance is not None:
        msg = f"{session.title}：出席を記録した会議の日は変えられません。"
        raise Refused(msg, code="attended", field="held_on")
    if command.held_on == session.held_on:
        return []
    if not roll:
        msg = "その日に席のある委員がいません。先に委員を登録してください。"
        raise Refused(msg, code="empty_roll", field="held_on")
    reason = required(command.reason, "reason", "日を変える理由")
    return [(session.stream, SessionMoved(held_on=command.held_on, roll=roll, reason=reason))]


def call_off(session: Session, command: CallOffSession) -> Decided:
    """The session does not take place; quiet when repeated. What was held is closed, never called off."""
    if session.called_off:
        return []
    session.check_running()
    if session.attendance is not None or session.ballots:
        what = "表決が届いた" if session.written else "出席を記録した"
        msg = f"{session.title}：{what}会議は中止にできません。会議を終える記録をしてください。"
        raise Refused(msg, code="attended")
    reason = required(command.reason, "reason", "中止の理由")
    return [(session.stream, SessionCalledOff(reason=reason))]


def check_form(flow: FlowDefinition, now: datetime, command: CallSession) -> None:
    """A written session needs a flow that knows one, an agenda, and a deadline ahead; a meeting has none."""
    if command.form == "meeting":
        if command.due is not None or command.round != "ballot":
            msg = "表決の期限は、書面会議のときに決めます。"
            raise Refused(msg, code="no_due", field="due")
        return
    if not flow.roles_for(None, "cast_ballot"):
        msg = "この進め方では、書面会議を行いません。"
        raise Refused(msg, code="no_written", field="form")
    if not command.agenda:
        msg = "書面会議の議案を選んでください。"
        raise Refused(msg, code="empty", field="agenda")
    if command.due is None or command.due <= now:
        msg = "書面会議の期限を、今より後に決めてください。"
        raise Refused(msg, code="past", field="due")


def check_open(item: Indicator, cycle: str, version: int) -> None:
    """Refuses a proposal version about which nothing is to be decided."""
    if item.proposal(cycle, version).state != "open":
        msg = f"{item.label}：改善案の第{version}版は、いま審議できる案ではありません。"
        raise Refused(msg, code="not_open", field="proposals")


def attend(session: Session, flow: FlowDefinition, items: Iterable[Indicator], command: RecordAttendance) -> Decided:
    """Who is present; the quorum follows from the roll and the ordinance. A correction is possible until decisions.

    A ★ that was given or taken on any of `items` is a decision too.
    """
    session.check_running()
    if session.written:
        msg = "書面会議に出席の記録はありません。届いた表決で成立が決まります。"
        raise Refused(msg, code="written")
    if session.rulings or any(session.id in item.star_sessions for item in items):
        msg = f"{session.title}：決定を記録した後に、出席は変えられません。"
        raise Refused(msg, code="decided")
    seats = {entry.seat for entry in session.roll}
    unknown = sorted(set(command.present) - seats)
    if unknown or command.presiding not in command.present:
        msg = "出席者は名簿の席番号で、議長は出席者の中から選んでください。"
        raise Refused(msg, code="unknown_seat", field="present")
    present = tuple(sorted(set(command.present)))
    needed = flow.quorum_needed(len(seats))
    event = AttendanceRecorded(
        present=present, presiding=command.presiding, needed=needed, quorate=len(present) >= needed
    )
    return [(session.stream, event)]


APPROVING = frozenset({"approved", "approved_as_amended"})


def decide(session: Session, items: dict[str, Indicator], command: RecordDecision) -> Decided:
    """One decision over proposals of the agenda, or of what was amended in the meeting: adopted, entrusted, dropped.

    What is continued stays open and waits for the agenda of a later session.
    """
    session.check_quorate()
    if not command.proposals:
        msg = "決定する改善案を選んでください。"
        raise Refused(msg, code="empty", field="proposals")
    if len(set(command.proposals)) < len(command.proposals):
        msg = "同じ改善案が二度選ばれています。"
        raise Refused(msg, code="duplicate", field="proposals")
    for entry in command.proposals:
        _check_on_agenda(session, items[entry.indicator], entry, command)
        check_open(items[entry.indicator], session.cycle or "", entry.version)
    ruling = DecisionRecorded(
        decision=command.decision,
        proposals=command.proposals,
        manner=required(command.manner, "manner", "決め方"),
        note=command.note,
    )
    consequences = [c for e in command.proposals for c in _consequence(session, items[e.indicator], e, command)]
    return [(session.stream, ruling), *consequences]


def _check_on_agenda(session: Session, item: Indicator, entry: AgendaEntry, command: RecordDecision) -> None:
    amended = _amended(session, item, entry)
    if not amended and entry not in session.agenda:
        msg = "議題にない改善案は、決定できません。"
        raise Refused(msg, code="not_on_agenda", field="proposals")
    if amended != (command.decision == "approved_as_amended") and command.decision in APPROVING:
        msg = f"{item.label}：会議で直した案は「修正のうえ承認」、議題のままの案は「承認」を選んでください。"
        raise Refused(msg, code="not_amended", field="proposals")
    if entry.indicator in session.decided:
        msg = "この会議で、すでに決定した改善案です。"
        raise Refused(msg, code="decided", field="proposals")


def _amended(session: Session, item: Indicator, entry: AgendaEntry) -> bool:
    """Whether the version was proposed in this session, in the place of the agenda's."""
    on_agenda = any(e.indicator == entry.indicator and e.version < entry.version for e in session.agenda)
    proposal = item.proposals.get((session.cycle or "", entry.version))
    return on_agenda and proposal is not None and proposal.session == session.id


def _consequence(session: Session, item: Indicator, entry: AgendaEntry, command: RecordDecision) -> Decided:
    cycle = session.cycle or ""
    if command.decision in APPROVING:
        return [(item.stream, ProposalAdopted(cycle=cycle, version=entry.version, session=session.id))]
    if command.decision == "deferred":
        reason = required(command.note or "", "note", "見送りの理由")
        return [(item.stream, ProposalRejected(cycle=cycle, version=entry.version, session=session.id, reason=reason))]
    return []


def confirm(
    session: Session, item: Indicator, chairs: frozenset[str], actor: str, command: ConfirmEntrusted
) -> Decided:
    """The chair's word on what was entrusted; from a staff account it says how and when the chair gave it."""
    ruling = session.rulings.get(command.decision)
    if ruling is None or command.proposal.indicator not in ruling.waiting:
        msg = "会長に一任された改善案ではないか、すでに確認されています。"
        raise Refused(msg, code="not_entrusted", field="decision")
    if command.medium == "web" and actor not in chairs:
        msg = "画面での確認は会長ご本人が行います。電話などで確認したときは、その方法を選んでください。"
        raise NotPermitted(msg, code="not_chair", field="medium")
    if session.held_on is not None and command.confirmed_on < session.held_on:
        msg = f"会長が確認した日は、会議の日（{short_date(session.held_on)}）からの日付にしてください。"
        raise Refused(msg, code="before_meeting", field="confirmed_on")
    cycle = session.cycle or ""
    check_open(item, cycle, command.proposal.version)
    confirmed = EntrustmentConfirmed(
        decision=command.decision,
        proposal=command.proposal,
        confirmed_on=command.confirmed_on,
        medium=command.medium,
        note=command.note,
    )
    adopted = ProposalAdopted(
        cycle=cycle, version=command.proposal.version, session=session.id, decision=command.decision
    )
    return [(session.stream, confirmed), (item.stream, adopted)]


def grant_star(session: Session, item: Indicator, command: GrantStar) -> Decided:
    """A ★ on a bullet as it reads; quiet when it has one."""
    session.check_quorate()
    item.check_in_plan()
    item.check_revision(command.statement, command.text_revision)
    if command.statement in item.stars:
        return []
    event = StarGranted(
        statement=command.statement,
        text_revision=command.text_revision,
        session=session.id,
        reason=required(command.reason, "reason", "★をつける理由"),
    )
    return [(item.stream, event)]


def revoke_star(session: Session, item: Indicator, command: RevokeStar) -> Decided:
    """The ★ goes; quiet when there is none."""
    session.check_quorate()
    item.check_revision(command.statement, command.text_revision)
    if command.statement not in item.stars:
        return []
    event = StarRevoked(
        statement=command.statement,
        text_revision=command.text_revision,
        session=session.id,
        reason=required(command.reason, "reason", "★を外す理由"),
    )
    return [(item.stream, event)]


def note_speech(session: Session, command: NoteSpeech) -> Decided:
    """A line of the minutes, of a seat of the roll or of somebody without one; also after the meeting is over."""
    if command.seat is not None and session.seat(command.seat) is None:
        msg = "発言した委員を、この会議の名簿から選んでください。"
        raise Refused(msg, code="unknown_seat", field="seat")
    body = required(command.body, "body", "発言の内容")
    speaker = None if command.seat is not None else required(command.speaker or "", "speaker", "発言した方")
    return [(session.stream, SpeechNoted(body=body, seat=command.seat, speaker=speaker))]


def close(session: Session, _: CloseSession) -> Decided:
    """The meeting is over; what was entrusted may be confirmed afterwards. Quiet when repeated."""
    if session.closed:
        return []
    session.check_running()
    if session.attendance is None:
        msg = f"{session.title}：先に出席を記録してください。"
        raise Refused(msg, code="no_attendance")
    a = session.attendance
    return [(session.stream, SessionClosed(present=len(a.present), needed=a.needed, quorate=a.quorate))]
