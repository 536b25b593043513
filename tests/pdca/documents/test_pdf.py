"""PDF with text is read as it looks on paper; what cannot be read is refused by name."""

import contextlib
import time

import pytest

from pdca.documents import UnreadableDocument, read_document
from pdca.documents.findings import Findings
from pdca.documents.formats.pdf import MOST_PAGES, read_pdf
from pdca.documents.formats.pdf_letters import plain_letter
from pdca.documents.source import Gap, Paragraph
from tests.written import as_html, as_typst, read_by

HEAD = """
#set page(paper: "a5", height: 90mm, margin: 15mm)
#set text(font: ("Noto Sans CJK JP", "Noto Sans JP"), size: 10pt, lang: "ja", costs: (widow: 0%, orphan: 0%))
#let t(..cells) = table(columns: (25%, 1fr), ..cells)
"""
OPEN = "#table(columns: 2, stroke: (x, y) => (left: if x > 0 {1pt} else {0pt}, top: if y > 0 {1pt} else {0pt}),"
PLAN = """\
糸瀬市の令和5年度の進捗状況
(令和3年度の会議で進んでいるとしたものに★を付けています。)
プロジェクト1：水辺プロジェクト
(1) 将来像
- ★橋を歩いて渡れる。
- ・水辺で子どもが笑っていて、見守る大人の目が届いている。
① 川の広場
■取組内容
川べりに広場を設けます。
指標名	内容
使いやすさ（坂、日よけ、水飲み場、遊具等）	★坂がなだらかになっている。 ・日よけがある。 ・遊具の点検をする。
見守り	・大人の目が届いている。
指標名	進捗状況及び成果と課題
使いやすさ（坂、日よけ、水飲み場、遊具等）	・坂の工事を終えた。今後は手すりも付ける。
見守り	・声かけの当番を決めた。
主体	役割
市民	・ごみを持ち帰る。
糸瀬市	★手すりを直す。 ・LINE で知らせる。
主体	取組状況及び成果と課題
市民	・持ち帰りが増えた。
糸瀬市	・手すりを点検した。
"""


@pytest.fixture(scope="module", autouse=True)
def japanese_font():
    if texts("あ") != ["あ"]:
        pytest.skip("no Japanese font (Noto Sans CJK JP or Noto Sans JP) is installed, so no PDF can be made")


def made(source: str) -> bytes:
    import typst

    return typst.compile((HEAD + source).encode())


def read(content: bytes):
    findings = Findings()
    blocks = read_pdf(content, "a.pdf", findings)
    return blocks, [(finding.line, finding.code) for finding in findings.by_line()]


def texts(source: str) -> list:
    return [
        block.text if isinstance(block, Paragraph) else tuple(cell.text for cell in block.cells)
        for block in read(made(source))[0]
        if not isinstance(block, Gap)
    ]


def codes(source: str) -> list:
    return read(made(source))[1]


LONG = "川べりに広場を設け、坂をなだらかにし、日よけと水飲み場を置き、遊具の点検を毎年おこなうほか、手すりを直します。"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("一行目。\n\n二行目。", ["一行目。", "二行目。"]),
        (LONG, [LONG]),
        (f"・{LONG}\n\n・{LONG}", [f"・{LONG}", f"・{LONG}"]),
        ("#set par(justify: true)\n" + LONG, [LONG]),
        (
            "#set par(first-line-indent: (amount: 1em, all: true), spacing: 0.65em)\n" + f"{LONG}\n\n{LONG}",
            [LONG, LONG],
        ),
        ("LINE等のSNSと UI ターンとone two", ["LINE等のSNSと UI ターンとone two"]),
        ("#t([名], [内容], [丘], [・高い\\ ★広い])", [("名", "内容"), ("丘", "・高い\n★広い")]),
        ("#t([名], table.cell(rowspan: 2)[・高い], [丘])", [("名", "・高い"), ("丘", "")]),
        (
            OPEN + "[名], [内容], [丘], [川])",
            [("名", "内容"), ("丘", "川")],
        ),
        ("#rect[囲みの文]\n\n後", ["囲みの文", "後"]),
        ("#text(size: 10pt)[文]#place(dx: 0pt, dy: -14pt, text(size: 4pt)[ぶん])", ["文"]),
    ],
)
def test_paragraphs_and_tables_are_read_as_they_look(source: str, expected: list) -> None:
    assert texts(source) == expected


