"""Corrections by hand: one pure function, and every text keeps the place where it was read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdca.documents import read_document
from pdca.documents.by_hand import ByHand, apply_corrections, texts
from tests.pdca.cli_stage import DOCUMENT

READ = read_document(DOCUMENT.encode(), "a.txt")
ALL = [text.address for text in texts(READ)]
GOALS = [text for text in texts(READ) if text.advanced is not None]


def goals(corrections, k=0):
    document = apply_corrections(READ, corrections)
    return document.projects[0].initiatives[0].indicators[k].goals


def test_without_corrections_the_document_is_as_it_was_read():
    assert apply_corrections(READ, {}) is READ
    assert apply_corrections(READ, dict.fromkeys(ALL, ByHand())) == READ


def test_addresses_are_unique_and_cover_every_bullet():
    assert len(ALL) == len(set(ALL))
    assert [(text.text, text.advanced) for text in GOALS] == [(b.text, b.advanced) for b in READ.bullets()]


def test_a_text_is_reworded_with_its_place():
    (first, *_) = goals({})
    (now, *_) = goals({"1.1.activity.1.goals.1": ByHand(text="別の文。")})
    assert (now.text, now.advanced, now.line) == ("別の文。", first.advanced, first.line)


def test_a_star_is_given_and_taken():
    (first, *_) = goals({})
    (now, *_) = goals({"1.1.activity.1.goals.1": ByHand(advanced=not first.advanced)})
    assert now.advanced is not first.advanced


def test_lines_of_a_text_are_bullets_of_their_own():
    made = goals({"1.1.activity.1.goals.1": ByHand(text="一つ目。\n★二つ目。\n三つ目。", advanced=False)})
    assert [(b.text, b.advanced) for b in made[:3]] == [("一つ目。", False), ("二つ目。", True), ("三つ目。", False)]
    assert len({b.line for b in made[:3]}) == 1


def test_a_text_that_is_left_out_takes_nothing_with_it():
    assert goals({"1.1.activity.1.goals.1": ByHand(left_out=True)}) == goals({})[1:]


def test_the_first_text_of_a_row_has_nothing_to_be_joined_to():
    assert goals({"1.1.activity.1.goals.1": ByHand(joined=True)}) == goals({})


@pytest.mark.parametrize("address", [each for each in ALL if each.endswith(".name")])
def test_every_name_can_be_corrected(address):
    named = [text.text for text in texts(apply_corrections(READ, {address: ByHand(text="別の名前")}))]
    assert named.count("別の名前") == 1


hands = st.builds(ByHand, text=st.none() | st.sampled_from(["甲。", "乙。\n★丙。"]), advanced=st.none() | st.booleans(),
                  joined=st.booleans(), left_out=st.booleans())  # fmt: skip


@given(st.dictionaries(st.sampled_from([text.address for text in GOALS]), hands))
def test_whatever_is_corrected_each_bullet_comes_from_its_place(corrections):
    document = apply_corrections(READ, corrections)
    places = [bullet.line for bullet in document.bullets()]
    assert set(places) <= {bullet.line for bullet in READ.bullets()}
    left = [text for text in GOALS if not corrections.get(text.address, ByHand()).left_out]
    assert bool(places) == bool(left)
    assert document.findings == READ.findings
