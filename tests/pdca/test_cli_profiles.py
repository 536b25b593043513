"""Documents by a city's own words, and as strictly as the reader likes, through the command line."""

import os

import pytest

from tests.pdca.cli_stage import DOCUMENT, Stage

OURS = 'extends = "default"\n[headings]\nmeasure = ["施策{1}"]\n[tables]\nrole_goals = ["担い手", "役目"]\n'
THEIRS = DOCUMENT.replace("① 公民館の開放", "施策1　公民館の開放").replace("主体\t役割\n", "担い手\t役目\n")
LOOSE = DOCUMENT.replace("市民\t・片付けの当番", "町民\t・片付けの当番")


@pytest.fixture
def pdca(tmp_path, monkeypatch, capfd):
    for name in [name for name in os.environ if name.startswith("PDCA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PDCA_DATABASE", str(tmp_path / "log.sqlite3"))
    return Stage(tmp_path, capfd)


def test_a_city_is_read_by_its_own_words(pdca):
    file, ours = pdca.write("plan.txt", THEIRS), pdca.write("ours.toml", OURS)
    assert pdca("parse", file).code == 1
    done = pdca("parse", file, "--profile", ours, "--json")
    assert done.code == 0
    assert done.json["projects"][0]["initiatives"][0]["name"] == "公民館の開放"


def test_the_setting_names_the_words(pdca, monkeypatch):
    monkeypatch.setenv("PDCA_PROFILE", str(pdca.write("ours.toml", OURS)))
    file = pdca.write("plan.txt", THEIRS)
    assert pdca("import", file, "--json").json["events"] > 0
    monkeypatch.delenv("PDCA_PROFILE")
    assert pdca("parse", file, "--profile", "default").code == 1


def test_a_profile_is_checked(pdca):
    bad = pdca.write("bad.toml", OURS.replace("measure", "measures"))
    assert pdca("profile", "check", "default").code == 0
    assert pdca("profile", "check", pdca.write("ours.toml", OURS), "--json").json["valid"] is True
    told = pdca("profile", "check", bad)
    assert (told.code, told.out) == (1, "")
    assert "3行目（headings.measures）：知らないキーです。「measure」の書き間違い" in told.err
    fault = pdca("profile", "check", bad, "--json").json["faults"][0]
    assert (fault["line"], fault["key"]) == (3, "headings.measures")


@pytest.mark.parametrize("command", ["parse", "import"])
def test_a_bad_profile_or_one_that_is_not_there_is_refused(pdca, command):
    file = pdca.write("plan.txt", DOCUMENT)
    for named, code in ((pdca.write("bad.toml", "[mark]\n"), "profile_invalid"), ("nowhere", "unknown_profile")):
        done = pdca(command, file, "--profile", named, "--json")
        assert (done.code, done.json["code"]) == (1, code)
    assert not (pdca.folder / "log.sqlite3").exists()


def test_strictness_is_the_readers_choice(pdca):
    file = pdca.write("plan.txt", LOOSE)
    assert pdca("import", file).code == 1
    assert not (pdca.folder / "log.sqlite3").exists()
    assert "この行は取り込みません" in pdca("import", file, "--lenient").out
    assert pdca("parse", pdca.write("plan2.txt", DOCUMENT), "--strict").code == 0
    starred = pdca.write("plan3.txt", DOCUMENT.replace("・使った", "使った"))
    assert pdca("parse", starred).code == 0
    assert pdca("parse", starred, "--strict").code == 1
    assert "どちらか一つ" in pdca("parse", file, "--strict", "--lenient").err
