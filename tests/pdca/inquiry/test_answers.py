"""Answer sheets that come back: what was filled in, what was not to be, and what an office makes of a file."""

import io
import re
import zipfile
from datetime import date

import msgspec
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain.review_cycle import ReviewCycle
from pdca.documents import UnreadableDocument
from pdca.documents.child import Reading
from pdca.inquiry.answers import answers
from pdca.inquiry.asked import inquiry
from pdca.inquiry.returned import Returned
from pdca.inquiry.sheet import answer_sheet
from pdca.inquiry.taking import command
from tests.pdca.inquiry.conftest import OTHER, back, book, saved
from tests.web.small_city import DEPARTMENT

DUE = date(2025, 6, 6)
NUMBERS, ANSWER, STAY, AS_OF, SOURCE = "A", "E", "F", "I", "J"
HALL, SHELVES, FIGURE, ROLE = 6, 7, 8, 9  # the rows of the sheet


@pytest.fixture
def out(asked, city):
    return answer_sheet(asked, DEPARTMENT, DUE, city.engine.now())


@pytest.fixture
def filled(asked, out):
    """Fills cells in and reads the file back."""

    def fill(**cells):
        workbook = book(out)
        for cell, text in cells.items():
            workbook.active[cell] = text
        return answers(asked, back(saved(workbook)))

    return fill


def line(read, label="1-①-指1"):
    return next(each for each in read.lines if each.label == label)


def verdicts(read):
    return {each.label: each.verdict for each in read.lines}


def test_an_untouched_sheet_answers_nothing(filled):
    read = filled()
    assert set(verdicts(read).values()) == {"empty"}
    assert (read.department, read.summary, read.notes, read.asides) == (DEPARTMENT, "未回答4", (), ())


def test_answers_are_told_apart_from_what_stays(filled):
    read = filled(E6="・2館で開放した。\n・北は休館した。", F7="○", E8="1,310人", I6="2025-03-31", J6="館長")
    assert verdicts(read) == {"1-①-指1": "answered", "1-①-指2": "unchanged", "1-①-数1": "answered", "1-①-役2": "empty"}
    assert read.summary == "回答あり2／変更なし1／未回答1"
    hall = line(read)
    assert (hall.answer, hall.as_of, hall.source) == ("2館で開放した。\n北は休館した。", date(2025, 3, 31), "館長")
    assert hall.before == "3公民館で月2回、計画どおり開放している。"


@pytest.mark.parametrize("typed", ["○", "〇", "◯", "o", "Ｏ", "✓", "レ", "はい", "据置き", "　○　"])
def test_a_circle_is_a_circle_however_it_is_typed(filled, typed):
    assert line(filled(F6=typed)).verdict == "unchanged"


@pytest.mark.parametrize("typed", ["△", "？", "たぶん"])
def test_what_may_be_a_circle_or_not_is_asked(filled, typed):
    found = line(filled(F6=typed, E6="直した。"))
    assert found.verdict == "doubtful"
    assert "○かどうか分かりません" in found.note


def test_a_dash_alone_is_no_answer_and_a_figure_in_words_is_asked(filled):
    assert line(filled(E6="－")).verdict == "empty"
    asked = line(filled(E8="約1,300人"), "1-①-数1")
    assert (asked.verdict, asked.note) == ("doubtful", "数として読めません。文のまま記録します。")


def test_a_day_to_come_is_asked_about_with_its_cell(filled):
    found = line(filled(E6="2館で開放した。", I6="令和99年6月6日"))
    assert (found.verdict, found.as_of) == ("doubtful", None)
    assert "今日より後の日です" in found.note


def test_last_years_sentence_again_is_no_change(filled):
    assert line(filled(E6="３公民館で月２回、計画どおり\n開放している。")).verdict == "unchanged"


def test_a_circle_beside_a_new_sentence_is_asked(filled):
    found = line(filled(E6="2館で開放した。", F6="○"))
    assert (found.verdict, found.after) == ("doubtful", "2館で開放した。")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和7年3月31日", date(2025, 3, 31)),
        ("R7.3.31", date(2025, 3, 31)),
        ("２０２５／３／３１", date(2025, 3, 31)),
        (date(2025, 3, 31), date(2025, 3, 31)),
        ("平成元年5月1日", date(1989, 5, 1)),
    ],
)
def test_days_as_they_are_written(filled, typed, day):
    assert line(filled(E6="直した。", I6=typed)).as_of == day


