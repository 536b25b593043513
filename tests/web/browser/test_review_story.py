"""One whole review of a small plan in a real browser, from opening to publication, without a single line of API."""

import contextlib
from datetime import date

import pytest
from playwright.sync_api import Error

from tests.web import small_city
from tests.web.browser.harness import NO_BROWSER, browsing, chromium, serving, sign_in, tab, too_wide

pytestmark = [pytest.mark.skipif(chromium() is None, reason=NO_BROWSER), pytest.mark.timeout(600)]

CLERK, CHAIR, MEMBER = "藤代 まな", "早瀬 和枝", "三木 遥"
STATUS = "北公民館が休館のため、2館で月2回開放した。"
DRAFT = "和室の開放は東・南の2館で月2回行っている。"
SECRET = "まだ誰にも見せていない文です。"
OPINION = "雨の日の午前も、予約なしで入れるとうれしいです。"
ANSWER = "雨の日の午前の使い方を、改善案に書きました。"
AGREED = "和室の開放は東・南の2館で月2回行い、雨の日の午前は予約なしで入れる。"
OTHERS = ("1-1-指2", "1-1-役1", "1-1-役2")


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


def unfold(page, key):
    """Opens the folds around a form, as a person does."""
    closed = page.locator(f"details:not([open]):has(#{key})")
    while closed.count():
        closed.first.locator("> summary").click()


def press(page, key, button, **fields):
    """Fills a form and presses a button; the receipt must come."""
    unfold(page, key)
    form = page.locator(f"#{key}")
    for name, value in fields.items():
        form.locator(f"[name={name}]").fill(value)
    main = page.locator("#main").element_handle()
    form.get_by_role("button", name=button, exact=False).first.click()
    with contextlib.suppress(Error):  # a plain form leaves the page, and the handle with it
        main.wait_for_element_state("hidden")
    page.locator(".receipt").wait_for()
    assert too_wide(page) <= 0


def choose(page, key, name, value):
    """Presses the label around a radio button or a checkbox."""
    unfold(page, key)
    page.locator(f"#{key} [name={name}][value='{value}']").check()


def day(name, year, month, number):
    return {f"{name}_year": str(year), f"{name}_month": str(month), f"{name}_day": str(number)}


@pytest.mark.parametrize(
    ("width", "javascript"),
    [(1280, True), (390, True), (1280, False), (390, False)],
    ids=["desk", "phone", "desk-plain", "phone-plain"],
)
def test_a_whole_review_from_opening_to_publication(city, width, javascript):
    with serving(city) as address, browsing() as browser:
        given = {"width": width, "javascript": javascript}

        def as_person(name):
            return tab(browser, address, **given)

        story = Story(city, as_person)
        story.opens_the_year()
        story.records_the_status()
        story.considers_and_drafts_unseen()
        story.shows_the_draft()
        story.takes_an_opinion_and_answers()
        story.holds_the_meeting()
        story.lets_the_chair_confirm()
        story.revises_publishes_and_closes()
        story.public_reads_the_new_text(browser, address)


