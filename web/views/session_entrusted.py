"""What a meeting entrusted to the chair: the wording that is open now beside the one that was entrusted."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from domain.event import Recorded, Ref
from domain.events import AgendaEntry, EntrustmentConfirmed
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca import words
from projections.reviews import ProposalRow
from web.permitted import may
from web.site import Visit
from web.views.changes import ChangeView, changes


class Entrusted(msgspec.Struct, frozen=True):
    """An entrusted proposal that the chair has not confirmed; `version` is the one that is open now."""

    key: str
    decision: int
    indicator: str
    label: str
    entrusted_version: int
    version: int
    changes: tuple[ChangeView, ...]
    before_changes: tuple[ChangeView, ...]
    reason: Ref | None
    may_reword: bool


class Confirmed(msgspec.Struct, frozen=True):
    """What the chair confirmed, how and when."""

    label: str
    indicator: str
    version: int
    on: date
    medium: str
    note: Ref | None


Rows = Mapping[tuple[str, int], ProposalRow]


def proposals_of(visit: Visit, session: Session, cycle: ReviewCycle | None) -> Rows:
    """The proposals of the items of the agenda, by item and version."""
    found = {}
    for indicator in dict.fromkeys(entry.indicator for entry in session.agenda):
        row = visit.models.items.item(indicator)
        review = row.reviews.get(cycle.id) if row and cycle else None
        found.update({(indicator, p.version): p for p in (review.proposals if review else ())})
    return found


def changes_of(visit: Visit, item: Indicator, row: ProposalRow | None) -> tuple[ChangeView, ...]:
    """What the proposal changes in the text as it read when it was written."""
    known = visit.models.items.item(item.id, reviews=False) if row else None
    return changes(visit, known, row) if known and row else ()


def entrusted_views(visit: Visit, session: Session, rows: Rows) -> tuple[Entrusted, ...]:
    """What still waits for the chair; what a later meeting decided does not."""
    return tuple(
        _waiting(visit, session, at, entry, rows)
        for at, ruling in session.rulings.items()
        for entry in ruling.proposals
        if entry.indicator in ruling.waiting and _undecided(visit, entry.indicator, session.cycle or "")
    )


def _undecided(visit: Visit, indicator: str, cycle: str) -> bool:
    return "open" in visit.engine.load(Indicator, indicator).proposal_states(cycle).values()


def _waiting(visit: Visit, session: Session, at: int, entry: AgendaEntry, rows: Rows) -> Entrusted:
    item, cycle_id = visit.engine.load(Indicator, entry.indicator), session.cycle or ""
    opened = [n for n, state in item.proposal_states(cycle_id).items() if state == "open"]
    version = max(opened, default=entry.version)
    row, first = rows.get((item.id, version)), rows.get((item.id, entry.version))
    cycle = visit.engine.load(ReviewCycle, cycle_id)
    return Entrusted(
        key=f"{item.id} {version}",
        decision=at,
        indicator=item.id,
        label=item.label,
        entrusted_version=entry.version,
        version=version,
        changes=changes_of(visit, item, row),
        before_changes=changes_of(visit, item, first) if version != entry.version else (),
        reason=row.reason if row else None,
        may_reword=may(visit, "propose_improvement", cycle, item.steps.get(cycle_id)),
    )


def confirmations(visit: Visit, history: Sequence[Recorded]) -> tuple[Confirmed, ...]:
    return tuple(_confirmation(visit, r, r.event) for r in history if isinstance(r.event, EntrustmentConfirmed))


def _confirmation(visit: Visit, recorded: Recorded, event: EntrustmentConfirmed) -> Confirmed:
    item = visit.engine.load(Indicator, event.proposal.indicator)
    note = None if event.note is None else recorded.ref("note")
    medium = words.MEDIUM[event.medium]
    return Confirmed(item.label, item.id, event.proposal.version, event.confirmed_on, medium, note)
