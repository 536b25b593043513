"""軽微な修正（会議に諮らないもの）: what was corrected on which ground, and which meeting heard of it."""

from collections.abc import Iterable, Iterator

import msgspec

from domain.event import Ref
from domain.indicator import Indicator
from domain.numbering import circled, label
from domain.proposal_kinds import MOVABLE
from pdca import words
from projections.corrections import CorrectionRow
from projections.items import ItemRow
from projections.streams import PlanRow
from web.permitted import may
from web.site import Visit
from web.views.item import ItemView
from web.views.office import Link


class CorrectionView(msgspec.Struct, frozen=True):
    """A correction in words."""

    place: Link
    before: str
    after: str
    ground: str
    note: Ref
    at: int
    reported: str


def correction_views(visit: Visit, rows: Iterable[CorrectionRow], plan: PlanRow) -> tuple[CorrectionView, ...]:
    """Corrections in the order in which they were made."""
    titles = {row.stream: row.title or "" for row in visit.models.streams.of_plan(plan.plan, "session")}
    return tuple(
        CorrectionView(
            place=_place(visit, row, plan),
            before=row.before,
            after=row.after,
            ground=words.GROUND[row.ground] + (f"（{titles.get(row.session, '')}）" if row.session else ""),
            note=row.note,
            at=row.recorded_at,
            reported=titles.get(row.reported or "", ""),
        )
        for row in rows
    )


def _place(visit: Visit, row: CorrectionRow, plan: PlanRow) -> Link:
    if row.indicator is not None:
        item = visit.models.items.item(row.indicator, reviews=False)
        called = f"{words_of(item.number.project, item.number.initiative)} {item.name}" if item else ""
        return Link(f"/indicators/{row.indicator}", called)
    return Link(f"/plans/{plan.key}#p{row.project}", words_of(row.project or 0, row.initiative))


def words_of(project: int, initiative: int | None) -> str:
    """E.g. 重点プロジェクト2 取組①."""
    return f"重点プロジェクト{project}" + (f" 取組{circled(initiative)}" if initiative else "")


class Correcting(msgspec.Struct, frozen=True):
    """The forms of one item: bullets that read as they were imported, meetings that may have entrusted a correction."""

    imported: tuple[int, ...]
    sessions: tuple[tuple[str, str], ...]


def correcting(visit: Visit, view: ItemView) -> Correcting | None:
    """For the secretariat, on an item that is in the plan, as it stands now; a running review is not needed."""
    past = view.reading.moment is not None or view.reading.public or view.row.retired_on is not None
    if past or not may(visit, "make_minor_correction"):
        return None
    item = visit.engine.load(Indicator, view.row.indicator)
    imported = tuple(n for n, bullet in item.statements.items() if bullet.imported)
    return Correcting(imported, past_sessions(visit, view.plan.plan))


class Occurrence(msgspec.Struct, frozen=True):
    """A place where a word stands; `key` is item, bullet (0: the name) and text revision, as a form sends it."""

    key: str
    label: str
    before: str
    after: str


def occurrences(visit: Visit, plan: PlanRow, old: str, new: str) -> tuple[Occurrence, ...]:
    """Every bullet and name of the plan's items that has the old word, as it would read; none without a word."""
    if not old.strip() or not new.strip() or old == new:
        return ()
    rows = visit.models.items.plan_items(plan.plan, reviews=False)
    return tuple(found for row in rows if row.retired_on is None for found in _in_item(row, old, new))


def _in_item(row: ItemRow, old: str, new: str) -> Iterator[Occurrence]:
    called = f"{label(row.number, row.kind)} {row.name}"
    names = [(0, 0, row.name)] if row.kind in MOVABLE else []
    for statement, revision, text in (*names, *((b.id, b.text_revision, b.text) for b in row.statements)):
        if old in text:
            yield Occurrence(f"{row.indicator}:{statement}:{revision}", called, text, text.replace(old, new))


def places_of(plan: PlanRow) -> tuple[tuple[str, str], ...]:
    """The projects and measures of a plan as a form's choices."""
    found = []
    for project in plan.projects:
        found.append((f"{project.number}", f"{words_of(project.number, None)}　{project.name}"))
        found += [(f"{project.number} {i.number}", f"　取組{circled(i.number)}　{i.name}") for i in project.initiatives]
    return tuple(found)


def past_sessions(visit: Visit, plan: str) -> tuple[tuple[str, str], ...]:
    """The meetings that may have entrusted a correction."""
    return tuple((row.stream, row.title or "") for row in visit.models.streams.of_plan(plan, "session"))
