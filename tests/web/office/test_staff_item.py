from datetime import date

import pytest

from domain import commands as c
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER

SECRET = "まだ誰にも見せていない文です。"


@pytest.fixture
def item(city):
    return f"/indicators/{city.item('1-1-指1')}"


@pytest.fixture
def considered(city, cycle):
    city.checked(cycle)
    return cycle


@pytest.fixture
def proposal_step(city, cycle):
    city.to_proposal(cycle)
    return cycle


def state(city):
    return city.state("1-1-指1")


# --- the next item


def next_items(clerk, city, number):
    page = words(clerk.get(f"/indicators/{city.item(number)}"))
    return page.partition("次に記入する項目：")[2].partition("件）")[0]


def carry(city, cycle, number):
    fields = {"cycle_id": cycle, "indicator_id": city.item(number), "of": "status", "reason": "変化なし"}
    city.do(c.CarryForward, **fields)


def test_an_item_leads_to_the_next_that_waits_and_from_the_last_to_the_first(clerk, city, cycle):
    assert next_items(clerk, city, "1-1-指1") == "1-①-指2公民館の親子開放「しつらえ」（残り3"
    carry(city, cycle, "1-1-指2")
    assert next_items(clerk, city, "1-1-指1") == "1-①-役1公民館の親子開放「市民」（残り2"
    assert next_items(clerk, city, "1-1-役2") == "1-①-指1公民館の親子開放「開放」（残り2"


def test_the_receipt_of_an_entry_leads_on(clerk, city, item, cycle):
    fields = {"cycle_id": cycle, "of": "status", "reason": "事業継続中で変化なし"}
    done = words(htmx(clerk, f"{item}/carried-forward", city, **fields))
    assert done.count("次に記入する項目：1-①-指2") == 1
    assert done.index("次に記入する項目") < done.index("いまの文")


def test_at_each_step_the_next_item_is_the_one_whose_entry_is_missing(clerk, city, considered):
    fields = {"cycle_id": considered, "reason": "続ける。"}
    city.do(c.ConsiderImprovement, indicator_id=city.item("1-1-指2"), **fields)
    assert next_items(clerk, city, "1-1-指1").startswith("1-①-役1")


def test_when_no_other_item_waits_none_is_named(clerk, city, cycle):
    for number in ("1-1-指2", "1-1-役1", "1-1-役2"):
        carry(city, cycle, number)
    assert next_items(clerk, city, "1-1-指1") == ""


# --- status


def test_last_year_stands_beside_this_year_s_field(clerk, item, cycle):
    page = words(clerk.get(item))
    assert "令和5年度の状況" in page
    assert "令和6年度の状況※必須" in page
    for reason in ("事業継続中で変化なし", "年度末に実績が出るため", "担当課と協議中", "その他"):
        assert reason in page


def test_the_status_is_one_text_per_line_with_its_day_and_source(clerk, city, item, cycle):
    fields = {"cycle_id": cycle, "texts": "・2館で開放した。\r\n\r\n北公民館は休館。", "informant": "生涯学習課"}
    assert send(clerk, f"{item}/status", city, **fields, **day("as_of_date", 6, 10, 7)).status_code == 303
    row = city.engine.read_models.items.item(city.item("1-1-指1")).statuses[2024]
    assert list(city.engine.reveal(row.texts).values()) == ["2館で開放した。", "北公民館は休館。"]
    assert row.as_of_date == date(2024, 10, 7)
    assert "情報：生涯学習課" in words(clerk.get(item))


def test_an_empty_status_is_refused_at_its_field(clerk, city, item, cycle):
    fields = {"cycle_id": cycle, "texts": " ", "informant": "わかば幼稚園", "sent_from": "office-status"}
    response = send(clerk, f"{item}/status", city, **fields)
    assert response.status_code == 422
    assert 'href="#office-status-texts"' in response.text
    assert "わかば幼稚園" in response.text


def test_two_who_write_the_status_see_both_texts(clerk, city, item, cycle):
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=city.item("1-1-指1"), texts=("先に書いた文。",))
    fields = {"cycle_id": cycle, "texts": "後から書いた文。", "based_on": "", "sent_from": "office-status"}
    response = send(clerk, f"{item}/status", city, **fields)
    assert response.status_code == 409
    told = "書いている間に、藤代さんが令和6年度の状況を記入しました。あなたの文は消えていません。"
    assert words(response).count(told) == 1
    assert "藤代さんが記入した文" in words(response)
    assert "ほかの方" not in words(response)
    assert "先に書いた文。" in response.text
    assert "後から書いた文。" in response.text
    newest = state(city).statuses[2024].position
    assert f'name="based_on" value="{newest}"' in response.text


