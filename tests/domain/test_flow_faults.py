"""Every fault of a flow's text, planted alone into a faultless one: its line, its key and what to write instead."""

from pathlib import Path

import pytest

from domain.flow import FlowInvalid, parse_flow
from domain.flow_source import SYNTAX

KAIGI2 = Path(__file__).with_name("faultless.toml").read_text(encoding="utf-8")
"""The flow of two meetings as it once was: the lines that the faults name do not move when the shipped one grows."""


def planted(line, old, new):
    """The faultless flow with one line changed; `old` says what it must hold."""
    lines = KAIGI2.splitlines()
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new)
    return "\n".join(lines) + "\n"


def faults(text):
    with pytest.raises(FlowInvalid) as refused:
        parse_flow(text)
    return refused.value.faults


PLANTED = {
    # a key is missing: the line is that of the table around it
    "no name": ((2, 'name = "会議2回"', ""), 1, "name", '「name」がありません。「name = "…"」の形で'),
    "no format": ((3, "format = 1", ""), 1, "format", "「format = 1」と書いてください"),
    "no step code": ((41, 'code = "consideration"', ""), 40, "steps.2.code", "半角の英字で始まる符号"),
    "no explanation": ((60, 'explanation = "ご意見をいただく"', ""), 57, "steps.proposal.explanation", "がありません"),
    "no exit": ((61, 'exit = "all"', ""), 57, "steps.proposal.exit", "使えるのは「item」、「all」です"),
    "no until": ((34, 'until = ["status_checked"]', ""), 29, "steps.status_check.until", "「until」がありません"),
    "no quorum": ((93, 'quorum = "majority"', ""), 92, "ordinance.quorum", "使えるのは「majority」、「half」です"),
    "no article": ((94, 'quorum_article = "条例第6条"', ""), 92, "ordinance.quorum_article", "がありません"),
    "no mark title": ((101, ', title = "おおむね進んでいる"', ""), 101, "scale.ratings.title", "「title」がありません"),
    # a key or a word is unknown: the nearest known one is named
    "unknown key": ((5, "", 'nmae = "x"'), 5, "nmae", "「nmae」というキーはありません。「name」ではありませんか"),
    "unknown key, nothing near": ((5, "", "zzz = 1"), 5, "zzz", "使えるのは「name」、「steps」"),
    "unknown key of a step": ((35, "", "color = 1"), 35, "steps.status_check.color", "「color」というキーはありません"),
    "unknown key of the ordinance": ((97, "", "casting = true"), 97, "ordinance.casting", "「casting」というキー"),
    "unknown key of a mark": (
        (107, ' title = "改善"', ' title = "改善", x = 1'),
        107,
        "scale.directions.x",
        "「x」というキー",
    ),
    "unknown key of the scale": (
        (105, "directions", "direction"),
        105,
        "scale.direction",
        "「directions」ではありませんか",
    ),
    "unknown role": ((25, "department", "departments"), 25, "may.departments", "「department」ではありませんか"),
    "unknown role in a step": (
        (38, "department", "mayor"),
        38,
        "steps.status_check.may.mayor",
        "使えるのは「secretariat」、「department」、「member」",
    ),
    "unknown action": (
        (18, "confirm_entrusted", "confirm_entrust"),
        18,
        "may.secretariat",
        "「confirm_entrusted」では",
    ),
    "unknown action in a step": (
        (52, "propose_improvement", "propose_improvment"),
        52,
        "steps.consideration.may.secretariat",
        "「propose_improvement」ではありませんか",
    ),
    "unknown condition": (
        (62, "deadline_passed", "deadline_pasted"),
        62,
        "steps.proposal.until",
        "「deadline_passed」",
    ),
    "unknown kind": ((4, '"numeric"', '"number"'), 4, "scope", "「numeric」ではありませんか"),
    "unknown exit": ((44, '"item"', '"each"'), 44, "steps.consideration.exit", "「item」、「all」"),
    "unknown quorum": ((93, '"majority"', '"two_thirds"'), 93, "ordinance.quorum", "「majority」、「half」"),
    "unknown naming": ((95, '"number"', '"nickname"'), 95, "ordinance.naming", "「number」、「name」、「anonymous」"),
    "unknown visibility": ((96, '"after_deadline"', '"never"'), 96, "ordinance.opinions_visible", "「always」です"),
    "unknown format": ((3, "1", "2"), 3, "format", "形式1だけです"),
    # a value is of the wrong kind
    "format is no number": ((3, "1", "true"), 3, "format", "「format = 1」と書いてください"),
    "name is no text": ((2, '"会議2回"', "2"), 2, "name", '空でない一行の文字を「name = "…"」の形で'),
    "name is blank": ((2, "会議2回", "　"), 2, "name", "空でない一行の文字"),
    "title of two lines": ((31, "状況確認", "状況\\n確認"), 31, "steps.status_check.title", "一行の文字"),
    "code is no code": ((41, "consideration", "改善検討"), 41, "steps.2.code", "英数字と「_」の符号"),
    "exit is no text": ((33, '"item"', "1"), 33, "steps.status_check.exit", '文字を "…" の形で'),
    "until is no list": ((45, '["considered"]', '"considered"'), 45, "steps.consideration.until", "[ … ] の形で"),
    "until holds a number": ((82, '"comments_answered"', "3"), 82, "steps.revision.until", '文字を "…" の形で'),
    "actions are no list": ((25, '["attach_file"]', '"attach_file"'), 25, "may.department", "[ … ] の形で"),
    "action is empty": ((50, "save_draft", ""), 50, "steps.consideration.may.secretariat", '文字を "…" の形で'),
    "mark is no table": ((110, '{ code = "end", title = "終了" }', '"end"'), 110, "scale.directions", "表として"),
    # a list is empty, or says a thing twice
    "scope is empty": ((4, '"activity", "role", "numeric"', ""), 4, "scope", "このキーを消してください"),
    "until is empty": (
        (82, '"settled", "comments_answered"', ""),
        82,
        "steps.revision.until",
        "値を一つ以上書いてください",
    ),
    "returns_to is empty": ((63, '"consideration"', ""), 63, "steps.proposal.returns_to", "このキーを消してください"),
    "a role may nothing": ((25, '"attach_file"', ""), 25, "may.department", "一覧が空です"),
    "kind twice": ((4, '"role"', '"activity"'), 4, "scope", "「activity」が二度書かれています"),
    "action twice": ((16, "call_session", "edit_comment"), 16, "may.secretariat", "「edit_comment」が二度"),
    "rating twice": ((102, '"C"', '"A"'), 102, "scale.ratings.code", "「A」はすでに使われています。別のcode"),
    "direction title twice": ((107, "改善", "継続"), 107, "scale.directions.title", "別のtitle"),
    "step twice": ((78, "revision", "proposal"), 78, "steps.proposal.code", "「proposal」はすでに使われています"),
    "title twice": ((79, "見直し", "提案"), 79, "steps.revision.title", "「提案」はすでに使われています。別のtitle"),
    # the steps do not hang together
    "returns to a later step": (
        (63, "consideration", "revision"),
        63,
        "steps.proposal.returns_to",
        "「revision」は前の段階ではありません。「status_check」か「consideration」を書いてください",
    ),
    "returns to itself": ((63, "consideration", "proposal"), 63, "steps.proposal.returns_to", "前の段階ではありません"),
    "returns to nowhere": ((63, "consideration", "x"), 63, "steps.proposal.returns_to", "「x」という段階はありません"),
    "nobody leaves": ((37, ', "enter_step"', ""), 36, "steps.status_check.may", "「enter_step」を書いてください"),
    "nobody leaves the third": ((74, '"enter_step",', ""), 65, "steps.proposal.may", "次の段階に届きません"),
    "nobody considers": (
        (49, '"consider_improvement",', ""),
        45,
        "steps.consideration.until",
        "「consider_improvement」を",
    ),
    "nobody sets deadlines": ((22, '"set_deadline",', ""), 62, "steps.proposal.until", "「set_deadline」を書いて"),
    "a condition comes too early": (
        (34, '"status_checked"', '"status_checked", "considered"'),
        34,
        "steps.status_check.until",
        "「considered」を満たせる役割がありません",
    ),
    "settled is missing": ((82, '"settled", ', ""), 82, "steps.revision.until", "untilに「settled」を書いてください"),
    "nowhere to return to": (
        (63, 'returns_to = ["consideration"]', ""),
        65,
        "steps.proposal.may",
        "戻り先がありません",
    ),
    "quorum of nobody": ((93, '"majority"', "0"), 93, "ordinance.quorum", '文字を "…" の形で'),
    # ways over a step, through a door, and deadlines
    "skip is no flag": ((35, "", 'skip = "yes"'), 35, "steps.status_check.skip", "「skip = true」か「skip = false」"),
    "nobody skips": ((46, "", "skip = true"), 46, "steps.consideration.skip", "「skip_step」を書いてください"),
    "nothing to skip": (
        (25, '["attach_file"]', '["attach_file", "skip_step"]'),
        25,
        "may.department",
        "省ける段階がありません",
    ),
    "nothing to skip in a step": (
        (37, '"enter_step"', '"enter_step", "skip_step"'),
        37,
        "steps.status_check.may.secretariat",
        "省ける段階がありません",
    ),
    "a door for who cannot go on": (
        (25, '["attach_file"]', '["attach_file", "open_door"]'),
        25,
        "may.department",
        "「enter_step」がありません",
    ),
    "a door in a step for who cannot go on": (
        (38, '"carry_forward"', '"carry_forward", "open_door"'),
        38,
        "steps.status_check.may.department",
        "『次の段階へ進めること』のできる役割",
    ),
    "deadline is no table": ((35, "", "deadline = 10"), 35, "steps.status_check.deadline", "表として書いてください"),
    "deadline from nowhere": (
        (35, "", 'deadline = { days = 3, from = "x" }'),
        35,
        "steps.status_check.deadline.from",
        "「x」からは数えられません。「opened」、「entered」のどれか",
    ),
    "deadline from a later step": (
        (46, "", 'deadline = { days = 3, from = "proposal" }'),
        46,
        "steps.consideration.deadline.from",
        "「opened」、「entered」、「status_check」のどれか",
    ),
    "deadline from no day": (
        (35, "", "deadline = { business_days = 3 }"),
        35,
        "steps.status_check.deadline.from",
        "「from」がありません",
    ),
    "deadline of no days": (
        (35, "", 'deadline = { from = "opened" }'),
        35,
        "steps.status_check.deadline.business_days",
        "「business_days」がありません。1から366までの数",
    ),
    "deadline of no business days": (
        (35, "", 'deadline = { business_days = 0, from = "opened" }'),
        35,
        "steps.status_check.deadline.business_days",
        "1から366までの数",
    ),
    "deadline on a day and after days": (
        (35, "", "deadline = { month = 12, day = 4, days = 3 }"),
        35,
        "steps.status_check.deadline.days",
        "「days」は一緒に書けません",
    ),
    "deadline of two counts": (
        (35, "", 'deadline = { days = 3, business_days = 3, from = "opened" }'),
        35,
        "steps.status_check.deadline.business_days",
        "一緒に書けません",
    ),
    "deadline on a day that not every year has": (
        (35, "", "deadline = { month = 2, day = 29 }"),
        35,
        "steps.status_check.deadline.day",
        "1から28までの数",
    ),
    "deadline in no month": (
        (35, "", "deadline = { month = 13, day = 4 }"),
        35,
        "steps.status_check.deadline.month",
        "1から12までの数",
    ),
    "deadline that counts months": (
        (35, "", "deadline = { month = 12, day = 4, months = 1 }"),
        35,
        "steps.status_check.deadline.months",
        "「month」ではありませんか",
    ),
    # what is begun cannot be finished
    "nobody answers": (
        (14, '"answer_comment",', ""),
        27,
        "may.chair",
        "『市の考え方』",
    ),
    "nobody closes": ((21, '"close_session",', ""), 16, "may.secretariat", "「close_session」を書いてください"),
    "nobody revises": ((88, '"revise_indicator",', ""), 86, "steps.revision.may.secretariat", "『計画への反映』"),
}


