"""What each format is beyond its text: paper for a council, good for a screen reader, and inert whatever it holds."""

import io
import re
import zipfile

import docx
import openpyxl
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import html

from pdca.documents.writing import FORMATS, write_plan

HOSTILE = [
    '=HYPERLINK("http://a.example")', "+1", "-1", "@SUM(A1)", "1007", "http://a.example/", "_x0041_",
    "<script>alert(1)</script>", '#panic("x")', '#read("/etc/passwd")', "$x$", "*太字*", "`x`", "@ref", "<label>",
    "\\ u{41}", "[リンク](javascript:alert)", "![x](http://a.example/)", "&lt;b&gt;", "a|b", "𠮟る", "葛\U000e0100城",
]  # fmt: skip
NOT_TEXT = "鉄\x00\x0b\x1b\ud800\ufffe\tと\n橋\u2028です"


def plan(*texts):
    goals = [{"text": text, "advanced": number % 2 == 0} for number, text in enumerate(texts)]
    row = {"name": "川", "goals": goals, "progress": ["済んだ。"]}
    roles = [{"actor": "市", "goals": goals, "progress": []}]
    numeric = [
        {
            "name": "利用者数", "unit": "人", "baseline": {"year": 2019, "value": 1007.0, "text": "1,007人"},
            "target": {"year": 2024, "value": 1500.0, "text": ""}, "rating": None,
            "direction": "継続", "department": "こども課",
            "values": [{"year": 2023, "value": 1234.5}, {"year": 2022, "value": None, "text": "未実施"}],
        }
    ]  # fmt: skip
    measure = {
        "number": 1,
        "name": "広場",
        "description": "開きます。\n広げます。",
        "indicators": [row],
        "roles": roles,
    }
    project = {"number": 1, "name": "丘", "vision": goals, "initiatives": [{**measure, "numeric": numeric}]}
    facts = {"title": "丘の計画", "municipality": "丘市", "period": "5年間", "status_year": 2024, "mark_year": 2023}
    return {**facts, "projects": [project]}


@pytest.fixture(scope="module")
def word():
    return docx.Document(io.BytesIO(write_plan(plan(*HOSTILE), "docx")))


@pytest.fixture(scope="module")
def book():
    return openpyxl.load_workbook(io.BytesIO(write_plan(plan(*HOSTILE), "xlsx")))


@pytest.mark.parametrize("name", FORMATS)
def test_what_no_file_can_hold_is_left_out_and_a_text_is_one_line(name):
    assert write_plan(plan(NOT_TEXT), name)
    assert "鉄 と 橋 です" in write_plan(plan(NOT_TEXT), "text").decode()


@pytest.mark.parametrize("name", FORMATS)
def test_a_plan_of_nothing_is_written(name):
    empty = {"title": "", "municipality": None, "period": None, "status_year": None, "mark_year": None, "projects": []}
    assert write_plan(empty, name)


def test_a_table_of_figures_has_a_column_for_each_year_and_none_for_nothing():
    lines = write_plan(plan("灯"), "text").decode().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("指標名\t単位"))
    heading = "指標名 単位 基準値（令和元年度） 目標値（令和6年度） 令和4年度 令和5年度 今後の方向性 担当課"
    assert lines[at].split("\t") == heading.split(" ")
    assert lines[at + 1].split("\t") == ["利用者数", "人", "1,007人", "1500", "未実施", "1234.5", "継続", "こども課"]


def test_a_rating_stands_there_in_the_words_of_its_scale():
    rated = plan("灯")
    row = rated["projects"][0]["initiatives"][0]["numeric"][0]
    row |= {"rating": "B", "rating_title": "おおむね進んでいる", "direction": "improve", "direction_title": "改善"}
    text = write_plan(rated, "text").decode()
    assert "おおむね進んでいる\t改善\tこども課" in text
    assert "improve" not in text


# Word


def test_word_names_a_japanese_font_in_each_style_and_no_theme(word):
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4"):
        fonts = word.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")).startswith("游")
        assert not [key for key in fonts.attrib if "Theme" in key]


def test_word_is_a4_and_its_headings_can_be_navigated(word):
    page = word.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (210, 297)
    levels = [p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert levels[:4] == ["Heading 1", "Heading 2", "Heading 2", "Heading 3"]


def test_word_repeats_the_heading_of_a_table_and_keeps_rows_whole(word):
    for table in word.tables:
        first, *others = (row._tr.trPr for row in table.rows)
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in (first, *others))
        assert not table._tbl.xpath(".//w:gridSpan | .//w:vMerge")


