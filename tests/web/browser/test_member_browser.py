"""The member's story on a phone, with and without JavaScript: the same pages, the same end."""

import pytest

from tests.web.browser.harness import sign_in, tab
from tests.web.lived_in import ASKED

WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])


def focused(page):
    return page.evaluate("document.activeElement.className || document.activeElement.tagName")


@WITH_AND_WITHOUT
def test_from_the_first_screen_to_the_receipt(browser, address, town, javascript):
    number, sent = (ASKED[2], "夜9時まで話せると助かります。") if javascript else (ASKED[3], "日曜も見てほしいです。")
    path = f"/indicators/{town.item(number)}"
    with tab(browser, address, javascript=javascript) as page:
        sign_in(page, "三木 遥")
        assert page.get_by_role("heading", name="ご意見をお願いしたいこと").is_visible()
        assert page.get_by_text("12月4日（金）まで").first.is_visible()
        page.locator(f'a[href="{path}"]').first.click()
        page.get_by_role("link", name="ご意見・「確認しました」へ").click()
        page.get_by_label("ご意見 ※必須").fill(sent)
        assert page.locator("#opinion").get_by_text("会議資料には「委員3」と表示します。").is_visible()
        page.locator("#opinion").get_by_role("button", name="意見を送る").click()
        page.locator(".receipt").wait_for()
        assert page.url.split("#")[0] == address + path
        assert page.locator(".receipt").inner_text().startswith("ご意見を受け付けました。")
        if javascript:
            assert focused(page) == "receipt"
            assert page.locator("#said").inner_text() == "ご意見を受け付けました。"
        assert page.locator(".opinion").filter(has_text=sent).count() == 1
        assert page.locator("#opinion-body").input_value() == ""
        page.reload()
        assert page.locator(".opinion").filter(has_text=sent).count() == 1
        assert page.locator(".receipt").count() == 0
        page.goto("/")
        assert page.locator(".opinion").filter(has_text=sent).count() == 1


@WITH_AND_WITHOUT
def test_refused_with_nothing_lost(browser, address, town, javascript):
    with tab(browser, address, javascript=javascript) as page:
        sign_in(page, "村瀬 彩")
        page.goto(f"/indicators/{town.item(ASKED[0])}")
        long = "長" * 10_001
        page.locator("#opinion-body").fill(long)
        page.locator("#opinion-about").select_option(index=1)
        chosen = page.locator("#opinion-about").input_value()
        page.locator("#opinion").get_by_role("button", name="意見を送る").click()
        page.locator(".summary").wait_for()
        assert page.title().startswith("エラー：")
        assert page.locator("#opinion-body").input_value() == long
        assert page.locator("#opinion-about").input_value() == chosen
        if javascript:
            assert focused(page) == "summary"
        page.locator(".summary a").click()
        page.locator("#opinion-body:focus").wait_for()
        page.locator("#opinion-body").fill("短くしました。")
        page.locator("#opinion").get_by_role("button", name="意見を送る").click()
        page.locator(".receipt").wait_for()
        assert not page.title().startswith("エラー")


def test_tapped_twice_it_is_sent_once(browser, address, town):
    with tab(browser, address) as page:
        sign_in(page, "白井 美和")
        page.goto(f"/indicators/{town.item(ASKED[0])}")
        page.locator("#opinion-body").fill("二度押した文。")
        page.locator("#opinion").get_by_role("button", name="意見を送る").dblclick()
        page.locator(".receipt").wait_for()
        page.reload()
        assert page.locator(".opinion").filter(has_text="二度押した文。").count() == 1


def test_half_typed_text_survives_a_closed_browser(browser, address, town):
    path = f"/indicators/{town.item(ASKED[4])}"
    with tab(browser, address) as page:
        sign_in(page, "大沼 誠")
        page.goto(path)
        with page.expect_response("**/typed-texts"):
            page.locator("#opinion-body").press_sequentially("途中まで書いた文")
    with tab(browser, address) as page:
        sign_in(page, "大沼 誠")
        assert page.get_by_text("書きかけの文があります").is_visible()
        page.goto(path)
        assert page.locator("#opinion-body").input_value() == "途中まで書いた文"


@WITH_AND_WITHOUT
def test_read_without_an_opinion_then_edited_and_taken_back(browser, address, town, javascript):
    person, number = ("堀 健太", ASKED[1]) if javascript else ("高梨 由紀子", ASKED[1])
    with tab(browser, address, javascript=javascript) as page:
        sign_in(page, person)
        page.goto(f"/indicators/{town.item(number)}")
        page.get_by_role("button", name="確認しました（意見なし）").click()
        page.locator(".receipt").wait_for()
        assert page.get_by_role("button", name="確認しました（意見なし）").count() == 0
        page.locator("#opinion-body").fill("やはり一つだけ。")
        page.locator("#opinion").get_by_role("button", name="意見を送る").click()
        page.locator(".opinion").filter(has_text="やはり一つだけ。").wait_for()
        page.get_by_text("意見を直す").click()
        page.locator("form[id^=edit-] textarea").fill("直して一つだけ。")
        page.get_by_role("button", name="直した文を送る").click()
        page.locator(".receipt", has_text="ご意見を直しました。").wait_for()
        page.get_by_role("button", name="取り下げる").click()
        page.locator(".receipt", has_text="ご意見を取り下げました。").wait_for()
        assert (
            page.locator(".opinion")
            .filter(has_text="直して一つだけ。")
            .get_by_text("取り下げ", exact=True)
            .is_visible()
        )


def test_back_returns_the_whole_page(browser, address, town):
    with tab(browser, address) as page:
        sign_in(page, "南 浩二")
        page.goto(f"/indicators/{town.item(ASKED[0])}")
        page.locator("#opinion").get_by_role("button", name="意見を送る").click()
        page.locator(".summary").wait_for()
        page.get_by_role("link", name="この項目の履歴").click()
        page.get_by_role("heading", name="この項目の履歴").wait_for()
        page.go_back()
        page.get_by_role("heading", name="いまの文").wait_for()
        assert page.locator("header.site-header").count() == 1


def test_by_keyboard_alone(browser, address, town):
    with tab(browser, address, width=1280) as page:
        sign_in(page, "沖田 修")
        page.goto(f"/indicators/{town.item(ASKED[0])}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "本文へ移動"
        page.keyboard.press("Enter")
        page.locator("#opinion-body").focus()
        page.keyboard.type("キーボードだけで書きました。")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "意見を送る"
        page.keyboard.press("Enter")
        page.locator(".receipt").wait_for()


@WITH_AND_WITHOUT
def test_a_session_that_ended_loses_no_word(browser, address, town, javascript):
    body = "長く考えて書いた文です。" + ("（電話で）" if javascript else "（机で）")
    with tab(browser, address, javascript=javascript) as page:
        sign_in(page, "早瀬 和枝")
        page.goto(f"/indicators/{town.item(ASKED[0])}")
        page.locator("#opinion-body").fill(body)
        page.context.clear_cookies()
        page.locator("#opinion").get_by_role("button", name="意見を送る").click()
        page.get_by_text("書きかけの文は保存してあります").wait_for()
        page.get_by_role("button", name="早瀬 和枝").click()
        page.get_by_role("heading", name="書きかけの文があります").wait_for()
        assert page.get_by_label("お書きになった文").input_value() == body
        page.get_by_role("button", name="この内容で送る").click()
        page.locator(".opinion").filter(has_text=body).wait_for()
        assert page.url == f"{address}/indicators/{town.item(ASKED[0])}"
