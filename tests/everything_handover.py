"""The part of the story about 決裁 and 引継ぎ, after the year is over."""

from datetime import date

from domain import commands as c
from tests.review import STARRED


def approvals_and_handover(review):
    """A 決裁 on each kind of stream, and a note that is settled."""
    paper = {"on": date(2025, 7, 1), "document_number": "子第412号", "post": "こども課長"}
    places = {
        review.cycle: "answers", review.plan: "publication", review.session: "pack", review.items[STARRED]: "answers",
    }  # fmt: skip
    for stream, subject in places.items():
        review.do(c.RecordApproval, stream_id=stream, subject=subject, **paper)
    note = review.do(c.NoteHandover, body="北館の工事は9月まで。市の保険の件は総務課へ。").position
    review.do(c.SettleHandoverNote, note=note)
