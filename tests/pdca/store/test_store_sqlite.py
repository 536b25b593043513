import sqlite3
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from eventsourcing.persistence import EventSourcingError, PersistenceError

from pdca.store import StoreUnavailable
from pdca.store.sqlite import choose_driver, driver, is_safe

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_versions_that_can_lose_a_commit_are_known(store, version, safe):
    assert is_safe(version) is safe


def module(version):
    return SimpleNamespace(sqlite_version_info=version, sqlite_version=".".join(map(str, version)))


def missing():
    raise ImportError


def test_the_first_safe_module_is_taken(store):
    good, bad = module((3, 51, 3)), module((3, 40, 1))
    assert choose_driver([("a", lambda: good), ("b", lambda: bad)]) is good
    assert choose_driver([("a", lambda: bad), ("b", lambda: good)]) is good
    assert choose_driver([("a", missing), ("b", lambda: good)]) is good


def test_without_a_safe_module_nothing_is_opened(store):
    with pytest.raises(StoreUnavailable, match=r"sqlite3 3\.40\.1、pysqlite3なし") as raised:
        choose_driver([("sqlite3", lambda: module((3, 40, 1))), ("pysqlite3", missing)])
    assert raised.value.code == "unsafe_sqlite"


def test_this_machine_uses_a_safe_one(store):
    assert is_safe(driver().sqlite_version_info)


@contextmanager
def appending(desk):
    """The connection that appends use."""
    pool = desk.log.recorder.datastore.pool
    yield pool.take_turn()
    pool.end_turn()


def test_writers_of_one_process_take_turns(desk, made):
    datastore = desk.log.recorder.datastore
    with datastore.get_connection(commit=True):
        datastore.pool.pool_timeout = 0.02
        with pytest.raises(StoreUnavailable, match="ほかの処理"):
            desk.add(desk.stream(), made.Counted())
    desk.add(desk.stream(), made.Counted())
    with appending(desk), pytest.raises(PersistenceError):
        datastore.pool.get_connection(timeout=0.02, is_writer=True)
    assert desk.log.head() == 1


def test_a_broken_connection_for_appends_is_opened_anew(desk, made):
    with appending(desk) as connection:
        connection.close()
    desk.add(desk.stream(), made.Counted())
    assert desk.log.head() == 1


def test_nothing_is_appended_once_closed(desk, made):
    desk.add(desk.stream(), made.Counted())
    desk.log.close()
    for _ in range(2):
        with pytest.raises(EventSourcingError):
            desk.add(desk.stream(), made.Counted())


def test_the_settings_hold_on_every_connection(desk):
    datastore = desk.log.recorder.datastore
    with (
        datastore.get_connection(commit=False) as one,
        datastore.get_connection(commit=False) as other,
        appending(desk) as third,
    ):
        assert len({one, other, third}) == 3
        for connection in (one, other, third):
            assert connection.pragma("journal_mode") == "wal"
            assert connection.pragma("synchronous") == 2
            assert connection.pragma("secure_delete") == 1


def test_a_file_of_another_program_is_refused_untouched(store, mapper):
    with sqlite3.connect(store.url) as other:
        other.execute("CREATE TABLE events (x)")
    other.close()
    before = Path(store.url).read_bytes()
    with pytest.raises(StoreUnavailable, match="見直し台帳の記録ではありません"):
        store.open(mapper)
    assert Path(store.url).read_bytes() == before


def test_a_file_that_is_no_database_is_refused(store, mapper):
    Path(store.url).write_text("これはデータベースではありません" * 100, encoding="utf-8")
    with pytest.raises(StoreUnavailable):
        store.open(mapper)


def test_a_database_in_memory_is_refused(store, mapper, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    store.url = ":memory:"
    with pytest.raises(StoreUnavailable):
        store.open(mapper)


def test_a_lock_held_too_long_is_said_and_nothing_is_recorded(desk, made, store):
    with appending(desk) as connection:
        connection.pragma("busy_timeout", 20)
    other = driver().connect(store.url, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="ほかの処理"):
        desk.add(desk.stream(), made.Counted())
    other.execute("ROLLBACK")
    other.close()
    assert desk.log.head() == 0
    desk.add(desk.stream(), made.Counted())
    assert desk.log.head() == 1


def test_a_full_disk_is_said_nothing_is_recorded_and_reading_goes_on(desk, made):
    stream = desk.stream()
    desk.add(stream, made.Noted(body="先"))
    with appending(desk) as connection:
        connection.pragma("max_page_count", connection.pragma("page_count"))
    with pytest.raises(StoreUnavailable, match="空き"):
        desk.add(stream, made.Noted(body="長" * 100_000), after=1)
    assert [each.version for each in desk.log.stream(stream.id)] == [1]
    with appending(desk) as connection:
        connection.pragma("max_page_count", 2**30)
    desk.add(stream, made.Noted(body="長" * 100_000), after=1)
    assert desk.log.head() == 2


def test_a_commit_that_fails_is_no_success(desk, made, monkeypatch):
    """The statement after the last insert is the COMMIT: a driver that refuses it must not look like a write."""
    stream = desk.stream()
    with appending(desk) as connection:
        raw = connection.raw
        connection.raw = Failing(raw)
    with pytest.raises(StoreUnavailable):
        desk.add(stream, made.Counted())
    with appending(desk) as connection:
        connection.raw = raw
    assert desk.log.head() == 0
    desk.add(stream, made.Counted())


class Failing:
    """A connection whose COMMIT fails."""

    def __init__(self, raw):
        self._raw = raw

    def __getattr__(self, name):
        return getattr(self._raw, name)

    def cursor(self):
        return FailingCursor(self._raw.cursor())


class FailingCursor(Failing):
    def execute(self, sql, *parameters):
        if sql == "COMMIT":
            raise driver().OperationalError("disk I/O error")
        return self._raw.execute(sql, *parameters)


def test_a_missing_folder_is_said(store, mapper, tmp_path):
    store.url = str(tmp_path / "none" / "log.db")
    with pytest.raises(StoreUnavailable, match="フォルダー"):
        store.open(mapper)


def test_erased_text_leaves_no_byte_in_the_file(desk, made, store):
    desk.add(desk.stream(), made.Noted(body="消すべき秘密の本文" * 50))
    desk.log.close()
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "秘密の本文".encode() in Path(store.url).read_bytes()
    again = store.open(desk.mapper)
    with again.recorder.datastore.transaction(commit=True) as cursor:
        cursor.execute("DELETE FROM private_value WHERE path = '/data/body'")
    again.close()
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert "秘密の本文".encode() not in Path(store.url).read_bytes()
