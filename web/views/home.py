"""The first page: the plans; for a member first what the council asks, what came of it, and what was half typed."""

from datetime import datetime

import msgspec

from domain.numbering import label
from domain.review_cycle import ReviewCycle
from projections.inbox import InboxRow, Task
from projections.items import ItemRow
from projections.streams import PlanRow
from web.site import Visit
from web.views.reading import Reading
from web.views.voices import Voice, voices
from web.views.years import item_url, running


class Asked(msgspec.Struct, frozen=True):
    """An item on which the council's opinion is asked."""

    id: str
    url: str
    label: str
    name: str
    text: str
    what: str
    measure: str
    kept: bool = False


class Review(msgspec.Struct, frozen=True):
    """A running review of the member's council: what is asked, until when, how many are done."""

    cycle: ReviewCycle
    plan: PlanRow
    due: datetime | None
    over: bool
    asked: tuple[Asked, ...]
    done: int


class Said(msgspec.Struct, frozen=True):
    """One's own opinion, or one with which one said the same, with the item that it is on."""

    voice: Voice
    id: str | None
    label: str
    name: str
    news: bool = False
    to_check: bool = False


class HomeView(msgspec.Struct, frozen=True):
    """What the first page shows."""

    plans: tuple[PlanRow, ...]
    reviews: tuple[Review, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def news(self) -> list[Said]:
        """Opinions whose answer the member has not reacted to."""
        return [each for each in self.said if each.news]

    @property
    def to_check(self) -> list[Said]:
        """Opinions whose summary the member may still contest."""
        return [each for each in self.said if each.to_check]


def home_view(visit: Visit) -> HomeView:
    """The first page for this visitor: the public sees published plans only."""
    plans = tuple(visit.models.streams.plans())
    if visit.viewer is None:
        return HomeView(tuple(plan for plan in plans if plan.editions))
    if not visit.visitor.is_member:
        return HomeView(plans)
    waiting = visit.models.inbox.inbox(visit.account, ["member"])
    running_now = ((plan, cycle) for plan in plans for cycle in running(visit, plan.plan))
    reviews = tuple(
        _review(visit, plan, cycle, waiting) for plan, cycle in running_now if cycle.council in visit.visitor.seats
    )
    return HomeView(plans, reviews, _said(visit, waiting))


def _review(visit: Visit, plan: PlanRow, cycle: ReviewCycle, waiting: list[InboxRow]) -> Review:
    asked = [row.indicator for row in waiting if row.task == "give_opinion" and row.cycle == cycle.id]
    items = {item.indicator: item for item in visit.models.items.plan_items(plan.plan)}
    due = _due(visit, cycle, [items[each] for each in asked if each in items])
    return Review(
        cycle=cycle,
        plan=plan,
        due=due,
        over=due is not None and visit.now > due,
        asked=tuple(_asked(visit, plan, cycle, items[each]) for each in asked if each in items),
        done=_done(visit, cycle),
    )


def _due(visit: Visit, cycle: ReviewCycle, items: list[ItemRow]) -> datetime | None:
    """The nearest deadline of what is asked; one's own where more time was given."""
    steps = {item.reviews[cycle.id].step for item in items if cycle.id in item.reviews}
    return min((due for step in steps if step and (due := cycle.due(step, visit.account))), default=None)


def _asked(visit: Visit, plan: PlanRow, cycle: ReviewCycle, item: ItemRow) -> Asked:
    review = item.reviews.get(cycle.id)
    proposed = bool(review and any(p.state == "open" for p in review.proposals))
    prefix = f"{item.indicator}/"
    return Asked(
        id=item.indicator,
        url=item_url(visit, item.indicator, cycle),
        label=label(item.number, item.kind),
        name=item.name,
        text=item.statements[0].text if item.statements else "",
        what="改善案" if proposed else "たたき台",
        measure=_measure(plan, item),
        kept=any(each.startswith(prefix) for each in visit.site.credentials.kept_places(visit.account)),
    )


def _measure(plan: PlanRow, item: ItemRow) -> str:
    measures = (m for p in plan.projects if p.number == item.number.project for m in p.initiatives)
    return next((m.name for m in measures if m.number == item.number.initiative), "将来像")


def _done(visit: Visit, cycle: ReviewCycle) -> int:
    """On how many items the member said something in this review, or that there is nothing to say."""
    account = visit.account
    said = {row.stream for row in visit.models.opinions.opinions_of(account) if row.cycle == cycle.id and row.indicator}
    read = {row.stream for row in visit.models.opinions.acknowledgements(cycle.id) if row.author == account}
    return len((said | read) - {cycle.id})


def _said(visit: Visit, waiting: list[InboxRow]) -> tuple[Said, ...]:
    """The member's own opinions and those with which the member said the same, newest first."""
    tasks = {(row.position, row.task) for row in waiting}
    opinions = visit.models.opinions
    rows = [*opinions.opinions_of(visit.account), *opinions.endorsed_by(visit.account)]
    seen = voices(visit, sorted(rows, key=lambda row: -row.position), Reading(None, public=False))
    return tuple(_one(visit, voice, tasks) for voice in seen)


def _one(visit: Visit, voice: Voice, tasks: set[tuple[int, Task]]) -> Said:
    item = visit.models.items.item(voice.indicator, reviews=False) if voice.indicator else None
    at = voice.position
    return Said(
        voice,
        item.indicator if item else None,
        label(item.number, item.kind) if item else "",
        item.name if item else "計画全体・進め方",
        news=(at, "answer_received") in tasks,
        to_check=(at, "check_summary") in tasks,
    )
