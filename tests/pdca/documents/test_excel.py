"""Excel files: each rule of the reader on a file made for it."""

import datetime as dt
import io
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, Side

from pdca.documents import read_document
from pdca.documents.findings import Findings
from pdca.documents.formats.excel_values import shown
from pdca.documents.formats.kinds import read_blocks
from pdca.documents.source import TableRow
from tests.office import OPEN, read, refused, relations, saved, seen, texts, zipped

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def day(*numbers):
    return dt.datetime(*numbers)  # noqa: DTZ001 -- a cell has no zone


def book_of(*sheets):
    """A workbook whose sheets are given as rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"重{number}")
        for row in rows:
            sheet.append(row)
    return book


def sheet_of(rows):
    book = book_of(rows)
    return book, book.active


def raw(sheet, *, strings="", more=None, sheets=None):
    """A workbook of raw parts; `sheet` is what stands inside <worksheet>."""
    main = f'xmlns="{OPEN}/spreadsheetml/2006/main" xmlns:r="{OPEN}/officeDocument/2006/relationships"'
    of = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{OPEN}/package/2006/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{of}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{of}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{of}.styles+xml"/></Types>',
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": relations(
            worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml", styles="styles.xml"
        ),
        "xl/workbook.xml": f"<workbook {main}><sheets>"
        + (sheets or '<sheet name="重1" sheetId="1" r:id="worksheet"/>')
        + "</sheets></workbook>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}>{sheet}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {main}/>",
    }
    return zipped({**parts, **(more or {})})


def rows_of(*rows):
    """<sheetData> with texts in the cells."""
    one = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'.format
    filled = ("".join(one(at, r, text) for at, text in row) for r, row in enumerate(rows, 1))
    cells = "".join(f'<row r="{r}">{each}</row>' for r, each in enumerate(filled, 1))
    return f"<sheetData>{cells}</sheetData>"


def codes(content):
    return [code for _, code in read(content, "資料.xlsx")[1]]


def table_rows(content):
    return [
        tuple(cell.text for cell in block.cells) for block in read(content, "a.xlsx")[0] if isinstance(block, TableRow)
    ]


# Rows, paragraphs and places


def test_rows_with_one_text_are_paragraphs_and_others_rows_with_their_places() -> None:
    book, _ = sheet_of([["題名"], [], ["① 広場"], ["指標名", "内容"], ["甲", "・一\n・二"], [], ["後"]])
    blocks, _ = read(saved(book), "資料.xlsx")
    assert seen(blocks) == ["題名", None, "① 広場", None, ("指標名", "内容"), ("甲", "・一\n・二"), None, "後"]
    assert [(cell.place, cell.text) for cell in blocks[6].cells] == [
        ("「重1」シートのA5", "甲"),
        ("「重1」シートのB5", "・一\n・二"),
    ]
    assert blocks[-2].place == "「重1」シートのA7"


def test_all_visible_sheets_are_read_in_the_order_of_their_tabs() -> None:
    book = book_of([["一"]], [["二"]], [["三"]])
    book["重2"].sheet_state = "hidden"
    book.create_sheet("奥").sheet_state = "veryHidden"
    book.create_chartsheet("図")
    book.move_sheet("重3", -2)
    content = saved(book)
    assert texts(content) == ["三", "一"]
    assert read(content, "a.xlsx")[1] == [
        ("「重2」シート", "hidden_sheet_left_out"),
        ("「奥」シート", "hidden_sheet_left_out"),
    ]


def test_a_sheets_name_is_a_heading_only_where_it_reads_as_one_and_none_stands_inside() -> None:
    book = book_of([["(1) 将来像"]], [["プロジェクト2：森"], ["x"]], [["x"]])
    book["重1"].title = "プロジェクト1：水辺"
    book["重2"].title = "プロジェクト2：森のこと"
    assert texts(saved(book)) == ["プロジェクト1：水辺", "(1) 将来像", "プロジェクト2：森", "x", "x"]


def test_a_single_text_inside_a_table_goes_on_with_it() -> None:
    book, sheet = sheet_of(
        [
            ["指標名", "内容"],
            ["甲", "・一"],
            [None, "・二"],
            ["■見出し"],
            ["主体", "役割"],
            ["乙", "・三"],
            ["丙", None],
        ]
    )
    found = seen(read(saved(book), "a.xlsx")[0])
    assert found == [
        *[
            ("指標名", "内容"),
            ("甲", "・一"),
            ("", "・二"),
            None,
            "■見出し",
            None,
            ("主体", "役割"),
            ("乙", "・三"),
            None,
        ],
        "丙",
    ]
    for at in ("A7", "B7"):  # with its borders it is a row that nobody has filled in yet
        sheet[at].border = BOX
    assert table_rows(saved(book))[-1] == ("丙", "")
    sheet.merge_cells("A7:B7")  # but a heading may be framed over the whole width
    assert seen(read(saved(book), "a.xlsx")[0])[-1] == "丙"


def test_a_text_right_of_the_first_column_is_a_paragraph_where_no_table_stands_above() -> None:
    book, _ = sheet_of([[None, "題名"], ["甲", "一"], [], [None, "後"]])
    assert seen(read(saved(book), "a.xlsx")[0]) == ["題名", None, ("甲", "一"), None, "後"]


# Merged, wide and hidden cells


def test_merged_cells_show_their_text_once_and_labels_reach_down() -> None:
    book, sheet = sheet_of([["指標名", "内容"], ["甲", "・一"], [None, "・二"], ["乙", "・三"]])
    sheet.merge_cells("A2:A3")
    assert table_rows(saved(book)) == [("指標名", "内容"), ("甲", "・一"), ("", "・二"), ("乙", "・三")]


def test_what_an_area_covers_is_not_read() -> None:
    content = raw(
        rows_of([("A", "甲"), ("B", "古い")], [("A", "古い"), ("B", "古い")], [("A", "乙"), ("B", "二")])
        + '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
    )
    assert texts(content) == ["甲", ("乙", "二")]


def test_a_table_over_merged_columns_has_as_many_cells_as_it_shows() -> None:
    book, sheet = sheet_of([["指標名", None, "内容", None, None, "値"], ["甲", None, "・一", None, None, "5"]])
    for row in (1, 2):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
        sheet.merge_cells(start_row=row, end_row=row, start_column=3, end_column=5)
    assert table_rows(saved(book)) == [("指標名", "内容", "値"), ("甲", "・一", "5")]


def test_columns_of_a_table_stay_in_line_and_an_unused_one_keeps_its_heading() -> None:
    book, _ = sheet_of([["名", "値", "担当"], ["甲", None, "課"], ["乙", "5"]])
    assert table_rows(saved(book)) == [("名", "値", "担当"), ("甲", "", "課"), ("乙", "5", "")]


def test_hidden_rows_and_columns_are_left_out_and_said() -> None:
    book, sheet = sheet_of([["名", "覚え", "内容"], ["甲", "秘", "・一"], ["乙", "秘", "・二"], ["丙", "秘", "・三"]])
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    content = saved(book)
    assert table_rows(content) == [("名", "内容"), ("甲", "・一"), ("丙", "・三")]
    assert read(content, "a.xlsx")[1] == [
        ("「重1」シートのB1", "hidden_cells_left_out"),
        ("「重1」シートのA3", "hidden_cells_left_out"),
    ]


def test_a_merged_text_is_seen_beside_a_hidden_first_row_or_column() -> None:
    book, sheet = sheet_of([["甲", "一"], [None, "二"], ["乙", "三"]])
    sheet.merge_cells("A1:A2")
    sheet.row_dimensions[1].hidden = True
    assert table_rows(saved(book)) == [("甲", "二"), ("乙", "三")]


def test_a_merged_text_whose_rows_have_nothing_else_is_not_lost() -> None:
    book, sheet = sheet_of([["甲"]])
    sheet.merge_cells("A1:B3")
    sheet.row_dimensions[1].hidden = sheet.row_dimensions[2].hidden = True
    blocks, found = read(saved(book), "a.xlsx")
    assert (seen(blocks), blocks[0].place, found) == (["甲"], "「重1」シートのA3", [])
    sheet.row_dimensions[3].hidden = True
    sheet["A5"] = "乙"
    assert (texts(saved(book)), codes(saved(book))) == (["乙"], ["hidden_cells_left_out"])


def test_rows_without_height_and_columns_without_width_are_hidden() -> None:
    sheet = '<cols><col min="2" max="16384" width="0"/></cols>' + rows_of([("A", "甲"), ("B", "隠")], [("A", "零")])
    assert texts(raw(sheet.replace('<row r="2">', '<row r="2" ht="0">'))) == ["甲"]


# Values


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1007, "General", "1007"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "100000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (0.85, "0%", "85%"),
        (0.8549, "0.0%", "85.5%"),
        (1007, "#,##0", "1,007"),
        (1007, '#,##0"人"', "1,007人"),
        (12.0, "0.00", "12.00"),
        (12.5, "0.##", "12.5"),
        (12.0, "0.##", "12"),
        (1234567, "#,##0,", "1,235"),
        (5, '"約"0"割"', "約5割"),
        (-3, "#,##0;▲#,##0", "▲3"),
        (-3, "0;[Red]-0", "-3"),
        (-3, "0", "-3"),
        (0, '0;-0;"なし"', "なし"),
        (3, '0_ ;"△"0', "3"),
        (3.5, "# ?/?", "3.5"),
        (3.5, "0.00E+00", "3.5"),
        (7, "@", "7"),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
        ("文", "0", "文"),
        (12, 'General"人"', "12人"),
        (0, "#,##0;-#,##0;", "0"),
        ("一_x000D_\n二", "General", "一\n二"),
        (None, "General", ""),
        (45383, '[$-411]ggge"年"', "令和6年"),
        (float("inf"), "0", "inf"),
        (day(2024, 4, 1), "yyyy/m/d", "2024/4/1"),
        (day(2024, 4, 1), 'yyyy"年"m"月"d"日"', "2024年4月1日"),
        (day(2024, 4, 1), '[$-411]ggge"年"m"月"d"日"', "令和6年4月1日"),
        (day(2019, 5, 1), '[$-411]ggge"年"m"月"', "令和元年5月"),
        (day(2019, 4, 30), "[$-411]ge.m.d", "H31.4.30"),
        (day(2024, 4, 1), "mm-dd-yy", "2024-04-01"),
        (day(2024, 4, 1, 9, 5), "yyyy/m/d h:mm", "2024-04-01 09:05"),
        (dt.date(2024, 4, 1), 'm"月"d"日"(aaa)', "4月1日(月)"),
        (dt.time(9, 5), "h:mm", "09:05:00"),
    ],
)
def test_values_are_shown_as_the_cell_shows_them(value, code, text) -> None:
    assert shown(value, code, 200) == text


def test_formats_that_excel_numbers_by_itself_in_japan_are_known() -> None:
    assert shown(45383, "General", 28) == "令和6年4月1日"
    assert shown(45383, "General", 0) == "45383"


def test_values_come_with_their_formats_from_the_file() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("値")
    sheet.write_row(0, 0, ["名", "率", "数", "日"])
    sheet.write(1, 0, "甲")
    sheet.write(1, 1, 0.5, book.add_format({"num_format": "0%"}))
    sheet.write(1, 2, 1007, book.add_format({"num_format": "#,##0"}))
    era = book.add_format({"num_format": '[$-411]ggge"年"m"月"d"日"'})
    sheet.write_datetime(1, 3, day(2024, 4, 1), era)
    sheet.write_rich_string(2, 0, "太", book.add_format({"bold": True}), "字")
    sheet.write_formula(2, 1, "=1+1", None, 2)
    book.close()
    assert table_rows(out.getvalue()) == [
        ("名", "率", "数", "日"),
        ("甲", "50%", "1,007", "令和6年4月1日"),
        ("太字", "2", "", ""),
    ]


def test_formulas_without_a_value_are_refused_and_errors_are_empty() -> None:
    book, _ = sheet_of([["甲", "=1+1"], ["乙", "=A1"]])
    code, words = refused(saved(book), "a.xlsx")
    assert (code, "「重1」シートのB1" in words, "2個" in words) == ("formula_without_value", True, True)
    wrong = '<sheetData><row r="1"><c r="A1" t="e"><f>B9/0</f><v>#REF!</v></c><c r="B1"><v>5</v></c></row></sheetData>'
    assert (texts(raw(wrong)), codes(raw(wrong))) == (["5"], ["cell_error"])
    empty = '<sheetData><row r="1"><c r="A1" t="str"><f>""</f></c><c r="B1"><v>5</v></c></row></sheetData>'
    assert (texts(raw(empty)), codes(raw(empty))) == (["5"], [])


def test_a_formula_in_a_hidden_column_is_not_asked_for() -> None:
    book, sheet = sheet_of([["甲", "=1+1"]])
    sheet.column_dimensions["B"].hidden = True
    assert texts(saved(book)) == ["甲"]


def test_struck_cells_comments_and_shapes_are_left_out_and_said() -> None:
    book, sheet = sheet_of([["甲", "一"], ["乙", "二"]])
    sheet["B2"].font = Font(strike=True)
    sheet["A1"].comment = Comment("覚え", "誰か")
    content = saved(book)
    assert texts(content) == [("甲", "一"), "乙"]
    assert sorted(read(content, "a.xlsx")[1]) == [
        ("「重1」シートのA1", "notes_left_out"),
        ("「重1」シートのB2", "struck_left_out"),
    ]
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as drawn:
        drawn.add_worksheet("図")
        drawn.get_worksheet_by_name("図").write(0, 0, "甲")
        drawn.get_worksheet_by_name("図").insert_textbox(2, 2, "箱の文")
        drawn.get_worksheet_by_name("図").insert_textbox(5, 2, "")
    assert read(out.getvalue(), "a.xlsx")[1] == [("「図」シート", "text_box_left_out")]


def test_spaces_around_lines_and_empty_lines_of_a_cell_are_trimmed() -> None:
    book, _ = sheet_of([["甲 ", " ・一\n\n  ・二 \n"], ["乙", "  "]])
    assert texts(saved(book)) == [("甲", "・一\n・二"), "乙"]


# Hostile and odd files


@pytest.mark.timeout(30)
def test_a_sheet_that_claims_to_be_gigantic_is_read_at_once() -> None:
    sheet = '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>'
    far = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>末</t></is></c></row></sheetData>'
    sheet += rows_of([("A", "甲")]).replace("</sheetData>", far)
    sheet += (
        '<mergeCells><mergeCell ref="A1:XFD1048575"/></mergeCells><hyperlinks><hyperlink ref="A1:XFD9"/></hyperlinks>'
    )
    assert texts(raw(sheet)) == ["甲", "末"]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (rows_of([("ALM", "一")]), "table_too_wide"),
        ("<sheetData><row>" + "<c/>" * 200_001 + "</row></sheetData>", "too_many_table_cells"),
        (
            "<sheetData>" + "".join(f'<row r="{n + 1}"/>' for n in range(200_001)) + "</sheetData>",
            "too_many_table_cells",
        ),
        ("<cols>" + '<col min="1" max="9"/>' * 20_001 + "</cols>", "table_too_wide"),
        ("<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_001 + "</mergeCells>", "table_too_wide"),
        (
            rows_of(*[[("A", "一")]] * 101) + "<mergeCells>" + '<mergeCell ref="A1:B200"/>' * 9990 + "</mergeCells>",
            "table_too_wide",
        ),
        ('<sheetData><row r="1"><c r="A1" t="s"><v>5</v></c></row></sheetData>', "xml_damaged"),
        ('<sheetData><row r="1"><c r="A1"><v>５x</v></c></row></sheetData>', "xml_damaged"),
        ('<sheetData><row r="x"><c r="??"><v>5</v></c></row></sheetData>', "xml_damaged"),
        ("<sheetData><row>", "xml_damaged"),
        (rows_of([("A", "一")]) + '<mergeCells><mergeCell ref="こわれた"/></mergeCells>', "xml_damaged"),
        ("<sheetData/>", "empty_file"),
    ],
    ids=["wide", "cells", "rows", "columns", "merged", "overlaid", "string", "number", "place", "cut", "area", "empty"],
)
def test_sheets_beyond_all_measure_or_broken_are_refused(sheet, code) -> None:
    assert refused(raw(sheet), "a.xlsx")[0] == code


def test_a_few_texts_shown_very_often_are_counted_each_time() -> None:
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 401))
    strings = f"<si><t>{'字' * 30_000}</t></si>"
    assert refused(raw(f"<sheetData>{cells}</sheetData>", strings=strings), "a.xlsx")[0] == "too_much_text"


@pytest.mark.timeout(60)
def test_many_rows_of_one_text_and_many_hidden_rows_are_no_hang() -> None:
    count = 15_000
    hidden = "".join(f'<row r="{r}" hidden="1"/>' for r in range(count + 3, 3 * count))
    rows = rows_of([("A", "名"), ("B", "文")], *[[("B", "文")]] * count)
    assert len(table_rows(raw(rows.replace("</sheetData>", f"{hidden}</sheetData>")))) == count + 1


def test_strings_and_sheets_without_number_are_refused() -> None:
    assert refused(raw(rows_of([("A", "一")]), strings="<si/>" * 200_001), "a.xlsx")[0] == "too_many_table_cells"
    sheets = '<sheet name="x" sheetId="1" r:id="worksheet"/>' * 201
    assert refused(raw(rows_of([("A", "一")]), sheets=sheets), "a.xlsx")[0] == "too_many_sheets"
    hidden = '<sheet name="x" state="hidden" sheetId="1" r:id="worksheet"/>'
    assert refused(raw("", sheets=hidden), "a.xlsx")[0] == "office_without_text"


def test_the_same_part_under_many_names_counts_each_time() -> None:
    sheets = "".join(f'<sheet name="x{n}" sheetId="{n + 1}" r:id="worksheet"/>' for n in range(150))
    rows = rows_of(*[[("A", "一"), ("B", "二")]] * 700)
    assert refused(raw(rows, sheets=sheets), "a.xlsx")[0] == "too_many_table_cells"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
)
def test_document_types_and_entities_are_refused_in_every_part(part) -> None:
    with ZipFile(io.BytesIO(raw(rows_of([("A", "一")])))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts[part] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts[part]
    assert refused(zipped(parts), "a.xlsx")[0] == "xml_with_entities"


def test_parts_that_are_not_read_do_no_harm() -> None:
    more = {
        "xl/vbaProject.bin": b"\xcc" * 99,
        "docProps/core.xml": "<!DOCTYPE a>",
        "docProps/custom.xml": "broken",
        "xl/theme/theme1.xml": "broken",
        "xl/externalLinks/externalLink1.xml": "broken",
    }
    assert texts(raw(rows_of([("A", "一")]), more=more)) == ["一"]


def test_strict_open_xml_is_the_same_under_other_names() -> None:
    with ZipFile(io.BytesIO(raw(rows_of([("A", "一")])))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for name, content in parts.items():
        if name != "[Content_Types].xml":
            strict = content.replace(
                f"{OPEN}/spreadsheetml/2006/main".encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main"
            )
            old = f"{OPEN}/officeDocument/2006/relationships".encode()
            parts[name] = strict.replace(old, b"http://purl.oclc.org/ooxml/officeDocument/relationships")
    assert texts(zipped(parts)) == ["一"]


def test_a_finding_is_told_in_the_order_of_the_document() -> None:
    rows = [
        ["プロジェクト1：水辺"],
        ["(1) 将来像"],
        ["・橋を渡れる。"],
        ["① 広場"],
        ["■取組内容"],
        ["広場を設けます。"],
    ]
    book, _ = sheet_of([["糸瀬市の計画"], *rows, ["指標名", "内容"], ["見守り", "・大人の目がある。"]])
    document = read_document(saved(book), "計画.xlsx")
    (goal,) = document.projects[0].initiatives[0].indicators[0].goals
    assert (goal.text, str(goal.line).startswith("「重1」シートの")) == ("大人の目がある。", True)
    assert document.findings[0].code == "title_read"


def test_the_words_of_hidden_cells_are_said() -> None:
    book, sheet = sheet_of([["甲", "一"], ["乙", "二"]])
    sheet.row_dimensions[2].hidden = True
    findings = Findings()
    read_blocks(saved(book), "a.xlsx", findings)
    assert "2行目にある文2件（「乙」など）" in findings.by_line()[0].message
