"""The answer sheet of one department in Excel: everything that is needed to read it back is seen in its cells."""

import io
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from domain.japanese_dates import fiscal, full_date
from pdca.inquiry.asked import Asked, Inquiry

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHEET = "回答様式"
NUMBER = "整理番号"
NAME = "点検項目"
GOALS = "目指す姿（計画の文）"
STAY = "据置き（変わりなければ○）"
AS_OF = "基準日"
SOURCE = "情報の出どころ"
RATING = "評価"
DIRECTION = "今後の方向性"
CIRCLE = "○"
LARGEST_CELL = 32_767
"""Letters that Excel keeps in a cell."""

_HEADER_ROW = 5
_LONGEST_ROW = 405
"""Points; Excel knows no higher row."""
_LINE = 18
"""Points of a line of the font at its size."""
_FONT = "游ゴシック"
_MARGIN = 2


class Column(NamedTuple):
    """A column of the sheet: its heading, its width in half letters, and whether the department fills it in."""

    heading: str
    width: int
    asked: bool


def last_heading(year: int) -> str:
    """The heading over the answers that the department gave before."""
    return f"前回の回答（{fiscal(year - 1)}まで）"


def answer_heading(year: int) -> str:
    """The heading over the field to fill in."""
    return f"{fiscal(year)}の回答"


def columns(asked: Inquiry) -> tuple[Column, ...]:
    """The columns in their order; rating and direction where the council has a scale."""
    scale = [Column(RATING, 10, asked=True)] if asked.ratings else []
    scale += [Column(DIRECTION, 8, asked=True)] if asked.directions else []
    return (
        Column(NUMBER, 10, asked=False),
        Column(NAME, 16, asked=False),
        Column(GOALS, 26, asked=False),
        Column(last_heading(asked.status_year), 28, asked=False),
        Column(answer_heading(asked.status_year), 36, asked=True),
        Column(STAY, 9, asked=True),
        *scale,
        Column(AS_OF, 11, asked=True),
        Column(SOURCE, 12, asked=True),
    )


def answer_sheet(asked: Inquiry, department: str, due: date, made: datetime) -> bytes:
    """The .xlsx of one department; `made` stands in the file as the day of its making."""
    import xlsxwriter  # noqa: PLC0415 -- only who writes Excel waits for it

    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        base = {"font_name": _FONT, "font_size": 10.5, "valign": "top", "text_wrap": True}
        writer = _Writer(
            book.add_worksheet(SHEET),
            asked,
            plain=book.add_format({"font_name": _FONT, "font_size": 10.5}),
            title=book.add_format({"font_name": _FONT, "font_size": 14, "bold": True}),
            heading=book.add_format(base | {"border": 1, "bold": True, "bg_color": "#D9D9D9", "valign": "vcenter"}),
            told=book.add_format(base | {"border": 1, "bg_color": "#F2F2F2"}),
            field=book.add_format(base | {"border": 1, "num_format": "@"}),
        )
        writer.write(department, due, asked.of(department))
    return out.getvalue()


class _Writer:
    """Writes one sheet."""

    def __init__(self, sheet: "Worksheet", asked: Inquiry, **formats: "Format") -> None:
        self._sheet = sheet
        self._asked = asked
        self._formats = formats
        self._columns = columns(asked)

    def write(self, department: str, due: date, items: tuple[Asked, ...]) -> None:
        """The head, the table and how it prints."""
        self._head(department, due)
        for at, column in enumerate(self._columns):
            self._sheet.set_column(at, at, column.width, self._formats["plain"])
            self._text(_HEADER_ROW - 1, at, column.heading, "heading")
        self._sheet.set_row(_HEADER_ROW - 1, 3 * _LINE + _MARGIN)
        for row, item in enumerate(items, _HEADER_ROW):
            self._row(row, item)
        last = _HEADER_ROW + len(items) - 1
        self._validate(last)
        self._page(last)

    def _head(self, department: str, due: date) -> None:
        year = fiscal(self._asked.status_year)
        self._text(0, 0, f"{year}進捗状況の照会　回答様式", "title")
        self._text(1, 0, f"担当課：{department}　　回答期限：{full_date(due)}", "plain")
        hint = "色のない欄に記入してください。1行が「・」ひとつになります（改行はAlt＋Enter）。"
        self._text(2, 0, f"{hint}変わりがない項目は「据置き」に{CIRCLE}だけを付けてください。", "plain")

    def _row(self, row: int, item: Asked) -> None:
        unit = f"（単位：{item.unit}）" if item.unit else ""
        told = (item.label, item.name + unit, _bulleted(item.goals), _bulleted(item.last))
        texts = [*told, _bulleted(item.now), *[""] * (len(self._columns) - len(told) - 1)]
        for at, (column, text) in enumerate(zip(self._columns, texts, strict=True)):
            self._text(row, at, text, "field" if column.asked else "told")
        lines = max(_lines(text, column.width) for column, text in zip(self._columns, texts, strict=True))
        self._sheet.set_row(row, min(_LONGEST_ROW, max(3, lines) * _LINE + _MARGIN))

    def _text(self, row: int, at: int, text: str, form: str) -> None:
        if text:
            self._sheet.write_string(row, at, text[:LARGEST_CELL], self._formats[form])
        else:
            self._sheet.write_blank(row, at, None, self._formats[form])

    def _validate(self, last: int) -> None:
        choices = {STAY: (CIRCLE,), RATING: self._asked.ratings, DIRECTION: self._asked.directions}
        for at, column in enumerate(self._columns):
            if chosen := choices.get(column.heading):
                rule = {"validate": "list", "source": list(chosen), "error_title": column.heading}
                message = "、".join(chosen)
                self._sheet.data_validation(
                    _HEADER_ROW, at, last, at, rule | {"error_message": f"{message}から選んでください。"}
                )

    def _page(self, last: int) -> None:
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.repeat_rows(_HEADER_ROW - 1)
        sheet.print_area(0, 0, last, len(self._columns) - 1)
        sheet.set_footer("&C&P／&N")
        sheet.freeze_panes(_HEADER_ROW, 2)
        sheet.hide_gridlines(0)


def _bulleted(text: str) -> str:
    """Several bullets are marked, so that a wrapped line does not look like one more."""
    lines = text.split("\n")
    return text if len(lines) == 1 else "\n".join(f"・{line}" for line in lines)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many half letters."""
    return sum(-(-sum(_half_letters(letter) for letter in line) // (width - 1)) or 1 for line in text.split("\n"))


def _half_letters(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "FWA" else 1
