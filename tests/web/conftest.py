"""The fixture `town`: a lived-in review, made once per file of tests; each test writes on an item of its own."""

import pytest

from tests.web import lived_in
from tests.web.people import Person


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = lived_in.build(tmp_path_factory.mktemp("town"))
    yield made
    made.engine.close()


@pytest.fixture
def public(town):
    return Person(town)


@pytest.fixture
def member(town):
    return Person(town, "三木 遥")


@pytest.fixture
def clerk(town):
    return Person(town, "藤代 まな")
