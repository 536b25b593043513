"""A meeting as a page: roll and quorum in words, decisions over its agenda, ★, and what the chair has to confirm."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from domain.event import Ref
from domain.events import (
    AgendaEntry,
    DecisionRecorded,
    RollEntry,
)
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca import words
from web.forms import is_number
from web.permitted import may
from web.site import Visit
from web.views.approvals import ApprovalsView, approvals_view
from web.views.changes import ChangeView
from web.views.corrections import CorrectionView, correction_views
from web.views.flow_words import QUORUM
from web.views.office import member_words, names
from web.views.proposal_facts import Fact, facts
from web.views.session_entrusted import (
    Confirmed,
    Entrusted,
    Rows,
    changes_of,
    confirmations,
    entrusted_views,
    proposals_of,
)
from web.views.session_stars import (
    StarAsked,
    StarItem,
    StarLine,
    star_choices,
    star_item,
    star_lines,
    stars_asked,
)

NOT_QUORATE = {
    False: "会議は成立していません（懇談会として記録します）。",
    True: "会議は成立しませんでした（懇談会として記録）。",
}


class Seat(msgspec.Struct, frozen=True):
    """A seat of the roll; the name only for those who may read it."""

    seat: int
    words: str
    name: Ref | None
    present: bool | None
    presiding: bool


class AgendaView(msgspec.Struct, frozen=True):
    """A proposal of the agenda; `key` is what a form sends, `too_early` the step in which nothing is decided yet."""

    key: str
    indicator: str
    label: str
    version: int
    kind: str
    reason: Ref | None
    changes: tuple[ChangeView, ...]
    result: str
    open: bool
    facts: tuple[Fact, ...] = ()
    too_early: str = ""
    amended: int = 0
    amended_changes: tuple[ChangeView, ...] = ()
    may_amend: bool = False

    @property
    def decidable(self) -> str:
        """What a decision about it names: the amended version where the meeting made one."""
        return f"{self.indicator} {self.amended or self.version}"


class Decision(msgspec.Struct, frozen=True):
    """A decision in words with what it covers."""

    position: int
    words: str
    covers: tuple[tuple[str, str], ...]
    note: Ref | None


class SessionView(msgspec.Struct, frozen=True):
    """All that the page shows."""

    id: str
    cycle: str
    cycle_title: str
    title: str
    held_on: date | None
    place: str
    past: bool
    closed: bool
    called_off: bool
    early: bool
    seats: tuple[Seat, ...]
    quorum: str
    quorate: bool | None
    attended: bool
    agenda: tuple[AgendaView, ...]
    decisions: tuple[Decision, ...]
    entrusted: tuple[Entrusted, ...]
    confirmed: tuple[Confirmed, ...]
    stars: tuple[StarLine, ...]
    stars_asked: tuple[StarAsked, ...]
    star_item: StarItem | None
    star_choices: tuple[tuple[str, str], ...]
    is_chair: bool
    notes: bool
    chair_breaks_ties: bool
    approvals: ApprovalsView | None
    may: dict[str, bool]
    corrections: tuple[CorrectionView, ...] = ()

    @property
    def undecided(self) -> tuple[AgendaView, ...]:
        """What the meeting has not decided."""
        return tuple(entry for entry in self.agenda if entry.open)

    @property
    def ready(self) -> tuple[AgendaView, ...]:
        """What of it may be decided now."""
        return tuple(entry for entry in self.undecided if not entry.too_early)


def session_view(visit: Visit, session: Session, cycle: ReviewCycle | None, asked: str = "") -> SessionView:
    """The page of a meeting; `asked` is the number of the item whose ★ are looked at."""
    history = visit.engine.history(session.id)
    rows = proposals_of(visit, session, cycle)
    actions = (
        "record_attendance",
        "record_decision",
        "confirm_entrusted",
        "grant_star",
        "revoke_star",
        "note_speech",
        "call_session",
        "close_session",
    )
    allowed = {action: may(visit, action, cycle) for action in actions}
    decisions = tuple(_decision(visit, r.position, r.event) for r in history if isinstance(r.event, DecisionRecorded))
    return SessionView(
        id=session.id,
        cycle=session.cycle or "",
        cycle_title=cycle.title if cycle else "",
        title=session.title,
        held_on=session.held_on,
        place=session.place or "",
        past=session.cycle is None,
        closed=session.closed,
        called_off=session.called_off,
        early=session.held_on is not None and visit.today < session.held_on,
        seats=_seats(visit, session),
        quorum=quorum_words(session, cycle),
        quorate=session.attendance.quorate if session.attendance else None,
        attended=session.attendance is not None,
        agenda=tuple(_agenda(visit, session, cycle, e, rows) for e in session.agenda),
        decisions=decisions,
        entrusted=entrusted_views(visit, session, rows),
        confirmed=confirmations(visit, history),
        stars=star_lines(visit, session),
        stars_asked=() if session.closed else stars_asked(visit, cycle),
        star_item=star_item(visit, cycle, asked),
        star_choices=star_choices(visit, cycle),
        is_chair=bool(cycle and "chair" in visit.visitor.roles_in(cycle.council)),
        notes=bool(visit.viewer and visit.viewer.sees_ballots),
        chair_breaks_ties=bool(cycle and cycle.flow.ordinance.tie == "chair"),
        approvals=approvals_view(visit, session.id) if visit.visitor.staff and session.cycle else None,
        may=allowed,
        corrections=_corrections(visit, session, cycle),
    )


def _corrections(visit: Visit, session: Session, cycle: ReviewCycle | None) -> tuple[CorrectionView, ...]:
    """The minor corrections of which this meeting hears: those since the last one, or those that it heard of."""
    plan = visit.models.streams.plan(cycle.plan) if cycle else None
    if plan is None:
        return ()
    asked = visit.models.corrections
    if session.called_off:
        return ()
    rows = asked.reported_to(plan.plan, session.id) if session.closed else asked.unreported(plan.plan)
    return correction_views(visit, rows, plan)


def quorum_words(session: Session, cycle: ReviewCycle | None) -> str:
    """The quorum in words, by the article."""
    if cycle is None:
        return ""
    said, seats = cycle.flow.ordinance, len(session.roll)
    needed = cycle.flow.quorum_needed(seats)
    rule = f"{said.quorum_article}により、委員{seats}名の{QUORUM[said.quorum]}（{needed}名以上）の出席が必要です。"
    if session.attendance is None:
        return rule
    present = len(session.attendance.present)
    held = "会議は成立しています。" if session.attendance.quorate else NOT_QUORATE[session.closed]
    return f"{rule}出席は{present}名です。{held}"


def _seats(visit: Visit, session: Session) -> tuple[Seat, ...]:
    known = names(visit) if visit.visitor.staff else {}
    return tuple(_seat(session, entry, known) for entry in session.roll)


def _seat(session: Session, entry: RollEntry, known: Mapping[str, Ref]) -> Seat:
    there = session.attendance
    called = member_words(entry)
    if entry.office == "acting_chair":
        called += "（職務代理）"
    if entry.acting:
        called += "（会長の職務を代理）"
    present = entry.seat in there.present if there else None
    return Seat(entry.seat, called, known.get(entry.account), present, bool(there and there.presiding == entry.seat))


def _agenda(visit: Visit, session: Session, cycle: ReviewCycle | None, entry: AgendaEntry, rows: Rows) -> AgendaView:
    item, row = visit.engine.load(Indicator, entry.indicator), rows.get((entry.indicator, entry.version))
    decided = entry.indicator in session.decided
    amended = _amended(session, item)
    state = item.proposal(session.cycle or "", entry.version).state
    return AgendaView(
        key=f"{entry.indicator} {entry.version}",
        indicator=item.id,
        label=item.label,
        version=entry.version,
        kind=words.PROPOSAL_KIND[row.kind] if row else "",
        reason=row.reason if row else None,
        changes=changes_of(visit, item, row),
        result=_result(session, entry, state),
        open=not decided and (state == "open" or amended > entry.version),
        amended=amended if amended > entry.version else 0,
        amended_changes=changes_of(visit, item, rows.get((entry.indicator, amended))) if amended else (),
        may_amend=may(visit, "propose_improvement", cycle, item.steps.get(session.cycle or "")),
        facts=facts(visit, row),
        too_early=_too_early(cycle, item),
    )


def _too_early(cycle: ReviewCycle | None, item: Indicator) -> str:
    """The title of the item's step where the flow lets nobody decide about it."""
    step = item.steps.get(cycle.id) if cycle else None
    if cycle is None or step is None or cycle.flow.roles_for(step, "record_decision"):
        return ""
    return cycle.flow.title(step)


