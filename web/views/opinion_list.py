"""All opinions of a year's review on one page, by state, and as the papers list them."""

from collections.abc import Iterable, Sequence

import msgspec

from domain.indicator import Indicator
from domain.numbering import order
from domain.review_cycle import ReviewCycle
from projections.opinions import OpinionRow
from web.site import Visit
from web.views.opinions import OpinionView, opinion_views, versions

FILTERS = {
    "open": "回答を待っているもの",
    "contested": "趣旨が違うとのお返事",
    "postponed": "回答検討中",
    "disputed": "回答では足りないとのお返事",
    "answered": "回答したもの",
    "all": "すべて（資料の順）",
    "matters": "前の年度から",
}
ALWAYS = frozenset({"open", "answered", "all"})
"""Filters that are shown with nothing behind them, too."""

PAGE = 25
"""Opinions on one page, each with its forms."""


class OpinionList(msgspec.Struct, frozen=True):
    """A page of the opinions that were asked for, and how many there are of each kind.

    `earlier` and `later` begin the pages beside it, 0 where there is none; `first` counts from 1.
    """

    filter: str
    filters: tuple[tuple[str, str, int], ...]
    opinions: tuple[OpinionView, ...]
    versions: tuple[tuple[str, str], ...]
    places: tuple[tuple[str, str], ...]
    first: int = 1
    total: int = 0
    earlier: int = 0
    later: int = 0

    @property
    def last(self) -> int:
        """The number of the page's last opinion."""
        return self.first + len(self.opinions) - 1

    @property
    def together(self) -> list[OpinionView]:
        """Those that can be answered at once."""
        return [opinion for opinion in self.opinions if opinion.may["answer_comment"]]


def opinion_list(visit: Visit, cycle: ReviewCycle, shown: str, at: int | None = 0) -> OpinionList:
    """The opinions of a cycle by their numbers, all of them as the papers print them, by the plan; `at` None: whole."""
    matters = visit.models.opinions.taken_up(cycle.id)
    rows = [*matters, *visit.models.opinions.cycle_opinions(cycle.id)]
    items = _in_plan_order(visit, cycle)
    rank = {item.id: k for k, item in enumerate(items)}
    groups = {
        "open": [o for o in rows if o.is_open],
        "contested": [o for o in rows if o.contested and o.state != "withdrawn"],
        "postponed": [o for o in rows if o.postponed and o.is_open],
        "disputed": [o for o in rows if o.disputed],
        "answered": [o for o in rows if o.answer and not o.is_open],
        "all": sorted(rows, key=lambda o: (rank.get(o.stream, len(rank)), o.number)),
        "matters": matters,
    }
    chosen = shown if shown in groups else "open"
    shown_filters = [code for code in FILTERS if code in ALWAYS or groups[code] or code == chosen]
    others = _versions_of(items, cycle)
    found = groups[chosen]
    start = 0 if at is None else _start(found, groups["all"] if chosen == "all" else rows, at)
    end = len(found) if at is None else start + PAGE
    return OpinionList(
        filter=chosen,
        filters=tuple((code, FILTERS[code], len(groups[code])) for code in shown_filters),
        opinions=opinion_views(visit, cycle, found[start:end], others),
        versions=others,
        places=places(visit, cycle),
        first=start + 1,
        total=len(found),
        earlier=found[max(start - PAGE, 0)].position if start else 0,
        later=found[end].position if end < len(found) else 0,
    )


def _start(found: Sequence[OpinionRow], everything: Sequence[OpinionRow], at: int) -> int:
    """Where the page begins: with the opinion at a position, or what comes after it where the filter has it no more.

    `everything` has the order of `found` before it was filtered; what fits on one page stays on one.
    """
    if len(found) <= PAGE:
        return 0
    rank = {opinion.position: k for k, opinion in enumerate(everything)}
    begin = rank.get(at, 0)
    return next((k for k, opinion in enumerate(found) if rank[opinion.position] >= begin), len(found) - PAGE)


def places(visit: Visit, cycle: ReviewCycle) -> tuple[tuple[str, str], ...]:
    """Where an opinion may belong beside the whole plan."""
    return tuple((item.id, item.label) for item in _in_plan_order(visit, cycle))


def _in_plan_order(visit: Visit, cycle: ReviewCycle) -> list[Indicator]:
    items = (visit.engine.load(Indicator, each) for each in (*cycle.items, *cycle.others))
    return sorted(items, key=lambda i: order(i.number, i.kind) if i.number else ())


def _versions_of(items: Iterable[Indicator], cycle: ReviewCycle) -> tuple[tuple[str, str], ...]:
    """The proposal versions of all items that an answer may name."""
    return tuple((f"{i.id}:{n}", f"{i.label} {words_of}") for i in items for n, words_of in versions(i, cycle))


def disputed_count(visit: Visit, cycle_id: str) -> int:
    """How many answers are not enough for their authors: the next meeting takes them up."""
    opinions = (*visit.models.opinions.taken_up(cycle_id), *visit.models.opinions.cycle_opinions(cycle_id))
    return sum(1 for row in opinions if row.disputed)
