"""Items that leave the plan by a merge, a split or retirement: what was adopted beside them still ends somehow."""

from datetime import date

import pytest

from domain import commands as c
from domain.errors import Refused
from domain.indicator import Indicator
from tests.review import PLAIN, STARRED, refused


def adopted(review, *pairs):
    for item in review.scope:
        if item not in {each for each, _ in pairs}:
            review.keep(item)
    review.due()
    review.engine.chance.advance(3_601_000_000)
    review.enter("revision")
    review.meeting(*pairs).decide(*pairs)
    review.do(c.CloseSession)


@pytest.mark.parametrize("other", ["retire", "merge"])
def test_a_merge_into_what_has_left_goes_back_and_the_year_ends(review, other):
    review.in_proposal()
    gone, left = review.items[PLAIN], review.items[STARRED]
    review.propose(STARRED, proposal_kind="merge", into=gone)
    review.propose(PLAIN, proposal_kind=other, into=left if other == "merge" else None)
    adopted(review, (left, 1), (gone, 1))
    back = {"indicator_id": left, "version": 1, "reason": "まとめる先が計画から外れたため"}
    with refused("not_open", Refused):
        review.do(c.ReturnProposal, **back)
    review.revise(gone)
    with refused("retired", Refused):
        review.revise(left)
    review.do(c.ReturnProposal, **back)
    review.keep(left)
    review.do(c.EnterStep, step="revision", indicator_ids=(left,))
    review.do(c.CloseCycle)


def test_a_new_item_has_a_number_of_its_own(review):
    review.in_proposal()
    new = tuple(c.NewItem(name=name, statements=("文",)) for name in ("甲", "乙"))
    review.propose(PLAIN, proposal_kind="split", new_items=new)
    adopted(review, (review.items[PLAIN], 1))
    twice = review.new()
    fields = {"indicator_id": review.items[PLAIN], "version": 1, "effective_on": date(2025, 8, 1)}
    with refused("new_ids", Refused):
        review.do(c.ReviseIndicator, **fields, new_ids=(twice, twice))
    assert not review.engine.load(Indicator, twice).exists


def test_what_has_left_is_only_read(review):
    review.in_proposal()
    item = review.items[STARRED]
    review.propose(STARRED, proposal_kind="retire")
    adopted(review, (item, 1))
    review.revise(item)
    on = {"indicator_id": item}
    with refused("retired", Refused):
        review.do(c.MakeMinorCorrection, **on, ground="misprint", text="別の名", note="誤字")
    with refused("retired", Refused):
        review.do(c.Acknowledge, review.member, **on)
    star = {"statement": 1, "text_revision": 1, "change": "revoke", "reason": "声"}
    with refused("retired", Refused):
        review.do(c.PutStarForward, **on, **star)
