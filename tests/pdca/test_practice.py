"""The practice log on both stores: a whole copy, its own afterwards, gone without a trace."""

import pytest

from pdca.practice import Practice
from pdca.settings import Settings
from tests.review import Review, engine_on


@pytest.fixture
def official(store, tmp_path):
    engine = engine_on(store.url, tmp_path)
    yield Review(engine).start(), Settings(database=store.url, files=str(tmp_path / "files"))
    engine.close()


def everything(log):
    return [(r.position, r.stream, r.topic, r.recorded_at, r.event) for r in log.since(0, 10_000)]


def test_a_practice_begins_as_a_copy_and_goes_its_own_way(official):
    review, settings = official
    practice = Practice(review.engine, settings)
    assert practice.engine() is None
    practice.begin()
    copy = practice.engine()
    assert copy is practice.engine()
    before = everything(review.engine.log)
    assert everything(copy.log) == before
    texts = [r.ref("name") for r in copy.log.since(0, 100) if r.topic == "account.account_registered.v1"]
    assert copy.reveal(texts) == review.engine.reveal(texts) != {}
    official_engine, review.engine = review.engine, copy
    review.check()
    assert everything(copy.log) != before
    assert everything(official_engine.log) == before
    review.engine = official_engine
    practice.end()


def test_it_is_gone_without_a_trace_and_another_is_another(official):
    review, settings = official
    practice, other_process = Practice(review.engine, settings), Practice(review.engine, settings)
    practice.begin()
    first = practice.engine()
    assert other_process.engine().head() == first.head()
    practice.end()
    practice.end()
    assert practice.engine() is None
    assert other_process.engine() is None
    assert not practice.stands
    review.check()
    practice.begin()
    assert other_process.engine().head() == review.engine.head()
    practice.close()
    other_process.end()
    assert practice.engine() is None
