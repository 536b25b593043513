"""Uploads on both stores: read in a child, for their own account only, and gone when they are done with."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import NotFound, Refused
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.documents import child, packaged_profile, read_document
from pdca.files import MAX_BYTES
from pdca.settings import Settings
from pdca.uploads import KEPT, MOST, TooLarge, Uploads
from tests.pdca.cli_stage import DOCUMENT

START = datetime(2026, 4, 6, 3, tzinfo=UTC)
MINE, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
GOOD = DOCUMENT.encode()


@pytest.fixture
def engine(store, tmp_path):
    made = open_engine(Settings(database=store.url, files=str(tmp_path / "files")), FixedChance(7, START))
    yield made
    made.close()


@pytest.fixture
def uploads(engine):
    made = Uploads(engine)
    yield made
    made.close()


def files(engine):
    folder = engine.files.folder / "uploads"
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def rows(store):
    return store.execute("SELECT token_hash, state FROM upload")


def pass_time(engine, span):
    engine.chance.advance(span // timedelta(microseconds=1))


def test_a_document_is_read_and_looked_at(uploads):
    token = uploads.put(MINE, GOOD, "進捗.txt", "plan")
    upload = uploads.wait(token, MINE, 20)
    assert (upload.state, upload.progress, upload.kind, upload.file_name) == ("read", 1, "plan", "進捗.txt")
    assert upload.document() == read_document(GOOD, "進捗.txt")
    assert (upload.findings(), upload.decisions, upload.size) == ((), {}, len(GOOD))
    assert uploads.content(token, MINE) == GOOD


def test_a_profile_of_the_city_goes_along(uploads):
    words = packaged_profile()
    token = uploads.put(MINE, GOOD, "進捗.txt", "plan", words)
    assert uploads.wait(token, MINE, 20).state == "read"


def test_a_refused_file_says_why(uploads):
    upload = uploads.wait(uploads.put(MINE, b"\0", "a.txt"), MINE, 20)
    assert upload.state == "refused"
    assert [found.code for found in upload.findings()] == ["control_character"]


def test_an_upload_is_there_for_its_account_only(uploads, store):
    token = uploads.put(MINE, GOOD, "進捗.txt")
    assert uploads.get(token, OTHER) is None
    assert uploads.get("0" * 64, MINE) is None
    for attempt in (uploads.content, lambda *who: uploads.decide(*who, {})):
        with pytest.raises(NotFound):
            attempt(token, OTHER)
    uploads.drop(token, OTHER)
    assert uploads.wait(token, MINE, 20).state == "read"
    assert token not in str(rows(store))


def test_decisions_are_kept_until_the_next_ones(uploads, engine):
    token = uploads.put(MINE, GOOD, "進捗.txt")
    ends = uploads.wait(token, MINE, 20).expires_at
    pass_time(engine, timedelta(days=5))
    uploads.decide(token, MINE, {"title": "ためし", "rows": [1, 2]})
    upload = uploads.get(token, MINE)
    assert upload.decisions == {"title": "ためし", "rows": [1, 2]}
    assert upload.expires_at - ends == timedelta(days=5) // timedelta(microseconds=1)


def test_dropped_is_gone_with_its_bytes(uploads, engine, store):
    token = uploads.put(MINE, GOOD, "進捗.txt")
    assert len(files(engine)) == 1
    uploads.drop(token, MINE)
    assert (uploads.get(token, MINE), files(engine), rows(store)) == (None, [], [])
    uploads.drop(token, MINE)


def test_what_waits_too_long_expires(uploads, engine, store):
    token = uploads.put(MINE, GOOD, "進捗.txt")
    uploads.wait(token, MINE, 20)
    assert uploads.expire() == 0
    pass_time(engine, KEPT)
    assert uploads.get(token, MINE) is None
    assert uploads.expire() == 1
    assert (files(engine), rows(store)) == ([], [])


def test_another_process_sees_the_same_and_reads_again_what_was_left(uploads, engine, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(child, "_slots", child.threading.BoundedSemaphore(1))
        child._slots.acquire()
        token = uploads.put(MINE, GOOD, "進捗.txt")
        other = Uploads(engine)
        assert other.get(token, MINE).state == "reading"
        uploads.close()  # as if its process had ended
    assert other.wait(token, MINE, 20).state == "read"
    assert uploads.get(token, MINE).state == "read"
    other.close()


def test_too_large_is_said(uploads, engine, store):
    with pytest.raises(TooLarge) as caught:
        uploads.put(MINE, b"x" * (MAX_BYTES + 1), "大.txt")
    assert (caught.value.status, "10MB" in caught.value.message) == (413, True)
    token = uploads.put(MINE, GOOD, "進捗.txt")
    with pytest.raises(TooLarge):
        uploads.decide(token, MINE, "x" * (1 << 21))
    assert len(rows(store)) == len(files(engine)) == 1


@pytest.mark.parametrize("name", ["a\0.txt", "\udc80.txt", "長" * 300])
def test_a_name_that_cannot_be_kept_is_refused(uploads, store, name):
    with pytest.raises(Refused):
        uploads.put(MINE, GOOD, name)
    assert rows(store) == []


def test_one_account_does_not_fill_the_disk(uploads, monkeypatch):
    monkeypatch.setattr(Uploads, "_begin", lambda *_: None)
    for number in range(MOST):
        uploads.put(MINE, b"x", f"{number}.txt")
    with pytest.raises(Refused) as caught:
        uploads.put(MINE, b"x", "more.txt")
    assert caught.value.code == "too_many_uploads"
    assert uploads.put(OTHER, b"x", "more.txt")


def test_what_a_dead_process_left_is_read_again_after_a_while(uploads, engine, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Uploads, "_begin", lambda *_: None)  # killed before it could begin
        token = uploads.put(MINE, GOOD, "進捗.txt")
    assert uploads.get(token, MINE).state == "reading"
    pass_time(engine, timedelta(minutes=2))
    assert uploads.wait(token, MINE, 20).state == "read"


def test_without_its_bytes_an_upload_is_gone(uploads, engine, store, monkeypatch):
    monkeypatch.setattr(Uploads, "_begin", lambda *_: None)
    token = uploads.put(MINE, GOOD, "進捗.txt")
    for path in files(engine):
        path.unlink()
    with pytest.raises(NotFound):
        uploads.content(token, MINE)
    pass_time(engine, timedelta(minutes=2))
    assert uploads.get(token, MINE).state == "reading"
    assert uploads.get(token, MINE) is None
    assert rows(store) == []
