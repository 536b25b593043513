"""The findings of a year's review for auditor and secretariat: 手続の点検表 per meeting, and what to look at."""

import msgspec

from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.checklist import Checklist, checklist
from pdca.findings import Finding, findings
from web.site import Visit

HEADINGS = {
    "typed_in_later": "届いた日と入力した日が離れている記録",
    "known_later": "★の後に分かった、★より前の事実",
    "answered_after_session": "次の会議の後に答えた、またはまだ答えていないご意見",
    "one_person": "作成と反映が同じ方の記録",
    "decided_outside": "会議の記録が文書だけによる変更",
    "publication_without_approval": "決裁の記録のない公表",
}


class FindingsView(msgspec.Struct, frozen=True):
    """All that the page shows of one year."""

    cycle: str
    title: str
    checklists: tuple[Checklist, ...]
    groups: tuple[tuple[str, tuple[Finding, ...]], ...]
    years: tuple[tuple[str, str], ...]


def findings_view(visit: Visit, chosen: str) -> FindingsView | None:
    """The chosen review, by default the newest; None where there is none."""
    rows = [row.stream for row in visit.models.streams.of_kind("review_cycle")]
    cycles = sorted((visit.engine.load(ReviewCycle, r) for r in rows), key=lambda c: c.fiscal_year, reverse=True)
    cycle = next((each for each in cycles if each.id == chosen), cycles[0] if cycles else None)
    if cycle is None:
        return None
    found = findings(visit.engine, cycle)
    groups = ((words, tuple(f for f in found if f.kind == kind)) for kind, words in HEADINGS.items())
    sessions = [s for s in (visit.engine.load(Session, each) for each in cycle.sessions) if not s.called_off]
    return FindingsView(
        cycle=cycle.id,
        title=cycle.title,
        checklists=tuple(checklist(visit.engine, cycle, session) for session in sessions),
        groups=tuple((words, those) for words, those in groups if those),
        years=tuple((each.id, each.title) for each in cycles if each is not cycle),
    )
