"""決裁 as pages: recorded by the office, read by staff, with what changed since."""

from datetime import date

import pytest

from domain import commands as c
from domain.review_cycle import ReviewCycle
from tests.web.browsing_client import day, send, words
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, MEMBER


def paper(**more):
    fields = {"sent_from": "approval", "subject": "answers", "document_number": "子第412号", "post": "子ども課長"}
    return fields | {"covers": "now"} | day("on", 7, 5, 12) | more


@pytest.fixture
def answered(city, cycle):
    """The position of an opinion on the whole plan that the city has answered."""
    at = city.said(cycle, None)
    city.do(c.AnswerComment, cycle_id=cycle, comment=at, disposition="noted", body="参考とします。")
    return at


def test_an_approval_of_the_answers_is_recorded_and_shown_on_the_year(clerk, city, cycle, answered):
    url = f"/streams/{cycle}/approvals"
    assert "決裁はまだ記録されていません" in words(clerk.get(url))
    assert send(clerk, url, city, **paper()).headers["location"] == url
    page = words(clerk.get(f"/cycles/{cycle}"))
    assert "ご意見への回答令和7年5月12日（月）子第412号子ども課長" in page
    assert "決裁後に変更" not in page
    assert city.load(ReviewCycle, cycle).approvals[0].post == "子ども課長"


def test_later_changes_are_counted_and_told(clerk, city, cycle, answered):
    send(clerk, f"/streams/{cycle}/approvals", city, **paper())
    later = city.said(cycle)
    city.do(
        c.AnswerComment, cycle_id=cycle, comment=later, disposition="noted", body="x", indicator_id=city.item("1-1-指1")
    )
    page = words(clerk.get(f"/cycles/{cycle}"))
    assert "決裁後に変更が1か所あります" in page
    assert "市の考え方" in page
    send(clerk, f"/streams/{cycle}/approvals", city, **paper(document_number="子第500号"))
    assert "決裁後に変更" not in words(clerk.get(f"/cycles/{cycle}"))


def test_what_stood_at_the_end_of_an_earlier_day_may_be_approved(person, city, cycle, answered):
    city.at(date(2025, 5, 14))
    later = city.said(cycle, None)
    city.do(c.AnswerComment, cycle_id=cycle, comment=later, disposition="noted", body="後から")
    clerk = person(CLERK)  # two days later the browser has to sign in again
    send(clerk, f"/streams/{cycle}/approvals", city, **paper(covers="day"))
    assert "決裁後に変更が1か所あります" in words(clerk.get(f"/streams/{cycle}/approvals"))


def test_a_change_of_the_text_shows_beside_the_approval_of_the_publication(clerk, city, cycle):
    url = f"/streams/{city.plan}/approvals"
    assert send(clerk, url, city, **paper(subject="publication")).status_code == 303
    session = city.session(cycle)
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    city.do(
        c.RevokeStar, session_id=session, indicator_id=city.item("1-1-指1"), statement=1, text_revision=1, reason="休館"
    )
    assert "公表令和7年5月12日" in words(clerk.get(f"/cycles/{cycle}"))
    assert "決裁後に変更が1か所あります" in words(clerk.get(url))


def test_a_change_in_the_year_shows_beside_the_approval_of_the_papers(clerk, city, cycle):
    session = city.session(cycle)
    url = f"/streams/{session}/approvals"
    assert f'href="{url}"' in clerk.get(f"/sessions/{session}").text
    send(clerk, url, city, **paper(subject="pack"))
    city.do(
        c.CarryForward, cycle_id=cycle, indicator_id=city.item("1-1-指1"), of="status", reason="事業継続中で変化なし"
    )
    assert "決裁後に変更が1か所あります" in words(clerk.get(url))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"document_number": ""}, "入力されていないところがあります"),
        (day("on", 7, 5, 13), "決裁の日は、今日までの日にしてください"),
        (day("on", "", "", ""), "決裁の日を入れてください"),
        ({"subject": "pack"}, "この決裁は、ここには記録できません"),
    ],
)
def test_a_wrong_approval_keeps_what_was_typed(clerk, city, cycle, fields, said):
    response = send(clerk, f"/streams/{cycle}/approvals", city, **paper(**fields))
    assert response.status_code == 422
    assert said in words(response)
    assert 'value="子ども課長"' in response.text


def test_only_the_secretariat_records_and_only_staff_reads(person, city, cycle):
    url = f"/streams/{cycle}/approvals"
    for who in (DEPARTMENT, AUDITOR):
        assert "決裁を記録する" not in words(person(who).get(url))
        assert send(person(who), url, city, **paper()).status_code == 403
    for who in (MEMBER, None):
        assert person(who).get(url).status_code == 403


def test_a_stream_without_approvals_is_not_found(clerk, city):
    assert clerk.get(f"/streams/{city.council}/approvals").status_code == 404
    assert clerk.get(f"/streams/{city.id()}/approvals").status_code == 404
