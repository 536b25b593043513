"""Drafts and proposals taken back; what a meeting has on its agenda; the meeting's own amendment."""

import pytest

from domain import commands as c
from tests.web.browsing_client import send, words
from tests.web.small_city import DEPARTMENT, MEMBER

TEXT = "2つの公民館の和室を月2回、親子に開放している。"


@pytest.fixture
def item(city):
    return f"/indicators/{city.item('1-1-指1')}"


@pytest.fixture
def step(city, cycle):
    city.to_proposal(cycle)
    return cycle


def shown(city, cycle):
    city.drafted(cycle)
    city.do(c.ShowDraft, cycle_id=cycle, indicator_id=city.item("1-1-指1"), number=1)


def test_a_member_reads_that_a_draft_was_taken_back_and_why_but_its_text_no_more(clerk, person, city, item, step):
    shown(city, step)
    assert TEXT in words(person(MEMBER).get(item))
    fields = {"cycle_id": step, "sent_from": "take-back-1"}
    assert send(clerk, f"{item}/drafts/1/take-back", city, **fields, reason=" ").status_code == 422
    assert send(clerk, f"{item}/drafts/1/take-back", city, **fields, reason="数字が違いました").status_code == 303
    page = words(person(MEMBER).get(item))
    assert "第1版取り下げ" in page
    assert "取り下げた理由：数字が違いました" in page
    assert TEXT not in page
    assert "たたき台に意見を送る" not in page
    assert TEXT in words(clerk.get(item))


def test_while_one_draft_is_shown_the_next_stays_hidden(person, city, item, step):
    shown(city, step)
    city.drafted(step, text="3つ目の案の文。", based_on=1)
    page = words(person(MEMBER).get(item))
    assert TEXT in page
    assert "3つ目の案の文。" not in page


def test_no_opinion_comes_on_a_draft_that_was_taken_back(person, city, item, step):
    shown(city, step)
    city.do(c.TakeBackDraft, cycle_id=step, indicator_id=city.item("1-1-指1"), number=1, reason="違いました")
    fields = {"cycle_id": step, "subject": "draft", "version": "1", "body": "よいと思います。"}
    refused = send(person(MEMBER), f"{item}/comments", city, **fields)
    assert refused.status_code == 422
    assert "このたたき台は取り下げられました" in words(refused)
    assert "よいと思います。" in refused.text


def test_a_proposal_is_withdrawn_and_shows_so(clerk, person, city, item, step):
    city.proposed(step)
    assert "第1版を取り下げる" in words(clerk.get(item))
    assert "第1版を取り下げる" not in words(person(DEPARTMENT).get(item))
    withdrawn = send(clerk, f"{item}/proposals/1/withdraw", city, cycle_id=step, reason="調べ直すため")
    assert withdrawn.status_code == 303
    page = words(person(MEMBER).get(item))
    assert "第1版文の見直し取り下げ" in page
    assert "理由：調べ直すため" in page


def test_what_is_on_a_running_agenda_has_no_button_but_that_of_the_meeting_s_amendment(clerk, city, item, step):
    city.proposed(step)
    session = city.session(step, ("1-1-指1", 1))
    page = words(clerk.get(item))
    assert "の議題になっています。会議で決まるまで、案は変えられません。" in page
    assert "第1版を取り下げる" not in page
    assert "差し戻す" not in page
    refused = send(clerk, f"{item}/proposals/1/withdraw", city, cycle_id=step, reason="調べ直すため")
    assert refused.status_code == 422
    assert "議題になっています" in words(refused)
    editor = clerk.get(f"{item}/proposal?session={session}")
    assert "での修正案です。" in words(editor)
    fields = {
        "cycle_id": step, "based_on": "1", "proposal_kind": "revise", "session_id": session,
        "text-1": "東と南の公民館の和室を開放している。", "revision-1": "1", "reason": "会議での意見",
    }  # fmt: skip
    assert send(clerk, f"{item}/proposals", city, **fields).status_code == 303
    assert "での修正案です。" in words(clerk.get(item))
    assert city.state("1-1-指1").proposal(step, 2).session == session


def test_a_new_name_is_proposed_in_the_editor(clerk, city, item, step):
    assert 'name="name" type="text" class="" value="開放"' in clerk.get(f"{item}/proposal").text
    fields = {
        "cycle_id": step,
        "based_on": "0",
        "proposal_kind": "revise",
        "name": "親子開放",
        "reason": "分かりやすく",
    }
    assert send(clerk, f"{item}/proposals", city, **fields).status_code == 303
    assert "新しい名前親子開放" in words(clerk.get(item))
