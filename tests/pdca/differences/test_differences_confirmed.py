"""What a person chose becomes events in one append, and the plan reads as the document."""

import msgspec
import pytest

from domain.events import (
    DepartureRecorded,
    DocumentImported,
    IndicatorRegistered,
    MinorCorrectionMade,
    PlanStructureChanged,
    RevisionRecorded,
    SessionRecorded,
    StarGranted,
    StarRevoked,
    StatusChecked,
    TextCorrected,
)
from domain.indicator import Indicator
from domain.plan import Plan
from pdca.differences import OutsideSession
from tests.pdca.differences.next_year import MEETING, shape, taken_back
from tests.review import refused


@pytest.fixture(autouse=True)
def _as_before(year):
    """Whatever a test confirms, its documents taken back one by one leave the plan as it was."""
    before, plan, known = year.whole(), year.engine.load(Plan, year.plan), as_known(year)
    yield
    while len(year.engine.load(Plan, year.plan).documents) > 1:
        taken_back(year, "試し")
    now = year.engine.load(Plan, year.plan)
    assert (year.whole(), now.items, now.projects, now.left) == (before, plan.items, plan.projects, plan.left)
    assert as_known(year) == known
    assert all(live == rebuilt for live, rebuilt in year.engine.read_models.check().values())


def as_known(year):
    """The items as the engine and the read models have them, but for what only counts on."""
    rows = year.engine.read_models.items.plan_items(year.plan)
    return [
        (
            msgspec.structs.replace(row, position=0),
            msgspec.structs.replace(year.state(row.indicator), version=0, last_statement=0, star_sessions=frozenset()),
        )
        for row in rows
    ]


def kinds(year):
    return [type(event) for event in year.events()]


def goal(text, line, *, advanced=False):
    return {"text": text, "advanced": advanced, "line": line}


def row(of, **changes):
    return {**of, "progress": [], "progress_lines": [], **changes}


def test_a_rewording_is_decided_outside_with_its_session(year):
    year.goals("見守り")[0]["text"] = "大人と近所の目が届いている。"
    year.confirm_all()
    assert kinds(year) == [DocumentImported, SessionRecorded, RevisionRecorded]
    session = year.events()[1]
    assert (session.title, session.fiscal_year, session.held_on.isoformat()) == (MEETING.title, 2024, MEETING.held_on)
    assert year.now() == shape(year.form)
    assert year.found().entries == ()


def test_a_slip_is_corrected_with_its_source(year):
    year.goals("見守り")[0]["text"] = "大人の目が届いています。"
    year.confirm_all(wording="typo")
    assert kinds(year) == [DocumentImported, TextCorrected]
    assert year.now() == shape(year.form)


def test_nothing_happens_without_a_choice(year):
    year.goals("見守り")[0]["text"] = "大人と近所の目が届いている。"
    before = year.now()
    year.confirm()
    assert (kinds(year), year.now()) == ([DocumentImported], before)
    assert len(year.found().entries) == 1


def test_the_same_file_again_and_the_same_choices_again_are_no_event(year):
    year.goals("見守り")[0]["text"] = "大人と近所の目が届いている。"
    choices = {entry.id: "decided" for entry in year.found().entries}
    first, again, later = year.confirm(choices=choices), year.confirm(choices=choices), year.confirm()
    assert (again.positions, again.repeated, later.positions) == (first.positions, True, ())


def test_a_star_is_not_given_to_words_that_the_document_does_not_have(year):
    year.form["mark_year"] = 2023
    bullet = year.goals("見守り")[0]
    bullet["text"], bullet["advanced"] = "大人と近所の目が届いている。", True
    star = year.one("star_granted")
    with refused("star_without_wording"):
        year.confirm(choices={star.id: "decided"})
    year.confirm_all()
    assert year.now() == shape(year.form)


