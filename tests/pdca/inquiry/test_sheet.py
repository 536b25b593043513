"""The answer sheet that goes out: only a department's rows, nothing hidden, and what Excel needs to print and check."""

import io
import zipfile
from datetime import date

import msgspec
import pytest

from pdca.inquiry.sheet import NUMBER, SHEET, STAY, answer_sheet
from tests.pdca.inquiry.conftest import OTHER, book
from tests.web.small_city import DEPARTMENT

DUE = date(2025, 6, 6)


@pytest.fixture
def content(asked, city):
    return answer_sheet(asked, DEPARTMENT, DUE, city.engine.now())


@pytest.fixture
def sheet(content):
    (only,) = book(content).worksheets
    return only


def column(sheet, heading):
    return next(cell.column for cell in sheet[5] if cell.value == heading)


def test_a_department_gets_its_rows_and_no_others(sheet):
    numbers = [cell.value for cell in sheet["A"][5:]]
    assert numbers == ["1-①-指1", "1-①-指2", "1-①-数1", "1-①-役2"]
    assert sheet.title == SHEET
    assert sheet["A5"].value == NUMBER
    assert sheet["A2"].value == f"担当課：{DEPARTMENT}　　回答期限：令和7年6月6日（金）"


def test_last_years_answer_stands_beside_the_field_for_this_years(sheet):
    head = [cell.value for cell in sheet[5]]
    assert head[3:6] == ["前回の回答（令和5年度まで）", "令和6年度の回答", STAY]
    row = [cell.value for cell in sheet[6]]
    assert row[:5] == [
        "1-①-指1",
        "公民館の親子開放「開放」",
        "・3つの公民館の和室を月2回、親子に開放している。\n・土曜にも1回開けている。",
        "3公民館で月2回、計画どおり開放している。",
        None,
    ]


def test_a_measured_item_has_its_unit_and_where_it_is_to_come_to(sheet):
    row = [cell.value for cell in sheet[8]]
    assert row[1] == "公民館の親子開放「親子の利用者数」（単位：人）"
    assert row[2] == "・基準（令和3年度）　1,007\n・目標（令和10年度）　1,500"


def test_it_is_ready_to_print_and_to_fill_in(sheet):
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.print_area == "'回答様式'!$A$1:$J$9"
    assert sheet.print_title_rows == "$5:$5"
    assert not sheet.merged_cells.ranges
    rules = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert rules == {
        "F6:F9": '"○"',
        "G6:G9": '"進んでいる,おおむね進んでいる,あまり進んでいない,進んでいない"',
        "H6:H9": '"継続,改善,拡充,縮小,終了"',
    }
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJ"]
    assert sum(widths) < 180  # on A4 landscape it prints at more than four fifths of its size
    assert max(widths) == sheet.column_dimensions["E"].width
    assert sheet["D6"].fill.fgColor.rgb != sheet["E6"].fill.fgColor.rgb


def test_a_row_is_high_enough_for_its_longest_text_and_never_higher_than_excel_knows(asked, city):
    (first, *rest) = asked.of(DEPARTMENT)
    heights = []
    for count in (1, 10, 1000):
        long = msgspec.structs.replace(first, last="\n".join(["和室を開放した。"] * count))
        content = answer_sheet(msgspec.structs.replace(asked, items=(long, *rest)), DEPARTMENT, DUE, city.engine.now())
        heights.append(book(content).active.row_dimensions[6].height)
    assert heights[0] < heights[1] < heights[2] <= 409.5
    assert heights[1] >= 10 * 18


def test_nothing_in_it_is_hidden_or_says_who_made_it(content, city):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist()).decode()
        assert not [name for name in parts.namelist() if "vba" in name or "comment" in name or "custom" in name]
    assert "hidden" not in whole
    assert city.item("1-1-指1") not in whole


def test_what_looks_like_a_formula_stays_text(asked, city):
    (first, *rest) = asked.of(DEPARTMENT)
    evil = msgspec.structs.replace(first, last='=HYPERLINK("https://example.jp")', name="https://example.jp")
    content = answer_sheet(msgspec.structs.replace(asked, items=(evil, *rest)), DEPARTMENT, DUE, city.engine.now())
    sheet = book(content).active
    assert (sheet["D6"].data_type, sheet["B6"].hyperlink) == ("s", None)


def test_the_items_of_another_department_and_of_none_are_told(asked):
    assert asked.departments == (DEPARTMENT, OTHER)
    assert [each.label for each in asked.of(OTHER)] == ["1-①-役1"]
    assert asked.without == ()
