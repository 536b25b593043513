"""HTML is read as a person sees it in a browser; what is not seen is left out and said."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.documents import UnreadableDocument
from pdca.documents.findings import Findings
from pdca.documents.formats.html import read_html
from pdca.documents.source import Gap, Paragraph, TableRow


def read(html: str | bytes):
    findings = Findings()
    content = html.encode() if isinstance(html, str) else html
    blocks = read_html(content, "a.html", findings)
    return blocks, [(finding.line, finding.code) for finding in findings.by_line()]


def texts(html: str | bytes) -> list:
    return [
        block.text if isinstance(block, Paragraph) else tuple(cell.text for cell in block.cells)
        for block in read(html)[0]
        if not isinstance(block, Gap)
    ]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>題</h1><p>一つ目の文。</p>二つ目", ["題", "一つ目の文。", "二つ目"]),
        ("<p>文が\n   続く。\n★印</p>", ["文が続く。 ★印"]),
        ("<p>one\ntwo&nbsp;three</p>", ["one two three"]),
        ("<p>一<br>二<br/>三</p>", ["一", "二", "三"]),
        ("<p><b>太</b><span>字</span>の<ruby>川<rp>(</rp><rt>かわ</rt></ruby></p>", ["太字の川"]),
        ("<ul><li>丘<li>★川<ul><li>橋</ul>後</ul>", ["・丘", "★川", "・橋", "後"]),
        ("<ul><li>① 丘<li>(1) 川<li>3か所", ["① 丘", "(1) 川", "・3か所"]),
        ("<ol><li>丘<li>川<li value=7>橋</ol>", ["(1) 丘", "(2) 川", "(7) 橋"]),
        ("<ol start=2><li>今までの経過</ol>", ["2. 今までの経過"]),
        ("<dl><dt>丘<dd>高い</dl>", ["丘", "高い"]),
        ("<details><summary>表</summary>中身</details>", ["表", "中身"]),
        ("<pre>丘\n\n 名\t内容\n</pre>", ["丘", ("名", "内容")]),
        (
            "<table><caption>表1<tr><th>名<th>内容<tr><td>丘<td>・高い<br>★広い",
            ["表1", ("名", "内容"), ("丘", "・高い\n★広い")],
        ),
        ("<table><tr><td>丘<td><ul><li>高い<li>★広い</ul>", [("丘", "・高い\n★広い")]),
        ("<table><tr><td>丘<td><p>高い</p><p>広い</p>", [("丘", "高い\n広い")]),
        ("<table><tr><td rowspan=2>丘<td>a<tr><td>b<tr><td>川<td>c", [("丘", "a"), ("", "b"), ("川", "c")]),
        ("<table><tr><td rowspan=0>丘<td>a<tr><td>b", [("丘", "a"), ("", "b")]),
        ("<table><tr><td colspan=2>丘<td>a<tr><td>b<td>c<td>d", [("丘", "", "a"), ("b", "c", "d")]),
        ("<table><tr><td>a<td rowspan=2>丘<tr><td>b", [("a", "丘"), ("b", "")]),
        ("<table><tr><td>a<td>b<tr><td>c<td>d<table><tr><td>e<td>f</table>", [("a", "b"), ("c", "d\ne f")]),
        ("<table><tr><td><h1>題</h1><table><tr><td>a<td>b</table></table>", ["題", ("a", "b")]),
        ("前<script>x</script><style>y</style><!-- z -->後", ["前後"]),
    ],
)
def test_what_a_person_sees_is_read(html: str, expected: list) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>見</p><p hidden>隠</p>", "hidden_left_out"),
        ("<p>見</p><p style='color:red; display : none'>隠</p>", "hidden_left_out"),
        ("<p>見</p><p aria-hidden=true>隠</p>", "hidden_left_out"),
        ("<p>見</p><template>隠</template>", "hidden_left_out"),
        ("<p>見</p><noscript>隠</noscript>", "hidden_left_out"),
        ("<p>見</p><table><tr style='visibility:hidden'><td>隠</table>", "hidden_left_out"),
        ("<p>見</p><p><del>隠</del></p>", "struck_left_out"),
    ],
)
def test_what_is_not_seen_is_left_out_and_said(html: str, code: str) -> None:
    assert texts(html) == ["見"]
    assert read(html)[1] == [(1, code)]


def test_each_block_has_its_line_and_a_gap_behind_it() -> None:
    blocks, _ = read("\n<p>一</p>\n<table>\n<tr><td>a\n<tr><td>b</table>\n<p>二")
    assert [(type(block), block.place) for block in blocks] == [
        (Paragraph, 2),
        (Gap, 2),
        (TableRow, 4),
        (TableRow, 5),
        (Gap, 3),
        (Paragraph, 6),
        (Gap, 6),
    ]


def test_lines_beyond_the_count_of_the_library_say_so() -> None:
    blocks, _ = read("\n" * 70_000 + "<p>丘</p>")
    assert blocks[0].place == "65535行目以降"


@pytest.mark.parametrize("charset", ["Shift_JIS", "x-sjis", "EUC-JP", "UTF-8", "latin-1"])
def test_the_encoding_is_the_declared_one_if_all_bytes_agree(charset: str) -> None:
    html = f'<meta http-equiv=Content-Type content="text/html; charset={charset}"><p>糸瀬市計画書</p>'
    codec = {"x-sjis": "cp932", "latin-1": "utf-8"}.get(charset, charset)
    assert texts(html.encode(codec)) == ["糸瀬市計画書"]
    assert texts(html.encode()) == ["糸瀬市計画書"]


def test_a_wrong_declaration_is_not_believed() -> None:
    assert texts("<meta charset=utf-8><p>糸瀬市のあゆみ</p>".encode("cp932")) == ["糸瀬市のあゆみ"]


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("", "empty_file"),
        ("<html><body><script>x</script>", "empty_file"),
        ("<p>a" + "<div>" * 100_000 + "b", "html_too_deep"),
        ("<p>a" + "<table><tr><td>" * 100_000 + "b", "html_too_deep"),
        ("<p>a\x1b</p>", "control_character"),
        ("<table><tr>" + "<td colspan=99999>a" * 3, "table_too_wide"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(html: str, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(html)
    assert caught.value.findings[0].code == code


def test_no_entity_and_no_file_is_taken_in() -> None:
    html = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>丘&a;</p>'
    assert "root:" not in str(texts(html))
    billion = "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><p>丘&b;</p>"
    assert "haha" not in str(texts(billion))


def test_huge_spans_and_many_rows_cost_little() -> None:
    begun = time.monotonic()
    html = "<table>" + "<tr><td rowspan=65000 colspan=3>a<td>b" * 5000
    with pytest.raises(UnreadableDocument):
        read(html)
    read("<ul>" + "<li>・丘がある。" * 20_000)
    assert time.monotonic() - begun < 5


TAGS = [
    "p",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "ul",
    "ol",
    "li",
    "br",
    "pre",
    "dl",
    "dt",
    "dd",
    "b",
    "span",
    "template",
    "del",
    "h1",
    "script",
    "details",
]
PIECES = st.sampled_from(
    [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["丘", "・", "\t", "\n", "<td rowspan=3 colspan=2>"]
)


@given(st.lists(PIECES, max_size=40))
def test_any_order_of_tags_is_read_or_refused(pieces: list[str]) -> None:
    findings = Findings()
    try:
        blocks = read_html("".join(pieces).encode(), "a.html", findings)
    except UnreadableDocument:
        return
    assert all(isinstance(block, Paragraph | TableRow | Gap) for block in blocks)
