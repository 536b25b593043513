"""Proposals that change which items the plan has, and what they become when they take effect."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.errors import NotFound, Refused
from domain.event import Ref
from domain.indicator import Indicator
from domain.proposals import propose as propose_in_full
from domain.revision import Standing
from domain.revision import revise as revise_
from domain.steps import closing_obstacles
from tests.domain.test_proposals import a_meeting, a_plan, around, proposal, propose, revised_by
from tests.given import (
    COUNCIL,
    CYCLE,
    ITEM,
    MEETING,
    NOW,
    PLAN,
    a_cycle,
    adopted,
    an_item,
    answered,
    commented,
    decided,
    given,
    proposed,
    refused,
    registered,
)

OTHER, FIRST, SECOND = (f"00000000-0000-7000-8000-0000000000{k}" for k in ("b1", "b2", "b3"))
DAY = date(2026, 3, 31)
HALVES = (
    c.NewItem(name="東館", statements=("東館を開ける。",)),
    c.NewItem(name="南館", statements=("南館を開ける。", "灯りを置く。")),
)


def other(*events, kind="role"):
    """Another item of the plan."""
    return given(Indicator(OTHER), registered(kind), *events)


def new_part(name="東館", texts=("東館を開ける。",), kind="activity", initiative=1, measure=None):
    number = e.ItemNumber(project=2, initiative=initiative)
    return e.ProposedItem(item_kind=kind, number=number, name=name, statements=texts, initiative_name=measure)


def adopted_with(*events, **fields):
    """An item whose proposal of these fields is adopted; the proposal stands at position 4."""
    kind = fields.pop("kind")
    return an_item(proposed(kind=kind, statements=(), **fields), adopted(), *events)


def effect(item, *new_ids, texts=None, advanced=(), **standing):
    """The events of the revision, each with the kind of stream it goes to."""
    found = {"items": [item, other()], "new": [Indicator(each) for each in new_ids], "plan": a_plan(), **standing}
    command = revised_by(new_ids=new_ids, advanced=advanced)
    return revise_(item, a_cycle(), Standing(texts=texts or {}, **found), command)


# --- proposed


def test_a_split_has_two_items_or_more_at_the_place_of_the_old_one():
    (event,) = decided(propose(an_item(), proposal(kind="split", new_items=HALVES)))
    assert [new.number for new in event.new_items] == [e.ItemNumber(project=2, initiative=1)] * 2
    assert [new.item_kind for new in event.new_items] == ["activity"] * 2
    refused(Refused, "empty", propose, an_item(), proposal(kind="split", new_items=HALVES[:1]))
    blank = (HALVES[0], c.NewItem(name=" ", statements=("x",)))
    refused(Refused, "empty", propose, an_item(), proposal(kind="split", new_items=blank))
    textless = (HALVES[0], c.NewItem(name="南館", statements=()))
    refused(Refused, "empty", propose, an_item(), proposal(kind="split", new_items=textless))


def test_an_item_is_added_to_a_measure_that_there_is_or_to_the_next_one_by_name():
    there = c.NewItem(name="水場", statements=("浅い。",), item_kind="role", project=2, initiative=2)
    (event,) = decided(propose(an_item(), proposal(kind="add", new_items=(there,))))
    assert event.new_items == (new_part("水場", ("浅い。",), "role", 2),)
    following = c.NewItem(name="水場", statements=("浅い。",), project=2, initiative=3, initiative_name="水遊び")
    (event,) = decided(propose(an_item(), proposal(kind="add", new_items=(following,))))
    assert event.new_items[0].initiative_name == "水遊び"


MEASURED = {"unit": "人", "baseline": c.Figure(fiscal_year=2024, value="1,240"), "target": c.Figure(text="増やす")}


def test_a_numeric_item_is_added_with_unit_and_figures():
    new = c.NewItem(name="利用者数", statements=(), item_kind="numeric", project=2, initiative=1, **MEASURED)
    (event,) = decided(propose(an_item(), proposal(kind="add", new_items=(new,))))
    baseline, target = e.ProposedFigure(fiscal_year=2024, value="1240"), e.ProposedFigure(text="増やす")
    assert event.new_items[0].numeric == e.ProposedNumeric(unit="人", baseline=baseline, target=target)
    for wrong, code in (({"unit": " "}, "empty"), ({"baseline": c.Figure(value="多い")}, "no_number")):
        other_one = replace(new, **wrong)
        refused(Refused, code, propose, an_item(), proposal(kind="add", new_items=(other_one,)))
    for given_, value in MEASURED.items():
        role = c.NewItem(name="水場", statements=("浅い。",), project=2, initiative=1, **{given_: value})
        refused(Refused, "not_numeric", propose, an_item(), proposal(kind="add", new_items=(role,)))


def test_the_halves_of_a_numeric_item_have_its_unit_where_they_name_none():
    made = e.IndicatorRegistered(
        plan=PLAN, item_kind="numeric", number=e.ItemNumber(project=2, initiative=1, ordinal=1), name="利用者数",
        numeric=e.Numeric(unit="人"),
    )  # fmt: skip
    parts = (c.NewItem(name="東館", statements=()), c.NewItem(name="南館", statements=(), unit="組"))
    (event,) = decided(propose(given(Indicator(ITEM), made), proposal(kind="split", new_items=parts)))
    assert [new.numeric.unit for new in event.new_items] == ["人", "組"]


@pytest.mark.parametrize(
    ("place", "kind", "error", "code"),
    [
        ({"project": 9, "initiative": 1}, "activity", NotFound, "unknown_project"),
        ({"project": 2, "initiative": 4}, "activity", Refused, "order"),
        ({"project": 2, "initiative": 3}, "activity", Refused, "empty"),
        ({"project": 2, "initiative": 1}, "content", Refused, "one_only"),
        ({"project": 2, "initiative": 3, "initiative_name": "新"}, "vision", Refused, "one_only"),
    ],
    ids=["no project", "a gap", "no name", "second content", "second vision"],
)
def test_an_item_is_not_added_where_it_does_not_fit(place, kind, error, code):
    new = c.NewItem(name="水場", statements=("浅い。",), item_kind=kind, **place)
    refused(error, code, propose, an_item(), proposal(kind="add", new_items=(new,)))


def test_nothing_is_no_addition():
    refused(Refused, "empty", propose, an_item(), proposal(kind="add"))


def test_an_item_is_merged_into_another_of_its_plan_that_is_in_it():
    def merge(item, into, *bullets):
        command = proposal(*bullets, kind="merge", into=into.id if into else None)
        return propose_in_full(item, a_cycle(), around(into=into), command)

    (event,) = decided(merge(an_item(), other(), c.Bullet(text="和室も。")))
    assert (event.into, event.statements) == (OTHER, (e.DraftStatement(text="和室も。"),))
    refused(NotFound, "unknown_item", merge, an_item(), None)
    refused(NotFound, "unknown_item", merge, an_item(), an_item())
    elsewhere = e.IndicatorRegistered(plan=COUNCIL, item_kind="role", number=e.ItemNumber(project=1), name="x")
    refused(NotFound, "unknown_item", merge, an_item(), given(Indicator(OTHER), elsewhere))
    refused(Refused, "new_only", merge, an_item(), other(), c.Bullet(id=1, text="x", text_revision=1))
    gone = (proposed(kind="retire"), adopted(), e.IndicatorRetired(cycle=CYCLE, version=1, effective_on=DAY))
    refused(Refused, "retired", merge, an_item(), other(*gone))


def test_an_item_moves_to_another_measure_that_there_is():
    (event,) = decided(propose(an_item(), proposal(kind="move", to_project=2, to_initiative=2)))
    assert (event.to_project, event.to_initiative) == (2, 2)
    refused(Refused, "no_change", propose, an_item(), proposal(kind="move", to_project=2, to_initiative=1))
    refused(NotFound, "unknown_initiative", propose, an_item(), proposal(kind="move", to_project=2, to_initiative=7))
    refused(Refused, "empty", propose, an_item(), proposal(kind="move"))


@pytest.mark.parametrize("kind", ["split", "merge", "move"])
def test_what_stands_for_its_project_or_measure_stays_in_one_piece(kind):
    content = given(Indicator(ITEM), registered("content"))
    refused(Refused, "one_only", propose, content, proposal(kind=kind, new_items=HALVES, to_project=2, to_initiative=2))


def test_a_name_alone_is_a_change_but_not_the_same_one():
    (event,) = decided(propose(an_item(), proposal(name="親子開放")))
    assert event.name == "親子開放"
    refused(Refused, "no_change", propose, an_item(), proposal(name="開放"))


# --- made effective


def test_a_new_name_becomes_the_item_s():
    item = adopted_with(kind="revise", name="親子開放")
    ((_, event),) = effect(item, texts={Ref(4, "/data/name"): "親子開放"})
    assert event == e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=DAY, statements=(), name="親子開放")
    assert adopted_with(event, kind="revise", name="親子開放").name == "親子開放"


def test_a_split_registers_the_new_ones_with_the_next_numbers_and_ends_the_old_one():
    item = adopted_with(kind="split", new_items=(new_part(), new_part("南館", ("南館を開ける。",))))
    texts = {
        Ref(4, f"/data/new_items/{k}/{field}"): text
        for k, new in enumerate((("東館", "東館を開ける。"), ("南館", "南館を開ける。")))
        for field, text in zip(("name", "statements/0"), new, strict=True)
    }
    found = effect(item, FIRST, SECOND, texts=texts)
    assert [stream.id for stream, _ in found] == [FIRST, SECOND, ITEM, ITEM, PLAN]
    first, second, succeeded, retired, structure = decided(found)
    assert (first.number.ordinal, second.number.ordinal) == (2, 3)
    assert (first.name, first.statements, first.predecessors) == (
        "東館",
        (e.Statement(id=1, text="東館を開ける。"),),
        (ITEM,),
    )
    assert succeeded.by == (FIRST, SECOND)
    assert retired.effective_on == DAY
    assert structure.removed == (ITEM,)
    assert [entry.indicator for entry in structure.added] == [FIRST, SECOND]
    after = adopted_with(succeeded, retired, kind="split", new_items=(new_part(), new_part()))
    assert (after.successors, after.retired_on, after.outcomes) == ((FIRST, SECOND), DAY, {CYCLE: "retired"})
    assert [entry.indicator for entry in a_plan(structure).items] == [FIRST, SECOND]


def test_the_number_of_what_left_the_plan_or_moved_away_is_not_given_again():
    item = adopted_with(kind="split", new_items=(new_part(), new_part("南館", ("南館を開ける。",))))
    texts = dict.fromkeys(item.proposal(CYCLE, 1).refs(), "東館")
    number = e.ItemNumber(project=2, initiative=1, ordinal=4)
    registered_there = e.IndicatorRegistered(plan=PLAN, item_kind="activity", number=number, name="倉")
    elsewhere = e.ItemNumber(project=2, initiative=2, ordinal=1)
    moves = e.ImprovementProposed(cycle=CYCLE, version=1, proposal_kind="move", reason="x", to_project=2)
    moved = e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=DAY, statements=(), number=elsewhere)
    gone = given(Indicator(OTHER), registered_there, moves, moved)
    first, second, *_ = decided(effect(item, FIRST, SECOND, texts=texts, items=[item, gone]))
    assert (first.number.ordinal, second.number.ordinal) == (5, 6)


def test_the_plan_knows_what_has_left_it():
    item = adopted_with(kind="retire")
    *_, structure = decided(effect(item))
    assert (a_plan(structure).items, a_plan(structure).left) == ((), (ITEM,))


def test_an_addition_leaves_its_item_as_it_is_and_names_a_new_measure():
    item = adopted_with(kind="add", new_items=(new_part("水場", ("浅い。",), "activity", 3, "水遊び"),))
    texts = {Ref(4, "/data/new_items/0/name"): "水場", Ref(4, "/data/new_items/0/statements/0"): "浅い。"}
    texts[Ref(4, "/data/new_items/0/initiative_name")] = "水遊び"
    new, own, structure = decided(effect(item, FIRST, texts=texts))
    assert new.number == e.ItemNumber(project=2, initiative=3, ordinal=1)
    assert own == e.IndicatorRevised(cycle=CYCLE, version=1, effective_on=DAY, statements=())
    assert a_plan(structure).name_of(2, 3) == "水遊び"


def test_an_added_numeric_item_is_measured_like_an_imported_one():
    figures = {"baseline": e.ProposedFigure(fiscal_year=2024, value="1240"), "target": e.ProposedFigure(text="増やす")}
    new = replace(new_part("利用者数", (), "numeric"), numeric=e.ProposedNumeric(unit="人", **figures))
    item = adopted_with(kind="add", new_items=(new,))
    path = "/data/new_items/0"
    texts = {Ref(4, f"{path}/{where}"): text for where, text in (
        ("name", "利用者数"), ("numeric/unit", "人"), ("numeric/target/text", "増やす"),
    )}  # fmt: skip
    assert set(item.proposal(CYCLE, 1).refs()) == set(texts)
    made, *_ = decided(effect(item, FIRST, texts=texts))
    assert made.numeric == e.Numeric(
        unit="人", baseline=e.Figure(fiscal_year=2024, value="1240"), target=e.Figure(text="増やす")
    )


def test_a_new_measure_whose_number_was_given_meanwhile_has_the_next_one():
    measures = tuple(e.InitiativeEntry(number=n, name=name) for n, name in ((1, "開放"), (2, "車"), (3, "水遊び")))
    projects = (e.ProjectEntry(number=2, name="遊び", initiatives=measures),)
    meanwhile = e.PlanStructureChanged(cycle=CYCLE, indicator=OTHER, effective_on=DAY, projects=projects)
    texts = {Ref(4, "/data/new_items/0/name"): "砂場", Ref(4, "/data/new_items/0/statements/0"): "広い。"}
    for name, number in (("砂遊び", 4), ("水遊び", 3)):
        item = adopted_with(kind="add", new_items=(new_part("砂場", ("広い。",), "activity", 3, name),))
        words = texts | {Ref(4, "/data/new_items/0/initiative_name"): name}
        new, _, structure = decided(effect(item, FIRST, texts=words, plan=a_plan(meanwhile)))
        assert new.number.initiative == number
        assert a_plan(meanwhile, structure).name_of(2, number) == name


def test_a_merge_adds_to_the_other_item_and_links_both():
    item = adopted_with(kind="merge", into=OTHER)
    received, succeeded, retired, structure = decided(effect(item, into=other()))
    assert (received.merged, succeeded.by, structure.removed) == (ITEM, (OTHER,), (ITEM,))
    assert retired.version == 1
    assert other(received).predecessors == (ITEM,)
    assert other(received).outcomes == {}


def test_a_moved_item_has_the_next_number_of_its_new_measure():
    item = adopted_with(kind="move", to_project=2, to_initiative=2)
    ((_, event),) = effect(item)
    assert event.number == e.ItemNumber(project=2, initiative=2, ordinal=1)


def test_the_new_streams_are_named_once_each_and_new():
    item = adopted_with(kind="split", new_items=(new_part(), new_part()))
    refused(Refused, "new_ids", effect, item)
    refused(Refused, "new_ids", effect, item, FIRST)
    with pytest.raises(Refused, match="画面を開き直して"):
        effect(item, FIRST, OTHER, new=[Indicator(FIRST), other()])


def test_a_revision_happens_once():
    item = adopted_with(e.IndicatorRetired(cycle=CYCLE, version=1, effective_on=DAY), kind="retire")
    refused(Refused, "not_adopted", effect, item)


# --- what is in the way


@pytest.mark.parametrize("kind", ["split", "merge", "retire"])
def test_an_item_that_something_waits_on_is_not_taken_out(kind):
    fields = {"new_items": (new_part(), new_part())} if kind == "split" else {"into": OTHER} if kind == "merge" else {}
    new_ids = (FIRST, SECOND) if kind == "split" else ()
    waits = adopted_with(commented(), kind=kind, **fields)
    said = refused(Refused, "in_the_way", lambda: effect(waits, *new_ids, into=other()))
    assert "回答を待っているご意見が1件あります" in said.obstacles[0].message
    done = adopted_with(commented(), answered(6), kind=kind, **fields)
    meeting = a_meeting()
    said = refused(Refused, "in_the_way", lambda: effect(done, *new_ids, into=other(), sessions=[meeting]))
    assert "終わっていません" in said.obstacles[0].message
    elsewhere = e.ImprovementProposed(cycle=MEETING, version=1, proposal_kind="continue", reason="x")
    both = adopted_with(elsewhere, kind=kind, **fields)
    said = refused(Refused, "in_the_way", lambda: effect(both, *new_ids, into=other()))
    assert "決定を待っている改善案があります" in said.obstacles[0].message


@pytest.mark.parametrize("kind", ["split", "merge", "retire"])
def test_no_star_goes_on_where_its_item_leaves_the_plan(kind):
    fields = {"new_items": (new_part(), new_part())} if kind == "split" else {"into": OTHER} if kind == "merge" else {}
    new_ids = (FIRST, SECOND) if kind == "split" else ()
    item = adopted_with(kind=kind, **fields)
    said = refused(Refused, "star_ends", lambda: effect(item, *new_ids, into=other(), advanced=(1,)))
    assert (said.field, "会議" in said.message) == ("advanced", True)


def test_a_star_goes_on_by_itself_where_its_text_stays_and_never_on_a_bullet_that_goes():
    moved = adopted_with(kind="move", to_project=2, to_initiative=2)
    ((_, event),) = effect(moved, advanced=(1,))
    assert adopted_with(event, kind="move").stars == {1: MEETING}
    refused(Refused, "no_star", lambda: effect(moved, advanced=(2,)))
    gone = adopted_with(kind="revise", removed=(1,))
    refused(Refused, "star_ends", lambda: effect(gone, advanced=(1,)))


def test_a_text_is_revised_whatever_waits():
    item = adopted_with(commented(), kind="revise", name="親子開放")
    assert effect(item, texts={Ref(4, "/data/name"): "親子開放"})


def test_an_item_that_left_the_plan_takes_no_proposal_and_keeps_no_year_from_closing():
    gone = (proposed(kind="retire"), adopted(), e.IndicatorRetired(cycle=CYCLE, version=1, effective_on=DAY))
    item = an_item(*gone)
    refused(Refused, "retired", propose, item, proposal(c.Bullet(text="x"), based_on=1))
    assert closing_obstacles(a_cycle(), [item], [], NOW) == []
