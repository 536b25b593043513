"""From what was matched to the differences that a person is asked about, in words."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from domain.japanese_dates import fiscal
from domain.numbering import order
from pdca.differences.matching import (
    ALIKE,
    BulletPair,
    Matched,
    MatchedBullets,
    Merger,
    Pair,
    Split,
    match_bullets,
)
from pdca.differences.model import Choice, Difference, Kind
from pdca.differences.rows import Row, Standing, StandingBullet
from pdca.documents import Bullet, MeasuredValue
from pdca.documents.figures import decimal_of
from pdca.documents.profile import Figures
from pdca.documents.words import key

SURE = 0.85
"""From this likeness (0 to 1) on a changed text is surely another wording of the same."""
_DECIDED: tuple[Choice, ...] = ("decided", "leave")
_WORDED: tuple[Choice, ...] = ("typo", "decided", "leave")
_TAKEN: tuple[Choice, ...] = ("take", "leave")
_SAME_MARKS = "文書の★は{meeting}で、前の文書の★より新しいとはいえません。"
_KNOWN_STATUS = "この年度の状況は、すでに別の文で記録されています。"
_WHOSE_STATUS = "欄が分かれたか、まとめられたか、文が大きく変わっています。この項目の状況かを確かめてください。"
_NEW_STATUS = "この年度の状況は、まだ記録されていません。"
_KNOWN_FIGURE = "すでに別の値で記録されている年度があります。"
_NEW_FIGURE = "その年度の値は、まだ記録されていません。"
_SHORT = 30
_NONE: frozenset[str] = frozenset()


class Years(msgspec.Struct, frozen=True):
    """The fiscal years that the document speaks of, and the year of the ★ that the plan has."""

    status: int | None
    marks: int | None
    marks_before: int | None
    figures: Figures
    """How the figures of both are written."""


class Found(msgspec.Struct, frozen=True):
    """A difference with what it rests on: the item and its row, a split, a merger; and of bullets which."""

    difference: Difference
    of: Pair | Split | Merger | Row | Standing
    bullet: BulletPair | Bullet | StandingBullet | None = None

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Where it stands in the plan."""
        of = self.of.standing if isinstance(self.of, Pair | Split | Merger) else self.of
        return order(of.number, of.kind)


def find(matched: Matched, years: Years) -> list[Found]:
    """The differences between the plan and the document, in the order of the plan."""
    return sorted(_Finder(matched, years).all(), key=lambda found: found.place)


class Elsewhere(msgspec.Struct, frozen=True):
    """By item, the bullets (as they are compared) that went to new items by splits, or came by mergers."""

    given: Mapping[str, frozenset[str]]
    taken: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, splits: Iterable[Split], mergers: Iterable[Merger]) -> "Elsewhere":
        """What these splits and mergers explain."""
        given = {split.standing.item: frozenset(k for row in split.rows for k in row.keys) for split in splits}
        taken: dict[str, frozenset[str]] = {}
        for merger in mergers:
            into = merger.into.standing.item
            taken[into] = taken.get(into, frozenset()) | merger.standing.keys
        return cls(given, taken)

    def bullets(self, pair: Pair) -> MatchedBullets:
        """Which bullets of a pair are which, without those that went elsewhere or came from there."""
        item, row = pair.standing, pair.row
        given, taken = self.given.get(item.item, _NONE) - row.keys, self.taken.get(item.item, _NONE) - item.keys
        before = [bullet for bullet in item.bullets if key(bullet.text) not in given]
        return match_bullets(before, [bullet for bullet in row.bullets if key(bullet.text) not in taken])


