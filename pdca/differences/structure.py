"""Where everything stands once what was chosen counts: projects, measures and item numbers."""

from collections.abc import Iterable, Iterator, Sequence

from domain.codes import ItemKind
from domain.events import InitiativeEntry, ItemNumber, ProjectEntry
from pdca.differences.comparing import Compared
from pdca.differences.finding import Found
from pdca.differences.matching import Merger, Pair, Place, Split
from pdca.differences.model import Choice
from pdca.differences.rows import Row, Standing

ONE_OF_A_PLACE = frozenset({"vision", "content"})


class Structure:
    """The places of measures and items: those of the plan, but for what was chosen to move, come or go."""

    def __init__(self, compared: Compared, chosen: Sequence[tuple[Found, Choice]]) -> None:
        self._plan, self._matched = compared.plan, compared.matched
        self._chosen = [found for found, _ in chosen]
        self._own_moves = {id(found.of): found for found in self._chosen if found.difference.kind == "item_moved"}
        self._moves = {
            _at(found.of.standing): found
            for found in self._chosen
            if found.difference.kind == "item_moved"
            and isinstance(found.of, Pair)
            and found.of.standing.kind == "content"
        }
        self._names = {
            _at(found.of.standing): found.of.row.name
            for found in self._chosen
            if found.difference.kind == "title_renamed" and isinstance(found.of, Pair)
        }
        self._titles = {_at(row): row.name for row in self._coming() if row.kind in ONE_OF_A_PLACE}
        self._new = dict(self._new_measures())

    def _coming(self) -> Iterator[Row]:
        for found in self._chosen:
            if isinstance(found.of, Row):
                yield found.of
            elif isinstance(found.of, Split):
                yield from found.of.rows

    def _new_measures(self) -> Iterator[tuple[Place, Place]]:
        """Where measures that come stand: as in the document, unless a measure that stays has that number."""
        staying = {self._moved((p.number, i.number)) for p in self._plan.projects for i in p.initiatives}
        for at in (at for at in self._titles if at[1] is not None):
            place = at if at not in staying else (at[0], max(i or 0 for p, i in staying if p == at[0]) + 1)
            staying.add(place)
            yield at, place

    def move_of(self, pair: Pair) -> Found | None:
        """What was chosen that gives an item another number: its own move, or that of its measure."""
        own = self._own_moves.get(id(pair))
        with_measure = None if pair.moved(self._matched.measures) else self._moves.get(_at(pair.standing))
        return own or (with_measure if pair.standing.kind not in ONE_OF_A_PLACE else None)

    def _moved(self, at: Place) -> Place:
        """Where a measure of the plan stands now."""
        found = self._moves.get(at)
        return _at(found.of.row) if found is not None and isinstance(found.of, Pair) else at

    def of_row(self, row: Row) -> Place:
        """Where a row of the document stands in the plan."""
        there = _at(row)
        if there in self._new:
            return self._new[there]
        return self._moved(self._matched.measures.get(there, there))

    def of_pair(self, pair: Pair) -> Place:
        """Where an item that goes on stands."""
        return _at(pair.standing) if self.move_of(pair) is None else self.of_row(pair.row)

    def moves(self, pair: Pair) -> bool:
        """Whether an item gets another number."""
        return self.move_of(pair) is not None

    def projects(self) -> tuple[ProjectEntry, ...]:
        """All projects as they are from now on; empty where nothing changes."""
        names = dict(self._named())
        projects = tuple(
            ProjectEntry(
                number=at[0],
                name=name,
                initiatives=tuple(
                    InitiativeEntry(number=i, name=names[p, i])
                    for p, i in sorted(names, key=_ranked)
                    if p == at[0] and i
                ),
            )
            for at, name in sorted(names.items(), key=lambda named: _ranked(named[0]))
            if at[1] is None
        )
        return () if projects == self._plan.projects else projects

    def _named(self) -> Iterator[tuple[Place, str]]:
        """Every project and measure where something stands, with its name; what comes may bring its own."""
        stands = set(self._stands())
        projects = {at[0] for at in stands}
        for project in self._plan.projects:
            if project.number in projects:
                yield (project.number, None), self._names.get((project.number, None), project.name)
            for measure in project.initiatives:
                before = (project.number, measure.number)
                if self._moved(before) in stands:
                    yield self._moved(before), self._names.get(before, measure.name)
        for at, name in self._titles.items():
            yield self._new.get(at, at), name

    def _stands(self) -> Iterator[Place]:
        """Where an item stands: of those that go on, of those that nobody let go, and of those that come."""
        gone = {f.difference.item for f in self._chosen if isinstance(f.of, Standing | Merger)}
        gone |= {f.difference.item for f in self._chosen if isinstance(f.of, Split)}
        for pair in self._matched.pairs:
            yield self.of_pair(pair)
        left = (
            *self._matched.removed,
            *(s.standing for s in self._matched.splits),
            *(m.standing for m in self._matched.mergers),
        )
        for standing in left:
            if standing.item not in gone:
                yield self._moved(_at(standing))
        for row in self._coming():
            yield self.of_row(row)


class Numbers:
    """Item numbers: as in the document where nothing has or had that number, else the next one of the measure."""

    def __init__(self, compared: Compared, structure: Structure, given: Iterable[tuple[ItemKind, ItemNumber]]) -> None:
        moving = {
            (pair.standing.kind, pair.standing.number) for pair in compared.matched.pairs if structure.moves(pair)
        }
        self._structure = structure
        self._taken = {(kind, number) for kind, number in given if (kind, number) not in moving}
        self._known: dict[int, ItemNumber] = {}

    def of_pair(self, pair: Pair) -> ItemNumber:
        """The number of an item that moves."""
        return self._of(pair.row, self._structure.of_pair(pair))

    def of_row(self, row: Row) -> ItemNumber:
        """The number of an item that comes."""
        return self._of(row, self._structure.of_row(row))

    def _of(self, row: Row, place: Place) -> ItemNumber:
        if id(row) not in self._known:
            self._known[id(row)] = self._given(row, ItemNumber(project=place[0], initiative=place[1]))
        return self._known[id(row)]

    def _given(self, row: Row, at: ItemNumber) -> ItemNumber:
        if row.kind in ONE_OF_A_PLACE:
            return at
        number = ItemNumber(project=at.project, initiative=at.initiative, ordinal=row.number.ordinal)
        if (row.kind, number) in self._taken:
            same = (n.ordinal or 0 for k, n in self._taken if (k, n.project, n.initiative) == (row.kind, *_place(at)))
            number = ItemNumber(project=at.project, initiative=at.initiative, ordinal=max(same) + 1)
        self._taken.add((row.kind, number))
        return number


def _at(of: Row | Standing) -> Place:
    return _place(of.number)


def _place(number: ItemNumber) -> Place:
    return number.project, number.initiative


def _ranked(at: Place) -> tuple[int, int]:
    return at[0], at[1] or 0
