"""Advice: the secretariat sees it and may leave things as they are; for everybody else it does not exist."""

import re

import pytest

from domain import commands as c
from tests.web.browsing_client import htmx, send, words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER

HINT = "「検討する」とあります。いつまでに確認するかを添えますか。"
KEEP = "確認済み（このままにする）"


@pytest.fixture
def advice(city, cycle):
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=city.item("1-1-指1"), texts=("開け方を検討する。",))
    return f"/cycles/{cycle}/advice"


def hidden(page):
    """What the first form on the page would send."""
    form = page.text.partition('id="advice-')[2].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_the_secretariat_is_told_on_the_list_and_at_the_item(clerk, city, advice, cycle):
    assert HINT in words(clerk.get(advice))
    assert "開け方を検討する。" in words(clerk.get(advice))
    assert HINT in words(clerk.get(f"/indicators/{city.item('1-1-指1')}"))
    assert advice in clerk.get(f"/cycles/{cycle}").text


def test_nobody_else_learns_of_it(person, city, advice, cycle):
    before = city.engine.head()
    for name in (DEPARTMENT, AUDITOR, CHAIR, MEMBER):
        assert person(name).get(advice).status_code == 404
        assert send(person(name), advice, city, kind="x").status_code == 404
        assert "手がかり" not in person(name).get(f"/indicators/{city.item('1-1-指1')}").text
        assert "手がかり" not in person(name).get(f"/cycles/{cycle}").text
    assert person().get(advice).status_code == 403
    assert city.engine.head() == before


def test_what_may_stay_is_hidden_without_an_event_and_can_be_shown_again(person, clerk, city, advice):
    head = city.engine.head()
    fields = hidden(clerk.get(advice))
    for _ in range(2):  # pressed twice
        assert send(clerk, advice, city, **fields).status_code == 303
    assert HINT not in words(person(CLERK).get(advice))
    assert HINT not in words(clerk.get(f"/indicators/{city.item('1-1-指1')}"))
    shown = clerk.get(f"{advice}?show=kept")
    assert HINT in words(shown)
    assert htmx(clerk, advice, city, **hidden(shown)).status_code == 200
    assert HINT in words(clerk.get(advice))
    assert city.engine.head() == head


def test_a_new_status_brings_it_again(clerk, city, advice, cycle):
    send(clerk, advice, city, **hidden(clerk.get(advice)))
    item = city.item("1-1-指1")
    seen = city.state("1-1-指1").statuses[2024].position
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=item, texts=("開け方をまた検討する。",), based_on=seen)
    assert HINT in words(clerk.get(advice))


def test_what_is_not_advised_cannot_be_kept(clerk, city, advice):
    refused = send(clerk, advice, city, **hidden(clerk.get(advice)) | {"mark": "x" * 1000})
    assert refused.status_code == 422
    assert "もうありません" in words(refused)
