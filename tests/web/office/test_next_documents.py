"""Next year's document in the browser: its differences are decided one by one and recorded in one append."""

import re
from typing import get_args

import pytest

from domain import commands as c
from domain.events import DocumentImported
from pdca.differences.model import Kind
from tests.web.browsing_client import words
from tests.web.office.test_imports import chosen
from tests.web.small_city import AUDITOR, DOCUMENT, MEMBER
from web.views.next_document import KINDS

NEXT = (
    DOCUMENT.replace("令和5年度の進捗状況", "令和6年度の進捗状況")
    .replace("・靴箱を1館で入れ替えた。", "・靴箱を3館で入れ替えた。")
    .replace("使った後に片づける。", "使った後に片づけ、気づいたことを知らせる。")
)


@pytest.fixture
def upload(clerk, city):
    return chosen(clerk, NEXT, "来年.txt", plan_id=city.plan).headers["location"]


def answers(client, upload, **more):
    """What the page has preset, and for what it asks the choice `decided`."""
    page = client.get(f"{upload}/differences").text
    preset = dict(re.findall(r'name="(choice-[^"]+)" value="([^"]+)" checked', page))
    asked = dict.fromkeys(re.findall(r'name="(choice-[^"]+)" value="decided"', page), "decided")
    session = {"session_title": "令和6年度第2回会議", "session_year": "6"}
    return {"sent_from": "differences"} | asked | preset | session | more


def documents(city):
    stream = city.engine.history(city.plan)
    return [each.event for each in stream if isinstance(each.event, DocumentImported)]


def test_the_differences_are_shown_decided_and_recorded(clerk, city, upload):
    head = city.engine.head()
    assert "いまの計画との違いを見る" in words(clerk.get(upload))
    page = words(clerk.get(f"{upload}/differences"))
    assert "まだ誰にも見えていません。" in page
    assert "決めていただくこと" in page
    assert "靴箱を3館で入れ替えた。" in page
    assert "新しい進捗状況4件" in page
    done = clerk.post(f"{upload}/differences", data=answers(clerk, upload))
    assert done.headers["location"] == f"{upload}/recording"
    said = words(clerk.get(f"{upload}/recording"))
    assert "会議で決まったもの1件" in said
    assert city.engine.head() == head
    assert clerk.post(f"{upload}/recording").headers["location"] == "/plans/kawabe"
    assert "文書との違いを取り込みました。" in words(clerk.get("/plans/kawabe"))
    assert city.state("1-1-役1").statements[1].text == "使った後に片づけ、気づいたことを知らせる。"
    assert 2024 in city.state("1-1-指2").statuses
    assert clerk.get(upload).status_code == 404
    origin = words(clerk.get(f"/indicators/{city.item('1-1-指2')}"))
    assert "靴箱を3館で入れ替えた。「来年.txt」の40行目" in origin


def test_nobody_is_led_to_name_the_meeting_of_the_year_before(clerk, upload):
    page = clerk.get(f"{upload}/differences").text
    assert re.search(r'name="session_title"[^>]* value=""', page)


def test_every_kind_of_difference_has_a_word():
    assert set(KINDS) == set(get_args(Kind))


def test_what_is_doubtful_has_to_be_answered(clerk, city, upload):
    given = answers(clerk, upload)
    asked = next(name for name, choice in given.items() if choice == "decided")
    response = clerk.post(f"{upload}/differences", data=given | {asked: ""})
    assert response.status_code == 422
    assert "どうするかを選んでください。" in words(response)
    assert f'id="differences-{asked}"' in response.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"session_title": ""}, "どの会議で決まったかを入れてください。"),
        ({"session_year": ""}, "会議の年度を入れてください。"),
        ({"session_held_on_year": "7", "session_held_on_month": "4", "session_held_on_day": "1"}, "会議の年度のうち"),
    ],
)
def test_the_session_behind_a_decision_is_asked_for(clerk, upload, typed, said):
    response = clerk.post(f"{upload}/differences", data=answers(clerk, upload, **typed))
    assert response.status_code == 422
    assert said in words(response)


def test_a_correction_by_hand_reaches_the_record(clerk, city, upload):
    text = {"sent_from": "text", "text": "使った後に、きれいに片づける。"}
    assert clerk.post(f"{upload}/texts/1.1.role.1.goals.1", data=text).status_code == 303
    clerk.post(f"{upload}/differences", data=answers(clerk, upload))
    clerk.post(f"{upload}/recording")
    assert city.state("1-1-役1").statements[1].text == "使った後に、きれいに片づける。"
    told = documents(city)[-1].decisions["by_hand 1.1.role.1.goals.1"]
    assert told == "「使った後に、きれいに片づける。」に直した"


def test_nothing_is_recorded_before_it_is_decided(clerk, city, upload):
    head = city.engine.head()
    response = clerk.post(f"{upload}/recording")
    assert response.status_code == 422
    assert "まだ決めていません。" in words(response)
    assert city.engine.head() == head


def test_what_changed_meanwhile_is_compared_anew(clerk, city, upload):
    clerk.post(f"{upload}/differences", data=answers(clerk, upload))
    about = {
        "statement": 1,
        "text_revision": 1,
        "text": "使った後に片づけ、気づいたことを知らせる。",
        "ground": "misprint",
    }
    city.do(c.MakeMinorCorrection, indicator_id=city.item("1-1-役1"), note="正誤", **about)
    response = clerk.post(f"{upload}/recording")
    assert response.status_code == 409
    assert "差分をもう一度作って" in words(response)
    given = {name: value for name, value in answers(clerk, upload).items() if value != "decided"}
    assert clerk.post(f"{upload}/differences", data=given).status_code == 303
    assert clerk.post(f"{upload}/recording").status_code == 303


def test_a_document_without_differences_is_said_so(clerk, city):
    upload = chosen(clerk, f"{DOCUMENT}\n", "同じ.txt", plan_id=city.plan).headers["location"]
    assert "違いはありません。" in words(clerk.get(f"{upload}/differences"))
    clerk.post(f"{upload}/differences", data={"sent_from": "differences"})
    assert clerk.post(f"{upload}/recording").status_code == 303
    assert [event.file_name for event in documents(city)][-1] is not None
    assert len(documents(city)) == 2


@pytest.mark.parametrize("who", [None, MEMBER, AUDITOR])
def test_only_the_office_compares(person, upload, who):
    client = person(who)
    for path in ("/differences", "/recording"):
        assert client.get(upload + path).status_code == 403
        assert client.post(upload + path).status_code == 403


def test_a_new_plan_has_nothing_to_compare_with(clerk):
    upload = chosen(clerk, NEXT).headers["location"]
    assert clerk.get(f"{upload}/differences").status_code == 404
