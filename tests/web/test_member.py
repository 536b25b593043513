"""What a member does: reads what is asked, answers it, corrects it, takes it back; and what nobody may do."""

import re

import pytest

from tests.web.lived_in import ASKED, HIDDEN, OPEN_HOUSE, SECRET, SHOWN_ONLY
from tests.web.people import Person, said


def opinion(person, number, body="雨の日も開けてほしい。", **more):
    fields = {"sent_from": "opinion", "cycle_id": person.town.cycle, "subject": "item", "body": body}
    return {**fields, "command_id": person.command_id(), **more}


def comments(person, number):
    return f"/indicators/{person.town.item(number)}/comments"


def test_the_first_page_says_what_is_asked_and_until_when(member):
    words = said(member.get("/"))
    assert "ご意見をお願いしたいこと" in words
    assert "12月4日（金）まで" in words
    assert "公民館の親子開放「開放」" in words
    assert "市の考え方：今後の参考とします" in words


def test_an_opinion_is_sent_and_the_same_page_says_so(member, town):
    sent = member.post(comments(member, OPEN_HOUSE), opinion(member, OPEN_HOUSE))
    assert sent.status_code == 303
    assert sent.headers["location"] == f"/indicators/{town.item(OPEN_HOUSE)}"
    page = member.get(sent.headers["location"])
    assert "ご意見を受け付けました。" in said(page)
    assert "雨の日も開けてほしい。" in said(page)
    assert "ご意見を受け付けました。" not in said(member.get(sent.headers["location"]))


def test_sent_twice_it_happens_once(member, town):
    form = opinion(member, ASKED[3], "二度押しました。")
    for _ in range(2):
        assert member.post(comments(member, ASKED[3]), form).status_code == 303
    rows = town.engine.read_models.opinions.item_opinions(town.item(ASKED[3]))
    assert len([row for row in rows if row.cycle == town.cycle]) == 1


def test_htmx_gets_the_main_part_with_title_and_message(member):
    answer = member.htmx(comments(member, ASKED[4]), opinion(member, ASKED[4], "夏も見守りを。"))
    assert answer.status_code == 200
    assert "HX-Request-Type" in answer.headers["vary"]
    assert answer.text.startswith("<title>")
    assert "<html" not in answer.text
    assert 'id="said" hx-swap-oob="innerHTML">ご意見を受け付けました。' in answer.text
    assert "夏も見守りを。" in answer.text
    assert "夏も見守りを。</textarea>" not in answer.text.split('id="opinions"')[0]


def test_an_opinion_on_a_bullet_names_it(member, town):
    item = town.engine.read_models.items.item(town.item("1-3-指1"))
    bullet = item.statements[0]
    form = opinion(member, "1-3-指1", "待ち時間が短くなりました。", about=f"{bullet.id}:{bullet.text_revision}")
    assert member.post(comments(member, "1-3-指1"), form).status_code == 303
    assert f"「{bullet.text}」について" in said(member.get(f"/indicators/{item.indicator}"))


def test_an_empty_opinion_is_refused_with_the_field_named(member):
    answer = member.post(comments(member, ASKED[0]), opinion(member, ASKED[0], "  "))
    assert answer.status_code == 422
    assert "<title>エラー：" in answer.text
    assert 'href="#opinion-body"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "＊ご意見の文を入れてください。" in said(answer)


def test_a_text_that_is_too_long_is_kept(member):
    long = "長" * 10_001
    answer = member.post(comments(member, ASKED[0]), opinion(member, ASKED[0], long))
    assert answer.status_code == 422
    assert "10,000字まで" in said(answer)
    assert long in answer.text


def test_a_perception_alone_is_an_answer(member, town):
    form = opinion(member, ASKED[2], "", subject="status", perception="differs_slightly", sent_from="status")
    assert member.post(comments(member, ASKED[2]), form).status_code == 303
    assert "実感と合っていますか：少し違う" in said(member.get(f"/indicators/{town.item(ASKED[2])}"))


def test_a_proposal_is_opposed_with_a_reason_only(member):
    form = opinion(member, ASKED[2], "", subject="proposal", version="1", stance="oppose", sent_from="proposal")
    answer = member.post(comments(member, ASKED[2]), form)
    assert answer.status_code == 422
    assert 'value="oppose" checked' in answer.text


def test_read_without_an_opinion(member, town):
    path = f"/indicators/{town.item('3-2-指1')}"
    before = member.get(path).text
    assert "確認しました（意見なし）</button>" in before
    assert '<a href="#speak">ご意見・「確認しました」へ</a>' in before
    form = {"cycle_id": town.cycle, "command_id": member.command_id(), "sent_from": "acknowledge"}
    assert member.post(f"{path}/acknowledgements", form).status_code == 303
    page = member.get(path)
    assert "確認しました（意見なし）</button>" not in page.text
    assert '<a href="#speak">ご意見へ</a>' in page.text
    assert "を受け付けています" in said(page)


