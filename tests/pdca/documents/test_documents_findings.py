"""Every finding and every refusal of the reader, each on its own line of a made-up document."""

import pytest

from pdca.documents import Document, Finding, UnreadableDocument, read_document
from pdca.documents.findings import LEFT_OUT, MESSAGES
from pdca.documents.formats.office_findings import OFFICE

TEXT = """\
糸瀬市子ども計画 重点プロジェクトの進み具合

1. これまで

計画の期間は令和2年度から令和6年度までです。
令和5年度の会議で状況を確かめます。
(令和3年度の会議で進んでいるとしたものに★を付けています。)

プロジェクト1：水辺プロジェクト

(1) 将来像（5年後の姿）

- ★水辺で子どもが笑っている。
- ・橋を歩いて渡れる。

(2) 取組指標と役割分担の進捗状況及び成果と課題

① 川の広場

■取組内容

川べりに広場を設けます。

■指標（5年後の姿）

【取組指標】※覚え書き

指標名	内容
使いやすさ	★坂がなだらかになっている。 ・日よけがある。
見守り(夕方)	・大人の目が届いている。

取組指標の進捗状況及び成果と課題について

指標名	進捗状況及び成果と課題
使いやすさ	・坂の工事を終えた。
見守り(夕方)	・声かけの当番を決めた。

■役割分担（指標を達成するための役割）

主体	役割
市民	・ごみを持ち帰る。
町内会	★見回りをする。
糸瀬市	・手すりを直す。

役割分担の取組状況及び成果と課題について

主体	取組状況及び成果と課題
市民	・持ち帰りが増えた。
町内会	・月に2回見回った。
糸瀬市	・手すりを点検した。

2. これから

来年も確かめます。
"""
SAMPLE = TEXT.split("\n")
MEASURE = slice(17, 51)  # lines 18 to 51: ① with its four tables and a blank line
ALWAYS = {
    (1, "notice", "title_read"),
    (1, "notice", "municipality_read"),
    (3, "notice", "not_imported"),
    (5, "notice", "period_read"),
    (6, "notice", "status_year_read"),
    (7, "notice", "mark_year_read"),
    (52, "notice", "not_imported"),
}

Edits = dict[int, str | None]


def edited(edits: Edits, lines: list[str] | None = None) -> bytes:
    """The sample with some lines (counted from 1) replaced, or left out where the edit is None."""
    kept = [edits.get(number, line) for number, line in enumerate(lines or SAMPLE, 1)]
    return "\n".join(line for line in kept if line is not None).encode()


def without(*numbers: int) -> Edits:
    return dict.fromkeys(numbers)


def three_measures() -> list[str]:
    block = SAMPLE[MEASURE]
    second = ["② 丘の広場", *block[1:]]
    third = ["③ 駅の広場", *block[1:]]
    return SAMPLE[: MEASURE.stop] + second + third + SAMPLE[MEASURE.stop :]


def seen(document: Document) -> set[tuple[int | str, str, str]]:
    return {(finding.line, finding.level, finding.code) for finding in document.findings}


def refused(content: bytes) -> tuple[Finding, ...]:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(content, "進み具合.txt")
    return caught.value.findings


