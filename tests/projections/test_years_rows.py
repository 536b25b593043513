"""What one year leaves to the next, and who answers for an item, in the rows of all read models that show it."""

from datetime import date

import pytest

from domain.event import Ref
from domain.events import (
    CycleOpened,
    DeadlineExtended,
    DeadlineSet,
    ImportWithdrawn,
    MatterCarriedOver,
    MatterTakenUp,
    ResponsibilityAssigned,
)
from domain.japanese_dates import end_of_day
from tests.projections.history import COUNCIL, CYCLE, ITEM, MIKI, OTHER, PLAN, MemoryLog, answer, comment, opened, uuid

NEXT = uuid(5)
DUE = end_of_day(date(2026, 12, 4))
LATER = end_of_day(date(2026, 12, 8))


@pytest.fixture
def log():
    made = MemoryLog()
    opened(made)
    return made


def next_year(log):
    log.happens(
        NEXT,
        CycleOpened(plan=PLAN, council=COUNCIL, fiscal_year=2030, status_year=2029, items=(ITEM,), others=(OTHER,)),
    )


def goes_on(log, position, stream=ITEM):
    onward = MatterCarriedOver(cycle=CYCLE, comment=position, to_fiscal_year=2030, reason="調べてから")
    taken = MatterTakenUp(cycle=NEXT, comment=position, from_cycle=CYCLE, wording=position, author=MIKI)
    kind = "indicator" if stream == ITEM else "review_cycle"
    log.happens(stream, onward, kind=kind)
    log.happens(stream if stream == ITEM else NEXT, taken, kind=kind)


@pytest.fixture
def left(log):
    item, whole = comment(log), comment(log, CYCLE)
    next_year(log)
    goes_on(log, item)
    goes_on(log, whole, CYCLE)
    return item, whole


def test_it_waits_in_the_later_year_under_its_own_number(read_models, log, left):
    opinions = read_models(log).opinions
    assert [(o.position, o.number) for o in opinions.taken_up(NEXT)] == [(left[0], 1), (left[1], 2)]
    assert [o.position for o in opinions.open_opinions(NEXT)] == list(left)
    assert opinions.open_opinions(CYCLE) == []
    assert {o.state for o in opinions.cycle_opinions(CYCLE)} == {"carried_over"}


def test_an_answer_there_settles_it_there_and_leaves_the_earlier_year_as_it_was(read_models, log, left):
    answer(log, left[0])
    opinions = read_models(log).opinions
    assert [(o.position, o.state) for o in opinions.taken_up(NEXT)] == [(left[0], "answered"), (left[1], "received")]
    assert {o.state for o in opinions.cycle_opinions(CYCLE)} == {"carried_over"}


def test_the_board_of_the_later_year_counts_it(read_models, log, left):
    board = read_models(log).board
    assert board.item(NEXT, ITEM).open == (left[0],)
    assert board.item(CYCLE, ITEM).open == ()


def test_it_waits_for_the_secretariat_in_the_later_year(read_models, log, left):
    inbox = read_models(log).inbox.inbox(uuid(99), ["secretariat"])
    waiting = [(row.cycle, row.position) for row in inbox if row.task == "answer_comment"]
    assert waiting == [(NEXT, left[0]), (NEXT, left[1])]


def test_a_department_stays_until_the_next_and_was_another_then(read_models, log):
    first = log.happens(ITEM, ResponsibilityAssigned(department="生涯学習課", contact="内線233"))
    second = log.happens(ITEM, ResponsibilityAssigned(department="地域学習課", since=date(2026, 4, 1)))
    found = read_models(log).responsibilities
    row = found.of_item(ITEM)
    assert (row.department, row.contact, row.since, row.position) == ("地域学習課", None, date(2026, 4, 1), second)
    then = found.of_item(ITEM, first)
    assert (then.department, then.contact) == ("生涯学習課", Ref(first, "/data/contact"))
    assert found.of_item(OTHER).department is None
    assert {row.indicator for row in found.of_plan(PLAN)} == {row.indicator for row in found.of_plan(PLAN, first)}


def test_more_time_for_all_is_the_deadline_and_for_one_is_not(read_models, log):
    log.happens(CYCLE, DeadlineSet(step="proposal", due=DUE))
    log.happens(CYCLE, DeadlineExtended(step="proposal", due=LATER, reason="x", account=MIKI))
    assert read_models(log).streams.stream(CYCLE).deadlines == {"proposal": DUE}
    log.happens(CYCLE, DeadlineExtended(step="proposal", due=LATER, reason="x"))
    assert read_models(log).streams.stream(CYCLE).deadlines == {"proposal": LATER}


def test_a_plan_whose_import_was_taken_back_is_in_no_list(read_models, log):
    key = read_models(log).streams.plan(PLAN).key
    before = log.head()
    position = log.happens(PLAN, ImportWithdrawn(reason="x"))
    streams = read_models(log).streams
    assert (streams.plans(), streams.plan_by_key(key)) == ([], None)
    assert streams.plan(PLAN).withdrawn == streams.stream(PLAN).closed == position
    assert streams.plan(PLAN, before).withdrawn is None
    assert [row.plan for row in streams.plans_by_key(key)] == [PLAN]
