"""Opinions on items and on the whole plan, with their answers: now and as of any position."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from domain.codes import REFLECTING, Disposition, Medium, OpinionSource, Perception, Stance, Subject
from domain.event import Actor, Recorded, Ref
from domain.events import (
    Acknowledged,
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    AttachmentAdded,
    CommentAnswered,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    IndicatorRetired,
    IndicatorRevised,
    MatterCarriedOver,
    MatterTakenUp,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    SummaryContested,
)
from projections.attachments import AttachmentRow, attachment
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work

OpinionState = Literal["received", "answered", "reflected_in_plan", "withdrawn", "carried_over"]


class AnswerRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """The city's answer; `until` and `forwarded_to` go with considering and forwarded.

    `indicator` is the item of `version` where the opinion stands elsewhere, `together` the first opinion of those that
    were answered at once, `reason` why the answer took the place of an earlier one.
    """

    position: int
    recorded_at: int
    disposition: Disposition
    body: Ref
    version: int | None = None
    until: date | None = None
    forwarded_to: str | None = None
    indicator: str | None = None
    together: int | None = None
    reason: Ref | None = None


class Said(msgspec.Struct, frozen=True):
    """A summary of the opinion, or what its author has against a summary or an answer."""

    position: int
    recorded_at: int
    text: Ref
    medium: Medium = "web"


class Endorsement(msgspec.Struct, frozen=True):
    """A member who says the same."""

    position: int
    author: str
    seat: int
    medium: Medium = "web"


class Postponed(msgspec.Struct, frozen=True):
    """The answer is being considered, openly until a day."""

    position: int
    until: date
    reason: Ref


class CarriedOver(msgspec.Struct, frozen=True):
    """An open opinion goes on into a later year."""

    position: int
    to_fiscal_year: int
    reason: Ref


class OpinionRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """An opinion, named by its `position`; `number` is its 意見No., the rank in its cycle, never given anew.

    `stream` is the item, or the cycle for one on the whole plan (then `indicator` is None). `bodies`, `summaries` and
    `answers` are oldest first, the last one counts; `contested` and `disputed` are about that one. `named` is the item
    whose proposal the answer names. `changed` is the position of the last change. `taken_by` is the later cycle that it
    was carried over to and that took it up.
    """

    position: int
    stream: str
    cycle: str
    number: int
    recorded_at: int
    changed: int
    entered_by: Actor
    bodies: tuple[Ref, ...]
    indicator: str | None = None
    author: str | None = None
    author_name: Ref | None = None
    seat: int | None = None
    source: OpinionSource = "member"
    subject: Subject = "item"
    statement: int | None = None
    text_revision: int | None = None
    version: int | None = None
    stance: Stance | None = None
    perception: Perception | None = None
    medium: Medium = "web"
    received_on: date | None = None
    read_back: bool = False
    session: str | None = None
    speech: int | None = None
    state: OpinionState = "received"
    answers: tuple[AnswerRow, ...] = ()
    carried_over: CarriedOver | None = None
    taken_by: str | None = None
    attachments: tuple[AttachmentRow, ...] = ()
    author_note: Ref | None = None
    late_reason: Ref | None = None
    named: str | None = None
    summaries: tuple[Said, ...] = ()
    contested: Said | None = None
    endorsements: tuple[Endorsement, ...] = ()
    postponed: Postponed | None = None
    disputed: Said | None = None

    @property
    def summary(self) -> Said | None:
        """The summary that counts."""
        return self.summaries[-1] if self.summaries else None

    @property
    def answer(self) -> AnswerRow | None:
        """The answer that counts."""
        return self.answers[-1] if self.answers else None

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == "received"

    @property
    def waits_in(self) -> str:
        """The cycle in which it is or was to be answered."""
        return self.taken_by or self.cycle

    def seen_from(self, cycle: str) -> "OpinionRow":
        """The opinion in the list of a cycle: in that which carried it over it stays so, whatever became of it."""
        return self if cycle == self.waits_in else msgspec.structs.replace(self, state="carried_over")


class TakenUp(msgspec.Struct, frozen=True):
    """A cycle took up an opinion of an earlier one."""

    cycle: str
    comment: int
    position: int


class Count(msgspec.Struct, frozen=True):
    """How many opinions a cycle has."""

    cycle: str
    opinions: int


class Endorsed(msgspec.Struct, frozen=True):
    """Who said the same as which opinion."""

    author: str
    comment: int


class Effect(msgspec.Struct, frozen=True):
    """The version of an item's proposal that took effect in a cycle."""

    indicator: str
    cycle: str
    version: int


class AcknowledgementRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member read an item, or the whole plan (`stream` is the cycle), and had no opinion."""

    cycle: str
    stream: str
    author: str
    position: int
    recorded_at: int
    seat: int
    medium: Medium = "web"
    received_on: date | None = None


TABLE = Table(
    "opinions",
    OpinionRow,
    ("position",),
    ("cycle", "stream", "author", "state", "named"),
    (("cycle", "position"), ("stream", "position"), ("author", "position"), ("named", "cycle")),
    dated=True,
)
TAKEN_UP = Table("matters_taken_up", TakenUp, ("cycle", "comment"))
COUNTS = Table("opinion_counts", Count, ("cycle",))
ACKNOWLEDGEMENTS = Table("acknowledgements", AcknowledgementRow, ("cycle", "stream", "author"))
ENDORSED = Table("endorsements", Endorsed, ("author", "comment"))
EFFECTS = Table("opinion_effects", Effect, ("indicator", "cycle"))
OPINIONS = ReadModel("opinions", 4, TABLE, TAKEN_UP, COUNTS, ACKNOWLEDGEMENTS, ENDORSED, EFFECTS)


@OPINIONS.on(CommentSubmitted)
def _submitted(work: Work, recorded: Recorded, event: CommentSubmitted) -> None:
    row = OpinionRow(
        position=recorded.position,
        stream=recorded.stream,
        cycle=event.cycle,
        number=_next_number(work, event.cycle),
        recorded_at=recorded.recorded_at,
        changed=recorded.position,
        entered_by=recorded.actor,
        bodies=(recorded.ref("body"),),
        indicator=recorded.stream if recorded.kind == "indicator" else None,
        author=event.author,
        author_name=None if event.author_name is None else recorded.ref("author_name"),
        seat=event.seat,
        source=event.source,
        subject=event.subject,
        statement=event.statement,
        text_revision=event.text_revision,
        version=event.version,
        stance=event.stance,
        perception=event.perception,
        medium=event.medium,
        received_on=event.received_on,
        read_back=event.read_back,
        author_note=None if event.author_note is None else recorded.ref("author_note"),
        late_reason=None if event.late_reason is None else recorded.ref("late_reason"),
        session=event.session,
        speech=event.speech,
    )
    work[TABLE].put(row)


def _next_number(work: Work, cycle: str) -> int:
    before = work[COUNTS].get(cycle)
    number = (before.opinions if before else 0) + 1
    work[COUNTS].put(Count(cycle, number))
    return number


@OPINIONS.on(CommentEdited)
def _edited(work: Work, recorded: Recorded, event: CommentEdited) -> None:
    bodies = (*work[TABLE].need(event.comment).bodies, recorded.ref("body"))
    _change(work, recorded, event.comment, bodies=bodies)


@OPINIONS.on(CommentWithdrawn)
def _withdrawn(work: Work, recorded: Recorded, event: CommentWithdrawn) -> None:
    _change(work, recorded, event.comment, state="withdrawn")


@OPINIONS.on(CommentEndorsed)
def _endorsed(work: Work, recorded: Recorded, event: CommentEndorsed) -> None:
    work[ENDORSED].put(Endorsed(event.author, event.comment))
    endorsement = Endorsement(recorded.position, event.author, event.seat, event.medium)
    _change(work, recorded, event.comment, endorsements=(*work[TABLE].need(event.comment).endorsements, endorsement))


@OPINIONS.on(CommentSummarised)
def _summarised(work: Work, recorded: Recorded, event: CommentSummarised) -> None:
    summary = Said(recorded.position, recorded.recorded_at, recorded.ref("body"))
    summaries = (*work[TABLE].need(event.comment).summaries, summary)
    _change(work, recorded, event.comment, summaries=summaries, contested=None)


@OPINIONS.on(SummaryContested)
def _contested(work: Work, recorded: Recorded, event: SummaryContested) -> None:
    said = Said(recorded.position, recorded.recorded_at, recorded.ref("reason"), event.medium)
    _change(work, recorded, event.comment, contested=said)


@OPINIONS.on(CommentAnswered, AnswerRevised)
def _answered(work: Work, recorded: Recorded, event: CommentAnswered | AnswerRevised) -> None:
    answer = AnswerRow(
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        disposition=event.disposition,
        body=recorded.ref("body"),
        version=event.version,
        until=event.until,
        forwarded_to=event.forwarded_to,
        indicator=event.indicator,
        together=event.together if isinstance(event, CommentAnswered) else None,
        reason=recorded.ref("reason") if isinstance(event, AnswerRevised) else None,
    )
    named = None if event.version is None else event.indicator or recorded.stream
    _change(
        work,
        recorded,
        event.comment,
        state="reflected_in_plan" if _in_effect(work, named, event) else "answered",
        answers=(*work[TABLE].need(event.comment).answers, answer),
        named=named,
        postponed=None,
        disputed=None,
    )


def _in_effect(work: Work, named: str | None, event: CommentAnswered | AnswerRevised) -> bool:
    """Whether the version that the answer names has become the plan's text already."""
    effect = work[EFFECTS].get(named, event.cycle) if named and event.disposition in REFLECTING else None
    return effect is not None and (event.version or 0) <= effect.version


