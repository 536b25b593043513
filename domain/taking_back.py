"""The import of a later document is taken back: everything that it brought reads again as before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Generic, NoReturn, TypeVar

import msgspec

from domain.aggregate import Aggregate, Decided, required
from domain.codes import StarChange
from domain.commands import WithdrawDocument
from domain.errors import NotFound, Obstacle, Refused
from domain.event import Event, Recorded
from domain.events import (
    CarriedForward,
    CommentSubmitted,
    DocumentWithdrawn,
    DraftSaved,
    ImprovementProposed,
    IndicatorRestored,
    IndicatorRevised,
    IndicatorWithdrawn,
    ItemEntry,
    ItemNumber,
    MinorCorrectionMade,
    ProjectEntry,
    RestoredFigure,
    RestoredStatement,
    RestoredStatus,
    StarAskedFor,
    StarGranted,
    StarPutForward,
    StarRevoked,
    TextCorrected,
)
from domain.indicator import Bullet, Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session

A = TypeVar("A", bound=Aggregate)
T = TypeVar("T")
K = TypeVar("K", int, str)


class Times(msgspec.Struct, Generic[A], frozen=True):
    """One stream before the document, with all that it brought, and now; `since` are its events after the import."""

    before: A
    after: A
    now: A
    since: Sequence[Recorded] = ()


class Reviews(msgspec.Struct, frozen=True):
    """The plan's reviews and sessions now, and the sessions that stood and that were over before the document."""

    cycles: Sequence[ReviewCycle]
    sessions: Sequence[Session]
    called: frozenset[str]
    over: frozenset[str]
    """Of the reviews too."""


class Document(msgspec.Struct, frozen=True):
    """What is taken back: a document, named by its position, with the last position of what it brought."""

    position: int
    through: int
    new: frozenset[str]
    """The items that it brought."""


INSTEAD = "直すところは、軽微な修正・改善案か、次の文書の取り込みで直してください。"


def newest(plan: Plan) -> int | None:
    """The position of the newest document that can be taken back by itself; None where only the first stands."""
    return plan.documents[-1].position if len(plan.documents) > 1 else None


def check_newest(plan: Plan, document: int) -> None:
    """Refuses a document that is not there, the first one, and one that another came after."""
    known = [ref.position for ref in plan.documents]
    if document not in known:
        raise NotFound("取り消す文書の取り込みが見つかりません。", code="unknown_document", field="document")
    if document == known[0]:
        msg = "最初の文書は、計画の取り込み全体として取り消してください。"
        raise Refused(msg, code="first_document", field="document")
    if document != known[-1]:
        msg = "この文書の後に、別の文書を取り込んでいます。新しい方から順に取り消してください。"
        raise Refused(msg, code="not_newest", field="document")


def check_in_time(plan: Plan, reviews: Reviews, document: int) -> None:
    """Refuses where a session was called or ended, a review was over, or an edition published after the document."""
    if any(each.id not in reviews.called or (each.closed and each.id not in reviews.over) for each in reviews.sessions):
        msg = f"この文書を取り込んだ後に会議があったため、取り込みは取り消せません。{INSTEAD}"
        raise Refused(msg, code="session_held", field="document")
    if any(each.closed and each.id not in reviews.over for each in reviews.cycles):
        msg = f"この文書を取り込んだ後に終わった見直しがあるため、取り込みは取り消せません。{INSTEAD}"
        raise Refused(msg, code="cycle_closed", field="document")
    if plan.publications and plan.publications[-1].position > document:
        msg = f"この文書を取り込んだ後に計画を公表したため、取り込みは取り消せません。{INSTEAD}"
        raise Refused(msg, code="published", field="document")


