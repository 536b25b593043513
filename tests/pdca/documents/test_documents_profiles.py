"""Another city by data: layouts that differ in everything are read by a file of words; a wrong file says where."""

import pytest

from domain.errors import NotFound
from pdca.documents import UnreadableDocument, packaged_profile, profile_of, read_document
from pdca.documents.numbers import STYLES, NumberPatterns, number_of
from pdca.documents.profile_source import ProfileInvalid, names, read_profile

GOALS = """\
久瀬市総合計画 令和6年度の進み具合

基本目標Ⅰ　みんなで育つまち
めざす姿
○子どもの声がする。
◎道が歩きやすい。

施策の方向１　遊び場
施策の概要
広場をふやします。
(1) 市の広場
(2) 町の広場
主な取組\t取組の内容\t令和6年度の実施内容\t総合評価\t次年度以降の方向性\t主管課
見守り\t目が届くようにする。\t当番を決めた。\tA\t継続\tこども課
歩道\t◎灯りを付ける。\t灯りを２つ付けた。\tB\t拡大\t土木課

施策の方向(2) 学び
現状と課題
本が足りません。
主な取組\t取組の内容\t令和6年度の実施内容\t総合評価\t次年度以降の方向性\t主管課
本\t本をふやす。\t－\t－\t継続\t図書館

基本目標２　みんなで支えるまち
めざす姿
・声をかけあう。
施策の方向3　見守り
施策の概要
当番をおきます。
取組\t計画期間中の目標\t実施内容
当番\t毎日立つ。\t週に3日立った。

資料編1
会議の経過
"""

WORKS = """\
久瀬市子ども計画の点検（R6年度）
施策１：預かる
ねらい
- 安心して預けられる。
1－1 一時預かり
事業概要
家庭で見られないときに預かります。
量の見込みと確保方策
区分\t単位\t令和5年度\t\t令和6年度\t
\t\t量の見込み\t利用実績\t量の見込み\t利用実績
延べ人数\t人日\t1,200\t1,007\t1,250\t休止中
関係者の役割
誰が\t何をするか
園\t・預かる。
市\t★お金を出す。
誰が\tどこまで進んだか
園\t・預かった。
市\t・出した。
1-2．病児保育
事業内容
病気のときに預かります。
活動指標\t単位\t目標値\tR5\tR6
利用者\t人\t維持\t12\t▲
施策２：集う
ねらい
• だれでも来られる。
【事業1】 ひろば
事業内容
週に5日開きます。
活動指標\t年度\t実績
来た人\tR5\t1,007人
\tR6\t約1,100人
"""


def measures(text, name):
    document = read_document(text.encode(), "点検.txt", packaged_profile(name))
    return document, [m for project in document.projects for m in project.initiatives]


def test_goals_with_one_table_for_each_direction():
    document, found = measures(GOALS, "kihonmokuhyo")
    assert [(p.number, p.name) for p in document.projects] == [(1, "みんなで育つまち"), (2, "みんなで支えるまち")]
    assert [(m.number, m.name) for m in found] == [(1, "遊び場"), (2, "学び"), (3, "見守り")]
    assert [(b.text, b.advanced) for b in document.projects[0].vision] == [
        ("子どもの声がする。", False),
        ("道が歩きやすい。", True),
    ]
    assert found[0].description == "広場をふやします。\n(1) 市の広場\n(2) 町の広場"
    rows = [
        (r.name, r.goals[0].text, r.goals[0].advanced, r.progress, r.rating, r.department) for r in found[0].indicators
    ]
    assert rows == [
        ("見守り", "目が届くようにする。", False, ("当番を決めた。",), "A", "こども課"),
        ("歩道", "灯りを付ける。", True, ("灯りを２つ付けた。",), "B", "土木課"),
    ]
    assert [r.direction for m in found for r in m.indicators] == ["継続", "拡大", "継続", None]
    assert {f.code for f in document.findings if f.level == "warning"} == {
        "roles_missing",
        "mark_year_missing",
        "blank_cell",
    }