@pytest.mark.parametrize("typed", ["年度末", "令和7年2月30日", "3月"])
def test_what_is_no_day_is_said(filled, typed):
    found = line(filled(E6="直した。", I6=typed))
    assert (found.verdict, found.as_of) == ("doubtful", None)
    assert "日付として読めません" in found.note


@pytest.mark.parametrize("typed", ["1-①-指1", "1-1-指1", "１－１－指１", "1‐①‐指１", " 1-1-指 1 ", "1ー①ー指1"])
def test_numbers_are_matched_as_they_are_typed(filled, typed):
    assert line(filled(A6=typed, E6="直した。")).verdict == "answered"


def test_cells_that_are_nobodys_to_change_are_shown_and_not_taken(filled):
    read = filled(B6="公民館の開放", C7="・靴箱を直す。", E6="直した。")
    assert verdicts(read)["1-①-指1"] == "answered"
    assert [(each.place, each.before, each.after) for each in read.asides] == [
        ("「回答様式」シートのB6", "公民館の親子開放「開放」", "公民館の開放"),
        ("「回答様式」シートのC7", "靴箱の高さが子どもに合っている。", "・靴箱を直す。"),
    ]
    assert "担当外の欄が直されています2（取り込みません）" in read.summary


def test_the_row_of_another_department_is_shown_and_not_taken(filled):
    read = filled(A10="1-1-役1", E10="市民が片づけた。", E6="直した。")
    assert "1-①-役1" not in verdicts(read)
    (aside,) = read.asides
    assert (aside.what, aside.after) == (f"1-①-役1（担当：{OTHER}）", "市民が片づけた。")


def test_a_row_twice_an_unknown_number_and_none_are_said_by_cell(filled):
    read = filled(A10="1-1-指1", E10="二度目", A11="9-9-指9", E11="どこか", E12="番号なし", E6="直した。")
    bad = [(each.place, each.note) for each in read.lines if each.verdict == "unreadable"]
    assert [place for place, _ in bad] == [f"「回答様式」シートのA{row}" for row in (10, 11, 12)]
    assert "の行が2つあります（もう1つは「回答様式」シートの6行目）" in bad[0][1]
    assert "「9-9-指9」の項目は、この見直しにありません" in bad[1][1]
    assert "整理番号がありません" in bad[2][1]
    assert read.summary.endswith("読めない行3")


def test_a_measured_item_cannot_stay(filled):
    found = line(filled(F8="○"), "1-①-数1")
    assert (found.verdict, found.takeable) == ("unreadable", False)


def test_rows_that_went_missing_are_counted(asked, out):
    workbook = book(out)
    workbook.active.delete_rows(SHELVES)
    read = answers(asked, back(saved(workbook)))
    assert read.notes == ("様式から消えている項目が1件あります：1-①-指2",)


def test_moved_columns_and_a_renamed_sheet_are_read_and_said(asked, out):
    workbook = book(out)
    sheet = workbook.active
    sheet.title = "Sheet1"
    sheet["E6"] = "直した。"
    sheet.move_range("E5:E9", cols=8)
    read = answers(asked, back(saved(workbook)))
    assert line(read).answer == "直した。"
    assert "シートの名前が「Sheet1」に変わっています。取り込みには差し支えありません。" in read.notes
    assert "列の順番が変わっています。見出しに合わせて読みました。" in read.notes


@pytest.mark.parametrize("cell", ["A5", "E5"])
def test_without_its_headings_a_file_is_no_answer(asked, out, cell):
    workbook = book(out)
    workbook.active[cell] = "ほか"
    read = answers(asked, back(saved(workbook)))
    assert "見出しの行が見つかりません" in read.refused
    assert read.lines == ()


def test_without_the_name_of_the_department_most_rows_say_whose_it_is(asked, out):
    workbook = book(out)
    workbook.active["A2"] = None
    workbook.active["A10"], workbook.active["E10"] = "1-1-役1", "よその行"
    read = answers(asked, back(saved(workbook)))
    assert read.department == DEPARTMENT
    assert "行の多い「生涯学習課」" in read.notes[0]
    assert len(read.asides) == 1


