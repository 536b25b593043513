"""Every stored code and every state of the read models has a Japanese word, and no word is left over."""

import re
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from domain import codes, flow_words
from pdca import words
from projections import board, opinions, reviews

BY_LITERAL = {
    "ItemKind": words.ITEM_KIND,
    "Disposition": words.DISPOSITION,
    "Decision": words.DECISION,
    "Medium": words.MEDIUM,
    "Stance": words.STANCE,
    "Perception": words.PERCEPTION,
    "StaffRole": words.STAFF_ROLE,
    "Office": words.OFFICE,
    "OpinionSource": words.OPINION_SOURCE,
    "Subject": words.SUBJECT,
    "ProposalKind": words.PROPOSAL_KIND,
    "Carried": words.CARRIED,
    "Ground": words.GROUND,
    "Kept": words.KEPT,
    "ApprovalSubject": words.APPROVAL_SUBJECT,
    "SessionForm": words.SESSION_FORM,
    "Round": words.ROUND,
    "Invalidity": words.INVALIDITY,
    "Tie": words.TIE,
    "ChairVotes": words.CHAIR_VOTES,
    "WrittenConsent": words.WRITTEN_CONSENT,
    "Arrival": words.ARRIVAL,
}
TABLES = sorted(name for name, value in vars(words).items() if name.isupper() and isinstance(value, dict))


def literals():
    return {name: get_args(value) for name, value in vars(codes).items() if _is_literal(value)}


def _is_literal(value):
    return bool(get_args(value)) and all(isinstance(code, str) for code in get_args(value))


def test_every_literal_of_the_codes_has_its_table():
    assert set(literals()) == set(BY_LITERAL)


@pytest.mark.parametrize("name", sorted(BY_LITERAL))
def test_every_code_has_a_word_and_none_is_left_over(name):
    assert set(BY_LITERAL[name]) == set(literals()[name])


@pytest.mark.parametrize(
    ("table", "states"),
    [
        (words.ITEM_STATE, get_args(board.State)),
        (words.OPINION_STATE, get_args(opinions.OpinionState)),
        (words.PROPOSAL_STATE, (*get_args(reviews.ProposalState), "revised")),
    ],
    ids=["item", "opinion", "proposal"],
)
def test_every_state_has_a_word(table, states):
    assert set(states) <= set(table)


def test_a_role_has_the_same_word_in_a_refusal():
    assert words.ROLE == flow_words.ROLES


@pytest.mark.parametrize("name", TABLES)
def test_words_are_japanese_and_tell_the_codes_apart(name):
    table = getattr(words, name)
    assert len(set(table.values())) == len(table)
    assert not [text for text in table.values() if re.search("[a-z_]", text) or not text]


def test_the_choices_say_what_else_is_needed():
    assert set(words.DISPOSITION_CHOICE) == set(words.DISPOSITION)
    assert words.DISPOSITION_CHOICE["as_proposed"] == "原案のとおりとします（理由必須）"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (("considering", date(2026, 6, 30), None), "引き続き検討します（令和8年6月まで）"),
        (("forwarded", None, "建設課"), "担当部署へ伝えました（建設課）"),
        (("reflected", None, None), "反映しました"),
    ],
)
def test_a_disposition_names_month_and_department(given, shown):
    assert words.disposition(*given) == shown


def test_a_decision_says_how_it_was_taken():
    assert words.decision("approved", "異議なし") == "異議なしにより承認"
    assert words.decision("approved", "賛成7・反対1・保留1") == "賛成7・反対1・保留1により承認"
    assert words.decision("entrusted") == "会長に一任"


def test_a_star_names_the_session():
    assert words.star("令和6年度第2回会議") == "★ 進んでいると確認（令和6年度第2回会議）"
    assert words.star_removed("令和7年度第1回会議", "休館のため") == "★を外しました（令和7年度第1回会議・休館のため）"
    assert words.star_removed("令和7年度第1回会議") == "★を外しました（令和7年度第1回会議）"


def test_the_call_for_opinions_says_until_when():
    due = datetime(2026, 12, 4, 14, 59, 59, tzinfo=UTC)
    assert words.item_state("shown", due, staff=False) == "ご意見募集中（12月4日（金）まで）"
    assert words.item_state("shown", staff=True) == "ご意見募集中"


def test_a_hidden_draft_is_told_to_staff_only():
    assert words.item_state("drafting", staff=True) == "たたき台作成中（事務局のみ）"
    assert words.item_state("drafting", staff=False) == words.item_state("considered", staff=False)


def test_what_was_not_looked_at_is_not_called_bad():
    assert words.word(words.PERCEPTION, None) == "まだ確認していません"
    with pytest.raises(KeyError):
        words.word(words.PERCEPTION, "rubbish")
