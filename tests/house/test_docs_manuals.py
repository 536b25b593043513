"""The manuals quote only words that are on a screen, and name every button."""

import re

import pytest

from tests.docs import HOUSE, MANUALS
from web.page import RECEIPTS

CHOICE = re.compile(r"\{% if [^%]*%\}((?:(?!\{%).)*)(?:\{% else %\}((?:(?!\{%).)*))?\{% endif %\}", re.DOTALL)
"""An `if` in a template with nothing inside that is chosen again."""


def screen():
    """Everything that can come onto a screen: templates, sentences of the pages, words of codes, the flows' titles."""
    files = [*(HOUSE / "web").rglob("*.html"), *(HOUSE / "web").rglob("*.py"), *(HOUSE / "pdca/flows").glob("*.toml")]
    files += [HOUSE / "pdca/words.py", HOUSE / "pdca/sentences.py", HOUSE / "domain/opinions.py"]
    text = "\n".join([*(path.read_text(encoding="utf-8") for path in files), *RECEIPTS.values()])
    return "\n".join([text, CHOICE.sub(r"\1", text), CHOICE.sub(r"\2", text)])


SCREEN = screen()


def quoted(text):
    """What stands in 「」, an inner pair belonging to its outer one."""
    found, depth, start = [], 0, 0
    for k, sign in enumerate(text):
        if sign == "「":
            depth += 1
            start = k + 1 if depth == 1 else start
        elif sign == "」":
            depth -= 1
            found += [text[start:k]] if depth == 0 else []
    return found


def unknown(text):
    """Quoted words of which a part (○ stands for a number or a name) is on no screen."""
    for words in quoted(text):
        parts = [part for part in words.replace("\n", "").split("○") if part.strip("「」 　")]
        if not all(part.strip() in SCREEN for part in parts):
            yield words


@pytest.mark.parametrize("name", MANUALS)
def test_the_manual_quotes_words_of_the_screen(name):
    assert list(unknown(MANUALS[name])) == []


def test_a_word_that_is_on_no_screen_would_be_found():
    assert list(unknown("「意見を送る」「第○版を委員に見せる」「所管外とする」")) == ["所管外とする"]


def buttons():
    """The words of all buttons, variable parts as ○; those of the demo's list of persons are none."""
    for path in sorted((HOUSE / "web/templates").glob("*.html")):
        for found in re.findall(r"<button[^>]*>(.*?)</button>", path.read_text(encoding="utf-8"), flags=re.DOTALL):
            for words in re.split(r"\{%.*?%\}", re.sub(r"<[^>]+>", "", found)):
                yield from chosen(words)


def chosen(words):
    """Of an expression the words that it chooses from, else the text with ○ for what is put in."""
    texts = re.findall(r"'([^']+)' (?:if|\}\})", words)
    yield from texts or [re.sub(r"\{\{.*?\}\}", "○", words).strip()]


def test_every_button_is_in_a_manual():
    told = {re.sub(r"\s", "", words) for text in MANUALS.values() for words in quoted(text)}
    assert {each for each in buttons() if each.strip("○") and re.sub(r"\s", "", each) not in told} == set()
