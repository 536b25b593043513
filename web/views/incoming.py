"""A document on its way in: as a tree beside its source, with what was found and what was corrected by hand."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from pdca.documents import Document, Finding
from pdca.documents.by_hand import STAR, ByHand, Text, texts
from pdca.documents.document import IndicatorRow, Initiative, Project, RoleRow
from pdca.documents.source import Place, where
from pdca.documents.sourced import SourceLine
from pdca.import_draft import corrected, draft_of
from pdca.uploads import Upload
from pdca.words import ITEM_KIND

UNFOLDED = 80
"""A document of no more bullets is shown unfolded."""

LEVELS = (("error", "誤り"), ("warning", "注意"), ("notice", "参考"))


class Entry(msgspec.Struct, frozen=True):
    """A text as it will be imported: its lines, what a person made of it, and where its source is shown."""

    text: Text
    hand: ByHand | None = None
    source: str = ""

    @property
    def id(self) -> str:
        """Its anchor on the page."""
        return f"t-{self.text.address.replace('.', '-')}"

    @property
    def place(self) -> str:
        """Its place in words."""
        return where(self.text.place)

    @property
    def lines(self) -> list[tuple[str, bool]]:
        """What it reads now, line by line, each with whether it has a ★."""
        hand = self.hand or ByHand()
        first, *others = (self.text.text if hand.text is None else hand.text).split("\n")
        advanced = self.text.advanced if hand.advanced is None else hand.advanced
        return [(first, bool(advanced)), *((line.removeprefix(STAR), line.startswith(STAR)) for line in others)]


class RowView(msgspec.Struct, frozen=True):
    """A row of a table: its name, its bullets and its status."""

    kind: str
    name: Entry
    goals: tuple[Entry, ...] = ()
    progress: tuple[Entry, ...] = ()
    figures: tuple[str, ...] = ()


class MeasureView(msgspec.Struct, frozen=True):
    """A measure with its rows."""

    number: int
    name: Entry
    content: Entry
    rows: tuple[RowView, ...]


class ProjectView(msgspec.Struct, frozen=True):
    """A project with its measures."""

    number: int
    name: Entry
    vision: tuple[Entry, ...]
    measures: tuple[MeasureView, ...]


class FindingView(msgspec.Struct, frozen=True):
    """A finding with the place that it is about."""

    place: str
    message: str
    source: str = ""


class SourceView(msgspec.Struct, frozen=True):
    """A line of the source, and the first text that was read there."""

    id: str
    place: str
    cells: tuple[str, ...]
    read: str = ""


class PreviewView(msgspec.Struct, frozen=True):
    """All of it."""

    file_name: str
    projects: tuple[ProjectView, ...]
    source: tuple[SourceView, ...]
    findings: tuple[tuple[str, tuple[FindingView, ...]], ...]
    by_hand: tuple[Entry, ...]
    counts: str
    unfolded: bool


def preview(upload: Upload) -> PreviewView:
    """The page's content."""
    document, by_hand = upload.document(), draft_of(upload).by_hand
    source = upload.source()
    anchors = _anchors(source)
    read = list(texts(document))
    entries = {text.address: Entry(text, by_hand.get(text.address), anchors.get(text.place, "")) for text in read}
    now = corrected(upload)
    return PreviewView(
        file_name=upload.file_name,
        projects=tuple(_project(str(p), each, entries) for p, each in enumerate(document.projects, 1)),
        source=_source(source, entries.values()),
        findings=levels(document.findings, anchors),
        by_hand=tuple(entry for entry in entries.values() if entry.hand is not None),
        counts=counts(now),
        unfolded=sum(1 for _ in document.bullets()) <= UNFOLDED,
    )


def counts(document: Document) -> str:
    """How much there is, in words."""
    measures = [measure for project in document.projects for measure in project.initiatives]
    kinds = Counter[str]()
    for measure in measures:
        kinds += Counter(activity=len(measure.indicators), role=len(measure.roles), numeric=len(measure.numeric))
    rows = "・".join(f"{ITEM_KIND[kind]}{count}" for kind, count in kinds.items() if count)
    bullets = list(document.bullets())
    said = sum(len(row.progress) for measure in measures for row in (*measure.indicators, *measure.roles))
    starred = sum(bullet.advanced for bullet in bullets)
    return (
        f"重点プロジェクト{len(document.projects)}・取組{len(measures)}・点検項目{kinds.total()}（{rows}）・"
        f"「・」の文{len(bullets)}（うち★{starred}）・進捗状況の文{said}"
    )


def levels(
    findings: Iterable[Finding], anchors: Mapping[Place, str] | None = None
) -> tuple[tuple[str, tuple[FindingView, ...]], ...]:
    """The findings by their level, the worst first."""
    shown: dict[str, list[FindingView]] = {level: [] for level, _ in LEVELS}
    for finding in findings:
        view = FindingView(where(finding.line), finding.message, (anchors or {}).get(finding.line, ""))
        shown[finding.level].append(view)
    return tuple((word, tuple(shown[level])) for level, word in LEVELS if shown[level])


def _anchors(source: Iterable[SourceLine]) -> dict[Place, str]:
    """The anchor of the line that each place is on."""
    found: dict[Place, str] = {}
    for number, line in enumerate(source, 1):
        for place in (line.place, *(cell.place for cell in line.cells)):
            found.setdefault(place, f"s{number}")
    return found


def _source(source: Iterable[SourceLine], entries: Iterable[Entry]) -> tuple[SourceView, ...]:
    read: dict[str, str] = {}
    for entry in entries:
        read.setdefault(entry.source, entry.id)
    return tuple(
        SourceView(
            id=f"s{number}",
            place=where(line.place),
            cells=tuple(cell.text for cell in line.cells),
            read=read.get(f"s{number}", ""),
        )
        for number, line in enumerate(source, 1)
    )


def _project(at: str, project: Project, entries: Mapping[str, Entry]) -> ProjectView:
    return ProjectView(
        project.number,
        entries[f"{at}.name"],
        tuple(entries[f"{at}.vision.{k}"] for k in range(1, len(project.vision) + 1)),
        tuple(_measure(f"{at}.{m}", each, entries) for m, each in enumerate(project.initiatives, 1)),
    )


def _measure(at: str, measure: Initiative, entries: Mapping[str, Entry]) -> MeasureView:
    rows = [_row(f"{at}.activity.{k}", row, "activity", entries) for k, row in enumerate(measure.indicators, 1)]
    rows += [_row(f"{at}.role.{k}", row, "role", entries) for k, row in enumerate(measure.roles, 1)]
    for k, row in enumerate(measure.numeric, 1):
        figures = tuple(f"{value.year or ''}年度　{value.text}" for value in row.values)
        rows.append(RowView(ITEM_KIND["numeric"], entries[f"{at}.numeric.{k}.name"], figures=figures))
    return MeasureView(measure.number, entries[f"{at}.name"], entries[f"{at}.content"], tuple(rows))


def _row(at: str, row: IndicatorRow | RoleRow, kind: str, entries: Mapping[str, Entry]) -> RowView:
    return RowView(
        ITEM_KIND[kind],
        entries[f"{at}.name"],
        tuple(entries[f"{at}.goals.{k}"] for k in range(1, len(row.goals) + 1)),
        tuple(entries[f"{at}.progress.{k}"] for k in range(1, len(row.progress) + 1)),
    )
