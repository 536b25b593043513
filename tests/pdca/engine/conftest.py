"""An engine on either store, and a small review on it."""

import pytest

from tests.review import Review, engine_on


@pytest.fixture
def engine(store, tmp_path):
    made = engine_on(store.url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def review(engine):
    """The cycle is open; all items stand in the first step."""
    return Review(engine).start()
