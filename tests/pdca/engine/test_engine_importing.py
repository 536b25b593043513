"""A document becomes a plan once: whoever sends it again, or at the same moment; what cannot be read leaves nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain.errors import NotFound, NotPermitted, Refused, ReviewError
from domain.plan import Plan
from pdca.chance import SystemChance
from pdca.documents import UnreadableDocument
from pdca.files import Files
from pdca.importing import Choices, import_document
from pdca.permissions import CONSOLE
from pdca.store import StoreUnavailable
from tests.review import DOCUMENT, Review, engine_on

CONTENT = DOCUMENT.encode()
OTHER = DOCUMENT.replace("水野市", "別野市").encode()


def files_of(engine):
    return sorted(p for p in Path(engine.files.folder).rglob("*") if p.is_file())


def nothing_is_stored(engine):
    return engine.head() == 0 and files_of(engine) == []


def test_titles_are_one_line_and_the_file_has_no_folder(engine):
    for name in ("title", "municipality", "period", "mark_session_title"):
        with pytest.raises(Refused) as caught:
            import_document(engine, CONTENT, "表.txt", Choices(**{name: "水野市\n計画"}))
        assert (caught.value.code, caught.value.field) == ("control_character", name)
    assert nothing_is_stored(engine)
    import_document(engine, CONTENT, "../../表.txt")
    assert engine.reveal([engine.recorded(1).ref("file_name")]) == {engine.recorded(1).ref("file_name"): "表.txt"}


def test_a_document_is_stored_whole(engine):
    found = import_document(engine, CONTENT, "表.txt")
    assert found.events == engine.head() > 0
    plan = engine.load(Plan, found.plan_id)
    assert (plan.key, plan.title, plan.decisions["status_year"]) == ("plan", found.document.title, 2023)
    (stored,) = files_of(engine)
    assert stored.read_bytes() == CONTENT
    assert set(engine.reveal(plan.documents).values()) == {stored.name}
    states = b"".join(row.state for row in engine.log.rows(0, 99))
    assert stored.name.encode() not in states
    assert "表.txt".encode() not in states


@pytest.mark.parametrize("name", ["表.txt", "別の名.txt"])
@pytest.mark.parametrize("key", ["plan", "another"])
def test_the_same_file_again_is_no_event(engine, name, key):
    first = import_document(engine, CONTENT, "表.txt")
    again = import_document(engine, CONTENT, name, Choices(key=key))
    assert (again.plan_id, again.key, again.events) == (first.plan_id, "plan", 0)
    assert engine.head() == first.events


def test_another_document_over_a_plan_is_refused(engine):
    head = import_document(engine, CONTENT, "表.txt").events
    with pytest.raises(Refused) as refused:
        import_document(engine, OTHER, "表.txt")
    assert refused.value.code == "plan_exists"
    assert engine.head() == head
    assert len(files_of(engine)) == 1
    assert import_document(engine, OTHER, "表.txt", Choices(key="second")).events == head


BAD = {
    "empty": (b"", {}),
    "not text": (b"\x89PNG\r\n\x1a\n\0\0", {}),
    "no such document": ("拝啓".encode(), {}),
    "does not add up": (DOCUMENT.replace("見守り	・声", "見張り	・声").encode(), {}),
    "no year": (DOCUMENT.replace("令和5年度の会議で状況を確かめます。", "").encode(), {}),
    "a bad key": (CONTENT, {"key": "../x"}),
    "a bad title": (CONTENT, {"title": "a\0b"}),
    "half a character": (CONTENT, {"period": "\ud800"}),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_leaves_nothing(engine, name):
    content, choices = BAD[name]
    with pytest.raises((ReviewError, UnreadableDocument)):
        import_document(engine, content, "表.txt", Choices(**choices))
    assert nothing_is_stored(engine)


def test_an_unreadable_document_names_its_lines(engine):
    with pytest.raises(UnreadableDocument):
        import_document(engine, BAD["does not add up"][0], "表.txt")


def test_a_file_name_that_no_text_can_hold_leaves_no_event(engine):
    with pytest.raises(Refused):
        import_document(engine, CONTENT, "x\udcff.txt")
    assert engine.head() == 0


def test_only_the_office_imports(engine):
    review = Review(engine).people().seats()
    head = engine.head()
    for who in (review.member, review.department, review.auditor, review.new()):
        with pytest.raises(NotPermitted):
            import_document(engine, CONTENT, "表.txt", account_id=who)
    assert engine.head() == head
    assert files_of(engine) == []
    assert import_document(engine, CONTENT, "表.txt", account_id=review.clerk).events
    assert import_document(engine, CONTENT, "表.txt", account_id=review.administrator).events == 0


def together(*works):
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        try:
            return work()
        except ReviewError as refused:
            return refused.code

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


@pytest.fixture
def two(store, tmp_path):
    made = [engine_on(store.url, tmp_path, SystemChance()) for _ in range(2)]
    yield made
    for engine in made:
        engine.close()


@pytest.mark.parametrize("actors", ["one account", "two accounts"])
def test_the_same_file_twice_at_once_is_one_plan(two, actors):
    clerk = Review(two[0]).people().clerk
    before = two[0].head()
    who = (CONSOLE, CONSOLE if actors == "one account" else clerk)
    found = together(
        *(lambda e=e, a=a: import_document(e, CONTENT, "表.txt", account_id=a) for e, a in zip(two, who, strict=False))
    )
    assert {each.plan_id for each in found} == {two[0].recorded(before + 1).stream}
    assert sorted(each.events for each in found) == [0, two[0].head() - before]
    assert len(files_of(two[0])) == 1


def test_two_documents_for_one_key_at_once_are_one_plan(two):
    found = together(
        *(lambda e=e, d=d: import_document(e, d, "表.txt") for e, d in zip(two, (CONTENT, OTHER), strict=False))
    )
    codes = [each for each in found if isinstance(each, str)]
    assert codes == ["plan_exists"]
    (plan,) = [each for each in found if not isinstance(each, str)]
    assert two[1].head() == plan.events


def test_the_same_content_from_many_threads_is_one_whole_file(tmp_path):
    files, content = Files(tmp_path / "f"), b"x" * 3_000_000
    addresses = together(*[lambda: files.put(content)] * 8)
    assert len(set(addresses)) == 1
    (stored,) = (p for p in files.folder.rglob("*") if p.is_file())
    assert stored.read_bytes() == content == files.get(addresses[0])


def test_a_disk_that_fails_keeps_no_part(tmp_path, monkeypatch):
    import os

    files = Files(tmp_path / "f")
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(StoreUnavailable):
        files.put(b"x")
    monkeypatch.undo()
    assert [p for p in files.folder.rglob("*") if p.is_file()] == []
    assert files.get(files.put(b"x")) == b"x"


def _full(_):
    raise OSError(28, "No space left on device")


def test_an_address_is_no_path(tmp_path):
    for wrong in ("../../etc/passwd", "0" * 64, "", "0" * 63, "A" * 64):
        with pytest.raises(NotFound):
            Files(tmp_path).get(wrong)
