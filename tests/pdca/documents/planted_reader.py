"""The child process with a reader that does what the file says: each thing that a guard must hold against."""

import ctypes
import os
import re
import sys
import time
from pathlib import Path

from pdca.documents import confined
from pdca.documents.reader import read_document

sys.path.append(str(Path(__file__).parents[3]))
from tests.pdca.cli_stage import DOCUMENT

SECRET = "ここだけの話"


def plant(content, file_name, profile, strictness, *, told):
    act = ACTS[content.decode()]
    act(told)
    return read_document(DOCUMENT.encode(), file_name, profile, told=told)


def loop(_):
    while True:
        pass


def loop_in_c(_):
    re.match("(a+)+b", "a" * 60)


def sleep(_):
    time.sleep(1000)


def swallow(_):
    held = [bytearray(1 << 20) for _ in range(600)]
    assert held


def fail(_):
    raise ValueError(SECRET)


def recurse(told):
    recurse(told)


def crash(_):
    ctypes.string_at(0)


def leave(_):
    os._exit(0)


def write(_):
    os.write(os.memfd_create("planted"), SECRET.encode())


def open_many(_):
    held = [os.open("/dev/null", os.O_RDONLY) for _ in range(1000)]
    assert held


def chatter(_):
    print(SECRET * 100_000)
    sys.stderr.write(SECRET * 100_000)


def get_on(told):
    for tenth in range(1, 11):
        busy_until = time.process_time() + 0.4
        while time.process_time() < busy_until:
            pass
        told(tenth / 10)


def forge(_):
    os.write(3, b'{"type":"read"\n' * 3)  # whatever descriptor the answers have, lines that are none break nothing
    os.write(1, b'{"type":"read","result":1}\n')


def leave_a_grandchild(_):
    if os.fork() == 0:
        time.sleep(1000)


ACTS = {
    act.__name__: act
    for act in (
        loop,
        loop_in_c,
        sleep,
        swallow,
        fail,
        recurse,
        crash,
        leave,
        write,
        open_many,
        chatter,
        get_on,
        forge,
        leave_a_grandchild,
    )
}

if __name__ == "__main__":
    sys.modules["planted_reader"] = sys.modules["__main__"]
    confined.READERS.update(dict.fromkeys(confined.READERS, "planted_reader:plant"))
    confined.main()
