"""The moves of one review cycle as the demo's stories make them: each is one command of the engine."""

from collections.abc import Iterable, Sequence
from datetime import date

from domain.codes import Carried, Disposition
from domain.commands import (
    AnswerComment,
    Bullet,
    CarryForward,
    CheckStatus,
    CloseCycle,
    ConsiderImprovement,
    EnterStep,
    OpenCycle,
    Place,
    ProposeImprovement,
    PublishPlan,
    ReturnProposal,
    ReviseIndicator,
    SaveDraft,
    SetDeadline,
    ShowDraft,
)
from domain.japanese_dates import end_of_day
from domain.review_cycle import ReviewCycle
from pdca.demo.scene import Scene
from pdca.flows import DEFAULT, read_flow


class Review:
    """One cycle of one plan. `who` is a person's key, `number` an item number as typed."""

    def __init__(self, scene: Scene, plan: str) -> None:
        self.scene = scene
        self.plan = plan
        self.cycle = scene.id()

    # --- the cycle

    def open(self, who: str, council: str, fiscal_year: int, flow: str = DEFAULT) -> None:
        """The year's review begins, by a flow that comes with the system or a file."""
        command = OpenCycle(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            plan_id=self.plan,
            council_id=council,
            fiscal_year=fiscal_year,
            flow=read_flow(flow),
        )
        self.scene.do(who, command)

    def due(self, who: str, step: str, day: date) -> None:
        """A step is due at the end of a day."""
        due = end_of_day(day)
        self.scene.do(who, SetDeadline(command_id=self.scene.id(), cycle_id=self.cycle, step=step, due=due))

    def enter(self, who: str, step: str, numbers: Iterable[str]) -> None:
        """Items go on."""
        ids = self.scene.item_ids(numbers)
        self.scene.do(who, EnterStep(command_id=self.scene.id(), cycle_id=self.cycle, step=step, indicator_ids=ids))

    def close(self, who: str) -> None:
        """The year's review ends."""
        self.scene.do(who, CloseCycle(command_id=self.scene.id(), cycle_id=self.cycle))

    def publish(self, who: str, day: date, decided_by: str) -> None:
        """The public may read the plan as it stands."""
        command = PublishPlan(command_id=self.scene.id(), plan_id=self.plan, on=day, decided_by=decided_by)
        self.scene.do(who, command)

    # --- one item

    def check(
        self,
        who: str,
        number: str,
        texts: Sequence[str],
        as_of: date | None = None,
        informant: str | None = None,
    ) -> None:
        """The status in new words, upon what stood before."""
        item = self.scene.item(number)
        year = self.scene.engine.load(ReviewCycle, self.cycle).status_year
        before = item.statuses.get(year)
        command = CheckStatus(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            indicator_id=item.id,
            texts=tuple(texts),
            as_of_date=as_of,
            informant=informant,
            based_on=before.position if before else None,
        )
        self.scene.do(who, command)

    def carry(self, who: str, number: str, of: Carried, reason: str) -> None:
        """The status, or the text, goes on as it is."""
        command = CarryForward(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            indicator_id=self.scene.item_id(number),
            of=of,
            reason=reason,
        )
        self.scene.do(who, command)

    def consider(self, who: str, number: str, reason: str, rating: str, direction: str) -> None:
        """What the status calls for."""
        command = ConsiderImprovement(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            indicator_id=self.scene.item_id(number),
            reason=reason,
            rating=rating,
            direction=direction,
        )
        self.scene.do(who, command)

    def bullet(self, number: str, statement: int | None, text: str) -> Bullet:
        """New words for a bullet as it reads now, or a new bullet."""
        if statement is None:
            return Bullet(text=text)
        return Bullet(
            text=text, id=statement, text_revision=self.scene.item(number).statements[statement].text_revision
        )

    def draft(self, who: str, number: str, bullet: Bullet, reason: str) -> int:
        """The next version of the draft; its number."""
        last = self.scene.item(number).last_draft(self.cycle)
        command = SaveDraft(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            indicator_id=self.scene.item_id(number),
            statements=(bullet,),
            reason=reason,
            based_on=last,
        )
        self.scene.do(who, command)
        return last + 1

    def show(self, who: str, number: str, draft: int) -> None:
        """Members may see a version of the draft."""
        item = self.scene.item_id(number)
        self.scene.do(who, ShowDraft(command_id=self.scene.id(), cycle_id=self.cycle, indicator_id=item, number=draft))

    def propose(  # noqa: PLR0913 -- the fields of the form
        self,
        who: str,
        number: str,
        bullet: Bullet | None,
        reason: str,
        draft: int | None = None,
        *,
        session: str | None = None,
    ) -> int:
        """The next version of the proposal (without a bullet: to go on unchanged), or a meeting's; its number."""
        last = self.scene.item(number).last_version(self.cycle)
        command = ProposeImprovement(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            indicator_id=self.scene.item_id(number),
            proposal_kind="revise" if bullet else "continue",
            reason=reason,
            statements=(bullet,) if bullet else (),
            draft=draft,
            based_on=last,
            session_id=session,
        )
        self.scene.do(who, command)
        return last + 1

    def give_back(self, who: str, number: str, reason: str) -> None:
        """The proposal, and the item with it, goes back to the consideration."""
        item = self.scene.item(number)
        command = ReturnProposal(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            indicator_id=item.id,
            version=item.last_version(self.cycle),
            reason=reason,
        )
        self.scene.do(who, command)

    def revise(self, who: str, number: str, day: date) -> None:
        """The adopted proposal takes effect; ★ go on."""
        item = self.scene.item(number)
        version = item.last_version(self.cycle)
        changed = {change.id or 0 for change in item.proposal(self.cycle, version).changes}
        command = ReviseIndicator(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            indicator_id=item.id,
            version=version,
            effective_on=day,
            advanced=tuple(sorted(changed & set(item.stars))),
        )
        self.scene.do(who, command)

    # --- opinions

    def place(self, number: str | None, statement: int | None = None) -> Place:
        """The whole plan, an item, or a bullet as it reads now."""
        if number is None:
            return Place()
        item = self.scene.item(number)
        revision = None if statement is None else item.statements[statement].text_revision
        return Place(indicator_id=item.id, statement=statement, text_revision=revision)

    def answer(  # noqa: PLR0913 -- the fields of the form
        self,
        who: str,
        comment: int,
        number: str | None,
        disposition: Disposition,
        body: str,
        *,
        version: int | None = None,
        until: date | None = None,
        forwarded_to: str | None = None,
    ) -> None:
        """The city's answer to the opinion at a position."""
        command = AnswerComment(
            command_id=self.scene.id(),
            cycle_id=self.cycle,
            comment=comment,
            disposition=disposition,
            body=body,
            indicator_id=None if number is None else self.scene.item_id(number),
            version=version,
            until=until,
            forwarded_to=forwarded_to,
        )
        self.scene.do(who, command)
