"""What the office's pages share: who may open them, names of people, links to what a sentence is about."""

from collections.abc import Iterable, Mapping

import msgspec

from domain.errors import NotFound, NotPermitted, Obstacle
from domain.event import Ref
from domain.events import RollEntry
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle
from pdca.words import OFFICE
from web.site import Visit


class Link(msgspec.Struct, frozen=True):
    """Words that lead somewhere."""

    url: str
    words: str


def secretariat_only(visit: Visit) -> str:
    """The account of somebody who keeps accounts and councils; anybody else is refused."""
    account = visit.account
    if not visit.visitor.staff & {"secretariat", "administrator"}:
        msg = "このページは、事務局のためのページです。"
        raise NotPermitted(msg, code="staff_only")
    return account


def refuse_unless(allowed: bool, sentence: str) -> None:  # noqa: FBT001 -- reads as a sentence
    """Refuses a page whose action the visitor may not do."""
    if not allowed:
        raise NotPermitted(sentence, code="not_permitted")


def the_cycle(visit: Visit, cycle_id: str) -> ReviewCycle:
    """A year's review; refuses one that is not there."""
    row = visit.models.streams.stream(cycle_id)
    if row is None or row.kind != "review_cycle":
        msg = "この年度の見直しは見つかりません。"
        raise NotFound(msg, code="not_found")
    cycle: ReviewCycle = visit.engine.load(ReviewCycle, cycle_id)
    return cycle


def items_of(visit: Visit, ids: Iterable[str]) -> list[Indicator]:
    """Items as they stand, in this order."""
    return [visit.engine.load(Indicator, each) for each in ids]


def names(visit: Visit) -> Mapping[str, Ref]:
    """The names of all accounts."""
    return {row.stream: row.name for row in visit.models.streams.of_kind("account") if row.name is not None}


def member_words(entry: RollEntry) -> str:
    """E.g. 会長, 委員3."""
    return OFFICE[entry.office] if entry.office == "chair" else f"{OFFICE['member']}{entry.seat}"


def url_of(visit: Visit, obstacle: Obstacle) -> str:
    """The page where something in the way can be settled; what waits on the whole plan is among its opinions."""
    row = visit.models.streams.stream(obstacle.stream)
    if row is None or row.kind == "indicator":
        return f"/indicators/{obstacle.stream}"
    if row.kind == "review_cycle":
        return f"/cycles/{obstacle.stream}{'/opinions' if 'ご意見' in obstacle.message else '#steps'}"
    return f"/{row.kind}s/{obstacle.stream}"


def linked(visit: Visit, obstacles: Iterable[Obstacle]) -> tuple[Link, ...]:
    """What is in the way, each with the page where it can be settled."""
    return tuple(Link(url_of(visit, each), each.message) for each in obstacles)