def _mine(member, number):
    """The position of the member's newest opinion on an item, and of its wording."""
    source = member.get(f"/indicators/{member.town.item(number)}").text
    position = re.findall(r"/comments/(\d+)/edits", source)[-1]
    form = source.split(f'id="edit-{position}"')[1]
    return position, re.search(r'name="based_on" value="(\d+)"', form)[1]


def test_an_opinion_is_edited_and_taken_back(member):
    number = "1-1-役1"
    assert member.post(comments(member, number), opinion(member, number, "はじめの文。")).status_code == 303
    position, based_on = _mine(member, number)
    form = {"based_on": based_on, "body": "直した文。", "command_id": member.command_id()}
    assert member.post(f"/comments/{position}/edits", form).status_code == 303
    page = said(member.get(f"/indicators/{member.town.item(number)}"))
    assert "直した文。" in page
    assert "直す前の文" in page
    withdrawn = member.post(f"/comments/{position}/withdrawals", {"command_id": member.command_id()})
    assert withdrawn.status_code == 303
    assert "取り下げ" in said(member.get(f"/indicators/{member.town.item(number)}"))


def test_a_stale_edit_shows_both_texts(member):
    number = "1-1-役2"
    member.post(comments(member, number), opinion(member, number, "はじめの文。"))
    position, based_on = _mine(member, number)
    for body, status in (("一つ目の窓の文。", 303), ("二つ目の窓の文。", 409)):
        form = {"based_on": based_on, "body": body, "command_id": member.command_id(), "sent_from": f"edit-{position}"}
        answer = member.post(f"/comments/{position}/edits", form)
        assert answer.status_code == status
    assert "一つ目の窓の文。" in said(answer)
    assert "二つ目の窓の文。" in said(answer)


def test_a_half_typed_text_waits(member, town):
    form = opinion(member, OPEN_HOUSE, "まだ途中の", later="1")
    assert member.post(comments(member, OPEN_HOUSE), form).status_code == 303
    assert "まだ途中の</textarea>" in member.get(f"/indicators/{town.item(OPEN_HOUSE)}").text
    other = Person(town, "堀 健太")
    assert "まだ途中の" not in other.get(f"/indicators/{town.item(OPEN_HOUSE)}").text
    assert (
        member.post("/typed-texts", {"place": f"{town.item(OPEN_HOUSE)}/opinion", "field": "body"}).status_code == 204
    )
    assert "まだ途中の" not in member.get(f"/indicators/{town.item(OPEN_HOUSE)}").text


