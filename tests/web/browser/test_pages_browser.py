"""Every page of the public and the member: axe finds nothing, nothing is wider than the window, targets are large."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.browser.harness import WIDTHS, sign_in, tab, too_wide
from tests.web.browser.screenshots import pages, refused, sent

RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}


def found(page):
    return [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]][:3])
        for violation in Axe().run(page, options=RULES).response["violations"]
    ]


def faults_at(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    return [*found(page), *([("too wide", too_wide(page))] if too_wide(page) > 0 else [])]


@pytest.mark.timeout(600)  # three widths of every page, on two cores
def test_every_page_is_accessible_and_fits(browser, address, town):
    faults = {}
    for person in dict.fromkeys(person for _, person, _ in pages(town)):
        with tab(browser, address) as page:
            if person:
                sign_in(page, person)
            for name, who, path in pages(town):
                if who == person:
                    page.goto(path)
                    faults |= {(name, width): faults_at(page, width) for width in WIDTHS}
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("story", [refused, sent])
def test_states_after_a_form_are_accessible_too(browser, address, town, story):
    for width in (390, 1280):
        with tab(browser, address, width=width) as page:
            sign_in(page, "三木 遥")
            story(page, town)
            assert found(page) == []
            assert too_wide(page) <= 0


def test_targets_of_members_are_large_enough(browser, address, town):
    with tab(browser, address) as page:
        sign_in(page, "三木 遥")
        for _, who, path in pages(town):
            if who == "三木 遥":
                page.goto(path)
                small = page.evaluate(
                    """[...document.querySelectorAll("main button, main summary, main select, main .item-link")]
                    .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
                )
                assert small == [], path


def test_twice_as_large_it_still_fits(browser, address, town):
    with tab(browser, address, width=390) as page:
        sign_in(page, "三木 遥")
        for path in ("/", f"/indicators/{town.item('2-1-指1')}", "/plans/itose"):
            page.goto(path)
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert too_wide(page) <= 0, path


def test_a_printed_page_has_no_buttons(browser, address, town):
    with tab(browser, address, width=1280) as page:
        sign_in(page, "三木 遥")
        page.goto(f"/indicators/{town.item('2-1-指1')}")
        page.emulate_media(media="print")
        assert page.locator("button:visible").count() == 0
        assert page.get_by_role("heading", name="いまの文").is_visible()


def test_a_field_grows_with_its_text(browser, address, town):
    lines = "\n".join(f"・{k}行目の文です。" for k in range(12))
    with tab(browser, address, width=1280) as page:
        sign_in(page, "藤代 まな")
        page.goto(f"/indicators/{town.item('2-1-指2')}/draft")
        field = page.locator("textarea").first
        before = field.bounding_box()["height"]
        field.fill(lines)
        assert field.bounding_box()["height"] > 2 * before
        assert field.evaluate("e => e.scrollHeight - e.clientHeight") <= 0
        field.fill(f"{lines}\n" * 10)
        assert field.bounding_box()["height"] < 900
