"""Rebuilding beside the live rows while they are read and written."""

import threading

import pytest

from domain.errors import NotFound
from projections import tracking
from projections.database import Postgres
from projections.read_models import MODELS
from projections.rebuild import Overtaken, Rebuild, Stopped
from tests.projections.history import CYCLE, ITEM, PLAN, comment, lived_in

NAMES = [model.name for model in MODELS]


def tables(database):
    sql = (
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        if isinstance(database, Postgres)
        else "SELECT name FROM sqlite_schema WHERE type = 'table'"
    )
    with database.plain() as transaction:
        return {name for (name,) in transaction.all(sql)}


def test_some_are_made_anew_and_the_others_stay(read_models):
    models = read_models(lived_in())
    found = models.rebuild(["board", "trail"])
    assert found == {"board": models.digest("board"), "trail": models.digest("trail")}
    assert {t.name for t in models.tracks() if t.generation == 2} == {"board", "trail"}


def test_rows_that_were_lost_come_back(read_models, database):
    models = read_models(lived_in())
    whole = models.digest("items")
    with database.writing() as transaction:
        transaction.run("DELETE FROM items_history")
    assert models.items.plan_items(PLAN) == []
    models.rebuild(["items"])
    assert models.digest("items") == whole
    assert len(models.items.plan_items(PLAN)) == 5


def test_it_can_be_done_again_and_again_and_leaves_nothing_behind(read_models, database):
    log = lived_in()
    models = read_models(log)
    before = tables(database)
    for _ in range(3):
        models.rebuild()
        models.check()
    assert tables(database) == before
    with database.plain() as transaction:
        assert transaction.one("SELECT count(*), min(live) FROM read_model") == (len(MODELS), 1)
    comment(log)
    models.catch_up()
    found = {name: models.digest(name) for name in NAMES}
    assert models.rebuild() == found


def test_progress_is_told_in_events(read_models, database):
    log = lived_in()
    read_models(log)
    told = []
    Rebuild(database, log, MODELS, lambda done, of: told.append((done, of)), batch=8).replace()
    assert told == [(0, 20), (8, 20), (16, 20), (20, 20)]


def test_an_unknown_name_is_refused(read_models):
    with pytest.raises(NotFound, match="nobody"):
        read_models(lived_in()).rebuild(["nobody"])


def test_reading_and_writing_go_on_meanwhile(read_models, database):
    log = lived_in()
    models = read_models(log)
    seen = []

    def meanwhile(_done, _of):
        at = comment(log)
        models.catch_up(at)
        seen.append(len(models.opinions.cycle_opinions(CYCLE)))
        assert models.board.item(CYCLE, ITEM).state == "revised"

    Rebuild(database, log, MODELS, meanwhile, batch=5).replace()
    assert seen == list(range(2, len(seen) + 2))
    assert len(models.opinions.cycle_opinions(CYCLE)) == seen[-1]
    comment(log)
    models.catch_up()
    found = {name: models.digest(name) for name in NAMES}
    assert models.rebuild() == found


def test_readers_never_meet_a_missing_table(read_models):
    log = lived_in()
    models = read_models(log)
    stop, faults, reads = threading.Event(), [], []

    def read():
        while not stop.is_set():
            try:
                reads.append(len(models.items.plan_items(PLAN)) + len(models.trail.page()))
            except Exception as error:  # noqa: BLE001 -- whatever it is, the test tells it
                faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(4):
        models.rebuild()
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert set(reads) == {25}


def test_an_event_that_cannot_be_applied_leaves_the_live_rows(read_models, database, monkeypatch):
    log = lived_in()
    models = read_models(log)
    before = tables(database)

    def fails(work, recorded):
        raise ValueError("broken rule")

    monkeypatch.setattr(MODELS[0], "apply", fails)
    with pytest.raises(Stopped, match="streams at 1: ValueError"):
        models.rebuild(["streams"])
    monkeypatch.undo()
    assert tables(database) == before
    assert len(models.streams.plans()) == 1


def test_what_a_crash_left_is_cleared_by_the_next(read_models, database):
    log = lived_in()
    models = read_models(log)
    before = tables(database)
    with database.writing() as transaction:
        tracking.start(transaction, MODELS[0], 2, live=False)
    assert tables(database) > before
    assert set(models.rebuild()) == set(NAMES)
    assert tables(database) == before


def test_of_two_rebuilds_at_once_the_later_one_wins(read_models, database):
    log = lived_in()
    models = read_models(log)
    whole = {name: models.digest(name) for name in NAMES}

    def another(done, _of):
        if done == 5:
            assert models.rebuild() == whole

    with pytest.raises(Overtaken):
        Rebuild(database, log, MODELS, another, batch=5).replace()
    assert {name: models.digest(name) for name in NAMES} == whole
    assert {track.generation for track in models.tracks()} == {3}
