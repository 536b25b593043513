"""手続の点検表: what the rules ask of a meeting, what the record says to it, and whether that is enough."""

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from domain.council import Council
from domain.event import Recorded
from domain.events import AttendanceRecorded
from domain.japanese_dates import full_date, japan_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.engine import Engine
from pdca.words import OFFICE

Verdict = Literal["met", "not_met", "no_record"]


class Requirement(msgspec.Struct, frozen=True):
    """One row: 要件｜根拠｜記録｜適否. An empty record is 記録なし, never taken for enough."""

    what: str
    ground: str
    record: str
    verdict: Verdict

    anchor: str = "roll"
    """Where on the meeting's page the record stands."""


class Checklist(msgspec.Struct, frozen=True):
    """The rows of one meeting; `facts` are said without a verdict."""

    session: str
    title: str
    requirements: tuple[Requirement, ...]
    facts: tuple[str, ...]


def checklist(engine: Engine, cycle: ReviewCycle, session: Session) -> Checklist:
    """The rows of a meeting of the cycle."""
    council = engine.load(Council, cycle.council)
    history = engine.history(session.id)
    rows = (
        _roll(session, council),
        *(_in_writing(session, cycle) if session.written else _in_person(session, cycle, council)),
        *_rulings(session),
        _approval(session),
    )
    return Checklist(session.id, session.title, rows, tuple(_facts(engine, session, history)))


def _in_person(session: Session, cycle: ReviewCycle, council: Council) -> tuple[Requirement, ...]:
    return _terms(session, council), _quorum(session, cycle), _presiding(session, cycle, council)


def _in_writing(session: Session, cycle: ReviewCycle) -> Iterator[Requirement]:
    """Consent where the ordinance asks for it, and ballots as many as a quorum; until it is closed more may come."""
    seats, ordinance = len(session.roll), cycle.flow.ordinance
    consents, needed = cycle.flow.consents_needed(seats), cycle.flow.quorum_needed(seats)
    if consents:
        record, verdict = _came(session, "同意", session.consented, consents)
        yield Requirement("書面会議への同意", ordinance.written_article, record, verdict, "matters")
    record, verdict = _came(session, "表決", len(session.voters), needed)
    yield Requirement("定足数", ordinance.quorum_article, record, verdict, "matters")


def _came(session: Session, what: str, came: int, needed: int) -> tuple[str, Verdict]:
    record = f"委員{len(session.roll)}名のうち{what}{came}名（{needed}名以上が必要）" if came or session.closed else ""
    missing: Verdict = "not_met" if session.closed else "no_record"
    return record, "met" if came >= needed else missing


def _roll(session: Session, council: Council) -> Requirement:
    """The frozen roll against the council's seats of that day, as they are known today."""
    day = session.held_on
    if day is None or not session.roll:
        return Requirement("その日の委員による名簿", council.ordinance or "", "", "no_record")
    same = {(e.seat, e.account) for e in session.roll} == {(e.seat, e.account) for e in council.roll(day)}
    record = f"委員{len(session.roll)}名" + ("" if same else "（いまの委員の記録では、その日の委員と一致しません）")
    return Requirement("その日の委員による名簿", council.ordinance or "", record, "met" if same else "not_met")


def _terms(session: Session, council: Council) -> Requirement:
    there, day = session.attendance, session.held_on
    if there is None or day is None:
        return Requirement("出席者がその日に任期中", council.ordinance or "", "", "no_record")
    accounts = {entry.seat: entry.account for entry in session.roll}
    out = [seat for seat in there.present if not _holds(council, seat, accounts.get(seat), session)]
    said = "、".join(f"委員{seat}" for seat in out)
    record = f"{said}は、{full_date(day)}に任期中の記録がありません" if out else f"出席{len(there.present)}名とも任期中"
    return Requirement("出席者がその日に任期中", council.ordinance or "", record, "not_met" if out else "met")


def _holds(council: Council, seat: int, account: str | None, session: Session) -> bool:
    holder = council.holder(seat, session.held_on) if session.held_on else None
    return holder is not None and holder.account == account


def _quorum(session: Session, cycle: ReviewCycle) -> Requirement:
    article, there = cycle.flow.ordinance.quorum_article, session.attendance
    if there is None:
        return Requirement("定足数", article, "", "no_record")
    record = f"委員{len(session.roll)}名のうち出席{len(there.present)}名（{there.needed}名以上が必要）"
    return Requirement("定足数", article, record, "met" if there.quorate else "not_met")


def _presiding(session: Session, cycle: ReviewCycle, council: Council) -> Requirement:
    """The chair, or who stands in or acts on that day; only for acting an ordinance may name its article."""
    there, day = session.attendance, session.held_on
    office = next((e.office for e in session.roll if there and e.seat == there.presiding), None)
    if there is None or office is None:
        return Requirement("議長", "", "", "no_record")
    if day is not None and council.acting_seat(day) == there.presiding:
        record = f"委員{there.presiding}（会長の職務を代理する記録あり）"
        return Requirement("議長", cycle.flow.ordinance.acting_article, record, "met")
    if office == "member":
        return Requirement("議長", "", f"委員{there.presiding}（職務代理の記録なし）", "no_record")
    return Requirement("議長", "", OFFICE[office], "met")


def _rulings(session: Session) -> Iterator[Requirement]:
    """Decisions only in a meeting that stood; each entry of the agenda decided; what was entrusted confirmed."""
    decided, listed = len(session.decided), len(session.agenda)
    if session.rulings and session.attendance and not session.attendance.quorate:
        yield Requirement(
            "成立した会議での決定", "", f"決定{len(session.rulings)}件（会議は不成立）", "not_met", "decisions"
        )
    if listed:
        record = f"議題{listed}件のうち決定{decided}件" if decided else ""
        anchor = "matters" if session.written else "decisions"
        yield Requirement("議題の決定", "", record, _enough(decided, listed), anchor)
    entrusted = sum(len(r.proposals) for r in session.rulings.values() if r.decision == "entrusted")
    if entrusted:
        waiting = sum(len(ruling.waiting) for ruling in session.rulings.values())
        record = f"一任{entrusted}件のうち確認{entrusted - waiting}件"
        yield Requirement("会長一任の確認", "", record, _enough(entrusted - waiting, entrusted), "decisions")


def _enough(done: int, of: int) -> Verdict:
    return "met" if done >= of else "no_record"


def _approval(session: Session) -> Requirement:
    """The newest 決裁 on the session's own stream."""
    if not session.approvals:
        return Requirement("会議資料の決裁", "", "", "no_record", "approvals")
    paper = session.approvals[-1]
    record = f"{full_date(paper.on)}、{paper.document_number}、{paper.post}"
    return Requirement("会議資料の決裁", "", record, "met", "approvals")


def _facts(engine: Engine, session: Session, history: Sequence[Recorded]) -> Iterator[str]:
    """When the meeting was and when its attendance was typed in: a fact, no reproach."""
    typed_in = next((r for r in history if isinstance(r.event, AttendanceRecorded)), None)
    if typed_in is None or session.held_on is None:
        return
    scan = "あり" if engine.read_models.attachments.of_stream(session.id) else "なし"
    day = full_date(japan_day(typed_in.instant))
    yield f"会議日：{full_date(session.held_on)}／入力日：{day}（紙の記録：{scan}）"
