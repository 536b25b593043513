"""Proposals: made, superseded, withdrawn, returned, frozen; and the revision of a text."""

from datetime import date

from domain import commands as c
from domain import events as e
from domain.errors import Conflict, Refused
from domain.event import Ref
from domain.plan import Plan
from domain.proposals import Around, return_proposal, withdraw
from domain.proposals import propose as propose_
from domain.revision import Standing
from domain.revision import revise as revise_
from domain.session import Session
from tests.given import (
    CHAIR,
    COMMAND,
    CYCLE,
    DAY,
    ITEM,
    MEETING,
    PLAN,
    a_cycle,
    adopted,
    an_item,
    answered,
    change,
    commented,
    decided,
    entered,
    given,
    proposed,
    refused,
)

ON = {"command_id": COMMAND, "cycle_id": CYCLE, "indicator_id": ITEM}
BULLET = c.Bullet(id=1, text="和室を月3回開放している。", text_revision=1)
ROLL = (e.RollEntry(seat=1, account=CHAIR, office="chair"),)


def a_plan(*events):
    """A plan with two projects, the second with two measures."""
    measures = (e.InitiativeEntry(number=1, name="開放"), e.InitiativeEntry(number=2, name="車"))
    projects = (e.ProjectEntry(number=1, name="情報"), e.ProjectEntry(number=2, name="遊び", initiatives=measures))
    items = (e.ItemEntry(indicator=ITEM, kind="activity"),)
    return given(Plan(PLAN), e.PlanRegistered(key="plan", title="計画", projects=projects, items=items), *events)


def a_meeting(*events, version=1):
    """A running meeting that has the item on its agenda; positions count from 1."""
    agenda = (e.AgendaEntry(indicator=ITEM, version=version),)
    called = e.SessionCalled(cycle=CYCLE, title="第1回会議", held_on=date(2025, 7, 24), roll=ROLL, agenda=agenda)
    return given(Session(MEETING), called, *events)


PRESENT = e.AttendanceRecorded(present=(1,), presiding=1, needed=1, quorate=True)
CLOSED = e.SessionClosed(present=1, needed=1, quorate=True)


def ruled(decision):
    proposals = (e.AgendaEntry(indicator=ITEM, version=1),)
    return e.DecisionRecorded(decision=decision, proposals=proposals, manner="異議なし")


def around(*sessions, into=None):
    return Around(a_plan(), sessions, into)


def propose(item, command, *sessions):
    return propose_(item, a_cycle(), around(*sessions), command)


def take_back(item, command, *sessions):
    return withdraw(item, a_cycle(), around(*sessions), command)


def give_back(item, command, *sessions):
    return return_proposal(item, a_cycle(), around(*sessions), command)


def revise(item, texts, command, **more):
    return revise_(item, a_cycle(), Standing(a_plan(), texts, **more), command)


def proposal(*bullets, kind="revise", **more):
    return c.ProposeImprovement(**ON, proposal_kind=kind, statements=bullets, reason="声があったため", **more)


def revised_by(version=1, **more):
    return c.ReviseIndicator(**ON, version=version, effective_on=date(2026, 3, 31), **more)


def test_a_changed_proposal_is_the_next_version():
    assert decided(propose(an_item(), proposal(BULLET))) == [proposed(1)]
    item = an_item(proposed(1))
    assert decided(propose(item, proposal(BULLET, based_on=1))) == [proposed(2)]
    refused(Conflict, "stale_proposal", propose, item, proposal(BULLET))


def test_only_one_version_is_open():
    item = an_item(proposed(1), proposed(2))
    assert item.proposal_states(CYCLE) == {1: "superseded", 2: "open"}


def test_to_continue_unchanged_is_a_proposal_without_bullets():
    assert decided(propose(an_item(), proposal(kind="continue"))) == [proposed(kind="continue")]


def test_an_adopted_proposal_to_continue_settles_the_item():
    assert an_item(proposed(kind="continue"), adopted()).outcomes == {CYCLE: "unchanged"}


def test_a_settled_or_adopted_item_takes_no_further_proposal():
    refused(Refused, "adopted", propose, an_item(proposed(), adopted()), proposal(BULLET, based_on=1))
    said = e.CarriedForward(cycle=CYCLE, of="text", fiscal_year=2025, reason="変わりなし")
    refused(Refused, "settled", propose, an_item(said), proposal(BULLET))


