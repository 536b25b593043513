"""次回までに確認すること: made, answered, and public once the council saw it; 軽微な修正 and misread texts."""

import re
from datetime import date

import pytest

from domain import commands as c
from tests.web.browsing_client import day, send, words
from tests.web.small_city import CLERK, DEPARTMENT, MEMBER

PAGE = "/plans/kawabe/commitments"
WHAT = "北地区の代わりの場所を確かめる。"


@pytest.fixture
def item(city):
    return f"/indicators/{city.item('1-1-指1')}"


def published(city):
    city.do(c.PublishPlan, CLERK, plan_id=city.plan, on=date(2025, 5, 12), decided_by="子ども課長")


def held(city, cycle):
    session = city.session(cycle)
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    city.do(c.CloseSession, session_id=session)


def test_a_department_says_what_it_will_confirm_and_what_became_of_it(person, city, item, cycle):
    office = person(DEPARTMENT)
    fields = {"cycle_id": cycle, "text": WHAT, "sent_from": "commit"}
    assert "いつまでに確認するかを入れてください" in words(send(office, f"{item}/commitments", city, **fields))
    assert send(office, f"{item}/commitments", city, **fields, **day("due", 7, 10, 31)).status_code == 303
    page = words(office.get(item))
    assert WHAT in page
    assert "令和7年10月まで" in page
    (row,) = city.engine.read_models.commitments.of_item(city.item("1-1-指1"))
    url, answer = (
        f"/commitments/{row.position}/answer",
        {"cycle_id": cycle, "item_page": "1", "note": "水曜に借りられる。"},
    )
    assert send(office, url, city, **answer, result="").status_code == 422
    assert send(office, url, city, **answer, result="continued").status_code == 422
    assert send(office, url, city, **answer, result="kept").status_code == 303
    assert "確認しました" in words(office.get(PAGE))
    assert send(office, url, city, **answer, result="dropped").status_code == 422


def test_what_it_arises_from_is_named_and_linked_for_those_who_may_read_it(person, clerk, city, item, cycle):
    opinion = city.said(cycle, body="北公民館はいつ開きますか。")
    session = city.session(cycle)
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    noted = city.do(c.NoteSpeech, session_id=session, body="北地区の代わりを。", speaker="会場の方")
    asked = {"cycle_id": cycle, "text": WHAT, "due": date(2025, 10, 31), "indicator_id": city.item("1-1-指1")}
    for arises_from in (opinion, noted):
        city.do(c.MakeCommitment, **asked, arises_from=arises_from)
    for page in (clerk.get(item), clerk.get(PAGE)):
        assert "もとになった記録：令和7年5月12日（月）" in words(page)
        assert "「北公民館はいつ開きますか」" in words(page)
        assert f'href="{item}/history#e{opinion}"' in page.text
        assert f'href="/streams/{session}"' in page.text
    other = words(person("北原 トミ").get(PAGE))
    assert (WHAT in other, "北公民館は" in other) == (True, False)
    city.do(c.CloseSession, session_id=session)
    published(city)
    public = words(person().get(PAGE))
    assert (WHAT in public, "もとになった記録" in public) == (True, False)


def test_it_is_public_only_after_the_council_saw_it(person, clerk, city, item, cycle):
    city.do(c.MakeCommitment, cycle_id=cycle, text=WHAT, due=date(2025, 10, 31), indicator_id=city.item("1-1-指1"))
    published(city)
    assert WHAT not in words(person().get(PAGE))
    assert WHAT not in words(person().get(item))
    assert WHAT not in words(person().get(f"{item}/history"))
    assert "まだ市民には見えません" in words(clerk.get(PAGE))
    held(city, cycle)
    assert WHAT not in words(person().get(PAGE))
    published(city)
    assert WHAT in words(person().get(PAGE))
    assert WHAT in words(person().get(item))
    assert "確認したことを記録する" not in words(person().get(PAGE))


def test_an_answer_too_is_public_after_the_next_meeting(person, city, item, cycle):
    at = city.do(c.MakeCommitment, cycle_id=cycle, text=WHAT, due=date(2025, 10, 31))
    held(city, cycle)
    city.do(c.AnswerCommitment, cycle_id=cycle, commitment=at, result="kept", note="水曜に借りられる。")
    published(city)
    page = words(person().get(PAGE))
    assert WHAT in page
    assert "水曜に借りられる。" not in page
    held(city, cycle)
    published(city)
    assert "水曜に借りられる。" in words(person().get(PAGE))


def test_a_member_reads_and_answers_nothing(person, city, cycle):
    at = city.do(c.MakeCommitment, cycle_id=cycle, text=WHAT, due=date(2025, 10, 31))
    member = person(MEMBER)
    page = words(member.get(PAGE))
    assert WHAT in page
    assert "次回までに確認することを加える" not in page
    answer = {"cycle_id": cycle, "result": "kept", "note": "見ました。"}
    assert send(member, f"/commitments/{at}/answer", city, **answer).status_code == 403
    assert send(member, PAGE, city, cycle_id=cycle, text="x", **day("due", 7, 10, 31)).status_code == 403


# --- corrections


def correction(city, **more):
    return {"ground": "misprint", "note": "送り仮名", "was": "開放", "sent_from": "minor"} | more


