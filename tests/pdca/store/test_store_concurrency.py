"""Commit order is the order of positions: no follower misses one, no writer loses one, on either store."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.resources import files

import pytest

from domain.event import Stream
from pdca.chance import SystemChance
from pdca.store import CommandKey, CommandRepeated, Mapper, VersionConflict

LOCK = "PERFORM pg_advisory_xact_lock(hashtextextended('pdca.append.' || current_schema(), 0));"
HEAD = "first_position := coalesce(head, 0) + 1;"
LEAK = "first_position := nextval('leak'); PERFORM pg_sleep(0.004 * random());"
WRITERS = 8
APPENDS = 25


@pytest.fixture
def log(store, made):
    mapper = Mapper()
    mapper.register([made.Noted, made.Counted])
    return store.open(mapper)


def together(*works):
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def follow(log, stop, step):
    """What a reader sees that only asks for what comes after the last position it saw."""
    seen = [0]
    while True:
        last_round = stop.is_set()
        while found := log.recorder.since(seen[-1], step, list):
            seen += [row[0] for row in found]
        if last_round:
            return seen[1:]


def write(log, made, chance, done):
    stream = Stream("indicator", chance.new_id())
    for version in range(APPENDS):
        event = made.Noted(body=f"本文{version}")
        log.append([(stream, version + 1, event)], actor=made.actor, reads={stream.id: version})
    done.release()


def followed(log, made):
    """The positions that two followers saw while eight writers wrote."""
    stop, done = threading.Event(), threading.Semaphore(0)

    def finish():
        for _ in range(WRITERS):
            done.acquire(timeout=60)
        stop.set()

    writers = [partial(write, log, made, SystemChance(), done)] * WRITERS
    return together(partial(follow, log, stop, 1), partial(follow, log, stop, 50), finish, *writers)[:2]


def test_followers_see_every_position_once_and_in_order(log, made):
    every = list(range(1, WRITERS * APPENDS + 1))
    for seen in followed(log, made):
        assert seen == every
    assert [each.position for each in log.since(0, 1000)] == every
    times = [each.recorded_at for each in log.since(0, 1000)]
    assert times == sorted(times)


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_without_the_lock_the_same_followers_miss_some(log, made, store):
    script = files("pdca.store").joinpath("postgres.sql").read_text(encoding="utf-8")
    assert LOCK in script
    assert HEAD in script
    store.execute("CREATE SEQUENCE leak")
    store.execute(script.replace(LOCK, "").replace(HEAD, LEAK))
    store.execute("DROP TRIGGER events_follow ON events")
    every = list(range(1, WRITERS * APPENDS + 1))
    assert any(seen != every for seen in followed(log, made))
    assert [row[0] for row in log.recorder.since(0, 1000, list)] == every


def test_writers_on_one_stream_lose_nothing(log, made):
    stream = Stream("indicator", SystemChance().new_id())

    def count_up():
        wins = 0
        while wins < 5:
            found = log.stream(stream.id)
            event = made.Counted(number=found[-1].event.number + 1 if found else 1)
            try:
                log.append([(stream, len(found) + 1, event)], actor=made.actor, reads={stream.id: len(found)})
            except VersionConflict:
                continue
            wins += 1

    together(*[count_up] * WRITERS)
    assert [each.event.number for each in log.stream(stream.id)] == list(range(1, WRITERS * 5 + 1))


def test_a_close_and_a_comment_never_both_go_through(log, made):
    chance = SystemChance()
    for _ in range(20):
        cycle, item = Stream("review_cycle", chance.new_id()), Stream("indicator", chance.new_id())

        def attempt(stream, other):
            try:
                log.append([(stream, 1, made.Noted(body="x"))], actor=made.actor, reads={stream.id: 0, other.id: 0})
            except VersionConflict:
                return 0
            return 1

        assert sum(together(partial(attempt, cycle, item), partial(attempt, item, cycle))) == 1


def test_the_same_command_at_the_same_moment_happens_once(log, made):
    chance = SystemChance()
    key = CommandKey(chance.new_id(), "0" * 64)

    def attempt():
        stream = Stream("indicator", chance.new_id())
        try:
            return log.append([(stream, 1, made.Noted(body="x"))], actor=made.actor, reads={}, command=key)[0].position
        except CommandRepeated as repeated:
            return repeated.position

    assert together(*[attempt] * WRITERS) == [1] * WRITERS
    assert log.head() == 1


def test_many_processes_may_start_at_once(store, made):
    mapper = Mapper()
    mapper.register([made.Counted])
    logs = together(*[partial(store.open, mapper)] * WRITERS)
    stream = Stream("indicator", SystemChance().new_id())
    logs[0].append([(stream, 1, made.Counted())], actor=made.actor, reads={})
    assert {log.head() for log in logs} == {1}