def test_unchanged_needs_a_reason_that_is_chosen_or_written(clerk, city, item, cycle):
    fields = {"cycle_id": cycle, "of": "status", "sent_from": "office-carry"}
    refused = send(clerk, f"{item}/carried-forward", city, **fields, reason="other")
    assert refused.status_code == 422
    assert "据置きの理由を選ぶか、書いてください" in words(refused)
    given = fields | {"reason": "other", "reason_other": "工事のため"}
    assert send(clerk, f"{item}/carried-forward", city, **given).status_code == 303
    assert "前の年度から据置き：工事のため" in words(clerk.get(item))


def test_a_department_records_status_and_nothing_else(person, city, item, cycle):
    page = words(person(DEPARTMENT).get(item))
    assert "状況を記録する" in page
    assert "代理で入力する" not in page
    assert send(person(DEPARTMENT), f"{item}/status", city, cycle_id=cycle, texts="聞いた。").status_code == 303


def test_the_item_goes_on_alone_and_back(clerk, city, item, cycle):
    assert "「改善検討」へ進む前に：令和6年度の状況が記入されていません" in words(clerk.get(item))
    send(clerk, f"{item}/carried-forward", city, cycle_id=cycle, of="status", reason="担当課と協議中")
    assert send(clerk, f"{item}/next-step", city, cycle_id=cycle, step="consideration").status_code == 303
    assert state(city).steps[cycle] == "consideration"


def test_going_back_needs_a_reason(clerk, city, item, proposal_step):
    fields = {"cycle_id": proposal_step, "step": "consideration", "sent_from": "step-back"}
    assert send(clerk, f"{item}/step-back", city, **fields).status_code == 422
    assert send(clerk, f"{item}/step-back", city, **fields, reason="書き直すため").status_code == 303
    assert state(city).steps[proposal_step] == "consideration"


# --- consideration


def test_consideration_offers_the_scale_of_the_council(clerk, city, item, considered):
    page = words(clerk.get(item))
    assert "おおむね進んでいる" in page
    assert "拡充" in page
    fields = {"cycle_id": considered, "rating": "B", "direction": "improve", "sent_from": "office-consider"}
    refused = send(clerk, f"{item}/consideration", city, **fields)
    assert refused.status_code == 422
    assert 'value="B" checked' in refused.text
    assert send(clerk, f"{item}/consideration", city, **fields, reason="休館のため").status_code == 303


# --- drafts


def draft(cycle, text=SECRET, **more):
    fields = {"cycle_id": cycle, "based_on": "0", "reason": "休館のため", "sent_from": "draft"}
    return fields | {"text-1": text, "revision-1": "1", "text-2": "土曜にも1回開けている。", "revision-2": "1"} | more


def test_the_editor_shows_every_bullet_with_its_field(clerk, item, considered):
    page = clerk.get(f"{item}/draft")
    assert 'name="text-1"' in page.text
    assert 'name="text-2"' in page.text
    assert 'name="text-new-1"' in page.text
    assert "会議で進んでいると確認した文です" in page.text


def test_a_preview_shows_the_redline_and_records_nothing(clerk, city, item, considered):
    response = send(
        clerk,
        f"{item}/drafts",
        city,
        **draft(considered, "2つの公民館の和室を月2回、親子に開放している。", preview="1"),
    )
    assert response.status_code == 200
    assert "<ins>" in response.text
    assert "まだ保存していません" in words(response)
    assert state(city).last_draft(considered) == 0


def test_a_draft_changes_removes_and_adds_bullets(clerk, city, item, considered):
    fields = draft(considered, **{"remove-2": "1", "text-new-1": "雨の日は午前も開けている。"})
    assert send(clerk, f"{item}/drafts", city, **fields).headers["location"] == item
    saved = state(city).drafts[considered, 1]
    assert [change.id for change in saved.changes] == [1, None]
    assert saved.removed == (2,)
    page = words(clerk.get(item))
    assert "まだ見せていません（事務局と担当課だけ）" in page
    assert "委員3名の「ご意見をお願いしたいこと」にこの項目が出ます" in page


