"""Figures and departments of a document become events, and the plan gives them back as they were read."""

import json

from domain.events import DocumentImported, IndicatorRegistered, MeasurementRecorded, ResponsibilityAssigned
from pdca.documents import packaged_profile, read_document
from pdca.importing import Choices, import_document
from pdca.plan_document import plan_document
from tests.review import DOCUMENT

TABLE = """\
指標名\t単位\t基準値\t実績値\t\t\t目標値\t評価\t担当課
\t\t令和元年度\tR4\tR5\tR6\tR7
利用者\t人\t1,007人\t1010\t－\t約5割\t増加\tB\tこども課
満足度\t％\t\t85.0％\t90.1\t\t100\t\t子育て支援課
歩道\t\t\t\t\t\t\t\t
"""


def content() -> bytes:
    at = DOCUMENT.index("\n主体\t役割\n") + 1
    return (DOCUMENT[:at] + TABLE + "\n" + DOCUMENT[at:]).encode()


def told(form, keys):
    return [{key: row[key] for key in keys} for p in form["projects"] for m in p["initiatives"] for row in m["numeric"]]


def figure(said):
    return said and {key: said[key] for key in ("year", "value", "text")}


def rows(form):
    keys = ("name", "unit", "baseline", "target", "values", "department")
    return [
        {
            **row,
            "baseline": figure(row["baseline"]),
            "target": figure(row["target"]),
            "values": [figure(each) | {"measured": each["measured"]} for each in row["values"]],
        }
        for row in told(form, keys)
    ]


def events(engine, kind):
    found = (engine.recorded(position).event for position in range(1, engine.head() + 1))
    return [event for event in found if isinstance(event, kind)]


def test_the_plan_gives_back_the_figures_as_they_were_read(engine):
    read = json.loads(json.dumps(read_document(content(), "表.txt").to_json_form()))
    done = import_document(engine, content(), "表.txt")
    engine.read_models.catch_up()
    form = plan_document(engine, done.plan_id)
    assert rows(form) == rows(read)
    assert [row["name"] for row in rows(form)] == ["利用者", "満足度", "歩道"]
    first = rows(form)[0]
    assert first["baseline"] == {"year": 2019, "value": 1007, "text": "1,007人"}
    assert first["values"][1] == {"year": 2023, "value": None, "text": "－", "measured": False}
    assert [row["item"][-2:] for p in form["projects"] for m in p["initiatives"] for row in m["numeric"]] == [
        "数1",
        "数2",
        "数3",
    ]


def test_figures_and_departments_are_events_of_their_items(engine):
    import_document(engine, content(), "表.txt")
    first = next(each for each in events(engine, IndicatorRegistered) if each.item_kind == "numeric")
    assert (first.name, first.numeric.unit, first.numeric.baseline.value) == ("利用者", "人", "1007")
    assert (first.numeric.target.fiscal_year, first.numeric.target.value, first.numeric.target.text) == (
        2025,
        None,
        "増加",
    )
    found = [
        (each.cycle, each.fiscal_year, each.value, each.not_measured) for each in events(engine, MeasurementRecorded)
    ]
    assert found == [
        (None, 2022, "1010", False),
        (None, 2023, None, True),
        (None, 2024, None, False),
        (None, 2022, "85.0", False),
        (None, 2023, "90.1", False),
    ]
    assert [each.department for each in events(engine, ResponsibilityAssigned)] == ["こども課", "子育て支援課"]


def test_the_profile_and_the_strictness_are_recorded(engine):
    import_document(engine, content(), "表.txt", Choices(strictness="lenient"))
    (imported,) = events(engine, DocumentImported)
    profile = packaged_profile()
    assert (imported.profile, imported.profile_sha256) == ("default", profile.sha256)
    assert len(profile.sha256) == 64
    assert imported.decisions["strictness"] == "lenient"
