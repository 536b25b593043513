"""A document comes in by the browser: chosen, read, corrected, decided and confirmed; nothing is a record before."""

import re

import pytest

from domain import commands as c
from domain.events import DocumentImported
from domain.indicator import Indicator
from domain.numbering import comparable, label
from domain.plan import Plan
from pdca.documents import child
from pdca.uploads import KEPT
from tests.pdca.documents import planted_reader
from tests.web.browsing_client import htmx, words
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, DOCUMENT, MEMBER

OTHER = DOCUMENT.replace("川辺市こどもプラン", "川辺市こどもプラン（南地区）")
FIRST = "3つの公民館の和室を月2回、親子に開放している。"
BULLET = "1.1.activity.1.goals.1"


def chosen(client, content=OTHER, name="南地区.txt", **more):
    content = content.encode() if isinstance(content, str) else content
    return client.post("/imports", files={"file": (name, content)}, data={"sent_from": "file", "plan_id": "new"} | more)


@pytest.fixture
def upload(clerk):
    """The address of a document that was read."""
    response = chosen(clerk)
    assert response.status_code == 303
    return response.headers["location"]


def facts(**more):
    fields = {"sent_from": "facts", "title": "川辺市こどもプラン（南地区）", "municipality": "川辺市", "key": "minami"}
    years = {"status_year": "5", "mark_year": "5", "mark_session_title": "令和5年度第2回会議"}
    return fields | years | more


def correct(client, upload, address=BULLET, **more):
    return client.post(f"{upload}/texts/{address}", data={"sent_from": "text", "text": FIRST, "advanced": "1"} | more)


def recorded(client, upload, **more):
    assert client.post(f"{upload}/facts", data=facts(**more)).headers["location"] == f"{upload}/confirmation"
    return client.post(f"{upload}/confirmation")


def items(city, key="minami"):
    city.engine.read_models.catch_up()
    plan = city.engine.load(Plan, city.engine.read_models.streams.plan_by_key(key).plan)
    states = [city.engine.load(Indicator, entry.indicator) for entry in plan.items]
    return {comparable(label(state.number, state.kind)): state for state in states}


def import_of(city, key="minami"):
    plan = city.engine.read_models.streams.plan_by_key(key).plan
    events = [each.event for each in city.engine.log.since(0, 10_000) if each.stream == plan]
    return next(event for event in events if isinstance(event, DocumentImported))


def test_a_document_is_looked_at_and_then_recorded(clerk, city, upload):
    head = city.engine.head()
    page = words(clerk.get(upload))
    assert "まだ誰にも見えていません。" in page
    assert "重点プロジェクト1・取組1・点検項目4（取組指標2・役割分担2）・「・」の文7（うち★2）・進捗状況の文4" in page
    assert FIRST in page
    assert clerk.post(f"{upload}/facts", data=facts()).status_code == 303
    assert "2か所を、令和5年度第2回会議で進んでいると確認したもの" in words(clerk.get(f"{upload}/confirmation"))
    assert city.engine.head() == head, "nothing is a record before it is confirmed"
    done = clerk.post(f"{upload}/confirmation")
    assert done.headers["location"] == "/plans/minami"
    assert "取り込みました。" in words(clerk.get("/plans/minami"))
    assert len(items(city)) == 6
    assert clerk.get(upload).status_code == 404
    assert "文書を取り込む" in words(clerk.get("/cycles"))


def test_each_text_leads_to_its_source_and_back(clerk, upload):
    page = clerk.get(upload).text
    at = page.index(f'id="t-{BULLET.replace(".", "-")}"')
    source = re.search(r'href="#(s\d+)"', page[at:])[1]
    line = page[page.index(f'id="{source}"') :]
    assert FIRST in line[:600]
    assert re.search(r'href="#t-[-\w]+"', line[:300])


def test_what_is_corrected_by_hand_is_recorded_with_its_source(clerk, city, upload):
    assert correct(clerk, upload, text=f"{FIRST}\n★夜も開けている。", advanced="").status_code == 303
    correct(clerk, upload, "1.1.activity.1.goals.2", text="土曜にも1回開けている。", how="left_out")
    correct(clerk, upload, "1.1.role.1.name", text="市民のみなさん")
    page = words(clerk.get(upload))
    assert "手で直したところ3" in page
    clerk.post(f"{upload}/facts", data=facts())
    assert "手で直した3か所" in words(clerk.get(f"{upload}/confirmation"))
    clerk.post(f"{upload}/confirmation")
    item = items(city)["1-1-指1"]
    assert [each.text for each in item.statements.values()] == [FIRST, "夜も開けている。"]
    assert list(item.stars) == [2]
    row = city.engine.read_models.items.item(item.id)
    assert {each.source.line for each in row.statements} == {33}
    assert items(city)["1-1-役1"].name == "市民のみなさん"
    decisions = import_of(city).decisions
    assert decisions[f"by_hand {BULLET}"] == f"「{FIRST}\n★夜も開けている。」に直した、★をとった"
    assert decisions["by_hand 1.1.activity.1.goals.2"] == "取り込まないことにした"


