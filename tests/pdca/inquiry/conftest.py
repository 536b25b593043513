"""The small city with a department for its items, a review at its first step, and its questions."""

import io

import openpyxl
import pytest

from domain import commands as c
from domain.events import ItemNumber
from domain.review_cycle import ReviewCycle
from pdca.inquiry.asked import inquiry
from pdca.inquiry.returned import read_returned
from tests.web import small_city
from tests.web.small_city import DEPARTMENT

OTHER = "こども課"
NUMERIC = "1-1-数1"


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    numeric = made.id()
    made.do(
        c.RegisterIndicator,
        indicator_id=numeric,
        plan_id=made.plan,
        item_kind="numeric",
        number=ItemNumber(project=1, initiative=1, ordinal=1),
        name="親子の利用者数",
        ground="計画書 本編 12ページ",
        unit="人",
        baseline=c.Figure(fiscal_year=2021, value="1007"),
        target=c.Figure(fiscal_year=2028, value="1500"),
    )
    made.items[NUMERIC] = numeric
    for department, numbers in {
        DEPARTMENT: ("1-1-指1", "1-1-指2", "1-1-役2", NUMERIC),
        OTHER: ("1-1-役1",),
    }.items():
        items = tuple(made.item(number) for number in numbers)
        made.do(c.AssignResponsibility, plan_id=made.plan, indicator_ids=items, department=department)
    yield made
    made.engine.close()


@pytest.fixture
def cycle(city):
    return city.opened()


@pytest.fixture
def asked(city, cycle):
    return inquiry(city.engine, city.load(ReviewCycle, cycle))


def book(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(workbook):
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def back(content, name="様式.xlsx"):
    return read_returned(content, name)