def test_what_is_refused_leaves_no_file_behind(year):
    files = set(year.engine.files.folder.rglob("*"))
    with refused("differences_changed"):
        year.confirm(choices={"0" * 12: "decided"})
    assert set(year.engine.files.folder.rglob("*")) == files


def test_a_choice_for_what_is_no_more_is_a_conflict(year):
    with refused("differences_changed"):
        year.confirm(choices={"0" * 12: "decided"})


def test_what_was_decided_names_its_session(year):
    year.goals("見守り")[0]["text"] = "大人と近所の目が届いている。"
    with refused("session_needed"):
        year.confirm(choices={entry.id: "decided" for entry in year.found().entries}, session=None)
    with refused("fiscal_year"):
        wrong = OutsideSession("会議", 2020, "2025-03-18")
        year.confirm(choices={entry.id: "decided" for entry in year.found().entries}, session=wrong)


def test_stars_are_given_and_taken_by_the_session_of_the_document(year):
    year.form["mark_year"] = 2023
    year.goals("使いやすさ")[0]["advanced"], year.goals("使いやすさ")[1]["advanced"] = False, True
    year.confirm_all()
    assert kinds(year) == [DocumentImported, SessionRecorded, StarRevoked, StarGranted]
    assert year.events()[1].title == "令和5年度の会議"
    assert year.now() == shape(year.form)


def test_the_status_of_two_years_stays(year):
    year.form["status_year"] = 2025
    year.row("見守り")["progress"] = ["当番を増やした。"]
    year.confirm_all()
    assert StatusChecked in kinds(year)
    assert set(year.state("1-①-指2").statuses) == {2024 - 1, 2025}


def test_bullets_that_came_and_went_and_changed_places(year):
    goals = year.goals("使いやすさ")
    goals[:] = [goals[1], goal("柵がある。", 80, advanced=True), goals[0]]
    assert [kind for kind, _ in year.kinds()] == ["bullet_added", "order"]
    year.confirm_all()
    assert year.now() == shape(year.form)
    goals[:] = [goal("明かりがある。", 81), goals[2]]
    year.confirm_all(bullet_added="typo")
    assert year.now() == shape(year.form)


def test_an_item_that_left_and_one_that_came(year):
    gone = year.item("1-①-指2")
    year.measure["indicators"].pop(1)
    new = row(
        year.row("市民"),
        actor="学校",
        goals=[goal("校庭を開ける。", 90, advanced=True)],
        progress=["開けた。"],
        progress_lines=[99],
    )
    year.measure["roles"].insert(0, new)
    year.confirm_all()
    assert kinds(year)[2:] == [IndicatorRegistered, StarGranted, StatusChecked, DepartureRecorded, PlanStructureChanged]
    assert year.now() == shape(year.form)
    assert year.engine.read_models.items.item(gone).retired_on is not None
    assert year.item("1-①-役3")
    assert year.found().entries == ()


def test_a_renamed_item_goes_on(year):
    item = year.item("1-①-指2")
    year.row("見守り")["name"] = "地域の見守り"
    entry = year.one("item_renamed")
    assert (entry.item, entry.certain) == (item, True)
    year.confirm_all()
    assert (year.now(), year.item("1-①-指2")) == (shape(year.form), item)


def test_a_renamed_item_that_was_misprinted_is_a_minor_correction(year):
    year.row("見守り")["name"] = "見守りと声かけ"
    year.confirm_all(item_renamed="typo")
    assert kinds(year) == [DocumentImported, MinorCorrectionMade]
    assert year.now() == shape(year.form)


def test_a_measure_and_a_project_with_new_names(year):
    year.measure["name"], year.form["projects"][0]["name"] = "川べりの広場", "広場プロジェクト（第2期）"
    assert {kind for kind, _ in year.kinds()} == {"title_renamed"}
    year.confirm_all()
    assert year.now() == shape(year.form)
    year.measure["name"] = "川の広場"
    year.confirm_all(title_renamed="typo")
    assert year.now() == shape(year.form)


