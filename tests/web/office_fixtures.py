"""Fixtures of the office's tests: the small city before any review, and its people's browsers."""

import pytest

from tests.web import small_city
from tests.web.browsing_client import People

CLERK, DEPARTMENT, AUDITOR, CHAIR, MEMBER = "藤代 まな", "生涯学習課", "越智 文", "早瀬 和枝", "三木 遥"


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
