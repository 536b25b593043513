"""照会 in the browser: the papers out, the answers in, looked at and recorded row by row."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest

from domain import commands as c
from domain.events import CarriedForward, StatusChecked
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, MEMBER

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OTHER = "こども課"


@pytest.fixture
def page(city, cycle):
    for department, numbers in {DEPARTMENT: ("1-1-指1", "1-1-指2"), OTHER: ("1-1-役1",)}.items():
        items = tuple(city.item(number) for number in numbers)
        called = {"department": department, "contact": f"{department} 内線233"}
        city.do(c.AssignResponsibility, plan_id=city.plan, indicator_ids=items, **called)
    return f"/cycles/{cycle}/inquiry"


@pytest.fixture
def papers(clerk, page):
    due = {"due_year": "7", "due_month": "6", "due_day": "6"}
    response = clerk.get(f"{page}/papers.zip", params=due)
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def filled(papers, name=f"様式_{DEPARTMENT}.xlsx", **cells):
    book = openpyxl.load_workbook(io.BytesIO(papers[name]))
    for cell, text in cells.items():
        book.active[cell] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(client, page, *contents):
    files = [("files", (f"回答{k}.xlsx", content, XLSX)) for k, content in enumerate(contents)]
    return client.post(f"{page}/answers", data={"sent_from": "answers"}, files=files)


def preview(client, page, *contents):
    sent = upload(client, page, *contents)
    assert sent.status_code == 303
    return client.get(sent.headers["location"])


def fields(response, *labels):
    """What the page's own form would send, with the rows of these labels chosen (none: as the page has chosen)."""
    tags = re.findall(r"<input [^>]+>", response.text)
    named = [(re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag), tag) for tag in tags]
    sent = {}
    for name, value, tag in named:
        if name and value and ('type="hidden"' in tag or " checked" in tag):
            sent.setdefault(name[1], []).append(value[1])
    sent["sent_from"] = "taken"
    if labels:
        rows = re.findall(r'name="take" value="([^"]*)"[^>]*> <span><span class="item-number">([^<]*)', response.text)
        sent["take"] = [value for value, label in rows if label in labels]
    return sent


def last_event(city, number):
    return city.engine.history(city.item(number))[-1].event


def test_who_is_asked_for_what(clerk, page):
    seen = words(clerk.get(page))
    assert "生涯学習課1-①-指1、1-①-指22件のうち0件未回答：1-①-指1、1-①-指2生涯学習課内線233" in seen
    assert "担当課が決まっていない項目が1件あります" in seen
    assert "1-①-役2公民館の親子開放「川辺市」" in seen


def test_the_papers_are_one_letter_and_one_sheet_for_each_department(papers):
    assert sorted(papers) == sorted(
        [f"依頼文_{DEPARTMENT}.docx", f"依頼文_{OTHER}.docx", f"様式_{DEPARTMENT}.xlsx", f"様式_{OTHER}.xlsx"]
    )


def test_the_day_is_the_steps_deadline_or_what_the_flows_rule_gives(clerk, city, cycle, page):
    by_rule = clerk.get(page).text
    assert re.search(r'name="due_month"[^>]* value="7"', by_rule)
    city.do(c.SetDeadline, cycle_id=cycle, step="status_check", due=city.end(date(2025, 6, 6)))
    assert re.search(r'name="due_month"[^>]* value="6"', clerk.get(page).text)


def test_without_a_day_there_are_no_papers(clerk, page):
    refused = clerk.get(f"{page}/papers.zip?sent_from=papers&due_month=6")
    assert refused.status_code == 422
    assert "日付が正しくありません" in words(refused)


def test_nothing_is_recorded_before_somebody_says_so(clerk, city, page, papers):
    head = city.engine.head()
    seen = words(preview(clerk, page, filled(papers, E6="2館で開放した。", F7="○")))
    assert "回答あり1／変更なし1" in seen
    assert "前回の回答3公民館で月2回、計画どおり開放している。届いた回答2館で開放した。" in seen
    assert city.engine.head() == head


