"""たたき台 out to Word and back in, in the browser."""

import io
import re

import docx
import pytest

from tests.web.browsing_client import htmx, send, words
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, MEMBER
from web.routes.draft_papers import WORD


@pytest.fixture
def page(city, cycle):
    city.checked(cycle)
    city.drafted(cycle)
    return f"/cycles/{cycle}/drafts"


def changed(client, page, **rows):
    """The paper with the draft's cell of rows of the first table changed."""
    paper = docx.Document(io.BytesIO(client.get(f"{page}/paper.docx").content))
    for row, text in rows.items():
        paper.tables[0].rows[int(row[3:])].cells[2].text = text
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def preview(client, page, content):
    sent = client.post(f"{page}/returned", data={"sent_from": "word"}, files={"file": ("直し.docx", content, WORD)})
    assert sent.status_code == 303
    return client.get(sent.headers["location"])


def fields(response, *without):
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', response.text)
    keys = re.findall(r'name="take" value="([^"]*)" checked', response.text)
    return dict(found) | {"take": [key for key in keys if key not in without], "reason": "課長の確認による"}


def version(city, cycle):
    return city.state("1-1-指1").last_draft(cycle)


def test_changes_are_shown_as_a_redline_and_recorded_only_when_accepted(clerk, city, cycle, page):
    seen = preview(clerk, page, changed(clerk, page, row1="東・南の公民館の和室を月2回、親子に開放している。"))
    assert "<ins>" in seen.text
    assert version(city, cycle) == 1
    done = clerk.post(f"{page}/returned/taken", data=fields(seen))
    assert done.status_code == 303
    assert version(city, cycle) == 2
    assert "たたき台の次の版として保存しました" in words(clerk.get(done.headers["location"]))
    assert "取り込む修正はありません" in words(clerk.get(done.headers["location"]))


def test_one_by_one(clerk, city, cycle, page):
    seen = preview(clerk, page, changed(clerk, page, row1="2館で開放する。", row2="（削る）"))
    clerk.post(f"{page}/returned/taken", data=fields(seen, "表1-2"))
    draft = city.state("1-1-指1").drafts[cycle, 2]
    assert draft.removed == (2,)
    assert "2館で開放する。" in words(preview(clerk, page, changed(clerk, page, row1="2館で開放する。")))


def test_a_draft_saved_meanwhile_is_not_overwritten(clerk, city, cycle, page):
    seen = preview(clerk, page, changed(clerk, page, row1="2館で開放する。"))
    city.drafted(cycle, text="1つの公民館の和室を開放している。", based_on=1)
    refused = htmx(clerk, f"{page}/returned/taken", city, **fields(seen))
    assert refused.status_code == 422
    assert "0項目を保存しました。1項目は保存していません" in words(refused)
    assert version(city, cycle) == 2


def test_without_a_choice_or_a_reason_nothing_is_saved(clerk, city, page):
    seen = preview(clerk, page, changed(clerk, page, row1="2館で開放する。"))
    for wrong, field in (({"take": []}, "take"), ({"reason": " "}, "reason")):
        sent = fields(seen) | wrong | {"sent_from": "word-taken"}
        refused = htmx(clerk, f"{page}/returned/taken", city, **sent)
        assert refused.status_code == 422
        assert f'href="#word-taken-{field}"' in refused.text


def test_no_file_and_a_wrong_file_say_so(clerk, city, page):
    assert 'href="#word-file"' in send(clerk, f"{page}/returned", city, sent_from="word").text
    assert "PDFのファイルは、" in words(preview(clerk, page, b"%PDF-1.7"))


@pytest.mark.parametrize("name", [AUDITOR, DEPARTMENT, MEMBER])
def test_only_who_drafts_gets_them(person, page, name):
    for url in (page, f"{page}/paper.docx", f"{page}/returned"):
        assert person(name).get(url).status_code == 403


def test_the_review_leads_there(person, cycle, page):
    assert f'href="{page}"' in person(CLERK).get(f"/cycles/{cycle}").text