def test_two_texts_are_joined(clerk, city, upload):
    correct(clerk, upload, "1.1.activity.1.goals.2", text="土曜にも1回開けている。", advanced="", how="joined")
    recorded(clerk, upload)
    item = items(city)["1-1-指1"]
    assert [each.text for each in item.statements.values()] == [f"{FIRST}土曜にも1回開けている。"]


def test_a_correction_is_undone(clerk, upload):
    correct(clerk, upload, text="別の文。")
    assert "手で直したところ1" in words(clerk.get(upload))
    assert clerk.post(f"{upload}/texts/{BULLET}/undoing").headers["location"] == upload
    assert "手で直したところ" not in words(clerk.get(upload))


def test_a_correction_that_changes_nothing_is_none(clerk, upload):
    assert correct(clerk, upload).status_code == 303
    assert "手で直したところ" not in words(clerk.get(upload))


@pytest.mark.parametrize(
    ("address", "text", "said"),
    [
        (BULLET, "  ", "文を入れてください。"),
        (BULLET, "あ" * 20_001, "文が長すぎます。20,000字まで"),
        ("1.1.role.1.name", "市民\n事業者", "ここは一行で入れてください。"),
        (BULLET, "a\0b", "使えない文字"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_what_was_typed(clerk, upload, address, text, said):
    response = correct(clerk, upload, address, text=text)
    assert response.status_code == 422
    assert said in words(response)
    assert "手で直したところ" not in words(clerk.get(upload))


def test_a_text_that_is_not_there_cannot_be_corrected(clerk, upload):
    assert clerk.get(f"{upload}/texts/9.9.name").status_code == 404
    assert correct(clerk, upload, "1.1.activity.1.goals.99").status_code == 404


DAY = {"mark_session_date_year": "7", "mark_session_date_month": "4", "mark_session_date_day": "1"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": " "}, "計画の題名を入れてください。"),
        ({"key": "南"}, "英小文字・数字・ハイフンで40字まで"),
        ({"key": "kawabe"}, "ほかの計画で使われています。"),
        ({"status_year": ""}, "進捗状況の年度を入れてください。"),
        ({"mark_year": ""}, "★の年度を入れてください。"),
        (DAY, "★の年度のうち"),
    ],
)
def test_what_is_left_open_is_asked_for(clerk, upload, typed, said):
    response = clerk.post(f"{upload}/facts", data=facts(**typed))
    assert response.status_code == 422
    assert said in words(response)


def test_nothing_is_recorded_before_the_years_are_decided(clerk, city, upload):
    head = city.engine.head()
    assert clerk.post(f"{upload}/confirmation").status_code == 422
    assert "題名や年度をまだ決めていません。" in words(clerk.post(f"{upload}/confirmation"))
    assert city.engine.head() == head


def test_without_a_star_nobody_asks_for_its_year(clerk, city):
    upload = chosen(clerk, OTHER.replace("★", "・")).headers["location"]
    assert "会議の年度" not in words(clerk.get(f"{upload}/facts"))
    assert recorded(clerk, upload, mark_year="").headers["location"] == "/plans/minami"
    assert not any(item.stars for item in items(city).values())


def test_a_file_that_cannot_be_read_is_refused_with_the_place(clerk, city):
    head = city.engine.head()
    broken = OTHER.replace("指標名\t内容", "何か\t内容")
    for content, said in ((b"\0\0", "文字ではないデータ"), (b"%PDF-1.7 x", "読めません"), (broken, "34行目")):
        response = chosen(clerk, content)
        assert response.status_code == 422
        page = words(response)
        assert "読み取れませんでした" in page
        assert said in page or "行目" in page
        assert "何も記録していません。" in page
    assert city.engine.head() == head
    assert clerk.get("/healthz").status_code == 200
    assert chosen(clerk).status_code == 303


def test_no_file_and_too_large_a_file_are_said(clerk):
    response = clerk.post("/imports", data={"sent_from": "file"})
    assert response.status_code == 422
    assert "ファイルを選んでください。" in words(response)
    assert "新しい計画か、いまの計画の次の文書かを選んでください。" in words(chosen(clerk, plan_id=""))
    assert chosen(clerk, b"x" * (10 * 1024 * 1024 + 1)).status_code == 413


def test_a_reading_that_takes_longer_shows_how_far_it_is(clerk, monkeypatch):
    monkeypatch.setattr(child, "COMMAND", (child.COMMAND[0], "-I", planted_reader.__file__))
    monkeypatch.setattr("web.routes.imports.PATIENCE", 0.1)
    response = chosen(clerk, b"sleep")
    assert response.status_code == 303
    page = clerk.get(response.headers["location"])
    assert page.status_code == 202
    assert "読み取っています" in words(page)
    assert "refresh" in page.text
    assert 'hx-trigger="load' in page.text
    assert clerk.get(f"{response.headers['location']}/facts").status_code == 404
    clerk.post(f"{response.headers['location']}/dropping")
    assert clerk.get(response.headers["location"]).status_code == 404
    clerk.app.state.site.uploads.close()


def test_an_upload_is_for_its_person_alone(person, clerk, city, upload):
    other = "越智 花"
    city.people[other] = city.id()
    city.do(c.RegisterAccount, account_id=city.people[other], name=other)
    city.do(c.GrantRole, account_id=city.people[other], role="secretariat", since=city.engine.now().date())
    stranger = person(other)
    assert stranger.get("/imports/new").status_code == 200
    for path in ("", "/facts", "/confirmation", f"/texts/{BULLET}"):
        assert stranger.get(upload + path).status_code == 404
    for path in ("/facts", "/confirmation", "/dropping", f"/texts/{BULLET}", f"/texts/{BULLET}/undoing"):
        assert stranger.post(upload + path).status_code == 404
    assert clerk.get(upload).status_code == 200


@pytest.mark.parametrize("who", [None, MEMBER, AUDITOR, DEPARTMENT])
def test_only_the_office_imports(person, city, upload, who):
    client = person(who)
    for path in ("/imports/new", upload, f"{upload}/facts", f"{upload}/confirmation", f"{upload}/texts/{BULLET}"):
        assert client.get(path).status_code == 403
    for path in ("/facts", "/confirmation", "/dropping", f"/texts/{BULLET}", f"/texts/{BULLET}/undoing"):
        assert client.post(upload + path).status_code == 403
    assert chosen(client).status_code == 403
    if who:
        assert "文書を取り込む" not in words(client.get("/cycles"))


def test_an_upload_that_waited_too_long_is_gone(clerk, person, city, upload):
    city.chance.advance(int(KEPT.total_seconds() + 1) * 1_000_000)
    response = person(CLERK).get(upload)
    assert response.status_code == 404
    assert "このファイルはもうありません。" in words(response)


def test_the_same_file_again_makes_no_second_plan(clerk, city, upload):
    recorded(clerk, upload)
    head = city.engine.head()
    again = chosen(clerk).headers["location"]
    assert recorded(clerk, again, key="kita").headers["location"] == "/plans/minami"
    assert "前に取り込まれています。" in words(clerk.get("/plans/minami"))
    assert city.engine.head() == head


def test_the_import_is_taken_back(clerk, city, upload):
    recorded(clerk, upload)
    assert "取り込みをやり直す" in words(clerk.get("/plans/minami"))
    clerk.post("/plans/minami/withdrawal", data={"command_id": city.id(), "reason": "別の文書だったため"})
    assert clerk.get("/plans/minami").status_code == 404
    assert recorded(clerk, chosen(clerk).headers["location"]).headers["location"] == "/plans/minami"


def test_htmx_is_told_where_to_go(clerk, city, upload):
    response = htmx(clerk, f"{upload}/facts", city, **facts())
    assert response.headers["hx-redirect"] == f"{upload}/confirmation"
    response = htmx(clerk, f"{upload}/texts/{BULLET}/undoing", city)
    assert response.status_code == 200
    assert "読み取ったとおりに戻しました。" in words(response)


def test_in_a_practice_nothing_reaches_the_official_record(clerk, city):
    clerk.post("/cycles/practice")
    head = city.engine.head()
    file = {"file": ("南地区.txt", OTHER.encode())}
    sent = clerk.post("/practice/imports", files=file, data={"sent_from": "file", "plan_id": "new"})
    upload = sent.headers["location"]
    assert upload.startswith("/practice/imports/")
    assert clerk.get(upload.removeprefix("/practice")).status_code == 404
    clerk.post(f"{upload}/facts", data=facts())
    assert clerk.post(f"{upload}/confirmation").headers["location"] == "/practice/plans/minami"
    assert clerk.get("/practice/plans/minami").status_code == 200
    assert clerk.get("/plans/minami").status_code == 404
    assert city.engine.head() == head
