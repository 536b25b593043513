"""One fiscal year's review: its scope, the flow that it keeps, its deadlines."""

from datetime import date, datetime
from typing import ClassVar

from domain.commented import OPINION_EVOLVE, Commented
from domain.errors import Refused
from domain.event import Recorded, Ref
from domain.events import (
    CycleClosed,
    CycleOpened,
    DeadlineExtended,
    DeadlineSet,
    FlowAdopted,
    FlowChanged,
    SessionAdded,
)
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
    left_out: dict[str, Ref] = {}
    """Items that the flow would have in scope, and where it stands why they are not."""
    opened_on: date | None = None
    adopted_flow: FlowDefinition | None = None
    former_flows: tuple[FlowDefinition, ...] = ()
    deadlines: dict[str, datetime] = {}
    extensions: dict[tuple[str, str], datetime] = {}
    """The later deadlines of single persons, by step and account."""
    put_off: set[str] = set()
    """The steps whose deadline stands as it was put off for everybody."""
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

    def due(self, step: str | None, account: str | None = None) -> datetime | None:
        """The deadline of a step, for an account with a later one that one; outside the steps the latest counts."""
        steps = self.deadlines if step is None else (step,)
        dues = [due for each in steps if (due := self._due_for(each, account))]
        return max(dues, default=None)

    def _due_for(self, step: str, account: str | None) -> datetime | None:
        due = self.deadlines.get(step)
        own = self.extensions.get((step, account)) if account else None
        return max(due, own) if due and own else due

    def last_due(self, step: str) -> datetime | None:
        """The deadline of a step after which nobody has time left."""
        own = [due for (each, _), due in self.extensions.items() if each == step]
        due = self.deadlines.get(step)
        return max([due, *own]) if due else None


def _opened(state: ReviewCycle, event: CycleOpened, at: Recorded) -> None:
    state.opened_on = japan_day(at.instant)
    state.plan, state.council = event.plan, event.council
    state.fiscal_year, state.status_year = event.fiscal_year, event.status_year
    state.items, state.others = event.items, event.others
    state.left_out.update((out.indicator, at.ref("left_out", k, "reason")) for k, out in enumerate(event.left_out))


def _flow_adopted(state: ReviewCycle, event: FlowAdopted, _: Recorded) -> None:
    state.adopted_flow = parse_flow(event.flow)


def _flow_changed(state: ReviewCycle, event: FlowChanged, _: Recorded) -> None:
    """Deadlines go with their steps, and single persons' with them; where two become one, the later step's count."""
    before = state.flow
    state.former_flows = (*state.former_flows, before)
    state.adopted_flow = parse_flow(event.flow).in_place_of(before)
    came = {event.steps[code]: code for code in before.codes if code in state.deadlines}
    own = state.extensions.items()
    state.extensions = {(new, who): due for new, old in came.items() for (code, who), due in own if code == old}
    state.put_off = {new for new, old in came.items() if old in state.put_off}
    state.deadlines = {new: state.deadlines[old] for new, old in came.items()}


def _deadline_set(state: ReviewCycle, event: DeadlineSet, _: Recorded) -> None:
    state.deadlines[event.step] = event.due
    state.put_off.discard(event.step)


def _extended(state: ReviewCycle, event: DeadlineExtended, _: Recorded) -> None:
    if event.account is None:
        state.deadlines[event.step] = event.due
        state.put_off.add(event.step)
    else:
        state.extensions[event.step, event.account] = event.due


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
    DeadlineExtended: _extended,
    SessionAdded: _session_added,
    CycleClosed: _closed,
}
