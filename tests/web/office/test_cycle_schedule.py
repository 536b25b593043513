"""The opening with a scope and a schedule, more time for all or for one, an import taken back."""

from datetime import date

import pytest

from domain import commands as c
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.differences import Decisions, OutsideSession, confirm_differences, find_differences
from pdca.documents import read_document
from pdca.importing import Choices, import_document
from pdca.plan_document import plan_document
from pdca.viewing import CONSOLE_VIEWER
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import CLERK, DEPARTMENT, DOCUMENT, MEMBER


def the(city, cycle):
    return city.load(ReviewCycle, cycle)


def opening(city, **more):
    given = {"plan_id": city.plan, "council_id": city.council, "fiscal_year": "7", "status_year": "6", "flow": "kaigi2"}
    return {"sent_from": "open", "cycle_id": city.id()} | given | more


# --- the opening


def test_a_review_is_opened_with_a_scope_and_a_schedule(clerk, city):
    fields = opening(
        city,
        kinds=["activity", "vision"],
        left_out=city.item("1-1-指2"),
        left_out_reason="工事が終わるまで待つため",
        **day("due-kaigi2-status_check", 7, 6, 6),
        **day("due-kaigi2-proposal", 7, 12, 4),
        **day("due-kaigi1-proposal", 7, 1, 1),
    )
    assert send(clerk, "/cycles", city, **fields).status_code == 303
    state = the(city, fields["cycle_id"])
    assert set(state.items) == {city.item("1-将"), city.item("1-1-指1")}
    assert state.deadlines == {"status_check": city.end(date(2025, 6, 6)), "proposal": city.end(date(2025, 12, 4))}
    page = words(clerk.get(f"/cycles/{fields['cycle_id']}"))
    assert "1-①-指2しつらえ：工事が終わるまで待つため" in page
    assert "締切：令和7年12月4日（木）23時59分" in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (day("due-kaigi2-proposal", 7, 2, 30), "日付が正しくありません"),
        (day("due-kaigi2-proposal", 6, 2, 3), "今より後"),
        ({"left_out": "1-1-指1"}, "対象から外す理由を入れてください"),
        ({"kinds": "numeric"}, "見直す点検項目がありません"),
    ],
)
def test_a_wrong_scope_or_schedule_keeps_what_was_typed(clerk, city, fields, said):
    fields = fields | ({"left_out": city.item(fields["left_out"])} if "left_out" in fields else {})
    response = send(clerk, "/cycles", city, **opening(city, **fields))
    assert response.status_code == 422
    assert said in words(response)
    for name, value in fields.items():
        assert f'value="{value}"' in response.text, name


# --- more time


@pytest.fixture
def asked(city, cycle):
    """The members are asked until 12月4日, and it is the evening before."""
    city.to_proposal(cycle)
    city.drafted(cycle)
    city.do(c.ShowDraft, cycle_id=cycle, indicator_id=city.item("1-1-指1"), number=1)
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(date(2025, 12, 4)))
    city.at(date(2025, 12, 3), 20)
    return cycle


def extend(client, city, cycle, **more):
    form = {"sent_from": "extend-proposal", "step": "proposal", "reason": "発送が遅れたため"}
    return send(client, f"/cycles/{cycle}/extensions", city, **form | day("due", 7, 12, 8) | more)


def test_the_deadline_is_put_off_for_everybody(asked, clerk, city, person):
    assert extend(clerk, city, asked).status_code == 303
    assert "締切：令和7年12月8日（月）23時59分" in words(clerk.get(f"/cycles/{asked}"))
    assert "12月8日（月）まで" in words(person(MEMBER).get(f"/indicators/{city.item('1-1-指1')}"))


def test_or_for_one_member_who_alone_sees_and_uses_it(asked, clerk, city, person):
    assert extend(clerk, city, asked, account=city.people[MEMBER]).status_code == 303
    assert "委員2三木遥：令和7年12月8日（月）23時59分まで延ばしています" in words(clerk.get(f"/cycles/{asked}"))
    item = f"/indicators/{city.item('1-1-指1')}"
    hers, his = person(MEMBER), person("北原 トミ")
    assert "12月8日（月）まで" in words(hers.get("/"))
    assert "12月8日（月）まで" in words(hers.get(item))
    assert "12月4日（木）まで" in words(his.get(item))
    assert "12月8日" not in words(his.get(item)) + words(his.get("/"))
    city.at(date(2025, 12, 5))
    hers, his = person(MEMBER), person("北原 トミ")
    said = {"cycle_id": asked, "sent_from": "opinion", "subject": "item", "body": "雨の日に開けてほしい。"}
    assert send(his, f"{item}/comments", city, **said).status_code == 422
    assert send(hers, f"{item}/comments", city, **said).status_code == 303
    assert "雨の日に開けてほしい" in words(his.get(item))  # his time is over, hers is not
    city.said(asked, who=CLERK, body="車いすでも入りたい。", author=city.people["北原 トミ"], medium="paper",
              received_on=date(2025, 12, 4))  # fmt: skip
    assert "車いすでも" not in words(hers.get(item))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (day("due", 7, 12, 4), "いまの締切（12月4日（木））より後"),
        ({"reason": " "}, "延ばす理由を入れてください"),
        (day("due", "", "", ""), "新しい締切の日を入れてください"),
        ({"account": "clerk"}, "いまの委員の中から"),
    ],
)
def test_a_wrong_extension_says_why(asked, clerk, city, fields, said):
    fields = fields | ({"account": city.people[CLERK]} if "account" in fields else {})
    response = extend(clerk, city, asked, **fields)
    assert response.status_code == 422
    assert said in words(response)


