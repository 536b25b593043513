"""Bytes that are no text are refused by name; every usual form of a text file reads the same."""

import unicodedata

import msgspec
import pytest

from pdca.documents import UnreadableDocument, packaged_profile, profile_of, read_document
from pdca.documents.words import circled, circled_sign

TEXT = """\
糸瀬市の進み具合
プロジェクト1：水辺プロジェクト
(1) 将来像
- ・橋を歩いて渡れる。
① 川の広場
■取組内容
広場を設けます。
指標名	内容
見守り	・大人の目が届いている。
"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{\\rtf1", "RTF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"GIF89a", "GIF"),
        (b"\x1f\x8b\x08", "gzip"),
        (TEXT.encode("utf-32"), "UTF-32"),
    ],
)
def test_another_kind_of_file_is_named(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words) as caught:
        read_document(content, "資料")
    assert [(error.line, error.code) for error in caught.value.findings] == [(1, "not_text")]


@pytest.mark.parametrize("content", [b"", b"\n \n", "\ufeff".encode(), "\u3000\r\n".encode()])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(content, "資料.txt")
    assert [error.code for error in caught.value.findings] == ["empty_file"]


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b"a\r\nb\r\n\xff\xff", 3, "undecodable"),
        (b"\xef\xbb\xbfa\rb\n\xff", 3, "undecodable"),
        (b"a\n\x00\xff", 2, "control_character"),
        (b"a\nb\x1b[0m", 2, "control_character"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(content: bytes, line: int, code: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_document(content, "資料.txt")
    assert [(error.line, error.code) for error in caught.value.findings] == [(line, code)]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-8-sig"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("①", "\f①").encode(),
    ],
)
def test_the_usual_forms_of_a_text_read_the_same(content: bytes) -> None:
    assert read_document(content, "資料.txt") == read_document(TEXT.encode(), "資料.txt")


def test_signs_written_in_two_parts_are_put_together_and_said() -> None:
    written = read_document(TEXT.encode(), "資料.txt")
    read = read_document(unicodedata.normalize("NFD", TEXT).encode(), "資料.txt")
    assert msgspec.structs.replace(read, findings=written.findings) == written
    (said,) = [finding for finding in read.findings if finding not in written.findings]
    assert (said.level, said.code, said.line) == ("notice", "decomposed_text", 2)
    assert "か所" in said.message


def test_a_rare_form_of_a_name_s_character_stays_as_typed() -> None:
    text = TEXT.replace("広場を設けます", "\ufa19谷・髙梨・﨑田・\ufa1a子が広場を設けます")
    read = read_document(text.encode(), "資料.txt")
    assert "\ufa19谷・髙梨・﨑田・\ufa1a子が" in str(read)


def test_another_city_may_use_other_words() -> None:
    profile = packaged_profile()
    toml = (
        '[marks]\nadvanced = "◎"\nbullets = ["・"]\nlist = ["-"]\nheadings = "■"\nstops = "。"\nclosers = "）"\n'
        '[headings]\nproject = ["柱"]\nseparators = "："\nvision = ["めざす姿"]\ncontent = ["概要"]\ncaptions = []\n'
        '[tables]\nindicator_goals = ["項目", "内容"]\nindicator_progress = ["項目", "進み具合"]\n'
        'role_goals = ["担い手", "役割"]\nrole_progress = ["担い手", "進み具合"]\n'
        '[markup]\ntags = ["p"]\nclosed = ["p"]\nopen = []\n'
    )
    text = TEXT.replace("プロジェクト1", "柱1").replace("将来像", "めざす姿").replace("取組内容", "概要")
    content = text.replace("指標名\t", "項目\t").replace("・大人", "◎大人").encode()
    document = read_document(content, "資料.txt", profile_of(toml))
    assert [bullet.advanced for bullet in document.bullets()] == [False, True]
    with pytest.raises(UnreadableDocument, match="プロジェクト1"):
        read_document(content, "資料.txt", profile)


def test_circled_numbers_reach_fifty() -> None:
    assert [circled(sign) for sign in "①⑳㉑㉟㊱㊿1"] == [1, 20, 21, 35, 36, 50, None]
    assert [circled_sign(number) for number in (1, 50, 51)] == ["①", "㊿", "51"]
