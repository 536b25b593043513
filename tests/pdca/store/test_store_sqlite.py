import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

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


def test_the_settings_hold_on_every_connection(desk):
    datastore = desk.log.recorder.datastore
    with datastore.get_connection(commit=False) as one, datastore.get_connection(commit=False) as other:
        assert one is not other
        for connection in (one, other):
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
    with desk.log.recorder.datastore.get_connection(commit=False) as connection:
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
    with desk.log.recorder.datastore.get_connection(commit=False) as connection:
        connection.pragma("max_page_count", connection.pragma("page_count"))
    with pytest.raises(StoreUnavailable, match="空き"):
        desk.add(stream, made.Noted(body="長" * 100_000), after=1)
    assert [each.version for each in desk.log.stream(stream.id)] == [1]
    with desk.log.recorder.datastore.get_connection(commit=False) as connection:
        connection.pragma("max_page_count", 2**30)
    desk.add(stream, made.Noted(body="長" * 100_000), after=1)
    assert desk.log.head() == 2


def test_a_commit_that_fails_is_no_success(desk, made, monkeypatch):
    """The statement after the last insert is the COMMIT: a driver that refuses it must not look like a write."""
    stream = desk.stream()
    with desk.log.recorder.datastore.get_connection(commit=False) as connection:
        raw = connection.raw
        connection.raw = Failing(raw)
    with pytest.raises(StoreUnavailable):
        desk.add(stream, made.Counted())
    with desk.log.recorder.datastore.get_connection(commit=False) as connection:
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
