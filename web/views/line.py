"""Where an item comes from and goes to: its line through the plan, and the days from which that counts."""

from collections.abc import Iterable
from datetime import date

import msgspec

from domain.japanese_dates import japan_day
from domain.numbering import label
from projections.items import ItemRow
from web.site import Visit
from web.views.office import Link
from web.views.reading import Reading


class Line(msgspec.Struct, frozen=True):
    """`coming` is the day from which the text counts where that is ahead, `until` what reads until then."""

    predecessors: tuple[Link, ...] = ()
    successors: tuple[Link, ...] = ()
    retired_on: date | None = None
    gone: bool = False
    coming: date | None = None
    until: tuple[str, ...] = ()


def line(visit: Visit, row: ItemRow, how: Reading) -> Line:
    """The line of an item as this visitor reads it."""
    day = read_on(visit, how)
    ahead = row.effective_on is not None and day < row.effective_on
    return Line(
        predecessors=links(visit, row.predecessors, how),
        successors=links(visit, row.successors, how),
        retired_on=row.retired_on,
        gone=row.retired_on is not None and row.retired_on <= day,
        coming=row.effective_on if ahead else None,
        until=tuple(bullet.text for bullet in row.before) if ahead else (),
    )


def read_on(visit: Visit, how: Reading) -> date:
    """The day that a page is of."""
    return japan_day(how.moment.instant) if how.moment else visit.today


def links(visit: Visit, items: Iterable[str], how: Reading) -> tuple[Link, ...]:
    """Other items, as far as they exist for the reader."""
    rows = (visit.models.items.item(each, how.at, reviews=False) for each in items)
    return tuple(
        Link(f"/indicators/{row.indicator}{how.query}", f"{label(row.number, row.kind)} {row.name}")
        for row in rows
        if row is not None
    )
