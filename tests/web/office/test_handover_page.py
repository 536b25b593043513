"""引継ぎ as a page."""

from datetime import date

import pytest

from domain import commands as c
from domain.plan import Plan
from tests.web.browsing_client import send, words
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, MEMBER

URL = "/plans/kawabe/handover"


def test_what_is_open_promised_and_due_stands_on_one_page(clerk, city, cycle):
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(date(2025, 12, 4)))
    city.session(cycle)
    city.said(cycle, None)
    promised, onward = city.said(cycle), city.said(cycle, None, body="夜の会議も開いてほしい。")
    item = city.item("1-1-指1")
    answer = {"disposition": "considering", "body": "調べます。", "until": date(2026, 6, 30), "indicator_id": item}
    city.do(c.AnswerComment, cycle_id=cycle, comment=promised, **answer)
    city.do(c.CarryOverMatter, cycle_id=cycle, comment=onward, to_fiscal_year=2026, reason="時間の都合")
    page = words(clerk.get(URL))
    assert "回答を待っているご意見（1件）意見No.1計画全体" in page
    assert "意見No.21-①-指1雨の日の午前に開けてほしい。引き続き検討します（令和8年6月まで）" in page
    assert "意見No.3計画全体夜の会議も開いてほしい。令和8年度へ引き継ぎました" in page
    assert page.index("意見No.2") < page.index("意見No.3")
    assert "令和7年5月12日（月）令和7年度第1回会議令和7年12月4日（木）「提案」の締切" in page
    assert "last-year" not in clerk.get(URL).text


def test_last_year_s_calendar_is_that_of_the_last_closed_year(person, city, cycle):
    city.to_proposal(cycle)
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(date(2025, 5, 12)))
    for item in city.scope(cycle):
        city.do(c.CarryForward, cycle_id=cycle, indicator_id=item, of="text", reason="変わりなし")
    city.at(date(2025, 6, 1))
    city.do(c.EnterStep, cycle_id=cycle, step="revision", indicator_ids=city.scope(cycle))
    city.do(c.PublishPlan, plan_id=city.plan, on=date(2025, 6, 1), decided_by="課長")
    city.do(c.CloseCycle, cycle_id=cycle)
    page = words(person(CLERK).get(URL))
    assert "昨年の日程令和7年度の見直し令和7年5月12日（月）「提案」の締切令和7年6月1日（日）公表（第1版）" in page
    assert "決まっている締切や会議はありません" in page


def test_a_note_is_left_and_settled(clerk, city):
    form = {"sent_from": "note", "body": "保険の件は総務課へ。"}
    assert send(clerk, f"{URL}/notes", city, **form).headers["location"] == URL
    assert "保険の件は総務課へ。令和7年5月12日（月）藤代まな" in words(clerk.get(URL))
    (note,) = city.load(Plan, city.plan).handover
    assert send(clerk, f"{URL}/notes/{note}/settlement", city).status_code == 303
    page = words(clerk.get(URL))
    assert "メモはありません" in page
    assert "済んだメモ1件" in page


def test_an_empty_note_is_refused_at_its_field(clerk, city):
    response = send(clerk, f"{URL}/notes", city, sent_from="note", body=" ")
    assert response.status_code == 422
    assert "引き継ぐことを入れてください" in words(response)


@pytest.mark.parametrize("who", [DEPARTMENT, AUDITOR, MEMBER, None])
def test_the_page_is_the_office_s(person, city, who):
    client = person(who)
    assert client.get(URL).status_code == 403
    assert send(client, f"{URL}/notes", city, body="x").status_code == 403
    assert city.load(Plan, city.plan).handover == {}


def test_a_plan_that_is_not_there_has_no_page(clerk):
    assert clerk.get("/plans/other/handover").status_code == 404
