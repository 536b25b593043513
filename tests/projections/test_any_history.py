"""Whatever happened: rebuilt equals live for any batches, a row then equals a row of then, and no text is ever read."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdca.store.sqlite import driver
from projections.database import sqlite
from projections.read_models import MODELS, ReadModels
from tests.projections.any_history import CYCLES, DEEDS, ITEMS, histories, told
from tests.projections.history import PLAN, sealed

NAMES = [model.name for model in MODELS]

some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def place(tmp_path):
    """A new SQLite file each time."""
    numbers = itertools.count()
    return lambda: sqlite(str(tmp_path / f"read-{next(numbers)}.db"), driver().connect)


def filled(database, log, batch=500):
    models = ReadModels(database, log, batch=batch)
    models.catch_up()
    assert models.stopped() == []
    return models


def digests(models):
    return {name: models.digest(name) for name in NAMES}


@some
@given(log=histories(60), batches=st.lists(st.integers(1, 9), max_size=12), batch=st.sampled_from([1, 2, 7, 500]))
def test_rebuilt_equals_live_for_any_batches(place, log, batches, batch):
    live = ReadModels(place(), log, batch=batch)
    for position in itertools.accumulate(batches):
        live.catch_up(min(position, log.head()))
    live.catch_up()
    found = digests(live)
    assert found == digests(filled(place(), log))
    assert live.rebuild() == found
    assert live.check() == {name: (digest, digest) for name, digest in found.items()}
    live.close()


@some
@given(log=histories(60), data=st.data())
def test_a_row_as_of_a_position_is_the_row_of_then(place, log, data):
    at = data.draw(st.integers(1, log.head()))
    now, then = filled(place(), log), filled(place(), log.until(at))
    assert now.items.plan_items(PLAN, at) == then.items.plan_items(PLAN)
    for cycle in CYCLES:
        assert now.opinions.cycle_opinions(cycle, at) == then.opinions.cycle_opinions(cycle)
    for item in ITEMS:
        assert now.items.item(item, at) == then.items.item(item)
        assert now.opinions.item_opinions(item, at) == then.opinions.item_opinions(item)
    assert now.streams.plan(PLAN, at) == then.streams.plan(PLAN)
    now.close()
    then.close()


@some
@given(log=histories(40))
def test_rows_are_the_same_whether_texts_are_plain_or_sealed(place, log):
    plain, closed = filled(place(), log), filled(place(), sealed(log))
    assert digests(plain) == digests(closed)
    plain.close()
    closed.close()


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_can_be_told(deed):
    place = (ITEMS[0], CYCLES[0], 1)
    first = [(name, *place) for name in ("propose", "comment", "draft")]
    assert told([*first, (deed, *place)]).head() > told(first).head()


def test_both_stores_give_the_same_digests(read_models, place):
    log = told([(deed, item, cycle, n) for n in range(10) for cycle in CYCLES for item in ITEMS for deed in DEEDS])
    here = read_models(log)
    there = filled(place(), log)
    assert here.stopped() == []
    assert digests(here) == digests(there)
    assert here.rebuild() == digests(there)
    there.close()
