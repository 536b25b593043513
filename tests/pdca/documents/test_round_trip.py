"""A plan that is written out and read again is the same plan, whatever its texts look like."""

import pytest
from hypothesis import given, settings

from pdca.documents import read_document
from pdca.documents.writing import FORMATS, write_plan
from tests.pdca.documents.any_plan import plans

FACTS = ("title", "municipality", "period", "status_year", "mark_year")
READ = ["text"]
"""The formats that the reader reads."""


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
    @settings(max_examples=100, deadline=None)
    @given(plans())
    def same(plan):
        assert told(again(plan, name)) == told(plan)

    same()
