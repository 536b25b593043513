"""An engine on either store with a plan of one document, and what comes a year later."""

import pytest

from tests.pdca.differences.next_year import NextYear
from tests.review import engine_on


@pytest.fixture
def engine(store, tmp_path):
    made = engine_on(store.url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def year(engine):
    """The plan of the small document; its next document is the same until a test edits it."""
    return NextYear(engine)
