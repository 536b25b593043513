"""What one year leaves to the next, and two years that run at once."""

from datetime import date

import pytest

from domain import commands as c
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle
from tests.web.browsing_client import send, words
from tests.web.small_city import MEMBER


def next_year(city):
    return city.opened(fiscal_year=2026)


def carry(city, cycle, comment, number="1-1-指1", year=2026):
    city.do(
        c.CarryOverMatter,
        cycle_id=cycle,
        indicator_id=city.item(number) if number else None,
        comment=comment,
        to_fiscal_year=year,
        reason="費用を調べてから答えるため",
    )


@pytest.fixture
def left(city, cycle):
    """One opinion on an item and one on the whole plan go on into 令和8年度."""
    item, whole = city.said(cycle), city.said(cycle, None, body="会議を夜にも開いてほしい。")
    carry(city, cycle, item)
    carry(city, cycle, whole, None)
    return item, whole


def test_what_was_carried_over_is_listed_by_name_and_answered_in_the_next_year(clerk, city, cycle, left, person):
    later = next_year(city)
    page = words(clerk.get(f"/cycles/{later}"))
    assert "前の年度から引き継いだこと" in page
    assert "令和7年度意見No.1" in page
    assert "計画全体：会議を夜にも開いてほしい。" in page
    assert "引き継いだ理由：費用を調べてから答えるため" in page
    listed = words(clerk.get(f"/cycles/{later}/opinions"))
    assert "回答を待っているもの（2件）" in listed
    assert "令和7年度の見直しから引き継ぎました" in listed
    for position, item in zip(left, (city.item("1-1-指1"), ""), strict=True):
        answer = {"disposition": "noted", "body": "参考とします。", "indicator_id": item}
        assert send(clerk, f"/cycles/{later}/opinions/{position}/answer", city, **answer).status_code == 303
    assert "回答を待っているもの（0件）" in words(clerk.get(f"/cycles/{later}/opinions"))
    assert "参考とします" in words(clerk.get(f"/cycles/{later}/opinions?show=matters"))
    earlier = words(clerk.get(f"/cycles/{cycle}/opinions?show=all"))
    assert "令和8年度へ引き継ぎました：費用を調べてから答えるため" in earlier
    assert "参考とします" in words(person(MEMBER).get("/"))


def test_in_the_year_that_left_it_there_is_nothing_more_to_answer(clerk, city, cycle, left):
    next_year(city)
    assert "回答を待っているもの（0件）" in words(clerk.get(f"/cycles/{cycle}/opinions"))
    answer = {"disposition": "noted", "body": "参考とします。", "indicator_id": city.item("1-1-指1")}
    response = send(clerk, f"/cycles/{cycle}/opinions/{left[0]}/answer", city, **answer)
    assert response.status_code == 422


def test_the_next_year_does_not_end_before_it_is_answered(clerk, city, cycle, left):
    later = next_year(city)
    page = words(clerk.get(f"/cycles/{later}"))
    assert "計画全体：回答を待っているご意見が1件あります" in page
    assert city.state("1-1-指1").open_comments(later) == [left[0]]


def test_what_is_carried_over_while_the_next_year_runs_already_waits_there_at_once(clerk, city, cycle):
    later = next_year(city)
    city.said(cycle)
    comment = city.said(cycle, None, body="会議を夜にも開いてほしい。")
    carry(city, cycle, comment, None)
    assert city.load(ReviewCycle, later).open_comments(later) == [comment]
    assert "会議を夜にも" in words(clerk.get(f"/cycles/{later}"))


def test_a_matter_for_a_later_year_waits_until_then(city, cycle):
    comment = city.said(cycle)
    carry(city, cycle, comment, year=2027)
    assert city.state("1-1-指1").open_comments(next_year(city)) == []
    last = city.opened(fiscal_year=2027)
    assert city.state("1-1-指1").open_comments(last) == [comment]


def test_the_author_takes_it_back_in_the_later_year_and_nobody_else_reads_it(city, cycle, left, person):
    later = next_year(city)
    member = person(MEMBER)
    for position in left:
        assert send(member, f"/comments/{position}/withdrawals", city).status_code == 303
    assert city.state("1-1-指1").open_comments(later) == []
    item = words(person("北原 トミ").get(f"/indicators/{city.item('1-1-指1')}/history"))
    assert "雨の日の午前に" not in item


def test_a_member_s_calendar_has_the_days_that_were_given_to_the_member(city, cycle, person):
    due = city.end(date(2025, 7, 4))
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=due)
    more = {"due": city.end(date(2025, 7, 9)), "account": city.people[MEMBER], "reason": "出張のため"}
    city.do(c.ExtendDeadline, cycle_id=cycle, step="proposal", **more)
    assert "VALUE=DATE:20250709" in person(MEMBER).get("/calendar.ics").text
    assert "VALUE=DATE:20250704" in person("北原 トミ").get("/calendar.ics").text


def test_two_years_run_at_once_and_an_item_s_page_says_which(clerk, city, cycle):
    later = next_year(city)
    item = f"/indicators/{city.item('1-1-指1')}"
    page = clerk.get(item)
    assert "令和8年度の見直し" in words(page)
    assert f'href="{item}?cycle={cycle}"' in page.text
    older = words(clerk.get(f"{item}?cycle={cycle}"))
    assert "令和6年度の状況を記入する" in older
    status = {"cycle_id": cycle, "sent_from": "office-status", "texts": "2館で開いた。"}
    response = send(clerk, f"{item}/status", city, **status)
    assert response.headers["location"] == f"{item}?cycle={cycle}"
    state = city.load(Indicator, city.item("1-1-指1"))
    assert state.statuses[2024].cycle == cycle
    assert state.steps == {cycle: "status_check", later: "status_check"}
    board = clerk.get("/board").text
    assert f"{item}?cycle={cycle}" in board
    assert f'"{item}"' in board


def test_a_member_is_asked_by_each_year_of_the_council(city, cycle, person):
    later = next_year(city)
    for each in (cycle, later):
        city.to_proposal(each)
        city.drafted(each)
        city.do(c.ShowDraft, cycle_id=each, indicator_id=city.item("1-1-指1"), number=1)
    page = person(MEMBER).get("/")
    assert "令和7年度" in words(page)
    assert "令和8年度" in words(page)
    assert f"?cycle={cycle}" in page.text


def test_on_the_item_s_page_it_is_answered_in_the_year_that_took_it_up(clerk, city, cycle, left, person):
    later = next_year(city)
    item = f"/indicators/{city.item('1-1-指1')}"
    assert "市の考え方を書く" in words(clerk.get(f"{item}?cycle={later}"))
    assert "市の考え方を書く" not in words(clerk.get(f"{item}?cycle={cycle}"))
    page = words(person(MEMBER).get(item))
    assert "令和8年度の見直しで取り上げています" in page
    assert "意見を直す" not in page
    assert "取り下げる" in page


def test_on_the_page_of_the_whole_plan_it_goes_along(city, cycle, left, person):
    later = next_year(city)
    page = words(person(MEMBER).get(f"/cycles/{later}/comments"))
    assert "会議を夜にも開いてほしい" in page
    assert "令和8年度の見直しで取り上げています" in page
    assert "取り下げる" in page
    assert "取り下げる" not in words(person(MEMBER).get(f"/cycles/{cycle}/comments"))
