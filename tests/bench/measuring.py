"""Two ways of doing the same thing, turn by turn in one process: paired ratios, and what machine it was."""

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

import msgspec

from pdca.store.sqlite import driver


class Ratio(msgspec.Struct, frozen=True):
    """`ours` and `theirs` in seconds per piece; `ratio` is the median of the pairs' rates, ours to theirs."""

    what: str
    goal: float
    ours: float
    theirs: float
    ratio: float
    low: float
    high: float
    pairs: int

    @property
    def met(self):
        return self.ratio >= self.goal


def compare(what, goal, ours, theirs, *, pairs, pieces):  # noqa: PLR0913 -- what is measured, against what
    """Each pair runs both, in turns first; `ours` and `theirs` do `pieces` pieces of work and give the seconds."""
    ours(), theirs()  # once to warm up
    found = []
    for turn in range(pairs):
        if turn % 2:
            mine, other = ours(), theirs()
        else:
            other, mine = theirs(), ours()
        found.append((mine / pieces, other / pieces))
    ratios = sorted(other / mine for mine, other in found)
    quarter = len(ratios) // 4
    mine, other = (statistics.median(column) for column in zip(*found, strict=False))
    return Ratio(what, goal, mine, other, statistics.median(ratios), ratios[quarter], ratios[-quarter - 1], pairs)


def timed(work):
    """The same function, giving the seconds that it took."""

    def run():
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def flush_ms(folder, times=200):
    """Milliseconds of one fsync after 4 KiB more in a file: median and 95th percentile."""
    found = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            found.append((time.perf_counter() - start) * 1000)
    found.sort()
    return found[times // 2], found[times * 95 // 100]


def machine():
    """What the figures were measured on, without names or paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"{cores} cores, {memory:.0f} GiB of memory, {platform.system()}; load at the end {load:.1f}"


def versions(postgresql):
    """Of what matters to the figures."""
    server = postgresql.execute("SHOW server_version")[0][0].split(" ")[0] if postgresql else "not measured"
    return f"Python {platform.python_version()}, SQLite {driver().sqlite_version}, PostgreSQL {server}"


def folder_of_the_benchmark():
    """On the disk where the tests run, not in memory."""
    return tempfile.TemporaryDirectory(dir=Path(os.environ.get("TMPDIR", "/tmp")))
