"""The document JSON of `pdca parse` and `pdca plan`: frozen structs whose fields are its keys, in its order."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from pdca.documents.source import Place

Level = Literal["error", "warning", "notice"]


class Finding(msgspec.Struct, frozen=True):
    """One remark of the reader for the person who imports; `line` counts from 1 (or names a cell or a page)."""

    line: Place
    level: Level
    code: str
    message: str


class Bullet(msgspec.Struct, frozen=True):
    """One line of a plan: its text without mark, whether it carries the ★, and the line where it begins."""

    text: str
    advanced: bool
    line: Place


class YearValue(msgspec.Struct, frozen=True):
    """A figure of one western fiscal year as written; `value` is None where the text is no number."""

    year: int | None
    value: float | None
    text: str = ""


class MeasuredValue(YearValue, frozen=True):
    """The figure of a year; `measured` is false where it was not measured, which is no zero."""

    measured: bool = True
    line: Place | None = None


class NumericRow(msgspec.Struct, frozen=True):
    """A numeric indicator with its baseline, target and yearly values, in the order of the years."""

    name: str
    unit: str
    baseline: YearValue | None
    target: YearValue | None
    values: tuple[MeasuredValue, ...] = ()
    rating: str | None = None
    direction: str | None = None
    department: str | None = None
    line: Place | None = None


class _Reviewed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    line: Place
    goals: tuple[Bullet, ...]
    progress: tuple[str, ...]
    progress_lines: tuple[Place, ...]
    rating: str | None = None
    direction: str | None = None
    department: str | None = None

    def status(self) -> Iterator[tuple[str, Place]]:
        """Each status sentence with the line where it begins."""
        return zip(self.progress, self.progress_lines, strict=True)


class IndicatorRow(_Reviewed, frozen=True, kw_only=True, omit_defaults=True):
    """An activity indicator (取組指標): its goals and, per row, its status sentences."""

    name: str


class RoleRow(_Reviewed, frozen=True, kw_only=True, omit_defaults=True):
    """What one actor takes on (役割分担), and the status sentences on it."""

    actor: str


class Initiative(msgspec.Struct, frozen=True):
    """A measure (取組): the circled number, its content and its tables."""

    number: int
    name: str
    line: Place
    description: str
    description_line: Place | None
    indicators: tuple[IndicatorRow, ...]
    roles: tuple[RoleRow, ...]
    numeric: tuple[NumericRow, ...] = ()


class Project(msgspec.Struct, frozen=True):
    """A priority project (重点プロジェクト): its vision and its measures."""

    number: int
    name: str
    line: Place
    vision: tuple[Bullet, ...]
    initiatives: tuple[Initiative, ...]

    def bullets(self) -> Iterator[Bullet]:
        """Every bullet that can carry a ★, in the order of the text: vision, indicators, roles."""
        yield from self.vision
        for initiative in self.initiatives:
            for row in (*initiative.indicators, *initiative.roles):
                yield from row.goals


class ReadAt(msgspec.Struct, frozen=True):
    """The lines where the proposed facts about the document were read; None where the text does not say."""

    title: Place | None = None
    municipality: Place | None = None
    period: Place | None = None
    status_year: Place | None = None
    mark_year: Place | None = None


class Document(msgspec.Struct, frozen=True):
    """A plan with its status as read; years are western fiscal years, proposals until a person confirms them."""

    title: str
    municipality: str | None
    period: str | None
    status_year: int | None
    mark_year: int | None
    read_at: ReadAt
    projects: tuple[Project, ...]
    findings: tuple[Finding, ...]

    def to_json_form(self) -> dict[str, Any]:
        """The document as plain dicts and lists with the contract's keys (and line numbers besides)."""
        form: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return form

    def bullets(self) -> Iterator[Bullet]:
        """Every bullet that can carry a ★, in the order of the text."""
        for project in self.projects:
            yield from project.bullets()
