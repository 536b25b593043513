"""A bad year in a real browser: a deadline by rule, a step passed over, a door, a way back, paper for a meeting."""

import pytest

from domain.review_cycle import ReviewCycle
from tests.web import small_city
from tests.web.browser.harness import NO_BROWSER, browsing, chromium, serving, sign_in, tab
from tests.web.browser.test_review_story import choose, day, press, unfold

pytestmark = [pytest.mark.skipif(chromium() is None, reason=NO_BROWSER), pytest.mark.timeout(300)]

CLERK = "藤代 まな"
FIRST, SECOND = "1-1-指1", "1-1-指2"


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


@pytest.mark.parametrize(("width", "javascript"), [(390, True), (1280, False)], ids=["phone", "desk-plain"])
def test_the_other_ways_are_taken_on_the_page_of_the_year(city, width, javascript):
    cycle = city.opened()
    city.checked(cycle)
    first, second = city.item(FIRST), city.item(SECOND)
    with (
        serving(city) as address,
        browsing() as browser,
        tab(browser, address, width=width, javascript=javascript) as page,
    ):
        sign_in(page, CLERK)
        page.goto(f"/cycles/{cycle}")
        press(page, "rule-status_check", "この日にする")
        choose(page, "skip-consideration", "indicator_ids", first)
        press(page, "skip-consideration", "理由を記録して省く", reason="変わりがないため")
        choose(page, "door-consideration", "indicator_ids", second)
        press(page, "door-consideration", "理由を記録して進める", door="会議資料を今週送るため")
        unfold(page, "return-proposal")
        page.locator("#return-proposal [name=indicator_id]").select_option(first)
        press(page, "return-proposal", "前の段階へ戻す", reason="声が届いたため")
        choose(page, "change-flow", "flow", "kaigi1_shomen")
        press(
            page, "change-flow", "進め方の変更を記録する", ground="台風のため", articles="条例第7条第4項",
            **day("judged_on", 7, 5, 12),
        )  # fmt: skip
        page.get_by_role("heading", name="書面会議と見直し").wait_for()
        picture = page.locator("img.flow-picture")
        page.locator("details:has(> img.flow-picture) > summary").click()
        assert picture.evaluate("(image) => image.naturalWidth") > 0
    after = city.load(ReviewCycle, cycle)
    assert (after.flow.name, list(after.deadlines)) == ("会議1回＋書面", ["status_check"])
    assert (city.state(FIRST).steps[cycle], city.state(SECOND).steps[cycle]) == ("consideration", "proposal")
