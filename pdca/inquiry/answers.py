"""What a returned answer sheet says: row by row against the questions, and what in it is nobody's to change."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec

from domain.japanese_dates import fiscal
from pdca.documents import packaged_profile
from pdca.documents.figures import FigureRead, FigureReader
from pdca.documents.formats.excel_layout import column_number
from pdca.inquiry.asked import Asked, Inquiry, number_key
from pdca.inquiry.returned import Returned, ReturnedRow
from pdca.inquiry.sheet import (
    AS_OF,
    DIRECTION,
    GOALS,
    NAME,
    NUMBER,
    RATING,
    SHEET,
    SOURCE,
    STAY,
    answer_heading,
    last_heading,
)

Verdict = Literal["answered", "unchanged", "conflict", "doubtful", "same", "empty", "unreadable"]

WORDS: Mapping[Verdict, str] = {
    "answered": "回答あり",
    "unchanged": "変更なし",
    "conflict": "画面の記入と違います",
    "doubtful": "確かめてください",
    "same": "記入済み（同じ内容）",
    "empty": "未回答",
    "unreadable": "読めない行",
}
"""What became of a row, as the screen says it."""
TAKEN: frozenset[Verdict] = frozenset({"answered", "unchanged"})
"""Taken unless somebody says no."""
ASKED: frozenset[Verdict] = frozenset({"conflict", "doubtful"})
"""Taken only when somebody says yes."""

_NUMBER = re.compile(r"[0-9]{1,3}(-[0-9]{1,3})?-[指役数内将][0-9]{0,3}")
_YES = frozenset("○〇◯⭕●◎Oo0レ✓✔☑丸")
_YES_WORDS = frozenset({"はい", "あり", "有", "据置き", "据置", "据え置き", "まる", "変更なし", "同じ"})
_WESTERN = re.compile(r"((?:19|20)[0-9]{2})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:\(.\))?(?:[ T]?[0:]+)?")
_ERA = re.compile(r"(令和|平成|R|H)([0-9]{1,2}|元)[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:\(.\))?", re.IGNORECASE)
_BEFORE = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
_DEPARTMENT = re.compile(r"担当課\s*[:：]\s*(.*?)[\s　]*(?:回答期限.*)?", re.DOTALL)
_NOTHING = frozenset("-－—―–‐ー−/／…‥. 　")
_MARKS = re.compile(r"(?:[\s　・･•●]|[-－*＊](?=[\s　]))*")
_MOST_CLIPPED = 30
_PASTE = "照会のページの「項目ごとに貼り付けて」から文を写して入れるか、様式にもう一度書いてもらってください。"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the department: what was there before, what it answers, and what is to be done with it."""

    key: str
    place: str
    label: str
    verdict: Verdict
    indicator: str = ""
    name: str = ""
    last: str = ""
    now: str = ""
    based_on: int | None = None
    """The position of this year's text that the answer would replace."""
    answer: str = ""
    stays: bool = False
    as_of: date | None = None
    source: str = ""
    rating: str = ""
    direction: str = ""
    numeric: bool = False
    unit: str = ""
    department: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """What became of it."""
        return WORDS[self.verdict]

    @property
    def before(self) -> str:
        """What the answer is read against: this year's text where there is one, else the one before."""
        return self.now or self.last

    @property
    def after(self) -> str:
        """What would stand once it is taken."""
        return self.last if self.stays and not self.answer else self.answer

    @property
    def carries(self) -> bool:
        """Whether it says that last year's answer goes on."""
        return not self.numeric and (plain(self.answer) == plain(self.last) if self.answer else self.stays)

    @property
    def takeable(self) -> bool:
        """Whether it can be recorded at all."""
        return self.verdict in TAKEN or (self.verdict in ASKED and bool(self.after))


class Aside(msgspec.Struct, frozen=True):
    """A cell that changed and is nobody's to change here: shown, never taken."""

    place: str
    what: str
    before: str
    after: str


