"""The random year in its short form, and proof that the model sees what a missing rule lets through."""

import pytest

from domain import steps
from domain.indicator import Indicator
from domain.opinions import Limits
from domain.session import Session
from pdca.case import Case
from tests.torture.machine import AnyYear, run
from tests.torture.model import Broken

pytestmark = pytest.mark.timeout(300)


def test_any_year_keeps_the_rules():
    AnyYear.counts.clear()
    run(1, runs=60, steps=50)
    assert AnyYear.counts["done"] > 10 * AnyYear.counts["years"], "hardly anything was legal"
    assert AnyYear.counts["refused"] > AnyYear.counts["years"]


def anybody(case, cycle, action, place=None):
    case.role = min(case.roles(cycle), default="member")


def whatever(item, statement, _, check=Indicator.check_revision):
    bullet = item.statements.get(statement)
    return check(item, statement, bullet.text_revision if bullet else None)


@pytest.mark.parametrize(
    ("where", "rule", "without", "seen"),
    [
        (Limits, "check", lambda *_: None, "after the deadline"),
        (Session, "check_quorate", Session.check_running, "a quorum|sitting"),
        (Case, "permit", anybody, "may not"),
        (Indicator, "check_revision", whatever, "old text"),
        (steps, "_refuse_waiting", lambda *_: None, "left in spite|left while|a leap"),
    ],
)
def test_a_missing_rule_is_seen(monkeypatch, where, rule, without, seen):
    monkeypatch.setattr(where, rule, without)
    with pytest.raises(Broken, match=seen):
        run(1, runs=300, steps=50, shrink=False)
