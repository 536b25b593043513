"""The written session of 令和7年度, R8.2.2 to 16: nine of ten agree to it and vote, 北原 on paper by her postmark."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.codes import Medium, Stance
from domain.commands import BallotVote, CallSession, CastBallot, CloseSession, RecordConsent
from domain.events import AgendaEntry
from domain.japanese_dates import end_of_day
from pdca.demo.review import Review
from pdca.demo.year import Proposed

PROPOSED, CALLED, DUE, COUNTED = date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 16), date(2026, 2, 18)


class Sheet(NamedTuple):
    """A member's sheet: on the screen on a day, or on paper with its postmark and arrival."""

    who: str
    seat: int
    arrived: date
    medium: Medium = "web"
    postmarked: date | None = None
    choice: Stance = "agree"
    reasons: tuple[str, ...] = ()


def _day(number: int) -> date:
    return date(2026, 2, number)


SHEETS = (
    Sheet("hayase", 1, _day(3)),
    Sheet("miki", 3, _day(4)),
    Sheet("takanashi", 5, _day(5)),
    Sheet("murase", 8, _day(5)),
    Sheet("shirai", 9, _day(9)),
    Sheet("onuma", 2, _day(10), "paper", _day(9)),
    Sheet(
        "hori",
        7,
        _day(12),
        choice="oppose",
        reasons=("車を出す費用の見通しが分かりません。", "返事をする人の費用も、あわせて示してください。"),
    ),
    Sheet("okita", 6, _day(13), "fax"),
    Sheet("kitahara", 4, _day(17), "paper", _day(13)),
)
"""江口 did not send one."""


def in_writing(review: Review, clerk: str, late: Sequence[Proposed]) -> None:
    """The late proposals are put forward, voted on and counted; `clerk` is the key of who keeps the papers."""
    scene, session = review.scene, review.scene.id()
    scene.at(PROPOSED, 10)
    for proposal in late:
        bullet = review.bullet(proposal.item, proposal.bullet, proposal.texts[0])
        review.propose(clerk, proposal.item, bullet, proposal.reason)
    scene.at(CALLED, 9)
    agenda = tuple(_entry(review, proposal.item) for proposal in late)
    called = CallSession(
        command_id=scene.id(),
        session_id=session,
        cycle_id=review.cycle,
        title="令和7年度書面会議",
        held_on=CALLED,
        agenda=agenda,
        form="written",
        due=end_of_day(DUE),
    )
    scene.do(clerk, called)
    for sheet in SHEETS:
        _send(review, clerk, session, sheet, agenda)
    scene.at(COUNTED, 9, 30)
    scene.do(clerk, CloseSession(command_id=scene.id(), session_id=session))


def _entry(review: Review, number: str) -> AgendaEntry:
    item = review.scene.item(number)
    return AgendaEntry(indicator=item.id, version=item.last_version(review.cycle))


def _send(review: Review, clerk: str, session: str, sheet: Sheet, agenda: Iterable[AgendaEntry]) -> None:
    """Consent and ballot of one sheet: by the member, or typed in on the day on which the paper came."""
    scene, own = review.scene, sheet.medium == "web"
    scene.at(sheet.arrived, 20 if own else 11, 10)
    who, seat = (sheet.who, None) if own else (clerk, sheet.seat)
    arrived = None if own else sheet.arrived
    consent = RecordConsent(
        command_id=scene.id(),
        session_id=session,
        given=True,
        seat=seat,
        medium=sheet.medium,
        received_on=arrived,
        postmarked_on=sheet.postmarked,
    )
    scene.do(who, consent)
    ballot = CastBallot(
        command_id=scene.id(),
        session_id=session,
        votes=tuple(_vote(sheet, k, entry) for k, entry in enumerate(agenda)),
        seat=seat,
        medium=sheet.medium,
        postmarked_on=sheet.postmarked,
        arrived_on=arrived,
    )
    scene.do(who, ballot)


def _vote(sheet: Sheet, rank: int, entry: AgendaEntry) -> BallotVote:
    reason = sheet.reasons[rank] if rank < len(sheet.reasons) else None
    return BallotVote(indicator=entry.indicator, version=entry.version, choice=sheet.choice, reason=reason)
