"""Pictures of the pages of the public and of a member: `python -m tests.web.browser.screenshots OUT`."""

import sys
import tempfile
from pathlib import Path

from tests.web import lived_in
from tests.web.browser.harness import browsing, serving, sign_in, tab, too_wide

WIDTHS = (390, 1280)


def pages(town):
    """Name, person (None: signed out) and path of every page."""
    asked, star = town.item(lived_in.ASKED[0]), town.item("2-1-指1")
    vision = town.item("1-将")
    return [
        ("01-home-public", None, "/"),
        ("02-plan-public", None, "/plans/itose"),
        ("03-item-public", None, f"/indicators/{star}"),
        ("04-history-public", None, f"/indicators/{star}/history"),
        ("05-not-found", None, "/plans/nothing"),
        ("06-sign-in", None, "/sign-in"),
        ("07-home-member", "三木 遥", "/"),
        ("08-item-member", "三木 遥", f"/indicators/{asked}"),
        ("09-item-said", "三木 遥", f"/indicators/{town.item(lived_in.ASKED[1])}"),
        ("10-history-member", "三木 遥", f"/indicators/{star}/history"),
        ("11-item-past", "三木 遥", f"/indicators/{star}?asof=2025-11-20"),
        ("12-whole-plan", "三木 遥", f"/cycles/{town.cycle}/comments"),
        ("13-plan-member", "三木 遥", "/plans/itose"),
        ("14-vision-member", "三木 遥", f"/indicators/{vision}"),
        ("15-item-draft", "三木 遥", f"/indicators/{town.item(lived_in.SHOWN_ONLY)}"),
        ("16-item-staff", "藤代 まな", f"/indicators/{asked}"),
        ("17-home-staff", "藤代 まな", "/"),
        ("18-item-hostile", "藤代 まな", f"/indicators/{town.item(lived_in.QUIET)}"),
        ("19-plan-past", "三木 遥", "/plans/itose?asof=2025-03-01"),
        ("20-plan-unpublished", None, "/plans/itose?asof=2025-03-01"),
        ("21-home-chair", "早瀬 和枝", "/"),
    ]


def refused(page, town):
    """The item page after an empty opinion: the error summary."""
    page.goto(f"/indicators/{town.item(lived_in.ASKED[0])}")
    page.locator("#opinion").get_by_role("button", name="意見を送る").click()
    page.locator(".summary").wait_for()


def sent(page, town):
    """The item page after an opinion: the receipt."""
    page.goto(f"/indicators/{town.item(lived_in.ASKED[2])}")
    page.locator("#opinion-body").fill("夜の9時まで相談できると、仕事の後でも間に合います。")
    page.locator("#opinion").get_by_role("button", name="意見を送る").click()
    page.locator(".receipt").wait_for()


def main(out):
    """All pages at both widths."""
    out.mkdir(parents=True, exist_ok=True)
    town = lived_in.build(tempfile.mkdtemp())
    with serving(town) as address, browsing() as browser:
        for width in WIDTHS:
            for name, person, path in pages(town):
                with tab(browser, address, width=width) as page:
                    if person:
                        sign_in(page, person)
                    page.goto(path)
                    _shoot(page, out / f"{name}-{width}.png")
            for name, story in (("30-refused", refused), ("31-sent", sent)):
                with tab(browser, address, width=width) as page:
                    sign_in(page, "三木 遥")
                    story(page, town)
                    _shoot(page, out / f"{name}-{width}.png")
    town.engine.close()


def _shoot(page, path):
    page.screenshot(path=path, full_page=True)
    print(path.name, "" if too_wide(page) <= 0 else f"TOO WIDE by {too_wide(page)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
