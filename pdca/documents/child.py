"""Untrusted files are read in a child process with limits: whatever is wrong with one becomes a sentence about it."""

import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import IO

import msgspec

from pdca.documents.confined import SECONDS, Answer, Broken, Reached, Read, Request, Unreadable
from pdca.documents.document import Document, Finding
from pdca.documents.findings import MESSAGES, Strictness, UnreadableDocument
from pdca.documents.profile import Profile

log = logging.getLogger("pdca.documents")

AT_ONCE = 2
"""Children of one process at the same time; who comes later waits."""

COMMAND = (sys.executable, "-I", "-m", "pdca.documents.confined")
"""-I: nothing of the environment, of the folder or of the user's own packages gets in."""

LARGEST_RESULT = 64 << 20
_WHOLE = "ファイル全体"
_CHUNK = 1 << 16
_LOOK = 0.2
_TIMED_OUT = frozenset({-signal.SIGPROF, -signal.SIGXCPU})
_answers: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)
_slots = threading.BoundedSemaphore(AT_ONCE)


class Stopped(RuntimeError):
    """Raised when a reading was stopped by ourselves: nobody wants its result any more."""


class Reading:
    """One file being read in a child; `progress` runs from 0 to 1."""

    def __init__(  # noqa: PLR0913 -- a file, how it is read, and how long
        self,
        content: bytes,
        file_name: str,
        profile: Profile | None = None,
        strictness: Strictness = "usual",
        *,
        reader: str = "document",
        seconds: float = SECONDS,
    ) -> None:
        sayable = file_name.encode(errors="replace").decode()
        self._request = msgspec.json.encode(Request(reader, sayable, profile, strictness)) + b"\n"
        self._content = content
        self._file_name = sayable
        self._seconds = seconds
        self._stop = threading.Event()
        self._done = threading.Event()
        self._answer: Answer | None = None
        self.progress = 0.0

    def run(self) -> None:
        """Read, in the thread that calls; waits for its turn first."""
        try:
            while not _slots.acquire(timeout=_LOOK):
                if self._stop.is_set():
                    return
            try:
                self._answer = self._read()
            finally:
                _slots.release()
        finally:
            self._done.set()

    def start(self) -> "Reading":
        """Read, in a thread of its own."""
        threading.Thread(target=self.run, name="reading", daemon=True).start()
        return self

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it is done, at the latest after so many seconds."""
        return self._done.wait(seconds)

    def poll(self) -> bool:
        """Whether it is done."""
        return self._done.is_set()

    def stop(self) -> None:
        """Nobody wants the result any more."""
        self._stop.set()

    def result(self) -> bytes:
        """What was read, as JSON, once it is done; raises UnreadableDocument with the findings."""
        match self._answer:
            case Read(result):
                return bytes(result)
            case Unreadable(findings):
                raise UnreadableDocument(self._file_name, findings)
            case Broken(code):
                raise UnreadableDocument(self._file_name, (_finding(code),))
        raise Stopped

    def document(self) -> Document:
        """The same as a document."""
        return msgspec.json.decode(self.result(), type=Document)

    def _read(self) -> Answer | None:
        child = subprocess.Popen(  # noqa: S603 -- our own program; the file goes in by stdin only
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "1"},
            cwd="/",
            start_new_session=True,
            bufsize=0,
        )
        pipes = _Pipes(child, self._request + self._content)
        try:
            return self._judged(child, pipes, time.monotonic() + self._seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            pipes.close()

    def _judged(self, child: "subprocess.Popen[bytes]", pipes: "_Pipes", end: float) -> Answer | None:
        answer: Answer | None = None
        while not self._stop.is_set():
            if time.monotonic() > end:
                return _broken("reader_timed_out", "the wall clock")
            if pipes.said > LARGEST_RESULT:
                return _broken("result_too_large", f"{pipes.said} bytes")
            for line in pipes.lines(_LOOK):
                answer = _decoded(line)
                if isinstance(answer, Reached):
                    self.progress = max(self.progress, min(answer.share, 1.0))
            if pipes.ended:
                return self._last(answer, child.wait(), pipes)
        return None

    def _last(self, answer: Answer | None, code: int, pipes: "_Pipes") -> Answer:
        if isinstance(answer, Broken):
            return _broken(answer.code, answer.where)
        if isinstance(answer, Read | Unreadable):
            return answer
        return _broken("reader_timed_out" if code in _TIMED_OUT else "reader_crashed", f"exit {code} {pipes.places()}")


def read_in_child(
    content: bytes,
    file_name: str,
    profile: Profile | None = None,
    strictness: Strictness = "usual",
    *,
    seconds: float = SECONDS,
) -> Document:
    """The document of a file, read in a child; raises UnreadableDocument with the findings, whatever is wrong."""
    reading = Reading(content, file_name, profile, strictness, seconds=seconds)
    reading.run()
    return reading.document()


def start_reading(
    content: bytes,
    file_name: str,
    profile: Profile | None = None,
    strictness: Strictness = "usual",
    *,
    seconds: float = SECONDS,
) -> Reading:
    """The same, without waiting for it."""
    return Reading(content, file_name, profile, strictness, seconds=seconds).start()


def _decoded(line: bytes) -> Answer:
    try:
        return _answers.decode(line)
    except msgspec.MsgspecError:  # only a child that somebody has taken over speaks like that
        return Broken("reader_crashed", "an answer that is none")


def _broken(code: str, where: str) -> Broken:
    log.warning("a document could not be read: %s, %s", code, where)
    return Broken(code, where)


def _finding(code: str) -> Finding:
    level, words = MESSAGES[code]
    return Finding(line=_WHOLE, level=level, code=code, message=words)


class _Pipes:
    """All three of a child at once, so that none can fill up and block."""

    def __init__(self, child: "subprocess.Popen[bytes]", request: bytes) -> None:
        assert child.stdin and child.stdout and child.stderr  # noqa: S101, PT018 -- all three are pipes
        self._in, self._out, self._err = child.stdin, child.stdout, child.stderr
        self._unsent = memoryview(request)
        self._line = bytearray()
        self._told = bytearray()
        self.said = 0
        self._selector = selectors.DefaultSelector()
        os.set_blocking(self._in.fileno(), False)
        self._selector.register(self._in, selectors.EVENT_WRITE)
        self._selector.register(self._out, selectors.EVENT_READ)
        self._selector.register(self._err, selectors.EVENT_READ)

    @property
    def ended(self) -> bool:
        return self._out.closed

    def lines(self, seconds: float) -> list[bytes]:
        """Send and receive for so long at most; returns the whole lines that came."""
        found: list[bytes] = []
        for key, _ in self._selector.select(seconds):
            if key.fileobj is self._in:
                self._send()
            elif key.fileobj is self._err:
                self._told = (self._told + self._receive(self._err))[-_CHUNK:]
            else:
                found += self._take(self._receive(self._out))
        return found

    def _send(self) -> None:
        try:
            self._unsent = self._unsent[os.write(self._in.fileno(), self._unsent[:_CHUNK]) :]
        except BrokenPipeError:
            self._unsent = self._unsent[:0]
        if not self._unsent:
            self._close(self._in)

    def _receive(self, stream: IO[bytes]) -> bytes:
        data = os.read(stream.fileno(), _CHUNK)
        if not data:
            self._close(stream)
        return data

    def _take(self, data: bytes) -> list[bytes]:
        self.said += len(data)
        if b"\n" not in data:
            self._line += data
            return []
        *whole, rest = (bytes(self._line) + data).split(b"\n")
        self._line = bytearray(rest)
        return whole

    def _close(self, stream: IO[bytes]) -> None:
        self._selector.unregister(stream)
        stream.close()

    def close(self) -> None:
        """All of them, whatever is left in them."""
        self._selector.close()
        for stream in (self._in, self._out, self._err):
            stream.close()

    def places(self) -> str:
        """Where in our code a crash happened; nothing else of what a library may have said."""
        lines = self._told.decode(errors="replace").splitlines()
        return " ".join(line.strip() for line in lines if line.startswith(("  File ", "Fatal Python error:")))[:1000]
