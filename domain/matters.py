"""Matters that an earlier year carried over: which of them a later year's review takes up, and how."""

from collections.abc import Iterable, Iterator

import msgspec

from domain.commented import Comment, Commented
from domain.event import Event, Stream
from domain.events import MatterTakenUp
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle


class Matter(msgspec.Struct, frozen=True):
    """A carried-over opinion: where it is to go on, its position, and the opinion as it stands."""

    to: Stream
    position: int
    comment: Comment


def left_to(
    fiscal_year: int, items: Iterable[Indicator], earlier: Iterable[ReviewCycle], cycle: ReviewCycle
) -> Iterator[Matter]:
    """What waits for the review of a fiscal year: on items there, on the whole plan on the cycle that begins."""
    for item in items:
        yield from _waiting(item, item.stream, fiscal_year)
    reviews = list(earlier)
    gone_on = {(at, c.taken_from) for review in reviews for at, c in review.comments.items() if c.taken_from}
    for review in reviews:
        for matter in _waiting(review, cycle.stream, fiscal_year):
            if (matter.position, review.id) not in gone_on:
                yield matter


def _waiting(place: Commented, to: Stream, fiscal_year: int) -> Iterator[Matter]:
    for at, comment in place.comments.items():
        if comment.state == "carried_over" and comment.to_year is not None and comment.to_year <= fiscal_year:
            yield Matter(to, at, comment)


def take_up(matter: Matter, cycle_id: str) -> tuple[Stream, Event]:
    """The opinion waits for its answer in the later review."""
    comment = matter.comment
    event = MatterTakenUp(
        cycle=cycle_id,
        comment=matter.position,
        from_cycle=comment.cycle,
        wording=comment.wording,
        author=comment.author,
        entered_by=comment.entered_by if comment.entered_by != comment.author else None,
        summary=comment.summary or None,
        contested=comment.contested,
        endorsed=comment.endorsed,
    )
    return matter.to, event


def next_review(fiscal_year: int, cycles: Iterable[ReviewCycle]) -> ReviewCycle | None:
    """The running review of that year, or the first after it."""
    fitting = [c for c in cycles if c.exists and not c.closed and c.fiscal_year >= fiscal_year]
    return min(fitting, key=lambda c: c.fiscal_year, default=None)
