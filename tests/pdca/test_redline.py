"""A redline marks phrases of Japanese text, loses no letter, and stays quick on long texts."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.redline import Piece, redline

OLD = "3つの公民館の和室を月2回、親子に開放している。"
NEW = (
    "和室の開放は東・南の2館で月2回、北地区は再開までわかば幼稚園の空き部屋で毎週水曜に行い、"
    "雨の日の午前は予約なしで入れる。換気の目安を入口に示す。"
)


def joined(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


def marked(before, after):
    signs = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(signs[piece.kind].format(piece.text) for piece in redline(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("土曜にも1回開けている。", "土曜にも2回開けている。", "土曜にも[-1回開けている。-][+2回開けている。+]"),
        (
            "おむつ替え台と湯沸かしがある。",
            "おむつ替え台と湯沸かし、手すりがある。",
            "おむつ替え台と[-湯沸かしが-][+湯沸かし、手すりが+]ある。",
        ),
        (
            "靴箱の高さが子どもに合っている。",
            "靴箱の高さが子どもに合っている。大人も座って休める。",
            "靴箱の高さが子どもに合っている。[+大人も座って休める。+]",
        ),
        ("大人も座って休める。", "", "[-大人も座って休める。-]"),
        ("", "大人も座って休める。", "[+大人も座って休める。+]"),
    ],
    ids=["number", "word", "sentence", "gone", "new"],
)
def test_the_changed_phrase_is_marked(before, after, shown):
    assert marked(before, after) == shown


def test_the_sentence_of_the_sample_city():
    assert redline(OLD, NEW) == [
        Piece("removed", "3つの公民館の和室を"),
        Piece("added", "和室の開放は東・南の2館で"),
        Piece("same", "月2回、"),
        Piece("removed", "親子に開放している。"),
        Piece(
            "added",
            "北地区は再開までわかば幼稚園の空き部屋で毎週水曜に行い、"
            "雨の日の午前は予約なしで入れる。換気の目安を入口に示す。",
        ),
    ]


def test_a_middle_dot_does_not_begin_a_phrase():
    pieces = redline("東・南の2館で行う。", "東・西の2館で行う。")
    assert not [piece for piece in pieces if piece.text[0] in "・）」"]


@pytest.mark.parametrize("text", [OLD, NEW, "あ", "改行\nあり\n"])
def test_identical_texts_are_one_piece(text):
    assert redline(text, text) == [Piece("same", text)]


def test_nothing_and_nothing_is_nothing():
    assert redline("", "") == []


JAPANESE = st.text("あいのはをがに公民館月2回3、。・「」（）\n 🏠がk", max_size=60)
PAIRS = st.one_of(
    st.tuples(JAPANESE, JAPANESE),
    st.tuples(JAPANESE, JAPANESE, JAPANESE, JAPANESE).map(lambda t: (t[0] + t[1] + t[2], t[0] + t[3] + t[2])),
    st.tuples(st.text(), st.text()),
)


@given(PAIRS)
def test_no_letter_is_lost_or_made(pair):
    before, after = pair
    pieces = redline(before, after)
    assert joined(pieces, "same", "removed") == before
    assert joined(pieces, "same", "added") == after


@given(PAIRS)
def test_neighbours_differ_and_removed_stands_before_added(pair):
    pieces = redline(*pair)
    kinds = [piece.kind for piece in pieces]
    assert all(one != other for one, other in pairwise(kinds))
    assert ("added", "removed") not in set(pairwise(kinds))
    assert all(piece.text for piece in pieces)
    assert (kinds == ["same"]) == (pair[0] == pair[1] != "")


def longs():
    text = (OLD + NEW) * 104
    return {
        "one word": (text, text.replace("わかば", "ひかり", 1)),
        "every sentence": (text, text.replace("月2回", "月3回")),
        "all new": (text, "".join(reversed(text))),
        "no full stop": (text.replace("。", "、"), text.replace("。", "、").replace("2館", "3館")),
        "two words only": ("あ。い。" * 2500, "い。い。あ。" * 1600),
    }


@pytest.mark.parametrize("name", sorted(longs()))
def test_ten_thousand_characters_are_no_burden(name):
    """Generous, since machines differ: a quadratic way takes many seconds."""
    before, after = longs()[name]
    assert min(len(before), len(after)) >= 9_000
    redline("", "あ")
    began = time.perf_counter()
    pieces = redline(before, after)
    assert time.perf_counter() - began < 2
    assert joined(pieces, "same", "added") == after
