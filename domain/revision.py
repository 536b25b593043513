"""The revision that an adopted proposal becomes: of text, name and number, or of which items the plan has."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from domain.aggregate import Decided
from domain.commands import ReviseIndicator
from domain.errors import Obstacle, Refused
from domain.event import Ref, Stream
from domain.events import (
    Figure,
    IndicatorRegistered,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    InitiativeEntry,
    ItemEntry,
    ItemNumber,
    Numeric,
    PlanStructureChanged,
    ProjectEntry,
    RevisedStatement,
    Statement,
)
from domain.indicator import Change, Indicator, NewFigure, NewItem, NewNumeric, Proposal, next_rank
from domain.japanese_dates import full_date
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session


class Standing(msgspec.Struct, frozen=True):
    """What a revision meets: the plan and its items, the cycle's sessions, the new streams, the item to merge into.

    `decided_on` is the day from which the decision that adopted the proposal stands. `items`, those that have left too,
    are read where numbers are given.
    """

    plan: Plan
    texts: Mapping[Ref, str]
    items: Sequence[Indicator] = ()
    sessions: Sequence[Session] = ()
    new: Sequence[Indicator] = ()
    into: Indicator | None = None
    decided_on: date | None = None


def revise(item: Indicator, cycle: ReviewCycle, standing: Standing, command: ReviseIndicator) -> Decided:
    """The adopted version takes effect; its private words become the plan's public text."""
    proposal = item.proposal(cycle.id, command.version)
    if proposal.state != "adopted" or proposal.kind == "continue":
        msg = f"{item.label}：改善案の第{command.version}版は、会議で承認されていません。"
        raise Refused(msg, code="not_adopted", field="version")
    if standing.decided_on is not None and command.effective_on < standing.decided_on:
        msg = f"反映する日は、決まった日（{full_date(standing.decided_on)}）からです。"
        raise Refused(msg, code="before_decision", field="effective_on")
    known = any(new.exists for new in standing.new) or len(set(command.new_ids)) < len(command.new_ids)
    if known or len(command.new_ids) != len(proposal.new_items):
        msg = "加える項目の番号が足りないか、すでに使われています。画面を開き直して、もう一度お試しください。"
        raise Refused(msg, code="new_ids", field="new_ids")
    _check_stars(item, proposal, frozenset(command.advanced))
    if proposal.kind in LEAVING:
        _check_free(item, standing)
    return _Effect(item, cycle, standing, proposal, command).events()


LEAVING = frozenset({"split", "merge", "retire"})
"""The kinds by which the item leaves the plan."""


def _check_stars(item: Indicator, proposal: Proposal, advanced: frozenset[int]) -> None:
    """★ goes on at a bullet that stays; to what follows in another item only a session gives it."""
    if advanced - set(item.stars):
        msg = f"{item.label}：★のない項目に、★を続けることはできません。"
        raise Refused(msg, code="no_star", field="advanced")
    if advanced and proposal.kind in LEAVING:
        msg = f"{item.label}：計画から外れる項目の★は続けられません。引き継ぐ項目の★は、会議で付けてください。"
        raise Refused(msg, code="star_ends", field="advanced")
    if advanced & set(proposal.removed):
        msg = f"{item.label}：なくなる文の★は続けられません。"
        raise Refused(msg, code="star_ends", field="advanced")


def _check_free(item: Indicator, standing: Standing) -> None:
    """An item with open comments, an open proposal or a running session is not split, merged or retired."""
    waiting = sum(comment.is_open for comment in item.comments.values())
    found = [f"回答を待っているご意見が{waiting}件あります"] if waiting else []
    if any(p.state == "open" for p in item.proposals.values()):
        found.append("決定を待っている改善案があります")
    found += [
        f"「{s.title}」が終わっていません"
        for s in standing.sessions
        if not s.closed and item.id in {entry.indicator for entry in s.agenda}
    ]
    if found:
        msg = f"{item.label}：計画から外す前に、次のことが残っています。"
        obstacles = tuple(Obstacle(item.id, f"{item.label}：{each}") for each in found)
        raise Refused(msg, code="in_the_way", obstacles=obstacles)


