"""Hostile files in their short form, and proof that they are hostile: without guards they do what they are made for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pdca.documents import UnreadableDocument, child, read_document
from pdca.documents.child import read_in_child
from tests.torture import files, naive_reader
from tests.torture.files import MEMORY, Harm, campaign, judge, mutated
from tests.torture.hostile import FILES, GOOD
from tests.torture.valid_files import VALID

SHORT = (
    "full_of_star.txt",
    "cell_of_less.txt",
    "nul.txt",
    "half_a_pair.txt",
    "deep.json",
    "deep_quote.md",
    "deep.html",
    "laughs.html",
    "lying.docx",
    "encrypted.xlsx",
    "renamed.pdf",
    "laughs.docx",
    "outside.xlsx",
    "last_cell.xlsx",
    "looped_pages.pdf",
)
ROOT = Path(__file__).parents[2]
LIMITED = {"reader_timed_out", "reader_out_of_memory", "reader_crashed"}


def test_no_hostile_file_does_harm():
    """In a process of its own: the largest child of all that a process ever had counts for its memory."""
    run = [sys.executable, "-m", "tests.torture.files", "25", "1", *SHORT, *GOOD]
    told = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "25 files, seed 1: **0 crashes" in told


def test_every_valid_file_is_one():
    """Else its mutations would prove little."""
    assert VALID["txt"]() in {made() for made in VALID.values()}
    assert VALID["docx"]()[:4] == VALID["xlsx"]()[:4] == b"PK\x03\x04"
    assert VALID["pdf"]()[:5] == b"%PDF-"
    chance = files.random.Random(3)
    assert len({mutated(chance, kind) for kind in VALID for _ in range(5)}) == 5 * len(VALID)


# --- readers without guards


@pytest.fixture
def naive(monkeypatch):
    monkeypatch.setattr(child, "COMMAND", (sys.executable, "-I", naive_reader.__file__))


@pytest.mark.parametrize("name", ["zip_bomb.docx", "last_cell.xlsx"])
def test_the_child_holds_where_the_reader_has_no_guard(naive, name):
    assert judge(name, FILES[name]()).code in LIMITED


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html", "md"])
def test_the_readers_without_guards_read_what_is_valid(naive, kind):
    """They fail at the hostile files, not at everything."""
    with pytest.raises(UnreadableDocument) as caught:
        raise_if_read(read_in_child(VALID[kind](), f"a.{kind}"))
    assert caught.value.findings[0].code not in LIMITED


def raise_if_read(document):
    raise UnreadableDocument(document.title, document.findings)


def unguarded(tmp_path, name, seconds=4):
    file = tmp_path / name
    file.write_bytes(FILES[name]())
    return subprocess.run([sys.executable, naive_reader.__file__, str(file)], timeout=seconds, check=False).returncode


def test_without_the_child_it_takes_for_ever(tmp_path):
    with pytest.raises(subprocess.TimeoutExpired):
        unguarded(tmp_path, "last_cell.xlsx")


def test_without_the_child_it_swells(tmp_path):
    file = tmp_path / "zip_bomb.docx"
    file.write_bytes(FILES[file.name]())
    run = subprocess.Popen([sys.executable, naive_reader.__file__, str(file)])
    _, run.returncode, used = os.wait4(run.pid, 0)
    assert used.ru_maxrss * 1024 > MEMORY


# --- the judge itself


@pytest.mark.parametrize(
    "said",
    [
        "Traceback (most recent call last)",
        "失敗しました",
    ],
)
def test_an_unclear_sentence_is_harm(monkeypatch, said):
    def unclear(self):
        found = child._finding("reader_crashed")
        raise UnreadableDocument("a.txt", (documents_finding(found, said),))

    monkeypatch.setattr(child.Reading, "document", unclear)
    with pytest.raises(Harm):
        judge("a.txt", b"x")


def documents_finding(found, said):
    import msgspec

    return msgspec.structs.replace(found, message=said)


def test_a_crash_of_ours_is_not_swallowed(monkeypatch):
    monkeypatch.setattr(child.Reading, "document", lambda _: read_document(None, "a.txt"))
    with pytest.raises(AttributeError):
        judge("a.txt", b"x")


def test_a_slow_answer_and_a_refused_good_file_are_harm(monkeypatch):
    monkeypatch.setitem(GOOD, "good.txt", lambda: b"x")
    with pytest.raises(Harm, match=r"good.txt: refused"):
        campaign(1, 1, {"good.txt": lambda: b"x"})
    monkeypatch.setattr(files, "SECONDS", 0)
    with pytest.raises(Harm, match=r"b.txt: 0"):
        campaign(1, 1, {"b.txt": lambda: b"x"})
