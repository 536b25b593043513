"""`pdca demo`: a folder of its own, gone afterwards; never the database of the settings."""

from pathlib import Path

import pytest

from pdca.cli import main
from pdca.demo import running
from pdca.demo.slip import slip
from pdca.files import media_type


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(running.tempfile, "tempdir", str(folder))
    monkeypatch.setenv("PDCA_DATABASE", str(tmp_path / "official.sqlite3"))
    monkeypatch.chdir(tmp_path)
    return folder


def test_it_is_built_apart_from_the_official_records(temporary, tmp_path, capsys):
    assert main(["demo", "--no-serve"]) == 0
    [folder] = temporary.iterdir()
    assert (folder / "demo.sqlite3").exists()
    assert not (tmp_path / "official.sqlite3").exists()
    assert str(folder) in capsys.readouterr().out


def test_served_it_is_gone_when_it_was_stopped(temporary, monkeypatch):
    served = []

    def stop_at_once(engine, settings, *, demo, ready):
        served.append((Path(settings.database).exists(), demo.banner))
        ready("http://127.0.0.1:8000")

    monkeypatch.setattr(running, "serve_web", stop_at_once)
    assert main(["demo"]) == 0
    assert served == [(True, "見本です。令和8年11月24日（火）として表示しています")]
    assert list(temporary.iterdir()) == []


def test_an_unreadable_document_leaves_nothing_behind(temporary, tmp_path, capsys):
    (tmp_path / "list.txt").write_text("買い物の一覧", encoding="utf-8")
    assert main(["demo", "--document", str(tmp_path / "list.txt")]) == 1
    assert "読み取れません" in capsys.readouterr().err
    assert list(temporary.iterdir()) == []


def test_a_flow_is_for_a_document_only(temporary, capsys):
    assert main(["demo", "--flow", "kaigi3"]) == 1
    assert "--document" in capsys.readouterr().err
    assert list(temporary.iterdir()) == []


def test_the_slip_is_a_pdf_whose_table_of_contents_is_right():
    content = slip("整理番号", ["一行目", "二行目"], "委員4", ("事務局", "受付"))
    assert media_type(content) == "application/pdf"
    start = int(content.rsplit(b"startxref\n", 1)[1].split()[0])
    rows = content[start:].splitlines()[3:]
    offsets = [int(row[:10]) for row in rows if row.endswith(b"00000 n ")]
    assert len(offsets) == 10
    for number, offset in enumerate(offsets, 1):
        assert content[offset:].startswith(b"%d 0 obj" % number)
