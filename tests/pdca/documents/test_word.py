"""Word files: each rule of the reader on a file made for it."""

import io
from zipfile import ZipFile

import pytest

from pdca.documents.findings import Findings
from pdca.documents.formats.kinds import read_blocks
from pdca.documents.formats.word_numbers import number_text
from tests.office import (
    NAMES,
    cell,
    level,
    listed,
    lists,
    p,
    read,
    refused,
    relations,
    row,
    seen,
    table,
    texts,
    word_file,
    zipped,
)

DELETED = '<w:del w:id="1"><w:r><w:delText>消えた</w:delText></w:r></w:del>'
ADDED = '<w:ins w:id="2"><w:r><w:t>加えた</w:t></w:r></w:ins>'


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def codes(content):
    return [code for _, code in read(content)[1]]


# Order and places


def test_paragraphs_and_tables_stand_in_their_order_with_their_places() -> None:
    body = p("題名") + p() + table(row("指標名", "内容"), row("甲", "・一")) + p("後") + table(row("主体", "役割"))
    blocks, _ = read(word_file(body))
    assert seen(blocks) == ["題名", None, ("指標名", "内容"), ("甲", "・一"), None, "後", None, ("主体", "役割")]
    places = [block.place for block in blocks]
    assert places == [
        *["段落1"] * 2,
        "段落2",
        *["表1の1行目"] * 2,
        *["表1の2行目"] * 2,
        *["段落3"] * 2,
        *["表2の1行目"] * 3,
    ]


def test_content_controls_and_other_wrappers_are_read_through() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = control.format(row("甲", control.format(cell("乙"))))
    body = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('一')}<w:customXml>{p('二')}</w:customXml></w:sdtContent></w:sdt>"
    run_in_control = f"<w:sdt><w:sdtContent>{run('三')}</w:sdtContent></w:sdt>"
    assert texts(word_file(body + p(run_in_control) + table(inner))) == ["一", "二", "三", ("甲", "乙")]


def test_word_online_calls_its_main_part_otherwise() -> None:
    assert texts(word_file(p("一"), main="word/document2.xml")) == ["一"]


