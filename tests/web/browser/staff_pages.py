"""Every page of the office in its states, on the small city: for the checks of accessibility and for pictures.

`python -m tests.web.browser.staff_pages OUT` takes the pictures.
"""

import io
import sys
import tempfile
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import docx
import openpyxl

from domain import commands as c
from domain.events import ItemNumber
from domain.review_cycle import ReviewCycle
from pdca.draft_table import draft_items, draft_paper
from pdca.inquiry.asked import inquiry
from pdca.inquiry.sheet import answer_sheet
from pdca.mail.deliveries import Deliveries, Wanted
from pdca.practice import Practice
from tests.web import small_city
from tests.web.browser.harness import browsing, serving, sign_in, tab, too_wide

CLERK, DEPARTMENT, AUDITOR, CHAIR, MEMBER = "藤代 まな", "生涯学習課", "越智 文", "早瀬 和枝", "三木 遥"


def press(form, button):
    """Opens the folds around a form and presses a button in it."""

    def act(page):
        page.evaluate(
            """(id) => {
                let f = document.getElementById(id);
                for (; f; f = f.parentElement) if (f.tagName === 'DETAILS') f.open = true
            }""",
            form,
        )
        page.locator(f"#{form}").get_by_role("button", name=button).first.click()
        page.locator(".summary, .receipt, #preview, .code-card").first.wait_for()

    return act


def unfold(page):
    """Opens every fold."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")


def answer(city):
    """Brings back an answer sheet with an answer, a doubt, a row that cannot be read and a cell that is nobody's."""

    def act(page):
        asked = inquiry(city.engine, city.load(ReviewCycle, city.cycle))
        sheet = answer_sheet(asked, DEPARTMENT, date(2025, 6, 6), city.engine.now())
        book = openpyxl.load_workbook(io.BytesIO(sheet))
        cells = {"E6": "2館で開放した。", "I6": "年度末", "F7": "○", "B7": "市民の方", "A8": "9-9-指9", "E8": "どこか"}
        for place, text in cells.items():
            book.active[place] = text
        out = io.BytesIO()
        book.save(out)
        choose(page, "answers", "中身を確かめる", out.getvalue(), "様式.xlsx")

    return act


def reword(city):
    """Brings back the drafts in Word with one of them reworded."""

    def act(page):
        cycle = city.load(ReviewCycle, city.cycle)
        paper = docx.Document(io.BytesIO(draft_paper(cycle, draft_items(city.engine, cycle), city.engine.now())))
        for column, text in ((1, "別の文。"), (2, "東・南の公民館の和室を月2回、親子に開放する。")):
            paper.tables[0].rows[1].cells[column].text = text
        out = io.BytesIO()
        paper.save(out)
        choose(page, "word", "修正を確かめる", out.getvalue(), "たたき台.docx")

    return act


def choose(page, form, button, content, name):
    """Sends a file by a form, as a person does."""
    files = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator(f"#{form} input[type=file]").set_input_files(files)
    page.locator(f"#{form}").get_by_role("button", name=button).click()
    page.locator("input[name=take]").first.wait_for()


def empty(city):
    """Before any review."""
    return [
        ("01-board-empty", CLERK, "/board", None),
        ("02-board-not-found", CLERK, "/board?q=9-9", None),
        ("03-cycles-empty", CLERK, "/cycles", None),
        ("04-cycle-new", CLERK, "/cycles/new", None),
        ("06-people", CLERK, "/people", None),
        ("07-people-open", CLERK, "/people", unfold),
        ("08-people-error", CLERK, "/people", press("register", "利用者を登録する")),
        ("09-person", CLERK, f"/people/{city.people[MEMBER]}", unfold),
        ("10-person-card", CLERK, f"/people/{city.people[MEMBER]}", press("code", "確認コードを出す")),
        ("11-refused", MEMBER, "/board", None),
        ("12-cycle-new-open", CLERK, "/cycles/new", unfold),
        ("13-cycles-open", CLERK, "/cycles", unfold),
        ("14-departments-empty", CLERK, "/plans/kawabe/departments", None),
        ("15-departments-error", CLERK, "/plans/kawabe/departments", press("project-1", "選んだ項目をこの課にする")),
    ]