def test_a_returned_proposal_takes_the_item_back_to_consideration():
    item = an_item(entered("consideration"), entered("proposal"), proposed())
    command = c.ReturnProposal(**ON, version=1, reason="調べ直す")
    returned = e.ProposalReturned(cycle=CYCLE, version=1, reason="調べ直す")
    back = e.StepReturned(cycle=CYCLE, step="consideration", reason="調べ直す")
    assert decided(give_back(item, command)) == [returned, back]
    again = an_item(entered("proposal"), proposed(), returned)
    refused(Refused, "not_open", give_back, again, command)


def overtaken(*events, **fields):
    """An item whose adopted proposal of this cycle meets a wording that another year's review gave since."""
    reworded = e.RevisedStatement(id=1, text="和室を毎週開放している。", text_revision=2)
    elsewhere = {"cycle": MEETING, "version": 1}
    return an_item(
        proposed(**fields),
        adopted(),
        e.ImprovementProposed(**elsewhere, proposal_kind="revise", statements=(change(),), reason="x"),
        e.ProposalAdopted(**elsewhere, session=MEETING),
        e.IndicatorRevised(**elsewhere, effective_on=DAY, statements=(reworded,)),
        *events,
    )


def test_an_adopted_proposal_that_was_overtaken_goes_back_and_can_be_made_again():
    command = c.ReturnProposal(**ON, version=1, reason="文が新しくなったため")
    returned = e.ProposalReturned(cycle=CYCLE, version=1, reason="文が新しくなったため")
    for fields in ({}, {"statements": (), "removed": (1,)}):
        item = overtaken(**fields)
        refused(Conflict, "stale_text", revise, item, {Ref(4, "/data/statements/0/text"): "x"}, revised_by())
        assert decided(give_back(item, command))[0] == returned
        again = c.Bullet(id=1, text="和室を毎週開放し、換気している。", text_revision=2)
        assert propose(overtaken(returned, **fields), proposal(again, based_on=1))
    refused(Refused, "not_open", give_back, an_item(proposed(), adopted()), command)
    revised = e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=DAY, statements=())
    refused(Refused, "not_open", give_back, overtaken(revised), command)


def test_a_proposal_that_reads_as_the_plan_does_is_none():
    same = c.Bullet(id=1, text=" 和室を月2回開放している。", text_revision=1)
    said = refused(Refused, "no_change", propose, an_item(), proposal(same))
    assert said.message == "いまの文と同じです。変わりがなければ「据置き」を選んでください。"
    refused(Refused, "no_change", propose, an_item(), proposal(same, name="開放"))
    other = c.Bullet(id=2, text="日曜にも開けている。", text_revision=1)
    (event,) = decided(propose(an_item(), proposal(same, other)))
    assert event.statements == (e.DraftStatement(id=2, text="日曜にも開けている。", text_revision=1),)
    (event,) = decided(propose(an_item(), proposal(same, name="親子開放")))
    assert (event.statements, event.name) == ((), "親子開放")


def test_an_opinion_answered_with_a_version_that_falls_is_open_again():
    events = (commented(), proposed(), answered(4, "reflected", version=1))
    assert an_item(*events).open_comments(CYCLE) == []
    dropped = e.ProposalRejected(cycle=CYCLE, version=1, session=MEETING, reason="財源がない")
    assert an_item(*events, dropped).open_comments(CYCLE) == [4]


def test_a_revision_has_an_adopted_proposal_behind_it_and_takes_its_words():
    texts = {Ref(4, "/data/statements/0/text"): "和室を月3回開放している。"}
    revised = e.RevisedStatement(id=1, text="和室を月3回開放している。", text_revision=2, advanced=True)
    expected = e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=date(2026, 3, 31), statements=(revised,))
    item = an_item(proposed(), adopted())
    assert decided(revise(item, texts, revised_by(advanced=(1,)))) == [expected]
    refused(Refused, "not_adopted", revise, an_item(proposed()), texts, revised_by())
    refused(Refused, "no_star", revise, item, texts, revised_by(advanced=(2,)))


def test_a_revision_keeps_or_drops_the_star_and_never_reuses_an_id():
    new = e.RevisedStatement(id=3, text="雨の日も開ける。", text_revision=1)
    revised = e.IndicatorRevised(
        cycle=CYCLE,
        version=1,
        effective_on=date(2026, 3, 31),
        statements=(e.RevisedStatement(id=1, text="和室", text_revision=2), new),
        removed=(2,),
    )
    item = an_item(proposed(statements=(change(),), removed=(2,)), adopted(), revised)
    assert list(item.statements) == [1, 3]
    assert (item.stars, item.last_statement, item.outcomes) == ({}, 3, {CYCLE: "revised"})


# --- withdrawn


WITHDRAW = c.WithdrawProposal(**ON, version=1, reason="調べ直すため")
WITHDRAWN = e.ProposalWithdrawn(cycle=CYCLE, version=1, reason="調べ直すため")