def test_what_was_answered_meanwhile_is_a_conflict_with_both_texts(city, cycle, out):
    item = city.item("1-1-指1")
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=item, texts=("画面で書いた文。",))
    now = inquiry(city.engine, city.load(ReviewCycle, cycle))
    workbook = book(out)
    workbook.active["E6"] = "様式で書いた文。"
    found = line(answers(now, back(saved(workbook))))
    assert (found.verdict, found.now, found.after) == ("conflict", "画面で書いた文。", "様式で書いた文。")
    workbook.active["E6"] = "画面で書いた文。"
    assert line(answers(now, back(saved(workbook)))).verdict == "same"


# --- files that are none


def test_an_old_excel_file_says_what_to_do():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    name = "Workbook".encode("utf-16-le") + b"\x00\x00"
    with pytest.raises(
        UnreadableDocument, match=r"古い形式のExcelのファイル（\.xls）です.*Excelブック（\.xlsx）に保存し直した"
    ):
        back(old + name.ljust(64, b"\x00") + len(name).to_bytes(2, "little"), "回答.xls")


@pytest.mark.parametrize(("content", "kind"), [(b"%PDF-1.7", "PDF"), ("回答です。".encode(), "テキスト")])
def test_other_answers_are_pasted(content, kind):
    with pytest.raises(UnreadableDocument, match=rf"{kind}のファイルは、回答の表として取り込めません.*貼り付けて"):
        back(content, "回答.pdf")


def test_it_is_read_in_the_child(asked, out):
    reading = Reading(out, "様式.xlsx", reader="returned")
    reading.run()
    read = msgspec.json.decode(reading.result(), type=Returned)
    assert answers(asked, read).summary == "未回答4"


# --- what gateways and other programs do to a file


def only_values(content):
    """A workbook that never was ours: every value typed into a new one."""
    made, source = openpyxl.Workbook(), book(content).active
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                made.active[cell.coordinate] = cell.value
    return saved(made)


def bare(content):
    """Without styles, properties, theme and validation: what is left after raw surgery on the zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as made:
        for name in parts.namelist():
            text = parts.read(name)
            if any(word in name for word in ("docProps", "theme", "styles")):
                continue
            text = re.sub(rb"<(Override|Relationship) [^>]*(docProps|theme|styles)[^>]*/>", b"", text)
            text = re.sub(rb"<dataValidations.*</dataValidations>|<cols>.*</cols>|<pageSetup[^>]*/>", b"", text)
            made.writestr(name, re.sub(rb' s="[0-9]+"', b"", text))
    return out.getvalue()


def with_more(content):
    """With a hidden sheet, a comment, a link and merged cells under the table."""
    workbook = book(content)
    workbook.create_sheet("内部").sheet_state = "hidden"
    sheet = workbook.active
    sheet["E6"].comment = openpyxl.comments.Comment("確認中", "課長")
    sheet["E6"].hyperlink = "https://example.jp"
    sheet.merge_cells("A12:E12")
    return saved(workbook)


@pytest.mark.parametrize("treated", [only_values, bare, with_more])
def test_a_file_is_read_the_same_after_what_a_gateway_does(asked, out, treated):
    workbook = book(out)
    workbook.active["E6"], workbook.active["F7"], workbook.active["I6"] = "2館で開放した。", "○", "令和7年3月31日"
    read = answers(asked, back(treated(saved(workbook))))
    assert read.summary == "回答あり1／変更なし1／未回答2"
    assert read.asides == ()
    assert line(read).as_of == date(2025, 3, 31)


def test_a_formula_counts_as_the_value_that_it_shows_and_a_link_as_its_words(asked, out):
    made, source = io.BytesIO(), book(out).active
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet()
        for row in source.iter_rows():
            for cell in row:
                sheet.write(cell.row - 1, cell.column - 1, cell.value)
        sheet.write_formula("E6", '=WEBSERVICE("https://example.jp")', None, "式の結果。")
        sheet.write_url("E9", "https://example.jp", string="リンクの文。")
    read = answers(asked, back(made.getvalue()))
    assert (line(read).answer, line(read, "1-①-役2").answer) == ("式の結果。", "リンクの文。")


def test_a_formula_without_a_value_is_said_by_its_cell(out):
    workbook = book(out)
    workbook.active["E6"] = "=1+1"
    with pytest.raises(UnreadableDocument, match="E6：計算式の結果が保存されていない欄が1個"):
        back(saved(workbook))


def with_macros(content):
    """As .xlsm: a part with macros, custom properties and printer settings beside the sheet."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macros")
        parts.writestr("docProps/custom.xml", b"<Properties/>")
        parts.writestr("xl/printerSettings/printerSettings1.bin", bytes(100))
    return out.getvalue()


