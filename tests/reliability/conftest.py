"""Two engines on one log, as two processes would have them, and a way to slip in between deciding and recording."""

from datetime import UTC, datetime

import pytest

from pdca.chance import FixedChance
from tests.review import START, Review, engine_on


@pytest.fixture
def engines(store, tmp_path):
    """Makes engines on the same log, each with a clock and chance of its own."""
    made = []

    def another(start=START):
        made.append(engine_on(store.url, tmp_path, FixedChance(len(made) + 1, start)))
        return made[-1]

    yield another
    for each in made:
        each.close()


@pytest.fixture
def review(engines):
    """A review whose cycle is open; its engine is the first process."""
    return Review(engines()).start()


@pytest.fixture
def running(engines):
    """Makes engines whose clock runs as the machine's does."""

    def another():
        made = engines(datetime.now(UTC))
        made.chance.run()
        return made

    return another
