"""The golden log reads the same for ever: the same folds, texts and read models from the same stored rows.

If a digest changed because read models or folds were changed on purpose: `python -m tests.golden digests`. If rows
changed: stored events are a contract; before the first release an ADR and `rows --force`, afterwards upcasting only.
"""

import json
import os
import subprocess
import sys
from base64 import b64decode
from itertools import product

import msgspec
import pytest

from domain.events import all_events
from pdca.store import Mapper
from tests.golden import keeping
from tests.proof import check_rows, raw

KEPT = json.loads(keeping.DIGESTS.read_text("utf-8"))


def test_the_rows_read_the_same_on_either_store(store):
    keeping.load(store, keeping.written())
    check_rows(*raw(store))
    assert keeping.digests(store) == {name: KEPT[name] for name in ("folded", "texts", "read_models")}


def test_every_event_class_has_a_golden_row():
    kept = {row["topic"] for row in keeping.written()}
    missing = [cls.__name__ for cls in all_events() if not kept & {cls.topic(kind) for kind in cls.STREAMS}]
    assert missing == []


def test_no_topic_disappears_or_comes_unkept():
    mapper = Mapper()
    mapper.register(all_events())
    assert sorted(mapper.topics | set(mapper._upcasts)) == KEPT["topics"] == keeping.topics()


def test_every_stored_event_is_written_again_field_for_field():
    """No field was renamed, dropped or given another form unseen."""
    mapper = Mapper()
    mapper.register(all_events())
    for row in keeping.written():
        state = b64decode(row["state"])
        (recorded,) = mapper.read([(row["position"], row["stream"], 1, row["topic"], 0, None, state)])
        assert json.loads(msgspec.json.encode(recorded.event)) == json.loads(state)["data"], row["topic"]


def test_rows_are_not_changed_without_force(monkeypatch, tmp_path):
    from tests.golden import __main__ as command

    kept = keeping.ROWS.read_text("utf-8").splitlines()
    monkeypatch.setattr(keeping, "ROWS", tmp_path / "v1.jsonl")
    monkeypatch.setattr(keeping, "told", lambda _: [*kept, "{}"])
    keeping.ROWS.write_text("\n".join(kept), "utf-8")
    command.rows(force=False)
    assert keeping.ROWS.read_text("utf-8").splitlines() == [*kept, "{}"]
    for shorter in (kept[:-1], [kept[0], "{}", *kept[2:]]):
        monkeypatch.setattr(keeping, "told", lambda _, lines=shorter: lines)
        with pytest.raises(SystemExit, match="would change"):
            command.rows(force=False)
    command.rows(force=True)


def test_a_changed_row_turns_this_file_red(store):
    rows = keeping.written()
    spoken = next(row for row in rows if row["topic"].endswith("comment_submitted.v1"))
    spoken["private"][0][2] += "。"
    keeping.load(store, rows)
    with pytest.raises(AssertionError):
        check_rows(*raw(store))
    assert keeping.digests(store)["texts"] != KEPT["texts"]


def test_the_same_under_any_hash_seed_and_time_zone(store):
    url = [store.url] if store.kind == "postgresql" else []
    for number, (seed, zone) in enumerate(product(["0", "4711"], ["Asia/Tokyo", "America/St_Johns"])):
        where = [f"{url[0]}_{number}"] if url else []
        run = subprocess.run(
            [sys.executable, "-m", "tests.golden", "show", *where],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        assert json.loads(run.stdout) == {name: KEPT[name] for name in ("folded", "texts", "read_models")}
