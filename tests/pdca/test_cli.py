"""The command line as a person or a script meets it: exit codes, what goes where, and what is refused."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from pdca.cli import COMMANDS
from pdca.cli_groups.opening import opened
from pdca.documents.writing import FORMATS
from pdca.mail.deliveries import Deliveries, Wanted
from projections.read_models import MODELS
from tests.pdca.cli_stage import DOCUMENT, Stage

SCRIPT = Path(sys.executable).with_name("pdca")


@pytest.fixture
def pdca(tmp_path, monkeypatch, capfd):
    for name in [name for name in os.environ if name.startswith("PDCA_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PDCA_DATABASE", str(tmp_path / "log.sqlite3"))
    return Stage(tmp_path, capfd)


@pytest.fixture
def imported(pdca):
    done = pdca("import", pdca.write("plan.txt", DOCUMENT), "--json")
    assert done.code == 0, done.out + done.err
    return pdca


# --- usage


def test_help_is_japanese_and_names_every_command(pdca):
    done = pdca("--help")
    assert done.code == 0
    assert done.err == ""
    for name in COMMANDS:
        assert name.split()[0] in done.out
    assert not re.search(r"usage|options|positional|show this", done.out)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(pdca, name):
    done = pdca(*name.split(), "--help")
    assert done.code == 0
    assert re.search(r"[ぁ-ん]", done.out)
    assert not re.search(r"usage|options|positional|show this", done.out)


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("nothing",),
        ("parse",),
        ("parse", "a", "b"),
        ("user",),
        ("user", "role", "だれか", "king"),
        ("plan", "--nothing"),
        ("plan", "--asof"),
        ("serve", "--port", "eight"),
    ],
)
def test_wrong_usage_is_2_with_a_japanese_sentence_and_nothing_on_stdout(pdca, argv):
    done = pdca(*argv)
    assert (done.code, done.out) == (2, "")
    assert "使い方" in done.err
    assert not re.search(r"invalid|required|expected|unrecognized", done.err)


def test_help_does_not_wait_for_what_it_does_not_need():
    script = "import sys, pdca.cli; pdca.cli.parser(); print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"msgspec", "eventsourcing", "fastapi", "domain", "projections", "tqdm"} & set(loaded)


# --- documents


def test_parse_gives_one_document_and_stores_nothing(pdca):
    done = pdca("parse", pdca.write("plan.txt", DOCUMENT), "--json")
    assert (done.code, done.err) == (0, "")
    form = done.json
    assert form["title"].startswith("第1期ためし市こどもプラン")
    assert (form["status_year"], form["mark_year"]) == (2023, 2021)
    assert form["projects"][0]["initiatives"][0]["indicators"][0]["goals"][0]["advanced"] is True
    assert not (pdca.folder / "log.sqlite3").exists()


def test_an_imported_plan_comes_out_as_it_was_read(imported):
    read, kept = imported("parse", "plan.txt", "--json").json, imported("plan", "--json").json
    for key in ("title", "municipality", "period", "status_year", "mark_year"):
        assert kept[key] == read[key]
    assert contract(kept["projects"]) == contract(read["projects"])


def contract(value):
    """Without the keys that either side adds to the contract."""
    added = {"line", "description_line", "progress_lines", "id", "item", "text_revision"}
    if isinstance(value, dict):
        return {key: contract(each) for key, each in value.items() if key not in added}
    return [contract(each) for each in value] if isinstance(value, list) else value


def test_the_same_file_again_brings_no_event(imported):
    again = imported("import", "plan.txt", "--json")
    assert (again.code, again.json["events"], again.json["plan"]) == (0, 0, "plan")


def test_another_document_over_a_plan_is_shown_as_differences_and_stores_nothing(imported):
    other = imported.write("other.txt", DOCUMENT.replace("月2回", "月3回"))
    before = imported("plan", "--json").out
    done = imported("import", other)
    assert (done.code, done.err) == (0, "")
    assert "何も保存していません" in done.out
    assert [entry["kind"] for entry in imported("import", other, "--json").json["differences"]] == ["wording"]
    assert imported("plan", "--json").out == before


def test_a_second_plan_needs_a_key_and_then_a_choice(imported):
    other = imported.write("other.txt", DOCUMENT.replace("月2回", "月3回"))
    assert imported("import", other, "--plan", "second", "--title", "第2の計画").code == 0
    unclear = imported("plan", "--json")
    assert (unclear.code, unclear.json["field"]) == (1, "plan")
    assert imported("plan", "--plan", "second", "--json").json["title"] == "第2の計画"
    assert imported("plan", "--plan", "third").code == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "1行目"),
        (b"\x89PNG\r\n\x1a\n\0\0", "1行目"),
        (b"\0\1\2", "1行目"),
        ("お知らせ\n\nきょうは晴れです。\n".encode(), "行目"),
        (DOCUMENT.replace("開放\t★和室", "開放\t余分\t★和室").encode(), "27行目"),
        (DOCUMENT.encode("utf-32"), "UTF-32"),
    ],
    ids=["empty", "picture", "binary", "not a plan", "broken table", "other encoding"],
)
def test_an_unreadable_file_is_located_and_nothing_is_stored(pdca, content, line):
    file = pdca.write("bad.txt", content)
    done = pdca("import", file)
    assert (done.code, done.out) == (1, "")
    assert "「bad.txt」を読み取れません" in done.err
    assert line in done.err
    problem = pdca("import", file, "--json")
    assert (problem.code, problem.err) == (1, "")
    assert problem.json["findings"][0]["level"] == "error"
    assert pdca("parse", file).code == 1
    assert sorted(path.name for path in pdca.folder.iterdir()) == ["bad.txt"]


def test_a_missing_file_and_a_folder_are_refused_in_words(pdca):
    assert "がありません" in pdca("parse", "nowhere.txt").err
    assert "フォルダー" in pdca("parse", pdca.folder).err
    assert pdca("do", "nowhere.jsonl", "--json").json["code"] == "file"


def test_a_plan_as_of_a_moment(imported):
    assert imported("plan", "--asof", "2999-01-01", "--json").json == imported("plan", "--json").json
    early = imported("plan", "--asof", "2000-01-01", "--json")
    assert (early.code, early.json["status"]) == (1, 404)
    assert imported("plan", "--asof", "きのう", "--json").json["field"] == "asof"


def test_a_plan_is_readable_on_paper_too(imported):
    text = imported("plan").out
    assert "★和室を月2回開放している。" in text
    assert "状況：計画どおり開放した。" in text
    assert "1-①-指1 開放" in text


def test_a_plan_is_written_in_each_format_and_read_again(imported):
    form = imported("plan", "--json").json
    assert imported("plan", "--format", "json").json == form
    for name in FORMATS:
        assert imported("plan", "--format", name, "-o", f"out.{name}").code == 0
        assert (imported.folder / f"out.{name}").stat().st_size > 100
    again = imported("parse", "out.text", "--json").json
    assert [again[name] for name in ("title", "status_year", "mark_year")] == [
        form[name] for name in ("title", "status_year", "mark_year")
    ]
    assert imported("plan", "--format", "text").out == (imported.folder / "out.text").read_text(encoding="utf-8")


def test_a_terminal_is_sent_no_word_file(imported, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    refused = imported("plan", "--format", "docx")
    assert (refused.code, refused.out) == (1, "")
    assert "-o FILE" in refused.err


def test_nothing_is_made_where_nothing_is(pdca):
    for argv in (("plan",), ("history", "1-1-指1"), ("rebuild",), ("user", "list")):
        done = pdca(*argv, "--json")
        assert (done.code, done.json["code"]) == (1, "no_store")
    assert list(pdca.folder.iterdir()) == []


def test_a_setting_of_the_wrong_kind_is_named(pdca, monkeypatch):
    monkeypatch.setenv("PDCA_PORT", "eighty")
    done = pdca("plan")
    assert done.code == 1
    assert "PDCA_PORT" in done.err


# --- people


def test_a_person_is_added_found_and_let_in(imported):
    made = imported("user", "add", "三木 遥", "--email", "m@example.jp", "--role", "secretariat", "--json").json
    listed = imported("user", "list", "--json").json["accounts"]
    assert listed[0] | {"reading": None} == {
        "account": made["account"],
        "name": "三木 遥",
        "reading": None,
        "email": "m@example.jp",
        "roles": ["secretariat"],
        "disabled": False,
    }
    link = imported("user", "link", "M@EXAMPLE.jp", "--json").json
    assert link["account"] == made["account"]
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/sign-in/[0-9a-f]{64}", link["link"])
    assert re.fullmatch(r"[2-9A-Y]{4}-[2-9A-Y]{4}", link["code"])
    assert "三木 遥さん" in imported("user", "link", "三木遥").out


def test_two_people_with_one_address_are_told_apart_by_name(imported):
    for name in ("三木 遥", "堀 健太"):
        assert imported("user", "add", name, "--email", "shared@example.jp").code == 0
    unclear = imported("user", "link", "shared@example.jp")
    assert (unclear.code, unclear.out) == (1, "")
    assert "三木 遥" in unclear.err
    assert "堀 健太" in unclear.err
    assert imported("user", "link", "堀健太").code == 0


def test_roles_come_and_go(imported):
    imported("user", "add", "藤代 まな")
    assert imported("user", "role", "藤代まな", "secretariat", "--since", "2020-04-01").code == 0
    assert imported("user", "list", "--json").json["accounts"][0]["roles"] == ["secretariat"]
    assert imported("user", "role", "藤代まな", "secretariat", "--revoke").code == 0
    assert imported("user", "list", "--json").json["accounts"][0]["roles"] == []
    assert imported("user", "role", "藤代まな", "secretariat", "--since", "4月").code == 1
    assert imported("user", "disable", "藤代まな").code == 0
    assert imported("user", "link", "藤代まな").code == 1


def test_only_an_administrator_grants_roles(imported):
    imported("user", "add", "藤代 まな", "--role", "secretariat")
    refused = imported("user", "role", "藤代まな", "administrator", "--as", "藤代まな", "--json")
    assert (refused.code, refused.json["status"]) == (1, 403)


# --- the rest


def test_rebuilt_read_models_are_equal_and_go_on(imported):
    checked = imported("rebuild", "--check", "--json")
    assert (checked.code, checked.json["equal"], checked.err) == (0, True, "")
    before = imported("plan", "--json").out
    assert imported("rebuild", "items").code == 0
    assert imported("rebuild").code == 0
    assert imported("plan", "--json").out == before
    assert imported("rebuild", "nothing", "--json").json["code"] == "unknown_read_model"


def test_check_finds_a_read_model_that_was_changed_by_hand(imported):
    from pdca.store.sqlite import driver

    with driver().connect("log.read.sqlite3") as connection:
        connection.execute("UPDATE items_history SET row = replace(row, '月2回', '月9回')")
    found = imported("rebuild", "--check")
    assert (found.code, found.out) == (1, "")
    assert "items" in found.err
    assert imported("rebuild").code == 0
    assert imported("rebuild", "--check").code == 0


def test_read_models_may_be_thrown_away(imported):
    before = imported("plan", "--json").out
    for path in imported.folder.glob("log.read.sqlite3*"):
        path.unlink()
    assert imported("plan", "--json").out == before


def test_doctor_says_what_stands_here(imported):
    done = imported("doctor", "--json")
    states = {check["name"]: check["state"] for check in done.json["checks"]}
    assert (done.code, done.json["wrong"]) == (0, 0), done.out
    assert {"Python", "SQLite", "設定", "データベース", "書き込みの確かさ", "画面のための表"} <= set(states)
    assert "正常  Python" in imported("doctor").out


def test_doctor_finds_what_is_wrong(imported, monkeypatch):
    (imported.folder / "log.sqlite3").write_bytes(b"not a database at all, but long enough to look like one" * 100)
    done = imported("doctor")
    assert done.code == 1
    assert "異常  データベース" in done.out
    monkeypatch.setenv("PDCA_PROT", "80")
    assert "PDCA_PROT という設定はありません" in imported("doctor").out
    monkeypatch.setenv("PDCA_PORT", "x")
    assert "異常  設定" in imported("doctor").out


def test_doctor_names_the_event_that_a_newer_version_wrote(imported):
    from pdca.store.sqlite import driver

    with driver().connect("log.sqlite3") as connection:
        (head,) = connection.execute("SELECT max(position) FROM events").fetchone()
        stream = "00000000-0000-7000-8000-000000000001"
        row = (head + 1, stream, 1, "plan.something_newer.v9", 9e15, None, b"{}")
        connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, CAST(? AS INTEGER), ?, ?)", row)
    done = imported("doctor", "--json")
    assert (done.code, done.json["wrong"]) == (1, len(MODELS) + 1)
    broken = [check["found"] for check in done.json["checks"] if check["state"] == "wrong"]
    assert "時計" in {check["name"] for check in done.json["checks"] if check["state"] == "wrong"}
    assert sum(f"記録{head + 1}で止まっています" in found for found in broken) == len(MODELS)
    assert imported("plan").code == 0


def test_doctor_sees_that_an_event_is_gone(imported):
    from pdca.store.sqlite import driver

    with driver().connect("log.sqlite3") as connection:
        connection.execute("DROP TRIGGER events_remain")
        connection.execute("DELETE FROM events WHERE position = 3")
    done = imported("doctor")
    assert done.code == 1
    assert "異常  記録の続き：記録が1件欠けています" in done.out


def test_doctor_does_not_call_unsafe_writing_well():
    from pdca.doctor import POSTGRESQL, SQLITE, _safe

    assert _safe("", SQLITE, SQLITE, "直す").state == "ok"
    slack = _safe("", {**SQLITE, "synchronous": 1}, SQLITE, "直す")
    assert (slack.state, slack.found, slack.remedy) == ("wrong", "journal_mode wal、synchronous NORMAL", "直す")
    assert _safe("", {**POSTGRESQL, "fsync": "off"}, POSTGRESQL, "直す").state == "wrong"


def test_doctor_says_whether_mail_goes_out_and_what_did_not(imported, monkeypatch):
    assert "正常  メール" in imported("doctor").out
    monkeypatch.setenv("PDCA_SMTP_HOST", "mail.example.jp")
    done = imported("doctor")
    assert done.code == 1
    assert "PDCA_MAIL_FROM に、差出人のメールアドレスを入れてください" in done.out
    monkeypatch.setenv("PDCA_MAIL_FROM", "kodomo@city.example")
    with opened() as engine:
        deliveries, now = Deliveries(engine), engine.now()
        mail = Wanted(key="k", kind="request", account="a", about="c", not_after=now)
        deliveries.plan([mail, replace(mail, key="l")], now)
        deliveries.claim("k", now)
        deliveries.settle("k", "uncertain", now)
    told = imported("doctor").out
    assert "注意  メール" in told
    assert "待っているもの1通、届かなかったか分からないもの1通" in told


def test_doctor_hides_the_password(imported, monkeypatch):
    monkeypatch.setenv("PDCA_DATABASE", "postgresql://city:secret@127.0.0.1:1/none?connect_timeout=1")
    done = imported("doctor", "--json")
    assert done.code == 1
    assert "secret" not in done.out


def test_flow_draw(imported):
    shown = imported("flow", "draw", "kaigi2")
    assert shown.code == 0
    assert shown.out.startswith("<svg ")
    assert imported("flow", "draw", "iken_koubo", "--out", "flow.svg").out == ""
    assert "意見公募" in Path("flow.svg").read_text(encoding="utf-8")
    assert imported("flow", "draw", imported.write("bad.toml", "name = 1")).code == 1
    assert imported("flow", "draw", "nowhere").code == 1


def test_flow_check(imported):
    assert imported("flow", "check", "kaigi2").code == 0
    bad = imported.write("bad.toml", 'name = "x"\nformat = 1\nstep = 3\n')
    told = imported("flow", "check", bad, "--json")
    assert (told.code, told.json["valid"], told.err) == (1, False, "")
    assert {"line", "key", "message"} <= set(told.json["faults"][0])
    assert "行目" in imported("flow", "check", bad).err
    assert imported("flow", "check", "nowhere.toml").code == 1


# --- the real script


def run(*argv, folder, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PDCA_")}
    return subprocess.run(
        [SCRIPT, *map(str, argv)], capture_output=True, cwd=folder, env=clean | environment, timeout=60, check=False
    )


def test_the_script_itself_in_a_pipe(tmp_path):
    (tmp_path / "plan.txt").write_text(DOCUMENT, encoding="utf-8")
    done = run("import", "plan.txt", "--json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["events"] > 5
    assert run("rebuild", folder=tmp_path).stderr == b""
    refused = run("import", "nowhere.txt", "--json", folder=tmp_path)
    assert (refused.returncode, refused.stderr) == (1, b"")
    assert json.loads(refused.stdout)["code"] == "file"
    assert run("--nothing", folder=tmp_path).returncode == 2


def test_the_script_where_the_locale_knows_no_japanese(tmp_path):
    (tmp_path / "plan.txt").write_text(DOCUMENT, encoding="utf-8")
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LANG": "C"}
    done = run("parse", "plan.txt", "--json", folder=tmp_path, **plain)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["projects"]


def test_a_reader_that_goes_away_is_no_fault(tmp_path):
    (tmp_path / "plan.txt").write_text(DOCUMENT, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PDCA_")}
    line = f"{SCRIPT} parse plan.txt --json | true"
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=clean, capture_output=True, timeout=60, check=True)
    assert done.stderr == b""
