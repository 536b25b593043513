"""What an auditor may want to look at in a year's review: facts in neutral words, computed from the record."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import msgspec

from domain.event import Recorded
from domain.events import (
    DepartureRecorded,
    ImprovementProposed,
    IndicatorRevised,
    RevisionRecorded,
    StarGranted,
    StatusChecked,
)
from domain.indicator import Indicator
from domain.japanese_dates import full_date, japan_day
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.engine import Engine
from pdca.words import MEDIUM
from projections.opinions import OpinionRow

Kind = Literal[
    "typed_in_later",
    "known_later",
    "answered_after_session",
    "one_person",
    "decided_outside",
    "publication_without_approval",
]

LATER = timedelta(days=14)
"""From when on the day of a paper and that of its entry are said beside each other."""


class Finding(msgspec.Struct, frozen=True):
    """One thing to look at, and the page where it stands."""

    kind: Kind
    words: str
    url: str


def findings(engine: Engine, cycle: ReviewCycle) -> list[Finding]:
    """All of a year's review."""
    opinions = [o for o in engine.read_models.opinions.cycle_opinions(cycle.id) if o.state != "withdrawn"]
    sessions = [engine.load(Session, each) for each in cycle.sessions]
    return [
        *_typed_in_later(cycle, opinions),
        *_known_later(engine, cycle),
        *_answered_after_session(cycle, sessions, opinions),
        *_one_person(engine, cycle),
        *_decided_outside(engine, cycle),
        *_publications(engine, cycle),
    ]


def _typed_in_later(cycle: ReviewCycle, opinions: Iterable[OpinionRow]) -> Iterator[Finding]:
    for each in opinions:
        entered = _day(each.recorded_at)
        if each.received_on is not None and entered - each.received_on > LATER:
            scan = "あり" if each.attachments else "なし"
            days = f"受付日：{full_date(each.received_on)}／入力日：{full_date(entered)}（紙の記録：{scan}）"
            words = f"意見No.{each.number}（{MEDIUM[each.medium]}）　{days}"
            yield Finding("typed_in_later", words, _opinion_url(cycle, each))


def _known_later(engine: Engine, cycle: ReviewCycle) -> Iterator[Finding]:
    """Facts from before a ★ that were known after it: the day of the fact, of the ★ and of the entry on one line."""
    for item in _items(engine, cycle):
        stars: list[date] = []
        for recorded in engine.history(item.id):
            event = recorded.event
            if isinstance(event, StarGranted):
                stars.append(engine.load(Session, event.session).held_on or japan_day(recorded.instant))
            elif isinstance(event, StatusChecked) and event.cycle == cycle.id and event.as_of_date is not None:
                yield from _about_stars(item, event.as_of_date, stars, japan_day(recorded.instant))


def _about_stars(item: Indicator, of: date, stars: Iterable[date], known: date) -> Iterator[Finding]:
    for day in stars:
        if of < day <= known:
            words = f"{item.label}　事実の日：{full_date(of)}／★の日：{full_date(day)}／入力日：{full_date(known)}"
            yield Finding("known_later", words, f"/indicators/{item.id}/history")


def _answered_after_session(
    cycle: ReviewCycle, sessions: Iterable[Session], opinions: Iterable[OpinionRow]
) -> Iterator[Finding]:
    """Opinions that came before a meeting whose answers came after it, or not yet; those that were carried over not."""
    held = (session for session in sessions if session.closed and not session.called_off)
    days = sorted(session.held_on for session in held if session.held_on)
    for each in opinions:
        came = each.received_on or _day(each.recorded_at)
        meeting = next((day for day in days if day > came), None)
        if meeting is None or each.carried_over is not None:
            continue
        first = each.answers[0] if each.answers else None
        if first is not None and _day(first.recorded_at) <= meeting:
            continue
        answered = f"回答日：{full_date(_day(first.recorded_at))}" if first else "回答：まだありません"
        words = f"意見No.{each.number}　受付日：{full_date(came)}／次の会議日：{full_date(meeting)}／{answered}"
        yield Finding("answered_after_session", words, _opinion_url(cycle, each))


def _one_person(engine: Engine, cycle: ReviewCycle) -> Iterator[Finding]:
    """Written and put into effect by one account without a 決裁: in an office of three the rule, so 決裁 settles it."""
    began = _began(engine, cycle)
    approvals = (*cycle.approvals, *engine.load(Plan, cycle.plan).approvals)
    if any(each.subject != "answers" and each.position > began for each in approvals):
        return
    for item in _items(engine, cycle):
        history = engine.history(item.id)
        for recorded in history:
            event = recorded.event
            if isinstance(event, IndicatorRevised) and event.cycle == cycle.id:
                writers = {r.actor.id for r in history if _wrote(r, event)}
                if writers == {recorded.actor.id} and not item.approvals:
                    words = f"{item.label}　改善案の作成と計画への反映が同じ方の記録です（決裁の記録：なし）"
                    yield Finding("one_person", words, f"/indicators/{item.id}/history")


def _wrote(recorded: Recorded, revised: IndicatorRevised) -> bool:
    event = recorded.event
    return isinstance(event, ImprovementProposed) and (event.cycle, event.version) == (revised.cycle, revised.version)


def _decided_outside(engine: Engine, cycle: ReviewCycle) -> Iterator[Finding]:
    """What meetings decided of which only a document tells: since the review before was over, until this one is."""
    rows = engine.read_models.streams.of_plan(cycle.plan, "review_cycle")
    began = _began(engine, cycle)
    after = max((row.closed for row in rows if row.closed is not None and row.closed < began), default=0)
    until = next((row.closed for row in rows if row.stream == cycle.id and row.closed is not None), engine.head())
    plan = engine.load(Plan, cycle.plan)
    for item in _items(engine, cycle):
        outside = [
            r.event.session
            for r in engine.history(item.id, until)
            if r.position > after and isinstance(r.event, RevisionRecorded | DepartureRecorded) and r.event.session
            if not plan.counts_no_more(r.position)
        ]
        for session in dict.fromkeys(outside):
            words = f"{item.label}　会議の記録は文書による（{engine.load(Session, session).title}）"
            yield Finding("decided_outside", words, f"/indicators/{item.id}/history")


def _publications(engine: Engine, cycle: ReviewCycle) -> Iterator[Finding]:
    """Editions since the year began whose decision is named by post only."""
    plan = engine.load(Plan, cycle.plan)
    began, before = _began(engine, cycle), 0
    for edition in plan.publications:
        approved = any(each.subject == "publication" and each.through > before for each in plan.approvals)
        before = edition.position
        if edition.position > began and not approved:
            words = (
                f"第{edition.edition}版（{full_date(edition.on)}公表）　決めた方の職名の記録：あり／決裁の記録：なし"
            )
            yield Finding("publication_without_approval", words, f"/cycles/{cycle.id}#publication")


def _began(engine: Engine, cycle: ReviewCycle) -> int:
    return next((r.position for r in engine.history(cycle.id)), 0)


def _items(engine: Engine, cycle: ReviewCycle) -> list[Indicator]:
    return [engine.load(Indicator, each) for each in (*cycle.items, *cycle.others)]


def _day(recorded_at: int) -> date:
    return japan_day(datetime.fromtimestamp(recorded_at / 1_000_000, UTC))


def _opinion_url(cycle: ReviewCycle, opinion: OpinionRow) -> str:
    return f"/cycles/{cycle.id}/opinions?show=all&at={opinion.position}#opinion-{opinion.position}"
