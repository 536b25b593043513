"""A plan that is written out and read again is the same plan, whatever its texts look like."""

import pytest
from hypothesis import Phase, given, settings

from pdca.documents import read_document
from pdca.documents.writing import FORMATS, write_plan
from tests.pdca.documents.any_plan import HOSTILE, TAME, plans

FACTS = ("title", "municipality", "period", "status_year", "mark_year")
READ = sorted(FORMATS)
NO_BOLD = [text for text in HOSTILE if "*" not in text]
"""For Markdown: the reader takes each pair of ** for bold letters, escaped or not, as Japanese texts need it."""
LOOKS_LIKE = {"pdf": TAME, "md": NO_BOLD}
PLANS = {"pdf": 10}
FOUND = tuple(phase for phase in Phase if phase is not Phase.shrink)
"""A slow format tells what it found at once: to make that smaller would take minutes."""
SLOW = ("pdf", "docx", "xlsx")


def bullets(found):
    return [(bullet["text"], bullet["advanced"]) for bullet in found]


def rows(measure):
    named = [(row["name"], row) for row in measure["indicators"]] + [(row["actor"], row) for row in measure["roles"]]
    return [(name, bullets(row["goals"]), list(row["progress"])) for name, row in named]


def figure(found):
    return None if found is None else (found["year"], found["value"])


def numeric(row):
    values = sorted(map(figure, row["values"]))
    said = [row[name] for name in ("name", "unit", "rating", "direction", "department")]
    return [*said, figure(row["baseline"]), figure(row["target"]), values]


def told(form):
    """What a plan says, without where it was read."""
    return [form[name] for name in FACTS], [
        (
            project["number"],
            project["name"],
            bullets(project["vision"]),
            [
                (m["number"], m["name"], m["description"], rows(m), list(map(numeric, m["numeric"])))
                for m in project["initiatives"]
            ],
        )
        for project in form["projects"]
    ]


def again(plan, name):
    """The plan written in a format and read."""
    return read_document(write_plan(plan, name), f"計画.{FORMATS[name].suffix}").to_json_form()


@pytest.mark.parametrize("name", READ)
def test_a_plan_written_out_and_read_again_is_the_same(name):
    phases = FOUND if name in SLOW else tuple(Phase)

    @settings(max_examples=PLANS.get(name, 60), deadline=None, phases=phases)
    @given(plans(LOOKS_LIKE.get(name, HOSTILE)))
    def same(plan):
        assert told(again(plan, name)) == told(plan)

    same()


def test_a_table_of_many_years_stays_in_its_cells_on_paper():
    """Its figures ran over their cells before the paper turned: 99999 was read as 9999."""
    plan = one_plan([{"text": "橋がある。", "advanced": True}])
    values = [{"year": year, "value": 99999.0 + year, "text": ""} for year in range(2019, 2032)]
    row = {"name": "利用者", "unit": "人", "baseline": values[0], "target": values[-1], "values": values}
    plan["projects"][0]["initiatives"][0]["numeric"] = [
        row | {"rating": "B", "direction": "継続", "department": "公園課"}
    ]
    assert told(again(plan, "pdf")) == told(plan)


def test_a_planted_fault_is_not_the_same():
    plan = one_plan([{"text": "橋がある。", "advanced": True}, {"text": "灯がある。", "advanced": False}])
    other = one_plan([{"text": "橋がある。", "advanced": False}, {"text": "灯がある。", "advanced": True}])
    assert told(again(plan, "text")) == told(plan) != told(again(other, "text"))


def test_without_its_joiner_a_mark_in_a_text_is_taken_for_one(monkeypatch):
    plan = one_plan([{"text": "橋がある。 ・灯がある。", "advanced": False}])
    assert told(again(plan, "text")) == told(plan)
    monkeypatch.setattr("pdca.documents.writing.guarding.JOINER", "")
    assert told(again(plan, "text")) != told(plan)


def one_plan(goals):
    row = {"name": "川", "goals": goals, "progress": ["済んだ。"]}
    measure = {"number": 1, "name": "広場", "description": "", "indicators": [row], "roles": [], "numeric": []}
    facts = {"title": "丘の計画", "municipality": "丘市", "period": None, "status_year": 2024, "mark_year": 2023}
    return {**facts, "projects": [{"number": 1, "name": "丘", "vision": [], "initiatives": [measure]}]}
