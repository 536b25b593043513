"""Fixtures of the office's tests: the small city before any review, and its people's browsers."""

import pytest

from tests.web import small_city
from tests.web.browsing_client import People
from tests.web.small_city import CLERK


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


@pytest.fixture
def person(city):
    return People(city)


@pytest.fixture
def clerk(person):
    return person(CLERK)


@pytest.fixture
def cycle(city):
    return city.opened()
