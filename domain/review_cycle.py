"""One fiscal year's review: its scope, the flow that it keeps, its deadlines."""

from datetime import date, datetime
from typing import ClassVar

from domain.commented import OPINION_EVOLVE, Commented
from domain.errors import Refused
from domain.event import Recorded
from domain.events import CycleClosed, CycleOpened, DeadlineSet, FlowAdopted, FlowChanged, SessionAdded
from domain.flow import FlowDefinition, parse_flow
from domain.japanese_dates import fiscal, japan_day


class ReviewCycle(Commented):
    """A year's review; `items` are in scope, `others` take opinions, proposals and ★ only.

    `former_flows` are those that it went by before, oldest first.
    """

    KIND: ClassVar = "review_cycle"

    plan: str = ""
    council: str = ""
    fiscal_year: int = 0
    status_year: int = 0
    items: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    opened_on: date | None = None
    adopted_flow: FlowDefinition | None = None
    former_flows: tuple[FlowDefinition, ...] = ()
    deadlines: dict[str, datetime] = {}
    sessions: tuple[str, ...] = ()
    closed: bool = False

    @property
    def flow(self) -> FlowDefinition:
        """The flow that the cycle keeps."""
        if self.adopted_flow is None:
            msg = "この年度の見直しは、まだ始まっていません。"
            raise Refused(msg, code="not_open")
        return self.adopted_flow

    @property
    def title(self) -> str:
        """E.g. 令和7年度の見直し."""
        return f"{fiscal(self.fiscal_year)}の見直し"

    def step_title(self, code: str) -> str:
        """What a step is called, or was in the flow that the cycle had then."""
        flows = (self.flow, *reversed(self.former_flows))
        known = (step.title for flow in flows for step in flow.steps if step.code == code)
        return next(known, code)

    def check_open(self) -> None:
        """Refuses anything once the review is over."""
        if self.closed:
            msg = f"{self.title}は終わっています。記録は変えられません。"
            raise Refused(msg, code="cycle_closed")
        _ = self.flow

    def due(self, step: str | None) -> datetime | None:
        """The deadline of a step; what stands outside the steps goes by the latest one."""
        if step is not None:
            return self.deadlines.get(step)
        return max(self.deadlines.values(), default=None)


def _opened(state: ReviewCycle, event: CycleOpened, at: Recorded) -> None:
    state.opened_on = japan_day(at.instant)
    state.plan, state.council = event.plan, event.council
    state.fiscal_year, state.status_year = event.fiscal_year, event.status_year
    state.items, state.others = event.items, event.others


def _flow_adopted(state: ReviewCycle, event: FlowAdopted, _: Recorded) -> None:
    state.adopted_flow = parse_flow(event.flow)


def _flow_changed(state: ReviewCycle, event: FlowChanged, _: Recorded) -> None:
    """Deadlines go with their steps; where two become one, the later step's counts."""
    before = state.flow
    state.former_flows = (*state.former_flows, before)
    state.adopted_flow = parse_flow(event.flow).in_place_of(before)
    moved = [(event.steps[code], state.deadlines[code]) for code in before.codes if code in state.deadlines]
    state.deadlines = dict(moved)


def _deadline_set(state: ReviewCycle, event: DeadlineSet, _: Recorded) -> None:
    state.deadlines[event.step] = event.due


def _session_added(state: ReviewCycle, event: SessionAdded, _: Recorded) -> None:
    state.sessions = (*state.sessions, event.session)


def _closed(state: ReviewCycle, _: CycleClosed, __: Recorded) -> None:
    state.closed = True


ReviewCycle.EVOLVE = {
    **OPINION_EVOLVE,
    CycleOpened: _opened,
    FlowAdopted: _flow_adopted,
    FlowChanged: _flow_changed,
    DeadlineSet: _deadline_set,
    SessionAdded: _session_added,
    CycleClosed: _closed,
}