def test_a_sentence_cut_by_a_page_is_one_again() -> None:
    source = "#v(53mm)\n" + LONG
    assert texts(source) == [LONG]
    assert codes(source) == [("2ページ", "sentence_cut_by_page")]


def test_a_row_cut_by_a_page_is_one_again_with_its_label() -> None:
    label = "園（幼稚園、保育園、こども園、託児所、児童館など）"
    source = f"#v(45mm)\n#t(table.header([名], [内容]), [{label}], [・{LONG}\\ ・{LONG}])"
    rows = texts(source)
    assert rows[0] == ("名", "内容")
    assert rows[1][0].replace("\n", "") == label
    assert "".join(row[1] for row in rows[1:]).replace("\n", "") == f"・{LONG}・{LONG}"
    assert ("2ページ", "row_cut_by_page") in codes(source)


def test_places_are_pages() -> None:
    blocks, _ = read(made("一\n#pagebreak()\n二\n#pagebreak()\n#t([a], [b], [c], [d])"))
    assert [block.place for block in blocks if not isinstance(block, Gap)] == [
        "1ページ",
        "2ページ",
        "3ページ",
        "3ページ",
    ]


def test_running_heads_and_page_numbers_are_left_out_and_said() -> None:
    source = '#set page(header: [会議資料1], numbering: "- 1 -")\n' + "一\n#pagebreak()\n二\n#pagebreak()\n三\n"
    assert texts(source) == ["一", "二", "三"]
    assert codes(source) == [("1ページ", "running_text_left_out"), ("1ページ", "running_text_left_out")]


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("前\n#rotate(90deg, reflow: true)[横向き]", ("1ページ", "rotated_left_out")),
        ("漢字#place(dx: 0pt, dy: -14pt, text(size: 4pt)[かんじ])", ("1ページ", "ruby_left_out")),
    ],
)
def test_what_is_left_out_is_said(source: str, finding: tuple) -> None:
    assert finding in codes(source)


@pytest.mark.parametrize("size", [8, 9.5, 11])
@pytest.mark.parametrize("width", ["18%", "30%"])
def test_a_plan_is_read_the_same_from_paper_whatever_breaks_it(size: float, width: str) -> None:
    import typst

    plan = read_document(PLAN.encode(), "a.txt")
    source = as_typst(plan).replace("size: 10.5pt", f"size: {size}pt").replace("28%", width)
    for height in (297, 90, 70):
        content = typst.compile(source.replace('paper: "a4"', f'paper: "a4", height: {height}mm').encode())
        assert shape(read_by(read_pdf, content, "a.pdf")) == shape(plan)


@pytest.mark.parametrize("style", ["", "td { vertical-align: middle }", "td, th { border-left: 0; border-right: 0 }"])
def test_a_plan_printed_by_a_browser_is_read_the_same(style: str) -> None:
    from tests.web.browser.harness import NO_BROWSER, browsing, chromium

    if not chromium():
        pytest.skip(NO_BROWSER)
    plan = read_document(PLAN.encode(), "a.txt")
    with browsing() as browser:
        page = browser.new_page()
        for height in (297, 100):
            page.set_content(as_html(plan, style=PRINT + style, printed=True))
            content = page.pdf(width="210mm", height=f"{height}mm", display_header_footer=True)
            assert shape(read_by(read_pdf, content, "a.pdf")) == shape(plan)


PRINT = (
    "@page { margin: 18mm } body { font: 10.5pt/1.6 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif }"
    "table { border-collapse: collapse; width: 100% } td:first-child { width: 26% }"
    "td, th { border: 1px solid; padding: 4px; text-align: left; vertical-align: top }"
    "td + td, th + th { border-left: 1px solid !important }"
)


