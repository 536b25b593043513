"""Deadlines put off, for everybody or for one person."""

from datetime import timedelta

from domain import commands as c
from domain import events as e
from domain.deadlines import extend
from domain.errors import Refused
from domain.steps import enter_step
from tests.given import CHAIR, COMMAND, CYCLE, ITEM, MEMBER, NOW, a_cycle, an_item, decided, entered, proposed, refused

DUE = NOW + timedelta(days=3)
LATER = DUE + timedelta(days=2)
LATEST = LATER + timedelta(days=2)
SET = e.DeadlineSet(step="proposal", due=DUE)
ALL = e.DeadlineExtended(step="proposal", due=LATER, reason="発送が遅れたため")
OWN = e.DeadlineExtended(step="proposal", due=LATER, reason="月曜まで待つため", account=MEMBER)


def putting_off(due=LATER, account=None, reason="発送が遅れたため", step="proposal"):
    return c.ExtendDeadline(command_id=COMMAND, cycle_id=CYCLE, step=step, due=due, account=account, reason=reason)


def test_a_deadline_is_put_off_for_everybody():
    assert decided(extend(a_cycle(SET), NOW, putting_off())) == [ALL]
    cycle = a_cycle(SET, ALL)
    assert cycle.due("proposal") == cycle.due("proposal", MEMBER) == cycle.due(None) == LATER


def test_or_for_one_person_only():
    assert decided(extend(a_cycle(SET), NOW, putting_off(account=MEMBER, reason="月曜まで待つため"))) == [OWN]
    cycle = a_cycle(SET, OWN)
    assert (cycle.due("proposal"), cycle.due("proposal", CHAIR)) == (DUE, DUE)
    assert (cycle.due("proposal", MEMBER), cycle.due(None, MEMBER), cycle.due(None)) == (LATER, LATER, DUE)


def test_one_person_s_time_is_never_shorter_than_everybody_s():
    everybody = e.DeadlineExtended(step="proposal", due=LATEST, reason="雪のため")
    assert a_cycle(SET, OWN, everybody).due("proposal", MEMBER) == LATEST


def test_the_same_again_stays_quiet():
    assert extend(a_cycle(SET, ALL), NOW, putting_off()) == []
    assert extend(a_cycle(SET, OWN), NOW, putting_off(account=MEMBER)) == []


def test_only_a_later_day_ahead_of_now_with_a_reason_and_where_a_deadline_stands():
    refused(Refused, "no_deadline", extend, a_cycle(), NOW, putting_off())
    refused(Refused, "not_later", extend, a_cycle(SET, ALL), NOW, putting_off(DUE))
    refused(Refused, "not_later", extend, a_cycle(SET), NOW, putting_off(DUE))
    refused(Refused, "not_later", extend, a_cycle(SET), NOW, putting_off(DUE, MEMBER))
    refused(Refused, "past", extend, a_cycle(SET), LATEST, putting_off())
    refused(Refused, "empty", extend, a_cycle(SET), NOW, putting_off(reason=" "))
    refused(Refused, "unknown_step", extend, a_cycle(SET), NOW, putting_off(step="end"))
    refused(Refused, "cycle_closed", extend, a_cycle(SET, e.CycleClosed()), NOW, putting_off())


def test_a_step_is_not_left_while_one_person_still_has_time():
    item = an_item(entered("proposal"), proposed())
    going = c.EnterStep(command_id=COMMAND, cycle_id=CYCLE, step="revision", indicator_ids=(ITEM,))
    after = DUE + timedelta(hours=1)
    found = refused(Refused, "in_the_way", enter_step, a_cycle(SET, OWN), [item], [item], after, going)
    assert [o.message for o in found.obstacles] == ["締切（7月6日（日））がまだ来ていません"]
    assert enter_step(a_cycle(SET), [item], [item], after, going)
    assert enter_step(a_cycle(SET, OWN), [item], [item], LATER + timedelta(hours=1), going)