class _Finder:
    def __init__(self, matched: Matched, years: Years) -> None:
        self._matched = matched
        self._years = years
        self._elsewhere = Elsewhere.of(matched.splits, matched.mergers)

    def all(self) -> Iterator[Found]:
        for pair in self._matched.pairs:
            yield from self._paired(pair)
        for split in self._matched.splits:
            yield Found(_split(split), split)
        for merger in self._matched.mergers:
            yield Found(_merger(merger), merger)
        for row in self._matched.added:
            yield Found(_added(row), row)
        for standing in self._matched.removed:
            yield Found(_removed(standing), standing)

    def _paired(self, pair: Pair) -> Iterator[Found]:
        if pair.renamed:
            yield Found(_renamed(pair), pair)
        if pair.moved(self._matched.measures) or (pair.standing.kind == "content" and pair.moved({})):
            yield Found(_moved(pair), pair)
        yield from self._bullets(pair)
        for difference in (self._status(pair), self._figures(pair)):
            if difference is not None:
                yield Found(difference, pair)

    def _bullets(self, pair: Pair) -> Iterator[Found]:
        bullets = self._elsewhere.bullets(pair)
        adopted = pair.standing.known.adopted
        for found in bullets.pairs:
            if key(found.before.text) != key(found.after.text) and key(found.after.text) not in adopted:
                yield Found(_worded(pair, found), pair, found)
            if difference := self._star(pair, found):
                yield Found(difference, pair, found)
        for added in bullets.added:
            if key(added.text) not in adopted:
                yield Found(_bullet_added(pair, added), pair, added)
        for removed in bullets.removed:
            yield Found(_bullet_removed(pair, removed), pair, removed)
        if _stands_otherwise(pair, bullets):
            yield Found(_ordered(pair), pair)

    def _star(self, pair: Pair, found: BulletPair) -> Difference | None:
        if (found.before.star is not None) == found.after.advanced:
            return None
        newer = _is_newer(self._years.marks, self._years.marks_before)
        granted = found.after.advanced
        sure = newer and granted and key(found.before.text) == key(found.after.text)
        said = "付いています" if granted else "付いていません"
        meeting = f"{fiscal(self._years.marks)}の会議の印" if self._years.marks else "会議の印"
        why = f"文書の★は{meeting}で、前の文書より新しいものです。" if newer else _SAME_MARKS.format(meeting=meeting)
        return _difference(
            "star_granted" if granted else "star_revoked",
            pair.standing,
            statement=found.before.id,
            before=(found.before.text,),
            after=(found.after.text,),
            place=found.after.line,
            belief=f"「{_clipped(found.after.text)}」に、文書では★が{said}。",
            why=why,
            certain=sure,
            choices=_DECIDED,
            default="decided" if sure else None,
        )

    def _status(self, pair: Pair) -> Difference | None:
        texts = tuple(text for text, _ in pair.row.status)
        known = pair.standing.known.status
        if not texts or list(map(key, texts)) == list(map(key, known)):
            return None
        sure = not known and self._is_the_same(pair)
        year = fiscal(self._years.status) if self._years.status else "年度の分からない"
        return _difference(
            "status",
            pair.standing,
            before=known,
            after=texts,
            place=pair.row.status[0][1],
            belief=f"{year}の状況として、{len(texts)}件の文が書かれています。",
            why=_KNOWN_STATUS if known else _NEW_STATUS if sure else _WHOSE_STATUS,
            certain=sure,
            choices=_TAKEN,
            default="take" if sure else None,
        )

    def _is_the_same(self, pair: Pair) -> bool:
        """Whether the row surely is the item: nothing was split off or merged in, and a text is alike."""
        elsewhere = pair.standing.item in self._elsewhere.given or pair.standing.item in self._elsewhere.taken
        alike = any(found.likeness > ALIKE for found in match_bullets(pair.standing.bullets, pair.row.bullets).pairs)
        return not elsewhere and (alike or not pair.standing.bullets)

    def _figures(self, pair: Pair) -> Difference | None:
        values = new_figures(pair.row, pair.standing.known.figures, self._years.status, self._years.figures)
        if not values:
            return None
        known = pair.standing.known.figures
        before = tuple(f"{fiscal(year)} {known[year]}" for year, _ in values if year in known)
        return _difference(
            "figure",
            pair.standing,
            before=before,
            after=tuple(f"{fiscal(year)} {value.text}" for year, value in values),
            place=values[0][1].line,
            belief=f"{len(values)}つの年度の値が書かれています。",
            why=_KNOWN_FIGURE if before else _NEW_FIGURE,
            certain=not before,
            choices=_TAKEN,
            default=None if before else "take",
        )


def new_figures(
    row: Row, known: Mapping[int, str], status_year: int | None, figures: Figures
) -> list[tuple[int, MeasuredValue]]:
    """The figures of the row with their years that the plan does not have, or has otherwise."""
    values = row.numeric.values if row.numeric else ()
    dated = [(value.year or status_year, value) for value in values]
    return [
        (year, value)
        for year, value in dated
        if year is not None and _figure_key(known.get(year, ""), figures) != _figure_key(value.text, figures)
    ]


def _figure_key(text: str, figures: Figures) -> str:
    """A figure as it is compared: a number without the way in which it is written."""
    return decimal_of(text, figures) or key(text)


def _worded(pair: Pair, found: BulletPair) -> Difference:
    sure = found.likeness >= SURE
    return _difference(
        "wording",
        pair.standing,
        statement=found.before.id,
        before=(found.before.text,),
        after=(found.after.text,),
        place=found.after.line,
        belief="同じ項目の文が書き直されました。" if sure else "別の文に置きかわったか、大きく書き直されました。",
        why=_alike_words(found.likeness),
        certain=sure,
        choices=_WORDED,
    )


def _bullet_added(pair: Pair, bullet: Bullet) -> Difference:
    return _difference(
        "bullet_added",
        pair.standing,
        after=(bullet.text,),
        place=bullet.line,
        belief="新しい項目（・の1行）が加わりました。" + ("★が付いています。" if bullet.advanced else ""),
        why="計画のこの欄に、これと似た文はありません。",
        certain=True,
        choices=_WORDED,
    )


