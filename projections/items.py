"""The plan's items, now and as of any position: their bullets with ★, and their status by fiscal year."""

from datetime import date

import msgspec

from domain.codes import EvidenceKind, ItemKind, StarChange
from domain.event import Recorded, Ref
from domain.events import (
    CarriedForward,
    DepartureRecorded,
    Evidence,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    IndicatorWithdrawn,
    ItemNumber,
    MinorCorrectionMade,
    Numeric,
    RestoredStatement,
    RevisedStatement,
    RevisionRecorded,
    Source,
    StarGranted,
    StarPutForward,
    StarRevoked,
    Statement,
    StatusChecked,
    TextCorrected,
)
from domain.numbering import order
from projections.database import Database, Transaction
from projections.model import ReadModel
from projections.reviews import TABLE as REVIEWS
from projections.reviews import ReviewRow
from projections.tables import Table
from projections.work import Work


class Star(msgspec.Struct, frozen=True, omit_defaults=True):
    """A session's word on a bullet as it read at `text_revision`: ★ given, or taken away."""

    session: str
    position: int
    text_revision: int
    reason: Ref


class StarAskedRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the office puts to the cycle's next session about a bullet's ★."""

    cycle: str
    position: int
    text_revision: int
    change: StarChange
    reason: Ref


class StatementRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bullet; `unstarred` is the last time that a session took its ★ away, `asked` what waits for a session."""

    id: int
    text: str
    text_revision: int = 1
    star: Star | None = None
    unstarred: Star | None = None
    asked: StarAskedRow | None = None
    source: Source | None = None

    @property
    def advanced(self) -> bool:
        """Whether it has a ★."""
        return self.star is not None


class EvidenceRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a status rests on."""

    kind: EvidenceKind
    title: Ref
    url: Ref | None = None
    wave: Ref | None = None
    question: Ref | None = None
    n: int | None = None
    value: Ref | None = None


class StatusRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The status of a fiscal year. Carried forward, `texts` are last year's and `reason` says why they go on."""

    fiscal_year: int
    position: int
    recorded_at: int
    texts: tuple[Ref, ...]
    as_of_date: date | None = None
    informant: Ref | None = None
    carried: bool = False
    reason: Ref | None = None
    cycle: str | None = None
    sources: tuple[Source, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()


class ItemRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item as it stands after the event at `position`; `statuses` by fiscal year, `reviews` by cycle.

    `effective_on` is the day from which the latest revision counts, `before` the bullets until then. `predecessors`
    went on in this item, `successors` are those in which it goes on; it is in the plan from `since` (None: from the
    beginning) and until the day before `retired_on`; `withdrawn`: the import of the document that brought it was
    taken back, and it is in no list any more.
    """

    indicator: str
    plan: str
    kind: ItemKind
    number: ItemNumber
    name: str
    position: int
    statements: tuple[StatementRow, ...] = ()
    numeric: Numeric | None = None
    statuses: dict[int, StatusRow] = {}
    reviews: dict[str, ReviewRow] = {}
    effective_on: date | None = None
    before: tuple[StatementRow, ...] = ()
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    since: date | None = None
    retired_on: date | None = None
    withdrawn: bool = False

    def stands_on(self, day: date) -> bool:
        """Whether it is in the plan on a day."""
        return (self.since is None or self.since <= day) and (self.retired_on is None or day < self.retired_on)

    def on(self, day: date) -> "ItemRow":
        """The item as it counts on a day: until a revision takes effect its bullets are those before it."""
        if self.effective_on is None or self.effective_on <= day or not self.before:
            return self
        return msgspec.structs.replace(self, statements=self.before)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Where it stands in the plan."""
        return order(self.number, self.kind)


TABLE = Table("items", ItemRow, ("indicator",), ("plan",), (("plan",),), dated=True)
ITEMS = ReadModel("items", 5, TABLE)


@ITEMS.on(IndicatorRegistered)
def _registered(work: Work, recorded: Recorded, event: IndicatorRegistered) -> None:
    row = ItemRow(
        indicator=recorded.stream,
        plan=event.plan,
        kind=event.item_kind,
        number=event.number,
        name=event.name,
        position=recorded.position,
        statements=tuple(_entering(statement) for statement in event.statements),
        numeric=event.numeric,
        predecessors=event.predecessors,
        effective_on=event.effective_on,
        since=event.effective_on,
    )
    work[TABLE].put(row)


def _entering(statement: Statement) -> StatementRow:
    return StatementRow(statement.id, statement.text, source=statement.source)


@ITEMS.on(StatusChecked)
def _status_checked(work: Work, recorded: Recorded, event: StatusChecked) -> None:
    status = StatusRow(
        fiscal_year=event.fiscal_year,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        texts=recorded.refs("texts"),
        as_of_date=event.as_of_date,
        informant=None if event.informant is None else recorded.ref("informant"),
        cycle=event.cycle,
        sources=event.sources,
        evidence=tuple(_evidence(recorded, k, each) for k, each in enumerate(event.evidence)),
    )
    _put_status(work, recorded, status)


def _evidence(recorded: Recorded, k: int, said: Evidence) -> EvidenceRow:
    """The private texts stay where they are."""
    texts = {name: recorded.ref("evidence", k, name) for name in _EVIDENCE_TEXTS if getattr(said, name) is not None}
    return EvidenceRow(said.kind, recorded.ref("evidence", k, "title"), n=said.n, **texts)


_EVIDENCE_TEXTS = ("url", "wave", "question", "value")


@ITEMS.on(CarriedForward)
def _carried_forward(work: Work, recorded: Recorded, event: CarriedForward) -> None:
    if event.of == "status":
        statuses = work[TABLE].need(recorded.stream).statuses
        status = StatusRow(
            fiscal_year=event.fiscal_year,
            position=recorded.position,
            recorded_at=recorded.recorded_at,
            texts=_texts_before(statuses, event.fiscal_year),
            carried=True,
            reason=recorded.ref("reason"),
            cycle=event.cycle,
        )
        _put_status(work, recorded, status)


def _texts_before(statuses: dict[int, StatusRow], fiscal_year: int) -> tuple[Ref, ...]:
    years = [year for year in statuses if year < fiscal_year]
    return statuses[max(years)].texts if years else ()


def _put_status(work: Work, recorded: Recorded, status: StatusRow) -> None:
    statuses = work[TABLE].need(recorded.stream).statuses
    _change(work, recorded, statuses={**statuses, status.fiscal_year: status})


@ITEMS.on(StarGranted)
def _starred(work: Work, recorded: Recorded, event: StarGranted) -> None:
    _change_bullet(work, recorded, event.statement, star=_star(recorded, event), asked=None)


@ITEMS.on(StarRevoked)
def _unstarred(work: Work, recorded: Recorded, event: StarRevoked) -> None:
    _change_bullet(work, recorded, event.statement, star=None, unstarred=_star(recorded, event), asked=None)


@ITEMS.on(StarPutForward)
def _star_put_forward(work: Work, recorded: Recorded, event: StarPutForward) -> None:
    asked = StarAskedRow(event.cycle, recorded.position, event.text_revision, event.change, recorded.ref("reason"))
    _change_bullet(work, recorded, event.statement, asked=asked)


def _star(recorded: Recorded, event: StarGranted | StarRevoked) -> Star:
    return Star(event.session, recorded.position, event.text_revision, recorded.ref("reason"))


def _change_bullet(work: Work, recorded: Recorded, statement: int | None, **changes: object) -> None:
    statements = tuple(
        msgspec.structs.replace(bullet, **changes) if bullet.id == statement else bullet
        for bullet in work[TABLE].need(recorded.stream).statements
    )
    _change(work, recorded, statements=statements)


@ITEMS.on(IndicatorRevised)
def _revised(work: Work, recorded: Recorded, event: IndicatorRevised) -> None:
    merged = (event.merged,) if event.merged else ()
    _reads(work, recorded, event, _as_revised(work[TABLE].need(recorded.stream), event), merged)


@ITEMS.on(RevisionRecorded)
def _revised_outside(work: Work, recorded: Recorded, event: RevisionRecorded) -> None:
    sources = dict(zip((each.id for each in event.statements), event.sources, strict=False))
    statements = tuple(
        msgspec.structs.replace(bullet, source=sources.get(bullet.id, bullet.source))
        for bullet in _as_revised(work[TABLE].need(recorded.stream), event)
    )
    if event.order:
        by_id = {bullet.id: bullet for bullet in statements}
        statements = tuple(by_id[k] for k in event.order if k in by_id)
    _reads(work, recorded, event, statements, event.merged)


def _as_revised(row: ItemRow, event: IndicatorRevised | RevisionRecorded) -> tuple[StatementRow, ...]:
    changed = {statement.id: statement for statement in event.statements}
    stay = [b for b in row.statements if b.id not in event.removed]
    kept = [_reworded(bullet, changed.pop(bullet.id, None)) for bullet in stay]
    new = [StatementRow(each.id, each.text, each.text_revision) for each in changed.values()]
    return (*kept, *new)


def _reads(
    work: Work,
    recorded: Recorded,
    event: IndicatorRevised | RevisionRecorded,
    statements: tuple[StatementRow, ...],
    merged: tuple[str, ...],
) -> None:
    row = work[TABLE].need(recorded.stream)
    _change(
        work,
        recorded,
        statements=statements,
        name=event.name or row.name,
        number=event.number or row.number,
        predecessors=(*row.predecessors, *merged),
        effective_on=event.effective_on,
        before=row.statements,
    )


def _reworded(bullet: StatementRow, revised: RevisedStatement | None) -> StatementRow:
    if revised is None:
        return bullet
    star = bullet.star if revised.advanced else None
    return msgspec.structs.replace(
        bullet, text=revised.text, text_revision=revised.text_revision, star=star, asked=None
    )


@ITEMS.on(IndicatorSucceeded)
def _succeeded(work: Work, recorded: Recorded, event: IndicatorSucceeded) -> None:
    _change(work, recorded, successors=event.by)


@ITEMS.on(IndicatorRetired)
def _retired(work: Work, recorded: Recorded, event: IndicatorRetired) -> None:
    _change(work, recorded, retired_on=event.effective_on)


@ITEMS.on(DepartureRecorded)
def _left(work: Work, recorded: Recorded, event: DepartureRecorded) -> None:
    _change(work, recorded, retired_on=event.effective_on, successors=event.by)


@ITEMS.on(MinorCorrectionMade)
def _corrected(work: Work, recorded: Recorded, event: MinorCorrectionMade) -> None:
    if recorded.kind == "indicator" and event.statement is None:
        _change(work, recorded, name=event.text)
    elif recorded.kind == "indicator":
        _change_bullet(work, recorded, event.statement, text=event.text, text_revision=event.text_revision)


@ITEMS.on(TextCorrected)
def _read_again(work: Work, recorded: Recorded, event: TextCorrected) -> None:
    changes = {"text": event.text, "text_revision": event.text_revision, "source": event.source}
    _change_bullet(work, recorded, event.statement, **changes)


@ITEMS.on(IndicatorRestored)
def _restored(work: Work, recorded: Recorded, event: IndicatorRestored) -> None:
    """What was recorded of a bullet or a year stands in the row from before the document, or in the one of now."""
    now, before = work[TABLE].need(recorded.stream), _before(work, recorded, event.document)
    statuses = dict(now.statuses)
    for status in event.statuses:
        statuses.pop(status.fiscal_year, None)
        if status.position is not None:
            statuses[status.fiscal_year] = before.statuses[status.fiscal_year]
    _change(
        work,
        recorded,
        name=event.name,
        number=event.number,
        statements=tuple(_reads_again(statement, before, now) for statement in event.statements),
        statuses=statuses,
        predecessors=event.predecessors,
        successors=event.successors,
        retired_on=event.retired_on,
        effective_on=before.effective_on,
        before=before.before,
    )


def _before(work: Work, recorded: Recorded, document: int) -> ItemRow:
    row = work[TABLE].before(document, recorded.stream)
    return work[TABLE].need(recorded.stream) if row is None else row


def _reads_again(restored: RestoredStatement, before: ItemRow, now: ItemRow) -> StatementRow:
    known = [bullet for row in (before, now) for bullet in row.statements if bullet.id == restored.id]
    same = next((each for each in known if each.text_revision == restored.text_revision), StatementRow(0, ""))
    stars = (each.star for each in known if each.star is not None and each.star.session == restored.star)
    wanted = None if restored.asked is None else restored.asked.position
    asked = (each.asked for each in known if each.asked is not None and each.asked.position == wanted)
    return msgspec.structs.replace(
        same,
        id=restored.id,
        text=restored.text,
        text_revision=restored.text_revision,
        star=next(stars, None),
        asked=next(asked, None),
    )


@ITEMS.on(IndicatorWithdrawn)
def _withdrawn(work: Work, recorded: Recorded, event: IndicatorWithdrawn) -> None:
    _change(work, recorded, retired_on=event.effective_on, withdrawn=True)


def _change(work: Work, recorded: Recorded, **changes: object) -> None:
    row = work[TABLE].need(recorded.stream)
    work[TABLE].put(msgspec.structs.replace(row, position=recorded.position, **changes))


class Items:
    """Questions about the plan's items; `at` is a position, None is now. Without reviews they are quicker."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan_items(self, plan: str, at: int | None = None, *, reviews: bool = True) -> list[ItemRow]:
        """All items of a plan in its order: by project, 将来像 first, then per measure contents, indicators, roles."""
        with self._database.reading() as transaction:
            rows = transaction.rows(TABLE, "plan = ?", plan, at=at)
            items = sorted((item for item in rows if not item.withdrawn), key=lambda item: item.place)
            if not reviews:
                return items
            found = transaction.rows(REVIEWS, "plan = ?", plan, at=at)
        return _joined(items, found)

    def item(self, indicator: str, at: int | None = None, *, reviews: bool = True) -> ItemRow | None:
        """One item."""
        with self._database.reading() as transaction:
            row = transaction.row(TABLE, indicator, at=at)
            if row is None or not reviews:
                return row
            return _joined([row], _reviews_of(transaction, indicator, at))[0]

    def item_by_number(self, plan: str, kind: ItemKind, number: ItemNumber, at: int | None = None) -> ItemRow | None:
        """The item that has this number in a plan, among those of its kind; a number is never given twice."""
        same = (i for i in self.plan_items(plan, at, reviews=False) if (i.kind, i.number) == (kind, number))
        found = next(same, None)
        return None if found is None else self.item(found.indicator, at)


def _reviews_of(transaction: Transaction, indicator: str, at: int | None) -> list[ReviewRow]:
    return transaction.rows(REVIEWS, "indicator = ?", indicator, at=at)


def _joined(items: list[ItemRow], reviews: list[ReviewRow]) -> list[ItemRow]:
    by_item: dict[str, dict[str, ReviewRow]] = {}
    for review in sorted(reviews, key=lambda each: each.began):
        by_item.setdefault(review.indicator, {})[review.cycle] = review
    return [_with(item, by_item.get(item.indicator, {})) for item in items]


def _with(item: ItemRow, reviews: dict[str, ReviewRow]) -> ItemRow:
    position = max([item.position, *(review.position for review in reviews.values())])
    return msgspec.structs.replace(item, position=position, reviews=reviews)
