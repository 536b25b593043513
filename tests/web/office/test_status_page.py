"""What a status rests on, many 据置き at once, figures, and ★ for the next session."""

import re
from datetime import date

import pytest

from domain import commands as c
from domain.events import CarriedForward, ItemNumber
from domain.indicator import Indicator
from pdca.flows import read_flow
from tests.web.browsing_client import htmx, send, words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER

PDF = b"%PDF-1.7 survey"


@pytest.fixture
def item(city):
    return f"/indicators/{city.item('1-1-指1')}"


def survey(k=0, **more):
    fields = {"kind": "survey", "title": "ニーズ調査", "wave": "第2回", "question": "行けますか", "n": "412"}
    return {f"evidence-{k}-{name}": value for name, value in {**fields, "value": "62.5％", **more}.items()}


def status(cycle, **more):
    return {"cycle_id": cycle, "texts": "2館で開放した。", "sent_from": "office-status"} | more


def seen(city):
    return city.state("1-1-指1").statuses[2024].position


# --- evidence


def test_evidence_is_recorded_with_its_figure_and_read_by_members_but_not_by_the_public(
    person, clerk, city, item, cycle
):
    assert send(clerk, f"{item}/status", city, **status(cycle, **survey())).status_code == 303
    for name in (CLERK, MEMBER, AUDITOR):
        page = words(person(name).get(item))
        assert "アンケート：ニーズ調査（第2回）設問「行けますか」62.5％（回答412件）" in page
    city.do(c.PublishPlan, plan_id=city.plan, on=date(2025, 5, 12), decided_by="課長")
    assert "ニーズ調査" not in words(person().get(item))


def test_the_next_entry_begins_with_the_evidence_that_is_there(clerk, city, item, cycle):
    send(clerk, f"{item}/status", city, **status(cycle, **survey()))
    page = clerk.get(item).text
    assert 'name="evidence-0-value" value="62.5％"' in page
    emptied = survey(title="", wave="", question="", value="")
    send(clerk, f"{item}/status", city, **status(cycle, based_on=str(seen(city)), **emptied))
    assert "裏付け（" not in words(clerk.get(item))


def test_a_survey_without_figure_is_refused_with_everything_typed(clerk, city, item, cycle):
    refused = send(clerk, f"{item}/status", city, **status(cycle, **survey(value="")))
    assert refused.status_code == 422
    assert "数字（例：62.5％）を入れてください" in words(refused)
    assert 'name="evidence-0-question" value="行けますか"' in refused.text
    assert 'href="#office-status-evidence"' in refused.text


@pytest.mark.parametrize("wrong", [{"n": "四百"}, {"kind": "rumour"}, {"title": "長" * 201}])
def test_what_is_no_evidence_is_refused_at_its_place(clerk, city, item, cycle, wrong):
    refused = send(clerk, f"{item}/status", city, **status(cycle, **survey(**wrong)))
    assert refused.status_code == 422
    assert 'href="#office-status-evidence"' in refused.text


def test_a_link_leads_to_web_pages_only(clerk, city, item, cycle):
    link = {"kind": "link", "n": "", "value": "", "wave": "", "question": ""}
    bad = survey(**link, url="javascript:alert(1)")
    assert send(clerk, f"{item}/status", city, **status(cycle, **bad)).status_code == 422
    send(clerk, f"{item}/status", city, **status(cycle, **survey(**link, url="https://example.jp/days")))
    assert '<a href="https://example.jp/days" rel="noopener noreferrer">ニーズ調査</a>' in clerk.get(item).text


