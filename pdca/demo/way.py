"""How the items of a practice review go through the steps of whatever flow it goes by, all together."""

from collections.abc import Sequence

from domain.commands import EnterStep, SkipStep
from domain.flow import FlowDefinition
from domain.review_cycle import ReviewCycle
from pdca.demo.review import Review


class Way:
    """The way of one cycle; `clerk` lets items go on."""

    def __init__(self, review: Review, clerk: str) -> None:
        self.review = review
        self._clerk = clerk

    @property
    def flow(self) -> FlowDefinition:
        """The flow that the cycle goes by."""
        return self.review.scene.engine.load(ReviewCycle, self.review.cycle).flow

    @property
    def considering(self) -> str:
        """The first step in which the secretariat writes what a status calls for."""
        return self.first("consider_improvement")

    @property
    def deciding(self) -> str:
        """The first step in which a meeting's decisions are recorded."""
        return self.first("record_decision")

    def first(self, action: str) -> str:
        """The first step in which the secretariat may do an action."""
        return next(code for code in self.flow.codes if self.flow.permits(code, "secretariat", action))

    def between(self, start: str, end: str) -> tuple[str, ...]:
        """The steps after one and before another."""
        return self.flow.codes[self.flow.index(start) + 1 : self.flow.index(end)]

    def to(self, code: str, numbers: Sequence[str], door: str | None = None) -> None:
        """The items go on to a step, one step after the other; through a door where something is in the way."""
        rank = self.flow.index(code)
        for step in self.flow.codes[1 : rank + 1]:
            behind = [n for n in numbers if self.flow.index(self._step(n)) < self.flow.index(step)]
            if behind:
                self._enter(step, behind, door)

    def over(self, code: str, numbers: Sequence[str], reason: str) -> None:
        """The items pass a step over."""
        scene = self.review.scene
        command = SkipStep(
            command_id=scene.id(),
            cycle_id=self.review.cycle,
            step=code,
            indicator_ids=scene.item_ids(numbers),
            reason=reason,
        )
        scene.do(self._clerk, command)

    def _step(self, number: str) -> str:
        return self.review.scene.item(number).steps[self.review.cycle]

    def _enter(self, code: str, numbers: Sequence[str], door: str | None) -> None:
        scene = self.review.scene
        command = EnterStep(
            command_id=scene.id(),
            cycle_id=self.review.cycle,
            step=code,
            indicator_ids=scene.item_ids(numbers),
            door=door,
        )
        scene.do(self._clerk, command)
