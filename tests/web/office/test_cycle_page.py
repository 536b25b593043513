from datetime import date

import pytest

from domain import commands as c
from domain.review_cycle import ReviewCycle
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, DEPARTMENT, MEMBER


def the(city, cycle):
    return city.load(ReviewCycle, cycle)


def opening(city, **more):
    given = {"plan_id": city.plan, "council_id": city.council, "fiscal_year": "7", "status_year": "6", "flow": "kaigi2"}
    return {"sent_from": "open", "cycle_id": city.id()} | given | more


def test_a_review_is_opened_by_one_of_the_ready_flows(clerk, city):
    page = words(clerk.get("/cycles/new"))
    assert "会議2回" in page
    assert "改善検討：たたき台をつくる" in page
    fields = opening(city)
    response = send(clerk, "/cycles", city, **fields)
    assert response.headers["location"] == f"/cycles/{fields['cycle_id']}"
    state = the(city, fields["cycle_id"])
    assert (state.fiscal_year, state.status_year, state.flow.name) == (2025, 2024, "会議2回")


def test_with_htmx_the_browser_is_told_where_to_go(clerk, city):
    fields = opening(city, flow="kaigi1")
    response = htmx(clerk, "/cycles", city, **fields)
    assert response.status_code == 200
    assert response.headers["hx-redirect"] == f"/cycles/{fields['cycle_id']}"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("flow", "", "進め方を選んでください"), ("fiscal_year", "百", "日付が正しくありません"), ("plan_id", "", "入力")],
)
def test_a_wrong_opening_keeps_what_was_typed(clerk, city, field, value, said):
    response = send(clerk, "/cycles", city, **opening(city, status_year="5", **{field: value}))
    assert response.status_code == 422
    assert said in words(response)
    assert 'value="5"' in response.text


def test_a_deadline_is_the_end_of_a_japanese_day(clerk, city, cycle):
    response = send(clerk, f"/cycles/{cycle}/deadlines", city, step="proposal", **day("due", "７", 12, 4))
    assert response.status_code == 303
    assert the(city, cycle).deadlines["proposal"] == city.end(date(2025, 12, 4))
    assert "締切：令和7年12月4日（木）23時59分" in words(clerk.get(f"/cycles/{cycle}"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (day("due", 7, 2, 30), "日付が正しくありません"),
        (day("due", "", "", ""), "締切の日を入れてください"),
        (day("due", 6, 1, 1), "今より後"),
    ],
)
def test_a_wrong_deadline_says_why_at_its_field(clerk, city, cycle, fields, said):
    form = {"sent_from": "due-proposal", "step": "proposal"}
    response = send(clerk, f"/cycles/{cycle}/deadlines", city, **form, **fields)
    assert response.status_code == 422
    assert said in words(response)
    assert 'href="#due-proposal-due"' in response.text
    assert f'value="{fields["due_day"]}"' in response.text


def test_what_may_go_on_is_offered_at_once_or_one_by_one(clerk, city, cycle):
    for number in ("1-1-指1", "1-1-役1"):
        city.do(c.CarryForward, cycle_id=cycle, indicator_id=city.item(number), of="status", reason="変化なし")
    page = words(clerk.get(f"/cycles/{cycle}"))
    assert "2件すべて「改善検討」へ進める" in page
    assert "まだ進められない2件" in page
    assert "令和6年度の状況が記入されていません" in page
    one = {"step": "consideration", "indicator_ids": city.item("1-1-役1")}
    assert send(clerk, f"/cycles/{cycle}/steps", city, **one).status_code == 303
    assert city.state("1-1-役1").steps[cycle] == "consideration"
    assert send(clerk, f"/cycles/{cycle}/steps", city, step="consideration", all="1").status_code == 303
    assert city.state("1-1-指1").steps[cycle] == "consideration"
    assert city.state("1-1-指2").steps[cycle] == "status_check"


def test_items_that_may_not_go_on_are_refused_with_links(clerk, city, cycle):
    fields = {"step": "consideration", "indicator_ids": city.item("1-1-指1")}
    response = send(clerk, f"/cycles/{cycle}/steps", city, **fields)
    assert response.status_code == 422
    assert f"/streams/{city.item('1-1-指1')}" in response.text
    nothing = send(clerk, f"/cycles/{cycle}/steps", city, step="consideration")
    assert "進める項目を選んでください" in words(nothing)


