"""Which row of the document is which item of the plan, and which bullet is which."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Generic, TypeVar

import msgspec

from pdca.differences.rows import Row, Standing, StandingBullet
from pdca.documents import Bullet
from pdca.documents.words import key

ALIKE = 0.6
"""From this likeness (0 to 1) on a text may be another wording of the same."""
_LONGEST = 400
_MOST_PAIRS = 2500  # comparing every text with every other takes time
_ONE_OF_A_PLACE = frozenset({"vision", "content"})

_MOST_HOLDERS = 50
_Held = TypeVar("_Held")

Place = tuple[int, int | None]
"""The numbers of a project, and of a measure in it."""


class Pair(msgspec.Struct, frozen=True):
    """An item and the row that it stands in."""

    standing: Standing
    row: Row

    @property
    def renamed(self) -> bool:
        """Whether the name differs by more than widths and spaces."""
        return key(self.standing.name) != key(self.row.name)

    def moved(self, measures: Mapping[Place, Place]) -> bool:
        """Whether it stands in another measure; where the measure itself has another number, it does not."""
        before, after = self.standing.number, self.row.number
        there = (after.project, after.initiative)
        return (before.project, before.initiative) != measures.get(there, there)


class Split(msgspec.Struct, frozen=True):
    """Rows that took bullets of an item over; the item itself may stand on in a row of its own."""

    standing: Standing
    rows: tuple[Row, ...]


class Merger(msgspec.Struct, frozen=True):
    """An item that stands no more, whose bullets stand in the row of another one."""

    standing: Standing
    into: Pair


class Matched(msgspec.Struct, frozen=True):
    """What became of every item and of every row; `measures` are the plan's places by those of the document."""

    pairs: tuple[Pair, ...]
    splits: tuple[Split, ...]
    mergers: tuple[Merger, ...]
    added: tuple[Row, ...]
    removed: tuple[Standing, ...]
    measures: Mapping[Place, Place]


def match(standings: Sequence[Standing], rows: Sequence[Row]) -> Matched:
    """Compare by names first, then by the bullets; what no rule finds was added or removed."""
    return _Matching(standings, rows).result()


