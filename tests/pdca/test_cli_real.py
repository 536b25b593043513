"""The real document through the command line, on both stores: what goes in comes out, and nothing twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pdca.cli_stage import Stage


@pytest.fixture
def folder():
    named = os.environ.get("REAL_DOCUMENT")
    if not named:
        pytest.skip("REAL_DOCUMENT names no folder: the real document is not part of the project")
    return Path(named)


@pytest.fixture
def file(folder):
    (found,) = folder.glob("*.txt")
    return found


@pytest.fixture
def pdca(store, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PDCA_DATABASE", store.url)
    return Stage(tmp_path, capfd)


def verdict(pdca, folder, out):
    made = pdca.write("out.json", out)
    compare = [sys.executable, str(folder / "compare.py"), str(folder / "gold.json"), str(made), "--strict"]
    done = subprocess.run(compare, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()[-1]


def test_parse_gives_the_gold(pdca, folder, file):
    assert verdict(pdca, folder, pdca("parse", file, "--json").out) == "EQUAL"


def test_import_then_plan_gives_the_gold_and_again_no_event(pdca, folder, file):
    first = pdca("import", file, "--json")
    assert (first.code, first.err) == (0, "")
    kept = pdca("plan", "--json")
    assert verdict(pdca, folder, kept.out) == "EQUAL"
    read = pdca("parse", file, "--json").json
    facts = ("title", "municipality", "period", "status_year", "mark_year")
    assert [kept.json[key] for key in facts] == [read[key] for key in facts]
    again = pdca("import", file, "--json")
    assert (again.code, again.json["events"]) == (0, 0)
    assert pdca("plan", "--json").out == kept.out
    assert pdca("plan", "--asof", "2999-12-31", "--json").out == kept.out


def test_another_document_over_it_stores_nothing_and_read_models_rebuild_equal(pdca, folder, file):
    assert pdca("import", file).code == 0
    other = pdca.write("next.txt", file.read_text(encoding="utf-8").replace("広報", "会報"))
    shown = pdca("import", other, "--json")
    assert (shown.code, len(shown.json["differences"]) > 0) == (0, True)
    assert pdca("rebuild", "--check").code == 0
    assert pdca("rebuild").code == 0
    assert verdict(pdca, folder, pdca("plan", "--json").out) == "EQUAL"
    assert pdca("doctor").code == 0


def test_every_item_tells_its_history(pdca, file):
    assert pdca("import", file).code == 0
    plan = pdca("plan", "--json").json
    rows = [
        row
        for project in plan["projects"]
        for initiative in project["initiatives"]
        for row in (*initiative["indicators"], *initiative["roles"])
    ]
    assert len(rows) == 68
    for row in rows[::10]:
        told = pdca("history", row["item"], "--json")
        assert (told.code, told.json["id"]) == (0, row["id"])
        assert json.dumps(row["progress"][0], ensure_ascii=False) in told.out
        assert all(event["sentence"].endswith("。") for event in told.json["events"])
