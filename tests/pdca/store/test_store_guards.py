"""The database itself refuses what is not an append; these statements go past the application."""

import sqlite3

import psycopg
import pytest

from pdca.store.sqlite import driver

REFUSALS = (sqlite3.Error, driver().Error, psycopg.Error)
INSERT = "INTO events (position, stream, version, topic, recorded_at, command, state) VALUES (?, ?, ?, ?, ?, ?, ?)"

VALUE = "INTO private_value (position, path, salt, value) VALUES (?, ?, ?, ?)"
VERBS = {"sqlite": ("INSERT", "INSERT OR REPLACE", "REPLACE"), "postgresql": ("INSERT",)}


@pytest.fixture
def kept(desk, made, store):
    stream, key = desk.stream(), desk.key()
    desk.add(stream, made.Noted(body="一"), made.Noted(body="二"), command=key)
    return stream.id, key.id


def row(kept, **changes):
    fields = {
        "position": 3,
        "stream": kept[0],
        "version": 3,
        "topic": "indicator.noted.v1",
        "recorded_at": 2**60,
        "command": None,
        "state": b"{}",
    }
    return tuple((fields | changes).values())


def everything(store):
    return store.execute("SELECT * FROM events ORDER BY position"), store.execute(
        "SELECT * FROM private_value ORDER BY 1, 2"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET topic = 'x'",
        "UPDATE events SET state = state",
        "DELETE FROM events",
        "DELETE FROM events WHERE position = 2",
        "UPDATE private_value SET value = 'x'",
    ],
)
def test_nothing_is_changed_or_deleted(store, kept, statement):
    before = everything(store)
    with pytest.raises(REFUSALS):
        store.execute(statement)
    assert everything(store) == before


@pytest.mark.parametrize("table", ["events", "private_value"])
@pytest.mark.parametrize("store", ["postgresql"], indirect=True)  # SQLite's TRUNCATE is a DELETE
def test_nothing_is_truncated(store, kept, table):
    with pytest.raises(REFUSALS):
        store.execute(f"TRUNCATE {table}")


@pytest.mark.parametrize(
    "changes",
    [
        {"position": 2},
        {"position": 4},
        {"position": 0},
        {"position": None},
        {"version": 2},
        {"version": 4},
        {"recorded_at": 1},
        {"command": "first"},
    ],
    ids=str,
)
def test_a_row_that_does_not_follow_is_refused(store, kept, changes):
    before = everything(store)
    changes = {name: kept[1] if value == "first" else value for name, value in changes.items()}
    for verb in VERBS[store.kind]:
        with pytest.raises(REFUSALS):
            store.execute(f"{verb} {INSERT}", *row(kept, **changes))
        assert everything(store) == before


def test_the_row_that_follows_is_taken(store, kept):
    store.execute(f"INSERT {INSERT}", *row(kept))
    assert len(everything(store)[0]) == 3


def test_an_upsert_is_refused(store, kept):
    before = everything(store)
    for target in ("position", "stream, version", "command"):
        with pytest.raises(REFUSALS):
            store.execute(
                f"INSERT {INSERT} ON CONFLICT ({target}) DO UPDATE SET state = excluded.state", *row(kept, position=2)
            )
    assert everything(store) == before


def test_a_private_value_is_not_replaced(store, kept):
    before = everything(store)
    for verb in VERBS[store.kind]:
        with pytest.raises(REFUSALS):
            store.execute(f"{verb} {VALUE}", 1, "/data/body", b"s" * 32, "別の文")
        assert everything(store) == before


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # only there a value has a place
@pytest.mark.parametrize(("position", "place"), [(1, 1 << 20), (1, 3 << 20), (1, (2 << 20) + 9), (2, 1 << 20)])
def test_a_value_has_a_free_place_of_its_event(store, kept, position, place):
    before = everything(store)
    for verb in VERBS["sqlite"]:
        with pytest.raises(REFUSALS):
            store.execute(
                f"{verb} INTO private_value (position, path, salt, value, place) VALUES (?, ?, ?, ?, ?)",
                *(position, "/data/other", b"s" * 32, "別の文", place),
            )
        assert everything(store) == before


def test_a_private_value_can_be_erased(store, kept):
    store.execute("DELETE FROM private_value WHERE position = 1 AND path = '/data/body'")
    assert [path for _, path, *_ in everything(store)[1]] == ["/digest", "/data/body"]


def test_a_salt_has_32_bytes(store, kept):
    with pytest.raises(REFUSALS):
        store.execute(f"INSERT {VALUE}", 2, "/data/x", b"short", "文")