def test_a_file_stands_beside_the_status_also_after_the_next_entry(person, clerk, city, item, cycle):
    files = {"file": ("../../集計.pdf", PDF, "application/pdf")}
    data = status(cycle, command_id=city.id(), attach_id=city.id())
    for _ in range(2):  # pressed twice it is one file
        assert clerk.post(f"{item}/status", data=data, files=files).status_code == 303
    page = clerk.get(item).text
    (link,) = re.findall(r'"(/attachments/\d+)">開く', page)
    assert clerk.get(link).content == PDF
    again = {"evidence-0-kind": "file", "evidence-0-title": "集計.pdf"}
    send(clerk, f"{item}/status", city, **status(cycle, based_on=str(seen(city)), texts="直した。", **again))
    assert link in clerk.get(item).text
    assert link not in person(MEMBER).get(item).text
    assert "書類：集計.pdf" in words(person(MEMBER).get(item))


def test_a_late_fact_shows_both_of_its_days(clerk, city, item, cycle):
    late = {"as_of_date_year": "6", "as_of_date_month": "10", "as_of_date_day": "7"}
    send(clerk, f"{item}/status", city, **status(cycle, **late))
    page = words(clerk.get(item))
    assert "いつのことか令和6年10月7日（月）現在" in page
    assert "いつ分かったか令和7年5月12日（月）に記録" in page


# --- まとめて据置き


@pytest.fixture
def unchanged(cycle):
    return f"/cycles/{cycle}/unchanged"


def chosen(city, *numbers, reason="事業継続中で変化なし"):
    ids = [city.item(number) for number in numbers]
    given = {f"command_id-{item}": city.id() for item in ids}
    return {"indicator_ids": ids, "of": "status", "reason": reason, "sent_from": "unchanged"} | given


def carried(city, number):
    history = city.engine.history(city.item(number))
    return [r.event for r in history if isinstance(r.event, CarriedForward)]


def test_many_rows_stay_for_one_reason_with_an_event_each(clerk, city, cycle, unchanged):
    page = words(clerk.get(unchanged))
    assert "4件を据え置くことができます" in page
    assert "3公民館で月2回、計画どおり開放している。" in page
    fields = chosen(city, "1-1-指1", "1-1-指2", "1-1-役1")
    for _ in range(2):  # pressed twice
        assert send(clerk, unchanged, city, **fields).status_code == 303
    assert [len(carried(city, n)) for n in ("1-1-指1", "1-1-指2", "1-1-役1", "1-1-役2")] == [1, 1, 1, 0]
    assert carried(city, "1-1-指2")[0].cycle == cycle
    assert "1件を据え置くことができます" in words(clerk.get(unchanged))


def test_the_plan_s_text_stays_in_one_press_too(clerk, city, considered_cycle):
    url = f"/cycles/{considered_cycle}/unchanged"
    page = words(clerk.get(f"{url}?of=text"))
    assert "3つの公民館の和室を月2回、親子に開放している。" in page
    assert send(clerk, url, city, **chosen(city, "1-1-指1", "1-1-役2") | {"of": "text"}).status_code == 303
    assert [each.of for each in carried(city, "1-1-役2")] == ["status", "text"]


@pytest.fixture
def considered_cycle(city, cycle):
    city.checked(cycle)
    return cycle


def test_without_a_choice_or_a_reason_nothing_stays(clerk, city, unchanged):
    fields = chosen(city, "1-1-指1")
    refused = send(clerk, unchanged, city, **fields | {"indicator_ids": []})
    assert refused.status_code == 422
    assert "据え置く項目を選んでください" in words(refused)
    refused = send(clerk, unchanged, city, **fields | {"reason": "other"})
    assert refused.status_code == 422
    assert f'value="{city.item("1-1-指1")}" aria-describedby="stays-{city.item("1-1-指1")}" checked' in refused.text


def test_one_that_was_filled_in_meanwhile_keeps_no_other_back(clerk, city, cycle, unchanged):
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=city.item("1-1-指1"), texts=("先に書いた。",))
    said = htmx(clerk, unchanged, city, **chosen(city, "1-1-指1", "1-1-指2"))
    assert said.status_code == 422
    assert "1件を据置きとして記録しました。次の1件は記録していません。" in words(said)
    assert "状況は、すでに記入されています" in words(said)
    assert [len(carried(city, n)) for n in ("1-1-指1", "1-1-指2")] == [0, 1]