def test_what_was_typed_outlives_the_session(public, town):
    lost = public.post(comments(public, OPEN_HOUSE), opinion(public, OPEN_HOUSE, "長い時間をかけて書いた文。"))
    assert lost.status_code == 403
    assert "書きかけの文は保存してあります" in said(lost)
    carried = dict(re.findall(r'name="(lost[^"]*)" value="([^"]*)"', lost.text))
    code = town_code(public)
    resumed = public.post("/sign-in", {"code": code, **carried})
    assert resumed.status_code == 200
    assert "長い時間をかけて書いた文。</textarea>" in resumed.text
    assert f'action="/indicators/{town.item(OPEN_HOUSE)}/comments"' in resumed.text
    again = dict(re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', resumed.text))
    sent = public.post(comments(public, OPEN_HOUSE), {**again, "body": "長い時間をかけて書いた文。"})
    assert sent.status_code == 303


def town_code(person, name="三木 遥"):
    return person.client.app.state.site.credentials.new_code(person.town.account(name)).code


def test_others_opinions_wait_for_the_deadline(member, clerk, town):
    path = f"/indicators/{town.item(ASKED[2])}"
    assert "堀の意見です" not in member.get(path).text
    assert "堀の意見です" not in member.get(f"{path}/history").text
    assert "堀の意見です" in clerk.get(path).text
    assert "北公民館は去年の十月から" in member.get(f"/indicators/{town.item(OPEN_HOUSE)}").text


@pytest.mark.parametrize("name", ["三木 遥", "早瀬 和枝", "越智 文"])
def test_a_draft_that_was_not_shown_does_not_exist(town, name):
    person = Person(town, name)
    paths = [f"/indicators/{town.item(n)}{more}" for n in (HIDDEN, SHOWN_ONLY) for more in ("", "/history")]
    for path in ("/", "/plans/itose", *paths):
        assert SECRET not in person.get(path).text, path
    assert "月に5か所を回っている。" in person.get(f"/indicators/{town.item(SHOWN_ONLY)}").text


def test_a_past_state_has_a_banner_and_no_actions(member, town):
    page = member.get(f"/indicators/{town.item(OPEN_HOUSE)}?asof=2025-11-20")
    assert "令和7年11月20日（木）23時59分の状態です。" in said(page)
    assert "<form" not in page.text.split("<main")[1]
    assert "この時点の文" in said(page)
    assert "いまの文" not in said(page)
    assert "3つの公民館の和室を月2回" in said(page)


def test_the_whole_plan_takes_opinions_too(member, town):
    path = f"/cycles/{town.cycle}/comments"
    assert path in member.get("/").text
    form = {"body": "資料に用語の説明がほしいです。", "command_id": member.command_id(), "sent_from": "opinion"}
    assert member.post(path, form).status_code == 303
    assert "資料に用語の説明がほしいです。" in said(member.get(path))


def test_after_the_deadline_nothing_is_lost(town):
    clock = town.engine.chance
    before = clock.now_us()
    clock.run(before + 30 * 86_400 * 1_000_000)
    try:
        late = Person(town, "三木 遥")
        page = late.get(f"/indicators/{town.item(ASKED[0])}")
        answer = late.post(comments(late, ASKED[0]), opinion(late, ASKED[0], "遅れて書いた文。"))
    finally:
        clock.run(before)
    assert 'id="opinion"' not in page.text
    assert answer.status_code == 422
    assert "受付は12月4日（金）で終わりました。" in said(answer)
    assert "遅れて書いた文。" in answer.text


def test_a_member_does_not_speak_for_others_or_for_staff(member, town):
    form = opinion(member, ASKED[0], "なりすまし。", author=town.account("堀 健太"))
    assert member.post(comments(member, ASKED[0]), form).status_code == 303
    rows = town.engine.read_models.opinions.item_opinions(town.item(ASKED[0]))
    assert {row.author for row in rows if row.cycle == town.cycle} == {town.account("三木 遥")}


def test_nobody_edits_anothers_opinion(town, member):
    number = "1-1-役3"
    member.post(comments(member, number), opinion(member, number, "三木の文。"))
    position, based_on = _mine(member, number)
    other = Person(town, "堀 健太")
    form = {"based_on": based_on, "body": "書き換え。", "command_id": other.command_id()}
    assert other.post(f"/comments/{position}/edits", form).status_code == 404
    assert other.post(f"/comments/{position}/withdrawals", form).status_code == 404


def test_staff_and_auditors_have_no_form_of_members(town):
    for name in ("藤代 まな", "越智 文"):
        person = Person(town, name)
        assert 'id="opinion"' not in person.get(f"/indicators/{town.item(OPEN_HOUSE)}").text
        answer = person.post(comments(person, OPEN_HOUSE), opinion(person, OPEN_HOUSE, "職員の文。"))
        assert answer.status_code in {403, 422}


def test_each_entry_of_the_history_opens_the_item_as_of_that_moment(town):
    for name in ("三木 遥", "越智 文"):
        person = Person(town, name)
        path = f"/indicators/{town.item(OPEN_HOUSE)}"
        moments = re.findall(rf'href="({path}\?asof=[^"]+)"', person.get(f"{path}/history").text)
        assert len(moments) > 5
        assert "過去の状態" not in said(person.get(path))
        first, last = said(person.get(moments[0])), said(person.get(moments[-1]))
        assert "いまの状態ではありません。" in first
        assert "3つの公民館の和室を月2回" in first
        assert "★を外しました" not in first
        assert "★を外しました" in last


def test_the_plan_opens_as_of_its_meetings_and_editions(member):
    page = member.get("/plans/itose")
    assert "令和7年7月24日（木）　令和7年度第1回会議" in said(page)
    assert "令和8年3月31日（火）　第1版の公表" in said(page)
    assert "令和8年12月17日（木）　" not in said(page)
    for moment in re.findall(r'href="(/plans/itose\?asof=[^"]+)"', page.text):
        words = said(member.get(moment))
        assert "いまの状態ではありません。" in words
        assert "園庭を開く日を知らせる。" in words


def test_a_member_is_not_told_that_members_see_a_draft(member, clerk, town):
    path = f"/indicators/{town.item(SHOWN_ONLY)}"
    assert "委員に見せています" not in said(member.get(path))
    assert "委員に見せています" in said(clerk.get(path))


def test_who_gave_an_opinion_is_not_asked_to_have_none(town):
    person = Person(town, "村瀬 彩")
    path = f"/indicators/{town.item(OPEN_HOUSE)}"
    button = '<button class="button">確認しました（意見なし）</button>'
    assert button in person.get(path).text
    assert person.post(comments(person, OPEN_HOUSE), opinion(person, OPEN_HOUSE)).status_code == 303
    assert button not in person.get(path).text


def test_the_days_go_into_a_calendar(member, public, clerk, town):
    assert 'href="/calendar.ics"' in member.get("/").text
    response = member.get("/calendar.ics")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    content = response.text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261204" in content
    assert "SUMMARY:令和8年度の見直し：ご意見の締切（提案）" in content
    assert f"UID:{town.cycle}-proposal@pdca" in content
    assert "VEVENT" not in clerk.get("/calendar.ics").text
    assert public.get("/calendar.ics").status_code == 403