def test_macros_do_no_harm_and_are_not_read(asked, out):
    read = answers(asked, back(with_macros(out), "様式.xlsm"))
    assert (read.summary, read.asides) == ("未回答4", ())


def test_a_file_of_everybody_written_over_is_read_for_its_department_only(asked, city):
    """One clerk copies all rows into one sheet and sends that as the answer."""
    everything = msgspec.structs.replace(
        asked, items=tuple(msgspec.structs.replace(each, department=DEPARTMENT) for each in asked.items)
    )
    workbook = book(answer_sheet(everything, DEPARTMENT, DUE, city.engine.now()))
    for row in range(6, 11):
        workbook.active[f"E{row}"] = "100" if workbook.active[f"A{row}"].value == "1-①-数1" else "書きかえた。"
    read = answers(asked, back(saved(workbook)))
    assert read.summary == "回答あり4／担当外の欄が直されています1（取り込みません）"
    assert [each.what for each in read.asides] == [f"1-①-役1（担当：{OTHER}）"]


@given(
    texts=st.lists(
        st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=60).filter(str.strip),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(texts=["=1+1", "・先に印", "- 3", "  前後の空き  "])
@example(texts=["https://example.jp", "@SUM(A1)", "+1", "'引用"])
def test_what_went_out_comes_back_unchanged_whatever_it_says(asked, city, texts):
    (first, *rest) = asked.of(DEPARTMENT)
    text = "\n".join(texts)
    told = msgspec.structs.replace(first, last=text, goals=text, name=texts[0])
    changed = msgspec.structs.replace(asked, items=(told, *rest))
    read = answers(changed, back(answer_sheet(changed, DEPARTMENT, DUE, city.engine.now())))
    assert read.asides == ()
    assert set(verdicts(read).values()) == {"empty"}


# --- what accepting does


def test_an_answer_becomes_the_status_with_the_department_as_informant(city, cycle, asked, filled):
    read = filled(E6="2館で開放した。", I6="2025-03-31", J6="館長 聞き取り", G6="おおむね進んでいる")
    done = command(asked, line(read), city.id())
    assert (done.texts, done.informant, done.as_of_date) == (
        ("2館で開放した。",),
        f"{DEPARTMENT}（館長 聞き取り）",
        date(2025, 3, 31),
    )
    assert [(each.title, each.value) for each in done.evidence] == [("担当課の評価", "おおむね進んでいる")]
    city.engine.do(done, city.people["藤代 まな"])
    assert 2024 in city.state("1-1-指1").statuses


def test_what_stays_is_carried_forward_with_its_reason(city, cycle, asked, filled):
    done = command(asked, line(filled(F6="○", H6="継続")), city.id())
    assert done.reason == "担当課（生涯学習課）の回答：据置き（担当課の考える今後の方向性：継続）"
    city.engine.do(done, city.people["藤代 まな"])
    assert city.engine.history(city.item("1-1-指1"))[-1].event.of == "status"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,310人", ("1310", None, False)),
        ("１３１０", ("1310", None, False)),
        (1310, ("1310", None, False)),
        ("-3.5", ("-3.5", None, False)),
        ("1310\n夏は暑さで減った。", ("1310", "夏は暑さで減った。", False)),
        ("約1,300人", (None, "約1,300人", False)),
        ("未実施", (None, None, True)),
        ("- 5人", ("-5", None, False)),
        ("▲3.5", ("-3.5", None, False)),
        ("－", (None, None, True)),
        ("１2人（うち新規3人）", (None, "１2人（うち新規3人）", False)),
    ],
)
def test_a_figure_is_a_number_or_words_or_none(city, asked, filled, typed, said):
    done = command(asked, line(filled(E8=typed), "1-①-数1"), city.id())
    assert (done.value, done.text, done.not_measured) == said
    assert (done.fiscal_year, done.source) == (2024, DEPARTMENT)
    city.engine.do(done, city.people["藤代 まな"])
