"""Items added, split, merged, moved and retired: proposed on a page, decided, made effective; the line goes on."""

from datetime import timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.indicator import Indicator
from domain.plan import Plan
from pdca.flows import read_flow
from tests.web.browsing_client import day, send, words
from tests.web.small_city import CLERK, DEPARTMENT, MEMBER, START

ITEM = "1-1-指1"


@pytest.fixture
def item(city):
    return f"/indicators/{city.item(ITEM)}"


@pytest.fixture
def step(city, cycle):
    city.to_proposal(cycle)
    return cycle


def decided(city, cycle, number=ITEM, version=1, beside=()):
    """The proposal is adopted, as those of `beside`; every other item stays as it is; all stand in the last step."""
    numbers = (number, *beside)
    for other in city.scope(cycle):
        if other not in {city.item(each) for each in numbers}:
            city.do(c.CarryForward, cycle_id=cycle, indicator_id=other, of="text", reason="変わりなし")
    session = city.session(cycle, *((each, version) for each in numbers))
    city.do(c.RecordAttendance, session_id=session, present=(1, 2, 3), presiding=1)
    entry = tuple(c.AgendaEntry(indicator=city.item(each), version=version) for each in numbers)
    city.do(c.RecordDecision, session_id=session, decision="approved", proposals=entry, manner="異議なし")
    city.do(c.CloseSession, session_id=session)
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.engine.now() + timedelta(hours=1))
    city.chance.advance(3_700_000_000)
    city.do(c.EnterStep, cycle_id=cycle, step="revision", indicator_ids=city.scope(cycle))


def proposed(client, item, city, kind, **fields):
    given = {"proposal_kind": kind, "based_on": "0", "sent_from": kind, "reason": "休館のため"} | fields
    return send(client, f"{item}/restructuring", city, **given)


def made_effective(clerk, item, city, cycle, *new, on=START, **more):
    fields = {"cycle_id": cycle, "version": "1", "new_ids": list(new)} | day(
        "effective_on", on.year - 2018, on.month, on.day
    )
    return send(clerk, f"{item}/revision", city, **fields | more)


def halves(cycle):
    return {
        "cycle_id": cycle, "name-1": "東館の開放", "texts-1": "・東館を月2回開放している。\r\n・土曜にも開ける。",
        "name-2": "南館の開放", "texts-2": "南館を月2回開放している。",
    }  # fmt: skip


def test_the_page_is_for_who_may_propose(clerk, person, city, item, step):
    page = words(clerk.get(f"{item}/restructuring"))
    for kind in ("新しい項目を加える", "この項目を分ける", "ほかの項目にまとめる", "ほかの取組に移す", "取組を終える"):
        assert kind in page
    assert person(DEPARTMENT).get(f"{item}/restructuring").status_code == 403
    assert person(MEMBER).get(f"{item}/restructuring").status_code == 403


def test_an_item_is_split_and_its_line_goes_on(clerk, person, city, item, step):
    refused = proposed(clerk, item, city, "split", **{**halves(step), "name-2": "", "texts-2": ""})
    assert refused.status_code == 422
    assert "分割した後の項目を、二つ以上入れてください" in words(refused)
    assert "東館の開放" in refused.text
    assert proposed(clerk, item, city, "split", **halves(step)).status_code == 303
    page = words(person(MEMBER).get(item))
    assert "この項目を、次の項目に分ける案です。" in page
    assert "南館を月2回開放している。" in page
    decided(city, step)
    assert 'name="new_ids"' in clerk.get(item).text
    new = (city.id(), city.id())
    assert made_effective(clerk, item, city, step, *new).status_code == 303
    old, first = city.state(ITEM), city.load(Indicator, new[0])
    assert (old.successors, old.outcomes[step]) == (new, "retired")
    assert (first.label, first.predecessors) == ("1-①-指3 東館の開放", (old.id,))
    assert "引き継いだ項目：1-①-指3東館の開放、1-①-指4南館の開放" in words(clerk.get(item))
    history = clerk.get(f"/indicators/{new[0]}/history")
    assert "もとの項目の履歴：1-①-指1開放" in words(history)
    assert f"{item}/history" in history.text
    plan = words(clerk.get("/plans/kawabe"))
    assert "東館の開放" in plan
    assert "これから計画に入る項目" not in plan
    assert "3つの公民館の和室を月2回" not in plan


def test_an_item_that_something_waits_on_is_not_taken_out(clerk, city, item, step):
    assert proposed(clerk, item, city, "retire", cycle_id=step).status_code == 303
    decided(city, step)
    comment = city.said(step, who=MEMBER)
    refused = made_effective(clerk, item, city, step)
    assert refused.status_code == 422
    assert "回答を待っているご意見が1件あります" in words(refused)
    on_it = {"cycle_id": step, "indicator_id": city.item(ITEM)}
    city.do(c.AnswerComment, **on_it, comment=comment, disposition="noted", body="参考とします。")
    assert made_effective(clerk, item, city, step).status_code == 303
    assert city.item(ITEM) not in {entry.indicator for entry in city.load(Plan, city.plan).items}


