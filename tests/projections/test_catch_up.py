"""Catching up: each event once, nothing by halves, and one broken read model stops no other."""

import logging
import multiprocessing
import threading

import pytest

from domain.events import StatusChecked
from projections import board as board_module
from projections import catch_up as catch_up_module
from projections.model import ReadModel
from projections.read_models import MODELS, ReadModels
from projections.rebuild import Rebuild
from projections.work import Rows
from tests.projections.any_history import CYCLES, DEEDS, ITEMS, told
from tests.projections.conftest import database_at
from tests.projections.history import CYCLE, ITEM, MemoryLog, Unreadable, comment, lived_in, opened

NAMES = [model.name for model in MODELS]


def long_log():
    return told([(deed, item, cycle, n) for n in range(6) for cycle in CYCLES for item in ITEMS for deed in DEEDS])


def digests(models):
    return {name: models.digest(name) for name in NAMES}


def broken(name, at):
    """The models, of which one cannot take the event at a position."""

    def cannot(work, recorded):
        if recorded.position == at:
            raise KeyError("broken rule")
        original.apply(work, recorded)

    (original,) = (model for model in MODELS if model.name == name)
    copy = ReadModel(name, 1, *original.tables)
    copy.fingerprint = original.fingerprint
    copy.apply = cannot
    return tuple(copy if model.name == name else model for model in MODELS)


def newer_board():
    """The models, of which the board is of a later version."""
    (board,) = (model for model in MODELS if model.name == "board")
    newer = ReadModel("board", 1_000, *board.tables)
    newer.rules = board.rules
    return (*(model for model in MODELS if model.name != "board"), newer)


def test_it_comes_to_the_position_that_was_asked_for_and_stays_quiet_when_repeated(read_models):
    log = lived_in()
    models = read_models(log, catch_up=False)
    assert models.position() == 0
    assert models.catch_up(log.head()) == log.head()
    before = digests(models)
    assert models.catch_up(3) == models.catch_up() == models.position() == log.head()
    assert digests(models) == before


def test_an_event_that_no_read_model_takes_advances_all(read_models):
    log = lived_in()
    models = read_models(log)
    at = log.happens(ITEM, StatusChecked(fiscal_year=2030, texts=("a",)))
    models.catch_up(at)
    assert {track.position for track in models.tracks()} == {at}


def test_one_at_a_time_gives_the_same_as_all_at_once(read_models):
    log = lived_in()
    all_at_once = digests(read_models(log))
    growing = MemoryLog()
    models = read_models(growing, catch_up=False)
    for each in log.recorded:
        growing.recorded.append(each)
        models.catch_up(each.position)
    assert digests(models) == all_at_once


def catch_up_alone(address, start, count):
    models = ReadModels(database_at(address), long_log(), batch=3)
    start.wait()
    for position in range(1, count + 1):
        models.catch_up(position)