class _Matching:
    """Takes items and rows out of two heaps, from the surest rule to the weakest."""

    def __init__(self, standings: Sequence[Standing], rows: Sequence[Row]) -> None:
        self._standings = list(standings)
        self._rows = list(rows)
        self._pairs: list[Pair] = []
        self._measures = _same_measures(standings, rows)
        self._holders = _Holders((row.keys, row) for row in rows)

    def result(self) -> Matched:
        self._pair(lambda each: (each.kind, self._measure(each), key(each.name)), self._is_not_elsewhere)
        self._pair(
            lambda each: (each.kind, self._measure(each)) if each.kind in _ONE_OF_A_PLACE else None, _still_the_same
        )
        self._pair(
            lambda each: None if each.kind in _ONE_OF_A_PLACE else (each.kind, key(each.name)), self._is_not_elsewhere
        )
        whole = tuple(self._whole_splits())
        self._rename()
        mergers = tuple(self._mergers())
        splits = (*whole, *self._splits())
        gone = {split.standing.item for split in splits} | {merger.standing.item for merger in mergers}
        born = {id(row) for split in splits for row in split.rows}
        return Matched(
            tuple(self._pairs),
            splits,
            mergers,
            tuple(row for row in self._rows if id(row) not in born),
            tuple(standing for standing in self._standings if standing.item not in gone),
            self._measures,
        )

    def _measure(self, each: Standing | Row) -> Place:
        """Where it stands; of a row, by the plan's numbers."""
        at = each.number.project, each.number.initiative
        return at if isinstance(each, Standing) else self._measures.get(at, at)

    def _pair(
        self, of: Callable[[Standing | Row], object], fits: Callable[[Standing, Row], bool] = lambda _, __: True
    ) -> None:
        """Pair what has the same key, where it is the only one on both sides."""
        items, rows = _unique(self._standings, of), _unique(self._rows, of)
        for found, standing in items.items():
            if found in rows and fits(standing, rows[found]):
                self._pairs.append(Pair(standing, rows[found]))
        self._leave_out({pair.standing.item for pair in self._pairs}, {id(pair.row) for pair in self._pairs})

    def _is_not_elsewhere(self, standing: Standing, row: Row) -> bool:
        """Whether a row of that name can be the item: not if it has none of the bullets, and another row has all."""
        if not standing.keys or standing.keys & row.keys:
            return True
        others = self._holders.of(standing.keys)
        return not any(other.kind == standing.kind and standing.keys <= other.keys for other in others)

    def _whole_splits(self) -> Iterator[Split]:
        """Items whose bullets stand in several new rows, none of which has the old name."""
        holders = _Holders((row.keys, row) for row in self._rows)
        gone: set[str] = set()
        taken: set[int] = set()
        for standing in self._standings:
            found = [row for row in holders.of(standing.keys) if row.kind == standing.kind and id(row) not in taken]
            rows = [row for row in found if _mostly_of(row, standing.keys)]
            if len(rows) > 1:
                yield Split(standing, tuple(rows))
                gone.add(standing.item)
                taken.update(id(row) for row in rows)
        self._leave_out(gone, taken)

    def _rename(self) -> None:
        """Pair what has much the same bullets, the most alike first; in the same measure if it can be."""
        items: set[str] = set()
        rows: set[int] = set()
        for _, item, row in sorted(self._rated(), key=lambda each: each[0], reverse=True):
            if item.item not in items and id(row) not in rows:
                items.add(item.item)
                rows.add(id(row))
                self._pairs.append(Pair(item, row))
        self._leave_out(items, rows)

    def _rated(self) -> Iterator[tuple[tuple[bool, float], Standing, Row]]:
        """How much items and rows agree; where there are many, only those that share a bullet are compared."""
        few = len(self._standings) * len(self._rows) <= _MOST_PAIRS
        holders = _Holders((row.keys, row) for row in self._rows)
        for item in self._standings:
            for row in self._rows if few else holders.of(item.keys):
                if item.kind == row.kind and (likeness := _alike(item, row)) >= ALIKE:
                    yield (self._measure(item) == self._measure(row), likeness), item, row

    def _leave_out(self, items: Collection[str], rows: Collection[int]) -> None:
        """These are settled."""
        self._standings = [standing for standing in self._standings if standing.item not in items]
        self._rows = [row for row in self._rows if id(row) not in rows]

    def _mergers(self) -> Iterator[Merger]:
        holders = _Holders((pair.row.keys - pair.standing.keys, pair) for pair in self._pairs)
        for standing in self._standings:
            found = [pair for pair in holders.of(standing.keys) if pair.standing.kind == standing.kind]
            taken = [(len(standing.keys & pair.row.keys - pair.standing.keys), pair) for pair in found]
            most, into = max(taken, key=lambda each: each[0], default=(0, None))
            if into is not None and 2 * most > len(standing.keys):
                yield Merger(standing, into)

    def _splits(self) -> Iterator[Split]:
        """New rows with bullets that an item lost."""
        lost = [(standing.keys, standing) for standing in self._standings]
        lost += [(pair.standing.keys - pair.row.keys, pair.standing) for pair in self._pairs]
        holders = _Holders(lost)
        keys = {standing.item: each for each, standing in lost}
        found: dict[str, tuple[Standing, list[Row]]] = {}
        for row in self._rows:
            sources = [source for source in holders.of(row.keys) if source.kind == row.kind]
            rated = [(len(row.keys & keys[source.item]), source) for source in sources]
            most, source = max(rated, key=lambda each: each[0], default=(0, None))
            if source is not None and 2 * most >= len(row.keys):
                found.setdefault(source.item, (source, []))[1].append(row)
        for source, rows in found.values():
            yield Split(source, tuple(rows))


class _Holders(Generic[_Held]):
    """Finds what has any of some bullets without looking at all."""

    def __init__(self, held: Iterable[tuple[frozenset[str], _Held]]) -> None:
        self._by_key: dict[str, list[_Held]] = {}
        for keys, holder in held:
            for each in keys:
                self._by_key.setdefault(each, []).append(holder)

    def of(self, keys: Iterable[str]) -> list[_Held]:
        """What has one of these bullets, each once; a bullet that very many have says nothing."""
        found = (self._by_key.get(each, []) for each in sorted(keys))
        return list(
            {id(holder): holder for holders in found if len(holders) <= _MOST_HOLDERS for holder in holders}.values()
        )


