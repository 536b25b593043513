"""Differences beside a review that runs: proposals that wait, wordings that are decided here, and who may confirm."""

import pytest

from domain.review_cycle import ReviewCycle
from pdca.differences import Decisions, confirm_differences, find_differences
from pdca.documents import read_document
from pdca.findings import findings
from tests.pdca.differences.next_year import MEETING
from tests.review import DOCUMENT, STARRED, Review, refused

PROPOSED = "坂がもっとなだらかになっている。"
OTHER = "坂に手すりがある。"


@pytest.fixture
def review(engine):
    return Review(engine).start()


class Came:
    """A next document in which a bullet of the first item reads otherwise."""

    def __init__(self, review, text):
        self.review = review
        self.content = DOCUMENT.replace("坂がなだらかになっている。", text).encode()
        self.document = read_document(self.content, "来年.txt")

    def found(self):
        return find_differences(self.review.engine, self.review.plan, self.document).entries

    def confirm(self, who, choices=None):
        every = {entry.id: "decided" for entry in self.found()}
        decisions = Decisions(choices=every if choices is None else choices, session=MEETING)
        return confirm_differences(
            self.review.engine, self.review.plan, self.content, "来年.txt", self.document, decisions, who
        )


def test_a_proposal_that_waits_is_in_the_way(review):
    came = Came(review.in_revision(), OTHER)
    with refused("proposal_open"):
        came.confirm(review.clerk)
    assert came.confirm(review.clerk, {}).positions  # the document itself is no change


def test_a_wording_that_is_adopted_here_is_no_difference(review):
    review.in_revision()
    item = review.items[STARRED]
    review.meeting((item, 1))
    assert [entry.kind for entry in Came(review, PROPOSED).found()] == ["wording"]
    review.decide((item, 1))
    assert Came(review, PROPOSED).found() == ()


def test_only_the_office_confirms(review):
    came = Came(review, OTHER)
    for who in (review.member, review.department):
        with refused("not_permitted"):
            came.confirm(who)
    assert came.confirm(review.clerk).positions


def test_a_change_meanwhile_makes_the_choices_a_conflict(review):
    came = Came(review, OTHER)
    choices = {entry.id: "decided" for entry in came.found()}
    Came(review, "坂に屋根がある。").confirm(review.clerk)
    with refused("differences_changed"):
        came.confirm(review.clerk, choices)


def test_the_auditor_reads_which_changes_only_a_document_knows(review):
    Came(review, OTHER).confirm(review.clerk)
    found = findings(review.engine, review.engine.load(ReviewCycle, review.cycle))
    (outside,) = [each for each in found if each.kind == "decided_outside"]
    assert outside.words == f"{STARRED} 使いやすさ　会議の記録は文書による（{MEETING.title}）"
