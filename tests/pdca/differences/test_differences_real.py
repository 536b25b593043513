"""The real document, edited as a year edits it: every edit is found, confirmed, and its history goes on."""

import os
import time
from pathlib import Path

import pytest

from pdca.sentences import sentences
from pdca.viewing import CONSOLE_VIEWER
from tests.pdca.differences.next_year import NextYear, shape
from tests.review import engine_on


@pytest.fixture
def real(tmp_path):
    named = os.environ.get("REAL_DOCUMENT")
    if not named:
        pytest.skip("REAL_DOCUMENT names no folder: the real document is not part of the project")
    (file,) = Path(named).glob("*.txt")
    engine = engine_on(str(tmp_path / "real.db"), tmp_path)
    yield NextYear(engine, file.read_text(encoding="utf-8"))
    engine.close()


def rows(real, kind="indicators"):
    return [row for p in real.form["projects"] for m in p["initiatives"] for row in m[kind]]


def ids(real, kind="indicators"):
    form = real.whole()
    return [row["id"] for p in form["projects"] for m in p["initiatives"] for row in m[kind]]


def test_the_same_document_differs_in_nothing_and_that_is_quick(real):
    began = time.perf_counter()
    assert real.kinds() == []
    assert time.perf_counter() - began < 5  # a guard against squares, no measure


def test_a_year_of_edits(real):
    indicators, known = rows(real), ids(real)
    measures = [m for p in real.form["projects"] for m in p["initiatives"]]
    real.form |= {"status_year": real.form["status_year"] + 1, "mark_year": real.form["status_year"] + 1}
    reworded, starred, unstarred, renamed = (
        next(r for r in indicators if len(r["goals"]) > 1),
        next(g for r in rows(real, "roles") for g in r["goals"] if not g["advanced"]),
        next(g for r in rows(real, "roles") for g in r["goals"] if g["advanced"]),
        indicators[-1],
    )
    reworded["goals"][0]["text"] = reworded["goals"][0]["text"][:-1] + "ようにする。"
    starred["advanced"], unstarred["advanced"] = True, False
    renamed["name"] = "まったく新しい呼び名"
    removed = measures[1]["indicators"].pop(0)
    new = {
        **removed,
        "name": "新しくできた取組の指標",
        "goals": [{"text": "夜間の相談窓口を開く。", "advanced": False, "line": 1}],
    }
    measures[2]["indicators"].append(new | {"progress": [], "progress_lines": []})
    by_kind = {}
    for kind, _ in real.kinds():
        by_kind[kind] = by_kind.get(kind, 0) + 1
    assert by_kind.pop("status") > 30
    assert by_kind == dict.fromkeys(
        ("wording", "star_granted", "star_revoked", "item_renamed", "item_removed", "item_added"), 1
    )
    real.confirm_all()
    assert (real.now(), real.kinds()) == (shape(real.form), [])
    told = sentences(real.engine, real.engine.history(known[-1]), CONSOLE_VIEWER)
    assert any("まったく新しい呼び名" in sentence.text for sentence in told)
    years = {real.form["status_year"] - 1, real.form["status_year"]}
    assert years <= set(real.state(known[-1]).statuses)
    assert all(live == rebuilt for live, rebuilt in real.engine.read_models.check().values())


def test_one_is_split_and_two_are_merged(real):
    measures = [m for p in real.form["projects"] for m in p["initiatives"]]
    whole = next(m for m in measures if any(len(r["goals"]) > 3 for r in m["indicators"]))
    at = next(k for k, r in enumerate(whole["indicators"]) if len(r["goals"]) > 3)
    old = whole["indicators"][at]
    half = len(old["goals"]) // 2
    whole["indicators"][at : at + 1] = [
        {**old, "name": "前半の呼び名", "goals": old["goals"][:half]},
        {**old, "name": "後半の呼び名", "goals": old["goals"][half:], "progress": [], "progress_lines": []},
    ]
    merged = next(m for m in measures if m is not whole and len(m["roles"]) > 1)["roles"]
    merged[0]["goals"] += merged.pop(1)["goals"]
    assert sorted(kind for kind, _ in real.kinds()) == ["item_merged", "item_split"]
    real.confirm_all()
    assert (real.now(), real.kinds()) == (shape(real.form), [])