class Story:
    """The chapters; each opens its own browser as the person who acts."""

    def __init__(self, city, as_person):
        self.city = city
        self.as_person = as_person
        self.item = f"/indicators/{city.item('1-1-指1')}"
        self.cycle = ""

    def opens_the_year(self):
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            page.goto("/cycles/new")
            page.get_by_role("button", name="この内容で見直しを始める").click()
            page.locator("h1", has_text="令和7年度の見直し").wait_for()
            page.locator(".receipt").wait_for()
            self.cycle = "/" + "/".join(page.url.split("/")[-2:])
            press(page, "due-proposal", "締切を記録する", **day("due", 7, 7, 4))
            assert "令和7年7月4日（金）23時59分" in page.content()

    def records_the_status(self):
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            page.goto(self.item)
            press(page, "office-status", "状況を記録する", texts=STATUS, informant="生涯学習課")
            assert STATUS in page.content()
            for number in OTHERS:
                page.goto(f"/indicators/{self.city.item(number)}")
                choose(page, "office-carry", "reason", "事業継続中で変化なし")
                press(page, "office-carry", "据え置く")
            page.goto(self.cycle)
            press(page, "step-form-status_check", "すべて「改善検討」へ")

    def considers_and_drafts_unseen(self):
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            for number in ("1-1-指1", *OTHERS):
                page.goto(f"/indicators/{self.city.item(number)}")
                choose(page, "office-consider", "rating", "B")
                press(page, "office-consider", "改善検討を記録する", reason="続けながら文を直す。")
            page.goto(self.item)
            page.get_by_role("link", name="たたき台をつくる").click()
            page.locator("#text-1").fill(SECRET)
            page.locator("#draft-reason").fill("北公民館の休館のため。")
            page.get_by_role("button", name="変わるところを確かめる").click()
            page.locator("#preview ins", has_text="まだ誰にも").wait_for()
            page.get_by_role("button", name="たたき台として保存").click()
            page.locator(".receipt", has_text="まだ委員には見えません").wait_for()
        with self.as_person(MEMBER) as page:
            sign_in(page, MEMBER)
            page.goto(self.item)
            assert SECRET not in page.content()
            assert "たたき台" not in page.content()

    def shows_the_draft(self):
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            page.goto(f"{self.item}/draft")
            page.locator("#text-1").fill(DRAFT)
            page.get_by_role("button", name="たたき台として保存").click()
            page.locator(".receipt").wait_for()
            press(page, "show-draft", "委員に見せる")
            page.goto(self.cycle)
            press(page, "step-form-consideration", "すべて「提案」へ")
        with self.as_person(MEMBER) as page:
            sign_in(page, MEMBER)
            page.goto("/")
            page.get_by_role("link", name="開放").first.click()
            assert DRAFT in page.content()
            assert SECRET not in page.content()

    def takes_an_opinion_and_answers(self):
        with self.as_person(MEMBER) as page:
            sign_in(page, MEMBER)
            page.goto(self.item)
            press(page, "opinion", "意見を送る", body=OPINION)
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            page.goto("/board")
            assert "意見No.1" in page.content()
            page.goto(self.item)
            page.get_by_role("link", name="から改善案をつくる").click()
            page.locator("#text-1").fill(DRAFT)
            page.get_by_role("button", name="改善案として出す").click()
            page.locator(".receipt").wait_for()
            page.goto("/board")
            page.get_by_role("link", name="意見No.1").click()
            key = page.locator("form[id^=answer-]").first.get_attribute("id")
            choose(page, key, "disposition", "reflected")
            press(page, key, "回答を記録する", body=ANSWER)
            for number in OTHERS:
                page.goto(f"/indicators/{self.city.item(number)}")
                choose(page, "office-keep", "reason", "事業継続中で変化なし")
                press(page, "office-keep", "据置きを記録する")
        with self.as_person(MEMBER) as page:
            sign_in(page, MEMBER)
            page.goto(self.item)
            assert ANSWER in page.content()

    def holds_the_meeting(self):
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            page.goto(self.cycle)
            page.get_by_role("link", name="会議を開く").click()
            for name, value in day("held_on", 7, 5, 12).items():
                page.locator(f"#call [name={name}]").fill(value)
            page.get_by_role("button", name="会議を登録する").click()
            page.locator("h1", has_text="令和7年度第1回会議").wait_for()
            self.session = "/" + "/".join(page.url.split("/")[-2:])
            page.locator("#attendance [name=present][value='3']").uncheck()
            press(page, "attendance", "出席を記録する")
            assert (
                "条例第6条により、委員3名の過半数（2名以上）の出席が必要です。出席は2名です。会議は成立しています。"
                in page.content()
            )
            page.locator("#decision [name=proposals]").check()
            choose(page, "decision", "decision", "entrusted")
            press(page, "decision", "決定を記録する")
            assert "異議なしにより会長に一任" in page.content()
            page.get_by_role("link", name="文を調整する").click()
            page.locator("#text-1").fill(AGREED)
            page.locator("#proposal-reason").fill("会議の意見をうけて、雨の日の使い方を加えた。")
            page.get_by_role("button", name="改善案として出す").click()
            page.locator(".receipt").wait_for()

    def lets_the_chair_confirm(self):
        with self.as_person(CHAIR) as page:
            sign_in(page, CHAIR)
            page.get_by_role("link", name="開放").first.click()
            page.locator("h1", has_text="令和7年度第1回会議").wait_for()
            press(page, "confirm-1", "第2版の文で確認しました")
            assert "会長一任の確認" not in page.content()
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            page.goto(self.session)
            press(page, "close", "会議を終える")

    def revises_publishes_and_closes(self):
        self.city.at(date(2025, 7, 7))
        with self.as_person(CLERK) as page:
            sign_in(page, CLERK)
            page.goto(self.cycle)
            press(page, "step-form-proposal", "すべて「見直し」へ")
            unfold(page, "close")
            page.locator("#close").get_by_role("button", name="見直しを終える").click()
            page.locator(".summary li", has_text="見直すか据え置くかが決まっていません").wait_for()
            page.goto(self.item)
            page.locator("#office-revise [name=advanced]").check()
            press(page, "office-revise", "計画に反映する")
            page.goto(self.cycle)
            press(page, "publish", "公表する", decided_by="子ども課長")
            press(page, "close", "見直しを終える")
            assert "この見直しの記録は、もう変わりません。" in page.content()

    def public_reads_the_new_text(self, browser, address):
        with tab(browser, address) as page:
            page.goto(self.item)
            assert AGREED in page.content()
            assert SECRET not in page.content()
            assert OPINION not in page.content()
