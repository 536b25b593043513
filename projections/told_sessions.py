"""Which meeting of a plan closed first after an event: what it was told then, and the public may read from then on."""

import msgspec

from domain.event import Recorded
from domain.events import CycleOpened, SessionCalled
from projections.tables import Table
from projections.work import Work


class PlanOf(msgspec.Struct, frozen=True):
    """To which plan a stream belongs: an item, a cycle, a session."""

    stream: str
    plan: str


def plans_table(name: str) -> Table[PlanOf]:
    """A read model's own table of the plans of streams."""
    return Table(name, PlanOf, ("stream",))


def learn(work: Work, table: Table[PlanOf], recorded: Recorded, event: CycleOpened | SessionCalled) -> None:
    """Remembers to which plan a cycle or a session belongs."""
    plan = event.plan if isinstance(event, CycleOpened) else work[table].need(event.cycle).plan
    work[table].put(PlanOf(recorded.stream, plan))


def plan_of(work: Work, table: Table[PlanOf], recorded: Recorded) -> str:
    """The plan that the event's stream belongs to, or is."""
    known = work[table].get(recorded.stream)
    return known.plan if known else recorded.stream