@pytest.mark.parametrize(("change", "line", "key", "words"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found_alone_with_its_line_and_key(change, line, key, words):
    found = faults(planted(*change))

    assert [(fault.line, fault.key) for fault in found] == [(line, key)]
    assert words in found[0].message


BROKEN = {
    "key twice": ((3, "format = 1", 'name = "x"'), 3, "Cannot overwrite"),
    "key twice in a mark": ((100, "title", "code"), 100, "Duplicate inline table key"),
    "table twice": ((98, "[scale]", "[may]"), 98, "Cannot declare"),
    "list of tables on a list": ((98, "[scale]", "[[scope]]"), 98, "Cannot mutate"),
    "dotted key redefines": ((97, "", "[a.b.c]\n[a]\nb.c.d = 1"), 99, "Cannot redefine"),
    "no equals sign": ((2, "=", ""), 2, "Expected '='"),
    "heading not closed": ((7, "[may]", "[may"), 7, "Expected ']"),
    "heading of a list not closed": ((29, "[[steps]]", "[[steps]"), 29, "Expected ']"),
    "apostrophe not closed": ((2, '"会議2回"', "'''会議"), 111, "Expected \"'"),
    "more after the value": ((3, "1", "1 2"), 3, "Expected newline"),
    "list not closed": ((4, "]", ""), 7, "Unclosed array"),
    "braces not closed": ((100, "},", ""), 100, "Unclosed inline table"),
    "quote never closed": ((2, '"会議2回"', '"""会議'), 111, "Unterminated string"),
    "backslash": ((2, "会", "\\会"), 2, "Unescaped '\\'"),
    "character number": ((2, "会", "\\u12"), 2, "Invalid hex value"),
    "character number of no character": ((2, "会", "\\ud800"), 2, "Escaped character"),
    "line break in quotes": ((2, "会", "\n"), 2, "Illegal character"),
    "control character": ((5, "", "# \x01"), 5, "Found invalid character"),
    "no quotes": ((2, '"会議2回"', "会議"), 2, "Invalid value"),
    "date that is none": ((3, "1", "2026-02-30"), 3, "Invalid date"),
    "no key": ((5, "", "= 1"), 5, "Invalid statement"),
    "Japanese heading": ((7, "may", "権限"), 7, "Invalid initial character"),
    "endless number": ((3, "1", "1" * 5000), 1, "Exceeds the limit"),
    "half a character": ((2, "会", "\ud800"), 1, "'utf-8' codec"),
}


@pytest.mark.parametrize(("change", "line", "reason"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_toml_is_told_in_japanese_with_the_line(change, line, reason):
    found = faults(planted(*change))

    assert [(fault.line, fault.key, fault.message) for fault in found] == [(line, "", dict(SYNTAX)[reason])]


def test_every_sentence_about_toml_is_tested():
    assert {reason for _, _, reason in BROKEN.values()} == set(dict(SYNTAX))


def test_deep_nesting_is_refused():
    assert [(fault.line, fault.key) for fault in faults("x = " + "[" * 10_000)] == [(1, "")]
    assert [(fault.line, fault.key) for fault in faults("x = " + "[" * 5_000 + "]" * 5_000)] == [(1, "")]


def test_a_text_longer_than_any_flow_is_refused_unread():
    assert "20,000字以下" in faults(KAIGI2 + "#" * 20_000)[0].message


def test_all_faults_are_told_at_once_in_the_order_of_the_lines():
    text = planted(93, '"majority"', '"all"').replace('"status_checked"', '"checked"').replace("format = 1\n", "")
    found = faults(text)

    assert [fault.key for fault in found] == ["format", "steps.status_check.until", "ordinance.quorum"]
    assert [fault.line for fault in found] == [1, 33, 92]


def test_an_empty_text_lacks_everything():
    assert [(fault.line, fault.key) for fault in faults("")] == [
        (1, "format"),
        (1, "name"),
        (1, "steps"),
        (1, "ordinance"),
    ]


def test_the_first_step_returns_nowhere():
    found = faults(planted(35, "", 'returns_to = ["proposal"]'))

    assert {(fault.line, fault.key) for fault in found} == {(35, "steps.status_check.returns_to")}
    assert "最初の段階には戻り先がありません" in found[0].message + found[1].message


def test_where_items_return_somebody_returns_them():
    found = faults(KAIGI2.replace('  "return_proposal",\n  "return_step",\n', ""))

    assert [(fault.line, fault.key) for fault in found] == [(63, "steps.proposal.returns_to")]
    assert "「return_step」か「return_proposal」" in found[0].message


def test_the_last_step_is_not_skipped():
    found = faults(KAIGI2.replace('until = ["settled", "comments_answered"]', 'until = ["settled"]\nskip = true'))

    assert [(fault.line, fault.key) for fault in found] == [(83, "steps.revision.skip")]
    assert "最後の段階は省けません" in found[0].message


def test_what_skips_a_step_is_not_stranded_in_a_later_one():
    text = planted(46, "", "skip = true").replace('"attach_file",\n]', '"attach_file",\n  "skip_step",\n]')
    later = text.replace('until = ["proposed",', 'until = ["considered", "proposed",')
    found = faults(later)

    assert parse_flow(text).step("consideration").skip
    assert [fault.key for fault in found] == ["steps.proposal.until"]
    assert "「considered」を満たせません" in found[0].message


def test_a_step_without_roles_is_one_fault_not_many():
    roles = '[steps.may]\nsecretariat = ["carry_forward", "enter_step"]\n'
    text = KAIGI2.replace(roles + 'department = ["check_status", "carry_forward"]\n', "")

    assert [(fault.line, fault.key) for fault in faults(text)] == [(29, "steps.status_check.may")]


def test_nothing_follows_for_the_other_steps_from_one_without_roles():
    start, end = KAIGI2.rindex("[steps.may]"), KAIGI2.index("[ordinance]")

    assert [(fault.line, fault.key) for fault in faults(KAIGI2[:start] + KAIGI2[end:])] == [(77, "steps.revision.may")]


def test_what_is_begun_in_a_late_step_is_not_finished_in_an_earlier_one():
    text = KAIGI2.replace('  "revise_indicator",\n', "").replace('"return_step",', '"return_step", "revise_indicator",')

    assert [(fault.line, fault.key) for fault in faults(text)] == [(86, "steps.revision.may.secretariat")]


def test_tables_of_the_wrong_kind_are_one_fault_each():
    assert [
        str(fault) for fault in faults('name = "x"\nformat = 1\nsteps = 3\nordinance = 1\nscale = {}\nmay = []')
    ] == [
        "3行目（steps）：一覧を [ … ] の形で書いてください。",
        "4行目（ordinance）：表として書いてください（見出し「[ ]」か「{ キー = 値 }」）。",
        "5行目（scale）：中身がありません。「ratings」、「directions」のどれかを書いてください。",
        "6行目（may）：表として書いてください（見出し「[ ]」か「{ キー = 値 }」）。",
    ]


def test_too_many_steps_are_refused():
    assert "段階が多すぎます" in " ".join(fault.message for fault in faults("[[steps]]\n" * 21))


def test_the_message_names_the_first_faults_and_counts_the_rest():
    with pytest.raises(FlowInvalid) as refused:
        parse_flow("[[steps]]\n" * 10)

    assert refused.value.message.startswith("進め方のファイルに直すところが63か所あります。\n1行目（format）：")
    assert refused.value.message.endswith("\nほかに43か所あります。")
    assert (refused.value.code, refused.value.field, refused.value.status) == ("flow_invalid", "flow", 422)
