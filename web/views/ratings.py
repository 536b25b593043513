"""The ratings of an item through the years, each in the words of the scale that its own review had."""

from collections.abc import Iterable

import msgspec

from domain.flow_definition import Choice
from domain.review_cycle import ReviewCycle
from pdca.words import UNRATED
from projections.items import ItemRow
from web.site import Visit


class Rating(msgspec.Struct, frozen=True):
    """One review's rating and direction; empty where its council had no such scale."""

    year: str
    rating: str
    direction: str


def ratings(visit: Visit, row: ItemRow) -> tuple[Rating, ...]:
    """Of every review in which the item was considered, newest first."""
    found = [(visit.engine.load(ReviewCycle, cycle), review) for cycle, review in row.reviews.items()]
    return tuple(
        Rating(
            cycle.title,
            _word(cycle.flow.scale.ratings, review.considered.rating),
            _word(cycle.flow.scale.directions, review.considered.direction),
        )
        for cycle, review in sorted(found, key=lambda each: each[0].fiscal_year, reverse=True)
        if review.considered is not None
    )


def _word(choices: Iterable[Choice], code: str | None) -> str:
    known = {choice.code: choice.title for choice in choices}
    return known.get(code or "", UNRATED) if known else ""
