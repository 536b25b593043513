"""The library's own classes work on our recorders and our mapper."""

import threading

import pytest
from eventsourcing.application import LocalNotificationLog, Repository
from eventsourcing.persistence import EventStore, InfrastructureFactory, IntegrityError

from pdca.store import CommandRepeated, Mapper, VersionConflict
from pdca.store.records import Pending


@pytest.fixture
def events(desk):
    return EventStore(desk.mapper, desk.log.recorder)


def pending(made, stream, *versions, **options):
    return [Pending(stream, version, made.Noted(body=f"本文{version}"), made.actor, **options) for version in versions]


def test_the_event_store_puts_and_gets(desk, made, events):
    stream = desk.stream()
    recordings = events.put(pending(made, stream, 1, 2, 3), reads={stream.id: 0}, now=5_000_000)
    assert [each.notification.id for each in recordings] == [1, 2, 3]
    assert [each.recorded_at for each in desk.log.stream(stream.id)] == [5_000_000] * 3
    assert desk.log.reveal([desk.log.stream(stream.id)[2].ref("body")]).popitem()[1] == "本文3"
    assert list(events.get(stream.id)) == desk.log.stream(stream.id)
    assert [each.version for each in events.get(stream.id, gt=1)] == [2, 3]
    assert [each.version for each in events.get(stream.id, lte=2, desc=True, limit=1)] == [2]
    assert list(events.get(desk.stream().id)) == []


def test_a_conflict_is_the_librarys_integrity_error(desk, made, events):
    stream, key = desk.stream(), desk.key()
    events.put(pending(made, stream, 1, command=key, events=1))
    with pytest.raises(IntegrityError) as moved:
        events.put(pending(made, stream, 1))
    assert isinstance(moved.value, VersionConflict)
    with pytest.raises(IntegrityError) as repeated:
        events.put(pending(made, stream, 2, command=key, events=1))
    assert isinstance(repeated.value, CommandRepeated)
    assert events.put([]) == []


def test_the_repository_folds_with_a_function(desk, made, events):
    stream = desk.stream()
    events.put(pending(made, stream, 1, 2))

    def project(state, recorded):
        for event in recorded:
            state = (state or ()) + (event.version,)
        return state

    assert Repository(events).get(stream.id, projector_func=project) == (1, 2)


def test_notifications_come_in_commit_order(desk, made):
    one, other = desk.stream(), desk.stream("review_cycle")
    for version in range(3):
        desk.add(one, made.Noted(body="x"), after=version)
        desk.add(other, made.Noted(body="x"), after=version)
    recorder = desk.log.recorder
    assert recorder.max_notification_id() == 6
    assert [each.id for each in recorder.select_notifications(2, 3)] == [2, 3, 4]
    assert [each.id for each in recorder.select_notifications(2, 3, inclusive_of_start=False)] == [3, 4, 5]
    assert [each.id for each in recorder.select_notifications(None, 9, stop=2)] == [1, 2]
    topics = ["review_cycle.noted.v1", "plan.noted.v1"]
    assert [each.id for each in recorder.select_notifications(None, 9, topics=topics)] == [2, 4, 6]
    assert [each.id for each in LocalNotificationLog(recorder, section_size=4).select(3, 4)] == [3, 4, 5, 6]
    first = recorder.select_notifications(1, 1)[0]
    assert desk.mapper.to_domain_event(first) == desk.log.since(0, 1)[0]


def test_an_empty_log_has_no_notifications(desk):
    assert desk.log.recorder.max_notification_id() == 0
    assert list(desk.log.recorder.select_notifications(1, 9)) == []


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_a_subscription_wakes_up(desk, made):
    stream = desk.stream()
    desk.add(stream, made.Counted())
    with desk.log.recorder.subscribe(gt=0) as subscription:
        assert next(subscription).id == 1
        late = threading.Timer(0.05, desk.add, [stream, made.Counted()], {"after": 1})
        late.start()
        assert next(subscription).id == 2
        late.join()


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_there_is_no_subscription_on_sqlite(desk):
    with pytest.raises(NotImplementedError):
        desk.log.recorder.subscribe()


def test_the_mapper_is_found_by_its_topic():
    factory = InfrastructureFactory.construct({"MAPPER_TOPIC": "pdca.store.mapper:Mapper"})
    assert isinstance(factory.mapper(), Mapper)