def test_a_small_correction_needs_a_ground_and_is_reported_to_the_next_meeting(clerk, city, item, cycle):
    new = "3つの公民館の和室を、月2回、親子に開放している。"
    assert (
        send(clerk, f"{item}/corrections", city, **correction(city, about="1:1", text=new, ground="")).status_code
        == 422
    )
    assert send(clerk, f"{item}/corrections", city, **correction(city, about="1:1", text=new)).status_code == 303
    state = city.state("1-1-指1")
    assert (state.statements[1].text, set(state.stars)) == (new, {1})
    assert "まだ報告していません" in words(clerk.get("/plans/kawabe/corrections"))
    session = city.session(cycle)
    assert "軽微な修正の報告" in words(clerk.get(f"/sessions/{session}"))
    held(city, cycle)
    assert "「令和7年度第1回会議」で報告" in words(clerk.get("/plans/kawabe/corrections"))
    assert "軽微な修正の報告" not in words(clerk.get(f"/sessions/{session}"))


def test_a_name_is_corrected_and_a_stale_one_is_a_conflict(clerk, city, item):
    assert send(clerk, f"{item}/corrections", city, **correction(city, text="親子開放")).status_code == 303
    stale = send(clerk, f"{item}/corrections", city, **correction(city, text="別の名前"))
    assert stale.status_code == 409
    assert "別の名前" in stale.text


def test_a_bullet_that_a_proposal_changes_is_not_corrected_meanwhile(clerk, city, item, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle)
    refused = send(clerk, f"{item}/corrections", city, **correction(city, about="1:1", text="違う文"))
    assert refused.status_code == 422
    assert "この文を変える改善案が出ています" in words(refused)


def test_what_was_entrusted_names_its_meeting(clerk, city, item, cycle):
    fields = correction(city, about="1:1", text="新しい文。", ground="entrusted")
    assert "一任した会議を選んでください" in words(send(clerk, f"{item}/corrections", city, **fields))
    session = city.session(cycle)
    assert send(clerk, f"{item}/corrections", city, **fields, session_id=session).status_code == 303


def test_the_name_of_a_measure_is_corrected_and_its_content_is_called_alike(clerk, city):
    url = "/plans/kawabe/corrections"
    fields = {
        "place": "1 1",
        "text": "公民館の開放",
        "ground": "organisation",
        "note": "改称",
        "sent_from": "plan-correction",
    }
    assert send(clerk, url, city, **fields | {"place": ""}).status_code == 422
    assert send(clerk, url, city, **fields).status_code == 303
    assert "取組①公民館の開放" in words(clerk.get("/plans/kawabe"))
    assert city.state("1-1-内").name == "公民館の開放"
    assert words(clerk.get(url)).count("まだ報告していません") == 1


def test_one_word_is_corrected_wherever_it_stands_each_place_on_its_own(clerk, city):
    url = "/plans/kawabe/corrections"
    found = clerk.get(f"{url}?old=子ども&new=こども")
    assert "直すところ（1か所）" in words(found)
    assert "にありません" in words(clerk.get(f"{url}?old=生涯学習課&new=地域学習課"))
    page = clerk.get(f"{url}?old=を&new=ヲ").text
    places = re.findall(r'name="place" value="([^"]+)"', page)
    assert len(places) > 2
    ids = {f"command-{place}": city.id() for place in places}
    fields = {"old": "を", "new": "ヲ", "note": "表記", "ground": "misprint", "sent_from": "everywhere-form"} | ids
    assert "直すところを選んでください" in words(clerk.post(f"{url}/all", data=fields))
    chosen = fields | {"place": places[1:]}
    for _ in range(2):
        assert clerk.post(f"{url}/all", data=chosen).status_code == 303
    rows = city.engine.read_models.corrections.of_plan(city.plan)
    assert len(rows) == len(places) - 1
    assert all("ヲ" in row.after and "を" not in row.after for row in rows)


def test_what_a_proposal_changes_stops_the_rest_and_says_so(clerk, city, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle)
    url, place = "/plans/kawabe/corrections", f"{city.item('1-1-指1')}:1:1"
    fields = {"old": "和室", "new": "広間", "note": "改称", "ground": "misprint", "place": place}
    refused = clerk.post(f"{url}/all", data=fields | {f"command-{place}": city.id(), "sent_from": "everywhere-form"})
    assert refused.status_code == 422
    assert "この文を変える改善案が出ています" in words(refused)


def test_only_the_secretariat_corrects(person, city, item):
    page = words(person(DEPARTMENT).get(item))
    assert "軽微な修正" not in page
    fields = correction(city, about="1:1", text="違う文")
    assert send(person(DEPARTMENT), f"{item}/corrections", city, **fields).status_code == 403
    assert person().get("/plans/kawabe/corrections").status_code in {303, 401, 403}


def test_a_misread_text_becomes_what_stands_in_the_document(clerk, city, item, cycle):
    fields = {"about": "1:1", "text": "3つの公民館の和室を月に2回、親子に開放している。", "sent_from": "misread"}
    assert send(clerk, f"{item}/text-corrections", city, **fields, line="x").status_code == 422
    assert send(clerk, f"{item}/text-corrections", city, **fields, line="31").status_code == 303
    assert city.state("1-1-指1").statements[1].text_revision == 2
    assert "文書の31行目のとおりに直しました" in words(clerk.get(f"{item}/history"))
