"""Other ways through the steps and another flow for a running year, through the engine: who may, and how it is told."""

from datetime import date, timedelta

import pytest

from domain import commands as c
from domain.errors import NotPermitted, Refused
from domain.event import Ref
from domain.events import DeadlineSet, FlowChanged, StepEntered, StepReturned
from domain.japanese_dates import end_of_day, japan_day
from domain.review_cycle import ReviewCycle
from pdca.flows import read_flow
from pdca.sentences import sentences
from pdca.viewing import Viewer
from tests.everything_flows import other_ways
from tests.review import CITY, PLAIN, STARRED, Review, agenda

CHANGE = {"judged_by": 1, "judged_on": date(2025, 7, 1), "ground": "台風で集まれないため"}


def the_cycle(review):
    return review.engine.load(ReviewCycle, review.cycle)


def step_of(review, number=STARRED):
    return review.item(number).steps[review.cycle]


# --- deadlines


def test_a_deadline_by_rule_counts_from_the_day_the_first_item_came(review):
    review.in_consideration().consider()
    review.enter("proposal", review.scope[0])
    first_day = review.engine.now()
    review.engine.chance.advance(timedelta(days=2) // timedelta(microseconds=1))
    review.enter("proposal", *review.scope[1:])
    review.do(c.SetDeadline, step="proposal")
    assert first_day.date() == date(2025, 7, 1)
    assert the_cycle(review).deadlines["proposal"] == end_of_day(date(2025, 7, 23))


def test_before_anybody_came_it_has_no_day(review):
    with pytest.raises(Refused) as refused:
        review.do(c.SetDeadline, step="proposal")
    assert refused.value.code == "not_yet"


# --- over a step, through a door


def test_a_step_is_skipped_once_by_those_who_may(review):
    review.check()
    skip = review.command(c.SkipStep, step="consideration", indicator_ids=review.scope, reason="変わりがないため")
    done = review.engine.do(skip, review.clerk)
    assert step_of(review) == step_of(review, CITY) == "proposal"
    assert review.engine.do(skip, review.clerk).positions == done.positions
    for who in (review.department, review.member, review.administrator):
        with pytest.raises(NotPermitted):
            review.do(c.SkipStep, who, step="consideration", indicator_ids=review.scope, reason="x")


def test_what_stands_in_a_step_where_items_wait_may_skip_it_beside_one_that_comes(engine):
    review = Review(engine, flow="kaigi3").start()
    review.check().enter("consideration")
    review.do(c.SkipStep, step="consideration", indicator_ids=review.scope[:3], reason="変わりがないため")
    for item in review.scope[:2]:
        review.keep(item)
    review.due(timedelta(hours=1))
    engine.chance.advance(3_601_000_000)
    inside, coming, *_ = review.scope
    review.enter("deliberation", inside)
    review.do(c.SkipStep, step="deliberation", indicator_ids=(inside, coming), reason="ご意見がないため")
    assert {step_of(review, number) for number in (STARRED, PLAIN)} == {"revision"}


def test_who_asks_again_for_items_that_have_gone_on_is_not_told_what_others_lack(review):
    review.check().enter("consideration")
    review.do(c.SkipStep, step="consideration", indicator_ids=review.scope[:1], reason="変わりがないため")
    again = {"indicator_ids": review.scope[:1]}
    assert review.do(c.EnterStep, step="proposal", **again).positions == ()
    assert review.do(c.SkipStep, step="consideration", reason="変わりがないため", **again).positions == ()


def test_a_door_opens_only_where_the_flow_gives_it_to_the_role(engine):
    text = read_flow("kaigi2")
    line = next(line for line in text.splitlines(keepends=True) if "open_door" in line)
    review = Review(engine, flow=text.replace(line, "")).start()
    with pytest.raises(NotPermitted, match="『残っていることがあるまま進めること』は、この進め方では行いません"):
        review.do(c.EnterStep, step="consideration", indicator_ids=review.scope, door="急ぐため")
    assert step_of(review) == "status_check"


def test_through_a_door_items_go_on_and_what_was_open_is_on_record(review):
    review.do(c.EnterStep, step="consideration", indicator_ids=(review.items[CITY],), door="急ぐため")
    event = review.engine.history(review.items[CITY])[-1].event
    assert (event.step, event.despite) == ("consideration", ("status_checked",))
    assert step_of(review, CITY) == "consideration"


# --- another flow


def test_the_flow_changes_once_and_the_year_goes_on_by_it(review):
    review.in_proposal()
    command = review.command(c.ChangeFlow, flow=read_flow("kaigi1_shomen"), **CHANGE)
    first = review.engine.do(command, review.clerk)
    assert the_cycle(review).flow.name == "会議1回＋書面"
    assert review.engine.do(command, review.clerk).positions == first.positions
    assert review.do(c.ChangeFlow, flow=read_flow("kaigi1_shomen"), **CHANGE).positions == ()
    review.propose()
    with pytest.raises(NotPermitted, match="『書面会議と見直し』の段階で"):
        review.meeting((review.items[STARRED], 1)).decide((review.items[STARRED], 1))


@pytest.mark.parametrize("who", ["department", "member", "chair", "auditor", "administrator"])
def test_only_the_secretariat_records_that_the_flow_changes(review, who):
    with pytest.raises(NotPermitted, match=r"進め方の変更を記録するのは事務局です。"):
        review.do(c.ChangeFlow, getattr(review, who), flow=read_flow("kaigi1"), **CHANGE)


def test_the_chair_of_that_day_judged(review):
    with pytest.raises(Refused) as refused:
        review.do(c.ChangeFlow, flow=read_flow("kaigi1"), **{**CHANGE, "judged_on": date(2025, 3, 31)})
    assert refused.value.code == "not_chair"


def test_a_closed_year_goes_by_no_other_flow(review):
    review.whole_year()
    with pytest.raises(Refused) as refused:
        review.do(c.ChangeFlow, flow=read_flow("kaigi1"), **CHANGE)
    assert refused.value.code == "cycle_closed"


def test_the_list_of_streams_shows_deadlines_by_the_new_steps(review):
    review.do(c.SetDeadline, step="status_check")
    review.due(timedelta(days=90), step="consideration")
    later = the_cycle(review).deadlines["consideration"]
    review.do(c.ChangeFlow, flow=read_flow("kaigi1"), **CHANGE)
    assert review.engine.read_models.streams.stream(review.cycle).deadlines == {"status_check": later}
    assert the_cycle(review).deadlines == {"status_check": later}


# --- a year that decides in writing


def in_revision_by(review, flow):
    """As the other years, but the flow is another: the first item has an open proposal, the rest stay."""
    review.flow = flow
    review.opened(2026)
    review.in_proposal()
    review.propose()
    for item in review.scope[1:]:
        review.keep(item)
    review.due()
    review.engine.chance.advance(3_601_000_000)
    review.enter("revision")


def test_by_one_meeting_and_paper_a_year_is_decided_in_writing_to_its_end(review):
    in_revision_by(review, "kaigi1_shomen")
    review.do(c.SetDeadline, step="revision")
    first, today = review.items[STARRED], japan_day(review.engine.now())
    called = {"title": "書面会議", "held_on": today, "agenda": agenda((first, 1))}
    review.session = review.new()
    review.do(c.CallSession, **called, form="written", due=the_cycle(review).deadlines["revision"])
    for who in (review.chair, review.member):
        review.do(c.RecordConsent, who, given=True)
    for who, choice in ((review.chair, "agree"), (review.member, "agree"), (review.other, "oppose")):
        review.do(c.CastBallot, who, votes=(c.BallotVote(indicator=first, version=1, choice=choice, reason="声"),))
    review.do(c.CloseSession)
    review.revise(first, advanced=(1,))
    review.do(c.CloseCycle)
    assert the_cycle(review).closed
    assert review.item().outcomes[review.cycle] == "revised"


# --- the trail

TOLD = {
    DeadlineSet: ("「状況確認」の締切を令和7年", "までとしました（進め方のきまりによる）。"),
    FlowChanged: (
        "進め方を「会議2回」から「会議1回＋書面」に変えました（会長の判断：令和7年7月1日（火）、",
        "根拠：条例第7条第4項、理由：台風で集まれないため）。",
    ),
    StepReturned: ("据置きを取り消して、「改善検討」の段階に戻しました（理由：声が届いたため）。",),
}
ENTERED = {
    "skipped": "「改善検討」を省いて、「提案」の段階に進めました（理由：変わりがないため）。",
    "despite": "「改善検討」の段階に進めました"
    "（残っていたこと：状況が未記入、理由：担当課の回答を待つ間に進めるため）。",
    "moved": "進め方の変更により、「改善検討」の段階に置き換えました。",
}


@pytest.fixture
def told(review):
    other_ways(review)
    return review


def said(review, kind, viewer=None, of=None):
    found = [r for r in review.engine.log.since(0, 1000) if isinstance(r.event, kind)]
    clerk = Viewer(review.clerk, frozenset({"secretariat"}))
    return [
        s.text for s in sentences(review.engine, [r for r in found if not of or getattr(r.event, of)], viewer or clerk)
    ]


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
def test_each_is_told_with_its_ground(told, kind):
    assert all(part in said(told, kind)[-1] for part in TOLD[kind])


@pytest.mark.parametrize("of", ENTERED)
def test_a_step_that_was_not_simply_entered_says_why(told, of):
    assert said(told, StepEntered, of=of)[-1] == f"令和8年度の見直しで、{ENTERED[of]}"


def test_members_are_told_the_same_and_the_public_nothing_of_it(told):
    member = Viewer(told.member, frozenset({"member"}))
    assert "台風で集まれないため" in said(told, FlowChanged, member)[0]
    public = sentences(told.engine, told.engine.log.since(0, 1000), None)
    assert public
    assert not [s for s in public if "台風" in s.text or "省いて" in s.text]


def test_reasons_are_private_values(told):
    rows = [r for r in told.engine.log.since(0, 1000) if isinstance(r.event, FlowChanged)]
    assert told.engine.reveal([Ref(rows[0].position, "/data/ground")]) == {
        Ref(rows[0].position, "/data/ground"): "台風で集まれないため"
    }
