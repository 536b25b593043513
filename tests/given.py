"""Given these events, when this is decided, then those follow: a dozen lines for the rules of the domain.

`given` sends every event through the mapper before it folds it, so that each rule test proves replay too.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import events as e
from domain.event import Actor, Recorded
from domain.indicator import Indicator
from domain.opening import Stage
from domain.opinions import Author, Limits
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.chance import FixedChance
from pdca.flows import read_flow
from pdca.store import Mapper
from pdca.store.records import Pending

NOW = datetime(2025, 7, 1, 3, tzinfo=UTC)
DAY = date(2025, 7, 1)
CYCLE, PLAN, COUNCIL, ITEM, MEETING = (f"00000000-0000-7000-8000-00000000000{k}" for k in range(1, 6))
CLERK, MEMBER, CHAIR = (f"00000000-0000-7000-8000-0000000000a{k}" for k in range(1, 4))
COMMAND = "00000000-0000-7000-8000-0000000000ff"

mapper = Mapper(chance=FixedChance(1, NOW))
mapper.register(e.all_events())


def through_the_log(aggregate, events, actor=CLERK, start=1):
    """The events as the log gives them back, at positions from `start`."""
    recorded = []
    for k, event in enumerate(events):
        stored = mapper.to_stored_event(Pending(aggregate.stream, k + 1, event, Actor(actor, "secretariat")))
        row = (start + k, aggregate.id, k + 1, stored.topic, 0, None, stored.state)
        recorded.extend(mapper.read([row]))
    return recorded


def given(aggregate, *events, actor=CLERK):
    """The aggregate after these events; the same folded in one go or one by one, from the log or as decided."""
    stored = through_the_log(aggregate, events, actor)
    state = aggregate.fold(stored)
    one_by_one = aggregate
    for r in stored:
        one_by_one = one_by_one.fold([r])
    plain = [
        Recorded(r.position, r.stream, r.version, r.topic, 0, r.actor, ev) for r, ev in zip(stored, events, strict=True)
    ]
    assert one_by_one == state == aggregate.fold(plain)
    return state


def an_item(*events, actor=CLERK):
    """An item with two bullets, the first with ★, and what happened to it since; positions count from 4."""
    return given(Indicator(ITEM), registered(), starred(1), entered("status_check"), *events, actor=actor)


def a_cycle(*events):
    """An open cycle of 令和7年度 in the flow of two meetings with ITEM in scope."""
    opened = e.CycleOpened(plan=PLAN, council=COUNCIL, fiscal_year=2025, status_year=2024, items=(ITEM,))
    return given(ReviewCycle(CYCLE), opened, e.FlowAdopted(flow=read_flow("kaigi2")), *events)


def stage(items, earlier=()):
    """What there is when a review begins."""
    return Stage(Plan(PLAN), items, earlier, {}, NOW)


def registered(kind="activity"):
    return e.IndicatorRegistered(
        plan=PLAN,
        item_kind=kind,
        number=e.ItemNumber(project=2, initiative=1, ordinal=1),
        name="開放",
        statements=(
            e.Statement(id=1, text="和室を月2回開放している。"),
            e.Statement(id=2, text="土曜にも開けている。"),
        ),
    )


def starred(statement):
    return e.StarGranted(statement=statement, text_revision=1, session=MEETING, reason="進んでいる")


def entered(step):
    return e.StepEntered(cycle=CYCLE, step=step)


def checked(year=2024, cycle=CYCLE):
    return e.StatusChecked(fiscal_year=year, texts=("計画どおり開放している。",), cycle=cycle)


def drafted(number=1, text="和室を月3回開放している。"):
    return e.DraftSaved(cycle=CYCLE, number=number, statements=(change(text),), reason="声があったため")


def change(text="和室を月3回開放している。", revision=1):
    return e.DraftStatement(id=1, text=text, text_revision=revision)


def proposed(version=1, kind="revise", **more):
    statements = (change(),) if kind == "revise" else ()
    fields = {"statements": statements} | more
    return e.ImprovementProposed(cycle=CYCLE, version=version, proposal_kind=kind, reason="声があったため", **fields)


def adopted(version=1):
    return e.ProposalAdopted(cycle=CYCLE, version=version, session=MEETING)


def commented(author=MEMBER, **more):
    return e.CommentSubmitted(cycle=CYCLE, body="雨の日も開けてほしい。", author=author, seat=3, **more)


def answered(comment, disposition="noted", **more):
    return e.CommentAnswered(cycle=CYCLE, comment=comment, disposition=disposition, body="参考とします。", **more)


def decided(events):
    """The events of a decision without their streams."""
    return [event for _, event in events]


def refused(kind, code, decide, *arguments):
    """The decision is refused for this reason, in a Japanese sentence."""
    with pytest.raises(kind) as caught:
        decide(*arguments)
    assert caught.value.code == code
    assert caught.value.message.endswith(("。", "）"))
    return caught.value


def in_time(due=None):
    return Limits(NOW, due)


LATE = Limits(NOW, NOW - timedelta(days=2))
THE_MEMBER = Author(MEMBER, 3)