def begun(city):
    """Just opened: every item waits for its status."""
    city.cycle = city.opened()
    items = (city.item("1-1-指1"), city.item("1-1-役1"))
    city.do(
        c.AssignResponsibility, plan_id=city.plan, indicator_ids=items, department="生涯学習課", contact="内線233",
    )  # fmt: skip
    Practice(city.engine, city.settings).begin()
    item = f"/indicators/{city.item('1-1-指1')}"
    return [
        ("20-cycle-begun", CLERK, f"/cycles/{city.cycle}", None),
        ("21-cycle-deadline-error", CLERK, f"/cycles/{city.cycle}", press("due-status_check", "締切を記録する")),
        ("21-cycle-door-error", CLERK, f"/cycles/{city.cycle}", press("door-status_check", "理由を記録して進める")),
        ("21-cycle-change-error", CLERK, f"/cycles/{city.cycle}", press("change-flow", "進め方の変更を記録する")),
        ("22-item-status", CLERK, item, None),
        ("23-item-status-error", CLERK, item, press("office-status", "状況を記録する")),
        ("24-item-carry-error", CLERK, item, press("office-carry", "据え置く")),
        ("25-board-department", DEPARTMENT, "/board", None),
        ("26-opinions-empty", CLERK, f"/cycles/{city.cycle}/opinions", None),
        ("27-session-new-empty", CLERK, f"/cycles/{city.cycle}/sessions/new", None),
        ("28-unchanged", CLERK, f"/cycles/{city.cycle}/unchanged?check=all", None),
        ("29-unchanged-error", CLERK, f"/cycles/{city.cycle}/unchanged", press("unchanged", "選んだ項目を据え置く")),
        ("28-departments", CLERK, "/plans/kawabe/departments", unfold),
        ("29-practice", CLERK, "/practice/cycles", unfold),
        ("29-inquiry", CLERK, f"/cycles/{city.cycle}/inquiry", None),
        ("29-inquiry-error", CLERK, f"/cycles/{city.cycle}/inquiry", press("answers", "中身を確かめる")),
        ("29-inquiry-answers", CLERK, f"/cycles/{city.cycle}/inquiry", answer(city)),
        ("29-inquiry-answers-none", CLERK, f"/cycles/{city.cycle}/inquiry/answers", None),
        ("29-inquiry-pasted", CLERK, f"/cycles/{city.cycle}/inquiry/pasted", unfold),
    ]


def drafting(city):
    """Some at the second step: considered, drafted, an opinion on the whole plan."""
    cycle = city.cycle
    for number in ("1-1-指1", "1-1-指2", "1-1-役1"):
        city.do(
            c.CarryForward, cycle_id=cycle, indicator_id=city.item(number), of="status", reason="事業継続中で変化なし"
        )
    ids = tuple(city.item(n) for n in ("1-1-指1", "1-1-指2"))
    city.do(c.EnterStep, cycle_id=cycle, step="consideration", indicator_ids=ids)
    city.do(c.ConsiderImprovement, cycle_id=cycle, indicator_id=ids[0], reason="休館に合わせて文を直す。", rating="C")
    city.drafted(cycle)
    city.do(c.SetDeadline, cycle_id=cycle, step="status_check", due=city.end(date(2025, 6, 6)))
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(date(2025, 7, 4)))
    city.said(cycle, None, body="資料は、もう少し早く届くと助かります。")
    due = {"cycle_id": cycle, "due": date(2025, 10, 31), "indicator_id": ids[0]}
    city.do(c.MakeCommitment, text="北地区の代わりの場所を確かめる。", **due)
    wording = {"statement": 1, "text_revision": 1, "text": "毎月の予定を、知らせる。"}
    city.do(c.MakeMinorCorrection, indicator_id=city.item("1-1-役2"), ground="misprint", note="読点", **wording)
    city.at(date(2025, 6, 10))
    item = f"/indicators/{ids[0]}"
    return [
        ("30-cycle-drafting", CLERK, f"/cycles/{cycle}", None),
        ("31-cycle-open", CLERK, f"/cycles/{cycle}", unfold),
        ("32-board-late", CLERK, "/board", None),
        ("33-item-drafting", CLERK, item, None),
        ("34-item-drafting-open", CLERK, item, unfold),
        ("35-editor", CLERK, f"{item}/draft", None),
        ("36-editor-preview", CLERK, f"{item}/draft", press("draft", "変わるところを確かめる")),
        ("37-editor-error", CLERK, f"{item}/draft", _empty_reason),
        ("38-editor-proposal", CLERK, f"{item}/proposal?draft=1", None),
        ("43-draft-papers", CLERK, f"/cycles/{cycle}/drafts", None),
        ("43-draft-papers-error", CLERK, f"/cycles/{cycle}/drafts", press("word", "修正を確かめる")),
        ("43-draft-returned", CLERK, f"/cycles/{cycle}/drafts", reword(city)),
        ("44-restructuring", CLERK, f"{item}/restructuring", unfold),
        ("45-restructuring-error", CLERK, f"{item}/restructuring", press("split", "改善案として出す")),
        ("46-commitments", CLERK, "/plans/kawabe/commitments", unfold),
        ("47-commitment-error", CLERK, item, press("commit", "記録する")),
        ("48-corrections", CLERK, "/plans/kawabe/corrections?old=を&new=ヲ", unfold),
        ("49-correction-error", CLERK, item, press("minor", "軽微な修正を記録する")),
        ("39-close-refused", CLERK, f"/cycles/{cycle}", press("close", "見直しを終える")),
    ]