def shape(plan) -> list:
    """A plan without its places."""
    return [
        (
            project.number,
            project.name,
            [(bullet.text, bullet.advanced) for bullet in project.vision],
            [
                (
                    measure.number,
                    measure.name,
                    measure.description,
                    [shape_of(row) for row in measure.indicators + measure.roles],
                )
                for measure in project.initiatives
            ],
        )
        for project in plan.projects
    ]


def shape_of(row) -> tuple:
    name = row.name if hasattr(row, "name") else row.actor
    return name, [(bullet.text, bullet.advanced) for bullet in row.goals], row.progress


# Refusals


def raw(
    stream: bytes, *, font: bytes = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", trailer: bytes = b""
) -> bytes:
    """A PDF written by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        font,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(Identity)/Supplement 0>>>>",
    ]
    out = b"%PDF-1.4\n"
    starts = []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return (
        out + end + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(out))
    )


UNMAPPED = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>"
LOCK = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (raw(b"0 0 10 10 re f"), "pdf_without_text", "OCR"),
        (raw(b"BT /F 12 Tf 10 100 Td (abc) Tj ET", trailer=LOCK), "pdf_encrypted", "パスワード"),
        (raw(b"BT /F 12 Tf 10 100 Td <00410042> Tj ET", font=UNMAPPED), "pdf_without_letters", "どの文字か"),
        (raw(b"BT /F 12 Tf 10 100 Td (abc) Tj ET")[:200], "pdf_damaged", "壊れて"),
        (b"%PDF-1.7\n", "pdf_damaged", "壊れて"),
        (raw(b"0 0 m 9 9 l S " * 4000), "pdf_page_crowded", "多すぎて"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(content: bytes, code: str, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words) as caught:
        read(content)
    assert (caught.value.findings[0].line, caught.value.findings[0].code) == ("1ページ", code)


def test_letters_without_their_names_are_shown_as_such() -> None:
    content = raw(
        b"BT /F 12 Tf 10 100 Td <0041> Tj ET BT /G 12 Tf 10 200 Td (a long line of letters) Tj ET", font=UNMAPPED
    )
    blocks, found = read(content)
    assert ("1ページ", "letter_unmapped") in found
    assert [block.text for block in blocks if isinstance(block, Paragraph)][-1] == "〓"


@pytest.mark.parametrize("name", ["(cid:41)", "\x00", "\x02", "\ud800"])
def test_a_name_that_is_no_letter_is_shown_as_such(name: str) -> None:
    assert plain_letter({"text": name}) == "〓"


def test_letters_printed_twice_to_look_bold_are_read_once() -> None:
    content = raw(b"BT /F 12 Tf 10 100 Td (abc) Tj ET BT /F 12 Tf 10.3 100 Td (abc) Tj ET")
    assert [block.text for block in read(content)[0] if isinstance(block, Paragraph)] == ["abc"]


def test_a_page_of_an_image_among_others_is_named() -> None:
    pixel = '#image(bytes((255, 255, 255)), format: (encoding: "rgb8", width: 1, height: 1), width: 40mm)'
    assert codes(f"文\n#pagebreak()\n{pixel}") == [("2ページ", "page_without_text")]


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(UnreadableDocument, match=str(MOST_PAGES)):
        read(made("#pagebreak()\n" * MOST_PAGES))


def test_the_time_grows_with_the_pages_only() -> None:
    content = made("#pagebreak()\n".join([f"#t(..range(4).map(n => [{LONG}]))\n"] * 30))
    begun = time.process_time()
    assert len(read(content)[0]) > 30 * 4
    assert time.process_time() - begun < 6


@pytest.mark.parametrize("step", range(7, 120, 9))
def test_a_file_cut_or_changed_anywhere_is_read_or_refused(step: int) -> None:
    content = made(LONG)
    for broken in (
        content[: len(content) * step // 120],
        content[: step * 11] + b"\x00\xff" + content[step * 11 + 2 :],
    ):
        findings = Findings()
        with contextlib.suppress(UnreadableDocument):
            read_pdf(broken, "a.pdf", findings)
        assert {finding.code for finding in findings.by_line() if finding.level == "error"} <= DAMAGE


DAMAGE = {"pdf_damaged", "pdf_without_text", "pdf_without_letters"}