def take_back(  # noqa: PLR0913, PLR0917 -- the plan, its items, what of them the document touched, and by whom
    plan: Times[Plan],
    touched: Sequence[Times[Indicator]],
    others: Iterable[Indicator],
    document: Document,
    day: date,
    command: WithdrawDocument,
) -> Decided:
    """The plan and every touched item as they were; refuses where anything was built upon what the document brought."""
    reason = required(command.reason, "reason", "取り消す理由")
    items, projects = _entries(plan, document.new), _projects(plan)
    decided = [_item(times, document, day) for times in touched]
    _check_others(others, frozenset(times.now.id for times in touched), document, projects)
    now = plan.now
    withdrawn = DocumentWithdrawn(
        document=document.position,
        through=document.through,
        reason=reason,
        items=items if items != now.items else (),
        projects=projects if projects != now.projects else (),
    )
    return [(now.stream, withdrawn), *((t.now.stream, event) for t, event in zip(touched, decided, strict=True))]


# --- the plan


def _entries(plan: Times[Plan], new: frozenset[str]) -> tuple[ItemEntry, ...]:
    """The items of the plan in their order: those that the document removed stand again, those it brought do not."""
    removed = {entry.indicator for entry in plan.before.items} - {entry.indicator for entry in plan.after.items}
    standing = ({entry.indicator for entry in plan.now.items} | removed) - new
    by_id = {entry.indicator: entry for entry in (*plan.before.items, *plan.now.items)}
    return tuple(entry for item, entry in by_id.items() if item in standing)


def _projects(plan: Times[Plan]) -> tuple[ProjectEntry, ...]:
    before, after, now = plan.before.projects, plan.after.projects, plan.now.projects
    if now == after:
        return before
    if after != before:
        msg = (
            "取り込んだ後に、重点プロジェクトか取組の名前を直しているため、取り込みは取り消せません。"
            "名前は、軽微な修正か次の文書の取り込みで直してください。"
        )
        raise Refused(msg, code="built_upon", field="document")
    return now


def _check_others(
    items: Iterable[Indicator], touched: frozenset[str], document: Document, projects: tuple[ProjectEntry, ...]
) -> None:
    """Refuses where an item stands, or a proposal would put one, where only the document has a place."""
    places = {(p.number, i.number) for p in projects for i in p.initiatives}
    for item in items:
        number = item.number
        if item.id not in touched and number is not None and number.initiative and _place(number) not in places:
            _built_upon(item, "取り込んだ取組に登録した項目です")
        since = (each for each in item.proposals.values() if each.position > document.through)
        for proposal in since:
            named = {_place(new.number) for new in proposal.new_items if new.initiative_name is None}
            named |= {proposal.to} if proposal.to else set()
            if proposal.into in document.new or named - places:
                _built_upon(item, "取り込んだ項目や取組にまとめる・移す・加える改善案が出ています")


def _place(number: ItemNumber) -> tuple[int, int | None]:
    return number.project, number.initiative


# --- its items


def _item(times: Times[Indicator], document: Document, day: date) -> Event:
    new = times.now.id in document.new
    for recorded in times.since:
        if said := _names(recorded.event, times, new=new):
            _built_upon(times.now, said)
    if new:
        return IndicatorWithdrawn(document=document.position, effective_on=day)
    return _Restoring(times).event(document.position)


def _names(event: Event, times: Times[Indicator], *, new: bool) -> str | None:
    """What an event after the import is called that names a bullet or an item that the document brought."""
    for kinds, word in _WORDS.items():
        if isinstance(event, kinds):
            return word if new or isinstance(event, IndicatorRevised) or _touches(event, times) else None
    if isinstance(event, CarriedForward) and event.of == "status":
        brought = set(_changed(times.before.statuses, times.after.statuses))
        return "取り込んだ状況を据え置いています" if any(year < event.fiscal_year for year in brought) else None
    return None


_WORDS: Mapping[tuple[type[Event], ...], str] = {
    (DraftSaved,): "取り込んだ文への素案があります",
    (ImprovementProposed, IndicatorRevised): "取り込んだ文への改善案があります",
    (CommentSubmitted,): "取り込んだ文へのご意見があります",
    (StarPutForward, StarGranted, StarRevoked): "取り込んだ文の★を会議に諮っているか、決めています",
    (MinorCorrectionMade, TextCorrected): "取り込んだ文を直しています",
}
"""How what may name a bullet is told."""


