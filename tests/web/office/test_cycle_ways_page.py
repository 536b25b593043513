"""The cycle page's other ways: the flow's picture, deadlines by rule, doors, skipping, ways back, another flow."""

import pytest

from domain import commands as c
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from pdca.flows import names
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, DEPARTMENT, MEMBER, START

FIRST = "1-1-指1"


def the(city, cycle):
    return city.load(ReviewCycle, cycle)


def step_of(city, cycle, number=FIRST):
    return city.state(number).steps[cycle]


def checked(city, cycle, number=FIRST):
    city.do(c.CarryForward, cycle_id=cycle, indicator_id=city.item(number), of="status", reason="変化なし")


# --- the picture


def test_the_flow_of_the_year_is_a_picture_with_words(clerk, person, city, cycle):
    page = clerk.get(f"/cycles/{cycle}")
    assert f'src="/cycles/{cycle}/flow.svg"' in page.text
    picture = clerk.get(f"/cycles/{cycle}/flow.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "進め方「会議2回」の図" in picture.text
    assert person(MEMBER).get(f"/cycles/{cycle}/flow.svg").status_code == 403


@pytest.mark.parametrize("name", names())
def test_each_flow_to_choose_can_be_looked_at(clerk, city, name):
    assert f'href="/flows/{name}.svg"' in clerk.get("/cycles/new").text
    assert clerk.get(f"/flows/{name}.svg").status_code == 200


def test_a_flow_that_is_not_there_has_no_picture(clerk):
    assert clerk.get("/flows/kaigi9.svg").status_code == 404


# --- deadlines by rule


def test_the_day_of_the_rule_is_taken_over_with_one_press(clerk, city, cycle):
    page = words(clerk.get(f"/cycles/{cycle}"))
    assert "締切のきまり：見直しの開始から40営業日、令和7年" in page
    assert "「状況確認」の締切をこの日にする" in page
    response = send(clerk, f"/cycles/{cycle}/deadlines", city, step="status_check", by_rule="1")
    assert response.status_code == 303
    assert japan_day(the(city, cycle).deadlines["status_check"])
    assert "この日にする" not in words(clerk.get(f"/cycles/{cycle}"))


def test_a_rule_whose_first_day_is_not_known_proposes_nothing_and_is_refused(clerk, city, cycle):
    assert words(clerk.get(f"/cycles/{cycle}")).count("この日にする") == 1
    form = {"sent_from": "rule-proposal", "step": "proposal", "by_rule": "1"}
    response = send(clerk, f"/cycles/{cycle}/deadlines", city, **form)
    assert response.status_code == 422
    assert "数え始める日がまだ来ていません" in words(response)


# --- doors


def through(city, *numbers, door="資料の発送日のため"):
    items = [city.item(number) for number in numbers]
    return {
        "sent_from": "door-status_check",
        "step": "consideration",
        "through": "1",
        "indicator_ids": items,
        "door": door,
    }


def test_a_door_is_offered_to_what_is_held_up_and_records_its_reason(clerk, city, cycle):
    assert "残っていることがあるまま「改善検討」へ進める" in words(clerk.get(f"/cycles/{cycle}"))
    assert send(clerk, f"/cycles/{cycle}/steps", city, **through(city, FIRST)).status_code == 303
    assert step_of(city, cycle) == "consideration"
    story = words(clerk.get(f"/indicators/{city.item(FIRST)}/history"))
    assert "残っていたこと：状況が未記入、理由：資料の発送日のため" in story


def test_without_a_reason_the_door_stays_shut_and_the_form_says_so(clerk, city, cycle):
    response = htmx(clerk, f"/cycles/{cycle}/steps", city, **through(city, FIRST, door=" "))
    assert response.status_code == 422
    assert 'href="#door-status_check-door"' in response.text
    assert step_of(city, cycle) == "status_check"


@pytest.mark.parametrize("who", [DEPARTMENT, AUDITOR])
def test_those_who_may_not_have_no_door_and_are_refused(person, city, cycle, who):
    browser = person(who)
    page = words(browser.get(f"/cycles/{cycle}"))
    for offer in ("あるまま", "を省く", "前の段階へ戻す", "進め方の変更を記録", "この日にする"):
        assert offer not in page
    assert send(browser, f"/cycles/{cycle}/steps", city, **through(city, FIRST)).status_code == 403
    assert send(browser, f"/cycles/{cycle}/flow", city, **change()).status_code == 403


# --- over a step


def test_a_step_is_skipped_with_its_reason(clerk, city, cycle):
    assert "「改善検討」を省く" not in words(clerk.get(f"/cycles/{cycle}"))
    checked(city, cycle)
    assert "「改善検討」を省く" in words(clerk.get(f"/cycles/{cycle}"))
    form = {"sent_from": "skip-consideration", "step": "consideration", "indicator_ids": city.item(FIRST)}
    refused = send(clerk, f"/cycles/{cycle}/skips", city, **form, reason="")
    assert refused.status_code == 422
    assert 'href="#skip-consideration-reason"' in refused.text
    assert send(clerk, f"/cycles/{cycle}/skips", city, **form, reason="変わりがないため").status_code == 303
    assert step_of(city, cycle) == "proposal"


def test_nothing_chosen_nothing_skipped(clerk, city, cycle):
    response = send(clerk, f"/cycles/{cycle}/skips", city, step="consideration", reason="変わりがないため")
    assert response.status_code == 422
    assert "この段階を省く項目を選んでください" in words(response)


# --- back


def test_an_item_that_was_to_stay_is_sent_back_and_open_again(clerk, city, cycle):
    city.to_proposal(cycle)
    city.do(c.CarryForward, cycle_id=cycle, indicator_id=city.item(FIRST), of="text", reason="続ける")
    page = words(clerk.get(f"/cycles/{cycle}"))
    assert "据置きは取り消され" in page
    form = {"sent_from": "return-proposal", "step": "consideration", "indicator_id": city.item(FIRST)}
    refused = send(clerk, f"/cycles/{cycle}/returns", city, **form, reason="")
    assert refused.status_code == 422
    assert send(clerk, f"/cycles/{cycle}/returns", city, **form, reason="声が届いたため").status_code == 303
    assert (step_of(city, cycle), city.state(FIRST).outcomes) == ("consideration", {})


@pytest.mark.parametrize(("field", "said"), [("indicator_id", "戻す項目"), ("step", "戻す段階")])
def test_what_goes_back_and_where_to_is_chosen(clerk, city, cycle, field, said):
    city.to_proposal(cycle)
    form = {"step": "consideration", "indicator_id": city.item(FIRST), "reason": "声が届いたため"} | {field: ""}
    response = send(clerk, f"/cycles/{cycle}/returns", city, **form)
    assert response.status_code == 422
    assert f"{said}を選んでください" in words(response)


def test_the_page_of_an_item_leads_to_the_other_ways_and_says_what_returning_undoes(clerk, city, cycle):
    item = f"/indicators/{city.item(FIRST)}"
    assert f'href="/cycles/{cycle}#steps"' in clerk.get(item).text
    city.to_proposal(cycle)
    assert "前の段階へ戻す" in words(clerk.get(item))
    city.do(c.CarryForward, cycle_id=cycle, indicator_id=city.item(FIRST), of="text", reason="続ける")
    assert "戻すと、据置きは取り消され" in words(clerk.get(item))


def test_what_a_meeting_has_decided_has_no_way_back(clerk, city, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle, proposal_kind="continue", statements=())
    session = city.session(cycle, (FIRST, 1))
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    agenda = (c.AgendaEntry(indicator=city.item(FIRST), version=1),)
    city.do(c.RecordDecision, session_id=session, decision="approved", proposals=agenda, manner="異議なし")
    assert "前の段階へ戻す" not in words(clerk.get(f"/indicators/{city.item(FIRST)}"))
    form = {"step": "consideration", "indicator_id": city.item(FIRST), "reason": "声が届いたため"}
    refused = send(clerk, f"/cycles/{cycle}/returns", city, **form)
    assert refused.status_code == 422
    assert "会議で決めた据置きは" in words(refused)


# --- another flow


def change(**more):
    fields = {"sent_from": "change-flow", "flow": "kaigi1_shomen", "judged_by": "1", "ground": "台風のため"}
    return fields | day("judged_on", 7, 5, 12) | {"articles": "条例第7条第4項、規則第2条"} | more


def test_a_meeting_becomes_a_written_session(clerk, city, cycle):
    city.to_proposal(cycle)
    assert send(clerk, f"/cycles/{cycle}/flow", city, **change()).status_code == 303
    page = words(clerk.get(f"/cycles/{cycle}"))
    assert "進め方「会議1回＋書面」" in page
    assert "書面会議と見直し" in page
    assert "進め方を「会議2回」から「会議1回＋書面」に変えました（会長の判断：令和7年5月12日（月）" in page
    event = city.engine.history(cycle)[-1].event
    assert event.articles == ("条例第7条第4項", "規則第2条")


def test_without_a_chair_nobody_can_have_judged(clerk, city, cycle):
    assert 'id="change-flow"' in clerk.get(f"/cycles/{cycle}").text
    city.do(c.VacateSeat, council_id=city.council, seat=1, on=START)
    page = clerk.get(f"/cycles/{cycle}")
    assert 'id="change-flow"' not in page.text
    assert "会長の席にいる方が登録されていません" in words(page)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"flow": ""}, "進め方を選んでください"),
        ({"judged_by": ""}, "判断した会長（職務代理）を選んでください"),
        ({"judged_by": "2"}, "会長か職務代理だった方の席"),
        ({"ground": ""}, "進め方を変える理由を入れてください"),
        (day("judged_on", 7, 13, 1), "日付が正しくありません"),
        (day("judged_on", 9, 4, 1), "今日までの日"),
    ],
)
def test_a_wrong_change_keeps_what_was_typed(clerk, city, cycle, more, said):
    response = send(clerk, f"/cycles/{cycle}/flow", city, **change(**more))
    assert response.status_code == 422
    assert said in words(response)
    assert "条例第7条第4項、規則第2条" in response.text
    assert the(city, cycle).flow.name == "会議2回"