def test_an_end_that_is_ahead_is_shown_with_its_day_and_the_item_stands_until_then(clerk, person, city, item, step):
    proposed(clerk, item, city, "retire", cycle_id=step)
    decided(city, step)
    ahead = START + timedelta(days=30)
    assert made_effective(clerk, item, city, step, on=ahead).status_code == 303
    assert "に計画から外します。それまでは計画の項目です。" in words(clerk.get(item))
    assert "3つの公民館の和室を月2回" in words(clerk.get("/plans/kawabe"))
    city.at(ahead)
    later = person(CLERK)
    assert "に計画から外しました。" in words(later.get(item))
    assert "3つの公民館の和室を月2回" not in words(later.get("/plans/kawabe"))
    assert later.get(f"{item}/history").status_code == 200


def test_a_merge_into_what_has_left_goes_back_from_the_item_s_page(clerk, city, item, step):
    gone = city.item("1-1-指2")
    assert proposed(clerk, item, city, "merge", cycle_id=step, into=gone).status_code == 303
    proposed(clerk, f"/indicators/{gone}", city, "retire", cycle_id=step)
    decided(city, step, beside=("1-1-指2",))
    assert "第1版を差し戻す" not in words(clerk.get(item))
    made_effective(clerk, f"/indicators/{gone}", city, step)
    page = words(clerk.get(item))
    assert "まとめる先の項目が計画から外れたため、この案は計画に反映できません。" in page
    assert "第1版を差し戻す" in page
    back = {"cycle_id": step, "sent_from": "return-1", "reason": "まとめる先がなくなったため"}
    assert send(clerk, f"{item}/proposals/1/return", city, **back).status_code == 303
    assert city.load(Indicator, city.item(ITEM)).proposal(step, 1).state == "returned"


def test_a_revision_before_its_decision_is_refused_at_its_field(clerk, city, item, step):
    city.proposed(step)
    decided(city, step)
    refused = made_effective(clerk, item, city, step, on=START - timedelta(days=1))
    assert refused.status_code == 422
    assert "反映する日は、決まった日" in words(refused)


def test_an_item_of_a_new_measure_is_added(clerk, city, item, step):
    new = {"name-1": "水場", "texts-1": "浅い。", "place-1": "1 2 new", "measure-1": "水遊び", "kind-1": "activity"}
    assert proposed(clerk, item, city, "add", cycle_id=step, **new).status_code == 303
    decided(city, step)
    added = city.id()
    assert made_effective(clerk, item, city, step, added).status_code == 303
    assert city.load(Indicator, added).label == "1-②-指1 水場"
    assert city.state(ITEM).outcomes[step] == "revised"
    page = words(clerk.get("/plans/kawabe"))
    assert "取組②水遊び" in page
    assert "3つの公民館の和室を月2回" in page


def test_a_numeric_item_is_added_with_its_figures_and_measured(clerk, city, item, step):
    assert "数値指標の単位" in words(clerk.get(f"{item}/restructuring"))
    new = {"name-1": "利用者数", "place-1": "1 1", "kind-1": "numeric"}
    refused = proposed(clerk, item, city, "add", cycle_id=step, **new)
    assert "数値指標の単位を入れてください。" in words(refused)
    figures = {"unit-1": "人", "baseline-1_year": "6", "baseline-1_value": "1,240", "target-1_text": "増やす"}
    assert proposed(clerk, item, city, "add", cycle_id=step, **new, **figures).status_code == 303
    for page in (words(clerk.get(item)), words(clerk.get(f"{item}/history"))):
        assert "基準値（令和6年度）" in page
        assert "1,240" in page
        assert "増やす" in page
    decided(city, step)
    added = city.id()
    assert made_effective(clerk, item, city, step, added).status_code == 303
    page = words(clerk.get(f"/indicators/{added}"))
    assert "基準値（令和6年度）1,240人" in page
    assert "目標値増やす" in page
    measured = {"cycle_id": step, "fiscal_year": "6", "value": "1300", "sent_from": "figure"}
    assert send(clerk, f"/indicators/{added}/measurements", city, **measured).status_code == 303
    assert "令和6年度1,300人" in words(clerk.get(f"/indicators/{added}"))


def test_an_item_is_merged_into_another(clerk, city, item, step):
    into = city.item("1-1-指2")
    assert proposed(clerk, item, city, "merge", cycle_id=step, into=into, texts="和室も開ける。").status_code == 303
    decided(city, step)
    assert "この項目の★は、そこで終わります。引き継ぐ項目の★は、会議で付けます。" in words(clerk.get(item))
    refused = made_effective(clerk, item, city, step, advanced="1")
    assert "引き継ぐ項目の★は、会議で付けてください。" in words(refused)
    assert made_effective(clerk, item, city, step).status_code == 303
    other = city.state("1-1-指2")
    assert [b.text for b in other.statements.values()][-1] == "和室も開ける。"
    assert other.predecessors == (city.item(ITEM),)
    assert "もとの項目：1-①-指1開放" in words(clerk.get(f"/indicators/{into}"))