def test_all_are_chosen_without_a_script(clerk, unchanged):
    assert clerk.get(f"{unchanged}?check=all").text.count(" checked>") == 4


def test_who_may_not_carry_forward_sees_no_rows_and_records_nothing(person, city, unchanged):
    assert "いま据え置くことができる項目はありません" in words(person(AUDITOR).get(unchanged))
    assert send(person(AUDITOR), unchanged, city, **chosen(city, "1-1-指1")).status_code == 403
    assert person(MEMBER).get(unchanged).status_code == 403
    assert send(person(MEMBER), unchanged, city, **chosen(city, "1-1-指1")).status_code == 403
    assert "4件を据え置くことができます" in words(person(DEPARTMENT).get(unchanged))
    assert carried(city, "1-1-指1") == []


# --- figures


@pytest.fixture
def figures(city):
    made = city.id()
    number = ItemNumber(project=1, initiative=1, ordinal=1)
    city.do(
        c.RegisterIndicator, indicator_id=made, plan_id=city.plan, item_kind="numeric", number=number,
        name="利用者数", unit="人", ground="計画書32ページ", baseline=c.Figure(fiscal_year=2019, value="1240"),
        target=c.Figure(text="増やす"),
    )  # fmt: skip
    return made


def figure(cycle, year="6", **more):
    return {"cycle_id": cycle, "fiscal_year": year, "sent_from": "figure"} | more


def test_figures_stand_in_a_table_and_not_measured_is_no_zero(clerk, city, figures, cycle):
    url = f"/indicators/{figures}"
    assert send(clerk, f"{url}/measurements", city, **figure(cycle, "5", not_measured="1")).status_code == 303
    assert send(clerk, f"{url}/measurements", city, **figure(cycle, value="0", source="名簿")).status_code == 303
    page = words(clerk.get(url))
    assert "基準値（令和元年度）1,240人" in page
    assert "令和5年度測っていない" in page
    assert "令和6年度0人名簿" in page
    assert "目標値増やす" in page


def test_a_figure_is_corrected_against_the_one_that_was_seen(clerk, city, figures, cycle):
    url = f"/indicators/{figures}/measurements"
    send(clerk, url, city, **figure(cycle, value="1300"))
    position = city.load(Indicator, figures).measured[2024].position
    assert send(clerk, url, city, **figure(cycle, value="1310")).status_code == 409
    right = figure(cycle, value="1310") | {"based_on-2024": str(position)}
    assert send(clerk, url, city, **right).status_code == 303
    assert "1,310人" in words(clerk.get(f"/indicators/{figures}"))


@pytest.mark.parametrize("wrong", [{"value": "約9割"}, {}, {"value": "1", "not_measured": "1"}])
def test_what_is_no_figure_is_refused_with_what_was_typed(clerk, city, figures, cycle, wrong):
    refused = send(clerk, f"/indicators/{figures}/measurements", city, **figure(cycle, source="名簿", **wrong))
    assert refused.status_code == 422
    assert 'value="名簿"' in refused.text


def test_the_public_reads_figures_and_no_source(person, clerk, city, figures, cycle):
    send(clerk, f"/indicators/{figures}/measurements", city, **figure(cycle, value="1300", source="名簿"))
    city.do(c.PublishPlan, plan_id=city.plan, on=date(2025, 5, 12), decided_by="課長")
    page = words(person().get(f"/indicators/{figures}"))
    assert "1,300人" in page
    assert "名簿" not in page


# --- ★ for the next session


def asking(city, cycle, statement="2", change="grant"):
    return {
        "cycle_id": cycle,
        "statement": statement,
        "text_revision": "1",
        "change": change,
        "reason": "雨の日も開けた",
    }