def test_accepted_rows_become_events_with_the_department_as_informant(clerk, city, page, papers):
    seen = preview(clerk, page, filled(papers, E6="2館で開放した。", F7="○", J6="館長"))
    done = clerk.post(f"{page}/answers/taken", data=fields(seen))
    assert done.status_code == 303
    assert isinstance(last_event(city, "1-1-指1"), StatusChecked)
    assert isinstance(last_event(city, "1-1-指2"), CarriedForward)
    again = words(clerk.get(done.headers["location"]))
    assert "選んだ回答を記録しました" in again
    assert "記入済み（同じ内容）2" in again
    assert "生涯学習課（館長）" in words(clerk.get(f"/indicators/{city.item('1-1-指1')}"))


def test_pressed_twice_it_is_recorded_once(clerk, city, page, papers):
    sent = fields(preview(clerk, page, filled(papers, E6="2館で開放した。", F7="○")))
    assert clerk.post(f"{page}/answers/taken", data=sent).status_code == 303
    head = city.engine.head()
    assert clerk.post(f"{page}/answers/taken", data=sent).status_code == 303
    assert city.engine.head() == head


def test_row_by_row(clerk, city, page, papers):
    seen = preview(clerk, page, filled(papers, E6="2館で開放した。", F7="○"))
    clerk.post(f"{page}/answers/taken", data=fields(seen, "1-①-指2"))
    assert not isinstance(last_event(city, "1-1-指1"), StatusChecked)
    assert isinstance(last_event(city, "1-1-指2"), CarriedForward)


def test_several_files_at_once_and_what_is_nobodys_to_change(clerk, page, papers):
    other = filled(papers, f"様式_{OTHER}.xlsx", E6="声かけを続けた。", B6="別の名前")
    seen = words(preview(clerk, page, filled(papers, E6="2館で開放した。"), other))
    assert "回答あり1／未回答1" in seen
    assert "回答あり1／担当外の欄が直されています1（取り込みません）" in seen


def test_what_was_answered_meanwhile_is_shown_with_both_texts_and_not_chosen(clerk, city, cycle, page, papers):
    item = city.item("1-1-指1")
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=item, texts=("画面の文。",))
    seen = preview(clerk, page, filled(papers, E6="様式の文。"))
    assert "画面で記入した文画面の文。届いた回答様式の文。" in words(seen)
    assert "take" not in fields(seen)
    refused = clerk.post(f"{page}/answers/taken", data=fields(seen))
    assert refused.status_code == 422
    assert "取り込む行を選んでください" in words(refused)
    assert clerk.post(f"{page}/answers/taken", data=fields(seen, "1-①-指1")).status_code == 303


def test_who_writes_between_look_and_press_is_not_overwritten(clerk, city, cycle, page, papers):
    seen = preview(clerk, page, filled(papers, E6="様式の文。", F7="○"))
    item = city.item("1-1-指1")
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=item, texts=("画面の文。",))
    refused = htmx(clerk, f"{page}/answers/taken", city, **fields(seen))
    assert refused.status_code == 422
    assert "1件を記録しました。1件は記録していません" in words(refused)
    assert "書いている間に、ほかの方が令和6年度の状況を記入しました" in words(refused)
    assert "画面で記入した文画面の文。" in words(refused)
    assert isinstance(last_event(city, "1-1-指2"), CarriedForward)