def test_what_another_wording_overtook_goes_back_and_is_proposed_again(clerk, city, item, step):
    city.proposed(step)
    decided(city, step)
    assert "第1版を差し戻す" not in words(clerk.get(item))
    reword(city, step, "和室を毎週、親子に開放している。")
    assert made_effective(clerk, item, city, step).status_code == 409
    page = words(clerk.get(item))
    assert "ほかの年度の見直しでもとの文が新しくなったため、この案は計画に反映できません。" in page
    back = {"cycle_id": step, "reason": "文が新しくなったため", "sent_from": "return-1"}
    assert send(clerk, f"{item}/proposals/1/return", city, **back).status_code == 303
    city.do(c.EnterStep, cycle_id=step, step="proposal", indicator_ids=(city.item(ITEM),))
    again = (c.Bullet(id=1, text="和室を毎週開放し、換気している。", text_revision=2),)
    city.proposed(step, statements=again, based_on=1)
    assert city.state(ITEM).proposal_states(step) == {1: "returned", 2: "open"}


def reword(city, cycle, text):
    """As logs have it that were written before two years' proposals kept out of each other's way."""
    wording = (e.RevisedStatement(id=1, text=text, text_revision=2),)
    event = e.IndicatorRevised(
        cycle=cycle, version=1, effective_on=START, statements=wording, merged=city.item("1-1-指2")
    )
    city.engine.decide(
        lambda case: [(case.item(city.item(ITEM)).stream, event)], city.people[CLERK], city.id(), text.encode()
    )


def test_an_item_keeps_text_and_star_when_it_moves(clerk, city, item, step):
    new = {"name-1": "水場", "texts-1": "浅い。", "place-1": "1 2 new", "measure-1": "水遊び", "kind-1": "activity"}
    proposed(clerk, item, city, "add", cycle_id=step, **new)
    decided(city, step)
    made_effective(clerk, item, city, step, city.id())
    city.do(c.CloseCycle, cycle_id=step)
    cycle = city.id()
    city.do(
        c.OpenCycle, cycle_id=cycle, plan_id=city.plan, council_id=city.council, fiscal_year=2026,
        flow=read_flow("kaigi2"),
    )  # fmt: skip
    for each in city.scope(cycle):
        city.do(c.CheckStatus, cycle_id=cycle, indicator_id=each, texts=("できた。",))
    city.do(c.EnterStep, cycle_id=cycle, step="consideration", indicator_ids=city.scope(cycle))
    city.considered(cycle)
    city.do(c.EnterStep, cycle_id=cycle, step="proposal", indicator_ids=city.scope(cycle))
    assert proposed(clerk, item, city, "move", cycle_id=cycle, place="1 2").status_code == 303
    decided(city, cycle)
    assert made_effective(clerk, item, city, cycle).status_code == 303
    moved = city.state(ITEM)
    assert (moved.label, set(moved.stars)) == ("1-②-指2 開放", {1})
    assert "1-②-指2" in words(clerk.get(item))


def test_a_text_counts_from_its_day_and_reads_as_before_until_then(clerk, person, city, item, step):
    city.proposed(step)
    decided(city, step)
    ahead = START + timedelta(days=30)
    assert made_effective(clerk, item, city, step, on=ahead).status_code == 303
    page = words(clerk.get(item))
    assert "令和7年6月11日（水）からの文" in page
    assert "2つの公民館の和室を月2回" in page
    assert "3つの公民館の和室を月2回" in page
    plan = words(clerk.get("/plans/kawabe"))
    assert "3つの公民館の和室を月2回" in plan
    assert "2つの公民館の和室を月2回" not in plan
    city.at(ahead)
    plan = words(person(CLERK).get("/plans/kawabe"))
    assert "2つの公民館の和室を月2回" in plan
    assert "からの文" not in words(person(CLERK).get(item))


def test_an_item_that_is_ahead_is_announced_and_not_yet_in_the_plan(clerk, city, item, step):
    proposed(clerk, item, city, "split", **halves(step))
    decided(city, step)
    new = (city.id(), city.id())
    made_effective(clerk, item, city, step, *new, on=START + timedelta(days=30))
    plan = words(clerk.get("/plans/kawabe"))
    assert "これから計画に入る項目1-①-指3東館の開放1-①-指4南館の開放" in plan
    assert "東館を月2回開放している。" not in plan
    assert "3つの公民館の和室を月2回" in plan


def test_a_meeting_amends_a_split_on_the_same_page(clerk, city, item, step):
    proposed(clerk, item, city, "split", **halves(step))
    session = city.session(step, (ITEM, 1))
    assert f"/restructuring?session={session}" in clerk.get(item).text
    page = words(clerk.get(f"{item}/restructuring?session={session}"))
    assert "での修正案です。" in page
    assert "いま出ている第1版は、この案に置き換わります。" in page
    amended = proposed(clerk, item, city, "split", **halves(step) | {"based_on": "1", "session_id": session})
    assert amended.status_code == 303
    assert city.state(ITEM).proposal(step, 2).session == session
