"""One item becomes two in a real browser, with scripts and without: proposed, decided, in effect, followed back."""

from datetime import date, timedelta

import pytest

from domain import commands as c
from tests.web import small_city
from tests.web.browser.harness import NO_BROWSER, browsing, chromium, serving, sign_in, tab, too_wide
from tests.web.browser.test_review_story import CLERK, MEMBER, day, press, unfold

pytestmark = [pytest.mark.skipif(chromium() is None, reason=NO_BROWSER), pytest.mark.timeout(600)]

ITEM = "1-1-指1"


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


def decided(city, cycle):
    """The meeting adopts the proposal; all others stay as they are, and all go on to the last step."""
    item = city.item(ITEM)
    session = city.session(cycle, (ITEM, 1))
    city.do(c.RecordAttendance, session_id=session, present=(1, 2, 3), presiding=1)
    entry = (c.AgendaEntry(indicator=item, version=1),)
    city.do(c.RecordDecision, session_id=session, decision="approved", proposals=entry, manner="異議なし")
    city.do(c.CloseSession, session_id=session)
    for other in set(city.scope(cycle)) - {item}:
        city.do(c.CarryForward, cycle_id=cycle, indicator_id=other, of="text", reason="変わりなし")
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.engine.now() + timedelta(hours=1))
    city.chance.advance(3_700_000_000)
    city.do(c.EnterStep, cycle_id=cycle, step="revision", indicator_ids=city.scope(cycle))


@pytest.mark.parametrize(("javascript", "width"), [(True, 390), (False, 1280)], ids=["scripts", "no scripts"])
def test_one_item_becomes_two_and_its_history_is_followed_back(city, javascript, width):
    cycle = city.opened()
    city.to_proposal(cycle)
    item = f"/indicators/{city.item(ITEM)}"
    with serving(city) as address, browsing() as browser:
        with tab(browser, address, javascript=javascript, width=width) as page:
            sign_in(page, CLERK)
            page.goto(f"{item}/restructuring")
            halves = {
                "name-1": "東館の開放", "texts-1": "東館を月2回開放している。",
                "name-2": "南館の開放", "texts-2": "南館を月2回開放している。", "reason": "館ごとに違うため",
            }  # fmt: skip
            press(page, "split", "改善案として出す", **halves)
            assert "この項目を、次の項目に分ける案です。" in page.locator("#main").inner_text()
        with tab(browser, address, javascript=javascript, width=width) as page:
            sign_in(page, MEMBER)
            page.goto(item)
            assert "南館を月2回開放している。" in page.locator("#main").inner_text()
        decided(city, cycle)
        with tab(browser, address, javascript=javascript, width=width) as page:
            sign_in(page, CLERK)
            page.goto(item)
            press(page, "office-revise", "計画に反映する", **day("effective_on", 7, 5, 12))
            page.get_by_role("link", name="1-①-指3 東館の開放").first.click()
            page.get_by_role("heading", name="東館の開放").wait_for()
            page.get_by_role("link", name="この項目の履歴").click()
            page.get_by_role("link", name="1-①-指1 開放").last.click()
            page.get_by_text("からこの項目を計画から外しました").wait_for()
            assert too_wide(page) <= 0
        city.do(c.PublishPlan, plan_id=city.plan, on=date(2025, 5, 12), decided_by="子ども課長")
        with tab(browser, address, javascript=javascript, width=width) as page:
            page.goto("/plans/kawabe")
            text = page.locator("#main").inner_text()
            assert "東館を月2回開放している。" in text
            assert "3つの公民館の和室を月2回" not in text


def test_a_draft_is_taken_back_and_a_member_reads_why(city):
    cycle = city.opened()
    city.to_proposal(cycle)
    city.drafted(cycle)
    city.do(c.ShowDraft, cycle_id=cycle, indicator_id=city.item(ITEM), number=1)
    item = f"/indicators/{city.item(ITEM)}"
    with serving(city) as address, browsing() as browser:
        with tab(browser, address) as page:
            sign_in(page, CLERK)
            page.goto(item)
            unfold(page, "take-back-1")
            press(page, "take-back-1", "たたき台を取り下げる", reason="館の数が違っていました。")
        with tab(browser, address) as page:
            sign_in(page, MEMBER)
            page.goto(item)
            assert "取り下げた理由：館の数が違っていました。" in page.locator("#main").inner_text()