def _bullet_removed(pair: Pair, bullet: StandingBullet) -> Difference:
    return _difference(
        "bullet_removed",
        pair.standing,
        statement=bullet.id,
        before=(bullet.text,),
        place=pair.row.place,
        belief="この項目（・の1行）は、文書からなくなりました。" + ("★が付いていたものです。" if bullet.star else ""),
        why="文書のこの欄に、これと似た文はありません。",
        certain=True,
        choices=_WORDED,
    )


def _ordered(pair: Pair) -> Difference:
    return _difference(
        "order",
        pair.standing,
        before=tuple(bullet.text for bullet in pair.standing.bullets),
        after=tuple(bullet.text for bullet in pair.row.bullets),
        place=pair.row.place,
        belief="項目（・の1行）の順番が変わりました。",
        why="同じ文が、別の順番で並んでいます。",
        certain=True,
        choices=_WORDED,
    )


def _stands_otherwise(pair: Pair, bullets: MatchedBullets) -> bool:
    """Whether the bullets that both have stand in another order."""
    ids = {id(found.after): found.before.id for found in bullets.pairs}
    after = [ids[id(bullet)] for bullet in pair.row.bullets if id(bullet) in ids]
    return after != [bullet.id for bullet in pair.standing.bullets if bullet.id in set(after)]


def _renamed(pair: Pair) -> Difference:
    titled = {"vision": "重点プロジェクト", "content": "取組"}.get(pair.standing.kind, "点検項目")
    same = pair.standing.keys == pair.row.keys
    return _difference(
        "title_renamed" if titled != "点検項目" else "item_renamed",
        pair.standing,
        before=(pair.standing.name,),
        after=(pair.row.name,),
        place=pair.row.place,
        belief=f"{titled}の名前が変わりました。",
        why="中の文はすべて同じです。" if same else "番号か中の文が重なっています。",
        certain=same,
        choices=_WORDED,
    )


def _moved(pair: Pair) -> Difference:
    what = "取組の番号" if pair.standing.kind == "content" else "置き場所"
    return _difference(
        "item_moved",
        pair.standing,
        before=(pair.standing.label,),
        after=(pair.row.label,),
        place=pair.row.place,
        belief=f"{what}が {pair.standing.label} から {pair.row.label} に変わりました。",
        why="名前が同じで、ほかに同じ名前のものはありません。",
        certain=pair.standing.keys == pair.row.keys,
        choices=_DECIDED,
    )


def _split(split: Split) -> Difference:
    names = "」と「".join(row.name for row in split.rows)
    return _difference(
        "item_split",
        split.standing,
        before=tuple(bullet.text for bullet in split.standing.bullets),
        after=tuple(bullet.text for row in split.rows for bullet in row.bullets),
        place=split.rows[0].place,
        belief=f"この点検項目の文が、新しい「{names}」に分かれました。",
        why="新しい欄の文の半分以上が、もとはこの点検項目にありました。",
        certain=False,
        choices=_DECIDED,
    )


def _merger(merger: Merger) -> Difference:
    into = merger.into.standing
    return _difference(
        "item_merged",
        merger.standing,
        before=tuple(bullet.text for bullet in merger.standing.bullets),
        place=merger.into.row.place,
        belief=f"この点検項目は、{into.label}「{into.name}」にまとめられました。",
        why="この点検項目の文の多くが、いまはそこにあります。",
        certain=False,
        choices=_DECIDED,
    )


def _added(row: Row) -> Difference:
    return _difference(
        "item_added",
        row,
        after=tuple(bullet.text for bullet in row.bullets),
        place=row.place,
        belief=f"新しい点検項目「{row.name}」が加わりました。",
        why="名前も文も、計画のどの点検項目とも重なりません。",
        certain=True,
        choices=_DECIDED,
    )


def _removed(standing: Standing) -> Difference:
    return _difference(
        "item_removed",
        standing,
        before=tuple(bullet.text for bullet in standing.bullets),
        belief="この点検項目は、文書からなくなりました。",
        why="名前も文も、文書のどの欄とも重なりません。",
        certain=True,
        choices=_DECIDED,
    )


def _difference(kind: Kind, of: Standing | Row, **fields: Any) -> Difference:  # noqa: ANN401 -- fields of a Difference
    item = of.item if isinstance(of, Standing) else None
    about = [
        kind,
        item or of.label,
        of.name,
        str(fields.get("statement")),
        *fields.get("before", ()),
        *fields.get("after", ()),
    ]
    name = hashlib.sha256("\x00".join(about).encode()).hexdigest()[:12]
    return Difference(id=name, kind=kind, item=item, number=of.label, name=of.name, **fields)


def _is_newer(marks: int | None, before: int | None) -> bool:
    return marks is not None and (before is None or marks > before)


def _alike_words(likeness: float) -> str:
    return f"前の文と{likeness * 100:.0f}％同じです。" if likeness > ALIKE else "この欄で残った文どうしを並べました。"


def _clipped(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
