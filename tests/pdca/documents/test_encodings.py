"""A text is read in every encoding that offices write, where that is certain; else it is refused with its line."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.documents import UnreadableDocument, read_document
from pdca.documents.findings import Findings
from pdca.documents.formats.text import read_text
from pdca.documents.source import Gap, Paragraph

TEXT = """\
糸瀬市の進み具合
プロジェクト1：水辺プロジェクト
(1) 将来像
- ・橋を歩いて渡れる。
① 川の広場
■取組内容
広場を設けます（㈱髙﨑組、Ⅲ期、ｺﾐｾﾝ）。
指標名\t内容
見守り\t・大人の目が届いている。
"""
STANDARD = TEXT.replace("㈱髙﨑", "高崎").replace("Ⅲ", "3").replace("ｺﾐｾﾝ", "コミセン")


def iso_2022(text: str) -> bytes:
    """As Windows writes it: with the letters of NEC, which Python's own codec refuses."""
    parts = []
    for letter in text:
        if letter.isascii():
            parts.append(b"\x1b(B" + letter.encode())
            continue
        first, second = letter.encode("cp932")
        row = (first - (0x81 if first < 0xA0 else 0xC1)) * 2 + 0x21
        if second >= 0x9F:
            row, cell = row + 1, second - 0x7E
        else:
            cell = second - (0x1F if second < 0x7F else 0x20)
        parts.append(b"\x1b$B" + bytes((row, cell)))
    return b"".join(parts) + b"\x1b(B"


def euc(text: str) -> bytes:
    """The same for EUC."""
    jis = (letter.encode() if letter.isascii() else iso_2022(letter)[3:5] for letter in text)
    return b"".join(
        code if letter.isascii() else bytes(b | 0x80 for b in code) for letter, code in zip(text, jis, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "content", "name"),
    [
        (TEXT, b"\xff\xfe" + TEXT.encode("utf-16-le"), "UTF-16LE"),
        (TEXT, b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16BE"),
        (TEXT, TEXT.encode("utf-16-le"), "UTF-16LE"),
        (TEXT, TEXT.encode("utf-16-be"), "UTF-16BE"),
        (TEXT, TEXT.encode("cp932"), "Shift_JIS"),
        (TEXT, TEXT.replace("\n", "\r\n").encode("cp932") + b"\x1a", "Shift_JIS"),
        (STANDARD, euc(STANDARD), "EUC-JP"),
        (STANDARD, iso_2022(STANDARD), "ISO-2022-JP"),
        (STANDARD.replace("①", "②"), STANDARD.replace("①", "②").encode("euc_jis_2004"), "EUC-JP"),
    ],
)
def test_a_certain_encoding_is_read_and_named(text: str, content: bytes, name: str) -> None:
    document = read_document(content, "資料.txt")
    said = [finding.message for finding in document.findings if finding.code == "encoding_read"]
    assert len(said) == 1
    assert name in said[0]
    assert document.projects == read_document(text.encode(), "資料.txt").projects


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        ("糸瀬市\n計画書\n".encode("cp932"), 1, "encoding_unclear"),  # no kana: may be EUC as well
        ("한국어 문서\n".encode("euc_kr"), 1, "encoding_unclear"),
        (TEXT.encode("cp932") + b"\nabc\n\x81", 12, "undecodable"),
        (TEXT.encode() + b"abc\n\xe3\x81", 11, "undecodable"),
        (euc(STANDARD) + b"\xa4", 10, "undecodable"),
        (iso_2022(STANDARD) + b"\n\x1b$B\x24", 11, "undecodable"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00\xd8", 10, "undecodable"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be") + b"a", 10, "undecodable"),
        ("caf\xe9".encode("latin-1"), 1, "undecodable"),
        ("한국어\n".encode("utf-16-le"), 2, "control_character"),
    ],
)
def test_what_is_not_certain_is_refused_with_its_line(content: bytes, line: int, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(content, "資料.txt")
    assert [(error.line, error.code) for error in caught.value.findings] == [(line, code)]


@given(st.text("あいうえおアイウ川丘駅橋。、・★（）①㈱ ab\n", min_size=20))
def test_any_japanese_text_is_the_same_in_every_encoding(text: str) -> None:
    text = "ここからの文です。\n" + text
    for content in (text.encode("cp932"), text.encode("utf-16"), euc(text), iso_2022(text)):
        assert read_text(content, "a.txt", Findings()) == read_text(text.encode(), "a.txt", Findings())


@given(st.binary())
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    findings = Findings()
    with contextlib.suppress(UnreadableDocument):
        assert read_text(content, "a.txt", findings)


def test_a_page_break_ends_a_paragraph_but_no_line() -> None:
    blocks = read_text("文の\f続き\n次".encode(), "a.txt", Findings())
    assert blocks == [Paragraph(1, "文の"), Gap(1), Paragraph(1, "続き"), Paragraph(2, "次")]


def test_letters_in_two_parts_are_made_one_and_names_keep_their_own_letters() -> None:
    document = read_document(TEXT.replace("が", "か\u3099").replace("橋", "神").encode(), "a.txt")
    assert document.projects == read_document(TEXT.replace("橋", "神").encode(), "a.txt").projects
    assert document.projects[0].vision[0].text == "神を歩いて渡れる。"
    (said,) = [finding for finding in document.findings if finding.code == "decomposed_text"]
    assert said.line == 9