def _empty_reason(page):
    page.locator("#draft-reason").fill("")
    press("draft", "たたき台として保存")(page)


def _stale(city):
    def act(page):
        city.drafted(city.cycle, text="東・南の2館で月2回、親子に開放している。", based_on=1)
        press("draft", "たたき台として保存")(page)

    return act


def answering(city):
    """Opinions wait for answers; a proposal is out."""
    cycle, item = city.cycle, f"/indicators/{city.item('1-1-指1')}"
    stale = ("40-editor-conflict", CLERK, f"{item}/draft", _stale(city))
    return [
        stale,
        ("41-opinions", CLERK, f"/cycles/{cycle}/opinions", None),
        ("42-opinions-open", CLERK, f"/cycles/{cycle}/opinions?show=all", unfold),
        ("43-opinions-error", CLERK, f"/cycles/{cycle}/opinions", press("behalf", "ご意見を記録する")),
    ]


def meeting(city):
    """A meeting with two proposals; one is entrusted to the chair."""
    cycle = city.cycle
    for number in ("1-1-役2",):
        city.do(
            c.CarryForward, cycle_id=cycle, indicator_id=city.item(number), of="status", reason="事業継続中で変化なし"
        )
    city.do(c.EnterStep, cycle_id=cycle, step="consideration", indicator_ids=city.scope(cycle))
    city.considered(cycle)
    city.do(c.EnterStep, cycle_id=cycle, step="proposal", indicator_ids=city.scope(cycle))
    city.proposed(cycle)
    city.proposed(cycle, "1-1-指2", "靴箱と手洗い台の高さが子どもに合っている。")
    first = city.said(cycle)
    city.said(cycle, "1-1-指2", "北原 トミ", "手洗い台も低くしてほしい。")
    city.do(
        c.AnswerComment,
        cycle_id=cycle,
        indicator_id=city.item("1-1-指1"),
        comment=first,
        disposition="considering",
        until=date(2026, 6, 30),
        body="北地区の代わりの場所とあわせて考えます。",
    )
    city.session_id = city.session(cycle, ("1-1-指1", 1), ("1-1-指2", 1))
    url, item = f"/sessions/{city.session_id}", f"/indicators/{city.item('1-1-指1')}"
    return [
        ("50-session-new", CLERK, f"/cycles/{cycle}/sessions/new", None),
        ("51-session-begun", CLERK, url, None),
        ("52-session-error", CLERK, url, _nobody),
        ("53-item-proposed", CLERK, item, unfold),
        ("54-opinions-answered", CLERK, f"/cycles/{cycle}/opinions?show=all", None),
        ("55-opinion-answering", CLERK, f"/cycles/{cycle}/opinions", unfold),
    ]


def _nobody(page):
    for box in page.locator("#attendance-present input").all():
        box.uncheck()
    press("attendance", "出席を記録する")(page)


