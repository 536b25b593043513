"""The real document, where it is at hand: all of it must be read as a person read it."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pdca.advice import advise, texts_needed
from pdca.documents import Document, read_document
from pdca.documents.findings import Findings
from pdca.documents.formats.html import read_html
from pdca.documents.formats.markdown import read_markdown
from pdca.documents.formats.pdf import read_pdf
from pdca.documents.formats.text import read_text
from pdca.importing import import_document
from tests.pdca.documents.test_round_trip import READ, again
from tests.review import engine_on
from tests.web.browser.harness import NO_BROWSER, browsing, chromium
from tests.written import as_html, as_markdown, as_text, as_typst, read_by


@pytest.fixture(scope="module")
def folder() -> Path:
    named = os.environ.get("REAL_DOCUMENT")
    if not named:
        pytest.skip("REAL_DOCUMENT names no folder: the real document is not part of the project")
    path = Path(named)
    if not all((path / name).is_file() for name in ("gold.json", "compare.py")) or not list(path.glob("*.txt")):
        pytest.skip(f"REAL_DOCUMENT={named} holds no *.txt with gold.json and compare.py")
    return path


@pytest.fixture(scope="module")
def real(folder: Path) -> Document:
    (file,) = folder.glob("*.txt")
    return read_document(file.read_bytes(), file.name)


def compared(form: dict[str, Any], folder: Path, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    out = tmp_path / "out.json"
    out.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, str(folder / "compare.py"), str(folder / "gold.json"), str(out), "--strict"]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_it_is_read_as_the_gold_file_says(real: Document, folder: Path, tmp_path: Path) -> None:
    done = compared(real.to_json_form(), folder, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "EQUAL" in done.stdout.splitlines()


@pytest.mark.parametrize("name", READ)
def test_it_is_written_out_and_read_again_as_the_gold_file_says(
    real: Document, folder: Path, tmp_path: Path, name: str
) -> None:
    done = compared(again(real, name), folder, tmp_path)
    assert "EQUAL" in done.stdout.splitlines(), done.stdout


def test_its_parts_are_complete(real: Document) -> None:
    measures = [measure for project in real.projects for measure in project.initiatives]
    rows = [row for measure in measures for row in (*measure.indicators, *measure.roles)]
    goals = list(real.bullets())
    visions = [bullet for project in real.projects for bullet in project.vision]
    assert (len(real.projects), len(measures)) == (3, 9)
    assert sum(len(measure.indicators) for measure in measures) == 25
    assert sum(len(measure.roles) for measure in measures) == 43
    assert len(goals) + sum(len(row.progress) for row in rows) == 249
    assert sum(bullet.advanced for bullet in goals) == 55
    assert sum(bullet.advanced for bullet in visions) == 7
    assert (real.status_year, real.mark_year, real.period) == (2023, 2021, None)


def test_its_doubtful_places_are_reported(real: Document) -> None:
    found = Counter(finding.code for finding in real.findings)
    assert found["heading_star"] == 18
    assert found["mark_lost"] == 9
    assert found["table_joined"] == 7
    assert found["label_width"] == 2
    assert found["actor_absent"] == 2
    once = ("bullets_run_together", "heading_variant", "row_continued", "rule_line", "actor_spelling")
    assert [found[code] for code in once] == [1] * len(once)
    assert found["line_not_read"] == found["heading_unknown"] == found["blank_cell"] == 0


def test_every_bullet_stands_on_its_line(real: Document, folder: Path) -> None:
    (file,) = folder.glob("*.txt")
    lines = file.read_text(encoding="utf-8").split("\n")
    rows = [row for p in real.projects for m in p.initiatives for row in (*m.indicators, *m.roles)]
    placed = [(bullet.text, bullet.line) for bullet in real.bullets()]
    placed += [sentence for row in rows for sentence in row.status()]
    assert all(text in lines[line - 1] for text, line in placed)


def test_a_lost_star_or_a_swapped_bullet_is_noticed(real: Document, folder: Path, tmp_path: Path) -> None:
    without_star = real.to_json_form()
    starred = next(bullet for bullet in without_star["projects"][0]["vision"] if bullet["advanced"])
    starred["advanced"] = False
    swapped = real.to_json_form()
    swapped["projects"][0]["vision"].reverse()
    for form in (without_star, swapped):
        assert compared(form, folder, tmp_path).returncode == 1


def test_advice_finds_the_further_copies_and_the_goals_that_are_repeated(folder: Path, tmp_path: Path) -> None:
    (file,) = folder.glob("*.txt")
    engine = engine_on(str(tmp_path / "log.db"), tmp_path)
    plan = import_document(engine, file.read_bytes(), file.name).plan_id
    items = engine.read_models.items.plan_items(plan, reviews=False)
    texts = engine.reveal(list(texts_needed(items)))
    engine.close()
    found = Counter(each.kind for each in advise(items, texts, 2023, {}))
    assert len(texts) == 83
    assert (found["same_as_others"], found["repeats_goal"]) == (12, 3)


# The same document in the other formats


def assert_as_gold(document: Document, folder: Path, tmp_path: Path) -> None:
    done = compared(document.to_json_form(), folder, tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_its_text_is_the_same_in_every_encoding(folder: Path, tmp_path: Path, encoding: str, line_end: str) -> None:
    (file,) = folder.glob("*.txt")
    text = file.read_text(encoding="utf-8").replace("\u2022", "・").replace("\n", line_end)
    assert_as_gold(read_by(read_text, text.encode(encoding), "a.txt"), folder, tmp_path)


def test_as_text_html_and_markdown_it_is_the_same(real: Document, folder: Path, tmp_path: Path) -> None:
    for document in (
        read_by(read_text, as_text(real).encode(), "a.txt"),
        read_by(read_html, as_html(real).encode(), "a.html"),
        read_by(read_html, as_html(real, lists=True).encode("utf-16"), "a.html"),
        read_by(read_markdown, as_markdown(real).encode(), "a.md"),
    ):
        assert_as_gold(document, folder, tmp_path)


@pytest.mark.parametrize(("size", "label"), [(9, "35%"), (10, "18%"), (10.5, "28%"), (12, "18%"), (12, "35%")])
def test_on_paper_it_is_the_same(real: Document, folder: Path, tmp_path: Path, size: float, label: str) -> None:
    typst = pytest.importorskip("typst")
    source = as_typst(real).replace("size: 10.5pt", f"size: {size}pt").replace("28%", label)
    content = typst.compile(source.encode())
    if [block.text for block in read_pdf(typst.compile(FONT_TEST), "a.pdf", Findings())[:1]] != ["あ"]:
        pytest.skip("no Japanese font (Noto Sans CJK JP or Noto Sans JP) is installed, so no PDF can be made")
    assert_as_gold(read_by(read_pdf, content, "a.pdf"), folder, tmp_path)


FONT_TEST = '#set text(font: ("Noto Sans CJK JP", "Noto Sans JP"))\nあ'.encode()


@pytest.mark.parametrize(
    "style", ["", "td { vertical-align: middle }", "body { font-size: 12pt }", "tr { break-inside: avoid }"]
)
def test_printed_by_a_browser_it_is_the_same(real: Document, folder: Path, tmp_path: Path, style: str) -> None:
    if not chromium():
        pytest.skip(NO_BROWSER)
    with browsing() as browser:
        page = browser.new_page()
        page.set_content(as_html(real, style=PRINT + style, printed=True))
        content = page.pdf(format="A4", display_header_footer=True)
    assert_as_gold(read_by(read_pdf, content, "a.pdf"), folder, tmp_path)


PRINT = (
    "@page { margin: 20mm } body { font: 10.5pt/1.6 'Noto Sans CJK JP', 'Noto Sans JP', sans-serif }"
    "table { border-collapse: collapse; width: 100% } td:first-child { width: 26% } th { background: #dde }"
    "td, th { border: 1px solid; padding: 4px 6px; text-align: left; vertical-align: top }"
)