REMARKS: list[tuple[Edits, int, str]] = [
    # a bullet's marks
    ({30: "見守り(夕方)\t大人の目が届いている。"}, 30, "mark_lost"),
    ({14: "- 橋を歩いて渡れる。"}, 14, "mark_lost"),
    ({29: "使いやすさ\t★坂がなだらかになっている。・日よけがある。"}, 29, "bullets_run_together"),
    ({29: "使いやすさ\t★坂がなだらか ・日よけがある。"}, 29, "bullet_end_unclear"),
    ({42: "町内会\t・見回りの★を増やす。"}, 42, "star_in_text"),
    ({49: "町内会\t★月に2回見回った。"}, 49, "star_in_progress"),
    ({41: "市民\t・ごみを持ち帰る。 ・"}, 41, "empty_bullet"),
    ({41: "市民\t•ごみを持ち帰る。"}, 41, "bullet_mark_variant"),
    ({42: "町内会\t・★見回りをする。"}, 42, "mark_repeated"),
    ({14: "- ★水辺で子どもが笑っている。"}, 14, "bullet_twice"),
    ({49: "町内会\t・見回った。 ・見回った。"}, 49, "bullet_twice"),
    # lines and rows
    ({30: "見守り(夕方)\t・大人の目が\n届いている。"}, 31, "line_joined"),
    ({30: "見守り(夕方)\t・大人の目が届いている。\n・灯りがある。"}, 31, "line_joined"),
    ({22: "川べりに広場を\n設けます。"}, 23, "line_joined"),
    ({14: "- ・橋を歩いて\n渡れる。"}, 15, "line_joined"),
    ({49: "町内会\t・月に\n2回見回った。 ★続ける。"}, 50, "star_in_progress"),
    ({30: "\t・大人の目が届いている。", 36: None}, 30, "row_continued"),
    ({42: "\n町内会\t★見回りをする。"}, 43, "table_joined"),
    ({42: "主体\t役割\n町内会\t★見回りをする。"}, 42, "table_joined"),
    ({42: "------\t--\n町内会\t★見回りをする。"}, 42, "rule_line"),
    ({41: "市民\t"}, 41, "blank_cell"),
    ({19: "覚え書きです。"}, 19, "line_not_read"),
    (without(36), 30, "progress_missing"),
    ({32: None, 33: None, 34: None, 35: None, 36: None}, 28, "progress_table_missing"),
    (without(*range(38, 51)), 18, "roles_missing"),
    ({36: "見守り（夕方）\t・声かけの当番を決めた。"}, 36, "label_width"),
    ({50: "糸瀬市\t・手すりを直す。"}, 50, "progress_repeats_goal"),
    ({41: '市民\t<ul style="x"> ・ごみを持ち帰る。'}, 41, "markup_not_closed"),
    # headings
    ({32: "★取組指標の進捗状況及び成果と課題について"}, 32, "heading_star"),
    ({18: "★① 川の広場"}, 18, "heading_star"),
    ({32: "★取組指標の進捗状況及び成果と問題について"}, 32, "heading_variant"),
    ({34: "指標名\t進捗状況と成果及び課題"}, 34, "table_heading_variant"),
    ({24: "■写真"}, 24, "heading_unknown"),
    ({18: "② 川の広場"}, 18, "number_gap"),
    ({9: "プロジェクト2：水辺プロジェクト"}, 9, "number_gap"),
    (without(20, 22), 18, "description_missing"),
    (without(13, 14), 9, "vision_missing"),
    # characters
    ({22: "川べりに広\ufffdを設けます。"}, 22, "garbled_character"),
    ({22: "川べりに広\ue123を設けます。"}, 22, "private_character"),
    # the document itself
    (without(*range(1, 9)), 1, "title_missing"),
    ({1: "子ども計画の進み具合"}, 1, "municipality_missing"),
    ({5: "計画です。"}, 1, "period_missing"),
    ({5: "計画です。", 6: "会議です。"}, 1, "status_year_missing"),
    ({7: "(★を付けています。)"}, 1, "mark_year_missing"),
]


@pytest.mark.parametrize(("edits", "line", "code"), REMARKS)
def test_a_doubtful_place_is_read_and_reported_with_its_line(edits: Edits, line: int, code: str) -> None:
    found = seen(read_document(edited(edits), "進み具合.txt"))
    assert (line, MESSAGES[code][0], code) in found


def test_a_plain_document_has_no_other_finding_than_what_was_read_of_it() -> None:
    assert seen(read_document(edited({}), "進み具合.txt")) == ALWAYS


def test_a_measure_without_an_actor_that_most_have_is_noticed() -> None:
    document = read_document(edited({MEASURE.stop + 25: None, MEASURE.stop + 32: None}, three_measures()), "a.txt")
    notice = next(finding for finding in document.findings if finding.code == "actor_absent")
    assert notice.line == MEASURE.stop + 23
    assert "「町内会」" in notice.message
    assert "3件のうち2件" in notice.message