def test_works_with_figures_under_two_heading_rows():
    document, found = measures(WORKS, "jigyou")
    assert [(p.number, p.name) for p in document.projects] == [(1, "預かる"), (2, "集う")]
    assert [(m.number, m.name) for m in found] == [(1, "一時預かり"), (2, "病児保育"), (1, "ひろば")]
    (days,), (users,), (came,) = (m.numeric for m in found)
    assert (days.unit, days.target.year, days.target.value) == ("人日", 2024, 1250.0)
    assert [(v.year, v.value, v.measured) for v in days.values] == [(2023, 1007.0, True), (2024, None, False)]
    assert (users.target.value, users.target.text) == (None, "維持")
    assert (came.unit, [v.text for v in came.values]) == ("人", ["1,007人", "約1,100人"])
    assert [(r.actor, r.goals[0].advanced, r.progress) for r in found[0].roles] == [
        ("園", False, ("預かった。",)),
        ("市", True, ("出した。",)),
    ]


def test_each_profile_reads_only_its_own_city():
    for text, name in ((GOALS, "jigyou"), (GOALS, "default"), (WORKS, "default")):
        with pytest.raises(UnreadableDocument):
            read_document(text.encode(), "点検.txt", packaged_profile(name))


def test_a_measure_under_the_wrong_project_is_noticed():
    text = WORKS.replace("1-2．", "2-2．")
    document, _ = measures(text, "jigyou")
    assert "measure_of_other_project" in {f.code for f in document.findings}


# Numbers


@pytest.mark.parametrize(
    ("pattern", "line", "number", "rest"),
    [
        ("第{1}", "第1 遊び場", 1, "遊び場"),
        ("第{1}章", "第１２章　遊び場", 12, "遊び場"),
        ("第{一}章", "第十二章 遊び場", 12, "遊び場"),
        ("({1})", "（３）遊び場", 3, "遊び場"),
        ("({1})", "( 3 ) 遊び場", 3, "遊び場"),
        ("{①}", "⑳遊び場", 20, "遊び場"),
        ("{1}.", "1．遊び場", 1, "遊び場"),
        ("{Ⅰ}", "Ⅳ 遊び場", 4, "遊び場"),
        ("{Ⅰ}.", "XIV. 遊び場", 14, "遊び場"),
        ("{1-1}", "２－３　遊び場", 3, "遊び場"),
        ("({ア})", "(イ)遊び場", 2, "遊び場"),
        ("重点プロジェクト{1}", "重点プロジェクト１「遊び場」", 1, "「遊び場」"),
        ("基本目標{1}", "基本目標 1：遊び場", 1, "遊び場"),
        ("施策の方向{1}", "施策の方向1", 1, ""),
        ("柱", "柱2：遊び場", 2, "遊び場"),
    ],
)
def test_a_heading_with_its_number(pattern, line, number, rest):
    found = NumberPatterns((pattern,), "：:").match(line)
    assert (found.number, found.rest) == (number, rest)


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        ("基本目標{1}", "基本目標1の達成に向けて"),
        ("{1}.", "1.5倍に広げます"),
        ("{1-1}", "1-23456"),
        ("第{1}章", "第1章では"),
        ("柱", "柱2本"),
        ("{Ⅰ}", "IVR 遊び場"),
        ("{ア}.", "アート. 遊び場"),
        ("{ア}.", "プ. 遊び場"),
        ("{一}", "十十 遊び場"),
        ("{一}", "二三 遊び場"),
    ],
)
def test_what_only_looks_like_one(pattern, line):
    assert NumberPatterns((pattern,), "：:").match(line) is None


def test_every_style_is_read_as_a_number():
    assert [number_of(example.rpartition("-")[2]) for example in STYLES] == [1] * len(STYLES)
    assert [number_of(each) for each in ("二十三", "十", "三十", "ⅳ", "IX", "Ⅻ", "ン", "㊿")] == [
        23,
        10,
        30,
        4,
        9,
        12,
        46,
        50,
    ]


