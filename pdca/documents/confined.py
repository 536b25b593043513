"""The process in which a stranger's file is read: little memory, little time, no files to write; run by `child.py`."""

import faulthandler
import importlib
import logging
import os
import resource
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from typing import BinaryIO

import msgspec

from pdca.documents.document import Finding
from pdca.documents.findings import Strictness, UnreadableDocument
from pdca.documents.profile import Profile

MEMORY = 420 << 20
"""Bytes of address space: with the process that waits it stays below the 500 MiB of TRUST section 3."""

SECONDS = 60
"""Of the processor, for a valid file however large."""

SILENCE, SILENCE_PER_MIB, LONGEST_SILENCE = 1.4, 1.5, 2.5
"""Seconds of the processor without getting on: a small file that stalls is refused within 2 s (TRUST section 3)."""

_OPEN_FILES = 64
_NICE = 3
_FRAMES = 4

READERS = {
    "document": "pdca.documents.reader:read_document",
    "returned": "pdca.inquiry.returned:read_returned",
    "sourced": "pdca.documents.sourced:read_sourced",
}
"""What can be read here: a name, and a function of content, file name, profile, strictness and whom to tell."""


class Request(msgspec.Struct, frozen=True):
    """The line before the bytes of the file."""

    reader: str
    file_name: str
    profile: Profile | None = None
    strictness: Strictness = "usual"


class Reached(msgspec.Struct, frozen=True, tag="reached"):
    """How far the reading has come, from 0 to 1."""

    share: float


class Read(msgspec.Struct, frozen=True, tag="read"):
    """What was read, as JSON."""

    result: msgspec.Raw


class Unreadable(msgspec.Struct, frozen=True, tag="unreadable"):
    """The reader's own words about what is wrong."""

    findings: tuple[Finding, ...]


class Broken(msgspec.Struct, frozen=True, tag="broken"):
    """The reader failed; `where` names places in our code and never a word of the document."""

    code: str
    where: str


Answer = Reached | Read | Unreadable | Broken


def main() -> None:
    """Read one request from stdin, answer it in lines of JSON on stdout."""
    faulthandler.enable()
    warnings.simplefilter("ignore")
    logging.disable()
    answers = _own_stdout()
    line, content = sys.stdin.buffer.readline(), sys.stdin.buffer.read()
    request = msgspec.json.decode(line, type=Request)
    _confine(SILENCE + SILENCE_PER_MIB * len(content) / (1 << 20))
    _say(answers, _answer(request, content, answers))
    os._exit(0)  # nothing here is worth tidying up


def _own_stdout() -> BinaryIO:
    """What a library prints must not stand among the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _confine(silence: float) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(limit, (most, most))
    os.nice(_NICE)
    signal.setitimer(signal.ITIMER_PROF, min(silence, LONGEST_SILENCE))


def _answer(request: Request, content: bytes, answers: BinaryIO) -> Answer:
    module, _, name = READERS[request.reader].partition(":")
    try:
        read = getattr(importlib.import_module(module), name)
        done = read(content, request.file_name, request.profile, request.strictness, told=_teller(answers))
        return Read(msgspec.Raw(msgspec.json.encode(done)))
    except UnreadableDocument as unreadable:
        return Unreadable(unreadable.findings)
    except MemoryError as error:
        return Broken("reader_out_of_memory", _where(error))
    except Exception as error:  # noqa: BLE001 -- whatever it is: the file is refused, the place is logged
        return Broken("reader_crashed", _where(error))


def _teller(answers: BinaryIO) -> Callable[[float], None]:
    """Whoever gets on may go on: the clock of silence starts again."""
    silence = signal.getitimer(signal.ITIMER_PROF)[0]

    def told(share: float) -> None:
        signal.setitimer(signal.ITIMER_PROF, silence)
        _say(answers, Reached(share))

    return told


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    places = (f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in frames)  # noqa: PTH119 -- no pathlib here
    return f"{type(error).__name__} at {' > '.join(places)}"


def _say(answers: BinaryIO, answer: Answer) -> None:
    answers.write(msgspec.json.encode(answer) + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()
