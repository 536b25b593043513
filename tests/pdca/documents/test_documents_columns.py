"""Tables by their columns: any city's words over them, figures by year, goals and progress in one row."""

import pytest

from pdca.documents import Document, MeasuredValue, NumericRow, UnreadableDocument, YearValue, read_document
from pdca.documents.columns import ColumnReader
from pdca.documents.figures import FigureReader
from pdca.documents.findings import Findings
from pdca.documents.grammar import Grammar
from pdca.documents.profile import packaged_profile
from pdca.documents.source import Gap, Paragraph, TableCell, TableRow
from pdca.documents.words import year_in

HEAD = """\
糸瀬市の進み具合（令和5年度）
プロジェクト1：水辺プロジェクト
(1) 将来像
・橋を歩いて渡れる。
① 川の広場
■取組内容
広場を設けます。
"""
FIRST = HEAD.count("\n") + 1


def read(*rows: str, head: str = HEAD, strictness: str = "usual") -> Document:
    return read_document((head + "\n".join(rows)).encode(), "進み具合.txt", None, strictness)


def measure(*rows: str, **how: str):
    (project,) = read(*rows, **how).projects
    return project.initiatives[0]


def codes(document: Document):
    return {finding.code for finding in document.findings}


def refused(*rows: str):
    with pytest.raises(UnreadableDocument) as caught:
        read(*rows)
    return [(error.line, error.code) for error in caught.value.findings]


# Texts


def test_goals_and_progress_in_one_row_are_read_as_a_pair_of_tables():
    rows = measure(
        "No.\t取組指標\t目標\t進捗状況\t評価\t今後の方向性\t担当課",
        "1\t見守り\t★目が届く。 ・声をかける。\t・当番を決めた。\tB\t継続\tこども課",
        "2\t歩道\t・灯りがある。\t\t\t\t土木課",
    ).indicators
    assert [(row.name, [(b.text, b.advanced) for b in row.goals], list(row.progress)) for row in rows] == [
        ("見守り", [("目が届く。", True), ("声をかける。", False)], ["当番を決めた。"]),
        ("歩道", [("灯りがある。", False)], []),
    ]
    assert [(row.rating, row.direction, row.department) for row in rows] == [
        ("B", "継続", "こども課"),
        (None, None, "土木課"),
    ]


def test_roles_may_stand_in_one_row_too():
    found = measure("指標\t内容", "見守り\t・目。", "担い手\t役割\t取組状況", "市民\t・拾う。\t・拾った。")
    assert [(row.actor, row.goals[0].text, row.progress) for row in found.roles] == [("市民", "拾う。", ("拾った。",))]


def test_a_department_may_stand_beside_the_progress():
    found = measure("指標名\t内容", "見守り\t・目。", "指標名\t進捗状況\t所管課", "見守り\t・見た。\tこども課")
    assert found.indicators[0].department == "こども課"


def test_a_row_without_a_name_goes_on_with_all_cells_of_the_row_before_it():
    (row,) = measure("指標\t内容\t進捗状況", "見守り\t・目。\t・見た。", "\t・声。\t・呼んだ。").indicators
    assert ([b.text for b in row.goals], list(row.progress)) == (["目。", "声。"], ["見た。", "呼んだ。"])


def test_a_sentence_cut_by_a_page_is_joined_again():
    (row,) = measure("指標\t内容", "見守り\t・目が届", "", "\tいている。 ★声をかける。", "\t手を貸す。").indicators
    assert [(b.text, b.advanced) for b in row.goals] == [
        ("目が届いている。", False),
        ("声をかける。", True),
        ("手を貸す。", False),
    ]


def test_a_column_for_the_measure_spans_its_rows():
    document = read(
        "取組名\t指標\t内容\t進捗状況",
        "川の広場\t見守り\t・目。\t・見た。",
        "\t歩道\t・灯り。\t・付けた。",
        "② 丘の広場\t見守り\t・目。\t・見た。",
        "駅の広場\t見守り\t・目。\t・見た。",
    )
    found = document.projects[0].initiatives
    assert [(m.number, m.name, [row.name for row in m.indicators]) for m in found] == [
        (1, "川の広場", ["見守り", "歩道"]),
        (2, "丘の広場", ["見守り"]),
        (3, "駅の広場", ["見守り"]),
    ]


def test_a_column_without_words_belongs_to_the_one_at_its_left():
    table = ["指標\t内容\t\t担当課", "見守り\t・目。\t・声。\tこども課"]
    (row,) = measure(*table).indicators
    assert ([b.text for b in row.goals], row.department) == (["目。", "声。"], "こども課")


# Columns that nobody knows


def test_an_unknown_column_is_refused_and_a_lenient_reader_leaves_it_out():
    table = ["指標\t内容\t写真", "見守り\t・目。\tあり"]
    assert (FIRST, "table_unknown") in refused(*table)
    document = read(*table, strictness="lenient")
    assert (FIRST, "warning", "column_unknown") in {(f.line, f.level, f.code) for f in document.findings}
    assert "あり" not in str(document.projects)


