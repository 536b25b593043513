"""A story in which every command happens and every kind of event is recorded at least once."""

from datetime import date, timedelta

from domain import commands as c
from domain.events import AgendaEntry
from pdca.permissions import CONSOLE
from tests.everything_cycle import next_year
from tests.everything_documents import document_taken_back, next_document
from tests.everything_drafts import drafts_and_revisions
from tests.everything_flows import other_ways
from tests.everything_handover import approvals_and_handover
from tests.everything_opinions import answered_at_last, asked_again, between_author_and_office
from tests.everything_sessions import moved_and_called_off, sessions
from tests.everything_status import measured_item, status_and_figures
from tests.review import CITIZENS, CITY, PLAIN, STARRED

SCAN = b"%PDF-1.7 scan"


def everything(review):
    """A year in which all goes wrong once: taken back, returned, deferred, entrusted, carried over."""
    review.people().seats().imported()
    _comings_and_goings(review)
    measured_item(review)
    review.opened()
    _status(review)
    _consideration(review)
    _opinions(review)
    between_author_and_office(review)
    review.engine.chance.advance(timedelta(days=6) // timedelta(microseconds=1))
    asked_again(review)
    review.enter("revision")
    _meeting(review)
    answered_at_last(review)
    sessions(review)
    _taking_effect(review)
    next_year(review)
    other_ways(review)
    drafts_and_revisions(review)
    approvals_and_handover(review)
    review.do(c.RecordSignInCode, CONSOLE, account_id=review.member)
    moved_and_called_off(review)
    next_document(review)
    document_taken_back(review)
    return review


def _comings_and_goings(review):
    leaving = review.account("去る人")
    review.do(
        c.GrantRole, CONSOLE, account_id=leaving, role="department", since=date(2025, 4, 1), until=date(2026, 3, 31)
    )
    review.do(c.RevokeRole, CONSOLE, account_id=leaving, role="department")
    review.do(c.FillSeat, CONSOLE, seat=4, category="学識", account_id=leaving, since=date(2025, 4, 1), until=None)
    review.do(c.VacateSeat, CONSOLE, seat=4, on=date(2025, 6, 1))
    review.do(c.DisableAccount, CONSOLE, account_id=leaving)
    review.do(
        c.RegisterAccount, CONSOLE, account_id=review.new(), name="宛先", email="a@example.jp", reading="あてさき"
    )


def _status(review):
    first, plain, citizens, city, _ = review.scope
    review.check(first, plain, citizens)
    based_on = review.item(PLAIN).statuses[2024].position
    more = {"as_of_date": date(2025, 3, 31), "informant": "わかば園"}
    review.do(c.CheckStatus, review.department, indicator_id=plain, texts=("一", "二"), based_on=based_on, **more)
    review.do(c.CarryForward, review.department, indicator_id=city, of="status", reason="事業継続中で変化なし")
    status_and_figures(review)
    review.enter("consideration")


def _consideration(review):
    first = review.items[STARRED]
    review.consider().draft()
    review.draft(based_on=1, removed=(2,), statements=review.bullets()[:1])
    review.do(c.ShowDraft, indicator_id=first, number=2)
    review.enter("proposal")
    review.due(timedelta(days=5))
    review.propose(PLAIN)
    review.do(c.ReturnProposal, indicator_id=review.items[PLAIN], version=1, reason="まだ早い")
    review.enter("proposal", review.items[PLAIN])
    review.do(c.ReturnStep, indicator_id=review.items[CITY], step="consideration", reason="数字が違う")
    review.enter("proposal", review.items[CITY])


def _opinions(review):
    first = review.items[STARRED]
    on_bullet = c.Place(indicator_id=first, statement=1, text_revision=1)
    said = review.comment(place=on_bullet, subject="draft", version=2)
    edited = review.comment(who=review.chair, body="言い直す前")
    review.do(c.EditComment, review.chair, indicator_id=first, comment=edited, body="言い直した後", based_on=edited)
    taken_back = review.comment(PLAIN)
    review.do(c.WithdrawComment, review.member, indicator_id=review.items[PLAIN], comment=taken_back)
    review.do(c.Acknowledge, review.other, indicator_id=review.items[CITIZENS])
    whole = review.comment(None, body="全体に読みやすい。")
    paper = review.comment(
        CITIZENS, review.clerk, author=review.other, medium="paper", received_on=date(2025, 7, 1), read_back=True
    )  # fmt: skip
    child = review.comment(
        PLAIN, review.clerk, author_name="小学生", source="child", subject="status", perception="differs"
    )
    scan = review.engine.files.put(SCAN)
    review.do(
        c.AttachFile, stream_id=review.items[CITIZENS], to=paper, name="紙.pdf", sha256=scan,
        media_type="application/pdf", bytes=len(SCAN),
    )  # fmt: skip
    review.propose(draft=2)
    review.propose(PLAIN, based_on=1)
    review.propose(CITIZENS, proposal_kind="continue")
    review.answer(said, disposition="reflected", version=1)
    review.answer(edited, disposition="considering", until=date(2026, 6, 30))
    review.answer(whole, None, disposition="forwarded", forwarded_to="建設課")
    review.answer(paper, CITIZENS)
    review.do(
        c.CarryOverMatter, indicator_id=review.items[PLAIN], comment=child, to_fiscal_year=2026, reason="調べてから"
    )  # fmt: skip
    review.comment(subject="proposal", version=1, stance="agree", who=review.other)
    review.answer(review.engine.head())
    review.keep(review.items[CITY])
    review.keep(review.items["1-①-数1"])


def _meeting(review):
    first, plain, citizens, *_ = review.scope
    review.meeting((first, 1), (plain, 2), (citizens, 1), present=())
    review.do(c.RecordAttendance, present=(1, 2), presiding=1)
    review.decide((plain, 2), decision="deferred", note="来年もう一度")
    review.decide((citizens, 1))
    entrusted = review.decide((first, 1), decision="entrusted", note="語尾を整える").position
    star = {"indicator_id": review.items[CITY], "statement": 1, "text_revision": 1}
    review.do(c.GrantStar, **star, reason="直った")
    review.do(c.RevokeStar, **star, reason="また壊れた")
    review.do(c.CloseSession)
    confirmed = {"confirmed_on": date(2025, 7, 7), "medium": "telephone", "note": "そのままで"}
    review.do(
        c.ConfirmEntrusted, decision=entrusted, proposal=AgendaEntry(indicator=first, version=1), **confirmed
    )  # fmt: skip


def _taking_effect(review):
    review.revise(review.items[STARRED], advanced=(1,))
    review.keep(review.items[PLAIN])
    review.do(c.PublishPlan, on=date(2025, 9, 1), decided_by="こども課長")
    review.do(c.CloseCycle)
