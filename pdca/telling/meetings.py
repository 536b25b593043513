"""Meetings told: called, attended, what was said and decided, what was entrusted to the chair."""

from domain.event import Recorded
from domain.events import (
    AgendaEntry,
    AttendanceRecorded,
    DecisionRecorded,
    EntrustmentConfirmed,
    RollEntry,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionMoved,
    SessionRecorded,
    SpeechNoted,
)
from domain.japanese_dates import fiscal, full_date, japan_day
from pdca.telling.ballots import HELD, end_of_written
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Quote, Text, Told, Words, note, notes, until, where_read
from pdca.words import MEDIUM, OFFICE, ROUND, decision


def _recorded(_: Context, __: Recorded, event: SessionRecorded, ___: Past) -> Told:
    held = f"開催日：{full_date(event.held_on)}" if event.held_on else None
    line = f"文書の{read}" if event.source and (read := where_read(event.source)) else None
    text: Words = (
        "文書に書かれた会議「", event.title, f"」を、{fiscal(event.fiscal_year)}の会議として記録しました",
        *notes((held,) if held else None, (line,) if line else None),
    )  # fmt: skip
    return Told(text)


def _called(c: Context, _: Recorded, event: SessionCalled, __: Past) -> Told:
    if event.due is not None:
        return _written(c, event)
    text: Words = (
        f"「{event.title}」の開催を登録しました",
        *notes(
            (f"開催日：{full_date(event.held_on)}",),
            (f"場所：{event.place}",) if event.place else None,
            (f"名簿{len(event.roll)}名",),
            (f"議題{len(event.agenda)}件",) if event.agenda else None,
        ),
    )
    return Told(text, None, tuple(c.item(entry) for entry in event.agenda))


def _written(c: Context, event: SessionCalled) -> Told:
    rule = c.cycle(event.cycle).flow.ordinance.written_article
    text: Words = (
        f"「{event.title}」を書面で開くことを登録しました",
        *notes(
            (f"{ROUND[event.round]}：{until(event.due)}",) if event.due else None,
            (f"根拠：{rule}",) if rule else None,
            (f"名簿{len(event.roll)}名",),
            (f"議案{len(event.agenda)}件",),
        ),
    )
    return Told(text, None, tuple(c.item(entry) for entry in event.agenda))


def _moved(c: Context, at: Recorded, event: SessionMoved, past: Past) -> Told:
    before, after = full_date(past.state.held_on), full_date(event.held_on)
    why = note("理由", at.ref("reason")) if c.viewer else None
    text: Words = (f"「{past.state.title}」の日を{after}に変えました（前：{before}）", *notes(why))
    return Told(text, (before,), (after,))


def _called_off(c: Context, at: Recorded, _: SessionCalledOff, past: Past) -> Told:
    why = note("理由", at.ref("reason")) if c.viewer else None
    return Told((f"「{past.state.title}」を中止と記録しました", *notes(why)))


def _attended(c: Context, __: Recorded, event: AttendanceRecorded, past: Past) -> Told:
    earlier: AttendanceRecorded | None = past.state.attendance
    seats = {entry.seat: entry for entry in past.state.roll}
    chair = _seat(event.presiding, seats)
    counted = f"成立に必要な人数：{event.needed}名"
    held = HELD[event.quorate]
    title, present = past.state.title, len(event.present)
    if earlier is None:
        text = f"「{title}」の出席を{present}名と記録しました（議長：{chair}、{counted}、{held}）"
    else:
        text = f"「{title}」の出席を訂正しました（前：{len(earlier.present)}名 後：{present}名、{counted}、{held}）"
    if not c.staff:
        return Told((text,))
    before = tuple(_seat(seat, seats) for seat in earlier.present) if earlier else None
    return Told((text,), before, tuple(_seat(seat, seats) for seat in event.present))


def _seat(seat: int, roll: dict[int, RollEntry]) -> str:
    office = roll[seat].office if seat in roll else "member"
    return f"{OFFICE[office]}{seat}" if office == "member" else OFFICE[office]


def _decided(c: Context, at: Recorded, event: DecisionRecorded, past: Past) -> Told:
    remark = at.ref("note") if event.note is not None and c.viewer else None
    labels = tuple(c.item(entry) for entry in event.proposals)
    text: Words = (
        f"「{past.state.title}」で、", *_proposals(labels), f"が{decision(event.decision, event.manner)}となりました",
        *notes(note("附記", remark)),
    )  # fmt: skip
    return Told(text, None, labels, (("附記", remark),) if remark else ())


def _proposals(labels: tuple[str, ...]) -> Words:
    if not labels:
        return ("改善案",)
    return ("改善案", Quote(labels[0]), f"ほか{len(labels) - 1}件" if len(labels) > 1 else "")


def _confirmed(c: Context, at: Recorded, event: EntrustmentConfirmed, _: Past) -> Told:
    remark = at.ref("note") if event.note is not None and c.viewer else None
    how = f"{full_date(event.confirmed_on)}に{MEDIUM[event.medium]}で会長の確認を得ました"
    text: Words = ("会長に一任された", *_one(c, event.proposal), f"について、{how}", *notes(note("附記", remark)))
    return Told(text, None, (c.item(event.proposal),), (("附記", remark),) if remark else ())


def _one(c: Context, entry: AgendaEntry) -> Words:
    return ("改善案", Quote(c.item(entry)))


def _spoke(c: Context, at: Recorded, event: SpeechNoted, past: Past) -> Told:
    entry = past.state.seat(event.seat) if event.seat is not None else None
    by: Words = (Text(at.ref("speaker")),) if event.speaker is not None else ("発言者不明",)
    if entry is not None:
        by = c.member(entry.account, japan_day(at.instant), past.state.cycle, entry.seat)
    body = at.ref("body")
    text: Words = (f"「{past.state.title}」の会議メモに、", *by, "の発言", Quote(body), "を記録しました")
    return Told(text, None, (body,))


def _closed(c: Context, __: Recorded, event: SessionClosed, past: Past) -> Told:
    if past.state.written:
        return end_of_written(c, event, past)
    counted = f"出席{event.present}名、成立に必要な人数：{event.needed}名"
    return Told((f"「{past.state.title}」の終了を記録しました（{counted}、{HELD[event.quorate]}）",))


RULES: dict[type, Rule] = {
    SessionRecorded: _recorded,
    SessionCalled: _called,
    SessionMoved: _moved,
    SessionCalledOff: _called_off,
    AttendanceRecorded: _attended,
    DecisionRecorded: _decided,
    EntrustmentConfirmed: _confirmed,
    SessionClosed: _closed,
    SpeechNoted: _spoke,
}
