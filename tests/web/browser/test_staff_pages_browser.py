"""Every page of the office in its normal, empty and error state: axe finds nothing, nothing is wider than the window."""

import pytest

from tests.web import small_city
from tests.web.browser.harness import WIDTHS, serving, too_wide
from tests.web.browser.staff_pages import walk
from tests.web.browser.test_pages_browser import found

pytestmark = pytest.mark.timeout(600)

AXE_AT = (390, 1280)
"""The two designed widths; at 320 px the same page only has to fit."""

DOUBLED = """[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, k, all) => all.indexOf(id) !== k)"""


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_office_is_accessible_and_fits(tmp_path, browser, width):
    city, faults = small_city.build(tmp_path), {}

    def look(name, page):
        wide = [("too wide", too_wide(page))] if too_wide(page) > 0 else []
        doubled = [("id twice", each) for each in page.evaluate(DOUBLED)]
        faults[name] = [*(found(page) if width in AXE_AT else []), *wide, *doubled]

    with serving(city) as address:
        walk(browser, address, city, width, look)
    city.engine.close()
    assert len(faults) > 40
    assert {name: fault for name, fault in faults.items() if fault} == {}