def test_strict_open_xml_is_the_same_under_other_names() -> None:
    content = word_file(p("一"))
    for old, new in (
        (b"schemas.openxmlformats.org/wordprocessingml/2006/main", b"purl.oclc.org/ooxml/wordprocessingml/main"),
        (
            b"schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ):
        content = replaced_in_parts(content, old, new)
    assert texts(content) == ["一"]


def replaced_in_parts(content, old, new):
    with ZipFile(io.BytesIO(content)) as file:
        return zipped({name: file.read(name).replace(old, new) for name in file.namelist()})


# Tables


def test_spanned_cells_are_empty_so_that_columns_stay_in_line() -> None:
    wide = cell("広い", properties='<w:gridSpan w:val="2"/>')
    down, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        row(wide, "右"),
        row(cell("縦", properties=down), "一", "二"),
        row(cell("隠れた", properties=goes_on), "三", "四"),
        row("五", "六", properties='<w:gridBefore w:val="1"/>'),
        row(cell("始め", properties='<w:hMerge w:val="restart"/>'), cell(properties="<w:hMerge/>"), "七"),
    ]
    assert texts(word_file(table(*rows))) == [
        ("広い", "", "右"),
        ("縦", "一", "二"),
        ("", "三", "四"),
        ("", "五", "六"),
        ("始め", "", "七"),
    ]


def test_a_table_in_a_cell_stays_there_as_lines() -> None:
    inner = table(row("甲", "乙"), row("丙", "丁"))
    content = word_file(table(row("名", cell("前", inner, "後"))))
    assert texts(content) == [("名", "前\n甲 乙\n丙 丁\n後")]
    assert codes(content) == ["nested_table"]


def test_a_table_that_only_frames_the_page_is_read_through() -> None:
    inner = table(row("指標名", "内容"), row("甲", "・一"))
    blocks, found = read(word_file(table(row(cell(p("① 広場"), inner), ""), row(cell("後")))))
    assert (seen(blocks), found) == (["① 広場", None, ("指標名", "内容"), ("甲", "・一"), None, "後"], [])
    assert (blocks[0].place, blocks[3].place, blocks[-1].place) == ("段落1", "表1の1行目", "段落3")


def test_tables_cut_by_a_page_are_two_with_a_gap_between() -> None:
    page = p('<w:r><w:br w:type="page"/></w:r>')
    content = word_file(table(row("指標名", "内容"), row("甲", "一")) + page + table(row("乙", "二")))
    assert seen(read(content)[0]) == [("指標名", "内容"), ("甲", "一"), None, ("乙", "二")]


def test_empty_rows_are_left_out_and_keep_the_count() -> None:
    blocks, _ = read(word_file(table(row("甲", "一"), row("", ""), row("乙", "二"))))
    assert [block.place for block in blocks if hasattr(block, "cells")] == ["表1の1行目", "表1の3行目"]


def test_a_deleted_row_is_left_out() -> None:
    content = word_file(table(row("甲", "一"), row("乙", "二", properties='<w:del w:id="1"/>')))
    assert (texts(content), codes(content)) == ([("甲", "一")], ["tracked_changes"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (table(row(cell("x", properties='<w:gridSpan w:val="1000000"/>'))), "table_too_wide"),
        (table(row(*["x"] * 1001)), "table_too_wide"),
        (table(*[row(cell("x", properties='<w:gridSpan w:val="999"/>'))] * 201), "too_many_table_cells"),
        (table(row("x", properties='<w:gridBefore w:val="99999999999"/>')), None),
    ],
)
def test_tables_beyond_all_measure_are_refused(body, code) -> None:
    if code is None:
        assert texts(word_file(body)) == [("x",)]
    else:
        assert refused(word_file(body))[0] == code


def test_tables_within_tables_beyond_all_measure_are_refused() -> None:
    inner = p("x")
    for _ in range(12):
        inner = table(row("名", cell(inner)))
    assert refused(word_file(inner))[0] == "table_too_wide"


# Lists


def test_bullets_of_a_list_get_the_usual_mark_unless_the_text_has_its_own() -> None:
    numbering = lists(level(0, "bullet", "\uf06c"))
    body = listed("一", 1) + listed("★二", 1) + listed("・三", 1) + listed("①四", 1) + listed("", 1)
    assert texts(word_file(body, numbering=numbering)) == ["・一", "★二", "・三", "①四"]


@pytest.mark.parametrize(
    ("drawn", "font"), [("★", "游明朝"), ("\uf0ab", "Wingdings")], ids=["written", "drawn by Wingdings"]
)
def test_a_list_whose_mark_is_a_star_gives_stars(drawn, font) -> None:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>'
    numbering = lists(level(0, "bullet", drawn, fonts))
    assert texts(word_file(listed("一", 1), numbering=numbering)) == ["★一"]


def test_numbers_of_a_list_are_counted_by_level_and_begin_again_below() -> None:
    numbering = lists(
        level(0, "decimalEnclosedCircle", "%1"),
        level(1, "decimal", "(%2)"),
        level(2, "decimal", "%1-%2-%3", "<w:isLgl/>"),
    )
    body = "".join(
        listed(text, 1, at) for text, at in (("一", 0), ("二", 1), ("三", 1), ("四", 2), ("五", 0), ("六", 1))
    )
    assert texts(word_file(body, numbering=numbering)) == [
        *["① 一", "(1) 二", "(2) 三", "1-2-1 四", "② 五", "(1) 六"],
    ]


def test_another_list_of_the_same_kind_goes_on_or_begins_at_its_own_start() -> None:
    more = '<w:num w:numId="2"><w:abstractNumId w:val="0"/>{}</w:num>'
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    body = listed("一", 1) + listed("二", 2) + listed("三", 2)
    first = lists(level(0, "decimal", "%1."))
    assert texts(word_file(body, numbering=first + more.format(""))) == ["1. 一", "2. 二", "3. 三"]
    assert texts(word_file(body, numbering=first + more.format(override))) == ["1. 一", "7. 二", "8. 三"]


def test_a_heading_gets_the_number_that_its_style_draws() -> None:
    numbering = lists(
        level(0, "decimal", "プロジェクト%1：", '<w:suff w:val="nothing"/><w:pStyle w:val="H1"/>'),
        level(1, "decimalEnclosedCircle", "%2", '<w:pStyle w:val="H2"/>'),
    )
    style = '<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/>{}<w:pPr>{}</w:pPr></w:style>'
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = style.format("H1", "heading 1", "", number) + style.format("H2", "heading 2", "", number)
    styles += style.format("H3", "my own", '<w:basedOn w:val="H2"/>', "")
    body = p("水辺", properties='<w:pStyle w:val="H1"/>') + p("広場", properties='<w:pStyle w:val="H2"/>')
    body += p("遊具", properties='<w:pStyle w:val="H3"/>')
    body += p("番号なし", properties='<w:pStyle w:val="H2"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    found = texts(word_file(body, styles=styles, numbering=numbering))
    assert found == ["プロジェクト1：水辺", "① 広場", "② 遊具", "番号なし"]


def test_a_list_may_name_the_style_that_defines_it() -> None:
    numbering = lists(level(0, "decimalEnclosedCircle", "%1")).replace(
        "<w:num ",
        '<w:abstractNum w:abstractNumId="5">'
        '<w:numStyleLink w:val="L"/></w:abstractNum><w:num w:numId="9"><w:abstractNumId w:val="5"/></w:num><w:num ',
    )
    styles = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert texts(word_file(listed("一", 9), styles=styles, numbering=numbering)) == ["① 一"]


def test_lists_are_counted_in_cells_too() -> None:
    content = word_file(
        table(row("甲", cell(listed("一", 1), listed("二", 1)))), numbering=lists(level(0, "decimal", "%1."))
    )
    assert texts(content) == [("甲", "1. 一\n2. 二")]


def test_broken_lists_do_no_harm() -> None:
    numbering = (
        '<w:num w:numId="1"><w:abstractNumId w:val="77"/></w:num><w:num/>' + lists(level(0, "decimal", "%1"))[-70:]
    )
    loop = '<w:style w:styleId="A"><w:basedOn w:val="A"/></w:style>'
    body = listed("一", 1) + listed("二", 5) + listed("三", "x" * 50) + p("四", properties='<w:pStyle w:val="A"/>')
    numbering = numbering[: numbering.rfind("<w:num ")]
    assert texts(word_file(body, styles=loop, numbering=numbering)) == ["一", "二", "三", "四"]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (3, "decimal", "3"),
        (20, "decimalEnclosedCircle", "⑳"),
        (60, "decimalEnclosedCircle", "60"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (4, "decimalEnclosedParen", "(4)"),
        (4, "decimalEnclosedFullstop", "4."),
        (2, "aiueoFullWidth", "イ"),
        (47, "aiueo", "ｱ"),
        (2, "irohaFullWidth", "ロ"),
        (1, "iroha", "ｲ"),
        (28, "lowerLetter", "b"),
        (3, "upperLetter", "C"),
        (14, "lowerRoman", "xiv"),
        (9, "upperRoman", "IX"),
        (5000, "lowerRoman", "5000"),
        (21, "japaneseCounting", "二十一"),
        (1110, "japaneseCounting", "千百十"),
        (10000, "japaneseCounting", "10000"),
        (20, "ideographDigital", "二〇"),
        (1, "ideographTraditional", "甲"),
        (5, "numberInDash", "- 5 -"),
        (5, "none", ""),
        (5, "somethingNew", "5"),
    ],
)
def test_numbers_are_written_as_word_writes_them(number, kind, text) -> None:
    assert number_text(number, kind) == text


# Letters


def test_breaks_tabs_and_hyphens() -> None:
    broken = "<w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:cr/><w:t>三</w:t></w:r>"
    hyphens = "<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>"
    content = word_file(p(broken) + p(hyphens) + table(row(cell(p(broken.replace("<w:cr/>", "<w:tab/>"))))))
    assert seen(read(content)[0]) == ["一", "二", "三", None, "a-bc", None, ("一\n二 三",)]


def test_tabs_between_words_make_a_row_but_not_behind_a_mark_or_number() -> None:
    def tabbed(*parts):
        return p("<w:r>" + "<w:tab/>".join(f"<w:t>{part}</w:t>" for part in parts) + "</w:r>")

    body = (
        tabbed("", "字下げ")
        + tabbed("①", "広場")
        + tabbed("(1)", "像")
        + tabbed("・", "一")
        + tabbed("甲", "・一", "二")
    )
    assert texts(word_file(body)) == ["字下げ", "① 広場", "(1) 像", "・ 一", ("甲", "・一", "二")]


def test_page_breaks_part_what_stands_before_and_after() -> None:
    broken = '<w:r><w:t>前</w:t><w:br w:type="page"/><w:t>後</w:t></w:r>'
    assert seen(read(word_file(p(broken)))[0]) == ["前", None, "後"]


def test_fields_show_their_result_only() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("4") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    simple = f'<w:fldSimple w:instr="DATE">{run("5日")}</w:fldSimple><w:hyperlink>{run("先")}</w:hyperlink>'
    assert texts(word_file(p(field, "頁", simple))) == ["4頁5日先"]


def test_signs_of_other_fonts_are_read_where_they_are_certain() -> None:
    signs = [("Wingdings", "F0AB"), ("Wingdings", "F081"), ("Symbol", "F0B7"), ("游明朝", "3042"), ("Webdings", "F04A")]
    body = p(*(f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>' for font, char in (*signs, ("Wingdings", "x"))))
    content = word_file(body)
    assert (texts(content), codes(content)) == (["★①・あ〓〓"], ["letter_unmapped"])


def test_ruby_gives_its_base() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('いとせ')}</w:rt><w:rubyBase>{run('糸瀬')}</w:rubyBase></w:ruby></w:r>"
    content = word_file(p(ruby, "市"))
    assert (texts(content), codes(content)) == (["糸瀬市"], ["ruby_left_out"])


def test_formulas_give_their_letters() -> None:
    assert texts(word_file(p("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"))) == ["x=1"]


def test_letters_in_two_parts_are_composed_and_private_ones_reported() -> None:
    content = word_file(p("か\u3099") + table(row("は\u309a", "\ue000")))
    assert texts(content) == ["が", ("ぱ", "\ue000")]
    assert sorted(read(content)[1]) == [("段落1", "decomposed_text"), ("表1の1行目", "private_character")]


# What is left out


def test_added_text_is_taken_and_deleted_text_is_not() -> None:
    moved = f'<w:moveFrom w:id="3">{run("元")}</w:moveFrom><w:moveTo w:id="4">{run("先")}</w:moveTo>'
    content = word_file(p("始め", ADDED, DELETED, moved))
    assert texts(content) == ["始め加えた先"]
    assert read(content)[1] == [("段落1", "tracked_changes")]


def test_a_deleted_paragraph_end_joins_two_paragraphs() -> None:
    content = word_file(p("前", properties='<w:rPr><w:del w:id="1"/></w:rPr>') + p("後"))
    assert (texts(content), codes(content)) == (["前後"], ["tracked_changes"])


def test_a_deleted_paragraph_end_does_not_reach_beyond_its_cell_or_into_a_table() -> None:
    open_end = p("前", properties='<w:rPr><w:del w:id="1"/></w:rPr>')
    content = word_file(open_end + table(row(cell(open_end), "右")) + open_end)
    assert texts(content) == ["前", ("前", "右"), "前"]


def test_hidden_and_struck_text_is_left_out_and_said() -> None:
    styles = '<w:style w:styleId="X"><w:rPr><w:vanish/></w:rPr></w:style>'
    content = word_file(
        p(run("見える"), run("隠し", "<w:vanish/>"), run("消し", "<w:strike/>"), run("二重", "<w:dstrike/>"))
        + p(run("見せる", '<w:vanish w:val="0"/>'), run("様式", '<w:rStyle w:val="X"/>'))
        + p(run("戻す", '<w:rStyle w:val="X"/><w:vanish w:val="false"/>'))
        + p("段落ごと", properties='<w:pStyle w:val="X"/>'),
        styles=styles,
    )
    assert texts(content) == ["見える", "見せる", "戻す"]
    assert codes(content) == ["hidden_left_out", *["struck_left_out"] * 2, *["hidden_left_out"] * 2]


def test_text_boxes_are_left_out_and_counted_once() -> None:
    box = f"<w:txbxContent>{p('箱の文')}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{choice}{old}</mc:AlternateContent></w:r>"
    lone = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    picture = "<w:r><w:drawing/></w:r>"
    findings_of = word_file(p("文", both, lone, picture))
    assert texts(findings_of) == ["文"]
    assert read(findings_of)[1] == [("段落1", "text_box_left_out")]
    findings = Findings()
    read_blocks(findings_of, "a.docx", findings)
    assert "2件（「箱の文」など）" in findings.by_line()[0].message


def test_other_contents_for_old_programs_are_read_once() -> None:
    both = f"<mc:Choice>{run('新')}</mc:Choice><mc:Fallback>{run('旧')}</mc:Fallback>"
    assert texts(word_file(p(f"<mc:AlternateContent>{both}</mc:AlternateContent>"))) == ["新"]


def test_notes_contents_and_embedded_documents_are_left_out_and_said() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    toc = f"<w:sdt>{gallery}<w:sdtContent>{p('プロジェクト1：水辺')}</w:sdtContent></w:sdt>"
    styles = '<w:style w:styleId="T"><w:name w:val="TOC 1"/></w:style>'
    body = (
        toc + p("プロジェクト2：森", properties='<w:pStyle w:val="T"/>') + p("文", "<w:r><w:footnoteReference/></w:r>")
    )
    content = word_file(body + '<w:altChunk r:id="x"/>', styles=styles)
    assert texts(content) == ["文"]
    assert sorted(codes(content)) == ["contents_left_out", "embedded_left_out", "notes_left_out"]


# Files that are none


@pytest.mark.parametrize(
    "head", ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>', '<?xml version="1.0"?><!DOCTYPE a>']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(head, encoding) -> None:
    main = f"{head}<w:document {NAMES}><w:body>{p('一')}</w:body></w:document>".encode(encoding)
    content = zipped({"_rels/.rels": relations(officeDocument="word/document.xml"), "word/document.xml": main})
    assert refused(content)[0] == "xml_with_entities"


def test_utf_16_inside_is_read_and_other_encodings_are_refused() -> None:
    main = f'<?xml version="1.0" encoding="UTF-16"?><w:document {NAMES}><w:body>{p("一")}</w:body></w:document>'
    assert texts(zipped({"word/document.xml": main.encode("utf-16")})) == ["一"]
    for encoding in ("IBM037", "utf-7", "shift_jis"):
        other = main.replace("UTF-16", encoding).encode(
            "cp037" if encoding == "IBM037" else "utf-8", "xmlcharrefreplace"
        )
        assert refused(zipped({"word/document.xml": other}))[0] == "xml_damaged"


@pytest.mark.parametrize("broken", ["", "文だけ", "<a>", f"<w:document {NAMES}>" + "<w:p>" * 300])
def test_broken_xml_is_refused(broken) -> None:
    assert refused(zipped({"word/document.xml": broken}))[0] == "xml_damaged"


def test_a_file_without_a_body_or_without_words_is_refused() -> None:
    nothing = f"<w:document {NAMES}/>"
    assert refused(zipped({"word/document.xml": nothing}))[0] == "office_without_text"
    assert refused(word_file(p() + table(row("", ""))))[0] == "empty_file"
    gone = zipped({"word/document.xml": f"<w:document {NAMES}><w:body/></w:document>", "_rels/.rels": relations()})
    assert refused(gone)[0] == "empty_file"


def test_control_characters_that_xml_allows_are_refused() -> None:
    assert refused(word_file(p("a&#x7f;b")))[0] == "control_character"