class _Effect:
    """The events of one revision."""

    def __init__(
        self, item: Indicator, cycle: ReviewCycle, standing: Standing, proposal: Proposal, command: ReviseIndicator
    ) -> None:
        self.item, self.cycle, self.standing, self.proposal = item, cycle, standing, proposal
        self.texts, self.plan = standing.texts, standing.plan
        self.version, self.day, self.new_ids = command.version, command.effective_on, command.new_ids
        self.advanced = frozenset(command.advanced)

    def events(self) -> Decided:
        kinds = {
            "revise": self._revised,
            "add": self._added,
            "split": self._split,
            "merge": self._merged,
            "move": self._moved,
            "retire": self._retired,
        }
        return kinds[self.proposal.kind]()

    # --- the item itself

    def _revised(self) -> Decided:
        for gone, text_revision in zip(self.proposal.removed, self.proposal.removed_revisions, strict=True):
            self.item.check_revision(gone, text_revision)
        name = self.texts[self.proposal.name] if self.proposal.name else None
        statements = _statements(self.item, self.proposal, self.texts, self.advanced)
        return [self._own(statements=statements, removed=self.proposal.removed, name=name)]

    def _moved(self) -> Decided:
        project, initiative = self.proposal.to or (0, 0)
        at = ItemNumber(project=project, initiative=initiative)
        return [self._own(number=self._ranked(self.item.kind, at, 0))]

    def _own(self, **changes: object) -> tuple[Stream, IndicatorRevised]:
        event = IndicatorRevised(cycle=self.cycle.id, version=self.version, effective_on=self.day, statements=())
        return self.item.stream, msgspec.structs.replace(event, **changes)

    # --- which items there are

    def _added(self) -> Decided:
        return [*self._new_items(()), self._own(), self._structure(projects=self._projects())]

    def _split(self) -> Decided:
        new = self._new_items((self.item.id,))
        return [*new, *self._leaves(self.new_ids), self._structure(removed=(self.item.id,), projects=self._projects())]

    def _merged(self) -> Decided:
        into = self.standing.into
        if into is None:
            msg = f"{self.item.label}：まとめる先の項目が見つかりません。"
            raise Refused(msg, code="unknown_item")
        into.check_in_plan()
        received = IndicatorRevised(
            cycle=self.cycle.id,
            version=self.version,
            effective_on=self.day,
            statements=_statements(into, self.proposal, self.texts, frozenset()),
            merged=self.item.id,
        )
        return [(into.stream, received), *self._leaves((into.id,)), self._structure(removed=(self.item.id,))]

    def _retired(self) -> Decided:
        return [*self._leaves(()), self._structure(removed=(self.item.id,))]

    def _leaves(self, by: tuple[str, ...]) -> Decided:
        succeeded = IndicatorSucceeded(cycle=self.cycle.id, version=self.version, by=by)
        retired = IndicatorRetired(cycle=self.cycle.id, version=self.version, effective_on=self.day)
        return [*([(self.item.stream, succeeded)] if by else []), (self.item.stream, retired)]

    def _new_items(self, predecessors: tuple[str, ...]) -> Decided:
        return [
            (Stream("indicator", new_id), self._registered(new, k, predecessors))
            for k, (new_id, new) in enumerate(zip(self.new_ids, self.proposal.new_items, strict=True))
        ]

    def _registered(self, new: NewItem, k: int, predecessors: tuple[str, ...]) -> IndicatorRegistered:
        same = [n for n in self.proposal.new_items[:k] if (n.kind, n.number) == (new.kind, new.number)]
        return IndicatorRegistered(
            plan=self.plan.id,
            item_kind=new.kind,
            number=self._ranked(new.kind, self._placed(new), len(same)),
            name=self.texts[new.name],
            statements=tuple(Statement(id=n, text=self.texts[ref]) for n, ref in enumerate(new.statements, 1)),
            numeric=self._numeric(new.numeric) if new.numeric else None,
            predecessors=predecessors,
            effective_on=self.day,
        )

    def _numeric(self, new: NewNumeric) -> Numeric:
        return Numeric(unit=self.texts[new.unit], baseline=self._figure(new.baseline), target=self._figure(new.target))

    def _figure(self, new: NewFigure | None) -> Figure | None:
        if new is None:
            return None
        return Figure(fiscal_year=new.fiscal_year, value=new.value, text=self.texts[new.text] if new.text else None)

    def _placed(self, new: NewItem) -> ItemNumber:
        """Where an item stands; a new measure whose number another one got meanwhile has the next one."""
        if new.initiative_name is None:
            return new.number
        measures = self.plan.project(new.number.project).initiatives
        named = next((m.number for m in measures if m.name == self.texts[new.initiative_name]), None)
        taken = {m.number for m in measures}
        free = new.number.initiative if new.number.initiative not in taken else max(taken) + 1
        return msgspec.structs.replace(new.number, initiative=named or free)

    def _ranked(self, kind: str, at: ItemNumber, before: int) -> ItemNumber:
        """The next number of the measure that no item of the kind has or had."""
        if kind == "content":
            return at
        return msgspec.structs.replace(at, ordinal=next_rank(self.standing.items, kind, at) + before)

    def _structure(
        self, *, removed: tuple[str, ...] = (), projects: tuple[ProjectEntry, ...] = ()
    ) -> tuple[Stream, PlanStructureChanged]:
        new = zip(self.new_ids, self.proposal.new_items, strict=True)
        event = PlanStructureChanged(
            cycle=self.cycle.id,
            indicator=self.item.id,
            effective_on=self.day,
            added=tuple(ItemEntry(indicator=new_id, kind=each.kind) for new_id, each in new),
            removed=removed,
            projects=projects,
        )
        return self.plan.stream, event

    def _projects(self) -> tuple[ProjectEntry, ...]:
        """All projects with the new measures; empty where there is none."""
        named = [new for new in self.proposal.new_items if new.initiative_name]
        projects = {p.number: p for p in self.plan.projects}
        for new in named:
            entry, number = projects[new.number.project], self._placed(new).initiative or 0
            if number not in {i.number for i in entry.initiatives} and new.initiative_name:
                measure = InitiativeEntry(number=number, name=self.texts[new.initiative_name])
                changed = msgspec.structs.replace(entry, initiatives=(*entry.initiatives, measure))
                projects[entry.number] = changed
        return tuple(projects.values()) if named else ()


def _statements(
    item: Indicator, proposal: Proposal, texts: Mapping[Ref, str], advanced: frozenset[int]
) -> tuple[RevisedStatement, ...]:
    fresh = iter(range(item.last_statement + 1, item.last_statement + 1 + len(proposal.changes)))
    return tuple(_statement(item, change, texts[change.text], fresh, advanced) for change in proposal.changes)


def _statement(
    item: Indicator, change: Change, text: str, fresh: Iterator[int], advanced: frozenset[int]
) -> RevisedStatement:
    if change.id is None:
        return RevisedStatement(id=next(fresh), text=text, text_revision=1)
    before = item.check_revision(change.id, change.text_revision)
    return RevisedStatement(
        id=change.id, text=text, text_revision=before.text_revision + 1, advanced=change.id in advanced
    )
