import contextlib

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from pdca.store import CommandRepeated, StoreUnavailable, VersionConflict
from pdca.store.postgres import split_schema

pytestmark = pytest.mark.parametrize("store", ["postgresql"], indirect=True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40@h/db", ("postgresql://u:p%40@h/db", "public")),
        ("postgresql://h/db?schema=kamaishi", ("postgresql://h/db", "kamaishi")),
        (
            "postgresql:///db?host=%2Ftmp&schema=a_1&sslmode=require",
            ("postgresql:///db?host=%2Ftmp&sslmode=require", "a_1"),
        ),
    ],
)
def test_the_schema_is_taken_from_the_url(store, url, expected):
    assert split_schema(url) == expected


@pytest.mark.parametrize("schema", ["", "Kamaishi", "a-b", "a;b", "1a", "釜石", "x" * 60])
def test_a_strange_schema_is_refused(store, mapper, schema):
    store.url = f"postgresql://nowhere/db?schema={schema}"
    with pytest.raises(StoreUnavailable) as raised:
        store.open(mapper)
    assert raised.value.code == "bad_schema"


def test_nothing_is_made_when_that_is_not_asked(store, mapper):
    with pytest.raises(StoreUnavailable, match="まだ作られていません"):
        store.open(mapper, create=False)


def test_another_layout_is_refused(desk, store):
    store.execute("COMMENT ON TABLE events IS 'pdca something else'")
    with pytest.raises(StoreUnavailable, match="この版と違います"):
        store.open(desk.mapper, create=False)


def test_commits_wait_for_the_disk_on_every_connection(desk):
    shown = desk.log.recorder.fetch(
        "SELECT current_setting('synchronous_commit'), current_setting('transaction_isolation'), current_schema()"
    )
    assert shown == [("on", "read committed", desk.log.recorder.datastore.schema)]


def test_a_restarted_server_is_found_again(desk, made, store):
    stream = desk.stream()
    desk.add(stream, made.Counted())
    end_connections(store)
    assert desk.log.head() == 1
    end_connections(store)
    desk.add(stream, made.Counted(), after=1)
    assert desk.log.head() == 2


def end_connections(store):
    with contextlib.suppress(psycopg.Error):
        store.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def losing(recorder, monkeypatch, *, before):
    """The next append loses its connection: before the server saw it, or after it had finished."""
    fetch = recorder._fetch

    def lose(sql, parameters):
        if "append_events" not in sql:
            return fetch(sql, parameters)
        monkeypatch.setattr(recorder, "_fetch", fetch)
        if not before:
            fetch(sql, parameters)
        raise OperationalError("lost") from psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(recorder, "_fetch", lose)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("with_key", [True, False])
def test_a_lost_answer_is_settled(desk, made, monkeypatch, before, with_key):
    stream = desk.stream()
    desk.add(stream, made.Counted(), made.Counted())
    losing(desk.log.recorder, monkeypatch, before=before)
    command = desk.key() if with_key else None
    recorded = desk.add(stream, made.Noted(body="x"), made.Noted(body="y"), after=2, command=command)
    assert [each.position for each in recorded] == [3, 4]
    assert desk.log.stream(stream.id)[2].recorded_at == recorded[0].recorded_at
    assert desk.log.head() == 4
    assert len(desk.log.reveal([each.ref("body") for each in recorded])) == 2


def test_a_lost_answer_to_a_repeated_command_is_still_a_repetition(desk, made, monkeypatch):
    stream, key = desk.stream(), desk.key()
    desk.add(stream, made.Counted(), command=key)
    losing(desk.log.recorder, monkeypatch, before=False)
    with pytest.raises(CommandRepeated) as repeated:
        desk.add(stream, made.Counted(), after=1, command=key)
    assert repeated.value.position == 1


def test_a_lost_answer_to_a_conflict_is_still_a_conflict(desk, made, monkeypatch):
    stream = desk.stream()
    desk.add(stream, made.Counted())
    losing(desk.log.recorder, monkeypatch, before=True)
    with pytest.raises(VersionConflict):
        desk.add(stream, made.Counted())


def test_a_server_that_is_not_there_is_said(store, mapper, monkeypatch):
    monkeypatch.setattr("pdca.store.postgres.CONNECT_SECONDS", 0.2)
    store.url = "postgresql://postgres@127.0.0.1:1/postgres"
    with pytest.raises(StoreUnavailable):
        store.open(mapper)


def test_a_lock_held_too_long_is_said_and_nothing_is_recorded(desk, made, store, monkeypatch):
    monkeypatch.setattr("pdca.store.postgres.LOCK_SECONDS", 0.03)
    desk.log = store.open(desk.mapper, desk.chance)
    with store._postgresql() as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtextextended('pdca.append.' || current_schema(), 0))")
        with pytest.raises(StoreUnavailable, match="ほかの処理"):
            desk.add(desk.stream(), made.Counted())
        other.rollback()
    assert desk.log.head() == 0
    desk.add(desk.stream(), made.Counted())
    assert desk.log.head() == 1


def test_the_servers_clock_stamps_when_the_clock_is_real(store, mapper, made):
    from domain.event import Stream
    from pdca.chance import SystemChance

    chance = SystemChance()
    log = store.open(mapper, chance)
    before = chance.now_us()
    (recorded,) = log.append([(Stream("indicator", chance.new_id()), 1, made.Counted())], actor=made.actor, reads={})
    assert abs(recorded.recorded_at - before) < 60_000_000
