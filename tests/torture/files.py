"""Hostile and mutated files against the reader in its child: each ends in a document or in a sentence, and soon."""

import os
import random
import resource
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType

from pdca.documents import UnreadableDocument
from pdca.documents.child import Reading
from tests.torture.hostile import FILES, GOOD
from tests.torture.valid_files import VALID, parts_of, zipped

SECONDS, MEMORY = 5.0, 500 << 20
"""What no file may take: seconds of a processor (those on the wall where nothing else runs), bytes of a child."""


class Harm(AssertionError):
    """Raised when a file does what no file may do."""


@dataclass
class Verdict:
    """What became of one file."""

    name: str
    code: str
    seconds: float


def judge(name, content):
    """Reads one file; raises Harm when the answer is no document and no clear sentence."""
    began = _used()
    reading = Reading(content, name)
    try:
        reading.run()
        code = f"read, {len(reading.document().projects)} projects"
    except UnreadableDocument as unreadable:
        check_sentence(name, unreadable)
        code = unreadable.findings[0].code
    return Verdict(name, code, _used() - began)


def _used():
    """The processor's time, of this process and of its children that have ended."""
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def check_sentence(name, unreadable):
    said = str(unreadable)
    clear = said.startswith(f"「{name}」を読み取れません。") and unreadable.findings[0].message.endswith(("。", "。）"))
    if not clear or "Traceback" in said or "\0" in said or not all(f.level == "error" for f in unreadable.findings):
        raise Harm(f"{name}: {said[:200]!r}")
    said.encode()


# --- mutations


def flipped(chance, content):
    out = bytearray(content)
    for _ in range(chance.randint(1, 40)):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def cut(chance, content):
    return content[: chance.randrange(1, len(content))]


def spliced(chance, content):
    other = VALID[chance.choice(list(VALID))]()
    at, of = chance.randrange(len(content)), chance.randrange(len(other))
    return content[:at] + other[of : of + chance.randint(1, 4000)] + content[at:]


def repeated(chance, content):
    at = chance.randrange(len(content))
    piece = content[at : at + chance.randint(1, 3000)]
    return content[:at] + piece * chance.randint(2, max(2, min(2000, (2 << 20) // len(piece)))) + content[at:]


def dropped(chance, content):
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.randint(1, 500) :]


def numbered(chance, content):
    """Every run of digits may become another number."""
    digits = [n for n, sign in enumerate(content) if chr(sign).isdigit()]
    out = bytearray(content)
    for at in chance.sample(digits, min(len(digits), 30)):
        out[at : at + 1] = chance.choice([b"0", b"9", b"-1", b"99999999999"])
    return bytes(out)


BYTES = (flipped, cut, spliced, repeated, dropped, numbered)


def mutated(chance, kind):
    """A valid file of this kind, changed; an Office file mostly inside one of its parts, which are packed anew."""
    content = VALID[kind]()
    if kind not in {"docx", "xlsx"} or chance.random() < 0.3:
        changed = chance.choice(BYTES)(chance, content)
        if kind == "pdf" or chance.random() < 0.3:
            return changed
        return changed.decode(errors="ignore").encode()  # else most texts would end as no UTF-8
    parts = [part for part in parts_of(content) if part[1]]
    at = chance.randrange(len(parts))
    name, inside = parts[at]
    parts[at] = name, chance.choice(BYTES)(chance, inside)
    if chance.random() < 0.2:
        parts.append(chance.choice(parts))
    return zipped(parts)


def sent(number, seed, hostile):
    """So many files: the hostile ones first, then mutations of the valid ones by turns."""
    chance = random.Random(seed)
    for name, made in hostile.items():
        yield name, made()
    kinds = list(VALID)
    for turn in range(number - len(hostile)):
        kind = kinds[turn % len(kinds)]
        yield f"mutated_{turn}.{kind}", mutated(chance, kind)


# --- the campaign


def campaign(number, seed, hostile=MappingProxyType({**FILES, **GOOD})):
    """Sends so many files; raises Harm at the first that does harm. Returns what happened, in Markdown."""
    before, verdicts, threads = _own_memory(), [], threading.active_count()
    began = time.monotonic()
    for name, content in sent(number, seed, hostile):
        verdict = judge(name, content)
        if verdict.seconds > SECONDS:
            raise Harm(f"{name}: {verdict.seconds:.1f} s, {verdict.code}")
        if name in GOOD and not verdict.code.startswith("read"):
            raise Harm(f"{name}: refused, {verdict.code}")
        verdicts.append(verdict)
    if threading.active_count() > threads or _children():
        raise Harm("something was left behind")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    if memory > MEMORY:
        raise Harm(f"a child took {memory >> 20} MiB")
    return _told(verdicts, seed, time.monotonic() - began, memory, _own_memory() - before)


def _own_memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _children():
    try:
        return os.waitpid(-1, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return False


def _told(verdicts, seed, seconds, memory, own):
    slow = sorted(verdicts, key=lambda each: -each.seconds)
    counts = Counter("read as a plan" if each.code.startswith("read,") else each.code for each in verdicts)
    rows = "\n".join(f"| {code} | {count} |" for code, count in counts.most_common())
    median = slow[len(slow) // 2].seconds
    late = sum(each.seconds > 2 for each in verdicts)
    slowest = ", ".join(f"`{each.name}` {each.seconds:.1f} s ({each.code})" for each in slow[:5])
    return f"""\
## Hostile files

Each file (`tests/torture/hostile.py`, and mutations of a valid plan in each format,
`tests/torture/files.py`) is read as an upload is: in a child with limits. It must end in a document or in a
clear sentence, within {SECONDS:.0f} s of a processor, and leave nothing behind.

{len(verdicts)} files, seed {seed}: **0 crashes, 0 answers without a clear sentence**, {seconds:.0f} s. The
largest child took {memory >> 20} MiB, this one {own >> 20} MiB more than before.
Median {median:.2f} s, {late} over 2 s.
The slowest: {slowest}.

| what became of it | files |
|---|---|
{rows}
"""


if __name__ == "__main__":
    count, seed, *names = sys.argv[1:]
    print(campaign(int(count), int(seed), {name: made for name, made in {**FILES, **GOOD}.items() if name in names}))
