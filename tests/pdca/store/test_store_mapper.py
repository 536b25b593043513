from typing import ClassVar

import msgspec
import pytest

from domain.event import Actor, Event, PrivateText, Stream
from pdca.store import Mapper, StoreUnavailable, UnknownTopic, UnreadableState, open_log
from pdca.store.records import Pending


class Rated(Event):
    STREAMS: ClassVar = ("indicator",)
    VERSION = 1
    body: PrivateText
    mark: str


RatedBefore = Rated


class Rated(Event):
    STREAMS: ClassVar = ("indicator",)
    VERSION = 3
    body: PrivateText
    marks: tuple[str, ...]
    scale: str = "A-D"


def rated_v2(data):
    return "indicator.rated.v2", {**data, "marks": [data["mark"]]}


def rated_v3(data):
    return "indicator.rated.v3", {"body": data["body"], "marks": data["marks"], "scale": "○△×"}


UPCASTS = {"indicator.rated.v1": rated_v2, "indicator.rated.v2": rated_v3}


def mapper_of(chance, *classes, **options):
    mapper = Mapper(chance=chance, **options)
    mapper.register(classes)
    return mapper


def test_an_old_event_is_read_as_its_newest_version(desk, store, chance):
    old = store.open(mapper_of(chance, RatedBefore), chance)
    stream = desk.stream()
    old.append([(stream, 1, RatedBefore(body="理由", mark="B"))], actor=Actor("a", "member"), reads={})
    new = store.open(mapper_of(chance, Rated, upcasts=UPCASTS), chance)
    (read,) = new.stream(stream.id)
    assert (read.topic, read.event.marks, read.event.scale) == ("indicator.rated.v3", ("B",), "○△×")
    assert new.reveal([read.ref("body")]) == {read.ref("body"): "理由"}
    assert new.rows(0, 1)[0].topic == "indicator.rated.v1"


def test_an_unknown_topic_stops_at_its_position(desk, made, store, chance):
    stream = desk.stream()
    desk.add(stream, made.Counted(), made.Noted(body="x"), made.Counted())
    poorer = store.open(mapper_of(chance, made.Counted), chance)
    for read in (lambda: poorer.since(0, 9), lambda: poorer.stream(stream.id)):
        with pytest.raises(UnknownTopic) as raised:
            read()
        assert (raised.value.position, raised.value.topic) == (2, "indicator.noted.v1")
        assert "位置2" in raised.value.message
        assert "indicator.noted.v1" in raised.value.message
    assert [each.position for each in poorer.since(0, 1)] == [1]
    assert [each.position for each in poorer.since(2, 9)] == [3]


def test_an_upcast_to_an_unknown_topic_stops_too(desk, made, store, chance):
    desk.add(desk.stream(), made.Counted())
    upcasts = {"indicator.counted.v1": lambda data: ("indicator.other.v1", data)}
    with pytest.raises(UnknownTopic, match=r"indicator\.other\.v1"):
        store.open(mapper_of(chance, made.Noted, upcasts=upcasts), chance).since(0, 1)


def test_bytes_that_are_not_what_the_topic_promises_stop_at_their_position(desk, made, store):
    stream = desk.stream()
    desk.add(stream, made.Counted())
    insert = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)"
    store.execute(
        insert, 2, stream.id, 2, "indicator.counted.v1", 2**60, None, b'{"actor":"a","role":"b","data":{"number":"x"}}'
    )
    with pytest.raises(UnreadableState) as raised:
        desk.log.since(0, 9)
    assert raised.value.position == 2


def test_an_unregistered_event_is_not_written(desk, made):
    class Strange(Event):
        STREAMS: ClassVar = ("indicator",)

    with pytest.raises(UnknownTopic, match=r"indicator\.strange\.v1"):
        desk.add(desk.stream(), Strange())
    with pytest.raises(UnknownTopic, match=r"plan\.counted\.v1"):
        desk.add(desk.stream("plan"), made.Counted())


def test_two_classes_cannot_share_a_topic(mapper):
    class Counted(Event):
        STREAMS: ClassVar = ("indicator",)

    with pytest.raises(ValueError, match=r"indicator\.counted\.v1"):
        mapper.register([Counted])


def test_the_same_event_never_gives_the_same_bytes_twice(made, mapper):
    pending = Pending(Stream("indicator", "0190d0de-0000-7000-8000-000000000001"), 1, made.Counted(), made.actor)
    states = {mapper.to_stored_event(pending).state for _ in range(100)}
    assert len(states) == 100


def test_the_bytes_are_neither_compressed_nor_encrypted():
    with pytest.raises(TypeError):
        Mapper(compressor=object())


def test_every_real_event_can_be_sealed():
    import domain.events
    from pdca.store.sealing import struct_choices

    classes = [each for each in vars(domain.events).values() if isinstance(each, type) and issubclass(each, Event)]
    mapper = Mapper()
    mapper.register(classes)
    assert "indicator.comment_submitted.v1" in mapper.topics
    for cls in classes:
        struct_choices(cls)
        msgspec.json.Decoder(cls)


def test_the_file_is_not_made_when_that_is_not_asked(tmp_path, mapper, chance):
    with pytest.raises(StoreUnavailable):
        open_log(str(tmp_path / "none.db"), mapper, chance, create=False)
    assert not list(tmp_path.iterdir())
