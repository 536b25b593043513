"""`pdca do`: a review out of a file, line by line; what is refused, where, and how it stops. And `pdca history`."""

import json
import uuid
from datetime import UTC, datetime

import pytest

from pdca.flows import read_flow
from tests.pdca.cli_stage import DOCUMENT, Stage


def command(name, /, **fields):
    return {"command": name, "command_id": str(uuid.uuid4()), **fields}


@pytest.fixture
def pdca(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PDCA_DATABASE", str(tmp_path / "log.sqlite3"))
    return Stage(tmp_path, capfd)


@pytest.fixture
def town(pdca):
    """A plan with two persons; a council and a cycle of 令和6年度 are open. Adds `ids` to the stage."""
    plan = pdca("import", pdca.write("plan.txt", DOCUMENT), "--json").json["plan_id"]
    clerk = pdca("user", "add", "藤代 まな", "--role", "secretariat", "--since", "2020-04-01", "--json").json["account"]
    member = pdca("user", "add", "三木 遥", "--json").json["account"]
    rows = pdca("plan", "--json").json["projects"][0]["initiatives"][0]
    council, cycle = str(uuid.uuid4()), str(uuid.uuid4())
    pdca.ids = {
        "plan_id": plan,
        "clerk": clerk,
        "member": member,
        "indicator_id": rows["indicators"][0]["id"],
        "role_id": rows["roles"][0]["id"],
        "cycle_id": cycle,
    }
    seat = {"council_id": council, "seat": 1, "category": "公募", "account_id": member, "since": "2020-04-01"}
    opening = pdca.jsonl(
        "open.jsonl",
        command("register_council", council_id=council, name="子ども会議"),
        command("fill_seat", **seat),
        command(
            "open_cycle",
            cycle_id=cycle,
            plan_id=plan,
            council_id=council,
            fiscal_year=2024,
            status_year=2024,
            flow=read_flow("kaigi2"),
        ),
    )
    done = pdca("do", opening, "--as", "藤代まな")
    assert done.code == 0, done.err
    assert [line["status"] for line in done.lines] == ["done"] * 3
    return pdca


def on_item(town, name, /, **fields):
    return command(name, cycle_id=town.ids["cycle_id"], indicator_id=town.ids["indicator_id"], **fields)


def checked(town, *texts):
    return on_item(town, "check_status", texts=list(texts))


def test_a_review_runs_out_of_files_and_its_history_tells_it(town):
    cycle, item = town.ids["cycle_id"], town.ids["indicator_id"]
    clerk = town.jsonl(
        "clerk.jsonl",
        checked(town, "2館で開放した。"),
        command("enter_step", cycle_id=cycle, step="consideration", indicator_ids=[item]),
        on_item(town, "consider_improvement", rating="B", direction="improve", reason="声があったため"),
        on_item(
            town,
            "save_draft",
            statements=[{"id": 1, "text": "和室を月3回開放している。", "text_revision": 1}],
            reason="声があったため",
        ),
        on_item(town, "show_draft", number=1),
    )
    done = town("do", clerk, "--as", "藤代まな")
    assert done.code == 0, done.err
    assert [line["line"] for line in done.lines] == [1, 2, 3, 4, 5]
    place = {"indicator_id": item, "statement": 1, "text_revision": 1}
    opinion = command("submit_comment", cycle_id=cycle, place=place, body="雨の日も開けてほしい。")
    said = town("do", town.jsonl("member.jsonl", opinion), "--as", "三木 遥")
    assert said.code == 0, said.err

    told = town("history", "1-1-指1", "--json").json
    assert (told["id"], told["item"], told["name"]) == (item, "1-①-指1", "開放")
    events = told["events"]
    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    assert [event["position"] for event in events] == sorted(event["position"] for event in events)
    for event in events:
        assert set(event) >= {"position", "version", "recorded_at", "actor", "role", "topic", "sentence", "data"}
        assert datetime.fromisoformat(event["recorded_at"]).utcoffset() is not None
        assert event["sentence"].endswith("。")
    last = events[-1]
    assert (last["topic"], last["role"], last["actor"]["name"]) == (
        "indicator.comment_submitted.v1",
        "member",
        "三木 遥",
    )
    assert last["data"]["body"] == "雨の日も開けてほしい。"
    assert '"private"' not in json.dumps(told)
    assert last["position"] == said.lines[0]["positions"][0]

    text = town("history", item).out
    assert text.index("2館で開放した。") < text.index("雨の日も開けてほしい。")
    assert town("history", "１－①－指１").out == text


def test_a_line_sent_twice_happens_once(town):
    file = town.jsonl("check.jsonl", checked(town, "2館で開放した。"))
    first, again = (town("do", file, "--as", "藤代まな").lines[0] for _ in range(2))
    assert (first["status"], again["status"]) == ("done", "repeated")
    assert first["positions"] == again["positions"]


def test_the_same_id_with_another_body_is_refused(town):
    sent = checked(town, "2館で開放した。")
    assert town("do", town.jsonl("a.jsonl", sent), "--as", "藤代まな").code == 0
    done = town("do", town.jsonl("b.jsonl", sent | {"texts": ["3館で開放した。"]}), "--as", "藤代まな")
    assert done.code == 1
    assert done.lines[0]["error"]["code"] == "command_reused"


def test_it_stops_at_the_first_refusal_and_says_where(town):
    refused = on_item(town, "show_draft", number=1)
    file = town.jsonl("mixed.jsonl", checked(town, "一つ"), refused, checked(town, "二つ"))
    done = town("do", file, "--as", "藤代まな")
    assert (done.code, [line["status"] for line in done.lines]) == (1, ["done", "refused"])
    assert done.err.startswith("2行目：")
    assert "ここで止めました" in done.err
    assert done.lines[1]["error"]["detail"] in done.err
    assert done.lines[1]["command_id"] == refused["command_id"]


def test_keep_going_goes_on_and_still_ends_with_1(town):
    file = town.jsonl("mixed.jsonl", on_item(town, "show_draft", number=1), checked(town, "二つ"))
    done = town("do", file, "--as", "藤代まな", "--keep-going")
    assert (done.code, [line["status"] for line in done.lines]) == (1, ["refused", "done"])
    assert "ここで止めました" not in done.err


def test_json_is_one_document_and_stderr_is_silent(town):
    file = town.jsonl("mixed.jsonl", checked(town, "一つ"), on_item(town, "show_draft", number=1))
    done = town("do", file, "--as", "藤代まな", "--json")
    assert (done.code, done.err) == (1, "")
    assert done.json["refused"] == 1
    assert [result["status"] for result in done.json["results"]] == ["done", "refused"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"texts": "一つ"}, "texts", "type"),
        ({"texts": ["一つ", 2]}, "texts[1]", "type"),
        ({"texts": ["あ" * 10_001]}, "texts[0]", "too_long"),
        ({"command": "make_tea"}, "command", "unknown_value"),
        ({"command_id": "1"}, "command_id", "format"),
        ({"as_of_date": "きのう"}, "as_of_date", "format"),
        ({"based_on": 2**53 + 1}, "based_on", "bytes_integer"),
        ({"texts": ["\ud800"]}, "texts/0", "bytes_surrogate"),
        ({"texts": ["\0"]}, "texts/0", "bytes_nul"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number_and_field(town, change, field, code):
    file = town.write("bad.jsonl", "\n" + json.dumps(checked(town, "一つ") | change) + "\n")
    before = town("history", "1-1-指1", "--json").json
    done = town("do", file, "--as", "藤代まな")
    (result,) = done.lines
    assert (done.code, result["line"], result["status"]) == (1, 2, "refused")
    assert (result["error"]["field"], result["error"]["code"]) == (field, code)
    assert done.err.startswith(f"2行目（{field}）：「")
    assert town("history", "1-1-指1", "--json").json == before


@pytest.mark.parametrize(
    "line",
    [
        b'{"command": "close_cycle", "command": "close_cycle"}',
        b'{"command": NaN}',
        b'{"command": 99999999999999999999999}',
        b"\xff\xfe",
        b"{",
        b"[]",
        b"3",
        b"[" * 100_000,
        b'{"command": "' + b"x" * 2_000_000 + b'"}',
    ],
    ids=["twice", "nan", "big", "bytes", "cut", "list", "number", "deep", "huge"],
)
def test_bytes_that_are_no_command_are_refused_in_japanese(town, line):
    done = town("do", town.write("bad.jsonl", line + b"\n"), "--keep-going")
    assert done.code == 1
    assert len(done.lines) == 1
    assert not {"Traceback", "Expected", "Object"} & set(done.err.replace("（", " ").split())


def test_only_known_people_act_and_only_as_they_may(town):
    file = town.jsonl("check.jsonl", checked(town, "一つ"))
    unknown = town("do", file, "--as", "だれか", "--json")
    assert (unknown.code, unknown.json["code"]) == (1, "unknown_account")
    assert town("do", file, "--as", "三木 遥").lines[0]["error"]["status"] == 403
    assert town("do", file).lines[0]["error"]["status"] == 403


def test_a_scan_is_stored_and_belongs_to_its_opinion(town):
    import hashlib

    scan = b"%PDF-1.7 a slip of paper"
    town.write("slip.pdf", scan)
    place = {"indicator_id": town.ids["indicator_id"]}
    paper = {"author": town.ids["member"], "medium": "paper", "received_on": "2026-07-18", "read_back": True}
    opinion = command("submit_comment", cycle_id=town.ids["cycle_id"], place=place, body="閉まっています。", **paper)
    said = town("do", town.jsonl("paper.jsonl", opinion), "--as", "藤代まな")
    assert said.code == 0, said.err
    attached = command(
        "attach_file",
        stream_id=town.ids["indicator_id"],
        to=said.lines[0]["positions"][0],
        name="slip.pdf",
        sha256=hashlib.sha256(scan).hexdigest(),
        media_type="application/pdf",
        bytes=len(scan),
    )
    done = town("do", town.jsonl("attach.jsonl", attached), "--attach", "slip.pdf", "--as", "藤代まな")
    assert done.code == 0, done.err
    assert [path for path in (town.folder / "log.files").rglob("*") if path.is_file() and path.read_bytes() == scan]


def test_commands_may_come_from_a_pipe(town, monkeypatch):
    import io
    import sys

    line = json.dumps(checked(town, "管から")).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert town("do", "-", "--as", "藤代まな").code == 0
    assert "管から" in town("history", "1-1-指1").out


def test_a_members_letter_has_seven_days_and_a_clerk_fifteen_minutes(town):
    lasts = {}
    for name in ("三木 遥", "藤代 まな"):
        expires = datetime.fromisoformat(town("user", "link", name, "--json").json["expires"])
        lasts[name] = round((expires - datetime.now(UTC)).total_seconds() / 60)
    assert lasts == {"三木 遥": 7 * 24 * 60, "藤代 まな": 15}


def test_an_item_that_is_not_there(town):
    for typed in ("9-9-指9", "なにか", "00000000-0000-7000-8000-000000000001", ""):
        done = town("history", typed, "--json")
        assert (done.code, done.json["code"]) == (1, "unknown_item")
