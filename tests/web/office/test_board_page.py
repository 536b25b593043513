from datetime import date

import pytest

from domain import commands as c
from tests.web.browsing_client import words
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, MEMBER


def test_before_any_review_the_board_says_so(clerk):
    page = words(clerk.get("/board"))
    assert "いま行うことはありません。" in page
    assert "いま進めている見直しはありません。" in page


def test_the_office_s_first_page_is_the_board(clerk, cycle):
    assert "いま行うこと" in words(clerk.get("/"))


def test_where_nothing_is_asked_the_board_says_where_the_work_is(clerk, cycle):
    page = words(clerk.get("/board"))
    assert "いま行うことはありません" not in page
    assert "項目の記入は、下の「状態ごとの項目」から進められます。" in page


def test_counts_by_project_and_lists_by_state(clerk, city, cycle):
    city.do(c.CarryForward, cycle_id=cycle, indicator_id=city.item("1-1-指1"), of="status", reason="変化なし")
    page = words(clerk.get("/board"))
    assert "担当課に確認中3件" in page
    assert "状況を記入済み1件" in page
    assert "合計4件" in page
    assert "4件のうち0件が決まっています。" in page


def test_what_is_late_comes_first(person, clerk, city, cycle):
    city.do(c.SetDeadline, cycle_id=cycle, step="status_check", due=city.end(date(2025, 6, 6)))
    assert "締切を過ぎた項目" not in words(clerk.get("/board"))
    city.at(date(2025, 6, 7))
    page = words(person(CLERK).get("/board"))
    assert "締切を過ぎた項目（4件）" in page
    assert page.index("締切を過ぎた項目") < page.index("計画第1期")


def test_an_opinion_is_a_task_that_leads_to_its_answer(clerk, city, cycle):
    position = city.said(cycle)
    page = clerk.get("/board")
    assert "意見No.1" in page.text
    assert f"/cycles/{cycle}/opinions?answer={position}#opinion-{position}" in page.text


def test_a_department_sees_which_status_it_owes(person, cycle):
    assert "状況の記入を待っている項目4件" in words(person(DEPARTMENT).get("/board"))


@pytest.mark.parametrize("typed", ["1-①-指1", "1-1-指1", "１－１－指１"])
def test_the_search_box_leads_to_the_item(clerk, city, typed):
    response = clerk.get("/board", params={"q": typed})
    assert response.status_code == 303
    assert response.headers["location"] == f"/indicators/{city.item('1-1-指1')}"


def test_the_search_box_finds_part_of_a_name_and_says_when_nothing_fits(clerk):
    assert clerk.get("/board", params={"q": "しつらえ"}).status_code == 303
    assert "当たる項目は見つかりません" in words(clerk.get("/board", params={"q": "9-9-指9"}))
    assert "見つかった項目" in words(clerk.get("/board", params={"q": "1-1"}))


def test_the_board_is_for_staff_only(person):
    assert person(MEMBER).get("/board").status_code == 403
    assert person().get("/board").status_code == 403


def test_a_hidden_draft_is_no_state_for_an_auditor(person, city, cycle):
    city.checked(cycle)
    city.considered(cycle)
    city.drafted(cycle)
    assert "たたき台作成中（事務局のみ）1件" in words(person(CLERK).get("/board"))
    page = words(person(AUDITOR).get("/board"))
    assert "たたき台" not in page
    assert "改善検討中4件" in page


def test_who_only_reads_is_told_of_progress_and_not_of_work(person, cycle):
    page = words(person(AUDITOR).get("/board"))
    assert "見直しの進み具合" in page
    assert "いま行うこと" not in page
    assert "進められます" not in page
    assert "令和7年度の見直しの進み具合" in page


def test_before_any_review_an_auditor_is_told_so(person):
    page = words(person(AUDITOR).get("/board"))
    assert "いま行うこと" not in page
    assert "いま進めている見直しはありません。" in page