def _amended(session: Session, item: Indicator) -> int:
    """The version that this meeting proposed in the place of the agenda's; 0 without one."""
    mine = [n for (c, n), p in item.proposals.items() if (c, p.session, p.state) == (session.cycle, session.id, "open")]
    return max(mine, default=0)


def _result(session: Session, entry: AgendaEntry, state: str) -> str:
    ruling = next((r for r in session.rulings.values() if entry.indicator in {e.indicator for e in r.proposals}), None)
    if ruling is None:
        return "" if state == "open" else f"{words.PROPOSAL_STATE[state]}（この会議では決定していません）"
    if entry.indicator in ruling.waiting:
        return "会長に一任（確認を待っています）"
    return words.PROPOSAL_STATE[state] if state == "revised" else words.DECISION[ruling.decision]


def _decision(visit: Visit, position: int, event: DecisionRecorded) -> Decision:
    labels = [
        (e.indicator, f"{visit.engine.load(Indicator, e.indicator).label}　第{e.version}版") for e in event.proposals
    ]
    note = None if event.note is None else Ref(position, "/data/note")
    return Decision(position, words.decision(event.decision, event.manner), tuple(labels), note)


def open_proposals(visit: Visit, cycle: ReviewCycle) -> tuple[tuple[str, str], ...]:
    """The proposals that a new meeting may have on its agenda, by the key that a form sends."""
    found = []
    for indicator in (*cycle.items, *cycle.others):
        item = visit.engine.load(Indicator, indicator)
        for version, state in item.proposal_states(cycle.id).items():
            if state == "open":
                kind = words.PROPOSAL_KIND[item.proposal(cycle.id, version).kind]
                row = visit.models.board.item(cycle.id, item.id)
                again = "・継続審議" if row and row.state == "continued" else ""
                early = _too_early(cycle, item)
                step = f"・まだ「{early}」の段階" if early else ""
                found.append((f"{item.id} {version}", f"{item.label}　第{version}版（{kind}{again}{step}）"))
    return tuple(found)


def roll_choices(visit: Visit, session: Session) -> tuple[tuple[str, str], ...]:
    """The seats of the roll to choose from, with names for those who may read them."""
    known = names(visit) if visit.visitor.staff else {}
    texts = visit.engine.reveal(known.values())
    called = {e.seat: texts.get(known[e.account], "") if e.account in known else "" for e in session.roll}
    return tuple((str(e.seat), f"{member_words(e)}　{called[e.seat]}".strip("　")) for e in session.roll)


def entries(keys: Sequence[str]) -> tuple[AgendaEntry, ...]:
    """What the checkboxes of an agenda say; strange ones are left to the engine to refuse."""
    parts = [key.rpartition(" ") for key in keys]
    return tuple(AgendaEntry(indicator=i, version=int(v) if is_number(v) else 0) for i, _, v in parts)
