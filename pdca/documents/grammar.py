"""The order of the parts of a document: which heading opens what, and where each row and each text belongs."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from pdca.documents.cells import Cell, CellReader, Piece
from pdca.documents.drafts import DraftMeasure, DraftProject, DraftRow, DraftTable
from pdca.documents.findings import Findings
from pdca.documents.lines import (
    Blank,
    Chapter,
    Heading,
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
from pdca.documents.source import Block, Gap, Paragraph, Place, TableRow, where
from pdca.documents.words import key

_Section = Literal["none", "vision", "content", "table"]


class Grammar:
    """Reads blocks one after the other; afterwards `projects` and `preamble` hold what was found."""

    def __init__(self, profile: Profile, findings: Findings) -> None:
        """Begin before the first line."""
        self.projects: list[DraftProject] = []
        self.preamble: list[Paragraph] = []
        self._profile = profile
        self._findings = findings
        self._lines = LineReader(profile)
        self._cells = CellReader(profile)
        self._open_markup: Counter[str] = Counter()
        self._open_markup_line: dict[str, Place] = {}
        self._outside: list[tuple[Place, Place]] = []
        self._chapter = 0
        self._project: DraftProject | None = None
        self._measure: DraftMeasure | None = None
        self._table: DraftTable | None = None
        self._section: _Section = "none"
        self._gap = False
        self._inside = False
        self._skipping = False

    def read(self, blocks: Iterable[Block]) -> None:
        """Read the whole document."""
        for block in blocks:
            part = self._lines.read(block)
            if isinstance(part, Blank):
                self._gap = True
                continue
            self._take(part, block)
            self._gap = False
        self._report_outside()
        self._report_markup()

    @property
    def _place(self) -> str:
        if self._measure is not None:
            return self._measure.place
        return self._project.place if self._project is not None else ""

    def _take(self, part: Part, block: Block) -> None:
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
        match part:
            case MeasureHeading():
                self._open_measure(part, project)
            case Heading():
                self._open_section(part)
            case UnknownHeading():
                self._open_nothing(part)
            case TableHeading():
                self._open_table(part)
            case Row():
                self._take_row(part, project)
            case Rule():
                self._findings.add(part.line, "rule_line", place=self._place)
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

    def _open_measure(self, part: MeasureHeading, project: DraftProject) -> None:
        self._close("none")
        self._measure = project.add_measure(part.number, part.name, part.line)
        self._note_star(part.line, part.read)

    def _open_section(self, part: Heading) -> None:
        self._close("none" if part.role == "caption" else part.role)
        self._note_star(part.line, part.read)
        if not part.exact:
            self._findings.add(part.line, "heading_variant", read=part.read, word=part.word)

    def _open_nothing(self, part: UnknownHeading) -> None:
        self._close("none")
        self._findings.add(part.line, "heading_unknown", place=self._place, read=part.read)

    def _close(self, section: _Section) -> None:
        self._section = section
        self._table = None
        self._skipping = False

    def _note_star(self, line: Place, read: str) -> None:
        star = self._profile.marks.advanced
        bare = read.lstrip(self._profile.marks.headings + star)
        if star in read[: len(read) - len(bare)]:
            self._findings.add(line, "heading_star", read=bare, star=star)

    # Tables

    def _open_table(self, part: TableHeading) -> None:
        if part.kind is None:
            known = self._profile.tables.known()
            self._skip_table(part.line, "table_unknown", read=part.read, known=known)
        elif self._measure is None:
            self._skip_table(part.line, "table_without_measure")
        elif self._table is not None and self._table.kind == part.kind:
            self._note_joined(part.line, self._table)
        elif first := self._measure.tables.get(part.kind):
            heading = self._profile.tables.heading(part.kind)
            self._skip_table(part.line, "table_twice", heading=heading, first=where(first.line))
        else:
            self._close("table")
            self._table = self._measure.tables[part.kind] = DraftTable(part.kind, part.line)
        if part.kind is not None and not part.exact:
            word = self._profile.tables.heading(part.kind)
            self._findings.add(part.line, "table_heading_variant", read=part.read, word=word)

    def _skip_table(self, line: Place, code: str, **values: object) -> None:
        if not self._skipping or code != "table_without_heading":
            self._findings.add(line, code, place=self._place, **values)
        self._close("table")
        self._skipping = True

    def _take_row(self, part: Row, project: DraftProject) -> None:
        if self._section == "vision":
            self._take_vision(part.line, " ".join(cell.text for cell in part.cells).strip(), project)
        elif self._skipping:
            return
        elif self._measure is None:
            self._skip_table(part.line, "table_without_measure")
        elif self._table is None:
            self._skip_table(part.line, "table_without_heading", known=self._profile.tables.known())
        elif len(part.cells) > len(("name", "content")):
            self._findings.add(part.line, "too_many_cells", place=self._place, count=len(part.cells))
        else:
            self._add_row(part, self._table)

    def _add_row(self, part: Row, table: DraftTable) -> None:
        if self._gap and table.last is not None:
            self._note_joined(part.line, table)
        name, *content = (cell.text for cell in part.cells)
        row = self._row_for(name, part.line, table)
        if row is None:
            return
        text = "".join(content)
        if not text:
            self._findings.add(part.line, "blank_cell", place=self._place, name=row.name)
        self._add_pieces(self._cells.read(text, part.line), part.line, table, row)

    def _row_for(self, name: str, line: Place, table: DraftTable) -> DraftRow | None:
        last = table.last
        if last is not None and (not name or (self._gap and key(name) == key(last.name))):
            self._findings.add(line, "row_continued", place=self._place, name=last.name)
            return last
        heading = self._profile.tables.heading(table.kind)
        if not name:
            self._findings.add(line, "row_without_name", place=self._place, heading=heading)
            return None
        if first := table.rows.get(key(name)):
            said = {"place": self._place, "heading": heading, "name": name, "first": where(first.line)}
            self._findings.add(line, "row_twice", **said)
            return None
        table.last = table.rows[key(name)] = DraftRow(name, line)
        return table.last

    def _add_pieces(self, cell: Cell, line: Place, table: DraftTable, row: DraftRow) -> None:
        row.pieces.extend(cell.pieces)
        self._report_cell(cell, line, row.name)
        star = self._profile.marks.advanced
        if table.kind.endswith("_progress") and any(star in piece.marks for piece in cell.pieces):
            self._findings.add(line, "star_in_progress", place=self._place, name=row.name, star=star)

    def _note_joined(self, line: Place, table: DraftTable) -> None:
        heading = self._profile.tables.heading(table.kind)
        self._findings.add(line, "table_joined", place=self._place, heading=heading)

    # Text

    def _take_text(self, line: Place, text: str, project: DraftProject) -> None:
        if self._section == "vision":
            self._take_vision(line, text, project)
        elif self._section == "content" and self._measure is not None:
            self._take_description(line, text, self._measure)
        elif self._table is not None and self._table.last is not None and self._is_wrapped(text):
            self._take_wrapped(line, text, self._table, self._table.last)
        else:
            self._findings.add(line, "line_not_read", place=self._place, read=text)

    def _take_vision(self, line: Place, text: str, project: DraftProject) -> None:
        bare, listed = self._cells.without_list_mark(text)
        wrapped = not listed and not self._gap and bool(project.vision) and not self._cells.begins_bullet(bare)
        cell = self._cells.read(bare, line)
        if wrapped:
            self._findings.add(line, "line_joined", place=self._place)
            _continue_last(cell, project.vision)
        project.vision.extend(cell.pieces)
        self._report_cell(cell, line, self._profile.headings.vision[0])

    def _take_description(self, line: Place, text: str, measure: DraftMeasure) -> None:
        measure.description_line = measure.description_line or line
        listed = self._cells.begins_bullet(text) or self._cells.without_list_mark(text)[1]
        if self._gap or listed or not measure.paragraphs:
            measure.paragraphs.append([text])
        else:
            measure.paragraphs[-1].append(text)
            self._findings.add(line, "line_joined", place=self._place)

    def _is_wrapped(self, text: str) -> bool:
        return not self._gap or (self._cells.begins_bullet(text) and text[0] != self._profile.marks.advanced)

    def _take_wrapped(self, line: Place, text: str, table: DraftTable, row: DraftRow) -> None:
        self._findings.add(line, "line_joined", place=self._place)
        cell = self._cells.read(text, line)
        _continue_last(cell, row.pieces)
        self._add_pieces(cell, line, table, row)

    # What was doubtful in a cell

    def _report_cell(self, cell: Cell, line: Place, name: str) -> None:
        marks = self._profile.marks
        if not cell.doubts and not cell.open_markup and cell.other_mark is None:
            return
        said = {"place": self._place, "name": name, "star": marks.advanced}
        for code, count in cell.doubts.items():
            if count > 0:
                self._findings.add(line, code, count=count, **said)
        if cell.other_mark is not None:
            self._findings.add(line, "bullet_mark_variant", read=cell.other_mark, word=marks.bullets[0], **said)
        if cell.broken_markup is not None:
            self._findings.add(line, "unclosed_markup", tag=cell.broken_markup, **said)
        for tag in self._profile.markup.open:
            if (count := cell.open_markup.get(tag, 0)) > 0:
                self._open_markup[tag] += count
                self._open_markup_line.setdefault(tag, line)

    def _report_markup(self) -> None:
        for tag, line in self._open_markup_line.items():
            self._findings.add(line, "markup_not_closed", tag=f"<{tag}>", count=self._open_markup[tag])


def _paragraph(block: Block) -> Paragraph:
    """A block outside the projects as text."""
    if isinstance(block, TableRow):
        return Paragraph(block.place, "\t".join(cell.text for cell in block.cells))
    return Paragraph(block.place, "") if isinstance(block, Gap) else block


def _continue_last(cell: Cell, pieces: list[Piece]) -> None:
    """Add the text before the first mark of `cell` to the last of `pieces`: a bullet wrapped onto this line."""
    if pieces and cell.pieces and not cell.pieces[0].marks:
        pieces[-1].parts.extend(cell.pieces.pop(0).parts)
        cell.doubts["mark_lost"] -= 1