# Profiles of a city's own


def test_a_city_adds_its_words_before_those_of_the_default(tmp_path):
    file = tmp_path / "kuze.toml"
    file.write_text('extends = "default"\n[headings]\nvision = ["夢"]\n[tables]\nrole_goals = ["誰", "役"]\n', "utf-8")
    profile, default = read_profile(str(file)), packaged_profile()
    assert profile.name == "kuze"
    assert profile.headings.vision == ("夢", *default.headings.vision)
    assert profile.tables.role_goals == (("誰", "役"), *default.tables.role_goals)
    assert profile.marks == default.marks
    assert len({profile.sha256, default.sha256, read_profile("jigyou").sha256}) == 3


def test_a_sign_of_its_own_takes_the_place_of_the_star():
    assert packaged_profile("kihonmokuhyo").marks.advanced == "◎"


def test_the_default_comes_first():
    assert names()[0] == "default"
    assert set(names()) >= {"default", "jigyou", "kihonmokuhyo"}


FAULTS = [
    ("[marks]\nbullet = ['・']\n", 2, "marks.bullet", "「bullets」の書き間違い"),
    ("[mark]\n", 1, "mark", "「marks」の書き間違い"),
    ("extends = 'defalt'\n", 1, "extends", "default"),
    ("extends = ['default']\n", 1, "extends", "default"),
    ("[headings]\n\nproject = '柱'\n", 3, "headings.project", '["…", "…"]'),
    ("[headings]\nproject = [\n 1]\n", 3, "headings.project", '["…", "…"]'),
    ("[headings]\nproject = ['柱',\n '柱{２}']\n", 3, "headings.project", "という番号の形はありません"),
    ("[headings]\nmeasure = ['{1}{1}']\n", 2, "headings.measure", "一つだけ"),
    ("[headings]\nmeasure = ['{1']\n", 2, "headings.measure", "一つだけ"),
    ("[headings]\nvision = ['']\n", 2, "headings.vision", "空の言葉"),
    ("[marks]\nadvanced = '★★'\n", 2, "marks.advanced", "1文字"),
    ("[marks]\nrequired = 'no'\n", 2, "marks.required", "true か false"),
    ("[tables]\nrole_goals = ['a', 'b', 'c']\n", 2, "tables.role_goals", "2つの言葉"),
    ("[columns]\nname = ['a'\n", 2, "", "閉じられていません"),
    ("columns = 3\n", 1, "columns", "[columns]"),
    ("a = 1\na = 2\n", 2, "", "二度"),
]


@pytest.mark.parametrize(("text", "line", "key", "words"), FAULTS)
def test_a_fault_names_its_line_and_key(text, line, key, words):
    with pytest.raises(ProfileInvalid) as caught:
        profile_of(text)
    fault = caught.value.faults[0]
    assert (fault.line, fault.key) == (line, key)
    assert words in fault.message


def test_all_faults_are_told_at_once():
    with pytest.raises(ProfileInvalid) as caught:
        profile_of("[marks]\nbullet = ['・']\n[heading]\n")
    assert [fault.line for fault in caught.value.faults] == [2, 3]


def test_what_a_profile_without_a_base_lacks_is_named():
    with pytest.raises(ProfileInvalid, match=r"headings\.project"):
        profile_of('[marks]\nadvanced = "★"\n')


@pytest.mark.parametrize("content", [b"\xff", b"[" * 3000, b"# " + b"a" * 60_000, b'x = "\xed\xa0\x80"'])
def test_bytes_that_are_no_profile_are_refused(content, tmp_path):
    file = tmp_path / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(ProfileInvalid):
        read_profile(str(file))


@pytest.mark.parametrize("named", ["nowhere", "nowhere.toml", "../profiles/default"])
def test_a_profile_that_is_not_there_is_named(named):
    with pytest.raises(NotFound, match=r"nowhere|default"):
        read_profile(named)