def test_a_proposal_is_withdrawn_with_a_reason_and_the_item_stays_in_its_step():
    assert decided(take_back(an_item(proposed()), WITHDRAW)) == [WITHDRAWN]
    item = an_item(proposed(), WITHDRAWN)
    assert (item.steps[CYCLE], item.proposal_states(CYCLE)) == ("status_check", {1: "withdrawn"})
    assert take_back(item, WITHDRAW) == []
    refused(Refused, "not_open", take_back, an_item(proposed(), adopted()), WITHDRAW)
    silent = c.WithdrawProposal(**ON, version=1, reason="")
    refused(Refused, "empty", take_back, an_item(proposed()), silent)


def test_an_opinion_answered_with_a_version_that_is_withdrawn_is_open_again():
    item = an_item(commented(), proposed(), answered(4, "reflected", version=1), WITHDRAWN)
    assert item.open_comments(CYCLE) == [4]


def test_after_a_withdrawal_the_next_version_may_come():
    item = an_item(proposed(), WITHDRAWN)
    assert decided(propose(item, proposal(BULLET, based_on=1))) == [proposed(2)]


# --- frozen


def test_what_a_running_meeting_has_on_its_agenda_is_frozen():
    item = an_item(proposed())
    running = (a_meeting(), a_meeting(PRESENT))
    for meeting in running:
        refused(Refused, "frozen", propose, item, proposal(BULLET, based_on=1), meeting)
        refused(Refused, "frozen", take_back, item, WITHDRAW, meeting)
        refused(Refused, "frozen", give_back, item, c.ReturnProposal(**ON, version=1, reason="戻す"), meeting)


def test_what_a_meeting_left_undecided_is_free_again_when_it_is_over():
    over = a_meeting(PRESENT, CLOSED)
    assert decided(take_back(an_item(proposed()), WITHDRAW, over)) == [WITHDRAWN]


def test_the_meeting_itself_may_amend_what_is_on_its_agenda_until_it_decides():
    item, amendment = an_item(proposed()), proposal(BULLET, based_on=1, session_id=MEETING)
    assert decided(propose(item, amendment, a_meeting())) == [proposed(2, session=MEETING)]
    refused(Refused, "not_amendable", propose, item, amendment, a_meeting(PRESENT, CLOSED))
    refused(Refused, "not_amendable", propose, item, amendment, a_meeting(PRESENT, ruled("entrusted")))
    refused(Refused, "not_amendable", propose, item, amendment)


def test_an_entrusted_version_is_reworded_or_returned_but_not_withdrawn():
    item, meeting = an_item(proposed()), a_meeting(PRESENT, ruled("entrusted"), CLOSED)
    assert decided(propose(item, proposal(BULLET, based_on=1), meeting)) == [proposed(2)]
    refused(Refused, "entrusted", take_back, item, WITHDRAW, meeting)
    assert give_back(item, c.ReturnProposal(**ON, version=1, reason="戻す"), meeting)


def test_an_item_has_one_proposal_even_with_two_cycles_open():
    elsewhere = e.ImprovementProposed(cycle=MEETING, version=1, proposal_kind="continue", reason="前の年度の案")
    refused(Refused, "open_elsewhere", propose, an_item(elsewhere), proposal(BULLET))


def test_a_revision_does_not_count_from_before_the_day_of_its_decision():
    texts = {Ref(4, "/data/statements/0/text"): "和室を月3回開放している。"}
    item = an_item(proposed(), adopted())
    later = Standing(a_plan(), texts, decided_on=date(2026, 4, 1))
    refused(Refused, "before_decision", revise_, item, a_cycle(), later, revised_by())
    assert revise(item, texts, revised_by(), decided_on=date(2026, 3, 31))


def test_a_bullet_that_was_worded_anew_is_not_removed_by_an_older_decision():
    other = "00000000-0000-7000-8000-0000000000c9"
    meanwhile = e.IndicatorRevised(
        cycle=other, version=1, effective_on=DAY,
        statements=(e.RevisedStatement(id=1, text="和室を毎日開放している。", text_revision=2),),
    )  # fmt: skip
    in_between = e.ImprovementProposed(
        cycle=other, version=1, proposal_kind="revise", reason="x", statements=(change(),)
    )
    item = an_item(proposed(statements=(), removed=(1,)), adopted(), in_between, meanwhile)
    command = c.ReviseIndicator(command_id=COMMAND, cycle_id=CYCLE, indicator_id=ITEM, version=1, effective_on=DAY)
    refused(Conflict, "stale_text", revise, item, {}, command)
