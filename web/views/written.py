"""A written session as a page: its rules in words, the ballot of a member, who has not voted, and the result."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from domain.council import Council
from domain.event import Recorded, Ref
from domain.events import AgendaEntry, BallotCast, BallotRejected, ItemTally, RollEntry, SessionClosed
from domain.flow import FlowDefinition
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from domain.voting import manner
from domain.written import awaited
from pdca import words
from projections.opinions import OpinionRow
from web.permitted import may
from web.site import Visit
from web.views.approvals import ApprovalsView, approvals_view
from web.views.changes import ChangeView
from web.views.flow_words import QUORUM, written_rules
from web.views.office import member_words, names
from web.views.reading import Reading
from web.views.session import roll_choices
from web.views.session_entrusted import Rows, changes_of, proposals_of
from web.views.voices import Voice, voices


class Matter(msgspec.Struct, frozen=True):
    """A proposal to vote on; `choice` is the visitor's own vote, `numbers` and `result` stand after the end."""

    key: str
    indicator: str
    label: str
    version: int
    kind: str
    reason: Ref | None
    changes: tuple[ChangeView, ...]
    choice: str
    choice_reason: Ref | None
    questions: tuple[Voice, ...]
    numbers: str = ""
    result: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """What came of a seat: consent and ballot, on which way and on which days; `choices` are its votes.

    `late`: it arrived after the deadline and counts by its postmark. `left`: no ballot came or is awaited any more, the
    member has left the council.
    """

    seat: int
    words: str
    name: Ref | None
    consent: bool | None
    ballot: int | None
    medium: str = ""
    postmarked_on: date | None = None
    arrived_on: date | None = None
    late: bool = False
    left: bool = False
    choices: tuple[tuple[str, str, Ref | None], ...] = ()


class Void(msgspec.Struct, frozen=True):
    """A paper that does not count."""

    who: str
    sender: Ref | None
    ground: str
    note: Ref | None
    postmarked_on: date | None
    arrived_on: date | None
    recorded_at: int


class WrittenView(msgspec.Struct, frozen=True):
    """All that the page shows; `sheets` and `void` only for those who may see ballots."""

    id: str
    cycle: str
    cycle_title: str
    title: str
    held_on: date | None
    closed: bool
    called_off: bool
    round: str
    due: datetime | None
    over: bool
    rules: tuple[str, ...]
    absence: str
    matters: tuple[Matter, ...]
    roll: tuple[tuple[str, str], ...]
    quorum: str
    seats: int
    voted: int
    needed: int
    consented: int
    consents_needed: int
    early: bool
    sheets: tuple[Sheet, ...]
    missing: tuple[Sheet, ...]
    void: tuple[Void, ...]
    mine: RollEntry | None
    my_consent: bool | None
    has_voted: bool
    may_vote: bool
    may_ask: bool
    outcome: str
    quorum_article: str
    written_article: str
    settled: SessionClosed | None
    approvals: ApprovalsView | None
    may: dict[str, bool]


def written_view(visit: Visit, session: Session, cycle: ReviewCycle) -> WrittenView:
    """The page of a written session."""
    history = visit.engine.history(session.id)
    flow, seats = cycle.flow, len(session.roll)
    mine = session.seat_of(visit.account)
    over = session.due is not None and visit.now > session.due
    running = mine is not None and not session.closed and not over
    waiting = awaited(session, visit.engine.load(Council, cycle.council), visit.today)
    sheets = _sheets(visit, session, history, waiting) if visit.viewer and visit.viewer.sees_ballots else ()
    settled = next((r.event for r in history if isinstance(r.event, SessionClosed)), None)
    return WrittenView(
        id=session.id,
        cycle=cycle.id,
        cycle_title=cycle.title,
        title=session.title,
        held_on=session.held_on,
        closed=session.closed,
        called_off=session.called_off,
        round=session.round,
        due=session.due,
        over=over,
        rules=(_quorum(flow, seats), *written_rules(flow)),
        absence=f"期限までに提出がない場合は、欠席と同じ扱いになります（{flow.ordinance.quorum_article}）。",
        matters=_matters(visit, session, cycle, history, settled),
        roll=roll_choices(visit, session),
        quorum=_quorum(flow, seats),
        seats=seats,
        voted=len(session.voters),
        needed=flow.quorum_needed(seats),
        consented=session.consented,
        consents_needed=flow.consents_needed(seats),
        early=session.round == "ballot" and not waiting,
        sheets=sheets,
        missing=tuple(sheet for sheet in sheets if sheet.seat in waiting),
        void=_voids(session, history) if sheets else (),
        mine=mine,
        my_consent=session.consents.get(mine.seat) if mine else None,
        has_voted=bool(mine and mine.seat in session.voters),
        may_vote=running and session.round == "ballot" and may(visit, "cast_ballot", cycle),
        may_ask=running and session.round == "question" and may(visit, "submit_comment", cycle),
        outcome=_outcome(settled) if settled else "",
        quorum_article=flow.ordinance.quorum_article,
        written_article=flow.ordinance.written_article,
        settled=settled,
        approvals=approvals_view(visit, session.id) if visit.visitor.staff else None,
        may=_may(visit, cycle),
    )


def _may(visit: Visit, cycle: ReviewCycle) -> dict[str, bool]:
    """The office's buttons; a member's own are in `may_vote` and `may_ask`."""
    office = bool(visit.visitor.staff)
    actions = ("call_session", "open_round", "cast_ballot", "reject_ballot", "close_session")
    return {action: office and may(visit, action, cycle) for action in actions}


