import hashlib
import hmac
import json

import pytest

from domain.event import Ref, Sealed, Stream
from pdca.store import CommandRecord, CommandRepeated, VersionConflict


def everything(made):
    return made.Noted(
        body="遊び場がほしい 𠮟る が",
        texts=("一つ目", "", "三つ目"),
        parts=(made.Part(text="部分", id=3), made.Part(text="もう一つ")),
        named={"a/b": "斜線", "~": "波線"},
        note="覚え",
        title="公開の題",
        amount=0.5,
        number=2**53,
        more={"k": "v"},
    )


PLACES = {
    "/data/body": "遊び場がほしい 𠮟る が",
    "/data/texts/0": "一つ目",
    "/data/texts/1": "",
    "/data/texts/2": "三つ目",
    "/data/parts/0/text": "部分",
    "/data/parts/1/text": "もう一つ",
    "/data/named/a~1b": "斜線",
    "/data/named/~0": "波線",
    "/data/note": "覚え",
}


def commitment(path, value, salt):
    data = b"pdca-field-v1\n"
    for part in (path.encode(), value.encode()):
        data += len(part).to_bytes(8, "big") + part
    return hmac.new(salt, data, hashlib.sha256).hexdigest()


def at(state, path):
    for part in path.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        state = state[int(key)] if isinstance(state, list) else state[key]
    return state


def test_what_is_recorded_is_read_again_with_its_private_texts(desk, made):
    event, stream = everything(made), desk.stream()
    (recorded,) = desk.add(stream, event)
    (read,) = desk.log.stream(stream.id)
    assert recorded.event is event
    assert isinstance(read.event.body, Sealed)
    assert (read.event.title, read.event.amount, read.event.number, read.event.more) == (
        "公開の題",
        0.5,
        2**53,
        {"k": "v"},
    )
    for name in ("position", "stream", "version", "topic", "recorded_at", "actor", "command"):
        assert getattr(read, name) == getattr(recorded, name)
    assert desk.log.reveal([Ref(1, path) for path in PLACES]) == {Ref(1, path): text for path, text in PLACES.items()}


def test_every_commitment_is_what_an_independent_reader_computes(desk, made, store):
    key = desk.key("本文")
    desk.add(desk.stream(), everything(made), command=key)
    state = json.loads(desk.log.rows(0, 1)[0].state)
    values = store.execute("SELECT path, salt, value FROM private_value WHERE position = 1")
    assert {path: value for path, _, value in values} == PLACES | {"/digest": key.digest}
    for path, salt, value in values:
        assert len(bytes(salt)) == 32
        assert at(state, path) == {"private": commitment(path, value, bytes(salt))}
    assert len({bytes(salt) for _, salt, _ in values}) == len(values)


def test_the_stored_state_has_the_agreed_keys_and_no_private_text(desk, made):
    stream = desk.stream()
    desk.add(stream, everything(made), made.Counted(number=1), command=desk.key())
    first, second = desk.log.rows(0, 9)
    assert list(json.loads(first.state)) == ["actor", "role", "schema", "nonce", "events", "digest", "data"]
    assert list(json.loads(second.state)) == ["actor", "role", "schema", "nonce", "data"]
    assert json.loads(second.state)["data"] == {"number": 1}
    assert len(json.loads(first.state)["nonce"]) == 32
    assert b" " not in second.state
    assert not [text for text in PLACES.values() if text and text.encode() in first.state]
    assert (first.command is None, second.command) == (False, None)


def test_a_reference_of_a_recorded_event_opens_its_text(desk, made):
    stream = desk.stream()
    desk.add(stream, everything(made))
    (read,) = desk.log.stream(stream.id)
    assert desk.log.reveal([read.ref("body")]) == {read.ref("body"): PLACES["/data/body"]}
    assert list(desk.log.reveal(read.refs("texts")).values()) == ["一つ目", "", "三つ目"]


def test_a_text_that_is_gone_is_absent(desk, made, store):
    desk.add(desk.stream(), made.Noted(body="消す", note="残す"))
    store.execute("DELETE FROM private_value WHERE path = '/data/body'")
    asked = [Ref(1, "/data/body"), Ref(1, "/data/note"), Ref(9, "/data/body")]
    assert desk.log.reveal(asked) == {Ref(1, "/data/note"): "残す"}
    assert desk.log.reveal([]) == {}


def test_a_thousand_texts_are_revealed_at_once(desk, made):
    desk.add(desk.stream(), made.Noted(body="", texts=tuple(map(str, range(1000)))))
    asked = [Ref(1, f"/data/texts/{k}") for k in range(1000)]
    assert list(desk.log.reveal(asked).values()) == [str(k) for k in range(1000)]


def test_a_stream_that_moved_on_is_a_conflict_and_nothing_is_recorded(desk, made):
    one, other, fresh = desk.stream(), desk.stream("review_cycle"), desk.stream()
    desk.add(one, made.Noted(body="1"), made.Noted(body="2"))
    desk.add(other, made.Noted(body="1"))
    for reads, moved in [
        ({one.id: 1}, {one.id}),
        ({one.id: 2, other.id: 0}, {other.id}),
        ({one.id: 3, other.id: 2}, {one.id, other.id}),
        ({fresh.id: 0, one.id: 0}, {one.id}),
    ]:
        with pytest.raises(VersionConflict) as raised:
            desk.add(fresh, made.Noted(body="x"), reads=reads)
        assert set(raised.value.streams) == moved
    assert desk.log.head() == 3
    desk.add(fresh, made.Noted(body="x"), reads={one.id: 2, other.id: 1, fresh.id: 0})