def cut(lines: list[str], last: int) -> bytes:
    """The first `last` lines."""
    return "\n".join(lines[:last]).encode()


@pytest.mark.parametrize(
    ("first_missing", "heading"),
    [
        (50, "主体・取組状況及び成果と課題"),  # the last row is missing
        (45, "主体・取組状況及び成果と課題"),
        (37, "主体・役割"),
        (35, "指標名・進捗状況及び成果と課題"),
        (31, "指標名・進捗状況及び成果と課題"),
    ],
)
def test_a_document_that_ends_in_the_middle_of_its_tables_is_refused(first_missing: int, heading: str) -> None:
    third = MEASURE.stop + 35
    errors = refused(cut(three_measures(), third + first_missing - 18 - 1))
    assert ("document_cut", third) in {(error.code, error.line) for error in errors}
    assert any(f"「{heading}」" in error.message for error in errors)


def test_a_document_cut_behind_its_tables_is_none() -> None:
    document = read_document(cut(three_measures(), MEASURE.stop + 34 * 2), "a.txt")
    assert "document_cut" not in {finding.code for finding in document.findings}


LENIENT: list[tuple[Edits, int, str]] = [
    (without(*range(28, 37)), 18, "measure_without_indicators"),
    ({28: "指標名\t写真", 36: None, 35: None, 34: None}, 28, "table_unknown"),
    ({40: None}, 40, "table_without_heading"),
    ({17: "指標名\t内容"}, 17, "table_without_measure"),
    ({51: "■役割分担\n主体\t役割\n学校\t・声をかける。"}, 52, "table_twice"),
    ({29: "\t・日よけがある。", 35: None}, 29, "row_without_name"),
    ({30: "使いやすさ\t・大人の目が届いている。", 36: None}, 30, "row_twice"),
    ({30: "見守り(夕方)\t・大人の\t目が届いている。", 36: None}, 30, "too_many_cells"),
    ({36: "見張り(夕方)\t・声かけの当番を決めた。"}, 36, "progress_without_goal"),
    ({41: "市民\t<p>・ごみを持ち帰る。"}, 41, "unclosed_markup"),
]


@pytest.mark.parametrize(("edits", "line", "code"), LENIENT)
def test_a_lenient_reader_leaves_out_what_it_cannot_read_and_says_so(edits: Edits, line: int, code: str) -> None:
    assert refused(edited(edits))
    document = read_document(edited(edits), "進み具合.txt", None, "lenient")
    found = next(each for each in document.findings if (each.line, each.code) == (line, code))
    assert found.level == "warning"
    assert found.message.endswith(LEFT_OUT[code])


def test_the_rows_that_go_on_with_one_left_out_are_left_out_too() -> None:
    content = edited({30: "使いやすさ\t・目。\n\t・声。", 36: None})
    document = read_document(content, "a.txt", None, "lenient")
    (row,) = document.projects[0].initiatives[0].indicators
    assert [bullet.text for bullet in row.goals] == ["坂がなだらかになっている。", "日よけがある。"]


@pytest.mark.parametrize("code", ["project_twice", "measure_twice", "heading_without_name", "not_such_document"])
def test_no_reader_guesses_numbers(code: str) -> None:
    edits = next(edits for edits, _, known in REFUSALS if known == code)
    with pytest.raises(UnreadableDocument):
        read_document(edited(edits), "進み具合.txt", None, "lenient")


def test_a_strict_reader_refuses_what_somebody_should_look_at() -> None:
    assert read_document(edited({}), "進み具合.txt", None, "strict").projects
    with pytest.raises(UnreadableDocument) as caught:
        read_document(edited({14: "- 橋を歩いて渡れる。"}), "進み具合.txt", None, "strict")
    assert [(error.line, error.level, error.code) for error in caught.value.findings] == [(14, "warning", "mark_lost")]


