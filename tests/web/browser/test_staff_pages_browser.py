"""Every page of the office, normal, empty and refused: axe finds nothing, nothing is wider than the window."""

import pytest

from tests.web import small_city
from tests.web.browser.harness import WIDTHS, serving
from tests.web.browser.staff_pages import walk
from tests.web.browser.test_pages_browser import faults_at

pytestmark = pytest.mark.timeout(600)

DOUBLED = """[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, k, all) => all.indexOf(id) !== k)"""


def test_every_page_of_the_office_is_accessible_and_fits(tmp_path, browser):
    city, faults = small_city.build(tmp_path), {}

    def look(name, page, width):
        doubled = [("id twice", each) for each in page.evaluate(DOUBLED)]
        faults[name, width] = [*faults_at(page, width), *doubled]

    with serving(city) as address:
        walk(browser, address, city, WIDTHS, look)
    city.engine.close()
    assert len(faults) > 40 * len(WIDTHS)
    assert {at: fault for at, fault in faults.items() if fault} == {}