def test_a_common_step_says_what_all_wait_for(clerk, city, cycle):
    city.to_proposal(cycle)
    page = words(clerk.get(f"/cycles/{cycle}"))
    assert "「提案」の締切が決まっていません" in page
    assert "すべて「見直し」へ" not in page


def test_closing_lists_what_is_in_the_way_with_links(clerk, city, cycle):
    city.said(cycle, None)
    response = send(clerk, f"/cycles/{cycle}/close", city)
    assert response.status_code == 422
    assert f'href="/cycles/{cycle}/opinions"' in response.text
    page = words(response)
    assert "計画全体：回答を待っているご意見が1件あります" in page
    assert "まだ「状況確認」の段階です" in page
    assert not the(city, cycle).closed


def test_publishing_names_who_decided_and_says_who_will_see(clerk, city, cycle, person):
    assert "ご意見・回答・たたき台・改善案・お名前は公表されません" in words(clerk.get(f"/cycles/{cycle}"))
    form = {"sent_from": "publish", "decided_by": ""} | day("on", 7, 5, 12)
    refused = send(clerk, f"/cycles/{cycle}/editions", city, **form)
    assert refused.status_code == 422
    assert "公表を決めた方の職名を入れてください。" in words(refused)
    assert send(clerk, f"/cycles/{cycle}/editions", city, **form | {"decided_by": "子ども課長"}).status_code == 303
    assert "第1版：令和7年5月12日（月）（決めた方：子ども課長）" in words(clerk.get(f"/cycles/{cycle}"))
    assert "3つの公民館の和室" in words(person().get("/plans/kawabe"))


def test_a_change_after_publication_is_listed(clerk, city, cycle):
    city.do(c.PublishPlan, plan_id=city.plan, on=date(2025, 5, 12), decided_by="子ども課長")
    assert "公表している文から変わった項目はありません" in words(clerk.get(f"/cycles/{cycle}"))
    session = city.session(cycle)
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    item = city.item("1-1-指1")
    city.do(c.RevokeStar, session_id=session, indicator_id=item, statement=1, text_revision=1, reason="休館のため")
    assert "公表している文から変わった項目が1件あります" in words(clerk.get(f"/cycles/{cycle}"))


PATHS = ("", "/opinions", "/sessions/new", "/board")
FORMS = ("/deadlines", "/steps", "/close", "/editions", "/sessions")


@pytest.mark.parametrize("path", PATHS)
def test_pages_of_a_cycle_are_no_member_s(person, cycle, path):
    assert person(MEMBER).get(f"/cycles/{cycle}{path}").status_code in {303, 403}
    assert person().get(f"/cycles/{cycle}{path}").status_code in {303, 403}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("name", [MEMBER, DEPARTMENT, AUDITOR])
def test_a_direct_post_of_others_is_refused(person, city, cycle, path, name):
    fields = {"step": "consideration", "indicator_ids": city.item("1-1-指1"), "decided_by": "x", "title": "会議"}
    fields |= {"session_id": city.id()} | day("due", 7, 12, 4) | day("on", 7, 5, 12) | day("held_on", 7, 5, 12)
    response = send(person(name), f"/cycles/{cycle}{path}", city, **fields)
    assert response.status_code == 403
    assert not the(city, cycle).deadlines


def test_buttons_exist_only_for_those_who_may(person, cycle):
    page = person(DEPARTMENT).get(f"/cycles/{cycle}")
    assert page.status_code == 200
    for button in ("締切を決める", "会議を開く", "版として公表する", "この年度の見直しを終える"):
        assert button not in page.text
    assert person(DEPARTMENT).get("/cycles/new").status_code == 403


def test_an_unknown_cycle_is_not_found(clerk, city):
    assert clerk.get(f"/cycles/{city.id()}").status_code == 404
    assert clerk.get(f"/cycles/{city.item('1-1-指1')}").status_code == 404


def test_opinions_on_the_whole_plan_stand_on_the_cycle(clerk, city, cycle):
    assert "計画全体へのご意見はまだありません。" in words(clerk.get(f"/cycles/{cycle}"))
    position = city.said(cycle, None, body="資料を早くほしい。")
    page = clerk.get(f"/cycles/{cycle}")
    assert "意見No.1資料を早くほしい。回答待ち" in words(page)
    assert f"/cycles/{cycle}/opinions?show=all&amp;at={position}#opinion-{position}" in page.text