@pytest.mark.parametrize(
    ("table", "at", "code"),
    [
        (["指標\t単位\t令和5年度\t\t備考", "利用者\t人\t5\t6"], 1, "cell_without_heading"),
        (["指標\t単位\tR5\t2023年度", "利用者\t人\t5\t6"], 1, "year_twice"),
        (["指標\t単位\tR5", "利用者\t人\t5\t6"], 1, "too_many_cells"),
        (["指標\t単位\tR5", "利用者\t人\t5", "利用者\t人\t6"], 2, "row_twice"),
    ],
)
def test_what_does_not_fit_is_refused(table, at, code):
    assert (FIRST + at, code) in refused(*table)


# Figures

USERS = NumericRow(
    "利用者",
    "人",
    YearValue(2019, 1007.0, "1,007人"),
    YearValue(2024, None, "増加"),
    (
        MeasuredValue(2021, 1010.0, "１，０１０"),
        MeasuredValue(2022, None, "－", measured=False),
        MeasuredValue(2023, None, "約5割"),
    ),
    department="こども課",
)


def placeless(row: NumericRow) -> NumericRow:
    values = tuple(MeasuredValue(v.year, v.value, v.text, measured=v.measured) for v in row.values)
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    return NumericRow(**(fields | {"values": values, "line": None}))


@pytest.mark.parametrize(
    ("department", "expected"),
    [
        ("子ども<br>課", "子ども課"),
        ("子育て支<br>援課", "子育て支援課"),
        ("こども課<br>公園課", "こども課\n公園課"),
        ("A B<br>C課", "A B C課"),
    ],
)
def test_the_words_of_a_narrow_column_are_joined_but_two_departments_stay_two(department, expected):
    lines = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    cells = f"<tr><td>利用者<td>人<td>1,007（令和元<br>年度）<td>{department}"
    page = f"<html>{lines}<table><tr><th>指標名<th>単位<th>基準値<th>担当課{cells}</table>"
    (project,) = read_document(page.encode(), "a.html", None, "lenient").projects
    (row,) = project.initiatives[0].numeric
    assert (row.baseline, row.department) == (YearValue(2019, 1007.0, "1,007（令和元年度）"), expected)


@pytest.mark.parametrize(
    "table",
    [
        # one heading row
        [
            "指標名\t単位\t基準値（R元）\tR3\tR4\tR5\t目標値(令和6年度)\t担当課",
            "利用者\t人\t1,007人\t１，０１０\t－\t約5割\t増加\tこども課",
        ],
        # a wide heading over the years
        [
            "No.\t指標名\t単位\t基準値\t実績値\t\t\t目標値\t担当課",
            "\t\t\t令和元年度\t令和3年度\tR4\t2023\tR6",
            "1\t利用者\t人\t1,007人\t１，０１０\t－\t約5割\t増加\tこども課",
        ],
        # years over the kinds of figures
        [
            "指標名\t単位\t2019\t2021年度\t2022年度\t2023年度\t2024年度\t担当課",
            "\t\t基準値\t実績値\t実績値\t実績値\t目標値\t",
            "利用者\t人\t1,007人\t１，０１０\t－\t約5割\t増加\tこども課",
        ],
        # a row for each year
        [
            "指標名\t基準値\t目標値\t年度\t実績値\t担当課",
            "利用者\t1,007人（令和元年度）\t増加（R6）\t令和3年度\t１，０１０\tこども課",
            "\t\t\tR4\t－",
            "利用者\t\t\t2023\t約5割",
        ],
    ],
)
def test_figures_by_year_are_read_from_every_layout(table):
    (row,) = measure(*table).numeric
    expected = USERS
    if "年度\t実績値" in table[0]:
        baseline, target = YearValue(2019, 1007.0, "1,007人（令和元年度）"), YearValue(2024, None, "増加（R6）")
        fields = {name: getattr(USERS, name) for name in USERS.__struct_fields__}
        expected = NumericRow(**(fields | {"baseline": baseline, "target": target}))
    assert placeless(row) == expected


@pytest.mark.parametrize(
    ("text", "decimal", "unit", "measured"),
    [
        ("1,007人", "1007", "人", True),
        ("85.0％", "85.0", "％", True),
        ("８５．０", "85.0", "", True),
        ("▲3.5", "-3.5", "", True),
        ("△ 12件", "-12", "件", True),
        ("90.1%（速報）", "90.1", "%", True),
        ("12 か所", "12", "か所", True),
        ("－", None, "", False),
        ("…", None, "", False),
        ("未 実施", None, "", False),
        ("約5割", None, "", True),
        ("80％以上", None, "", True),
        ("増加", None, "", True),
        ("1,00", None, "", True),
        ("1.2.3", None, "", True),
        ("3～5件", None, "", True),
        ("5人／日", "5", "人/日", True),
        ("9" * 60, None, "", True),
    ],
)
def test_a_figure_is_a_number_or_keeps_its_words(text, decimal, unit, measured):
    found = FigureReader(packaged_profile().figures).read(text)
    assert (found.decimal, found.measured, found.text) == (decimal, measured, text)
    assert found.unit == unit or (unit == "人/日" and found.unit == "人／日")