def test_an_actor_written_in_another_width_is_noticed() -> None:
    lines = [line.replace("町内会", "会(町内)") for line in three_measures()]
    document = read_document(edited({MEASURE.stop + 25: "会（町内）\t★見回りをする。"}, lines), "a.txt")
    assert (MEASURE.stop + 25, "notice", "actor_spelling") in seen(document)


REFUSALS: list[tuple[Edits, int, str]] = [
    ({9: "水辺プロジェクト"}, 1, "not_such_document"),
    ({9: "プロジェクト1："}, 9, "heading_without_name"),
    ({18: "①"}, 18, "heading_without_name"),
    ({52: "プロジェクト１：丘プロジェクト"}, 52, "project_twice"),
    (without(*range(18, 51)), 9, "project_without_measure"),
    ({51: "① 丘の広場"}, 51, "measure_twice"),
    (without(*range(28, 37)), 18, "measure_without_indicators"),
    ({28: "指標名\t写真"}, 28, "table_unknown"),
    ({28: "指標名\t内容\t写真"}, 28, "table_unknown"),
    (without(28), 28, "table_without_heading"),
    ({17: "指標名\t内容"}, 17, "table_without_measure"),
    ({17: "地区\t数"}, 17, "table_without_measure"),
    ({51: "■役割分担\n主体\t役割\n学校\t・声をかける。"}, 52, "table_twice"),
    (without(29, 30), 28, "table_empty"),
    ({29: "\t・日よけがある。"}, 29, "row_without_name"),
    ({30: "使いやすさ\t・大人の目が届いている。"}, 30, "row_twice"),
    ({30: "見守り(夕方)\t・大人の\t目が届いている。"}, 30, "too_many_cells"),
    ({36: "見張り(夕方)\t・声かけの当番を決めた。"}, 36, "progress_without_goal"),
    ({41: "市民\t<p>・ごみを持ち帰る。"}, 41, "unclosed_markup"),
    ({41: "市民\t<ul style=・ごみを持ち帰る。"}, 41, "unclosed_markup"),
    ({22: "川べりに\x00広場を設けます。"}, 22, "control_character"),
]


@pytest.mark.parametrize(("edits", "line", "code"), REFUSALS)
def test_what_does_not_add_up_is_refused_with_its_line(edits: Edits, line: int, code: str) -> None:
    errors = refused(edited(edits))
    assert (line, code) in {(error.line, error.code) for error in errors}
    assert {error.level for error in errors} == {"error"}


def test_the_refusal_says_where_and_what_to_do() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(edited({36: "見守(夕方)\t・声かけの当番を決めた。"}), "進み具合.txt")
    assert str(caught.value) == (
        "「進み具合.txt」を読み取れません。36行目：プロジェクト1の取組①の「指標名・進捗状況及び成果と課題」の表の"
        "「見守(夕方)」は、目標の表にありません。「見守り(夕方)」の書き間違いではありませんか。名前をそろえてください。"
    )


def test_all_errors_are_told_at_once() -> None:
    errors = refused(edited({36: "見張り\t・当番を決めた。", 49: "町会\t・見回った。"}))
    assert [error.line for error in errors] == [36, 49]


def test_every_finding_of_the_catalogue_has_a_test() -> None:
    elsewhere = {"empty_file", "not_text", "undecodable", "actor_absent", "actor_spelling"}
    elsewhere |= {"ambiguous_split", "column_unknown", "cell_without_heading", "year_twice", "measure_of_other_project"}
    elsewhere |= {"column_left", "column_ignored", "rating_not_recorded", "figure_in_words", "figure_left"}
    elsewhere |= {"unit_differs", "unit_missing", "value_without_year", "document_cut"}
    elsewhere |= {"encoding_unclear", "encoding_read", "decomposed_text"}  # test_encodings.py
    elsewhere |= {
        "html_too_deep",
        "table_too_wide",
        "hidden_left_out",
        "struck_left_out",
        "nested_table",
    }  # test_html.py
    elsewhere |= {"markdown_too_deep", "pipe_in_text", "emphasis_unclear"}  # test_markdown.py
    elsewhere |= {code for code in MESSAGES if code.startswith("pdf_") or code.endswith("_by_page")}  # test_pdf.py
    elsewhere |= {"page_without_text", "letter_unmapped", "rotated_left_out", "running_text_left_out", "ruby_left_out"}
    elsewhere |= set(OFFICE)  # test_kinds.py, test_word.py and test_excel.py
    tested = {code for _, _, code in REMARKS + REFUSALS} | {code for _, _, code in ALWAYS} | elsewhere
    elsewhere_too = {"html_too_many_attributes", "too_many_lines", "markdown_too_many_signs"}  # test_costly.py
    in_the_child = {"reader_timed_out", "reader_out_of_memory", "reader_crashed", "result_too_large"}
    assert tested | elsewhere_too | in_the_child == set(MESSAGES)


