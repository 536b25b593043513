"""What a document shows of one item, put together from what a person chose."""

from collections.abc import Iterable

import msgspec

from domain.errors import Refused
from domain.events import ItemNumber
from domain.indicator import Indicator
from domain.outside import Change, Shown, StarShown, Wording, fresh_ids
from pdca.differences.finding import Elsewhere, Found
from pdca.differences.matching import BulletPair, Merger, Pair, Split
from pdca.differences.meetings import Meetings
from pdca.differences.model import Choice
from pdca.differences.rows import StandingBullet
from pdca.documents import Bullet
from pdca.documents.words import key
from pdca.importing import source_of

LEGEND = "会議で進んでいると確認したものに★をつけた（文書の凡例による）。"


class Showing:
    """Takes one difference after the other; `shown` is all of them."""

    def __init__(self, item: Indicator, pair: Pair, elsewhere: Elsewhere, meetings: Meetings, note: str) -> None:
        self._item, self._pair, self._meetings, self._note = item, pair, meetings, note
        self._bullets = elsewhere.bullets(pair)
        self._changes: dict[str | None, Change] = {}
        self._slips: list[Wording] = []
        self._name_slip: str | None = None
        self._stars: list[StarShown] = []
        self._reads_anew: set[int] = set()
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
            self._check_words(of, given=kind == "star_granted")
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
        self._reads_anew.add(of.before.id)
        wording = Wording(of.before.id, of.after.text, source_of(of.after.line))
        if session is None:
            self._slips.append(wording)
        else:
            self._change(session, wordings=(wording,))

    def _check_words(self, of: BulletPair, *, given: bool) -> None:
        """A ★ of the document is on its own words: it is given with them, never to the words before."""
        if given and key(of.before.text) != key(of.after.text) and of.before.id not in self._reads_anew:
            msg = (
                f"{self._item.label}：この★は、書き直された文「{of.after.text}」に付いています。"
                "文の書き直しを取り込むか、★も取り込まないでください。"
            )
            raise Refused(msg, code="star_without_wording")

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
