"""A plan as the log has it beside a document: matched, and what differs."""

from collections.abc import Sequence

import msgspec

from domain.indicator import Indicator
from domain.japanese_dates import fiscal
from domain.plan import Plan
from pdca.differences.finding import Found, Years, find
from pdca.differences.known import known
from pdca.differences.matching import Matched, match
from pdca.differences.model import Differences, OutsideSession
from pdca.differences.rows import rows, standing
from pdca.directory import Directory
from pdca.documents import Document, Profile, packaged_profile
from projections.streams import StreamRow


class Compared(msgspec.Struct, frozen=True):
    """What was compared, and what came of it."""

    plan: Plan
    items: dict[str, Indicator]
    document: Document
    sessions: tuple[StreamRow, ...]
    status_year: int | None
    matched: Matched
    found: tuple[Found, ...]

    def differences(self) -> Differences:
        """As a person is asked about them."""
        entries = tuple(found.difference for found in self.found)
        standing = [item for item in self.items.values() if item.retired_on is None]
        return Differences(
            entries=entries,
            unchanged=len(standing) - len({entry.item for entry in entries if entry.item}),
            status_year=self.status_year,
            mark_year=self.document.mark_year,
            session=_mark_session(self.document.mark_year, self.sessions),
        )


def compare(  # noqa: PLR0913 -- two sides and what is known beside them
    plan: Plan,
    items: Sequence[Indicator],
    document: Document,
    *,
    sessions: Sequence[StreamRow],
    directory: Directory,
    status_year: int | None = None,
    profile: Profile | None = None,
) -> Compared:
    """The items of the plan beside the rows of the document; `sessions` are those of the plan."""
    year = document.status_year if status_year is None else status_year
    matched = match(standing(items, known(directory, items, year)), list(rows(document)))
    years = Years(
        status=year,
        marks=document.mark_year,
        marks_before=_marks(plan, items, sessions),
        figures=(profile or packaged_profile()).figures,
    )
    by_id = {item.id: item for item in items}
    return Compared(plan, by_id, document, tuple(sessions), year, matched, tuple(find(matched, years)))


def _marks(plan: Plan, items: Sequence[Indicator], sessions: Sequence[StreamRow]) -> int | None:
    """The fiscal year of the last session whose ★ stand; else the one that the first document named."""
    given = {session for item in items for session in item.stars.values()}
    years = [row.fiscal_year for row in sessions if row.stream in given and row.fiscal_year is not None]
    named = plan.decisions.get("mark_year")
    return max(years, default=named if isinstance(named, int) else None)


def _mark_session(year: int | None, sessions: Sequence[StreamRow]) -> OutsideSession | None:
    """The meeting behind the ★ of the document: the one that is known of that year, if it is one."""
    if year is None:
        return None
    same = [row for row in sessions if row.fiscal_year == year and row.cycle is None and row.title]
    if len(same) != 1:
        return OutsideSession(title=f"{fiscal(year)}の会議", fiscal_year=year)
    held_on = same[0].held_on
    return OutsideSession(same[0].title or "", year, held_on.isoformat() if held_on else None)