def test_a_figure_that_a_narrow_column_wrapped_is_one_and_two_are_none():
    figures = FigureReader(packaged_profile().figures)
    assert (figures.read("1,007\n人").decimal, figures.read("1,007\n人").text) == ("1007", "1,007人")
    assert (figures.read("80\n85").decimal, figures.read("80\n85").text) == (None, "80 85")


@pytest.mark.parametrize(
    ("text", "year"),
    [("R5", 2023), ("令和元年度", 2019), ("平成31年", 2019), ("H30", 2018), ("2023", 2023), ("2023年度末", 2023),
     ("20235", None), ("5", None), ("IR5", None)],
)  # fmt: skip
def test_the_year_of_a_column(text, year):
    assert year_in(text) == year


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (["指標\t単位\t内容\tR5", "利用者\t人\tあ\t5"], "column_left"),
        (["指標\t単位\tR5\t備考", "利用者\t人\t5\tあ"], "column_ignored"),
        (["指標\t単位\tR5\t評価", "利用者\t人\t5\tA"], "rating_not_recorded"),
        (["指標\t単位\tR5", "利用者\t人\t約5割"], "figure_in_words"),
        (["指標\t単位\t目標値R5\t目標値R6", "利用者\t人\t5\t6"], "figure_left"),
        (["指標\t単位\tR5", "利用者\t人\t5％"], "unit_differs"),
        (["指標\tR5", "利用者\t5"], "unit_missing"),
        (["指標\t単位\t実績値", "利用者\t人\t5"], "value_without_year"),
        (["指標\t単位\tR5", "利用者\t人\t"], "blank_cell"),
    ],
)
def test_what_somebody_should_look_at_is_said(table, code):
    assert code in codes(read(*table))


def test_the_later_of_two_targets_is_taken():
    (row,) = measure("指標\t単位\t目標値R5\t目標値R6", "利用者\t人\t5\t6").numeric
    assert row.target == YearValue(2024, 6.0, "6")


def test_a_measure_with_figures_only_is_no_measure_without_indicators():
    assert measure("指標\t単位\tR5", "利用者\t人\t5").indicators == ()


def test_a_row_of_the_table_is_no_heading_though_its_words_stand_over_columns_elsewhere():
    reader = ColumnReader(packaged_profile())
    assert reader.heading(["見守り", "内容"]) is None
    assert reader.heading(["指標", "・目が届く。"]) is None


# Cells of several lines, as the readers of Word, Excel, PDF and HTML give them


def of_cell(text: str) -> tuple[list[tuple[str, bool]], set[str]]:
    findings = Findings()
    grammar = Grammar(packaged_profile(), findings)
    blocks = [Paragraph(n, line) for n, line in enumerate(HEAD.splitlines(), 1)]
    rows = [("指標名", "内容"), ("見守り", text)]
    grammar.read([*blocks, Gap(8), *(TableRow(9, (TableCell("B1", a), TableCell("B2", b))) for a, b in rows)])
    row = grammar.projects[0].measures[0].tables["indicator_goals"].rows["見守り"]
    return [(piece.text, "★" in piece.marks) for piece in row.pieces], {f.code for f in findings.by_line()}


@pytest.mark.parametrize(
    ("text", "bullets"),
    [
        ("★目が届\nいている。\n・声をかける。", [("目が届いている。", True), ("声をかける。", False)]),
        ("・目。続きの文。\nさらに続く。\n★声。", [("目。続きの文。さらに続く。", False), ("声。", True)]),
        ("○目\n●声\n◎手\n• 足\n- 耳\n－口", [(word, False) for word in "目声手足耳口"]),
        ("・SNS\nの利用\n・LINE\nBOT", [("SNSの利用", False), ("LINE BOT", False)]),
        ("目が届く。\n声をか\nける。", [("目が届く。", False), ("声をかける。", False)]),
        ("○○市の目。\n△△町の声。", [("○○市の目。", False), ("△△町の声。", False)]),
        ("・目。・声。★手。", [("目。", False), ("声。", False), ("手。", True)]),
        ("-5度でも。", [("-5度でも。", False)]),
    ],
)
def test_the_lines_of_a_cell(text, bullets):
    assert of_cell(text)[0] == bullets


def test_a_cell_without_any_mark_is_split_with_a_finding():
    assert "ambiguous_split" in of_cell("目が届く。\n声をか\nける。")[1]
    assert "ambiguous_split" not in of_cell("・目が届く。\n・声をか\nける。")[1]