def deciding(city):
    """Attended; then entrusted."""
    city.do(c.RecordAttendance, session_id=city.session_id, present=(1, 2), presiding=1)
    asked = {"indicator_id": city.item("1-1-役1"), "statement": 1, "text_revision": 1, "change": "grant"}
    city.do(c.PutStarForward, cycle_id=city.cycle, **asked, reason="声かけが続いているため")
    url = f"/sessions/{city.session_id}"
    return [
        ("60-session-deciding", CLERK, url, None),
        ("61-session-decision-error", CLERK, url, press("decision", "決定を記録する")),
        ("62-session-stars", CLERK, f"{url}?item=1-①-指1", unfold),
        ("62b-session-stars-asked", CLERK, url, unfold),
    ]


def entrusted(city):
    """The chair has to confirm."""
    entry = c.AgendaEntry(indicator=city.item("1-1-指1"), version=1)
    other = c.AgendaEntry(indicator=city.item("1-1-指2"), version=1)
    city.do(c.RecordDecision, session_id=city.session_id, decision="entrusted", proposals=(entry,), manner="異議なし")
    city.do(c.RecordDecision, session_id=city.session_id, decision="approved", proposals=(other,), manner="異議なし")
    city.proposed(city.cycle, text="和室の開放は東・南の2館で月2回行い、換気の目安を入口に示す。", based_on=1)
    city.do(
        c.GrantStar,
        session_id=city.session_id,
        indicator_id=city.item("1-1-役1"),
        statement=1,
        text_revision=1,
        reason="声かけが続いているため",
    )
    url = f"/sessions/{city.session_id}"
    return [
        ("63-session-entrusted", CLERK, url, None),
        ("64-session-entrusted-open", CLERK, url, unfold),
        ("65-session-chair", CHAIR, url, None),
        ("69-home-chair", CHAIR, "/", None),
        ("66-session-member", MEMBER, url, None),
        ("67-board-tasks", CLERK, "/board", None),
        ("68-home", CLERK, "/", None),
    ]


def revising(city):
    """Adopted, and at the last step."""
    cycle = city.cycle
    entry = c.AgendaEntry(indicator=city.item("1-1-指1"), version=2)
    ruling = next(at for at, r in city.meeting(city.session_id).rulings.items() if r.waiting)
    city.do(
        c.ConfirmEntrusted,
        session_id=city.session_id,
        decision=ruling,
        proposal=entry,
        confirmed_on=date(2025, 6, 10),
        medium="telephone",
    )
    city.do(c.CloseSession, session_id=city.session_id)
    item = f"/indicators/{city.item('1-1-指1')}"
    return [
        ("70-session-closed", CLERK, f"/sessions/{city.session_id}", None),
        ("71-item-adopted", CLERK, item, None),
        ("72-cycle-proposal", CLERK, f"/cycles/{cycle}", None),
        ("73-publish-error", CLERK, f"/cycles/{cycle}", press("publish", "公表する")),
    ]


def looked_at(city):
    """A status with evidence, figures, advice; what an auditor reads."""
    item, cycle, figures = city.item("1-1-指1"), city.cycle, city.id()
    survey = {"kind": "survey", "title": "令和6年度ニーズ調査", "wave": "第2回", "question": "土曜に行けますか"}
    city.do(
        c.CheckStatus,
        cycle_id=cycle,
        indicator_id=item,
        texts=("2館で開放した。", "開け方を検討する。"),
        as_of_date=date(2024, 10, 7),
        based_on=city.state("1-1-指1").statuses[2024].position,
        evidence=(c.Evidence(**survey, n=412, value="62.5％"),),
    )
    city.do(
        c.RegisterIndicator,
        indicator_id=figures,
        plan_id=city.plan,
        item_kind="numeric",
        number=ItemNumber(project=1, initiative=1, ordinal=1),
        name="利用者数",
        unit="人",
        ground="計画書32ページ",
        baseline=c.Figure(fiscal_year=2019, value="1240"),
        target=c.Figure(text="増やす"),
    )
    city.do(c.RecordMeasurement, cycle_id=cycle, indicator_id=figures, fiscal_year=2023, not_measured=True)
    city.do(c.RecordMeasurement, cycle_id=cycle, indicator_id=figures, fiscal_year=2024, value="1310", source="名簿")
    return [
        ("80-item-evidence", CLERK, f"/indicators/{item}", unfold),
        ("81-item-evidence-error", CLERK, f"/indicators/{item}", _no_figure),
        ("82-figures", CLERK, f"/indicators/{figures}", unfold),
        ("83-figures-error", CLERK, f"/indicators/{figures}", press("figure", "値を記録する")),
        ("84-numeric-new", CLERK, "/plans/kawabe/numeric-items/new", None),
        ("85-numeric-new-error", CLERK, "/plans/kawabe/numeric-items/new", press("numeric", "登録する")),
        ("86-advice", CLERK, f"/cycles/{cycle}/advice", None),
        ("87-advice-kept", CLERK, f"/cycles/{cycle}/advice?show=kept", None),
        ("88-findings", AUDITOR, "/findings", None),
        ("89-unchanged-none", CLERK, f"/cycles/{cycle}/unchanged", None),
        ("89b-plan-figures", CLERK, "/plans/kawabe", None),
    ]


