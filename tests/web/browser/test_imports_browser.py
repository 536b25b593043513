"""The import wizard in a real browser: the whole way with and without JavaScript, on a phone and on a desk."""

import threading

import pytest

from pdca.documents import child
from tests.web import small_city
from tests.web.browser.harness import WIDTHS, serving, sign_in, tab, too_wide
from tests.web.browser.test_pages_browser import faults_at
from tests.web.office.test_imports import FIRST, OTHER
from tests.web.office.test_next_documents import NEXT
from tests.web.small_city import CLERK


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


@pytest.fixture
def place(city):
    with serving(city) as found:
        yield found


def choose(page, content, name="南地区.txt", what="新しい計画として取り込む"):
    page.goto("/imports/new")
    file = {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
    page.get_by_label("計画の文書").set_input_files(file)
    page.get_by_label(what).check()
    page.get_by_role("button", name="読み取る").click()


def fits(page):
    assert too_wide(page) <= 0


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, True), (390, False), (1280, False)])
def test_a_document_becomes_a_plan(browser, place, width, javascript):
    with tab(browser, place, width=width, javascript=javascript) as page:
        sign_in(page, CLERK)
        choose(page, "\0")
        page.locator(".summary").get_by_text("文字ではないデータ").wait_for()
        fits(page)
        choose(page, OTHER)
        page.get_by_role("heading", name="読み取った計画").wait_for()
        assert page.get_by_text("まだ誰にも見えていません。").first.is_visible()
        fits(page)
        the_source_and_back(page)
        page.locator("#t-1-1-activity-1-goals-1").get_by_role("link", name="直す").click()
        page.get_by_label("取り込む文 ※必須").fill(f"{FIRST}\n★夜も開けている。")
        page.get_by_role("button", name="直す", exact=True).click()
        page.get_by_text("直しました。").first.wait_for()
        assert page.get_by_role("heading", name="手で直したところ 1").is_visible()
        fits(page)
        page.get_by_role("link", name="題名と年度を決める").first.click()
        page.get_by_label("アドレスの見出し ※必須").fill("minami")
        page.get_by_role("button", name="取り込む内容を確かめる").click()
        page.get_by_role("button", name="取り込む", exact=True).click()
        page.get_by_text("取り込みました。").first.wait_for()
        assert page.url.endswith("/plans/minami")
        assert page.get_by_text("夜も開けている。").first.is_visible()
        page.get_by_role("link", name="取り込みをやり直す").click()
        page.get_by_role("button", name="取り込みを取り消す").last.wait_for()


def the_source_and_back(page):
    """A text leads to its line, and the line back to it."""
    page.locator("#t-1-1-activity-1-goals-1").get_by_role("link", name="33行目").click()
    line = page.locator(".source-lines li:target")
    assert FIRST in line.inner_text()
    line.get_by_role("link").click()
    assert page.locator("[id^=t-]:target").count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_of_a_long_reading_goes_on_by_itself(browser, place, monkeypatch, javascript):
    monkeypatch.setattr("web.routes.imports.PATIENCE", 0)
    turn = threading.BoundedSemaphore(1)
    monkeypatch.setattr(child, "_slots", turn)
    turn.acquire()  # the reading waits until the page was looked at
    with tab(browser, place, javascript=javascript) as page:
        sign_in(page, CLERK)
        choose(page, OTHER)
        page.get_by_role("heading", name="読み取っています").wait_for()
        fits(page)
        turn.release()
        page.get_by_role("heading", name="読み取った計画").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_next_years_document_becomes_differences(browser, place, city, javascript):
    with tab(browser, place, width=390, javascript=javascript) as page:
        sign_in(page, CLERK)
        choose(page, NEXT, "来年.txt", "の次の文書として、違いを取り込む")
        page.get_by_role("link", name="いまの計画との違いを見る").first.click()
        page.get_by_role("button", name="取り込む内容を確かめる").click()
        page.locator(".summary").wait_for()
        fits(page)
        page.get_by_label("会議で決まったもの（この記録の外で）").first.check()
        page.get_by_label("会議の名前 ※任意").fill("令和6年度第2回会議")
        page.get_by_label("会議の年度（令和） ※任意").fill("6")
        page.get_by_role("button", name="取り込む内容を確かめる").click()
        page.get_by_role("button", name="取り込む", exact=True).click()
        page.get_by_text("文書との違いを取り込みました。").first.wait_for()
        fits(page)
    assert city.state("1-1-役1").statements[1].text == "使った後に片づけ、気づいたことを知らせる。"


def test_every_page_of_the_import_is_accessible_and_fits(browser, place):
    faults = {}
    with tab(browser, place) as page:
        sign_in(page, CLERK)
        choose(page, "\0")
        page.locator(".summary").wait_for()
        look(faults, page, "refused")
        choose(page, OTHER)
        page.get_by_role("heading", name="読み取った計画").wait_for()
        here = page.url
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
        look(faults, page, "preview")
        for path in ("/texts/1.1.activity.1.goals.2", "/facts"):
            page.goto(here + path)
            look(faults, page, path)
        page.get_by_label("計画の題名 ※必須").fill("")
        page.get_by_role("button", name="取り込む内容を確かめる").click()
        page.locator(".summary").wait_for()
        look(faults, page, "facts refused")
        choose(page, NEXT, "来年.txt", "の次の文書として、違いを取り込む")
        page.get_by_role("link", name="いまの計画との違いを見る").first.click()
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
        look(faults, page, "differences")
        page.get_by_role("button", name="取り込む内容を確かめる").click()
        page.locator(".summary").wait_for()
        look(faults, page, "differences refused")
    assert {at: fault for at, fault in faults.items() if fault} == {}


def look(faults, page, name):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        faults[name, width] = faults_at(page, width)
