"""照会 in a real browser, with scripts and without: papers out, answers in; drafts to Word and back."""

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from domain import commands as c
from domain.events import StatusChecked
from tests.web import small_city
from tests.web.browser.harness import NO_BROWSER, browsing, chromium, serving, sign_in, tab, too_wide
from tests.web.browser.staff_pages import choose
from tests.web.small_city import CLERK, DEPARTMENT

pytestmark = [pytest.mark.skipif(chromium() is None, reason=NO_BROWSER), pytest.mark.timeout(300)]


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


def filled(papers):
    """The department's sheet out of the zip, with an answer to its first item."""
    with zipfile.ZipFile(papers) as parts:
        book = openpyxl.load_workbook(io.BytesIO(parts.read(f"様式_{DEPARTMENT}.xlsx")))
    book.active["E6"] = "2館で開放した。"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reworded(paper):
    document = docx.Document(paper)
    document.tables[0].rows[1].cells[2].text = "東・南の公民館の和室を月2回、親子に開放する。"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("javascript", "width"), [(True, 390), (False, 1280)], ids=["scripts", "no scripts"])
def test_the_papers_go_out_and_the_answers_come_in(city, javascript, width):
    cycle = city.opened()
    item = city.item("1-1-指1")
    city.do(c.AssignResponsibility, plan_id=city.plan, indicator_ids=(item,), department=DEPARTMENT)
    with (
        serving(city) as address,
        browsing() as browser,
        tab(browser, address, javascript=javascript, width=width) as page,
    ):
        sign_in(page, CLERK)
        page.goto(f"/cycles/{cycle}")
        page.get_by_role("link", name="照会一式を作る・回答を取り込む").click()
        for name, value in {"due_year": "7", "due_month": "6", "due_day": "6"}.items():
            page.locator(f"#papers input[name={name}]").fill(value)
        with page.expect_download() as papers:
            page.get_by_role("button", name="照会一式を作る（ZIP）").click()
        choose(page, "answers", "中身を確かめる", filled(Path(papers.value.path())), "様式.xlsx")
        assert "回答あり1" in page.locator("#main").inner_text()
        assert too_wide(page) <= 0
        page.get_by_role("button", name="選んだ回答を記録する").click()
        page.get_by_text("選んだ回答を記録しました。").first.wait_for()
        assert isinstance(city.engine.history(item)[-1].event, StatusChecked)


@pytest.mark.parametrize(("javascript", "width"), [(True, 390), (False, 1280)], ids=["scripts", "no scripts"])
def test_the_drafts_go_to_word_and_come_back(city, javascript, width):
    cycle = city.opened()
    city.checked(cycle)
    city.drafted(cycle)
    with (
        serving(city) as address,
        browsing() as browser,
        tab(browser, address, javascript=javascript, width=width) as page,
    ):
        sign_in(page, CLERK)
        page.goto(f"/cycles/{cycle}/drafts")
        with page.expect_download() as paper:
            page.get_by_role("link", name="Wordに書き出す").click()
        choose(page, "word", "修正を確かめる", reworded(paper.value.path()), "たたき台.docx")
        assert too_wide(page) <= 0
        page.get_by_role("button", name="選んだ修正をたたき台に保存する").click()
        page.get_by_text("たたき台の次の版として保存しました").first.wait_for()
        assert city.state("1-1-指1").last_draft(cycle) == 2