def test_processes_that_catch_up_at_once_apply_each_event_once(read_models, address):
    log = long_log()
    models = read_models(log, catch_up=False)
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(3)
    workers = [context.Process(target=catch_up_alone, args=(address, start, log.head())) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    found = digests(models)
    assert models.position() == log.head()
    assert models.rebuild() == found


def test_threads_that_catch_up_at_once_apply_each_event_once(read_models):
    log = long_log()
    models = read_models(log, batch=2, catch_up=False)
    threads = [threading.Thread(target=models.catch_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = digests(models)
    assert models.rebuild() == found


@pytest.mark.parametrize("after", [1, 4, 9])
def test_a_crash_in_the_middle_of_a_batch_leaves_nothing_by_halves(read_models, monkeypatch, after):
    log = lived_in()
    models = read_models(log)
    before = digests(models), models.tracks()
    comment(log)
    comment(log, CYCLE)
    flushed = []
    flush = Rows.flush

    def crashes(rows):
        flushed.append(rows)
        if len(flushed) > after:
            raise MemoryError
        flush(rows)

    monkeypatch.setattr(Rows, "flush", crashes)
    with pytest.raises(MemoryError):
        models.catch_up()
    monkeypatch.undo()
    assert (digests(models), models.tracks()) == before
    models.catch_up()
    found = digests(models)
    assert models.rebuild() == found != before[0]


def test_a_broken_event_stops_one_read_model_loudly_and_no_other(read_models, caplog):
    log = lived_in()
    caplog.set_level(logging.ERROR)
    models = read_models(log, broken("board", 15))
    (track,) = models.stopped()
    assert (track.name, track.position, track.stopped_at) == ("board", 14, 15)
    assert "KeyError" in track.reason
    assert "board stops before position 15" in caplog.text
    assert models.position() == log.head()
    assert models.board.item(CYCLE, ITEM).state == "shown"
    assert len(models.opinions.cycle_opinions(CYCLE)) == 1
    comment(log)
    models.catch_up()
    assert models.position() == log.head()
    assert [t.position for t in models.tracks() if t.name == "board"] == [14]


def test_a_stopped_read_model_goes_on_when_a_mended_program_starts(read_models):
    log = lived_in()
    read_models(log, broken("inbox", 17))
    models = read_models(log)
    assert models.stopped() == []
    found = digests(models)
    assert models.rebuild() == found


def test_an_older_program_leaves_alone_what_a_newer_one_mended(read_models):
    log = lived_in()
    old = read_models(log, broken("inbox", 17))
    new = read_models(log)
    comment(log)
    old.catch_up()
    assert [t.position for t in old.tracks() if t.name == "inbox"] == [log.head() - 1]
    new.catch_up()
    found = digests(new)
    assert new.rebuild() == found


def test_an_unreadable_event_stops_all_before_it(read_models):
    log = lived_in()
    log.unreadable = 18
    models = read_models(log)
    assert {track.position for track in models.tracks()} == {17}
    assert {track.stopped_at for track in models.stopped()} == {18}
    assert len(models.stopped()) == len(MODELS)
    assert "unknown at 18" in models.stopped()[0].reason
    log.unreadable = None
    mended = read_models(log)
    assert (mended.stopped(), mended.position()) == ([], log.head())


def test_a_log_that_cannot_be_read_at_all_is_an_error_and_stops_nothing(read_models, monkeypatch):
    log = lived_in()
    models = read_models(log, catch_up=False)

    def fails(position, limit):
        raise Unreadable(0)

    monkeypatch.setattr(log, "since", fails)
    with pytest.raises(Unreadable):
        models.catch_up()
    monkeypatch.undo()
    assert models.stopped() == []
    assert models.catch_up() == log.head()


def test_rows_of_another_version_of_the_rules_are_made_anew(read_models):
    log = lived_in()
    models = read_models(log)
    found = digests(models)
    again = read_models(log, newer_board())
    assert {t.name: t.generation for t in again.tracks()} == {**dict.fromkeys(NAMES, 1), "board": 2}
    assert digests(again) == found


def test_rows_ahead_of_the_log_belong_to_another_log(read_models):
    log = lived_in()
    read_models(log)
    restored = log.until(12)
    models = read_models(restored)
    assert models.position() == 12
    found = digests(models)
    assert models.rebuild() == found


def test_a_fault_in_the_rules_is_seen_by_the_comparison(read_models, monkeypatch):
    log = lived_in()
    models = read_models(log)
    monkeypatch.setitem(board_module.STAGE_OF_STEP, "status_check", "considered")
    live, anew = models.check(["board"])["board"]
    assert live != anew


def test_rows_that_somebody_changed_are_seen_by_the_comparison(read_models, database):
    models = read_models(lived_in())
    with database.writing() as transaction:
        transaction.run("DELETE FROM opinions_history WHERE from_position = 17")
    found = models.check()
    assert [name for name, (live, anew) in found.items() if live != anew] == ["opinions"]


def test_few_rows_in_memory_give_the_same_as_many(read_models, database, monkeypatch):
    log = long_log()
    models = read_models(log)
    found = digests(models)
    monkeypatch.setattr("projections.work.KEPT", 1)
    assert Rebuild(database, log, MODELS, batch=5).replace() == found


def test_an_error_of_the_database_is_told_and_stops_no_read_model(read_models, database):
    log = lived_in()
    read_models(log)
    models = read_models(log)
    with database.writing() as transaction:
        transaction.run("ALTER TABLE board_cycles RENAME TO elsewhere")
    log.happens(ITEM, StatusChecked(fiscal_year=2025, texts=("a",), cycle=CYCLE))
    with pytest.raises(Exception, match="board_cycles"):
        models.catch_up()
    with database.writing() as transaction:
        transaction.run("ALTER TABLE elsewhere RENAME TO board_cycles")
    assert models.stopped() == []
    assert models.catch_up() == log.head()


def test_an_older_program_does_not_write_into_the_tables_of_a_newer_one(read_models):
    log = lived_in()
    older = read_models(log)
    read_models(log, newer_board())
    comment(log)
    older.catch_up()
    assert {track.position for track in older.tracks() if track.name != "board"} == {log.head()}
    assert [track.position for track in older.tracks() if track.name == "board"] == [log.head() - 1]


def test_batches_are_small_enough_to_let_others_in():
    assert catch_up_module.BATCH <= 1000


def test_an_empty_log_is_no_trouble(read_models):
    log = MemoryLog()
    models = read_models(log)
    assert (models.catch_up(), models.position(), models.items.plan_items("x")) == (0, 0, [])
    assert models.rebuild()
    opened(log)
    assert models.catch_up() == log.head()
