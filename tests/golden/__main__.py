"""Writes the golden log, or what is made of it.

python -m tests.golden rows            writes v1.jsonl; a row that is there already must stay as it is
python -m tests.golden rows --force    changes rows too: before the first release only, with an ADR
python -m tests.golden digests         writes v1.digests.json, after folds or read models changed on purpose
python -m tests.golden show [URL]      prints the digests of the golden log, in an empty store
"""

import json
import sys
import tempfile
from pathlib import Path

from tests.conftest import Store
from tests.golden import keeping


def rows(*, force):
    with tempfile.TemporaryDirectory() as folder:
        lines = keeping.told(Path(folder))
    before = keeping.ROWS.read_text("utf-8").splitlines() if keeping.ROWS.exists() else []
    changed = [
        k for k, (old, new) in enumerate(zip(before, [*lines, *[""] * len(before)], strict=False), 1) if old != new
    ]
    if changed and not force:
        sys.exit(f"{len(changed)} golden rows would change, the first at position {changed[0]}: they are kept for ever")
    keeping.ROWS.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(lines)} rows, {len(changed)} changed")


def show(url=""):
    with tempfile.TemporaryDirectory() as folder:
        kind = "postgresql" if url else "sqlite"
        store = Store(kind, url or str(Path(folder) / "golden.db"))
        keeping.load(store, keeping.written())
        return keeping.digests(store)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["rows", *force]:
            rows(force=force == ["--force"])
        case ["digests"]:
            found = {"topics": keeping.topics(), **show()}
            keeping.DIGESTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        case ["show", *url]:
            print(json.dumps(show(*url)))
        case _:
            sys.exit(__doc__)