def _no_figure(page):
    unfold(page)
    page.locator("[name=evidence-0-value]").fill("")
    press("office-status", "状況を記録する")(page)


def next_year(city):
    """The next year beside it, with what was carried over, and more time for one member."""
    said = city.said(city.cycle, None, body="会議を夜にも開いてほしい。")
    city.do(c.CarryOverMatter, cycle_id=city.cycle, comment=said, to_fiscal_year=2026, reason="会場を調べてから")
    cycle = city.opened(fiscal_year=2026)
    due = city.engine.now() + timedelta(days=30)
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=due)
    later = {"due": due + timedelta(days=3), "account": city.people[MEMBER], "reason": "月曜まで待つため"}
    city.do(c.ExtendDeadline, cycle_id=cycle, step="proposal", **later)
    item = f"/indicators/{city.item('1-1-指2')}"
    return [
        ("93-cycle-next-year", CLERK, f"/cycles/{cycle}", unfold),
        ("94-cycle-extend-error", CLERK, f"/cycles/{cycle}", press("extend-proposal", "締切を延ばす")),
        ("95-matters", CLERK, f"/cycles/{cycle}/opinions?show=matters", unfold),
        ("96-item-other-year", CLERK, f"{item}?cycle={city.cycle}", None),
        ("97-cycles-two", CLERK, "/cycles", None),
    ]


def in_writing(city):
    """A written session: one has voted, one paper was void; then the result."""
    cycle = city.cycle
    number, text = "1-1-役1", "使った後に片づけ、気づいたことを知らせる。"
    city.proposed(cycle, number, text)
    city.writing = city.id()
    entry = c.AgendaEntry(indicator=city.item(number), version=1)
    city.do(
        c.CallSession, session_id=city.writing, cycle_id=cycle, title="令和7年度書面会議", held_on=date(2025, 6, 10),
        form="written", agenda=(entry,), due=city.end(date(2025, 6, 16)),
    )  # fmt: skip
    vote = (c.BallotVote(indicator=entry.indicator, version=1, choice="oppose", reason="財源が心配です。"),)
    city.do(c.RecordConsent, CHAIR, session_id=city.writing, given=True)
    city.do(c.CastBallot, CHAIR, session_id=city.writing, votes=vote)
    city.do(
        c.RejectBallot, session_id=city.writing, ground="not_member", sender="前の委員", arrived_on=date(2025, 6, 10)
    )
    city.do(c.NoteSpeech, session_id=city.session_id, seat=2, body="雨の日だけ午前に開けてほしい。")
    url = f"/sessions/{city.writing}"
    return [
        ("80-home-ballot", MEMBER, "/", None),
        ("81-ballot", MEMBER, url, None),
        ("82-ballot-error", MEMBER, url, press("ballot", "表決を送る")),
        ("83-written-voted", CHAIR, url, None),
        ("84-written-office", CLERK, url, unfold),
        ("85-written-paper-error", CLERK, url, press("paper", "届いた書面を記録する")),
        ("86-speeches", CLERK, f"/sessions/{city.session_id}/speeches", unfold),
        ("87-speeches-error", CLERK, f"/sessions/{city.session_id}/speeches", press("speech", "会議メモに加える")),
        ("88-session-new-written", CLERK, f"/cycles/{cycle}/sessions/new", _written),
    ]


def _written(page):
    page.get_by_label("書面で開く（書面会議）").check()


