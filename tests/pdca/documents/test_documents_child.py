"""The child process: what a reader without any guard of its own does there ends in a sentence, soon, and in no harm."""

import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pdca.documents import UnreadableDocument, child, read_document
from pdca.documents.child import Reading, Stopped, read_in_child, start_reading
from tests.pdca.cli_stage import DOCUMENT
from tests.pdca.documents import planted_reader

GOOD = DOCUMENT.encode()


@pytest.fixture
def planted(monkeypatch):
    monkeypatch.setattr(child, "COMMAND", (sys.executable, "-I", planted_reader.__file__))
    monkeypatch.setattr(child, "_slots", threading.BoundedSemaphore(child.AT_ONCE))  # other tests' readings may linger


def refusal(act, **options):
    with pytest.raises(UnreadableDocument) as caught:
        read_in_child(act.encode(), "計画.docx", **options)
    (finding,) = caught.value.findings
    assert str(caught.value) == f"「計画.docx」を読み取れません。ファイル全体：{finding.message}"
    return finding.code


def test_the_child_reads_what_the_reader_reads():
    assert read_in_child(GOOD, "計画.txt") == read_document(GOOD, "計画.txt")


def test_the_reader_s_own_findings_come_through():
    with pytest.raises(UnreadableDocument) as here:
        read_document(b"a\0b", "計画.txt")
    with pytest.raises(UnreadableDocument) as there:
        read_in_child(b"a\0b", "計画.txt")
    assert str(there.value) == str(here.value)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("loop", "reader_timed_out"),
        ("loop_in_c", "reader_timed_out"),
        ("swallow", "reader_out_of_memory"),
        ("fail", "reader_crashed"),
        ("recurse", "reader_crashed"),
        ("crash", "reader_crashed"),
        ("leave", "reader_crashed"),
        ("write", "reader_crashed"),
        ("open_many", "reader_crashed"),
    ],
)
def test_a_bad_reader_becomes_a_sentence_within_two_seconds(planted, act, code, caplog):
    began = time.monotonic()
    assert refusal(act) == code
    assert time.monotonic() - began < 10  # 2 s where nothing else runs: see docs/torture.md
    assert code in caplog.text
    assert planted_reader.SECRET not in caplog.text


@pytest.mark.parametrize("act", ["sleep", "leave_a_grandchild"])
def test_the_wall_clock_ends_what_uses_no_processor(planted, act):
    assert refusal(act, seconds=1) == "reader_timed_out"


def test_nobody_is_left_behind(planted, monkeypatch):
    started, real = [], subprocess.Popen

    def noted(*args, **options):
        process = real(*args, **options)
        if args[0] == child.COMMAND:
            started.append(process)
        return process

    monkeypatch.setattr(child.subprocess, "Popen", noted)
    reading = start_reading(b"leave_a_grandchild", "計画.docx", seconds=8)
    assert within(20, lambda: started and started[0].poll() is not None and in_session(started[0].pid) == 1)
    assert reading.wait(20)
    assert within(10, lambda: in_session(started[0].pid) == 0)


def in_session(leader):
    """How many live processes stand in the session of this child; other tests' children have their own."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            state, _, _, session, *_ = stat.read_text().rpartition(")")[2].split()
            found.append((int(session), state))
    return sum(session == leader and state != "Z" for session, state in found)


def within(seconds, true):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


@pytest.mark.parametrize("act", ["chatter", "forge"])
def test_what_a_library_prints_is_no_answer(planted, act, caplog):
    assert read_in_child(act.encode(), "計画.txt") == read_document(GOOD, "計画.txt")
    assert planted_reader.SECRET not in caplog.text


def test_whoever_gets_on_may_go_on(planted):
    reading = start_reading(b"get_on", "計画.txt")
    seen = {reading.progress}
    while not reading.wait(0.1):
        seen.add(reading.progress)
    assert reading.document() == read_document(GOOD, "計画.txt")
    assert len(seen) > 4


def test_a_result_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(child, "LARGEST_RESULT", 100)
    assert refusal(DOCUMENT) == "result_too_large"


def test_a_reading_that_nobody_wants_stops(planted):
    reading = start_reading(b"sleep", "計画.txt")
    reading.stop()
    assert reading.wait(5)
    with pytest.raises(Stopped):
        reading.result()


def test_only_so_many_children_at_once(planted, monkeypatch):
    most, now, lock = [0], [0], threading.Lock()
    real = Reading._read

    def counted(self):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            return real(self)
        finally:
            with lock:
                now[0] -= 1

    monkeypatch.setattr(Reading, "_read", counted)
    readings = [start_reading(b"fail", "計画.txt") for _ in range(6)]
    assert all(reading.wait(60) for reading in readings)
    assert most[0] == child.AT_ONCE


def test_without_the_child_the_planted_readers_do_harm():
    """The control: the same reader in a process without limits."""

    def unguarded(act):
        acts = f"import runpy; runpy.run_path({planted_reader.__file__!r})['ACTS'][{act!r}](lambda _: None)"
        return subprocess.run([sys.executable, "-c", acts], capture_output=True, timeout=2, check=False).returncode

    assert unguarded("crash") < 0
    assert unguarded("swallow") == unguarded("write") == unguarded("open_many") == 0
    for act in ("loop", "loop_in_c"):
        with pytest.raises(subprocess.TimeoutExpired):
            unguarded(act)


def test_the_environment_stays_outside(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.chdir(Path(__file__).parent)
    assert read_in_child(GOOD, "\udc80.txt").title