def _touches(event: Event, times: Times[Indicator]) -> bool:
    named = {getattr(event, "statement", None), *getattr(event, "removed", ())}
    named |= {statement.id for statement in getattr(event, "statements", ())}
    brought = set(_changed(times.before.statements, times.after.statements))
    if isinstance(event, StarPutForward | StarGranted | StarRevoked):
        brought |= set(_changed(times.before.stars, times.after.stars))
    return bool(named & brought)


def _changed(before: Mapping[K, object], after: Mapping[K, object]) -> Iterator[K]:
    """What of it the document changed."""
    return (key for key in {**before, **after} if before.get(key) != after.get(key))


def _built_upon(item: Indicator, why: str) -> NoReturn:
    msg = f"{item.label}：{why}。取り込みは取り消せません。{INSTEAD}"
    raise Refused(msg, code="built_upon", field="document", obstacles=(Obstacle(item.id, msg),))


class _Restoring:
    """One item as it reads again: what the document changed as before it, the rest as now."""

    def __init__(self, times: Times[Indicator]) -> None:
        self._before, self._after, self._now = times.before, times.after, times.now

    def event(self, document: int) -> IndicatorRestored:
        before, after, now = self._before, self._after, self._now
        return IndicatorRestored(
            document=document,
            number=self._back(before.number, after.number, now.number) or ItemNumber(project=0),
            name=self._back(before.name, after.name, now.name),
            statements=tuple(self._statements()),
            former_numbers=self._back(before.former_numbers, after.former_numbers, now.former_numbers),
            predecessors=self._back(before.predecessors, after.predecessors, now.predecessors),
            successors=self._back(before.successors, after.successors, now.successors),
            retired_on=self._back(before.retired_on, after.retired_on, now.retired_on),
            statuses=tuple(self._statuses()),
            figures=tuple(self._figures()),
        )

    def _back(self, before: T, after: T, now: T) -> T:
        if now == after:
            return before
        if after != before:
            _built_upon(self._now, "取り込んだ後に、取り込んだところを直しています")
        return now

    def _statements(self) -> Iterator[RestoredStatement]:
        """In the order from before the document; what came since stands at the end."""
        before, after, now = self._before.statements, self._after.statements, self._now.statements
        for key in {**before, **now}:
            bullet = self._back(before.get(key), after.get(key), now.get(key))
            if bullet is not None:
                yield self._statement(key, bullet)

    def _statement(self, key: int, bullet: Bullet) -> RestoredStatement:
        stars = (self._before.stars.get(key), self._after.stars.get(key), self._now.stars.get(key))
        asked = self._back(*(each.stars_asked.get(key) for each in (self._before, self._after, self._now)))
        return RestoredStatement(
            id=key,
            text=bullet.text,
            text_revision=bullet.text_revision,
            imported=bullet.imported,
            star=self._back(*stars),
            asked=None
            if asked is None
            else StarAskedFor(
                cycle=asked.cycle,
                text_revision=asked.text_revision,
                change=msgspec.convert(asked.change, StarChange),
                position=asked.position,
            ),
        )

    def _statuses(self) -> Iterator[RestoredStatus]:
        """Those that the document brought and that nobody wrote anew."""
        before, after, now = self._before.statuses, self._after.statuses, self._now.statuses
        for year in sorted(_changed(before, after)):
            if now.get(year) == after[year]:
                stood = before.get(year)
                yield RestoredStatus(
                    fiscal_year=year,
                    replaced=after[year].position,
                    position=None if stood is None else stood.position,
                    cycle=None if stood is None else stood.cycle,
                )

    def _figures(self) -> Iterator[RestoredFigure]:
        before, after, now = self._before.measured, self._after.measured, self._now.measured
        for year in sorted(_changed(before, after)):
            if now.get(year) == after[year]:
                stood, replaced = before.get(year), after[year].position
                if stood is None:
                    yield RestoredFigure(fiscal_year=year, replaced=replaced)
                    continue
                yield RestoredFigure(
                    fiscal_year=year,
                    replaced=replaced,
                    position=stood.position,
                    cycle=stood.cycle,
                    value=stood.value,
                    worded=stood.text is not None,
                    not_measured=stood.not_measured,
                    sourced=stood.source is not None,
                )
