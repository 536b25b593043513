"""The command line reads a stranger's file in the child: a sentence and exit 1, a bar on a terminal only."""

import io
import sys
import time

import pytest

from pdca.documents import child
from tests.pdca.cli_stage import DOCUMENT, Stage
from tests.pdca.documents import planted_reader
from tests.torture.hostile import FILES


@pytest.fixture
def pdca(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PDCA_DATABASE", str(tmp_path / "log.db"))
    return Stage(tmp_path, capfd)


@pytest.fixture
def planted(monkeypatch):
    monkeypatch.setattr(child, "COMMAND", (sys.executable, "-I", planted_reader.__file__))


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("command", ["parse", "import"])
@pytest.mark.parametrize("act", ["loop", "swallow", "crash"])
def test_whatever_the_reader_does_is_a_sentence_and_stores_nothing(pdca, planted, command, act):
    began = time.monotonic()
    done = pdca(command, pdca.write("計画.txt", act))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("「計画.txt」を読み取れません。ファイル全体：")
    assert done.err.count("\n") == 1
    assert time.monotonic() - began < 20  # 5 s where nothing else runs
    assert [path.name for path in pdca.folder.iterdir()] == ["計画.txt"]


def test_as_json_it_is_a_problem(pdca, planted):
    done = pdca("parse", pdca.write("計画.txt", "loop"), "--json")
    assert (done.code, done.err) == (1, "")
    assert (done.json["code"], done.json["findings"][0]["code"]) == ("unreadable_document", "reader_timed_out")


@pytest.mark.parametrize(
    "name", ["full_of_star.txt", "nul.txt", "zip_bomb_lying.docx", "encrypted.xlsx", "looped_pages.pdf"]
)
def test_hostile_files(pdca, name):
    done = pdca("import", pdca.write(name, FILES[name]()))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"「{name}」を読み取れません。")
    assert [path.name for path in pdca.folder.iterdir()] == [name]


def test_a_bar_stands_on_a_terminal_only(pdca, planted, monkeypatch):
    slow = pdca.write("計画.txt", "get_on")
    piped = pdca("parse", slow)
    assert (piped.code, piped.err) == (0, "")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert pdca("parse", slow).code == 0
    assert "読み取り: 100%" in terminal.getvalue()


def test_a_quick_file_shows_none(pdca, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("pdca.cli_groups.documents._PATIENCE", 20)
    assert pdca("parse", pdca.write("計画.txt", DOCUMENT)).code == 0
    assert terminal.getvalue() == ""
