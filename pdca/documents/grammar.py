"""The order of the parts of a document: which heading opens what, and where each row and each text belongs."""

from collections.abc import Iterable
from typing import Literal

from pdca.documents.cells import CellReader
from pdca.documents.columns import Layout
from pdca.documents.doubts import Doubts
from pdca.documents.drafts import DraftMeasure, DraftProject, DraftTable
from pdca.documents.findings import Findings
from pdca.documents.lines import (
    Blank,
    Chapter,
    Heading,
    LabelledText,
    LineReader,
    MeasureHeading,
    Part,
    ProjectHeading,
    Row,
    Rule,
    TableHeading,
    Text,
    UnknownHeading,
)
from pdca.documents.profile import Profile
from pdca.documents.source import JOINER, Block, Gap, Paragraph, Place, TableRow, where
from pdca.documents.tables import OpenTable, TableReader
from pdca.documents.words import key

_Section = Literal["none", "vision", "content", "table"]


class Grammar:
    """Reads blocks one after the other; afterwards `projects` and `preamble` hold what was found."""

    def __init__(self, profile: Profile, findings: Findings) -> None:
        """Begin before the first line."""
        self.projects: list[DraftProject] = []
        self.preamble: list[Paragraph] = []
        self.ends_inside = False
        self._profile = profile
        self._findings = findings
        self._lines = LineReader(profile)
        self._cells = CellReader(profile)
        self._doubts = Doubts(profile, findings)
        self._tables = TableReader(profile, findings, self._cells, self._doubts)
        self._outside: list[tuple[Place, Place]] = []
        self._chapter = 0
        self._project: DraftProject | None = None
        self._measure: DraftMeasure | None = None
        self._heading: TableHeading | None = None
        self._table: OpenTable | None = None
        self._section: _Section = "none"
        self._list_number = 0
        self._fresh = True
        self._cell_open = self._cell_before = False
        self._gap = False
        self._inside = False
        self._skipping = False

    def read(self, blocks: Iterable[Block]) -> None:
        """Read the whole document."""
        for block in blocks:
            part = self._lines.read(block)
            if isinstance(part, Blank):
                self._settle_heading()
                self._gap = True
                continue
            self._take(part, block)
            self._gap = False
        self._settle_heading()
        self.ends_inside = self._project is not None
        self._report_outside()
        self._doubts.report_markup()

    @property
    def _place(self) -> str:
        if self._measure is not None:
            return self._measure.place
        return self._project.place if self._project is not None else ""

    def _take(self, part: Part, block: Block) -> None:
        if self._heading is not None and self._take_second(self._heading, part):
            return
        self._settle_heading()
        if isinstance(part, ProjectHeading):
            self._open_project(part)
        elif isinstance(part, Chapter) and part.number > self._chapter:
            self._end_project(part)
            self._take_outside(block)
        elif self._project is None:
            self._take_outside(block)
        else:
            self._take_inside(part, self._project)

    def _take_inside(self, part: Part, project: DraftProject) -> None:
        self._cell_before, self._cell_open = self._cell_open, False
        match part:
            case MeasureHeading():
                self._take_measure(part, project)
            case Heading():
                self._open_section(part)
            case LabelledText():
                self._open_section(part.heading)
                self._take_lines(part.line, part.text, project)
            case UnknownHeading():
                self._take_unknown(part, project)
            case TableHeading():
                self._heading = part
            case Row():
                self._take_row(part, project)
            case Rule():
                self._findings.add(part.line, "rule_line", place=self._place)
                self._fresh = True
            case Text() | Chapter():
                self._take_text(part.line, part.text if isinstance(part, Text) else part.read, project)

    # Outside the projects

    def _end_project(self, part: Chapter) -> None:
        self._chapter = part.number
        self._close("none")
        self._project = self._measure = None

    def _take_outside(self, block: Block) -> None:
        if not self.projects:
            self.preamble.append(_paragraph(block))
            if len(self.preamble) == 1:
                return  # the title
        if self._outside and not self._inside:
            self._outside[-1] = (self._outside[-1][0], block.place)
        else:
            self._outside.append((block.place, block.place))
        self._inside = False

    def _report_outside(self) -> None:
        for first, last in self._outside if self.projects else ():
            self._findings.add(first, "not_imported", first=where(first), last=where(last))

    # Headings

    def _open_project(self, part: ProjectHeading) -> None:
        self._close("none")
        self._measure = None
        self._inside = True
        self._project = DraftProject(part.number, part.name, part.line)
        self.projects.append(self._project)
        self._note_star(part.line, part.read)

    def _take_measure(self, part: MeasureHeading, project: DraftProject) -> None:
        """Open a measure; a bare number that is not the next one, or goes on with such a list, belongs to the text."""
        next_number = project.measures[-1].number + 1 if project.measures else part.number
        listed = part.number == self._list_number + 1 if self._list_number else part.number != next_number
        if part.weak and listed and self._section in {"vision", "content"}:
            self._list_number = part.number
            self._gap = True  # each line of the list is a paragraph
            self._take_text(part.line, part.read, project)
        else:
            self._open_measure(part, project)

    def _open_measure(self, part: MeasureHeading, project: DraftProject) -> None:
        self._close("none")
        self._measure = project.add_measure(part.number, part.name, part.line)
        self._note_star(part.line, part.read)
        if part.above is not None and part.above != project.number:
            self._findings.add(part.line, "measure_of_other_project", place=self._place, read=part.read)

    def _open_section(self, part: Heading) -> None:
        self._close("none" if part.role == "caption" else part.role)
        self._note_star(part.line, part.read)
        if not part.exact:
            self._findings.add(part.line, "heading_variant", read=part.read, word=part.word)

    def _take_unknown(self, part: UnknownHeading, project: DraftProject) -> None:
        """A line behind ○ or ● is a bullet where bullets stand, else a heading that nobody knows."""
        listed = self._section in {"vision", "content"} or (self._table is not None and not self._gap)
        if listed and self._cells.begins_bullet(part.read):
            self._take_text(part.line, part.read, project)
            return
        self._close("none")
        self._findings.add(part.line, "heading_unknown", place=self._place, read=part.read)

    def _close(self, section: _Section) -> None:
        self._section = section
        self._fresh = True
        self._list_number = 0
        self._table = None
        self._skipping = False

    def _note_star(self, line: Place, read: str) -> None:
        star = self._profile.marks.advanced
        bare = read.lstrip(self._profile.marks.headings + star)
        if star in read[: len(read) - len(bare)]:
            self._findings.add(line, "heading_star", read=bare, star=star)

    # Tables

    def _take_second(self, first: TableHeading, part: Part) -> bool:
        """Whether this is the second of two heading rows; then the table is open."""
        layout = self._lines.second(first, part) if isinstance(part, Row) else None
        if layout is None:
            return False
        self._heading = None
        self._open_table(first, layout)
        return True

    def _settle_heading(self) -> None:
        """What follows is no second heading row: the first one stands alone."""
        first, self._heading = self._heading, None
        if first is not None:
            self._open_table(first, first.layout)

    def _open_table(self, part: TableHeading, layout: Layout) -> None:
        if not layout.kinds or (layout.unknown and not self._findings.lenient):
            known = self._profile.tables.known()
            named = "".join(f"「{each}」" for each in layout.unknown)
            unknown = f"（読めない欄：{named}）" if layout.kinds else ""
            self._skip_table(part.line, "table_unknown", read=part.read, known=known, unknown=unknown)
        elif self._measure is None and layout.first("initiative") is None:
            self._skip_table(part.line, "table_without_measure")
        elif self._table is not None and self._table.layout.kinds == layout.kinds:
            self._tables.note_joined(part.line, self._table, self._place)
            self._table.layout = layout
        elif first := self._same_table(layout):
            heading = self._profile.tables.heading(first.kind)
            self._skip_table(part.line, "table_twice", heading=heading, first=where(first.line))
        else:
            self._begin_table(part, layout)
        if layout.kinds and not layout.exact:
            word = self._profile.tables.heading(layout.kinds[0])
            self._findings.add(part.line, "table_heading_variant", read=part.read, word=word)

    def _begin_table(self, part: TableHeading, layout: Layout) -> None:
        self._close("table")
        self._table = OpenTable(layout, part.line)
        for read in layout.unknown:
            self._findings.add(part.line, "column_unknown", place=self._place, read=read)
        self._tables.note_columns(self._table, self._place)
        if self._measure is not None and layout.first("initiative") is None:
            for kind in layout.kinds:
                self._measure.tables[kind] = DraftTable(kind, part.line)

    def _same_table(self, layout: Layout) -> DraftTable | None:
        """The table of the measure that holds the same already."""
        if self._measure is None or layout.first("initiative") is not None:
            return None
        return next((self._measure.tables[kind] for kind in layout.kinds if kind in self._measure.tables), None)

    def _skip_table(self, line: Place, code: str, **values: object) -> None:
        if not self._skipping or code != "table_without_heading":
            self._findings.add(line, code, place=self._place, **values)
        self._close("table")
        self._skipping = True

    def _take_row(self, part: Row, project: DraftProject) -> None:
        if self._section == "vision":
            self._take_lines(part.line, " ".join(cell.text for cell in part.cells).strip(), project)
            return
        if self._table is not None and (at := self._table.layout.first("initiative")) is not None:
            self._turn_to_measure(part, at, self._table, project)
        if self._skipping:
            return
        if self._measure is None:
            self._skip_table(part.line, "table_without_measure")
        elif self._table is None:
            self._skip_table(part.line, "table_without_heading", known=self._profile.tables.known())
        else:
            self._cell_open = self._tables.take(part, self._table, self._measure, gap=self._gap)

    def _turn_to_measure(self, part: Row, at: int, table: OpenTable, project: DraftProject) -> None:
        """The measure that the row names in a column of its own; a new one has the number there or the next."""
        named = part.cells[at].text if at < len(part.cells) else ""
        if not named:
            return
        numbered = self._lines.measure_number(named)
        name = numbered.rest if numbered else named
        known = project.named.get(key(name))
        following = project.measures[-1].number + 1 if project.measures else 1
        number = numbered.number if numbered else following
        if known is not self._measure or known is None:
            table.last, table.name = {}, ""
        self._measure = known or project.add_measure(number, name, part.cells[at].place)

    # Text

    def _take_lines(self, line: Place, text: str, project: DraftProject) -> None:
        """The lines of a cell outside the tables, one after the other."""
        for each in text.split("\n"):
            if each.strip():
                self._take_text(line, each.strip(), project)

    def _take_text(self, line: Place, text: str, project: DraftProject) -> None:
        if self._section == "vision":
            self._take_vision(line, text, project)
        elif self._section == "content" and self._measure is not None:
            self._take_description(line, text, self._measure)
        elif self._table is not None and self._is_wrapped(text, self._table):
            self._tables.take_wrapped(line, text, self._table, self._place)
            self._cell_open = True
        else:
            self._findings.add(line, "line_not_read", place=self._place, read=text)

    def _take_vision(self, line: Place, text: str, project: DraftProject) -> None:
        bare, listed = self._cells.without_list_mark(text)
        wrapped = not listed and not (self._gap or self._fresh) and not self._cells.begins_bullet(bare)
        self._fresh = False
        cell = self._cells.read(bare, line)
        if wrapped:
            self._findings.add(line, "line_joined", place=self._place)
            cell.continue_last(project.vision)
        project.vision.extend(cell.pieces)
        self._doubts.report(cell, line, self._place, self._profile.headings.vision[0])

    def _take_description(self, line: Place, text: str, measure: DraftMeasure) -> None:
        measure.description_line = measure.description_line or line
        listed = self._cells.begins_bullet(text) or self._cells.without_list_mark(text)[1]
        if self._gap or self._fresh or listed or not measure.paragraphs:
            measure.paragraphs.append([text])
        else:
            measure.paragraphs[-1].append(text)
            self._findings.add(line, "line_joined", place=self._place)
        self._fresh = False

    def _is_wrapped(self, text: str, table: OpenTable) -> bool:
        """Whether a line goes on with the last cell: the next line, or behind a gap a bullet that is no ★."""
        if not self._cell_before or table.layout.columns[-1].role not in {"goal", "progress"}:
            return False
        return not self._gap or (self._cells.begins_bullet(text) and text[0] != self._profile.marks.advanced)


def _paragraph(block: Block) -> Paragraph:
    """A block outside the projects as text."""
    if isinstance(block, TableRow):
        return Paragraph(block.place, "\t".join(cell.text for cell in block.cells))
    return Paragraph(block.place, "" if isinstance(block, Gap) else block.text.removeprefix(JOINER))
