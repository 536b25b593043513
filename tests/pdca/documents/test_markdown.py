"""Markdown is told from plain text and read without its signs."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.documents import UnreadableDocument
from pdca.documents.findings import Findings
from pdca.documents.formats.markdown import is_markdown, read_markdown
from pdca.documents.source import Gap, Paragraph


def read(text: str):
    findings = Findings()
    blocks = read_markdown(text.encode(), "a.md", findings)
    return blocks, [(finding.line, finding.code) for finding in findings.by_line()]


def texts(text: str) -> list:
    return [
        block.text if isinstance(block, Paragraph) else tuple(cell.text for cell in block.cells)
        for block in read(text)[0]
        if not isinstance(block, Gap)
    ]


TABLE = "| 名 | 内容 |\n|---|---|\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 題\n文", ["題", "文"]),
        ("題\n====\n文", ["題", "文"]),
        ("一\n二", ["一", "二"]),
        ("一  \n二\\\n三<br>四", ["一", "二", "三", "四"]),
        ("- 丘\n- ★川\n  - 橋\n* ・駅", ["・丘", "★川", "・橋", "・駅"]),
        ("1. 今までの経過\n\n文", ["1. 今までの経過", "文"]),
        ("2. 丘\n3. 川", ["(2) 丘", "(3) 川"]),
        ("**太字**の丘と*川*と`橋`", ["太字の丘と川と橋"]),
        ("★**「広報」**の内容", ["★「広報」の内容"]),
        ("文\\*と\\|と&amp;と<b>太</b>", ["文*と|と&と太"]),
        ("[丘](http://example.jp/)と![絵](a.png)", ["丘と"]),
        ("    字下げの文", ["字下げの文"]),
        ("[取組]: 丘の上", ["[取組]: 丘の上"]),
        ("> 引用", ["引用"]),
        ("```\n丘\n名\t内容\n```", ["丘", ("名", "内容")]),
        (TABLE + "| 丘 | ・高い<br>★広い |", [("名", "内容"), ("丘", "・高い\n★広い")]),
        (TABLE + "| 丘 | a \\| b |", [("名", "内容"), ("丘", "a | b")]),
        (TABLE + "| 丘 | <ul><li>高い</li><li>★広い</li></ul> |", [("名", "内容"), ("丘", "・高い\n★広い")]),
        (TABLE + "| 丘 |", [("名", "内容"), ("丘", "")]),
        (TABLE + "| 丘 | a |\n\n| 川 | b |", [("名", "内容"), ("丘", "a"), ("川", "b")]),
        ("名 | 内容\n--- | ---\n丘 | a", [("名", "内容"), ("丘", "a")]),
        ("名\t内容\n丘\t・高い", [("名", "内容"), ("丘", "・高い")]),
        ("<table><tr><td>名<td>内容</table>\n\n文", [("名", "内容"), "文"]),
        ("文\n\n---\n\n後", ["文", "後"]),
    ],
)
def test_the_signs_of_markdown_are_taken_away(text: str, expected: list) -> None:
    assert texts(text) == expected


def test_each_block_has_its_line() -> None:
    blocks, _ = read("# 題\n\n一\n二\n\n" + TABLE + "| 丘 | a |\n\n- 川\n- 橋\n\n<p>\n終わり</p>")
    assert [block.place for block in blocks if not isinstance(block, Gap)] == [1, 3, 4, 6, 8, 10, 11, 13]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("**丘\n", (1, "emphasis_unclear")),
        ("丘\n\n~~川~~橋", (3, "struck_left_out")),
    ],
)
def test_what_is_doubtful_is_reported(text: str, finding: tuple) -> None:
    assert finding in read(text)[1]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (" \n", 1, "empty_file"),
        (TABLE + "| 丘 | a | b |", 3, "pipe_in_text"),
        ("丘\n\n" + "> " * 200 + "深い", 3, "markdown_too_deep"),
        ("- " * 5000 + "深い", 1, "markdown_too_deep"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, line: int, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(text)
    assert (caught.value.findings[0].line, caught.value.findings[0].code) == (line, code)


@pytest.mark.parametrize(
    ("text", "name", "is_it"),
    [
        ("丘", "a.md", True),
        ("丘", "A.Markdown", True),
        ("丘", "a.txt", False),
        (TABLE, "a.txt", True),
        ("名 | 内容\n:--- | ---:\n", "a", True),
        ("名\t内容\n------\t---\n- ・丘\n----\n| 丘", "a.txt", False),
    ],
)
def test_markdown_is_told_by_its_name_or_its_tables(text: str, name: str, *, is_it: bool) -> None:
    assert is_markdown(text.encode(), name) is is_it
    assert is_markdown(text.encode("utf-16"), name) is is_it


@given(
    st.lists(
        st.sampled_from(
            ["# ", "- ", "1. ", "> ", "| ", "|---|---|", "\n", "丘", "**", "<br>", "<ul>", "`", "    ", "~~", "\\"]
        )
    )
)
def test_any_order_of_signs_is_read_or_refused(pieces: list[str]) -> None:
    with contextlib.suppress(UnreadableDocument):
        assert isinstance(read_markdown("".join(pieces).encode(), "a.md", Findings()), list)
