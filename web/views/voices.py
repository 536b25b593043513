"""Opinions as one visitor may see them: whose they are in the council's naming, and what became of them."""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from domain.event import Ref
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle
from pdca import words
from pdca.viewing import own_opinions_only
from projections.attachments import AttachmentRow
from projections.opinions import AnswerRow, OpinionRow, Said
from web.permitted import may
from web.site import Visit
from web.views.reading import Reading


class Voice(msgspec.Struct, frozen=True):
    """One opinion. `author` are words, `name` the person's name where the visitor may read it.

    `waits_in` is the review that answers it, `later` its title where it is not the one that the opinion was said in.
    """

    position: int
    number: int
    cycle: str
    waits_in: str
    later: str
    fiscal_year: int
    indicator: str | None
    author: str
    name: Ref | None
    mine: bool
    about: str
    body: Ref
    based_on: int
    earlier: tuple[Ref, ...]
    recorded_at: int
    received_on: date | None
    medium: str
    said: str
    state: str
    state_kind: str
    open: bool
    answer: AnswerRow | None
    disposition: str
    carried_by: str
    former: tuple[tuple[str, AnswerRow], ...]
    files: tuple[AttachmentRow, ...]
    editable: bool
    summary: Said | None
    contested: Said | None
    disputed: Said | None
    postponed: Ref | None
    endorsed: int
    endorsed_by_me: bool
    may: frozenset[str]


def voices(visit: Visit, rows: Iterable[OpinionRow], how: Reading) -> tuple[Voice, ...]:
    """The opinions that exist for the visitor, in the order of their numbers."""
    if visit.viewer is None:
        return ()
    return tuple(_voice(visit, row, how) for row in rows if _sees(visit, row, how))


def _sees(visit: Visit, row: OpinionRow, how: Reading) -> bool:
    """One's own, staff all; members others' when open both then and now, and not taken back."""
    viewer = visit.viewer
    if viewer is None:
        return False
    if viewer.staff or row.author == viewer.account:
        return True
    current = visit.models.opinions.opinion(row.position)
    if row.state == "withdrawn" or current is None or current.state == "withdrawn":
        return False
    cycle = visit.engine.load(ReviewCycle, row.cycle)
    if not visit.visitor.roles_in(cycle.council) or _closed(visit, row, None, visit.now):
        return False
    return how.moment is None or not _closed(visit, row, how.at, how.moment.instant)


def _closed(visit: Visit, row: OpinionRow, at: int | None, now: datetime) -> bool:
    """Whether members saw only their own opinions on this item at that time."""
    engine = visit.engine
    cycle = engine.load(ReviewCycle, row.cycle) if at is None else engine.load_at(ReviewCycle, row.cycle, at)
    step = None
    if row.indicator is not None:
        item = engine.load(Indicator, row.indicator) if at is None else engine.load_at(Indicator, row.indicator, at)
        step = item.steps.get(row.cycle)
    return own_opinions_only(cycle, step, now, visit.visitor.account)


def _voice(visit: Visit, row: OpinionRow, how: Reading) -> Voice:
    mine = row.author is not None and row.author == visit.visitor.account
    cycle = visit.engine.load(ReviewCycle, row.cycle)
    staff = visit.viewer is not None and visit.viewer.staff
    by_name = staff or cycle.flow.ordinance.naming == "name"
    answer = row.answer if row.state in {"answered", "reflected_in_plan"} else None
    inside = mine or staff
    return Voice(
        position=row.position,
        number=row.number,
        cycle=row.cycle,
        waits_in=row.waits_in,
        later=visit.engine.load(ReviewCycle, row.taken_by).title if row.taken_by else "",
        fiscal_year=cycle.fiscal_year,
        indicator=row.indicator,
        author="あなた" if mine else author_words(row, cycle, staff=staff),
        name=(row.author_name or _name(visit, row.author)) if by_name and not mine else None,
        mine=mine,
        about=about(visit, row),
        body=row.bodies[-1],
        based_on=row.bodies[-1].position,
        earlier=row.bodies[:-1] if mine or staff else (),
        recorded_at=row.recorded_at,
        received_on=row.received_on,
        medium=words.MEDIUM[row.medium],
        said=said(row),
        state=words.opinion_state(
            row.state,
            summarised=inside and bool(row.summaries),
            postponed=row.postponed.until if row.postponed else None,
        ),
        state_kind=STATE_KIND.get(row.state, ""),
        open=row.is_open,
        answer=answer,
        disposition=disposition_words(answer) if answer else "",
        carried_by=carried_by(visit, answer) if answer else "",
        former=tuple((disposition_words(a), a) for a in row.answers[:-1]) if answer and inside else (),
        files=row.attachments if staff else (),
        editable=how.moment is None and row.is_open and visit.visitor.account in {row.author, row.entered_by.id},
        summary=row.summary if inside else None,
        contested=row.contested if inside else None,
        disputed=row.disputed if inside else None,
        postponed=row.postponed.reason if row.postponed and row.is_open else None,
        endorsed=len(row.endorsements),
        endorsed_by_me=any(each.author == visit.visitor.account for each in row.endorsements),
        may=_may(visit, row, mine=mine) if how.moment is None else frozenset(),
    )


