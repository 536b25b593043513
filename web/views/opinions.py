"""Opinions as the office sees them: whose, where, what became of them, and what an answer may name."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from domain.answers import STANDING
from domain.codes import Medium
from domain.commented import fell
from domain.council import Council
from domain.event import Ref
from domain.indicator import Indicator
from domain.japanese_dates import fiscal
from domain.review_cycle import ReviewCycle
from pdca import words
from pdca.viewing import own_opinions_only
from projections.opinions import AnswerRow, OpinionRow, Said
from web.permitted import may
from web.site import Visit
from web.views.office import Link, member_words, names
from web.views.voices import carried_by, disposition_words

Versions = tuple[tuple[int, str], ...]
"""Versions of a proposal by their number, as they are called."""


class File(msgspec.Struct, frozen=True):
    """A scan that belongs to an opinion."""

    url: str
    name: Ref
    size: str


class AnswerView(msgspec.Struct, frozen=True):
    """An answer as it stands; `code`, `version`, `until` and `department` are what its form begins with."""

    disposition: str
    body: Ref
    at: int
    position: int
    code: str
    version: str
    carried_by: str
    until: date | None
    department: str
    reason: Ref | None
    together: tuple[int, ...]


class Reply(msgspec.Struct, frozen=True):
    """What came back from members, or through the office for them."""

    text: Ref
    at: int
    came: str


class OpinionView(msgspec.Struct, frozen=True):
    """One opinion with its answer, if it has one."""

    position: int
    number: int
    called: str
    indicator: str | None
    place: Link
    about: str
    bullet: str
    author: str
    name: Ref | None
    came: str
    read_back: bool
    stance: str
    at: int
    body: Ref
    edited: bool
    state: str
    state_code: str
    files: tuple[File, ...]
    answer: AnswerView | None
    former: tuple[AnswerView, ...]
    fell: bool
    from_year: int | None
    carried_to: int | None
    carried_reason: Ref | None
    versions: tuple[tuple[str, str], ...]
    note: Ref | None
    late: Ref | None
    summary: Said | None
    summary_old: bool
    contested: Reply | None
    disputed: Reply | None
    postponed: Ref | None
    endorsed: tuple[str, ...]
    may: dict[str, bool]

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state_code == "received"


class Around(msgspec.Struct, frozen=True):
    """What all opinions of a list look up."""

    cycle: ReviewCycle
    names: Mapping[str, Ref]
    council: Council
    versions: tuple[tuple[str, str], ...]
    together: Mapping[int, tuple[int, ...]]


def opinion_views(
    visit: Visit, cycle: ReviewCycle, rows: Sequence[OpinionRow], others: tuple[tuple[str, str], ...] = ()
) -> tuple[OpinionView, ...]:
    """Opinions as the office sees them; `others` are the proposal versions of all items."""
    council = visit.engine.load(Council, cycle.council)
    around = Around(cycle, names(visit), council, others, _together(rows))
    return tuple(_view(visit, around, row) for row in rows)


def _together(rows: Sequence[OpinionRow]) -> dict[int, tuple[int, ...]]:
    """The numbers of the opinions that were answered at once, by the first one's position."""
    found: dict[int, tuple[int, ...]] = {}
    for row in rows:
        first = row.answer.together if row.answer else None
        if first:
            found[first] = (*found.get(first, ()), row.number)
    return found


def _view(visit: Visit, around: Around, row: OpinionRow) -> OpinionView:
    cycle, known = around.cycle, around.names
    item = visit.engine.load(Indicator, row.indicator) if row.indicator else None
    step = item.steps.get(cycle.id) if item else None
    return OpinionView(
        position=row.position,
        number=row.number,
        called=_called(visit, cycle, row),
        indicator=row.indicator,
        place=Link(f"/indicators/{item.id}", item.label) if item else Link(f"/cycles/{cycle.id}", "計画全体"),
        about=_about(row),
        bullet=_bullet(visit, row),
        author=_author(row, around.council),
        name=known.get(row.author) if row.author else row.author_name,
        came=_came(row),
        read_back=row.read_back,
        stance=_stance(row),
        at=row.recorded_at,
        body=row.bodies[-1],
        edited=len(row.bodies) > 1,
        state=words.opinion_state(
            row.state, summarised=bool(row.summaries), postponed=row.postponed.until if row.postponed else None
        ),
        state_code=row.state,
        files=tuple(File(f"/attachments/{a.position}", a.name, size(a.bytes)) for a in row.attachments),
        answer=_answer(visit, row, row.answer, around) if row.answer else None,
        former=tuple(_answer(visit, row, each, around) for each in row.answers[:-1]),
        fell=bool(row.is_open and row.answer),
        from_year=_from_year(visit, cycle, row),
        carried_to=row.carried_over.to_fiscal_year if row.carried_over else None,
        carried_reason=row.carried_over.reason if row.carried_over else None,
        versions=_nameable(item, around),
        note=row.author_note,
        late=row.late_reason,
        summary=row.summary,
        summary_old=row.summary is not None and row.bodies[-1].position > row.summary.position,
        contested=_reply(row.contested),
        disputed=_reply(row.disputed),
        postponed=row.postponed.reason if row.postponed and row.is_open else None,
        endorsed=tuple(_seat_words(around.council, each.author, each.seat) for each in row.endorsements),
        may={action: fits and may(visit, action, cycle, step) for action, fits in _fitting(visit, row, step, cycle)},
    )