def test_word_holds_the_texts_as_they_are_and_no_name_of_a_person(word):
    said = word.tables[0].rows[1].cells[1].text
    assert all(text in said.replace("\u2060", "") for text in HOSTILE)
    facts = word.core_properties
    assert (facts.author, facts.last_modified_by or "", facts.title) == ("", "", "丘の計画")


# Excel


def test_excel_holds_strings_and_no_formula_or_link(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    said = "\n".join(cell.value for cell in cells).replace("\u2060", "")
    assert all(text in said for text in HOSTILE)


def test_excel_has_a_sheet_per_project_and_merges_nothing(book):
    assert book.sheetnames == ["計画", "プロジェクト1"]
    assert not any(sheet.merged_cells.ranges for sheet in book)


def test_excel_prints_on_a4_as_wide_as_the_page(book):
    sheet = book["プロジェクト1"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_area.endswith(f"$H${sheet.max_row}")


def test_excel_shows_every_line_of_a_cell():
    long = [f"{number}：" + "川辺の遊び場を広げる。" * 12 for number in range(30)]
    book = openpyxl.load_workbook(io.BytesIO(write_plan(plan(*long), "xlsx")))
    sheet = book["プロジェクト1"]
    heights = [sheet.row_dimensions[number].height or 0 for number in range(1, sheet.max_row + 1)]
    assert max(heights) <= 409
    wrapped = [cell for row in sheet.iter_rows() for cell in row if cell.value and "\n" in cell.value]
    assert wrapped
    assert all(cell.alignment.wrap_text for cell in wrapped)
    written = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert all(any(text in value for value in written) for text in long)


def test_projects_with_one_number_have_sheets_of_their_own():
    twice = plan("灯")
    twice["projects"] *= 2
    assert len(set(openpyxl.load_workbook(io.BytesIO(write_plan(twice, "xlsx"))).sheetnames)) == 3


# HTML


def test_html_says_its_language_and_what_each_heading_cell_is_of():
    page = html.fromstring(write_plan(plan(*HOSTILE), "html"))
    assert page.get("lang") == "ja"
    assert {cell.get("scope") for cell in page.iter("th")} == {"col", "row"}
    assert not list(page.iter("script", "a", "img", "link", "iframe"))
    said = " ".join(page.itertext()).replace("\u2060", "")
    assert all(text in said for text in HOSTILE)


# PDF


def test_a_pdf_is_tagged_and_carries_its_fonts():
    content = write_plan(plan("灯がある。"), "pdf")
    assert b"pdfuaid" in content
    with pdfplumber.open(io.BytesIO(content)) as file:
        assert file.doc.catalog["Lang"] in (b"ja-JP", "ja-JP")
        fonts = {letter["fontname"] for page in file.pages for letter in page.chars}
        assert fonts
        assert all(re.fullmatch(r"[A-Z]{6}\+NotoSansJP-.*", font) for font in fonts)
        titles = [title for _, title, *_ in file.doc.get_outlines()]
    assert titles[:2] == ["プロジェクト1：丘", "(1) 将来像"]


def test_nothing_in_a_pdf_is_read_as_markup():
    with pdfplumber.open(io.BytesIO(write_plan(plan(*HOSTILE), "pdf"))) as file:
        said = "".join("".join(page.extract_text().split()) for page in file.pages)
    for text in HOSTILE[:-1]:
        assert text.replace(" ", "")[:12] in said


def test_a_letter_that_the_fonts_lack_stops_no_pdf():
    assert write_plan(plan("😀の橋"), "pdf").startswith(b"%PDF-")


def test_the_heading_of_a_table_stands_on_each_page_of_a_pdf():
    many = [f"{number}：橋を直し、灯をともす。" for number in range(90)]
    with pdfplumber.open(io.BytesIO(write_plan(plan(*many), "pdf"))) as file:
        assert len(file.pages) > 2
        pages = [re.sub(r"\s", "", page.extract_text()) for page in file.pages]
    assert sum("指標名内容" in page for page in pages) >= 2
    assert all("".join(pages).count(f"{number}：橋を直し、灯をともす。") >= 3 for number in range(90))


@pytest.mark.parametrize("name", ["docx", "xlsx"])
def test_an_office_file_points_nowhere(name):
    with zipfile.ZipFile(io.BytesIO(write_plan(plan(*HOSTILE), name))) as file:
        relations = [file.read(each).decode() for each in file.namelist() if each.endswith(".rels")]
    assert not any('TargetMode="External"' in each for each in relations)
