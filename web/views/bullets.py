"""Bullets with their ★ in words, and the status of a year with the years named."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from domain.event import Ref
from domain.japanese_dates import fiscal
from projections.items import EvidenceRow, ItemRow, Star, StatusRow
from web.site import Visit


class StarView(msgspec.Struct, frozen=True):
    """A session's word on a bullet: which session, and why. `url` leads to the session where there is a page."""

    session: str
    reason: Ref


class BulletView(msgspec.Struct, frozen=True):
    """A bullet as it reads; `unstarred` when its ★ was taken away last."""

    id: int
    text: str
    text_revision: int
    star: StarView | None = None
    unstarred: StarView | None = None


class StatusView(msgspec.Struct, frozen=True):
    """The status of a fiscal year: 令和6年度の状況（令和7年度の見直しで確認）."""

    heading: str
    fiscal_year: int
    texts: tuple[Ref, ...]
    position: int
    recorded_at: int
    as_of_date: date | None = None
    informant: Ref | None = None
    carried: Ref | None = None
    evidence: tuple[EvidenceRow, ...] = ()


class Names:
    """Titles of sessions and years of cycles, as the pages of one visit need them."""

    def __init__(self, visit: Visit, plan: str) -> None:
        streams = visit.models.streams
        self.sessions: Mapping[str, str] = {row.stream: row.title or "" for row in streams.of_plan(plan, "session")}
        self.cycles: Mapping[str, int] = {
            row.stream: row.fiscal_year or 0 for row in streams.of_plan(plan, "review_cycle")
        }

    def star(self, star: Star | None) -> StarView | None:
        """A ★ with the name of its session."""
        return StarView(self.sessions.get(star.session, "会議"), star.reason) if star else None


def bullets(names: Names, item: ItemRow) -> tuple[BulletView, ...]:
    """All bullets of an item, in order."""
    return tuple(
        BulletView(
            id=each.id,
            text=each.text,
            text_revision=each.text_revision,
            star=names.star(each.star),
            unstarred=None if each.star else names.star(each.unstarred),
        )
        for each in item.statements
    )


def status_view(names: Names, row: StatusRow) -> StatusView:
    """A year's status with both years in its heading."""
    checked = names.cycles.get(row.cycle or "")
    by = f"{fiscal(checked)}の見直しで確認" if checked else "取り込んだ資料による"
    return StatusView(
        heading=f"{fiscal(row.fiscal_year)}の状況（{by}）",
        fiscal_year=row.fiscal_year,
        texts=row.texts,
        position=row.position,
        recorded_at=row.recorded_at,
        as_of_date=row.as_of_date,
        informant=row.informant,
        carried=row.reason if row.carried else None,
        evidence=row.evidence,
    )


def statuses(names: Names, item: ItemRow) -> tuple[StatusView, ...]:
    """Every year's status, newest first."""
    return tuple(status_view(names, item.statuses[year]) for year in sorted(item.statuses, reverse=True))


def latest(rows: Iterable[ItemRow]) -> int | None:
    """The newest year of which any of the items has a status."""
    return max((year for row in rows for year in row.statuses), default=None)