class Answers(msgspec.Struct, frozen=True):
    """One file as it would be taken; `refused` says why none of it can be."""

    department: str
    lines: tuple[Line, ...] = ()
    asides: tuple[Aside, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""

    @property
    def summary(self) -> str:
        """E.g. 回答あり12／変更なし3／担当外の欄が直されています2（取り込みません）／読めない行1."""
        if self.refused:
            return self.refused
        counts = Counter(line.verdict for line in self.lines)
        told = [
            f"{WORDS[verdict]}{counts[verdict]}" for verdict in WORDS if counts[verdict] and verdict != "unreadable"
        ]
        if self.asides:
            told.append(f"担当外の欄が直されています{len(self.asides)}（取り込みません）")
        if counts["unreadable"]:
            told.append(f"{WORDS['unreadable']}{counts['unreadable']}")
        return "／".join(told) or "回答の行がありません"


def answers(asked: Inquiry, returned: Returned) -> Answers:
    """What a returned file says."""
    if returned.kind != "excel":
        return Answers(
            "", refused="Wordの回答は表として取り込めません。項目のページの「回答を貼り付ける」に、文を写してください。"
        )
    table = _Table(asked, returned)
    if not table.heads:
        msg = f"「{NUMBER}」と「{answer_heading(asked.status_year)}」の見出しの行が見つかりません。"
        return Answers("", refused=f"{msg}様式の見出しが消えているか、ほかのファイルです。{_PASTE}")
    return _Reading(asked, table).answers()


class _Table:
    """The rows below a row of headings; each sheet may have its own columns."""

    def __init__(self, asked: Inquiry, returned: Returned) -> None:
        year = asked.status_year
        self._answer = answer_heading(year)
        self._order = (NUMBER, NAME, GOALS, last_heading(year), self._answer, STAY, RATING, DIRECTION, AS_OF, SOURCE)
        self._known = {plain(heading): heading for heading in self._order} | {plain("据置き"): STAY}
        self.heads: dict[str, dict[str, str]] = {}
        self.rows: list[ReturnedRow] = []
        self.above: list[str] = []
        for row in returned.rows:
            self._take(row)

    def _take(self, row: ReturnedRow) -> None:
        found = self._headings(row)
        if NUMBER in found.values() and self._answer in found.values():
            self.heads[row.table] = found
        elif row.table in self.heads:
            self.rows.append(row)
        else:
            self.above += row.cells.values()

    def _headings(self, row: ReturnedRow) -> dict[str, str]:
        """The headings by the letters of their columns; the first of a name counts."""
        found: dict[str, str] = {}
        for column, text in row.cells.items():
            heading = self._known.get(plain(text))
            if heading is not None and heading not in found.values():
                found[column] = heading
        return found

    def columns(self, row: ReturnedRow) -> dict[str, str]:
        """The letters of the columns by their headings."""
        return {heading: column for column, heading in self.heads[row.table].items()}

    def notes(self) -> Iterator[str]:
        """What is unlike the sheet that went out, and does no harm."""
        for table, head in self.heads.items():
            if table != SHEET:
                yield f"シートの名前が「{table}」に変わっています。取り込みには差し支えありません。"
            order = [head[column] for column in sorted(head, key=column_number)]
            if sorted(order, key=self._order.index) != order:
                yield "列の順番が変わっています。見出しに合わせて読みました。"
            missing = [each for each in (NAME, GOALS, STAY, AS_OF, SOURCE) if each not in order]
            if missing:
                yield f"「{'」「'.join(missing)}」の列がありません。ほかの列だけを読みました。"


class _Reading:
    """Reads the rows of one file against the questions."""

    def __init__(self, asked: Inquiry, table: _Table) -> None:
        self._asked = asked
        self._table = table
        self._by_number = {each.typed: each for each in asked.items}
        self._seen: dict[str, str] = {}
        self._asides: list[Aside] = []
        self._notes = list(table.notes())

    def answers(self) -> Answers:
        """The whole file."""
        department = self._department()
        lines = [line for row in self._table.rows if (line := self._line(row, department))]
        answered = {line.indicator for line in lines}
        missing = [each.label for each in self._asked.of(department) if each.indicator not in answered]
        if missing:
            self._notes.append(f"様式から消えている項目が{len(missing)}件あります：{'、'.join(missing)}")
        return Answers(department, tuple(lines), tuple(self._asides), tuple(self._notes))

    def _department(self) -> str:
        """The one that the sheet names; where that is lost, the one that most of its rows belong to."""
        known = {plain(each.department): each.department for each in self._asked.items if each.department}
        for text in self._table.above:
            if (found := _DEPARTMENT.fullmatch(text.strip())) and plain(found[1]) in known:
                return known[plain(found[1])]
        items = (self._item(row) for row in self._table.rows)
        counts = Counter(item.department for item in items if item and item.department)
        if not counts:
            return ""
        department = counts.most_common(1)[0][0]
        self._notes.append(f"担当課の名前が消えているため、行の多い「{department}」の回答として読みました。")
        return department

    def _item(self, row: ReturnedRow) -> Asked | None:
        return self._by_number.get(number_key(row.cells.get(self._table.columns(row)[NUMBER], "")))

    def _line(self, row: ReturnedRow, department: str) -> Line | None:
        cells = {h: row.cells.get(c, "").strip() for h, c in self._table.columns(row).items()}
        item = self._item(row)
        if item is None:
            return self._without_item(row, cells)
        if item.indicator in self._seen:
            return self._unreadable(
                row, cells, f"「{item.label}」の行が2つあります（もう1つは{self._seen[item.indicator]}）。"
            )
        if item.department != department:
            self._foreign(row, cells, item)
            return None
        self._seen[item.indicator] = row.place()
        self._compare(row, cells, item)
        return self._judged(row, cells, item)

    def _without_item(self, row: ReturnedRow, cells: Mapping[str, str]) -> Line | None:
        """A row without a number that is known: an empty one, or a line under the table, is none."""
        number = cells[NUMBER]
        answer = cells[answer_heading(self._asked.status_year)]
        if not number and not answer:
            return None
        if not number:
            return self._unreadable(
                row, cells, "整理番号がありません。どの項目の回答かを確かめ、「回答を貼り付ける」で入れてください。"
            )
        if not _NUMBER.fullmatch(number_key(number)) and not answer:
            return None
        return self._unreadable(row, cells, f"整理番号「{number[:_MOST_CLIPPED]}」の項目は、この見直しにありません。")

    def _unreadable(self, row: ReturnedRow, cells: Mapping[str, str], note: str) -> Line:
        answer = cells[answer_heading(self._asked.status_year)]
        place = row.place(self._table.columns(row)[NUMBER])
        return Line(key=_key(row), place=place, label=cells[NUMBER], verdict="unreadable", answer=answer, note=note)

    # What is not the department's

    def _foreign(self, row: ReturnedRow, cells: Mapping[str, str], item: Asked) -> None:
        """The row of another department: what was written into it is shown, and not taken."""
        heading = answer_heading(self._asked.status_year)
        if cells[heading] and plain(cells[heading]) != plain(item.now):
            self._aside(row, heading, f"{item.label}（担当：{item.department or '未定'}）", item.now, cells[heading])
        elif cells.get(STAY):
            self._aside(row, STAY, f"{item.label}（担当：{item.department or '未定'}）", "", cells[STAY])
        self._compare(row, cells, item)

    def _compare(self, row: ReturnedRow, cells: Mapping[str, str], item: Asked) -> None:
        unit = f"（単位：{item.unit}）" if item.unit else ""
        told = {NAME: item.name + unit, GOALS: item.goals, last_heading(self._asked.status_year): item.last}
        for heading, before in told.items():
            if cells.get(heading) and plain(cells[heading]) != plain(before):
                self._aside(row, heading, f"{item.label}の「{heading}」", before, cells[heading])

    def _aside(self, row: ReturnedRow, heading: str, what: str, before: str, after: str) -> None:
        self._asides.append(Aside(row.place(self._table.columns(row)[heading]), what, before, after))

    # What the department says

    def _judged(self, row: ReturnedRow, cells: Mapping[str, str], item: Asked) -> Line:
        heading = answer_heading(self._asked.status_year)
        stays, unclear = _says_yes(cells.get(STAY, ""))
        as_of, undated = _day(cells.get(AS_OF, ""), self._asked.today)
        line = Line(
            key=_key(row),
            place=row.place(self._table.columns(row)[heading]),
            label=item.label,
            verdict="empty",
            indicator=item.indicator,
            name=item.name,
            last=item.last,
            now=item.now,
            based_on=item.based_on,
            answer=_answer(item, cells[heading]),
            stays=stays,
            as_of=as_of,
            source=cells.get(SOURCE, ""),
            rating=cells.get(RATING, ""),
            direction=cells.get(DIRECTION, ""),
            numeric=item.kind == "numeric",
            unit=item.unit,
            department=item.department,
        )
        verdict, note = _verdict(line, item, fiscal(self._asked.status_year))
        said = " ".join(part for part in (note, unclear, undated) if part)
        if verdict in TAKEN and (unclear or undated):
            verdict = "doubtful"
        return msgspec.structs.replace(line, verdict=verdict, note=said)


def pasted(item: Asked, text: str, source: str, as_of: date | None) -> Line:
    """An answer that came by mail or telephone, as somebody typed it for one item that has none yet."""
    return Line(
        key=item.label,
        place="",
        label=item.label,
        verdict="answered",
        indicator=item.indicator,
        last=item.last,
        answer=_answer(item, text),
        as_of=as_of,
        source=source,
        numeric=item.kind == "numeric",
        unit=item.unit,
        department=item.department,
    )


def _verdict(line: Line, item: Asked, year: str) -> tuple[Verdict, str]:
    """What a row means, and what somebody should know about it."""
    only_stays = line.stays and not line.answer
    rules: tuple[tuple[bool, Verdict, str], ...] = (
        (not line.answer and not line.stays, "empty", ""),
        (bool(line.now) and plain(line.after) == plain(line.now), "same", ""),
        (only_stays and line.numeric, "unreadable", "数値の項目は据置きにできません。今年度の値を確かめてください。"),
        (only_stays and not item.last, "unreadable", "前の年度の回答がないため、据置きにできません。"),
        (bool(line.now), "conflict", f"{year}の欄は、画面ですでに記入されています。二つを見比べて選んでください。"),
        (
            line.stays and not line.carries and not only_stays,
            "doubtful",
            "据置きに○がありますが、新しい文も書かれています。文のほうを回答として読みました。",
        ),
        (line.carries, "unchanged", ""),
        (line.numeric and not reads_as_figure(line.answer), "doubtful", "数として読めません。文のまま記録します。"),
    )
    return next(((verdict, note) for holds, verdict, note in rules if holds), ("answered", ""))


def reads_as_figure(answer: str) -> bool:
    """Whether the first line says a number, or that nothing was measured."""
    read = figure_of(answer)
    return read is not None and (read.decimal is not None or not read.measured)


def figure_of(answer: str) -> FigureRead | None:
    """The figure of the first line, read as in a plan's document."""
    return FigureReader(packaged_profile().figures).read(answer.partition("\n")[0])


def bullets(text: str) -> Iterable[str]:
    """The bullets of a cell, one per line, without their marks."""
    return [bare for line in text.splitlines() if (bare := _MARKS.sub("", line, count=1).rstrip())]


def _answer(item: Asked, text: str) -> str:
    """The answer without marks of bullets; a dash is a sign before a figure, and alone it is no answer in words."""
    if item.kind == "numeric":
        return "\n".join(line.strip(" 　・･•●") for line in text.splitlines() if line.strip())
    return "" if set(text) <= _NOTHING else "\n".join(bullets(text))


def plain(text: str) -> str:
    """A text as it is compared: widths, spaces, line ends and marks of bullets do not count."""
    lines = "".join(bullets(unicodedata.normalize("NFKC", text)))
    return "".join(letter for letter in lines if not letter.isspace())


def _key(row: ReturnedRow) -> str:
    return f"{row.table}-{row.row}"


def _says_yes(typed: str) -> tuple[bool, str]:
    """Whether a field with a circle says yes; else a word about what stands there."""
    bare = unicodedata.normalize("NFKC", typed).strip()
    if not bare or bare in {"-", "ー", "×", "なし"}:
        return False, ""
    if bare in _YES_WORDS or all(letter in _YES for letter in bare):
        return True, ""
    return False, f"据置きの欄の「{typed[:_MOST_CLIPPED]}」は、○かどうか分かりません。"


def _day(typed: str, today: date) -> tuple[date | None, str]:
    day, note = _read_day(typed)
    if day is not None and day > today:
        return None, f"基準日「{typed[:_MOST_CLIPPED]}」は、今日より後の日です。空のまま取り込みます。"
    return day, note


def _read_day(typed: str) -> tuple[date | None, str]:
    bare = unicodedata.normalize("NFKC", typed).strip().replace(" ", "")
    if not bare:
        return None, ""
    try:
        if found := _WESTERN.fullmatch(bare):
            return date(int(found[1]), int(found[2]), int(found[3])), ""
        if found := _ERA.fullmatch(bare):
            year = 1 if found[2] == "元" else int(found[2])
            return date(_BEFORE[found[1].lower()] + year, int(found[3]), int(found[4])), ""
    except ValueError:
        pass
    return None, f"基準日「{typed[:_MOST_CLIPPED]}」は日付として読めません。空のまま取り込みます。"