@OPINIONS.on(AnswerPostponed)
def _postponed(work: Work, recorded: Recorded, event: AnswerPostponed) -> None:
    _change(work, recorded, event.comment, postponed=Postponed(recorded.position, event.until, recorded.ref("reason")))


@OPINIONS.on(AnswerDisputed)
def _disputed(work: Work, recorded: Recorded, event: AnswerDisputed) -> None:
    said = Said(recorded.position, recorded.recorded_at, recorded.ref("reason"), event.medium)
    _change(work, recorded, event.comment, disputed=said)


@OPINIONS.on(MatterCarriedOver)
def _carried_over(work: Work, recorded: Recorded, event: MatterCarriedOver) -> None:
    onward = CarriedOver(recorded.position, event.to_fiscal_year, recorded.ref("reason"))
    _change(work, recorded, event.comment, state="carried_over", carried_over=onward)


@OPINIONS.on(MatterTakenUp)
def _taken_up(work: Work, recorded: Recorded, event: MatterTakenUp) -> None:
    work[TAKEN_UP].put(TakenUp(event.cycle, event.comment, recorded.position))
    again = {"state": "received", "named": None, "postponed": None, "disputed": None}
    _change(work, recorded, event.comment, taken_by=event.cycle, **again)


@OPINIONS.on(ProposalWithdrawn, ProposalReturned, ProposalRejected)
def _fell(work: Work, recorded: Recorded, event: ProposalWithdrawn | ProposalReturned | ProposalRejected) -> None:
    """What named the version that fell, or one that it had taken the place of, waits for an answer again."""
    for opinion in _answered_with(work, recorded.stream, event.cycle):
        answer = opinion.answer
        if answer and 0 < (answer.version or 0) <= event.version:
            _change(work, recorded, opinion.position, state="received", disputed=None)


@OPINIONS.on(IndicatorRevised, IndicatorRetired)
def _revised(work: Work, recorded: Recorded, event: IndicatorRevised | IndicatorRetired) -> None:
    if isinstance(event, IndicatorRevised) and event.merged is not None:
        return
    work[EFFECTS].put(Effect(recorded.stream, event.cycle, event.version))
    for opinion in _carried_by(_answered_with(work, recorded.stream, event.cycle), event.version):
        _change(work, recorded, opinion.position, state="reflected_in_plan")


