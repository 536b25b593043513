"""A flow as a cycle keeps it: its steps, who may do what in each, and the council's ordinance."""

from typing import Literal, dataclass_transform

import msgspec

from domain.codes import Arrival, ChairVotes, ItemKind, Tie, WrittenConsent
from domain.errors import Refused
from domain.flow_words import ACTIONS, ROLES, Exit, Naming, OpinionsVisible, Quorum, thing

Grant = tuple[str, str]
"""A role and an action that it may do."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a flow: immutable, compared by value, hashable."""


class Choice(Part):
    """A mark of a scale: the code that is stored and the title that is shown."""

    code: str
    title: str


class Scale(Part):
    """How a council rates and directs; an empty one is not used."""

    ratings: tuple[Choice, ...] = ()
    directions: tuple[Choice, ...] = ()


class Ordinance(Part):
    """What the council's ordinance says, and the article that says it."""

    quorum: Quorum
    quorum_article: str
    naming: Naming
    opinions_visible: OpinionsVisible
    tie: Tie = "chair"
    chair_votes: ChairVotes = "always"
    written_consent: WrittenConsent = "none"
    arrival: Arrival = "arrived"
    written_article: str = ""
    acting_article: str = ""


class DeadlineRule(Part):
    """When a step is due: on a day of the fiscal year, or a number of days after `start`.

    `start` is "opened" (the day the cycle began), "entered" (the day the first item came into the step), or the code
    of an earlier step, whose deadline is meant.
    """

    month: int = 0
    day: int = 0
    days: int = 0
    business_days: int = 0
    start: str = ""


class Step(Part):
    """A step: when it may be left, where items may go back to, who may do what in it, when it is due.

    `exit` "item": an item goes on once it fulfils `until` itself; "all": only when all items in scope do. `skip`: an
    item may pass it over, with a reason.
    """

    code: str
    title: str
    explanation: str
    exit: Exit
    until: tuple[str, ...]
    may: frozenset[Grant]
    returns_to: tuple[str, ...] = ()
    skip: bool = False
    deadline: DeadlineRule | None = None

    @property
    def barrier(self) -> bool:
        """Whether the items wait for each other."""
        return self.exit == "all"


class FlowDefinition(Part):
    """The steps in order; `may` is what each role may do in every step while the cycle is open."""

    name: str
    steps: tuple[Step, ...]
    ordinance: Ordinance
    scale: Scale = Scale()
    scope: tuple[ItemKind, ...] = ("activity", "role", "numeric")
    may: frozenset[Grant] = frozenset()
    format: Literal[1] = 1

    @property
    def first(self) -> Step:
        """The step in which every item in scope begins."""
        return self.steps[0]

    @property
    def last(self) -> Step:
        """The step after which the cycle may be closed."""
        return self.steps[-1]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the steps, in order."""
        return tuple(step.code for step in self.steps)

    def step(self, code: str) -> Step:
        """The step of a code; refuses one that the flow has not."""
        return self.steps[self.index(code)]

    def index(self, code: str) -> int:
        """The rank of a step, from 0; refuses a code that the flow has not."""
        for rank, step in enumerate(self.steps):
            if step.code == code:
                return rank
        raise Refused(f"この進め方に「{code}」という段階はありません。", code="unknown_step", field="step")

    def next(self, code: str) -> Step | None:
        """The step that follows, None after the last."""
        rank = self.index(code) + 1
        return self.steps[rank] if rank < len(self.steps) else None

    def title(self, code: str) -> str:
        """What the step is called on the screen."""
        return self.step(code).title

    def in_place_of(self, before: "FlowDefinition") -> "FlowDefinition":
        """The same flow for a running cycle: what people wrote under, and how things were rated, stays as it was."""
        promised = msgspec.structs.replace(
            self.ordinance, naming=before.ordinance.naming, opinions_visible=before.ordinance.opinions_visible
        )
        return msgspec.structs.replace(self, scope=before.scope, scale=before.scale, ordinance=promised)

    def permits(self, step: str | None, role: str, action: str) -> bool:
        """Whether a role may do an action on an item of a step; None, for an item out of scope: in any step."""
        grant = (role, action)
        return grant in self.may or any(grant in each.may for each in self._around(step))

    def roles_for(self, step: str | None, action: str) -> tuple[str, ...]:
        """The roles that may do an action on an item of a step, or, by None, in any step."""
        return tuple(role for role in ROLES if self.permits(step, role, action))

    def _around(self, step: str | None) -> tuple[Step, ...]:
        return self.steps if step is None else (self.step(step),)

    def quorum_needed(self, seats: int) -> int:
        """How many of the filled seats make a quorum by the ordinance: 過半数 or 半数以上, never none."""
        return seats // 2 + 1 if self.ordinance.quorum == "majority" else max(1, (seats + 1) // 2)

    def consents_needed(self, seats: int) -> int:
        """How many members must agree before a written session counts; 0 where the ordinance asks for none."""
        return {"none": 0, "majority": seats // 2 + 1, "all": seats}[self.ordinance.written_consent]

    def why_not(self, step: str | None, role: str, action: str) -> str:
        """Why `permits` says no, in a sentence for the person who asked; empty where it says yes."""
        if self.permits(step, role, action):
            return ""
        roles = self.roles_for(None, action)
        if not roles:
            return f"『{thing(action)}』は、この進め方では行いません。"
        if role in roles:
            return self._now(step) + self._sentence(action, (role,), step)
        here = self.roles_for(step, action)
        answer = self._sentence(action, here, None) if here else self._now(step) + self._sentence(action, roles, step)
        return f"{answer}いまの役割は『{ROLES.get(role, role)}』です。"

    def _now(self, step: str | None) -> str:
        return "" if step is None else f"この点検項目はいま『{self.title(step)}』の段階です。"

    def _sentence(self, action: str, roles: tuple[str, ...], step: str | None) -> str:
        """Who does the action; with the steps in which they do, where `step` is not one of them."""
        who = "・".join(ROLES[role] for role in roles)
        return ACTIONS[action].format(at="" if step is None else self._where(action, roles), who=who)

    def _where(self, action: str, roles: tuple[str, ...]) -> str:
        grants = {(role, action) for role in roles}
        titles = [f"『{step.title}』" for step in self.steps if grants & step.may]
        return "か".join(titles) + "の段階で"
