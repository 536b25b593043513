"""The lived-in review served for real, and one browser for all tests of a file."""

import pytest

from tests.web import lived_in
from tests.web.browser.harness import NO_BROWSER, browsing, chromium, serving


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    if not chromium():
        pytest.skip(NO_BROWSER)
    made = lived_in.build(tmp_path_factory.mktemp("town"))
    yield made
    made.engine.close()


@pytest.fixture(scope="module")
def address(town):
    with serving(town) as found:
        yield found


@pytest.fixture(scope="module")
def browser(town):
    with browsing() as found:
        yield found