def _answered_with(work: Work, item: str, cycle: str) -> list[OpinionRow]:
    """The opinions, on this item and elsewhere, whose answer names a version of its proposal."""
    return [o for o in work[TABLE].find(named=item, state="answered") if o.waits_in == cycle]


def _carried_by(opinions: Iterable[OpinionRow], version: int) -> list[OpinionRow]:
    answers = [(opinion, opinion.answer) for opinion in opinions]
    return [
        o
        for o, answer in answers
        if answer and 0 < (answer.version or 0) <= version and answer.disposition in REFLECTING
    ]


@OPINIONS.on(AttachmentAdded)
def _attached(work: Work, recorded: Recorded, event: AttachmentAdded) -> None:
    opinion = work[TABLE].get(event.to)
    if opinion is not None:
        _change(work, recorded, event.to, attachments=(*opinion.attachments, attachment(recorded, event)))


@OPINIONS.on(Acknowledged)
def _acknowledged(work: Work, recorded: Recorded, event: Acknowledged) -> None:
    row = AcknowledgementRow(
        cycle=event.cycle,
        stream=recorded.stream,
        author=event.author,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        seat=event.seat,
        medium=event.medium,
        received_on=event.received_on,
    )
    work[ACKNOWLEDGEMENTS].put(row)


def _change(work: Work, recorded: Recorded, opinion: int, **changes: object) -> None:
    row = work[TABLE].need(opinion)
    work[TABLE].put(msgspec.structs.replace(row, changed=recorded.position, **changes))


class Opinions:
    """Questions about opinions; lists are in the order of their numbers, `at` is a position, None is now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cycle_opinions(self, cycle: str, at: int | None = None) -> list[OpinionRow]:
        """All opinions of a cycle, on items and on the whole plan; without those that it took up."""
        found = self._database.rows(TABLE, "cycle = ?", cycle, at=at, then="ORDER BY position")
        return [opinion.seen_from(cycle) for opinion in found]

    def taken_up(self, cycle: str) -> list[OpinionRow]:
        """The opinions of earlier years that a cycle took up, whatever became of them."""
        links = self._database.rows(TAKEN_UP, "cycle = ?", cycle)
        found = [self.opinion(link.comment) for link in sorted(links, key=lambda link: link.comment)]
        return [opinion.seen_from(cycle) for opinion in found if opinion is not None]

    def item_opinions(self, indicator: str, at: int | None = None) -> list[OpinionRow]:
        """The opinions on an item, of all cycles."""
        return self._database.rows(TABLE, "stream = ?", indicator, at=at, then="ORDER BY position")

    def opinion(self, position: int, at: int | None = None) -> OpinionRow | None:
        """One opinion by its position."""
        return self._database.row(TABLE, position, at=at)

    def opinions_of(self, author: str) -> list[OpinionRow]:
        """What an account said, over all cycles."""
        return self._database.rows(TABLE, "author = ?", author, then="ORDER BY position")

    def endorsed_by(self, author: str) -> list[OpinionRow]:
        """With whose opinions an account said the same."""
        found = self._database.rows(ENDORSED, "author = ?", author, then="ORDER BY comment")
        rows = (self.opinion(each.comment) for each in found)
        return [row for row in rows if row is not None]

    def open_opinions(self, cycle: str) -> list[OpinionRow]:
        """Those that wait for an answer, the ones that it took up first."""
        return [o for o in (*self.taken_up(cycle), *self.cycle_opinions(cycle)) if o.is_open]

    def causes(self, indicator: str, cycle: str, version: int) -> list[OpinionRow]:
        """Those whose answer says that this version of the proposal carries them."""
        named = self._database.rows(TABLE, "named = ?", indicator, then="ORDER BY position")
        found = [o for o in named if o.waits_in == cycle]
        return [o for o in _carried_by(found, version) if o.state in {"answered", "reflected_in_plan"}]

    def acknowledgements(self, cycle: str) -> list[AcknowledgementRow]:
        """Who read what and had no opinion, in the order in which they said so."""
        found = self._database.rows(ACKNOWLEDGEMENTS, "cycle = ?", cycle)
        return sorted(found, key=lambda row: row.position)