def test_a_draft_without_a_change_or_a_reason_is_refused(clerk, city, item, considered):
    same = draft(considered, "3つの公民館の和室を月2回、親子に開放している。")
    assert "変えるところがありません" in words(send(clerk, f"{item}/drafts", city, **same))
    response = send(clerk, f"{item}/drafts", city, **draft(considered, reason=""))
    assert response.status_code == 422
    assert 'href="#draft-reason"' in response.text
    assert SECRET in response.text


def test_the_second_who_saves_sees_both_texts_and_chooses(clerk, city, item, considered):
    city.drafted(considered, text="先に保存した文です。")
    response = send(clerk, f"{item}/drafts", city, **draft(considered, "後から保存する文です。"))
    assert response.status_code == 409
    assert "先に保存した文です。" in response.text
    assert "後から保存する文です。" in response.text
    assert words(response).count("藤代さんがこのたたき台を直しました") == 1
    assert "先に保存された第1版の文を、下の各項目に「藤代さんの文」として並べました。" in words(response)
    assert "ほかの方" not in words(response)
    assert 'name="based_on" value="1"' in response.text
    assert (
        send(clerk, f"{item}/drafts", city, **draft(considered, "後から保存する文です。", based_on="1")).status_code
        == 303
    )
    assert state(city).last_draft(considered) == 2


def test_a_hidden_draft_does_not_exist_for_others(person, city, item, considered):
    city.drafted(considered, text=SECRET)
    for name in (MEMBER, CHAIR, AUDITOR):
        page = person(name).get(item)
        assert SECRET not in page.text
        assert "たたき台" not in page.text
        assert person(name).get(f"{item}/draft").status_code in {403, 404}
    assert SECRET in person(DEPARTMENT).get(item).text


def test_a_shown_draft_is_there_for_members(person, clerk, city, item, considered):
    city.drafted(considered, text=SECRET)
    assert send(clerk, f"{item}/drafts/1/show", city, cycle_id=considered).status_code == 303
    assert SECRET in person(MEMBER).get(item).text


# --- proposals


def proposal(cycle, text="2つの公民館の和室を月2回、親子に開放している。", **more):
    return draft(cycle, text, proposal_kind="revise", sent_from="proposal") | more


def test_a_proposal_comes_from_a_draft_and_names_it(clerk, city, item, considered):
    city.drafted(considered)
    assert "2つの公民館" in clerk.get(f"{item}/proposal?draft=1").text
    response = htmx(clerk, f"{item}/proposals", city, **proposal(considered, draft="1"))
    assert response.headers["hx-redirect"] == item
    row = city.engine.read_models.items.item(city.item("1-1-指1")).reviews[considered].proposals[0]
    assert row.draft == 1


def test_the_next_version_needs_the_one_before(clerk, city, item, considered):
    city.proposed(considered)
    stale = send(clerk, f"{item}/proposals", city, **proposal(considered, "東・南の2館で開放している。"))
    assert stale.status_code == 409
    assert (
        send(clerk, f"{item}/proposals", city, **proposal(considered, "東・南の2館。", based_on="1")).status_code == 303
    )
    assert state(city).last_version(considered) == 2


def test_the_text_may_be_proposed_to_stay(clerk, city, item, considered):
    fields = {"cycle_id": considered, "proposal_kind": "continue", "based_on": "0", "sent_from": "office-continue"}
    assert send(clerk, f"{item}/proposals", city, **fields).status_code == 422
    assert send(clerk, f"{item}/proposals", city, **fields, reason="続ける").status_code == 303
    assert state(city).proposal(considered, 1).kind == "continue"


def test_a_returned_proposal_goes_back_with_its_reason(clerk, city, item, proposal_step):
    city.proposed(proposal_step)
    fields = {"cycle_id": proposal_step, "sent_from": "return-1"}
    assert send(clerk, f"{item}/proposals/1/return", city, **fields).status_code == 422
    assert send(clerk, f"{item}/proposals/1/return", city, **fields, reason="場所を確かめる").status_code == 303
    assert state(city).proposal_states(proposal_step) == {1: "returned"}
    assert state(city).steps[proposal_step] == "consideration"


# --- the revision


