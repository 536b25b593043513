"""A 数値指標 is registered by the secretariat and measured; the document JSON has it."""

import re
from types import SimpleNamespace

import pytest

from domain import commands as c
from domain.errors import Refused
from domain.indicator import Indicator
from pdca.plan_document import plan_document
from tests.web.browsing_client import send, words
from tests.web.office.test_restructuring import decided
from tests.web.small_city import AUDITOR, CLERK, DEPARTMENT, MEMBER, START

URL = "/plans/kawabe/numeric-items"


def typed(city, **more):
    fields = {"indicator_id": city.id(), "measure": "1-1", "name": "利用者数", "unit": "人", "ground": "計画書32ページ"}
    figures = {"baseline_year": "元", "baseline_value": "1,240", "target_year": "6", "target_text": "増やす"}
    return {**fields, **figures, "texts": "・のべ人数を数える。", "sent_from": "numeric"} | more


def test_it_gets_the_next_number_of_its_measure_and_its_page(clerk, city):
    assert "1-①　公民館の親子開放" in clerk.get(f"{URL}/new").text
    for number in (1, 2):
        fields = typed(city)
        done = send(clerk, URL, city, **fields)
        assert done.headers["location"] == f"/indicators/{fields['indicator_id']}"
        assert city.load(Indicator, fields["indicator_id"]).label == f"1-①-数{number} 利用者数"
    page = words(clerk.get(done.headers["location"]))
    assert "基準値（令和元年度）1,240人" in page
    assert "目標値（令和6年度）増やす" in page
    assert "利用者数" in words(clerk.get("/plans/kawabe"))


def test_the_number_of_one_that_was_retired_is_not_given_again(clerk, city, cycle):
    first, second = typed(city), typed(city)
    send(clerk, URL, city, **first)
    gone = first["indicator_id"]
    city.items["1-1-数1"] = gone
    city.to_proposal(cycle)
    retiring = {"indicator_id": gone, "proposal_kind": "retire", "reason": "調査が終わったため"}
    city.do(c.ProposeImprovement, cycle_id=cycle, **retiring)
    decided(city, cycle, "1-1-数1")
    city.do(c.ReviseIndicator, cycle_id=cycle, indicator_id=gone, version=1, effective_on=START)
    assert city.load(Indicator, gone).retired_on == START
    send(clerk, URL, city, **second)
    assert city.load(Indicator, second["indicator_id"]).label == "1-①-数2 利用者数"
    taken = city.load(Indicator, gone).number
    with pytest.raises(Refused, match="使っていました"):
        city.do(
            c.RegisterIndicator, indicator_id=city.id(), plan_id=city.plan, item_kind="numeric", number=taken,
            name="利用者数", unit="人", ground="計画書",
        )  # fmt: skip


def test_the_plan_shows_where_it_began_where_it_stands_and_its_target(clerk, person, city, cycle):
    fields = typed(city)
    send(clerk, URL, city, **fields)
    measuring = {"cycle_id": cycle, "indicator_id": fields["indicator_id"]}
    plan = "/plans/kawabe"
    assert "基準値1,240人（令和元年度）最新の値まだ記録されていません目標値増やす（令和6年度）" in cells(
        clerk.get(plan)
    )
    city.do(c.RecordMeasurement, **measuring, fiscal_year=2023, value="0", source="受付簿")
    assert "最新の値0人（令和5年度）" in cells(clerk.get(plan))
    city.do(c.PublishPlan, plan_id=city.plan, on=START, decided_by="課長")
    city.do(c.RecordMeasurement, **measuring, fiscal_year=2024, not_measured=True)
    assert "最新の値測っていない（令和6年度）" in cells(clerk.get(plan))
    public = person().get(plan)
    assert "最新の値0人（令和5年度）" in cells(public)
    assert "受付簿" not in public.text


def cells(page):
    """What a page says, each cell after the name of its column as on a phone."""
    return words(SimpleNamespace(text=re.sub(r'<td data-label="([^"]*)">', r"<td>\1", page.text)))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measure": ""}, "measure"),
        ({"unit": " "}, "unit"),
        ({"ground": ""}, "ground"),
        ({"name": ""}, "name"),
        ({"name": "利用\n者数"}, "name"),
        ({"baseline_value": "多い"}, "baseline"),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_its_field(clerk, city, wrong, field):
    refused = send(clerk, URL, city, **typed(city, **wrong))
    assert refused.status_code == 422
    assert f'href="#numeric-{field}"' in refused.text
    assert 'value="1,240"' in refused.text or field == "baseline"


def test_only_the_secretariat_registers(person, city):
    assert "数値指標を登録する" in words(person(CLERK).get("/plans/kawabe"))
    for name in (DEPARTMENT, AUDITOR, MEMBER):
        assert "数値指標を登録する" not in words(person(name).get("/plans/kawabe"))
        assert person(name).get(f"{URL}/new").status_code == 403
        assert send(person(name), URL, city, **typed(city)).status_code == 403


def test_the_document_has_it_with_its_years(clerk, city, cycle):
    fields = typed(city)
    send(clerk, URL, city, **fields)
    url = f"/indicators/{fields['indicator_id']}/measurements"
    send(clerk, url, city, cycle_id=cycle, fiscal_year="5", not_measured="1")
    send(clerk, url, city, cycle_id=cycle, fiscal_year="6", value="1310.5", text="速報")
    (found,) = plan_document(city.engine, city.plan)["projects"][0]["initiatives"][0]["numeric"]
    assert (found["unit"], found["item"]) == ("人", "1-①-数1")
    assert found["baseline"] == {"year": 2019, "value": 1240, "text": None}
    assert found["target"] == {"year": 2024, "value": None, "text": "増やす"}
    assert found["values"] == [
        {"year": 2023, "value": None, "text": None, "measured": False},
        {"year": 2024, "value": 1310.5, "text": "速報", "measured": True},
    ]
