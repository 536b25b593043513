"""`pdca inquiry out` and `pdca inquiry in`: papers into a folder, answers read and, with --accept, recorded."""

import openpyxl
import pytest

from domain import commands as c
from pdca.cli_groups import opening
from tests.pdca.cli_stage import Stage
from tests.web import small_city
from tests.web.small_city import DEPARTMENT


@pytest.fixture
def city(tmp_path, monkeypatch):
    made = small_city.build(tmp_path)
    items = tuple(made.item(number) for number in ("1-1-指1", "1-1-指2"))
    made.do(c.AssignResponsibility, plan_id=made.plan, indicator_ids=items, department=DEPARTMENT)
    close = made.engine.close
    monkeypatch.setattr(made.engine, "close", lambda: None)
    monkeypatch.setattr(opening, "open_engine", lambda *_args, **_more: made.engine)
    monkeypatch.chdir(tmp_path)
    yield made
    close()


@pytest.fixture
def pdca(city, tmp_path, capfd):
    return Stage(tmp_path, capfd)


@pytest.fixture
def answered(city, pdca, tmp_path):
    city.opened()
    assert pdca("inquiry", "out", "--due", "2025-06-06", "--out", "papers").code == 0
    path = tmp_path / "papers" / f"様式_{DEPARTMENT}.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["E6"], book.active["F7"] = "2館で開放した。", "○"
    book.save(path)
    return str(path)


def test_the_papers_are_written_and_what_nobody_answers_for_is_said(city, pdca, tmp_path):
    city.opened()
    done = pdca("inquiry", "out", "--due", "2025-06-06", "--out", "papers", "--json")
    assert done.code == 0
    assert [name.rpartition("/")[2] for name in done.json["files"]] == [
        "依頼文_生涯学習課.docx",
        "様式_生涯学習課.xlsx",
    ]
    assert done.json["without_department"] == ["1-①-役1", "1-①-役2"]
    assert len(list((tmp_path / "papers").iterdir())) == 2
    assert "担当課が決まっていない項目は入っていません" in pdca("inquiry", "out", "--due", "2025-06-06").out


def test_reading_records_nothing_and_accepting_does(city, pdca, answered):
    head = city.engine.head()
    done = pdca("inquiry", "in", answered)
    assert (done.code, city.engine.head()) == (0, head)
    assert "回答あり1／変更なし1" in done.out
    assert "何も記録していません" in done.out
    taken = pdca("inquiry", "in", answered, "--accept", "--as", "藤代 まな", "--json")
    assert (taken.code, taken.json["files"][0]["taken"]) == (0, 2)
    assert city.engine.head() == head + 2
    again = pdca("inquiry", "in", answered, "--accept", "--as", "藤代 まな", "--json")
    assert again.json["files"][0]["summary"] == "記入済み（同じ内容）2"
    assert city.engine.head() == head + 2


def test_a_file_that_is_none_ends_with_one(city, pdca, answered, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7")
    done = pdca("inquiry", "in", str(tmp_path / "scan.pdf"), answered)
    assert done.code == 1
    assert "PDFのファイルは、回答の表として取り込めません" in done.out
    assert "回答あり1／変更なし1" in done.out


def test_without_a_review_a_department_or_a_day_it_says_so(city, pdca):
    assert "見直しがありません" in pdca("inquiry", "out", "--due", "2025-06-06").err
    city.opened()
    assert "日付として読めません" in pdca("inquiry", "out", "--due", "6月6日").err
    for number in ("1-1-指1", "1-1-指2"):
        city.do(c.CarryForward, cycle_id=_cycle(city), indicator_id=city.item(number), of="status", reason="変化なし")
    city.do(
        c.EnterStep,
        cycle_id=_cycle(city),
        step="consideration",
        indicator_ids=tuple(city.item(number) for number in ("1-1-指1", "1-1-指2")),
    )
    assert "照会する項目がありません" in pdca("inquiry", "out", "--due", "2025-06-06").err


def _cycle(city):
    (row,) = city.engine.read_models.streams.of_kind("review_cycle")
    return row.stream