def _may(visit: Visit, row: OpinionRow, *, mine: bool) -> frozenset[str]:
    """What a member may say about an opinion: its author about summary and answer, others that they say the same."""
    cycle = visit.engine.load(ReviewCycle, row.waits_in)
    if cycle.closed or cycle.council not in visit.visitor.seats:
        return frozenset()
    answered = row.state in {"answered", "reflected_in_plan"}
    endorsed = any(each.author == visit.visitor.account for each in row.endorsements)
    possible = {
        "contest_summary": mine and bool(row.summaries) and row.contested is None and row.state != "withdrawn",
        "dispute_answer": mine and answered and row.disputed is None,
        "endorse_comment": not mine and row.is_open and not endorsed and not _closed(visit, row, None, visit.now),
    }
    wanted = [action for action, fits in possible.items() if fits]
    step = visit.engine.load(Indicator, row.indicator).steps.get(cycle.id) if wanted and row.indicator else None
    return frozenset(action for action in wanted if may(visit, action, cycle, step))


def disposition_words(answer: AnswerRow) -> str:
    """対応区分 as the screen says it."""
    return words.disposition(answer.disposition, answer.until, answer.forwarded_to)


def carried_by(visit: Visit, answer: AnswerRow) -> str:
    """The proposal version that the answer names: 改善案 第2版, 2-①-指1 開放 改善案 第2版."""
    if answer.version is None:
        return ""
    where = f"{visit.engine.load(Indicator, answer.indicator).label} " if answer.indicator else ""
    return f"{where}改善案 第{answer.version}版"


STATE_KIND = {"received": "open", "answered": "good", "reflected_in_plan": "good"}


def author_words(row: OpinionRow, cycle: ReviewCycle, *, staff: bool) -> str:
    """Who said it, by the council's naming: 委員3, 委員, or the source of those who are no members."""
    if row.source != "member":
        return words.OPINION_SOURCE[row.source]
    if row.seat is None or (cycle.flow.ordinance.naming == "anonymous" and not staff):
        return "委員"
    return f"委員{row.seat}"


def _name(visit: Visit, account: str | None) -> Ref | None:
    row = visit.models.streams.stream(account) if account else None
    return row.name if row else None


def about(visit: Visit, row: OpinionRow) -> str:
    """What the opinion is about, in words; a bullet as it read when the opinion came."""
    if row.statement is not None:
        return f"「{_bullet(visit, row)}」について"
    version = f" 第{row.version}版" if row.version else ""
    return {"item": "", "status": "状況について"}.get(row.subject, f"{words.SUBJECT[row.subject]}{version}について")


def _bullet(visit: Visit, row: OpinionRow) -> str:
    item = visit.models.items.item(row.stream, row.position, reviews=False)
    texts = {bullet.id: bullet.text for bullet in item.statements} if item else {}
    return texts.get(row.statement or 0, "前の文")


def said(row: OpinionRow) -> str:
    """The choice beside the words: 賛否, or whether the status feels right."""
    if row.stance:
        return f"改善案に{words.STANCE[row.stance]}"
    if row.perception:
        return f"{words.PERCEPTION_QUESTION}：{words.PERCEPTION[row.perception]}"
    return ""
