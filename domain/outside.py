"""What meetings decided where this record did not see it, as a later document shows it of one item."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from domain.aggregate import Decided
from domain.errors import Obstacle, Refused
from domain.event import Event
from domain.events import (
    DepartureRecorded,
    ItemNumber,
    MinorCorrectionMade,
    RevisedStatement,
    RevisionRecorded,
    Source,
    StarGranted,
    StarRevoked,
    TextCorrected,
)
from domain.indicator import Bullet, Indicator


class Wording(msgspec.Struct, frozen=True):
    """A bullet as the document has it; an `id` that the item has not had yet is a new one."""

    id: int
    text: str
    source: Source


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What one meeting changed; without a session the document before had been misread.

    `order` are all bullets as they stand afterwards, empty where nobody asks; `merged` go on in this item.
    """

    session: str | None
    wordings: tuple[Wording, ...] = ()
    removed: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    name: str | None = None
    number: ItemNumber | None = None
    merged: tuple[str, ...] = ()


class StarShown(msgspec.Struct, frozen=True):
    """A ★ that the document has (`given`) or has no more, by a session."""

    statement: int
    session: str
    given: bool
    reason: str


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """All that a document shows of one item: slips of the earlier one, what meetings changed, and ★."""

    slips: tuple[Wording, ...] = ()
    name_slip: str | None = None
    note: str = ""
    changes: tuple[Change, ...] = ()
    stars: tuple[StarShown, ...] = ()


def take_over(item: Indicator, shown: Shown, day: date) -> Decided:
    """The item is to read as the document shows it from `day` on; quiet where it does so already."""
    item.check_in_plan()
    events = list(_Taking(item, shown, day).events())
    if events:
        check_settled(item)
    return [(item.stream, event) for event in events]


def leave(item: Indicator, session: str, by: tuple[str, ...], day: date) -> Decided:
    """The item is in the plan no more; it goes on in the items `by`. Quiet where it has left."""
    if item.retired_on is not None:
        return []
    waiting = sum(comment.is_open for comment in item.comments.values())
    if waiting:
        msg = f"{item.label}：回答を待っているご意見が{waiting}件あるため、計画から外せません。先に回答してください。"
        raise Refused(msg, code="in_the_way", obstacles=(Obstacle(item.id, msg),))
    check_settled(item)
    return [(item.stream, DepartureRecorded(session=session, effective_on=day, by=by))]


def check_settled(item: Indicator) -> None:
    """Refuses what a document would change while a proposal waits for its decision or for its effect."""
    if any(item.unsettled(cycle) for cycle in {cycle for cycle, _ in item.proposals}):
        msg = (
            f"{item.label}：改善案が決定か反映を待っているため、文書からは改められません。"
            "改善案を取り下げるか、決定して反映した後に、もう一度お試しください。"
        )
        raise Refused(msg, code="proposal_open", obstacles=(Obstacle(item.id, msg),))


class _Taking:
    """The events for one item, each on what the ones before it leave."""

    def __init__(self, item: Indicator, shown: Shown, day: date) -> None:
        self._item, self._shown, self._day = item, shown, day
        self._bullets = dict(item.statements)
        self._stars = set(item.stars)

    def events(self) -> Iterator[Event]:
        if self._shown.name_slip is not None and self._shown.name_slip != self._item.name:
            yield MinorCorrectionMade(ground="misprint", text=self._shown.name_slip, note=self._shown.note)
        for slip in self._shown.slips:
            if self._bullets[slip.id].text != slip.text:
                yield self._corrected(slip, self._bullets[slip.id])
        for change in self._shown.changes:
            revision = self._revision(change)
            if revision is not None:
                yield revision
        for star in self._shown.stars:
            if (star.statement in self._stars) != star.given:
                yield self._star(star)

    def _corrected(self, slip: Wording, before: Bullet) -> Event:
        """A bullet that reads as it was imported was misread or misprinted; another one is a minor correction."""
        revision = before.text_revision + 1
        self._bullets[slip.id] = Bullet(slip.text, revision, before.imported)
        if before.imported:
            return TextCorrected(statement=slip.id, text_revision=revision, text=slip.text, source=slip.source)
        return MinorCorrectionMade(
            ground="misprint", text=slip.text, note=self._shown.note, statement=slip.id, text_revision=revision
        )

    def _revision(self, change: Change) -> RevisionRecorded | None:
        wordings = [w for w in change.wordings if w.id not in self._bullets or self._bullets[w.id].text != w.text]
        removed = tuple(gone for gone in change.removed if gone in self._bullets)
        statements = tuple(self._revised(wording) for wording in wordings)
        for gone in removed:
            del self._bullets[gone]
            self._stars.discard(gone)
        order = change.order if change.order and list(change.order) != list(self._bullets) else ()
        if order:
            self._bullets = {k: self._bullets[k] for k in order}
        name = change.name if change.name != self._item.name else None
        number = change.number if change.number != self._item.number else None
        if not (statements or removed or order or name or number or change.merged):
            return None
        return RevisionRecorded(
            session=change.session,
            effective_on=self._day,
            statements=statements,
            sources=tuple(wording.source for wording in wordings),
            removed=removed,
            order=order,
            name=name,
            number=number,
            merged=change.merged,
        )

    def _revised(self, wording: Wording) -> RevisedStatement:
        """Its ★ goes on: that the document has none any more is a thing of its own."""
        before = self._bullets.get(wording.id)
        revision = before.text_revision + 1 if before else 1
        self._bullets[wording.id] = Bullet(wording.text, revision, imported=True)
        starred = wording.id in self._stars
        return RevisedStatement(id=wording.id, text=wording.text, text_revision=revision, advanced=starred)

    def _star(self, star: StarShown) -> Event:
        made = StarGranted if star.given else StarRevoked
        revision = self._bullets[star.statement].text_revision
        return made(statement=star.statement, text_revision=revision, session=star.session, reason=star.reason)


def fresh_ids(item: Indicator, count: int) -> Sequence[int]:
    """The ids that the next new bullets of an item get."""
    return range(item.last_statement + 1, item.last_statement + 1 + count)