def test_only_who_may_puts_a_deadline_off(person, city, asked):
    for name in (DEPARTMENT, MEMBER):
        assert extend(person(name), city, asked).status_code == 403
    assert "締切を延ばす" not in words(person(DEPARTMENT).get(f"/cycles/{asked}"))


# --- an import taken back


def withdraw(client, city, reason="去年の資料だったため", send=send):
    return send(client, "/plans/kawabe/withdrawal", city, sent_from="withdraw-kawabe", reason=reason)


def imported_again(city):
    return import_document(city.engine, DOCUMENT.encode(), "plan.txt", Choices(key="kawabe", municipality="川辺市"))


def test_an_import_is_taken_back_with_its_review_and_the_same_file_is_imported_again(clerk, city, cycle):
    assert "進めている「令和7年度の見直し」も終わり" in words(clerk.get("/cycles"))
    response = withdraw(clerk, city, send=htmx)
    assert "取り込みを取り消しました。資料をもう一度取り込めます" in words(response)
    assert the(city, cycle).closed
    assert clerk.get("/plans/kawabe").status_code == 404
    page = clerk.get(f"/cycles/{cycle}")
    assert "取り込みは取り消されました" in words(page)
    assert 'href="/plans/kawabe' not in page.text
    again = imported_again(city)
    assert again.events > 0
    assert again.plan_id != city.plan
    assert clerk.get("/plans/kawabe").status_code == 200
    assert imported_again(city).events == 0
    city.engine.do(c.WithdrawImport(command_id=city.id(), plan_id=again.plan_id, reason="x"), city.people[CLERK])
    assert imported_again(city).plan_id not in {city.plan, again.plan_id}


def test_what_was_taken_back_takes_no_more(clerk, city):
    withdraw(clerk, city)
    assert city.load(Plan, city.plan).withdrawn
    response = send(clerk, "/cycles", city, **opening(city))
    assert response.status_code == 422
    assert "取り込みは取り消されています" in words(response)
    assert CONSOLE_VIEWER.staff


def test_not_without_a_reason_nor_by_others(clerk, city, person):
    response = withdraw(clerk, city, " ")
    assert response.status_code == 422
    assert "取り消す理由を入れてください" in words(response)
    assert withdraw(person(DEPARTMENT), city).status_code == 403
    assert withdraw(person(MEMBER), city).status_code == 403
    assert "取り込みをやり直す" not in words(person(DEPARTMENT).get("/cycles"))


def test_from_the_first_session_on_it_stays(clerk, city, cycle):
    city.session(cycle)
    assert "取り込みをやり直す" not in words(clerk.get("/cycles"))
    response = withdraw(clerk, city)
    assert response.status_code == 422
    assert "会議が登録されているため、取り込みは取り消せません" in words(response)


def test_nor_once_published(clerk, city):
    city.do(c.PublishPlan, plan_id=city.plan, on=date(2025, 5, 12), decided_by="子ども課長")
    assert "公表した計画の取り込みは取り消せません" in words(withdraw(clerk, city))


# --- a later document taken back


def later_document(city):
    content = DOCUMENT.replace("月2回", "月3回").encode()
    read = read_document(content, "来年.txt")
    found = find_differences(city.engine, city.plan, read).entries
    decisions = Decisions(
        choices={e.id: "decided" for e in found if "decided" in e.choices},
        session=OutsideSession("会議", 2024, "2025-03-18"),
    )
    assert confirm_differences(city.engine, city.plan, content, "来年.txt", read, decisions).positions
    return city.load(Plan, city.plan).documents[-1].position


def test_the_newest_document_is_taken_back_and_the_plan_and_its_review_stay(clerk, city, cycle, person):
    before = plan_document(city.engine, city.plan)
    document = later_document(city)
    page = clerk.get("/cycles")
    assert "次の年度の文書「来年.txt」の取り込みを取り消します" in words(page)
    assert f'name="document" value="{document}"' in page.text
    form = {"sent_from": "withdraw-kawabe", "document": document}
    assert send(person(DEPARTMENT), "/plans/kawabe/withdrawal", city, reason="x", **form).status_code == 403
    assert "取り消す理由を入れてください" in words(send(clerk, "/plans/kawabe/withdrawal", city, reason=" ", **form))
    done = htmx(clerk, "/plans/kawabe/withdrawal", city, reason="別の市の文書だったため", **form)
    assert "取り込みを取り消しました。資料をもう一度取り込めます" in words(done)
    assert "進めている「令和7年度の見直し」も終わり" in words(done)
    assert plan_document(city.engine, city.plan) == before
    assert not the(city, cycle).closed
    for entry in city.load(Plan, city.plan).items:
        assert clerk.get(f"/indicators/{entry.indicator}/history").status_code == 200
    assert "取り込む前のとおりに戻りました" in words(clerk.get(f"/indicators/{city.item('1-①-指1')}/history"))


def test_after_a_session_the_newest_document_stays(clerk, city, cycle):
    document = later_document(city)
    city.session(cycle)
    assert "取り込みをやり直す" not in words(clerk.get("/cycles"))
    response = send(clerk, "/plans/kawabe/withdrawal", city, document=document, reason="x")
    assert response.status_code == 422
    assert "この文書を取り込んだ後に会議があったため" in words(response)
