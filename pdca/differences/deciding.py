"""From what a person chose to the events of one append: on the plan, its sessions, its items, and what is new."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from domain.aggregate import Decided
from domain.codes import ItemKind
from domain.errors import Refused
from domain.event import Event, Stream
from domain.events import (
    DocumentImported,
    IndicatorRegistered,
    ItemEntry,
    ItemNumber,
    MinorCorrectionMade,
    PlanStructureChanged,
    StarGranted,
    Statement,
    StatusChecked,
)
from domain.indicator import Indicator
from domain.outside import leave, take_over
from pdca.case import Case
from pdca.differences.comparing import Compared
from pdca.differences.finding import Elsewhere, Found, new_figures
from pdca.differences.matching import Merger, Pair, Split
from pdca.differences.meetings import Meetings
from pdca.differences.model import Choice, Decisions
from pdca.differences.rows import Row, Standing
from pdca.differences.showing import LEGEND, Showing
from pdca.differences.structure import Numbers, Structure
from pdca.documents import Profile
from pdca.documents.words import key
from pdca.importing import measurement_of, numeric_of, source_of

Chosen = Sequence[tuple[Found, Choice]]


class File(msgspec.Struct, frozen=True):
    """The file that is imported, and the profile by which it was read."""

    name: str
    sha256: str
    profile: Profile


class New(msgspec.Struct, frozen=True):
    """What new items and sessions need: ids, the numbers that items have or had, how figures are read."""

    id: Callable[[str], str]
    numbers: tuple[tuple[ItemKind, ItemNumber], ...]
    profile: Profile


class Deciding:
    """The events of one confirmation."""

    def __init__(self, case: Case, compared: Compared, decisions: Decisions, chosen: Chosen, new: New) -> None:
        self._case, self._compared, self._chosen, self._new_id = case, compared, chosen, new.id
        self._decisions, self._profile = decisions, new.profile
        self._plan = compared.plan
        self._meetings = Meetings(case, compared, decisions, new.id)
        self._splits = [(found, found.of) for found, _ in chosen if isinstance(found.of, Split)]
        self._mergers = [(found, found.of) for found, _ in chosen if isinstance(found.of, Merger)]
        matched = compared.matched
        self._elsewhere = Elsewhere.of(matched.splits, matched.mergers)
        self._structure = Structure(compared, chosen)
        self._numbers = Numbers(compared, self._structure, new.numbers)
        self._by_pair: dict[int, list[tuple[Found, Choice]]] = {}
        for found, choice in chosen:
            self._by_pair.setdefault(id(found.of), []).append((found, choice))
        self._staying = {pair.standing.item: pair for pair in matched.pairs}

    def events(self, file: File) -> Decided:
        """First the document, then the sessions that nobody knew, then item by item; the plan's order last."""
        items = [event for pair in self._compared.matched.pairs for event in self._paired(pair, file)]
        new = [*self._added(), *self._split_off()]
        gone = list(self._gone())
        decided: Decided = [(self._plan.stream, self._imported(file))]
        decided += [(Stream("session", each), event) for each, event in self._meetings.recorded.items()]
        decided += [*items, *new, *gone, *self._slipped_titles(file)]
        decided += self._changed_structure(new, gone)
        return decided

    def _imported(self, file: File) -> DocumentImported:
        chosen: dict[str, str] = {f"difference {name}": choice for name, choice in self._decisions.choices.items()}
        chosen |= {f"by_hand {address}": told for address, told in self._decisions.by_hand.items()}
        years = {"status_year": self._compared.status_year, "mark_year": self._compared.document.mark_year}
        return DocumentImported(
            file_name=file.name,
            file_sha256=file.sha256,
            profile=file.profile.name,
            profile_sha256=file.profile.sha256 or None,
            decisions={**{name: year for name, year in years.items() if year is not None}, **chosen},
            findings=len(self._compared.document.findings),
        )

    # --- an item that goes on

    def _paired(self, pair: Pair, file: File) -> Iterator[tuple[Stream, Event]]:
        item = self._item(pair.standing)
        mine = self._by_pair.get(id(pair), [])
        shown = Showing(item, pair, self._elsewhere, self._meetings, f"「{file.name}」のとおり")
        for found, choice in mine:
            shown.take(found, choice)
        for found, split in self._splits:
            if split.standing.item == item.id:
                shown.give(self._meetings.of(found), split)
        for found, merger in self._mergers:
            if merger.into.standing.item == item.id:
                shown.receive(self._meetings.of(found), merger, self._item(merger.standing))
        shown.renumber(*self._new_number(pair))
        yield from take_over(item, shown.shown(), self._case.today)
        kinds = {found.difference.kind for found, _ in mine}
        if "status" in kinds:
            yield item.stream, self._status(pair.row)
        if "figure" in kinds:
            values = new_figures(
                pair.row, pair.standing.known.figures, self._compared.status_year, self._profile.figures
            )
            yield from ((item.stream, measurement_of(value, year, self._profile)) for year, value in values)

    def _new_number(self, pair: Pair) -> tuple[str | None, ItemNumber | None]:
        """The number of an item that moved, or whose measure did, with the meeting that said so."""
        moved = self._structure.move_of(pair)
        return (None, None) if moved is None else (self._meetings.of(moved), self._numbers.of_pair(pair))

    def _status(self, row: Row) -> StatusChecked:
        return StatusChecked(
            fiscal_year=self._status_year(),
            texts=tuple(text for text, _ in row.status),
            sources=tuple(source_of(place) for _, place in row.status),
        )

    def _status_year(self) -> int:
        year = self._compared.status_year
        if year is None:
            msg = "状況が何年度のものか、文書から読み取れません。西暦の年度を指定してください。"
            raise Refused(msg, code="year_needed", field="status_year")
        return year

    # --- items that come

    def _added(self) -> Iterator[tuple[Stream, Event]]:
        for found, _ in self._chosen:
            if isinstance(found.of, Row):
                yield from self._registered(found, found.of, ())

    def _split_off(self) -> Iterator[tuple[Stream, Event]]:
        for found, split in self._splits:
            for row in split.rows:
                yield from self._registered(found, row, (self._item(split.standing),))

    def _registered(self, found: Found, row: Row, before: tuple[Indicator, ...]) -> Iterator[tuple[Stream, Event]]:
        stream = Stream("indicator", self._row_id(row))
        yield (
            stream,
            IndicatorRegistered(
                plan=self._plan.id,
                item_kind=row.kind,
                number=self._numbers.of_row(row),
                name=row.name,
                statements=tuple(
                    Statement(id=k, text=bullet.text, source=source_of(bullet.line))
                    for k, bullet in enumerate(row.bullets, 1)
                ),
                numeric=None if row.numeric is None else numeric_of(row.numeric, self._profile),
                predecessors=tuple(item.id for item in before),
                effective_on=self._case.today,
                session=self._meetings.of(found),
            ),
        )
        stars = {key(b.text): item.stars[k] for item in before for k, b in item.statements.items() if k in item.stars}
        for k, bullet in enumerate(row.bullets, 1):
            if bullet.advanced:
                session = stars.get(key(bullet.text)) or self._meetings.of_marks(found)
                yield stream, StarGranted(statement=k, text_revision=1, session=session, reason=LEGEND)
        if row.status:
            yield stream, self._status(row)
        values = new_figures(row, {}, self._compared.status_year, self._profile.figures)
        yield from ((stream, measurement_of(value, year, self._profile)) for year, value in values)

    def _row_id(self, row: Row) -> str:
        return self._new_id(f"item {row.label} {row.name}")

    # --- items that go

    def _gone(self) -> Iterator[tuple[Stream, Event]]:
        for found, _ in self._chosen:
            if isinstance(found.of, Standing):
                yield from self._leaves(found, found.of, ())
        for found, split in self._splits:
            if split.standing.item not in self._staying:
                yield from self._leaves(found, split.standing, tuple(self._row_id(row) for row in split.rows))
        for found, merger in self._mergers:
            yield from self._leaves(found, merger.standing, (merger.into.standing.item,))

    def _leaves(self, found: Found, standing: Standing, by: tuple[str, ...]) -> Decided:
        return leave(self._item(standing), self._meetings.of(found), by, self._case.today)

    # --- the plan

    def _slipped_titles(self, file: File) -> Iterator[tuple[Stream, Event]]:
        """Names of projects and measures that were misprinted; the item that is called alike has its own event."""
        for found, choice in self._chosen:
            if found.difference.kind == "title_renamed" and choice == "typo" and isinstance(found.of, Pair):
                number = found.of.standing.number
                yield (
                    self._plan.stream,
                    MinorCorrectionMade(
                        ground="misprint",
                        text=found.of.row.name,
                        note=f"「{file.name}」のとおり",
                        project=number.project,
                        initiative=number.initiative,
                    ),
                )

    def _changed_structure(self, new: Decided, gone: Decided) -> Decided:
        added = tuple(
            ItemEntry(indicator=stream.id, kind=event.item_kind)
            for stream, event in new
            if isinstance(event, IndicatorRegistered)
        )
        removed = tuple(stream.id for stream, _ in gone)
        projects = self._structure.projects()
        if not (added or removed or projects):
            return []
        event = PlanStructureChanged(effective_on=self._case.today, added=added, removed=removed, projects=projects)
        return [(self._plan.stream, event)]

    def _item(self, standing: Standing) -> Indicator:
        return self._compared.items[standing.item]