def test_an_event_must_follow_its_stream_even_if_nobody_read_it(desk, made):
    stream = desk.stream()
    desk.add(stream, made.Noted(body="1"))
    for after in (0, 2):
        with pytest.raises(VersionConflict):
            desk.add(stream, made.Noted(body="x"), after=after, reads={})
    with pytest.raises(ValueError, match="does not follow"):
        desk.add(stream, made.Noted(body="x"), after=2, reads={stream.id: 1})


def test_a_repeated_command_answers_with_the_same_positions(desk, made):
    stream, key = desk.stream(), desk.key()
    desk.add(desk.stream(), made.Noted(body="before"))
    desk.add(stream, made.Noted(body="1"), made.Noted(body="2"), command=key)
    desk.add(desk.stream(), made.Noted(body="after"))
    with pytest.raises(CommandRepeated) as raised:
        desk.add(stream, made.Noted(body="1"), made.Noted(body="2"), command=key)
    assert raised.value.position == 2
    assert desk.log.command(key.id) == CommandRecord(2, 2, key.digest)
    assert desk.log.command(desk.key().id) is None
    assert desk.log.head() == 4


def test_one_append_may_write_on_several_streams(desk, made):
    one, other = desk.stream(), desk.stream("review_cycle")
    events = [(one, 1, made.Noted(body="1")), (other, 1, made.Noted(body="2")), (one, 2, made.Counted(number=3))]
    recorded = desk.log.append(events, actor=made.actor, reads={}, command=desk.key())
    assert [each.position for each in recorded] == [1, 2, 3]
    assert [each.topic for each in desk.log.since(0, 9)] == [
        "indicator.noted.v1",
        "review_cycle.noted.v1",
        "indicator.counted.v1",
    ]
    assert [each.version for each in desk.log.stream(one.id)] == [1, 2]


def test_nothing_to_record_leaves_no_row(desk, made):
    assert desk.log.append([], actor=made.actor, reads={}, command=desk.key()) == ()
    assert desk.log.head() == 0


def test_a_stream_is_read_after_a_version_and_until_a_position(desk, made):
    one, other = desk.stream(), desk.stream()
    for version in range(4):
        desk.add(one, made.Counted(number=version), after=version)
        desk.add(other, made.Counted(number=version), after=version)
    assert [each.position for each in desk.log.stream(one.id)] == [1, 3, 5, 7]
    assert [each.position for each in desk.log.stream(one.id, 2)] == [5, 7]
    assert [each.position for each in desk.log.stream(one.id, 0, until=4)] == [1, 3]
    assert [each.position for each in desk.log.stream(one.id, 1, until=5)] == [3, 5]
    assert [each.position for each in desk.log.since(6, 9)] == [7, 8]
    assert [each.position for each in desk.log.since(0, 2)] == [1, 2]


def test_time_never_goes_back_when_the_clock_is_set_back(desk, made):
    stream, start = desk.stream(), desk.chance.now_us()
    desk.add(stream, made.Counted())
    desk.chance.advance(-3_600_000_000)
    desk.add(stream, made.Counted(), after=1)
    desk.add(stream, made.Counted(), after=2, at=start + 5)
    desk.add(stream, made.Counted(), made.Counted(), after=3, at=start - 7)
    desk.chance.advance(7_200_000_000)
    desk.add(stream, made.Counted(), after=5)
    times = [each.recorded_at - start for each in desk.log.stream(stream.id)]
    assert times == [0, 0, 5, 5, 5, 3_600_000_000]


@pytest.mark.parametrize("size", [0, 1, 2, 5, 33])
def test_the_position_at_an_instant_is_the_last_one_before_it(desk, made, size):
    stream = desk.stream()
    for version in range(size):
        desk.add(stream, made.Counted(), after=version, at=1000 + version // 2 * 10)
    times = [each.recorded_at for each in desk.log.since(0, 99)]
    for instant in [0, *(t + d for t in times for d in (-1, 0, 1)), 10**17]:
        assert desk.log.position_at(instant) == sum(t <= instant for t in times)


def test_an_event_out_of_the_log_is_not_stored_again(desk, made):
    stream = desk.stream()
    desk.add(stream, made.Noted(body="1"))
    (read,) = desk.log.stream(stream.id)
    with pytest.raises(TypeError, match="sealed already"):
        desk.add(stream, read.event, after=1)


def test_the_log_is_the_same_after_reopening(desk, made, mapper, store):
    stream = desk.stream()
    desk.add(stream, everything(made), made.Counted(number=2), command=desk.key())
    before = desk.log.rows(0, 9)
    desk.log.close()
    again = store.open(mapper, create=False)
    assert again.rows(0, 9) == before
    assert again.reveal([Ref(1, "/data/note")]) == {Ref(1, "/data/note"): "覚え"}


def test_two_logs_of_one_server_or_folder_do_not_meet(desk, made, mapper, store, tmp_path):
    desk.add(desk.stream(), made.Counted())
    store.url = f"{store.url}_b" if store.kind == "postgresql" else str(tmp_path / "b.db")
    assert store.open(mapper).head() == 0


def test_streams_have_addresses_not_objects(desk, made):
    assert desk.add(Stream("indicator", desk.chance.new_id()), made.Counted())[0].kind == "indicator"