def test_a_file_that_is_none_says_what_to_do(clerk, page):
    assert "PDFのファイルは、回答の表として取り込めません" in words(preview(clerk, page, b"%PDF-1.7 scan"))


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", bytes(50 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "壊れていて開けません"),
        (bomb(), "安全のため読みません"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "保存し直したものを選んでください"),
        (b"", "文字がありません"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_words_and_leaves_nothing(clerk, city, page, content, said):
    head = city.engine.head()
    seen = preview(clerk, page, content)
    assert seen.status_code == 200
    assert said in words(seen)
    assert "take" not in fields(seen)
    assert city.engine.head() == head


def test_no_file_is_an_error_at_its_field(clerk, city, page):
    refused = send(clerk, f"{page}/answers", city, sent_from="answers")
    assert refused.status_code == 422
    assert 'href="#answers-files"' in refused.text


def test_the_files_can_be_put_away(clerk, page, papers):
    seen = preview(clerk, page, filled(papers, E6="2館で開放した。"))
    tokens = fields(seen)["file"]
    assert clerk.post(f"{page}/answers/dropped", data={"file": tokens}).status_code == 303
    assert "確かめるファイルはありません" in words(clerk.get(f"{page}/answers", params={"file": tokens}))


def test_a_department_brings_its_own_file_and_sees_nobody_elses(person, clerk, city, page, papers):
    own = person(DEPARTMENT)
    seen = preview(own, page, filled(papers, E6="2館で開放した。"))
    assert own.post(f"{page}/answers/taken", data=fields(seen)).status_code == 303
    assert "確かめるファイルはありません" in words(clerk.get(f"{page}/answers", params={"file": fields(seen)["file"]}))
    assert own.get(f"{page}/papers.zip?due_year=7&due_month=6&due_day=6").status_code == 403


def test_while_a_file_is_being_read_the_page_says_so_and_comes_again(clerk, page, papers, monkeypatch):
    monkeypatch.setattr("web.views.inquiry.PATIENCE", 0.0)
    sent = upload(clerk, page, filled(papers))
    seen = clerk.get(sent.headers["location"])
    assert (seen.status_code, seen.headers["refresh"]) == (202, "2")
    assert "読み取っています" in words(seen)
    monkeypatch.undo()
    assert "未回答2" in words(clerk.get(sent.headers["location"]))


# --- an answer that came otherwise


def pasting(city, number="1-1-指1", **more):
    fields = {
        "indicator_id": city.item(number),
        "answer": "・2館で開放した。\n・北は休館した。",
        "medium": "電話で聞き取り",
    }
    return fields | {"person": "公民館係 長井", "sent_from": f"paste-{city.item(number)}"} | more


def test_an_answer_by_telephone_says_who_told_it_and_of_when(clerk, city, page):
    assert "1-①-指1" in words(clerk.get(f"{page}/pasted"))
    sent = send(clerk, f"{page}/pasted", city, **pasting(city), **day("as_of", 7, 3, 31))
    assert sent.status_code == 303
    seen = words(clerk.get(f"/indicators/{city.item('1-1-指1')}"))
    assert "生涯学習課（電話で聞き取り・公民館係長井）" in seen
    assert "令和7年3月31日（月）現在" in seen
    assert len(last_event(city, "1-1-指1").texts) == 2
    assert "1-①-指1" not in words(clerk.get(f"{page}/pasted"))


def test_an_empty_paste_is_an_error_at_its_field(clerk, city, page):
    refused = htmx(clerk, f"{page}/pasted", city, **pasting(city, answer="　"))
    assert refused.status_code == 422
    assert f'href="#paste-{city.item("1-1-指1")}-answer"' in refused.text


def test_a_paste_over_what_came_meanwhile_is_a_conflict(clerk, city, cycle, page):
    city.do(c.CheckStatus, cycle_id=cycle, indicator_id=city.item("1-1-指1"), texts=("画面の文。",))
    refused = send(clerk, f"{page}/pasted", city, **pasting(city))
    assert refused.status_code == 409
    assert "書いている間に、藤代さん" in words(refused)


@pytest.mark.parametrize("name", [AUDITOR, MEMBER, None])
def test_nobody_else_brings_answers_in(person, page, papers, name):
    assert upload(person(name), page, filled(papers)).status_code == 403


def test_the_auditor_reads_and_members_do_not(person, page):
    assert person(AUDITOR).get(page).status_code == 200
    assert "回答を取り込む" not in words(person(AUDITOR).get(page))
    assert person(MEMBER).get(page).status_code == 403


def test_the_review_leads_there(person, cycle, page):
    assert f'href="{page}"' in person(CLERK).get(f"/cycles/{cycle}").text