def _from_year(visit: Visit, cycle: ReviewCycle, row: OpinionRow) -> int | None:
    """The fiscal year that an opinion of an earlier review was said in."""
    return None if row.cycle == cycle.id else visit.engine.load(ReviewCycle, row.cycle).fiscal_year


def _called(visit: Visit, cycle: ReviewCycle, row: OpinionRow) -> str:
    """意見No.7; with its year where it came from an earlier one: a number is never given anew."""
    year = _from_year(visit, cycle, row)
    return f"{fiscal(year)} 意見No.{row.number}" if year else f"意見No.{row.number}"


def _nameable(item: Indicator | None, around: Around) -> tuple[tuple[str, str], ...]:
    """The versions that an answer may name: those of the item itself first."""
    own = tuple((f"{item.id}:{n}", each) for n, each in versions(item, around.cycle)) if item else ()
    mine = {code for code, _ in own}
    return (*own, *((code, each) for code, each in around.versions if code not in mine))


def _reply(said: Said | None) -> Reply | None:
    return Reply(said.text, said.recorded_at, _by(said.medium)) if said else None


def _fitting(visit: Visit, row: OpinionRow, step: str | None, cycle: ReviewCycle) -> Iterator[tuple[str, bool]]:
    """Which acts the opinion is ready for; the office contests and disputes for those whose opinion it typed in."""
    answered = row.state in {"answered", "reflected_in_plan"}
    on_behalf = row.entered_by.id != row.author and row.state != "withdrawn"
    yield "answer_comment", row.is_open
    yield "postpone_answer", row.is_open
    yield "carry_over_matter", row.is_open
    yield "revise_answer", answered
    yield "summarise_comment", row.state != "withdrawn"
    yield "contest_summary", on_behalf and bool(row.summaries) and row.contested is None
    yield "dispute_answer", on_behalf and answered and row.disputed is None
    yield "endorse_comment", row.is_open and not own_opinions_only(cycle, step, visit.now, visit.account)


def size(count: int) -> str:
    """E.g. 340KB, 2.1MB."""
    return f"{count / 1024 / 1024:.1f}MB" if count >= 1024 * 1024 else f"{max(1, count // 1024)}KB"


def _about(row: OpinionRow) -> str:
    if row.subject == "item":
        return ""
    version = f" 第{row.version}版" if row.version else ""
    return f"{words.SUBJECT[row.subject]}{version}へのご意見"


def _bullet(visit: Visit, row: OpinionRow) -> str:
    """The bullet as its writer read it."""
    if row.statement is None or row.indicator is None:
        return ""
    then = visit.models.items.item(row.indicator, row.position, reviews=False)
    return next((bullet.text for bullet in then.statements if bullet.id == row.statement), "") if then else ""


def _author(row: OpinionRow, council: Council) -> str:
    if row.author is None:
        return words.OPINION_SOURCE[row.source]
    return _seat_words(council, row.author, row.seat)


def _seat_words(council: Council, account: str, seat: int | None) -> str:
    holders = [h for h in council.seats.get(seat or 0, ()) if h.account == account]
    if holders and holders[-1].office == "chair":
        return words.OFFICE["chair"]
    return f"{words.OFFICE['member']}{seat or ''}"


def _came(row: OpinionRow) -> str:
    return _by(row.medium)


def _by(medium: Medium) -> str:
    return "" if medium == "web" else f"{words.MEDIUM[medium]}で受付"


def _stance(row: OpinionRow) -> str:
    if row.stance:
        return words.STANCE[row.stance]
    return f"{words.PERCEPTION_QUESTION}：{words.PERCEPTION[row.perception]}" if row.perception else ""


def _answer(visit: Visit, opinion: OpinionRow, row: AnswerRow, around: Around) -> AnswerView:
    return AnswerView(
        disposition=disposition_words(row),
        body=row.body,
        at=row.recorded_at,
        position=row.position,
        code=row.disposition,
        version=f"{row.indicator or opinion.stream}:{row.version}" if row.version else "",
        carried_by=carried_by(visit, row),
        until=row.until,
        department=row.forwarded_to or "",
        reason=row.reason,
        together=around.together.get(row.together or 0, ()),
    )


def versions(item: Indicator, cycle: ReviewCycle) -> Versions:
    """The versions of the proposal that an answer may name, the newest first."""
    standing = [n for n, state in item.proposal_states(cycle.id).items() if state in STANDING]
    return tuple((n, f"第{n}版") for n in sorted(standing, reverse=True))


def judged_versions(visit: Visit, cycle: ReviewCycle) -> tuple[tuple[str, Versions], ...]:
    """Per item with a proposal that stands, the versions that 賛否 may be about."""
    items = (visit.engine.load(Indicator, each) for each in (*cycle.items, *cycle.others))
    found = ((item.id, judged(item, cycle)) for item in items)
    return tuple((indicator, each) for indicator, each in found if each)


def judged(item: Indicator, cycle: ReviewCycle) -> Versions:
    """The versions of the item's proposal that 賛否 on paper may be about, the newest first."""
    states = item.proposal_states(cycle.id)
    return tuple((n, f"第{n}版") for n in sorted(states, reverse=True) if not fell(states, n))


def member_choices(visit: Visit, cycle: ReviewCycle) -> tuple[tuple[str, str], ...]:
    """Today's members by account, e.g. 委員4 北原 トミ."""
    known = names(visit)
    roll = visit.engine.load(Council, cycle.council).roll(visit.today)
    texts = visit.engine.reveal([known[e.account] for e in roll if e.account in known])
    return tuple(
        (e.account, f"{member_words(e)}　{texts.get(known[e.account], words.ERASED) if e.account in known else ''}")
        for e in roll
    )
