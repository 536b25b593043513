"""All opinions of a year's review on one page: whose, where, what became of them, and what an answer may name."""

from collections.abc import Mapping, Sequence

import msgspec

from domain.council import Council
from domain.event import Ref
from domain.indicator import Indicator
from domain.japanese_dates import fiscal
from domain.numbering import order
from domain.opinions import STANDING
from domain.review_cycle import ReviewCycle
from pdca import words
from projections.opinions import AnswerRow, OpinionRow
from web.permitted import may
from web.site import Visit
from web.views.office import Link, member_words, names

FILTERS = {"open": "回答を待っているもの", "answered": "回答したもの", "all": "すべて", "matters": "前の年度から"}


class File(msgspec.Struct, frozen=True):
    """A scan that belongs to an opinion."""

    url: str
    name: Ref
    size: str


class AnswerView(msgspec.Struct, frozen=True):
    """An answer as it stands."""

    disposition: str
    body: Ref
    at: int
    version: int | None = None


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
    fell: bool
    from_year: int | None
    carried_to: int | None
    carried_reason: Ref | None
    versions: tuple[tuple[int, str], ...]
    may_answer: bool
    may_carry: bool

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state_code == "received"


class OpinionList(msgspec.Struct, frozen=True):
    """The opinions that were asked for, and how many there are of each kind."""

    filter: str
    filters: tuple[tuple[str, str, int], ...]
    opinions: tuple[OpinionView, ...]


def opinion_list(visit: Visit, cycle: ReviewCycle, shown: str) -> OpinionList:
    """The opinions of a cycle; what waits for an answer first."""
    matters = visit.models.opinions.taken_up(cycle.id)
    rows = [*matters, *visit.models.opinions.cycle_opinions(cycle.id)]
    groups = {
        "open": [o for o in rows if o.is_open],
        "answered": [o for o in rows if o.answer and not o.is_open],
        "all": sorted(rows, key=lambda o: not o.is_open),
        "matters": matters,
    }
    filters = {code: word for code, word in FILTERS.items() if code != "matters" or matters}
    chosen = shown if shown in groups else "open"
    return OpinionList(
        filter=chosen,
        filters=tuple((code, word, len(groups[code])) for code, word in filters.items()),
        opinions=opinion_views(visit, cycle, groups[chosen]),
    )


def opinion_views(visit: Visit, cycle: ReviewCycle, rows: Sequence[OpinionRow]) -> tuple[OpinionView, ...]:
    """Opinions as the office sees them."""
    known, council = names(visit), visit.engine.load(Council, cycle.council)
    return tuple(_view(visit, cycle, row, known, council) for row in rows)


def _view(visit: Visit, cycle: ReviewCycle, row: OpinionRow, known: Mapping[str, Ref], council: Council) -> OpinionView:
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
        author=_author(row, council),
        name=known.get(row.author) if row.author else row.author_name,
        came=_came(row),
        read_back=row.read_back,
        stance=_stance(row),
        at=row.recorded_at,
        body=row.bodies[-1],
        edited=len(row.bodies) > 1,
        state=words.OPINION_STATE[row.state],
        state_code=row.state,
        files=tuple(File(f"/attachments/{a.position}", a.name, size(a.bytes)) for a in row.attachments),
        answer=_answer(row.answer) if row.answer else None,
        fell=bool(row.is_open and row.answer),
        from_year=_from_year(visit, cycle, row),
        carried_to=row.carried_over.to_fiscal_year if row.carried_over else None,
        carried_reason=row.carried_over.reason if row.carried_over else None,
        versions=versions(item, cycle) if item else (),
        may_answer=row.is_open and may(visit, "answer_comment", cycle, step),
        may_carry=row.is_open and may(visit, "carry_over_matter", cycle, step),
    )


def _from_year(visit: Visit, cycle: ReviewCycle, row: OpinionRow) -> int | None:
    """The fiscal year that an opinion of an earlier review was said in."""
    return None if row.cycle == cycle.id else visit.engine.load(ReviewCycle, row.cycle).fiscal_year


def _called(visit: Visit, cycle: ReviewCycle, row: OpinionRow) -> str:
    """意見No.7; with its year where it came from an earlier one: a number is never given anew."""
    year = _from_year(visit, cycle, row)
    return f"{fiscal(year)} 意見No.{row.number}" if year else f"意見No.{row.number}"


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
    holders = [h for h in council.seats.get(row.seat or 0, ()) if h.account == row.author]
    if holders and holders[-1].office == "chair":
        return words.OFFICE["chair"]
    return f"{words.OFFICE['member']}{row.seat or ''}"


def _came(row: OpinionRow) -> str:
    return "" if row.medium == "web" else f"{words.MEDIUM[row.medium]}で受付"


def _stance(row: OpinionRow) -> str:
    if row.stance:
        return words.STANCE[row.stance]
    return f"{words.PERCEPTION_QUESTION}：{words.PERCEPTION[row.perception]}" if row.perception else ""


def _answer(row: AnswerRow) -> AnswerView:
    return AnswerView(
        words.disposition(row.disposition, row.until, row.forwarded_to), row.body, row.recorded_at, row.version
    )


def versions(item: Indicator, cycle: ReviewCycle) -> tuple[tuple[int, str], ...]:
    """The versions of the proposal that an answer may name, the newest first."""
    standing = [n for n, state in item.proposal_states(cycle.id).items() if state in STANDING]
    return tuple((n, f"第{n}版") for n in sorted(standing, reverse=True))


def member_choices(visit: Visit, cycle: ReviewCycle) -> tuple[tuple[str, str], ...]:
    """Today's members by account, e.g. 委員4 北原 トミ."""
    known = names(visit)
    roll = visit.engine.load(Council, cycle.council).roll(visit.today)
    texts = visit.engine.reveal([known[e.account] for e in roll if e.account in known])
    return tuple(
        (e.account, f"{member_words(e)}　{texts.get(known[e.account], words.ERASED) if e.account in known else ''}")
        for e in roll
    )


def places(visit: Visit, cycle: ReviewCycle) -> tuple[tuple[str, str], ...]:
    """Where an opinion may belong beside the whole plan."""
    items = (visit.engine.load(Indicator, each) for each in (*cycle.items, *cycle.others))
    return tuple(
        (item.id, item.label) for item in sorted(items, key=lambda i: order(i.number, i.kind) if i.number else ())
    )
