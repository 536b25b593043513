"""The part of everything that is about drafts taken back, proposals of every kind, corrections and commitments."""

from datetime import date, timedelta

from domain import commands as c
from domain.events import Source
from domain.japanese_dates import japan_day

SECOND_YEAR = 2027


def drafts_and_revisions(review):
    """A second year in which items are added, split, merged, moved and retired; the review goes back to its first."""
    first = (review.cycle, review.session)
    _corrections(review)
    review.opened(SECOND_YEAR)
    review.check().enter("consideration")
    _taken_back(review)
    review.consider().enter("proposal")
    _proposals(review)
    review.due(timedelta(days=1))
    review.engine.chance.advance(timedelta(days=2) // timedelta(microseconds=1))
    review.enter("revision")
    _decided(review)
    _commitments(review)
    review.cycle, review.session = first


def _corrections(review):
    number = "1-①-指2"
    bullet = {"statement": 1, "text_revision": 1, "indicator_id": review.items[number]}
    review.do(c.CorrectText, **bullet, text="大人の目がよく届いている。", source=Source(line=38))
    bullet["text_revision"] = 2
    review.do(c.MakeMinorCorrection, **bullet, ground="misprint", text="大人の目がよくとどいている。", note="誤字")
    review.do(
        c.MakeMinorCorrection, plan_id=review.plan, project=1, initiative=1, ground="organisation",
        text="川の大広場", note="名前が変わった", was="川の広場",
    )  # fmt: skip


def _taken_back(review):
    number = "1-①-指2"
    review.draft(number, statements=review.bullets(number)[:1])
    review.do(c.ShowDraft, indicator_id=review.items[number], number=1)
    review.do(c.TakeBackDraft, indicator_id=review.items[number], number=1, reason="数字が違った")


def _proposals(review):
    starred, plain, citizens, city = ("1-①-指1", "1-①-指2", "1-①-役1", "1-①-役2")
    review.propose(plain, proposal_kind="retire")
    review.do(c.WithdrawProposal, indicator_id=review.items[plain], version=1, reason="分けることにした")
    halves = (
        c.NewItem(name="昼の見守り", statements=("昼に大人がいる。",)),
        c.NewItem(name="夕方の見守り", statements=("夕方に大人がいる。", "灯りがある。")),
    )
    review.propose(plain, proposal_kind="split", new_items=halves, based_on=1)
    new = c.NewItem(
        item_kind="activity", project=1, initiative=2, initiative_name="水遊び", name="水場", statements=("浅い。",)
    )
    review.propose(starred, proposal_kind="add", new_items=(new,))
    review.propose(
        citizens, proposal_kind="merge", into=review.items[city], statements=(c.Bullet(text="ごみを拾う。"),)
    )
    review.propose(city, statements=(), name="水野市と市民")


def _decided(review):
    starred, plain, citizens, city = review.scope
    pairs = ((starred, 1), (plain, 2), (citizens, 1), (city, 1))
    review.meeting(*pairs)
    review.do(c.RecordAttendance, present=(1, 2, 3), presiding=1)
    review.decide(*pairs)
    review.do(c.CloseSession)
    day = {"effective_on": japan_day(review.engine.now()) + timedelta(days=30)}
    new = (review.new(), review.new())
    review.do(c.ReviseIndicator, indicator_id=plain, version=2, new_ids=new, **day)
    review.do(c.ReviseIndicator, indicator_id=starred, version=1, new_ids=(review.new(),), **day)
    review.do(c.ReviseIndicator, indicator_id=city, version=1, **day)
    review.do(c.ReviseIndicator, indicator_id=citizens, version=1, **day)


def _commitments(review):
    item = {"indicator_id": review.scope[0]}
    asked = review.do(c.MakeCommitment, review.department, **item, text="日よけの数を数える", due=date(2027, 6, 30))
    review.do(
        c.AnswerCommitment, **item, commitment=asked.position, result="continued", note="夏に数える",
        due=date(2027, 9, 30),
    )  # fmt: skip
    review.do(c.AnswerCommitment, **item, commitment=asked.position, result="kept", note="五つあった")
    whole = review.do(c.MakeCommitment, text="会議の時間を確かめる", due=date(2027, 6, 30))
    review.do(c.AnswerCommitment, commitment=whole.position, result="dropped", note="次の計画で考える")
