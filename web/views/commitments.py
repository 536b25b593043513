"""次回までに確認すること: of a plan or of one item, as far as they exist for the visitor."""

from collections.abc import Iterable
from datetime import date

import msgspec
from msgspec.structs import replace

from domain.event import Recorded, Ref
from domain.japanese_dates import fiscal, full_date, japan_day
from domain.review_cycle import ReviewCycle
from pdca import words
from pdca.sentences import sentences
from projections.commitments import CommitmentAnswer, CommitmentRow
from projections.streams import PlanRow
from web.permitted import may
from web.site import Visit
from web.views.line import links
from web.views.office import Link
from web.views.reading import Reading


class Answered(msgspec.Struct, frozen=True):
    """What became of a commitment, in words."""

    words: str
    note: Ref
    at: int
    until: str


class Arisen(msgspec.Struct, frozen=True):
    """What a commitment arises from, in a sentence; `url` leads to it where the visitor has a page of it."""

    words: str
    url: str


class CommitmentView(msgspec.Struct, frozen=True):
    """A commitment; `place` is its item, None for the whole plan. `shown` once the public may read it.

    `arisen` is None where nothing is recorded, or nothing that exists for the visitor.
    """

    position: int
    place: Link | None
    indicator: str
    text: Ref
    until: str
    due: date
    state: str
    open: bool
    answers: tuple[Answered, ...]
    shown: bool
    year: str
    may_answer: bool
    arisen: Arisen | None = None


def commitment_views(
    visit: Visit, rows: Iterable[CommitmentRow], plan: PlanRow, how: Reading, cycle: ReviewCycle | None
) -> tuple[CommitmentView, ...]:
    """Those that exist for the visitor: for the public what the council saw, and the plan's edition has."""
    through = plan.published if how.public else None
    seen = [row for row in rows if _seen(row.seen, through) and (how.at is None or row.position <= how.at)]
    arisen = _arisen(visit, seen, how)
    views = (_view(visit, row, how, cycle, through) for row in seen)
    return tuple(replace(view, arisen=arisen.get(row.arises_from or 0)) for view, row in zip(views, seen, strict=True))


def _arisen(visit: Visit, rows: Iterable[CommitmentRow], how: Reading) -> dict[int, Arisen]:
    """What the commitments arise from, by position, as far as it may be told."""
    found = [visit.engine.recorded(row.arises_from) for row in rows if row.arises_from is not None]
    recorded = {each.position: each for each in found if each is not None}
    told = sentences(visit.engine, list(recorded.values()), None if how.public else visit.viewer, how.at)
    return {
        each.position: Arisen(
            f"{full_date(japan_day(each.when))}　{each.text}", _page_of(visit, recorded[each.position], how)
        )
        for each in told
    }


def _page_of(visit: Visit, recorded: Recorded, how: Reading) -> str:
    """The item's history; the pages of meetings and years are the office's."""
    if recorded.kind == "indicator":
        return f"/indicators/{recorded.stream}/history{how.query}#e{recorded.position}"
    return f"/streams/{recorded.stream}" if visit.visitor.staff and recorded.kind != "plan" else ""


def _seen(seen: int | None, through: int | None) -> bool:
    return through is None or (seen is not None and seen <= through)


def _view(
    visit: Visit, row: CommitmentRow, how: Reading, cycle: ReviewCycle | None, through: int | None
) -> CommitmentView:
    answers = [a for a in row.answers if _seen(a.seen, through)]
    last = answers[-1].result if answers else "continued"
    place = links(visit, [row.indicator], how) if row.indicator else ()
    return CommitmentView(
        position=row.position,
        place=place[0] if place else None,
        indicator=row.indicator or "",
        text=row.text,
        until=words.by_when(row.due),
        due=row.due,
        state="" if last == "continued" else words.KEPT[last],
        open=last == "continued",
        answers=tuple(_answered(each) for each in answers),
        shown=row.seen is not None,
        year=fiscal(visit.engine.load(ReviewCycle, row.cycle).fiscal_year),
        may_answer=row.state == "open" and how.moment is None and may(visit, "answer_commitment", cycle),
    )


def _answered(answer: CommitmentAnswer) -> Answered:
    until = words.by_when(answer.due) if answer.due else ""
    return Answered(words.KEPT[answer.result], answer.note, answer.recorded_at, until)
