"""The part of the whole story about opinions: 意見の概要, 同じ趣旨, answers for many, revised, put off, disputed."""

from datetime import date

from domain import commands as c
from tests.review import CITY, PLAIN


def between_author_and_office(review):
    """What the papers will print misses the meaning once; what is not enough comes before the next meeting."""
    city = review.items[CITY]
    said = review.comment(CITY, body="手すりを両側に付けてほしい。")
    on = {"indicator_id": city, "comment": said}
    first = review.do(c.SummariseComment, **on, body="手すりの点検を求める。").position
    review.do(c.ContestSummary, review.member, **on, reason="点検ではなく、両側に付けてほしいのです。")
    review.do(c.SummariseComment, **on, body="手すりを両側に付けることを求める。", based_on=first)
    answered = review.answer(said, CITY).position
    review.do(c.DisputeAnswer, review.member, **on, reason="いつ付くのかが分かりません。")
    review.do(
        c.ReviseAnswer, **on, based_on=answered, disposition="considering", until=date(2026, 3, 31),
        body="来年の3月までに、付ける場所を決めます。", reason="時期を加えたため",
    )  # fmt: skip


def asked_again(review):
    """After the deadline: a late opinion is taken, another member says the same, both are answered at once."""
    on_city, whole = {"indicator_id": review.items[CITY]}, {"indicator_id": None}
    late = {"late_reason": "郵便の遅れのため", "author_note": "小学4年", "source": "child", "author_name": "川の子"}
    review.comment(CITY, review.clerk, medium="paper", received_on=date(2025, 7, 7), **late)
    children = review.engine.head()
    group = review.comment(
        None, review.clerk, source="group", author_name="園長会", medium="mail", received_on=date(2025, 7, 1)
    )  # fmt: skip
    review.do(c.EndorseComment, review.other, **on_city, comment=children)
    review.do(c.PostponeAnswer, **whole, comment=group, until=date(2025, 12, 31), reason="費用を調べているため")
    refs = (c.CommentRef(comment=children, **on_city), c.CommentRef(comment=group))
    named = {"version": review.item(PLAIN).last_version(review.cycle), "version_of": review.items[PLAIN]}
    review.do(c.AnswerComments, comments=refs, disposition="partly_reflected", body="当番の案に入れました。", **named)
    review.reopening = {CITY: children, None: group}


def answered_at_last(review):
    """The version that carried both fell at the meeting."""
    for number, comment in review.reopening.items():
        review.answer(comment, number, body="来年の会議で、もう一度お話しします。")