def test_a_star_is_put_to_the_session_and_decided_there(clerk, city, item, cycle):
    assert send(clerk, f"{item}/stars-asked", city, **asking(city, cycle)).status_code == 303
    assert "次の会議に諮ります：★をつける（雨の日も開けた）" in words(clerk.get(item))
    session = city.id()
    city.do(c.CallSession, session_id=session, cycle_id=cycle, title="第1回会議", held_on=date(2025, 5, 12))
    assert "会議が決めたことを記録する" not in words(clerk.get(f"/sessions/{session}"))
    city.do(c.RecordAttendance, session_id=session, present=(1, 2, 3), presiding=1)
    page = words(clerk.get(f"/sessions/{session}"))
    assert "事務局から諮る★（1件）" in page
    assert "諮る理由：雨の日も開けた" in page
    star = {"indicator_id": city.item("1-1-指1"), "statement": "2", "text_revision": "1", "star": "grant"}
    assert send(clerk, f"/sessions/{session}/stars", city, **star, reason="雨の日も開けた").status_code == 303
    assert "事務局から諮る★" not in words(clerk.get(f"/sessions/{session}"))


def test_what_a_session_left_open_waits_for_the_next(clerk, city, item, cycle):
    send(clerk, f"{item}/stars-asked", city, **asking(city, cycle, "1", "revoke"))
    for title in ("第1回会議", "第2回会議"):
        session = city.id()
        city.do(c.CallSession, session_id=session, cycle_id=cycle, title=title, held_on=date(2025, 5, 12))
        assert "事務局から諮る★（1件）" in words(clerk.get(f"/sessions/{session}"))
        city.do(c.RecordAttendance, session_id=session, present=(1, 2, 3), presiding=1)
        city.do(c.CloseSession, session_id=session)
        assert "事務局から諮る★" not in words(clerk.get(f"/sessions/{session}"))


def test_only_the_secretariat_puts_a_star_forward(person, city, item, cycle):
    for name in (MEMBER, CHAIR, DEPARTMENT, AUDITOR):
        assert "★を会議に諮る" not in words(person(name).get(item))
        assert send(person(name), f"{item}/stars-asked", city, **asking(city, cycle)).status_code == 403


def test_without_a_reason_or_on_an_old_text_no_star_is_asked_for(clerk, city, item, cycle):
    fields = asking(city, cycle) | {"sent_from": "ask-star-2"}
    assert send(clerk, f"{item}/stars-asked", city, **fields | {"reason": ""}).status_code == 422
    assert send(clerk, f"{item}/stars-asked", city, **fields | {"text_revision": "2"}).status_code == 409


# --- the scale of each year


def other_scale():
    """会議2回 with another council's marks."""
    text = read_flow("kaigi2")
    start, end = text.index("ratings = ["), text.index("directions = [")
    return f'{text[:start]}ratings = [{{ code = "o", title = "◎" }}]\n{text[end:]}'


def considered(city, cycle, year, rating):
    item = {"cycle_id": cycle, "indicator_id": city.item("1-1-指1")}
    city.do(c.CheckStatus, **item, texts=(f"{year}年の状況。",))
    city.do(c.EnterStep, cycle_id=cycle, step="consideration", indicator_ids=(item["indicator_id"],))
    city.do(c.ConsiderImprovement, **item, reason="続ける。", rating=rating)


def test_an_old_rating_keeps_the_words_of_its_own_scale(clerk, city, item, cycle):
    considered(city, cycle, 2024, "B")
    assert "年度ごとの評価" not in words(clerk.get(item))
    later = city.id()
    fields = {"plan_id": city.plan, "council_id": city.council, "fiscal_year": 2026, "flow": other_scale()}
    city.do(c.OpenCycle, cycle_id=later, **fields)
    considered(city, later, 2025, "o")
    page = words(clerk.get(item))
    assert "令和8年度の見直し◎まだ確認していません令和7年度の見直しおおむね進んでいる" in page
