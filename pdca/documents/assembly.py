"""From drafts to projects: goals are paired with their status, and what does not add up is reported."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from pdca.documents.cells import Piece
from pdca.documents.document import Bullet, IndicatorRow, Initiative, Project, RoleRow
from pdca.documents.drafts import DraftMeasure, DraftProject, DraftRow, DraftTable
from pdca.documents.findings import Findings
from pdca.documents.numerics import Numerics
from pdca.documents.profile import Profile, TableKind
from pdca.documents.source import Place, where
from pdca.documents.words import alike_name, key

_PAIRS: tuple[tuple[TableKind, TableKind], ...] = (
    ("indicator_goals", "indicator_progress"),
    ("role_goals", "role_progress"),
)
_MOST_HINTS = 50  # looking for a misspelled name takes time


class _Pair(msgspec.Struct, frozen=True):
    """A row of goals and the row of its status."""

    goal: DraftRow
    progress: DraftRow | None


class Assembler:
    """Makes the projects and reports what does not add up."""

    def __init__(self, profile: Profile, findings: Findings) -> None:
        """Keep the words and where to report."""
        self._headings = profile.headings
        self._tables = profile.tables
        self._star = profile.marks.advanced
        self._findings = findings
        self._hints_left = _MOST_HINTS
        self._numerics = Numerics(findings)

    def projects(self, drafts: list[DraftProject]) -> tuple[Project, ...]:
        """The projects of the document, in its order."""
        if not drafts:
            self._findings.add(1, "not_such_document", word=self._headings.project[0].partition("{")[0])
        self._check_numbers(drafts, "project_twice", 1)
        self._check_actors([measure for draft in drafts for measure in draft.measures])
        firsts = [1, *(draft.measures[-1].number + 1 if draft.measures else 1 for draft in drafts)]
        return tuple(map(self._project, drafts, firsts))

    def check_end(self, drafts: list[DraftProject]) -> None:
        """Refuse a document that ends in the middle of its last measure: tables that all others have are missing."""
        measures = [measure for draft in drafts for measure in draft.measures]
        if not drafts or not drafts[-1].measures:
            return
        *others, last = measures
        for kind in self._tables.by_kind():
            if others and kind not in last.tables and all(kind in other.tables for other in others):
                self._note_cut(last, kind)
        for goals, progress in _PAIRS if last.tables else ():
            if progress in last.tables and last.tables[progress] is list(last.tables.values())[-1]:
                wished = list(last.tables[goals].rows) if goals in last.tables else []
                if wished and wished[-1] not in last.tables[progress].rows:
                    self._note_cut(last, progress)

    def _note_cut(self, measure: DraftMeasure, kind: TableKind) -> None:
        heading = self._tables.heading(kind)
        self._findings.add(measure.line, "document_cut", place=measure.place, heading=heading)

    def _project(self, draft: DraftProject, first: int) -> Project:
        if not draft.vision:
            word = self._headings.vision[0]
            self._findings.add(draft.line, "vision_missing", place=draft.place, heading=word)
        self._check_twice(draft.place, self._headings.vision[0], draft.vision)
        if not draft.measures:
            self._findings.add(draft.line, "project_without_measure", place=draft.place)
        self._check_numbers(draft.measures, "measure_twice", first)
        measures = tuple(map(self._measure, draft.measures))
        return Project(draft.number, draft.name, draft.line, tuple(map(self._bullet, draft.vision)), measures)

    def _measure(self, draft: DraftMeasure) -> Initiative:
        if not draft.paragraphs:
            self._note_missing(draft, "description_missing", self._headings.content[0])
        if not draft.tables.keys() & {"indicator_goals", "numeric"}:
            self._note_missing(draft, "measure_without_indicators", self._tables.heading("indicator_goals"))
        if "role_goals" not in draft.tables:
            self._note_missing(draft, "roles_missing", self._tables.heading("role_goals"))
        return Initiative(
            number=draft.number,
            name=draft.name,
            line=draft.line,
            description="\n".join("".join(lines) for lines in draft.paragraphs),
            description_line=draft.description_line,
            indicators=tuple(map(self._indicator, self._pairs(draft, "indicator_goals", "indicator_progress"))),
            roles=tuple(map(self._role, self._pairs(draft, "role_goals", "role_progress"))),
            numeric=tuple(self._numerics.row(row, draft.place) for row in self._rows(draft, "numeric").values()),
        )

    def _note_missing(self, draft: DraftMeasure, code: str, heading: str) -> None:
        self._findings.add(draft.line, code, place=draft.place, name=draft.name, heading=heading)

    # Rows

    def _pairs(self, draft: DraftMeasure, goals: TableKind, progress: TableKind) -> Iterator[_Pair]:
        goal_rows = self._rows(draft, goals)
        progress_rows = self._rows(draft, progress)
        if goal_rows and progress not in draft.tables:
            line, heading = draft.tables[goals].line, self._tables.heading(progress)
            self._findings.add(line, "progress_table_missing", place=draft.place, heading=heading)
        for name, row in progress_rows.items():
            if name not in goal_rows:
                self._refuse_progress(draft.place, draft.tables[progress], row, goal_rows)
        for row in (*goal_rows.values(), *progress_rows.values()):
            self._check_twice(draft.place, row.name, row.pieces)
        for name, row in goal_rows.items():
            pair = _Pair(row, progress_rows.get(name))
            self._check_pair(draft.place, pair, has_table=bool(progress_rows))
            yield pair

    def _rows(self, draft: DraftMeasure, kind: TableKind) -> dict[str, DraftRow]:
        table = draft.tables.get(kind)
        if table is None:
            return {}
        if not table.rows:
            self._findings.add(table.line, "table_empty", place=draft.place, heading=self._tables.heading(kind))
        return table.rows

    def _refuse_progress(self, place: str, table: DraftTable, row: DraftRow, goals: dict[str, DraftRow]) -> None:
        self._hints_left -= 1
        alike = alike_name(row.name, [goal.name for goal in goals.values()]) if self._hints_left >= 0 else None
        hint = f"「{alike}」の書き間違いではありませんか。" if alike else ""
        heading = self._tables.heading(table.kind)
        self._findings.add(row.line, "progress_without_goal", place=place, heading=heading, name=row.name, hint=hint)

    def _check_pair(self, place: str, pair: _Pair, *, has_table: bool) -> None:
        goal, progress = pair.goal, pair.progress
        if progress is None:
            if has_table:
                self._findings.add(goal.line, "progress_missing", place=place, name=goal.name)
            return
        if progress.name != goal.name:
            self._findings.add(
                progress.line, "label_width", place=place, read=progress.name, name=goal.name, first=where(goal.line)
            )
        wished = {key(piece.text): piece.line for piece in reversed(goal.pieces)}
        for piece in progress.pieces:
            if first := wished.get(key(piece.text)):
                said = {"place": place, "name": goal.name, "read": piece.text, "first": where(first)}
                self._findings.add(piece.line, "progress_repeats_goal", **said)

    def _check_twice(self, place: str, name: str, pieces: list[Piece]) -> None:
        seen: dict[str, Place] = {}
        for piece in pieces:
            if first := seen.get(key(piece.text)):
                said = {"place": place, "name": name, "first": where(first), "read": piece.text}
                self._findings.add(piece.line, "bullet_twice", **said)
            seen.setdefault(key(piece.text), piece.line)

    def _indicator(self, pair: _Pair) -> IndicatorRow:
        return IndicatorRow(name=pair.goal.name, **self._reviewed(pair))

    def _role(self, pair: _Pair) -> RoleRow:
        return RoleRow(actor=pair.goal.name, **self._reviewed(pair))

    def _reviewed(self, pair: _Pair) -> dict[str, Any]:
        """What both kinds of rows have."""
        status = pair.progress.pieces if pair.progress else []
        said = {**pair.goal.said, **(pair.progress.said if pair.progress else {})}
        return {
            "line": pair.goal.line,
            "goals": tuple(map(self._bullet, pair.goal.pieces)),
            "progress": tuple(piece.text for piece in status),
            "progress_lines": tuple(piece.line for piece in status),
            **{role: said.get(role) for role in ("rating", "direction", "department")},
        }

    def _bullet(self, piece: Piece) -> Bullet:
        return Bullet(piece.text, self._star in piece.marks, piece.line)

    # Across rows

    def _check_numbers(self, drafts: Sequence[DraftProject | DraftMeasure], twice: str, first: int) -> None:
        """Numbers go up by one; those of the measures from 1 or, through all projects, from `first`."""
        seen: dict[int, Place] = {}
        expected = first if drafts and drafts[0].number == first else 1
        for draft in drafts:
            if not draft.name:
                self._findings.add(draft.line, "heading_without_name", number=draft.number)
            if draft.number in seen:
                said = {"place": draft.place, "number": draft.number, "first": where(seen[draft.number])}
                self._findings.add(draft.line, twice, **said)
            elif draft.number != expected:
                self._findings.add(draft.line, "number_gap", place=draft.place, expected=expected)
            seen.setdefault(draft.number, draft.line)
            expected = draft.number + 1

    def _check_actors(self, measures: list[DraftMeasure]) -> None:
        tables = [(measure.place, table) for measure in measures if (table := measure.tables.get("role_goals"))]
        having = Counter(actor for _, table in tables for actor in table.rows)
        spelled = _spellings(table for _, table in tables)
        common = {actor: count for actor, count in having.items() if 2 * count > len(tables)}
        for place, table in tables:
            for actor, count in common.items():
                if actor not in table.rows:
                    said = {"place": place, "name": spelled[actor], "count": count, "all": len(tables)}
                    self._findings.add(table.line, "actor_absent", **said)
            for actor, row in table.rows.items():
                if row.name != spelled[actor]:
                    self._findings.add(row.line, "actor_spelling", place=place, read=row.name, name=spelled[actor])


def _spellings(tables: Iterator[DraftTable]) -> dict[str, str]:
    """The most frequent spelling of each actor, by key; of equally frequent ones the first."""
    counts: dict[str, Counter[str]] = {}
    for table in tables:
        for actor, row in table.rows.items():
            counts.setdefault(actor, Counter())[row.name] += 1
    return {actor: names.most_common(1)[0][0] for actor, names in counts.items()}