def measure_before(year):
    """A new measure stands where the old one stood, and the old one behind it."""
    new = msgspec.json.decode(msgspec.json.encode(year.measure))
    new |= {"name": "林の広場", "description": "林に広場を設けます。"}
    for each in new["indicators"]:
        each |= {
            "name": f"林の{each['name']}",
            "goals": [goal(f"林で{each['goals'][0]['text']}", 70)],
            "progress": [],
            "progress_lines": [],
        }
    for each in new["roles"]:
        each |= {
            "actor": f"林の{each['actor']}",
            "goals": [goal(f"林で{each['goals'][0]['text']}", 70)],
            "progress": [],
            "progress_lines": [],
        }
    year.measure["number"] = 2
    year.form["projects"][0]["initiatives"].insert(0, new)


def test_a_new_measure_before_the_old_one(year):
    old = year.item("1-①-指1")
    measure_before(year)
    assert ("item_moved", "1-①-内") in year.kinds()
    year.confirm_all()
    assert year.now() == shape(year.form)
    assert year.item("1-②-指1") == old


def test_a_new_measure_stands_behind_where_the_old_one_is_not_to_move(year):
    old = year.item("1-①-指1")
    school = row(year.row("市民"), actor="学校", goals=[goal("校庭を開ける。", 90)])
    measure_before(year)
    year.form["projects"][0]["initiatives"][1]["roles"].append(school)
    year.confirm_all(item_moved="leave")
    measures = year.now()[0]["initiatives"]
    assert [(each["number"], each["name"]) for each in measures] == [(1, "川の広場"), (2, "林の広場")]
    assert (year.item("1-①-指1"), year.state("1-①-役3").name) == (old, "学校")


def test_an_item_split_in_two_and_its_history(year):
    item = year.item("1-①-指1")
    first, second = year.goals("使いやすさ")
    rows = year.measure["indicators"]
    rows[0:1] = [rows[0] | {"name": "坂", "goals": [first]}, row(rows[0], name="日よけ", goals=[second])]
    assert year.kinds() == [("item_split", "1-①-指1")]
    year.confirm_all()
    assert year.now() == shape(year.form)
    halves = (year.item("1-①-指3"), year.item("1-①-指4"))
    assert year.engine.read_models.items.item(item).successors == halves
    assert {year.state(half).predecessors for half in halves} == {(item,)}
    assert year.state(halves[0]).stars == {1: year.engine.load_at(Indicator, item, year.head).stars[1]}


def test_an_item_that_stays_gives_bullets_to_a_new_one(year):
    item = year.item("1-①-指1")
    second = year.goals("使いやすさ").pop()
    year.measure["indicators"].append(row(year.row("見守り"), name="日よけ", goals=[second]))
    assert year.kinds() == [("item_split", "1-①-指1")]
    year.confirm_all()
    assert year.now() == shape(year.form)
    assert year.state("1-①-指3").predecessors == (item,)


def test_two_items_merged(year):
    gone, stays = year.item("1-①-役2"), year.item("1-①-役1")
    citizens, city = year.measure["roles"]
    citizens["goals"] += city["goals"]
    year.measure["roles"].pop(1)
    assert [kind for kind, _ in year.kinds()] == ["item_merged"]
    year.confirm_all()
    assert year.now() == shape(year.form)
    assert year.state(stays).predecessors == (gone,)
    assert year.engine.read_models.items.item(gone).successors == (stays,)


def test_a_star_goes_on_in_the_item_that_it_was_merged_into(year):
    gone = year.item("1-①-指1")
    session = year.state(gone).stars[1]
    first, second = year.measure["indicators"]
    second["goals"] += first["goals"]
    year.measure["indicators"].pop(0)
    year.confirm_all()
    assert year.now() == shape(year.form)
    assert year.state("1-①-指2").stars == {2: session}
