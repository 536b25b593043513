"""Commitments (次回までに確認すること): what is to be confirmed, by when, what became of it, and who has seen it."""

from datetime import date

import msgspec

from domain.codes import Kept
from domain.event import Recorded, Ref
from domain.events import (
    CommitmentAnswered,
    CommitmentMade,
    CycleOpened,
    IndicatorRegistered,
    SessionCalled,
    SessionClosed,
)
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.told_sessions import PlanOf, learn, plan_of, plans_table
from projections.work import Work


class CommitmentAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of it; `seen` is where the first session after it closed."""

    position: int
    recorded_at: int
    result: Kept
    note: Ref
    due: date | None = None
    seen: int | None = None


class CommitmentRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A commitment, named by its position; `indicator` is None for the whole plan.

    `seen` is where the first session after it closed: the public may read it from there on.
    """

    position: int
    plan: str
    cycle: str
    recorded_at: int
    text: Ref
    due: date
    indicator: str | None = None
    arises_from: int | None = None
    state: str = "open"
    answers: tuple[CommitmentAnswer, ...] = ()
    seen: int | None = None


TABLE = Table("commitments", CommitmentRow, ("position",), ("plan", "indicator"), (("plan",), ("indicator",)))
PLANS = plans_table("commitment_plans")
COMMITMENTS = ReadModel("commitments", 1, TABLE, PLANS)


@COMMITMENTS.on(IndicatorRegistered)
def _registered(work: Work, recorded: Recorded, event: IndicatorRegistered) -> None:
    work[PLANS].put(PlanOf(recorded.stream, event.plan))


@COMMITMENTS.on(CycleOpened, SessionCalled)
def _known(work: Work, recorded: Recorded, event: CycleOpened | SessionCalled) -> None:
    learn(work, PLANS, recorded, event)


@COMMITMENTS.on(CommitmentMade)
def _made(work: Work, recorded: Recorded, event: CommitmentMade) -> None:
    row = CommitmentRow(
        position=recorded.position,
        plan=plan_of(work, PLANS, recorded),
        cycle=event.cycle,
        recorded_at=recorded.recorded_at,
        text=recorded.ref("text"),
        due=event.due,
        indicator=recorded.stream if recorded.kind == "indicator" else None,
        arises_from=event.arises_from,
    )
    work[TABLE].put(row)


@COMMITMENTS.on(CommitmentAnswered)
def _answered(work: Work, recorded: Recorded, event: CommitmentAnswered) -> None:
    row = work[TABLE].need(event.commitment)
    answer = CommitmentAnswer(
        recorded.position, recorded.recorded_at, event.result, recorded.ref("note"), due=event.due
    )
    state = "open" if event.result == "continued" else event.result
    changed = msgspec.structs.replace(row, state=state, due=event.due or row.due, answers=(*row.answers, answer))
    work[TABLE].put(changed)


@COMMITMENTS.on(SessionClosed)
def _session_closed(work: Work, recorded: Recorded, _: SessionClosed) -> None:
    """What the council has not seen before, it has seen now."""
    for row in work[TABLE].find(plan=plan_of(work, PLANS, recorded)):
        answers = tuple(_seen(answer, recorded.position) for answer in row.answers)
        changed = msgspec.structs.replace(row, answers=answers, seen=row.seen or recorded.position)
        if changed != row:
            work[TABLE].put(changed)


def _seen(answer: CommitmentAnswer, position: int) -> CommitmentAnswer:
    return msgspec.structs.replace(answer, seen=answer.seen or position)


class Commitments:
    """Questions about commitments, in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_plan(self, plan: str) -> list[CommitmentRow]:
        """All of a plan, those of its items too."""
        return self._database.rows(TABLE, "plan = ?", plan, then="ORDER BY position")

    def of_item(self, indicator: str) -> list[CommitmentRow]:
        """Those of one item."""
        return self._database.rows(TABLE, "indicator = ?", indicator, then="ORDER BY position")

    def commitment(self, position: int) -> CommitmentRow | None:
        """One commitment."""
        return self._database.row(TABLE, position)