def _quorum(flow: FlowDefinition, seats: int) -> str:
    """The quorum in words, with the numbers of this roll."""
    said, needed = flow.ordinance, flow.quorum_needed(seats)
    return f"委員{seats}名の{QUORUM[said.quorum]}（{needed}名以上）の表決で成立します（{said.quorum_article}）"


def _matters(
    visit: Visit, session: Session, cycle: ReviewCycle, history: list[Recorded], settled: SessionClosed | None
) -> tuple[Matter, ...]:
    rows = proposals_of(visit, session, cycle)
    own = _own_votes(visit, session, history)
    asked = [row for row in visit.models.opinions.cycle_opinions(cycle.id) if row.session == session.id]
    results = {(each.indicator, each.version): each for each in settled.tally} if settled else {}
    return tuple(
        _matter(visit, rows, asked, own.get((e.indicator, e.version)), results.get((e.indicator, e.version)), e)
        for e in session.agenda
    )


Own = tuple[str, Ref | None]


def _own_votes(visit: Visit, session: Session, history: list[Recorded]) -> dict[tuple[str, int], Own]:
    """The visitor's own votes that count, by item and version."""
    entry = session.seat_of(visit.account)
    if entry is None:
        return {}
    valid = {at for at, ballot in session.ballots.items() if not ballot.void and ballot.seat == entry.seat}
    cast = [r for r in history if r.position in valid and isinstance(r.event, BallotCast)]
    return {(i, v): (choice, why) for r in cast for i, v, choice, why in _votes_of(r, r.event)}


def _votes_of(recorded: Recorded, event: object) -> list[tuple[str, int, str, Ref | None]]:
    votes = event.votes if isinstance(event, BallotCast) else ()
    return [
        (v.indicator, v.version, v.choice, recorded.ref("votes", k, "reason") if v.reason is not None else None)
        for k, v in enumerate(votes)
    ]


def _matter(  # noqa: PLR0913, PLR0917 -- what is known about one proposal
    visit: Visit, rows: Rows, asked: list[OpinionRow], own: Own | None, counted: ItemTally | None, entry: AgendaEntry
) -> Matter:
    indicator, version = entry.indicator, entry.version
    item, row = visit.engine.load(Indicator, indicator), rows.get((indicator, version))
    choice, why = own or ("", None)
    return Matter(
        key=f"{indicator} {version}",
        indicator=indicator,
        label=item.label,
        version=version,
        kind=words.PROPOSAL_KIND[row.kind] if row else "",
        reason=row.reason if row else None,
        changes=changes_of(visit, item, row),
        choice=words.STANCE[choice] if choice else "",
        choice_reason=why,
        questions=voices(visit, [o for o in asked if o.indicator == indicator], Reading(None, public=False)),
        numbers=manner(counted) if counted else "",
        result=_result(counted) if counted else "",
    )


def _result(counted: ItemTally) -> str:
    if counted.decision is None:
        return "決定していません"
    return "承認" if counted.decision == "approved" else "否決（見送り）"


def _sheets(visit: Visit, session: Session, history: list[Recorded], waiting: tuple[int, ...]) -> tuple[Sheet, ...]:
    known = names(visit)
    cast = {r.event.seat: r for r in history if isinstance(r.event, BallotCast) and _valid(session, r.position)}
    sheets = (_sheet(visit, session, entry, known, cast.get(entry.seat)) for entry in session.roll)
    return tuple(replace(sheet, left=sheet.ballot is None and sheet.seat not in waiting) for sheet in sheets)


def _valid(session: Session, position: int) -> bool:
    return not session.ballots[position].void


def _sheet(visit: Visit, session: Session, entry: RollEntry, known: Mapping[str, Ref], cast: Recorded | None) -> Sheet:
    called = member_words(entry) + ("（会長の職務代理）" if entry.acting else "")
    base = Sheet(entry.seat, called, known.get(entry.account), session.consents.get(entry.seat), None)
    if cast is None or not isinstance(cast.event, BallotCast):
        return base
    choices = tuple(
        (visit.engine.load(Indicator, i).label, words.STANCE[choice], why)
        for i, _, choice, why in _votes_of(cast, cast.event)
    )
    arrived = cast.event.arrived_on or japan_day(cast.instant)
    return replace(
        base,
        late=session.due is not None and arrived > japan_day(session.due),
        ballot=cast.position,
        medium=words.MEDIUM[cast.event.medium],
        postmarked_on=cast.event.postmarked_on,
        arrived_on=arrived,
        choices=choices,
    )


def _voids(session: Session, history: list[Recorded]) -> tuple[Void, ...]:
    return tuple(_void(session, r, r.event) for r in history if isinstance(r.event, BallotRejected))


def _void(session: Session, recorded: Recorded, event: BallotRejected) -> Void:
    entry = session.seat(event.seat) if event.seat is not None else None
    return Void(
        who=member_words(entry) if entry else "",
        sender=recorded.ref("sender") if event.sender is not None else None,
        ground=words.INVALIDITY[event.ground],
        note=recorded.ref("note") if event.note is not None else None,
        postmarked_on=event.postmarked_on,
        arrived_on=event.arrived_on,
        recorded_at=recorded.recorded_at,
    )


def _outcome(settled: SessionClosed) -> str:
    """The result in a sentence, with the rule that was used."""
    counted = f"表決は{settled.present}名（必要{settled.needed}名）"
    if settled.consents_needed:
        counted += f"、書面会議への同意は{settled.consents}名（必要{settled.consents_needed}名）"
    if settled.quorate:
        return f"{counted}で、書面会議は成立しました。"
    return f"{counted}で、書面会議は成立しませんでした。決定したことはありません。"