def test_a_finding_that_repeats_without_end_is_cut_short() -> None:
    errors = refused(edited({29: "川\ta\tb\n" * 1500}))
    errors = tuple(error for error in errors if error.code == "too_many_cells")
    assert len(errors) == 1000
    assert errors[-1].message.endswith("略します。）")


def test_what_was_read_keeps_its_lines() -> None:
    document = read_document(edited({}), "進み具合.txt")
    (project,) = document.projects
    (measure,) = project.initiatives
    assert [(bullet.text, bullet.advanced, bullet.line) for bullet in project.vision] == [
        ("水辺で子どもが笑っている。", True, 13),
        ("橋を歩いて渡れる。", False, 14),
    ]
    assert (measure.number, measure.name, measure.line, measure.description_line) == (1, "川の広場", 18, 22)
    assert [(b.text, b.advanced, b.line) for row in measure.indicators for b in row.goals] == [
        ("坂がなだらかになっている。", True, 29),
        ("日よけがある。", False, 29),
        ("大人の目が届いている。", False, 30),
    ]
    assert [list(row.status()) for row in measure.roles] == [
        [("持ち帰りが増えた。", 48)],
        [("月に2回見回った。", 49)],
        [("手すりを点検した。", 50)],
    ]


def test_a_numbered_line_of_the_content_is_no_chapter() -> None:
    document = read_document(edited({22: "川べりに広場を設けます。\n1. 坂\n\n2.5倍に広げます。"}), "進み具合.txt")
    (measure,) = document.projects[0].initiatives
    assert measure.description == "川べりに広場を設けます。1. 坂\n2.5倍に広げます。"
    assert len(measure.roles) == 3


def test_the_facts_about_the_document_are_proposed() -> None:
    document = read_document(edited({}), "進み具合.txt")
    assert document.title == "糸瀬市子ども計画 重点プロジェクトの進み具合"
    assert (document.municipality, document.period) == ("糸瀬市", "令和2年度から令和6年度まで")
    assert (document.status_year, document.mark_year) == (2023, 2021)
    at = document.read_at
    assert (at.title, at.municipality, at.period, at.status_year, at.mark_year) == (1, 1, 5, 6, 7)


def test_years_are_read_in_every_usual_form() -> None:
    for words, year in (("平成31年度", 2019), ("令和元年度", 2019), ("２０２４年度", 2024), ("R６年度", 2024)):
        document = read_document(edited({5: None, 6: f"{words}の会議です。"}), "進み具合.txt")
        assert document.status_year == year


def test_the_json_form_has_the_keys_of_the_contract() -> None:
    form = read_document(edited({}), "進み具合.txt").to_json_form()
    project = form["projects"][0]
    measure = project["initiatives"][0]
    assert set(form) >= {"title", "municipality", "period", "status_year", "mark_year", "projects", "findings"}
    assert set(project) >= {"number", "name", "vision", "initiatives"}
    assert set(measure) >= {"number", "name", "description", "indicators", "roles", "numeric"}
    assert measure["numeric"] == []
    assert measure["indicators"][1]["progress"] == ["声かけの当番を決めた。"]
    assert measure["roles"][1]["goals"] == [{"text": "見回りをする。", "advanced": True, "line": 42}]
    assert set(form["findings"][0]) == {"line", "level", "code", "message"}
