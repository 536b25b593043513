"""From what a person chose to the events of one append: on the plan, its sessions, its items, and what is new."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import msgspec

from domain.aggregate import Decided, not_ahead, required
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
    SessionRecorded,
    StarGranted,
    Statement,
    StatusChecked,
)
from domain.indicator import Indicator
from domain.japanese_dates import fiscal_year_of
from domain.outside import Change, Shown, StarShown, Wording, fresh_ids, leave, take_over
from pdca.case import Case
from pdca.differences.comparing import Compared
from pdca.differences.finding import Elsewhere, Found, new_figures
from pdca.differences.matching import BulletPair, Merger, Pair, Split
from pdca.differences.model import Choice, Decisions, OutsideSession
from pdca.differences.rows import Row, Standing, StandingBullet
from pdca.differences.structure import Numbers, Structure
from pdca.documents import Bullet, packaged_profile
from pdca.documents.words import key
from pdca.importing import measurement_of, numeric_of, source_of

Chosen = Sequence[tuple[Found, Choice]]


class File(msgspec.Struct, frozen=True):
    """The file that is imported."""

    name: str
    sha256: str


class New(msgspec.Struct, frozen=True):
    """What new items and sessions need: an id by what it is for, and the numbers that items have or had."""

    id: Callable[[str], str]
    numbers: tuple[tuple[ItemKind, ItemNumber], ...]


class _Meetings:
    """The meetings that were named, each one stream: one that the log knows, or a new one."""

    def __init__(self, case: Case, compared: Compared, decisions: Decisions, new_id: Callable[[str], str]) -> None:
        self._case, self._decisions, self._new_id = case, decisions, new_id
        self._plan = compared.plan.id
        self._of_document = compared.differences().session
        self._known = {(r.title, r.fiscal_year): r.stream for r in compared.sessions if r.cycle is None}
        self._titles = {r.stream: r.title for r in compared.sessions}
        self.recorded: dict[str, SessionRecorded] = {}

    def of(self, found: Found, *, star: bool = False) -> str:
        """The meeting behind a difference; refuses one of which nobody says where it was decided."""
        named = self._decisions.sessions.get(found.difference.id)
        session = named or (self._of_document if star else None) or self._decisions.session
        if session is None:
            msg = f"{found.difference.number}：会議で決まったものは、どの会議かを入れてください（会議の名前と年度）。"
            raise Refused(msg, code="session_needed", field="session")
        return self._stream(session)

    def of_marks(self, found: Found) -> str:
        """The meeting behind a ★ of something that is new."""
        return self.of(found, star=True)

    def title(self, session: str) -> str:
        """What a meeting is called."""
        return self._titles.get(session) or self.recorded[session].title

    def _stream(self, session: OutsideSession) -> str:
        title = required(session.title, "session", "会議の名前")
        known = self._known.get((title, session.fiscal_year))
        if known is not None:
            return known
        stream = self._new_id(f"session {title} {session.fiscal_year}")
        held_on = _day(session)
        not_ahead(held_on, self._case.today, "session", "会議の日")
        self.recorded[stream] = SessionRecorded(
            plan=self._plan, fiscal_year=session.fiscal_year, title=title, held_on=held_on
        )
        return stream


def _day(session: OutsideSession) -> date | None:
    if session.held_on is None:
        return None
    try:
        day = date.fromisoformat(session.held_on)
    except ValueError:
        raise Refused("会議の日は、2026-03-18 の形で入れてください。", code="date", field="session") from None
    if fiscal_year_of(day) != session.fiscal_year:
        msg = "会議の日が、会議の年度のうちにありません。どちらかを直してください。"
        raise Refused(msg, code="fiscal_year", field="session")
    return day


class Deciding:
    """The events of one confirmation."""

    def __init__(self, case: Case, compared: Compared, decisions: Decisions, chosen: Chosen, new: New) -> None:
        self._case, self._compared, self._chosen, self._new_id = case, compared, chosen, new.id
        self._decisions = decisions
        self._plan = compared.plan
        self._meetings = _Meetings(case, compared, decisions, new.id)
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
        chosen = {f"difference {name}": choice for name, choice in self._decisions.choices.items()}
        years = {"status_year": self._compared.status_year, "mark_year": self._compared.document.mark_year}
        profile = packaged_profile()
        return DocumentImported(
            file_name=file.name,
            file_sha256=file.sha256,
            profile=profile.name,
            profile_sha256=profile.sha256 or None,
            decisions={**{name: year for name, year in years.items() if year is not None}, **chosen},
            findings=len(self._compared.document.findings),
        )

    # --- an item that goes on

    def _paired(self, pair: Pair, file: File) -> Iterator[tuple[Stream, Event]]:
        item = self._item(pair.standing)
        mine = self._by_pair.get(id(pair), [])
        shown = _Showing(item, pair, self._elsewhere, self._meetings, f"「{file.name}」のとおり")
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
            values = new_figures(pair.row, pair.standing.known.figures, self._compared.status_year)
            yield from ((item.stream, measurement_of(value, year, packaged_profile())) for year, value in values)

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
                numeric=None if row.numeric is None else numeric_of(row.numeric, packaged_profile()),
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
        values = new_figures(row, {}, self._compared.status_year)
        yield from ((stream, measurement_of(value, year, packaged_profile())) for year, value in values)

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


LEGEND = "会議で進んでいると確認したものに★をつけた（文書の凡例による）。"


class _Showing:
    """What a document shows of one item, put together from what was chosen."""

    def __init__(self, item: Indicator, pair: Pair, elsewhere: Elsewhere, meetings: _Meetings, note: str) -> None:
        self._item, self._pair, self._meetings, self._note = item, pair, meetings, note
        self._bullets = elsewhere.bullets(pair)
        self._changes: dict[str | None, Change] = {}
        self._slips: list[Wording] = []
        self._name_slip: str | None = None
        self._stars: list[StarShown] = []
        self._fresh = iter(fresh_ids(item, len(pair.row.bullets) + 1))
        self._ids = {id(found.after): found.before.id for found in self._bullets.pairs}
        self._keeps_order = self._stands_in_order()

    def take(self, found: Found, choice: Choice) -> None:
        """One difference of the item."""
        kind, of = found.difference.kind, found.bullet
        session = self._meetings.of(found, star=kind.startswith("star_")) if choice == "decided" else None
        if isinstance(of, BulletPair) and kind == "wording":
            self._reworded(of, session)
        elif isinstance(of, BulletPair) and session is not None:
            self._star(of.before.id, session, given=kind == "star_granted")
        elif isinstance(of, Bullet):
            self._new(session, of, self._meetings.of_marks(found) if of.advanced else None)
        elif isinstance(of, StandingBullet):
            self._change(session, removed=(of.id,))
        elif kind == "order":
            self._keeps_order = True
            self._change(session)
        elif kind in {"item_renamed", "title_renamed"}:
            self._renamed(session)

    def _reworded(self, of: BulletPair, session: str | None) -> None:
        wording = Wording(of.before.id, of.after.text, source_of(of.after.line))
        if session is None:
            self._slips.append(wording)
        else:
            self._change(session, wordings=(wording,))

    def _new(self, session: str | None, bullet: Bullet, star: str | None) -> None:
        new = self._ids[id(bullet)] = next(self._fresh)
        self._change(session, wordings=(Wording(new, bullet.text, source_of(bullet.line)),))
        if bullet.advanced and star is not None:
            self._star(new, star, given=True)

    def _star(self, statement: int, session: str, *, given: bool) -> None:
        title = self._meetings.title(session)
        reason = f"{title}で{LEGEND.removeprefix('会議で')}" if given else f"{title}の後の文書に★がない。"
        self._stars.append(StarShown(statement, session, given, reason))

    def _renamed(self, session: str | None) -> None:
        if session is None:
            self._name_slip = self._pair.row.name
        else:
            self._change(session, name=self._pair.row.name)

    def give(self, session: str, split: Split) -> None:
        """Bullets went to new items."""
        keys = frozenset(k for row in split.rows for k in row.keys) - self._pair.row.keys
        gone = tuple(k for k, bullet in self._item.statements.items() if key(bullet.text) in keys)
        self._change(session, removed=gone)

    def receive(self, session: str, merger: Merger, gone: Indicator) -> None:
        """Bullets came from an item that goes on in this one; their ★ go on."""
        stars = {key(b.text): gone.stars[k] for k, b in gone.statements.items() if k in gone.stars}
        known = {key(bullet.text) for bullet in self._item.statements.values()}
        for bullet in self._pair.row.bullets:
            if key(bullet.text) in merger.standing.keys - known:
                self._new(session, bullet, stars.get(key(bullet.text), session))
        self._change(session, merged=(gone.id,))

    def renumber(self, session: str | None, number: ItemNumber | None) -> None:
        """The item has another number."""
        if number is not None:
            self._change(session, number=number)

    def _change(self, session: str | None, **more: object) -> None:
        """Adds to what one meeting changed: lists grow, a name or a number is set."""
        before = self._changes.get(session) or Change(session=session)
        grown = {
            name: (*getattr(before, name), *value) if isinstance(value, tuple) else value
            for name, value in more.items()
        }
        self._changes[session] = msgspec.structs.replace(before, **grown)

    def _stands_in_order(self) -> bool:
        after = [self._ids[id(bullet)] for bullet in self._pair.row.bullets if id(bullet) in self._ids]
        return after == [k for k in self._item.statements if k in set(after)]

    def shown(self) -> Shown:
        """All together; the last change says in which order the bullets stand."""
        changes = list(self._changes.values())
        if changes and self._keeps_order:
            changes[-1] = msgspec.structs.replace(changes[-1], order=self._order(changes))
        return Shown(
            slips=tuple(self._slips),
            name_slip=self._name_slip,
            note=self._note,
            changes=tuple(changes),
            stars=tuple(self._stars),
        )

    def _order(self, changes: Iterable[Change]) -> tuple[int, ...]:
        """As the document has it; what it does not have, and was left, stands behind."""
        removed = {gone for change in changes for gone in change.removed}
        listed = [self._ids[id(bullet)] for bullet in self._pair.row.bullets if id(bullet) in self._ids]
        kept = [k for k in self._item.statements if k not in removed and k not in set(listed)]
        return (*listed, *kept)
