# ruff: noqa: E501 -- the report is written as its reader sees it
"""`make torture`: the long campaigns; prints what came of them and writes docs/torture.md.

python -m tests.torture                                      everything
python -m tests.torture --runs 20 --steps 50 --seed 3        another campaign, nothing written
"""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from domain.events import all_events
from tests.bench.measuring import machine
from tests.torture import files
from tests.torture.documents import SECONDS as DOCUMENT_SECONDS
from tests.torture.documents import campaign
from tests.torture.machine import AnyYear, run

REPORT = Path(__file__).parents[2] / "docs" / "torture.md"
YEARS, ACTS, SEED, DOCUMENTS, HOSTILE = 500, 50, 1, 40, 500
"""How many years, acts in each, which campaign, documents per year, and hostile files."""


def years(runs, steps, number):
    """The random years; raises at the first that breaks a rule. Returns what happened, in Markdown."""
    began = time.monotonic()
    run(number, runs, steps)
    seconds, counts, events = time.monotonic() - began, AnyYear.counts, AnyYear.events
    never = sorted({cls.__name__ for cls in all_events()} - set(events))
    rows = "\n".join(f"| {name} | {count:,} |" for name, count in events.most_common())
    return f"""\
## Any year

A Hypothesis state machine over the engine (`tests/torture/machine.py`): sensible and senseless commands by everybody, repeated ones, ids of
others, crash and restart, clocks set on and back, two cycles open; every event is held against a small model that knows nothing
of the domain's code (`tests/torture/model.py`), read models are rebuilt and compared at each end.

{counts["years"]:,} years of {steps} acts, seed {number}: {counts["done"]:,} commands done, {counts["refused"]:,} refused, **0 broken rules**, {seconds:.0f} s.

| event | how often |
|---|---|
{rows}

Never in this campaign: {", ".join(never) or "none"}.
"""


def any_document(runs, number):
    """Documents near the layouts of three cities; raises at the first that breaks a rule. What came of them, in Markdown."""
    began = time.monotonic()
    ends = campaign(runs, number)
    told = ", ".join(f"{count:,} {end}" for end, count in ends.most_common())
    return f"""\
## Any document

Layouts of three profiles cut, shuffled, doubled, mixed and sprinkled (`tests/torture/documents.py`): a document or a refusal with findings,
within {DOCUMENT_SECONDS:.0f} s each; no text that does not stand in the file; a lenient reader gives the same wherever the usual one reads.

{runs:,} documents, seed {number}: {told} (refused even by a lenient reader; left out: only it reads them), **0 broken rules**, {time.monotonic() - began:.0f} s.
"""


def main(arguments):
    """Runs the campaigns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=YEARS)
    parser.add_argument("--steps", type=int, default=ACTS)
    parser.add_argument("--files", type=int, default=HOSTILE, help="hostile and mutated files")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args(arguments)
    page = f"""\
# Torture

Written by `make torture` on {datetime.now(UTC):%Y-%m-%d}. {machine()}

{years(given.runs, given.steps, given.seed)}
{any_document(given.runs * DOCUMENTS, given.seed)}
{files.campaign(given.files, given.seed)}"""
    print(page)
    if not arguments:
        REPORT.write_text(page, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