def counted(city):
    """All ballots are in, and the result is fixed."""
    vote = (c.BallotVote(indicator=city.item("1-1-役1"), version=1, choice="agree"),)
    for name in (MEMBER, "北原 トミ"):
        city.do(c.RecordConsent, name, session_id=city.writing, given=True)
        city.do(c.CastBallot, name, session_id=city.writing, votes=vote)
    city.do(c.CloseSession, session_id=city.writing)
    url = f"/sessions/{city.writing}"
    return [
        ("90-written-closed", MEMBER, url, None),
        ("91-result", CLERK, f"{url}/result", None),
        ("92-result-member", MEMBER, f"{url}/result", None),
    ]


def handing_over(city):
    """決裁 with changes after it, notes for whoever comes after, mail that waits and mail that did not go out."""
    cycle, plan = city.cycle, "/plans/kawabe/handover"
    paper = {"on": date(2025, 6, 10), "document_number": "子第412号", "post": "子ども課長"}
    city.do(c.RecordApproval, stream_id=cycle, subject="answers", **paper)
    late = city.said(cycle, None, who=CHAIR, body="会議の資料に、頁の番号がほしい。")
    city.do(c.AnswerComment, cycle_id=cycle, comment=late, disposition="noted", body="次から付けます。")
    city.do(c.NoteHandover, plan_id=city.plan, body="保険の件は総務課へ。\n北公民館の工事は9月まで。")
    settled = city.do(c.NoteHandover, plan_id=city.plan, body="名簿は直しました。")
    city.do(c.SettleHandoverNote, plan_id=city.plan, note=settled)
    _mails(city)
    approvals = f"/streams/{cycle}/approvals"
    return [
        ("80-approvals", CLERK, approvals, unfold),
        ("81-approval-error", CLERK, approvals, press("approval", "決裁を記録する")),
        ("82-approvals-empty", CLERK, f"/streams/{city.session_id}/approvals", None),
        ("83-handover", CLERK, plan, None),
        ("84-handover-error", CLERK, plan, press("note", "メモを残す")),
        ("85-mail", CLERK, "/mail", unfold),
        ("86-cycle-approved", CLERK, f"/cycles/{cycle}", None),
    ]


def _mails(city):
    deliveries, now = Deliveries(city.engine), city.engine.now()
    for k, state in enumerate(("sent", "refused", "uncertain", "dropped", "waiting")):
        mail = Wanted(
            key=f"k{k}", kind="request", account=city.people[MEMBER], about=city.cycle, not_after=city.end(now.date())
        )
        deliveries.plan([mail], now)
        if state != "waiting":
            deliveries.claim(mail.key, now)
            deliveries.settle(mail.key, state, now, "550" if state == "refused" else "")


STAGES = (
    empty, begun, drafting, answering, meeting, deciding, entrusted, revising, looked_at,
    in_writing, counted, handing_over,
    next_year,
)  # fmt: skip


def walk(browser, address, city, widths, visit):
    """Opens every page in its order, once, and hands it to `visit(name, page, width)` at each width."""
    for stage in STAGES:
        entries, signed_in = stage(city), {}  # days pass between stages, and a session ends
        with ExitStack() as tabs:
            for name, person, path, act in entries:
                if person not in signed_in:
                    signed_in[person] = tabs.enter_context(tab(browser, address))
                    sign_in(signed_in[person], person)
                page = signed_in[person]
                _size(page, widths[0])
                page.goto(path)
                if act:
                    act(page)
                for width in widths:
                    _size(page, width)
                    visit(name, page, width)


def _size(page, width):
    page.set_viewport_size({"width": width, "height": 844 if width < 600 else 900})


def main(out, widths=(390, 1280)):
    """All pages at both widths."""
    out.mkdir(parents=True, exist_ok=True)

    def shoot(name, page, width):
        page.screenshot(path=out / f"{name}-{width}.png", full_page=True)
        if too_wide(page) > 0:
            print(name, width, "TOO WIDE by", too_wide(page))

    city = small_city.build(tempfile.mkdtemp())
    with serving(city) as address, browsing() as browser:
        walk(browser, address, city, widths, shoot)
    city.engine.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(map(int, sys.argv[2:])) or (390, 1280))
