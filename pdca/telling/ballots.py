"""Written sessions told: rounds, consent, ballots, papers that do not count, and the result."""

from datetime import date

from domain.event import Recorded
from domain.events import (
    AgendaEntry,
    BallotCast,
    BallotRejected,
    ConsentRecorded,
    ItemTally,
    RoundOpened,
    SessionClosed,
    Vote,
)
from domain.japanese_dates import full_date, japan_day
from domain.voting import manner
from pdca.telling.context import Context, Past, Rule
from pdca.telling.pieces import Text, Told, Words, note, notes, until
from pdca.words import INVALIDITY, MEDIUM, ROUND, STANCE

HELD = {True: "会議は成立しました", False: "会議は成立しなかったため、懇談会として記録しました"}
HELD_IN_WRITING = {True: "書面会議は成立しました", False: "書面会議は成立しませんでした"}


def _round(_: Context, __: Recorded, event: RoundOpened, past: Past) -> Told:
    return Told((f"「{past.state.title}」の{ROUND[event.round]}の期限を、{until(event.due)}としました",))


def _seat(c: Context, at: Recorded, seat: int | None, past: Past) -> Words:
    """A seat of the roll, as the viewer may read it."""
    entry = past.state.seat(seat) if seat is not None else None
    if entry is None:
        return ("名簿にない方",)
    return c.member(entry.account, japan_day(at.instant), past.state.cycle, entry.seat)


def _way(medium: str, postmarked: date | None, arrived: date | None) -> tuple[Words | None, ...]:
    return (
        (f"受付方法：{MEDIUM[medium]}",),
        (f"消印：{full_date(postmarked)}",) if postmarked else None,
        (f"到着：{full_date(arrived)}",) if arrived else None,
    )


def _consented(c: Context, at: Recorded, event: ConsentRecorded, past: Past) -> Told:
    given = "同意したこと" if event.given else "同意しないこと"
    text: Words = (
        f"「{past.state.title}」を書面で開くことに、", *_seat(c, at, event.seat, past), f"が{given}を記録しました",
        *notes(*_way(event.medium, event.postmarked_on, event.received_on)),
    )  # fmt: skip
    return Told(text)


def _cast(c: Context, at: Recorded, event: BallotCast, past: Past) -> Told:
    text: Words = (
        f"「{past.state.title}」の表決を、", *_seat(c, at, event.seat, past), "から受け付けました",
        *notes((f"議案{len(event.votes)}件",), *_way(event.medium, event.postmarked_on, event.arrived_on)),
    )  # fmt: skip
    reasons = tuple(
        (f"{_label(c, vote)} の理由", at.ref("votes", k, "reason"))
        for k, vote in enumerate(event.votes)
        if vote.reason is not None
    )
    return Told(text, None, tuple(f"{_label(c, vote)}：{STANCE[vote.choice]}" for vote in event.votes), reasons)


def _label(c: Context, of: Vote | ItemTally) -> str:
    return c.item(AgendaEntry(indicator=of.indicator, version=of.version))


def _rejected(c: Context, at: Recorded, event: BallotRejected, past: Past) -> Told:
    sender: Words = (Text(at.ref("sender")),) if event.sender is not None else _seat(c, at, event.seat, past)
    what = "の表決を、無効に改めました" if event.ballot is not None else "から届いた票を、無効と記録しました"
    remark = at.ref("note") if event.note is not None else None
    text: Words = (
        f"「{past.state.title}」で、", *sender, what,
        *notes(
            (f"理由：{INVALIDITY[event.ground]}",), note("附記", remark),
            *_way(event.medium, event.postmarked_on, event.arrived_on),
        ),
    )  # fmt: skip
    return Told(text, None, None, (("附記", remark),) if remark else ())


def end_of_written(c: Context, event: SessionClosed, past: Past) -> Told:
    """The result of a written session, with the numbers by which it was made."""
    agreed = f"同意{event.consents}名、必要な同意：{event.consents_needed}名、" if event.consents_needed else ""
    counted = f"表決{event.present}名、成立に必要な人数：{event.needed}名、{agreed}{HELD_IN_WRITING[event.quorate]}"
    lines = tuple(f"{_label(c, each)}：{manner(each)}" for each in event.tally)
    return Told((f"「{past.state.title}」の結果を確定しました（{counted}）",), None, lines)


RULES: dict[type, Rule] = {
    RoundOpened: _round,
    ConsentRecorded: _consented,
    BallotCast: _cast,
    BallotRejected: _rejected,
}