def _mostly_of(row: Row, keys: frozenset[str]) -> bool:
    """Whether half of the bullets of a row or more are among these."""
    return 2 * len(row.keys & keys) >= len(row.keys) > 0


class BulletPair(msgspec.Struct, frozen=True):
    """A bullet of the plan and the one that it is in the document, by likeness from 0 to 1."""

    before: StandingBullet
    after: Bullet
    likeness: float


class MatchedBullets(msgspec.Struct, frozen=True):
    """What became of every bullet of an item."""

    pairs: tuple[BulletPair, ...]
    added: tuple[Bullet, ...]
    removed: tuple[StandingBullet, ...]


def match_bullets(before: Sequence[StandingBullet], after: Sequence[Bullet]) -> MatchedBullets:
    """The same texts first, in order; then other wordings, the most alike first."""
    known: dict[str, list[StandingBullet]] = {}
    for bullet in before:
        known.setdefault(key(bullet.text), []).append(bullet)
    pairs: list[BulletPair] = []
    new: list[Bullet] = []
    for wanted in after:
        same = known.get(key(wanted.text))
        if same:
            pairs.append(BulletPair(same.pop(0), wanted, 1.0))
        else:
            new.append(wanted)
    left = {id(bullet) for bullets in known.values() for bullet in bullets}
    old = [bullet for bullet in before if id(bullet) in left]
    for likeness, one, other in sorted(_rated(old, new), key=lambda rated: -rated[0]):
        if one in old and any(each is other for each in new):
            pairs.append(BulletPair(one, other, likeness))
            old.remove(one)
            new = [each for each in new if each is not other]
    return MatchedBullets(tuple(pairs), tuple(new), tuple(old))


def _rated(old: list[StandingBullet], new: list[Bullet]) -> Iterator[tuple[float, StandingBullet, Bullet]]:
    if len(old) == len(new) == 1:
        yield max(_likeness(old[0].text, new[0].text), ALIKE), old[0], new[0]
    elif len(old) * len(new) <= _MOST_PAIRS:
        for one in old:
            for other in new:
                if (likeness := _likeness(one.text, other.text)) >= ALIKE:
                    yield likeness, one, other


def _still_the_same(item: Standing, row: Row) -> bool:
    """Whether what stands in a place is what stood there: by its name, or by some of its text."""
    return _likeness(item.name, row.name) >= ALIKE or _alike(item, row) >= ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, key(one)[:_LONGEST], key(other)[:_LONGEST], autojunk=False).ratio()


def _alike(item: Standing, row: Row) -> float:
    """How much the bullets of both agree: those that are the same; of few also the wording."""
    if not item.bullets or not row.bullets:
        return 0.0
    same = 2 * len(item.keys & row.keys) / (len(item.keys) + len(row.keys))
    if same or len(item.bullets) * len(row.bullets) > len("few"):
        return same
    return _likeness("".join(b.text for b in item.bullets), "".join(b.text for b in row.bullets))


def _same_measures(standings: Sequence[Standing], rows: Sequence[Row]) -> Mapping[Place, Place]:
    """By the places of the document, where a measure stood in the plan that has another number now."""
    contents = [each for each in standings if each.kind == "content"]
    names = {(each.number.project, each.number.initiative): key(each.name) for each in contents}
    by_name = {name: at for at, name in names.items() if Counter(names.values())[name] == 1}
    found: dict[Place, Place] = {}
    for row in (row for row in rows if row.kind == "content"):
        at, name = (row.number.project, row.number.initiative), key(row.name)
        if names.get(at) != name and name in by_name:
            found[at] = by_name[name]
    return found


_Each = TypeVar("_Each", Standing, Row)


def _unique(heap: Sequence[_Each], of: Callable[[Standing | Row], object]) -> dict[object, _Each]:
    """What a heap has once only, by its key; None is no key."""
    keys = [of(each) for each in heap]
    counts = Counter(keys)
    return {found: each for found, each in zip(keys, heap, strict=True) if found is not None and counts[found] == 1}
