"""The layout of a plan on paper, the same for every format: headings, paragraphs, bullets and tables, in order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from domain.japanese_dates import fiscal
from pdca.documents.profile import Profile, TableKind
from pdca.documents.words import circled_sign
from pdca.documents.writing.figures import figure_table
from pdca.documents.writing.guarding import Guard, clean

Form = Mapping[str, Any]


class Heading(msgspec.Struct, frozen=True):
    """A heading; level 1 is a project."""

    level: int
    text: str


class Prose(msgspec.Struct, frozen=True):
    """A paragraph."""

    text: str


class Bullets(msgspec.Struct, frozen=True):
    """Lines of a list outside tables, each with its mark."""

    lines: tuple[str, ...]


Cell = tuple[str, ...]
"""A cell by its lines."""


class Table(msgspec.Struct, frozen=True):
    """A table: the words over its columns, and rows whose first cell is their name."""

    heading: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def of_figures(self) -> bool:
        """Whether its cells hold one figure or word each, and no bullets."""
        return len(self.heading) > len(("name", "content"))


Part = Heading | Prose | Bullets | Table


class ProjectPart(msgspec.Struct, frozen=True):
    """What stands under one project, its heading first; `label` is its word and number."""

    label: str
    parts: tuple[Part, ...]


class Layout(msgspec.Struct, frozen=True):
    """A whole plan."""

    title: str
    preamble: tuple[Prose, ...]
    projects: tuple[ProjectPart, ...]

    def parts(self) -> Iterator[Part]:
        """All below the title, in order."""
        yield from self.preamble
        for project in self.projects:
            yield from project.parts


def layout_of(form: Form, profile: Profile) -> Layout:
    """Lay out a plan of the document JSON in the words of a profile; nothing is written where there is nothing."""
    return _Writer(profile).plan(form)


class _Writer:
    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._guard = Guard(profile)
        self._star = profile.marks.advanced
        self._separator = profile.headings.separators[0]

    def plan(self, form: Form) -> Layout:
        title = self._guard.text(form.get("title") or "")
        return Layout(title, tuple(self._preamble(form)), tuple(self._projects(form["projects"])))

    def _projects(self, projects: Sequence[Form]) -> Iterator[ProjectPart]:
        for number, project in enumerate(projects, 1):
            end = (Prose(self._profile.captions.end),) if number == len(projects) else ()
            yield self._project(project, end)

    def _preamble(self, form: Form) -> Iterator[Prose]:
        facts = self._profile.facts
        status, mark = form.get("status_year"), form.get("mark_year")
        for word, said in (
            (facts.municipality, form.get("municipality")),
            (facts.period, form.get("period")),
            (facts.status_year, fiscal(status) if status else None),
        ):
            if said:
                yield Prose(f"{word}：{clean(said)}")
        if mark:
            yield Prose(f"（{fiscal(mark)}の会議で進捗が進んでいると確認したものに{self._star}をつけています。）")

    def _project(self, project: Form, end: tuple[Prose, ...]) -> ProjectPart:
        label = f"{self._profile.headings.project[0]}{project['number']}"
        name = clean(project["name"])
        return ProjectPart(label, (Heading(1, f"{label}{self._separator}{name}"), *self._in_project(project), *end))

    def _in_project(self, project: Form) -> Iterator[Part]:
        if vision := self._bullets(project["vision"]):
            yield Heading(2, f"(1) {self._profile.headings.vision[0]}")
            yield Bullets(vision)
        if project["initiatives"]:
            yield from self._caption(2, "(2) ", self._profile.captions.measures)
        for measure in project["initiatives"]:
            yield Heading(3, f"{circled_sign(measure['number'])} {clean(measure['name'])}")
            yield from self._measure(measure)

    def _measure(self, measure: Form) -> Iterator[Part]:
        captions = self._profile.captions
        if paragraphs := [text for each in (measure["description"] or "").splitlines() if (text := clean(each))]:
            yield Heading(4, f"■{self._profile.headings.content[0]}")
            yield from (Prose(self._guard.text(text)) for text in paragraphs)
        indicators, roles = measure["indicators"], measure["roles"]
        yield from self._table("indicator_goals", captions.indicator_goals, self._goals(indicators, "name"))
        yield from self._table("indicator_progress", captions.indicator_progress, self._progress(indicators, "name"))
        yield from self._figures(measure.get("numeric") or ())
        yield from self._table("role_goals", captions.role_goals, self._goals(roles, "actor"))
        yield from self._table("role_progress", captions.role_progress, self._progress(roles, "actor"))

    def _goals(self, rows: Iterable[Form], name: str) -> list[tuple[str, Cell]]:
        return [(clean(row[name]), self._bullets(row["goals"])) for row in rows]

    def _progress(self, rows: Iterable[Form], name: str) -> list[tuple[str, Cell]]:
        said = [(clean(row[name]), self._lines((text, False) for text in row["progress"])) for row in rows]
        return [row for row in said if row[1]]

    def _table(self, kind: TableKind, caption: str, rows: Sequence[tuple[str, Cell]]) -> Iterator[Part]:
        if rows:
            first, second = self._profile.tables.by_kind()[kind][0]
            yield from self._caption(4, "■", caption)
            yield Table((first, second), tuple(self._guard.row(((name,), lines)) for name, lines in rows))

    def _figures(self, rows: Sequence[Form]) -> Iterator[Part]:
        if rows:
            heading, cells = figure_table(rows)
            yield from self._caption(4, "■", self._profile.captions.numeric)
            yield Table(heading, tuple(self._guard.row(tuple((cell,) for cell in row)) for row in cells))

    def _caption(self, level: int, number: str, words: str) -> Iterator[Heading]:
        if self._guard.is_caption(number + words):
            yield Heading(level, number + words)

    def _bullets(self, bullets: Iterable[Form]) -> Cell:
        return self._lines((bullet["text"], bullet["advanced"]) for bullet in bullets)

    def _lines(self, bullets: Iterable[tuple[str, bool]]) -> Cell:
        return tuple(self._guard.bullet(text, advanced=advanced) for text, advanced in bullets if clean(text))