@pytest.fixture
def adopted(city, proposal_step):
    cycle = proposal_step
    city.proposed(cycle)
    for number in ("1-1-指2", "1-1-役1", "1-1-役2"):
        item = city.item(number)
        city.do(c.CarryForward, cycle_id=cycle, indicator_id=item, of="text", reason="変化なし")
    session = city.session(cycle, ("1-1-指1", 1))
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    entry = c.AgendaEntry(indicator=city.item("1-1-指1"), version=1)
    city.do(c.RecordDecision, session_id=session, decision="approved", proposals=(entry,), manner="異議なし")
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(date(2025, 7, 4)))
    city.at(date(2025, 7, 7))
    city.do(c.EnterStep, cycle_id=cycle, step="revision", indicator_ids=city.scope(cycle))
    return cycle


@pytest.mark.parametrize(("advanced", "stars"), [(["1"], [1]), ([], [])])
def test_the_adopted_text_takes_effect_and_the_star_goes_on_where_chosen(person, city, item, adopted, advanced, stars):  # noqa: PLR0913, PLR0917 -- fixtures and parameters
    clerk = person(CLERK)
    assert "★を続ける項目" in words(clerk.get(item))
    fields = {"cycle_id": adopted, "version": "1", "advanced": advanced} | day("effective_on", 7, 7, 7)
    assert send(clerk, f"{item}/revision", city, **fields).status_code == 303
    assert state(city).statements[1].text == "2つの公民館の和室を月2回、親子に開放している。"
    assert list(state(city).stars) == stars


def test_a_version_that_took_effect_is_said_to_be_in_the_plan(person, city, item, adopted):
    clerk = person(CLERK)
    assert "第1版文の見直し決定" in words(clerk.get(item))
    fields = {"cycle_id": adopted, "version": "1"} | day("effective_on", 7, 7, 7)
    send(clerk, f"{item}/revision", city, **fields)
    page = words(clerk.get(item))
    assert "第1版文の見直し計画に反映済み" in page
    assert "第1版文の見直し決定" not in page


def test_a_revision_needs_its_day(person, city, item, adopted):
    fields = {"cycle_id": adopted, "version": "1", "sent_from": "office-revise"} | day("effective_on", "", "", "")
    response = send(person(CLERK), f"{item}/revision", city, **fields)
    assert response.status_code == 422
    assert "反映する日を入れてください" in words(response)


# --- refusals


POSTS = {
    "status": {"texts": "x"},
    "carried-forward": {"of": "status", "reason": "x"},
    "consideration": {"reason": "x"},
    "next-step": {"step": "proposal"},
    "drafts": {"text-1": "x", "revision-1": "1", "reason": "x", "based_on": "0"},
    "drafts/1/show": {},
    "proposals": {"text-1": "x", "revision-1": "1", "reason": "x", "based_on": "0", "proposal_kind": "revise"},
    "proposals/1/return": {"reason": "x"},
    "revision": {"version": "1"} | day("effective_on", 7, 5, 12),
    "step-back": {"step": "status_check", "reason": "x"},
}


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("name", [MEMBER, CHAIR, AUDITOR])
def test_a_direct_post_of_others_is_refused(person, city, item, considered, path, name):  # noqa: PLR0913, PLR0917 -- fixtures and parameters
    city.drafted(considered)
    before = state(city)
    response = send(person(name), f"{item}/{path}", city, cycle_id=considered, **POSTS[path])
    assert response.status_code in {403, 404}
    assert state(city) == before


@pytest.mark.parametrize("path", POSTS)
def test_a_signed_out_post_leads_to_signing_in(person, city, item, considered, path):
    response = send(person(), f"{item}/{path}", city, cycle_id=considered, **POSTS[path])
    assert response.status_code == 403
    assert "サインイン" in response.text


def test_what_is_not_for_this_step_has_no_button_and_is_refused(clerk, city, item, cycle):
    assert "たたき台をつくる" not in words(clerk.get(item))
    assert clerk.get(f"{item}/draft").status_code == 403
    response = send(clerk, f"{item}/drafts", city, **draft(cycle))
    assert response.status_code == 403
    assert "いま『状況確認』の段階です" in words(response)


def test_the_same_form_sent_twice_is_one_record(clerk, city, item, considered):
    fields = {"command_id": city.id()} | draft(considered)
    for _ in range(2):
        assert clerk.post(f"{item}/drafts", data=fields).status_code == 303
    assert state(city).last_draft(considered) == 1
