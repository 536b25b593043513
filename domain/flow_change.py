"""進め方の変更: a running year goes on by another flow, on the chair's judgement and with its ground."""

from collections.abc import Sequence
from datetime import date

from domain.aggregate import Decided, required
from domain.commands import ChangeFlow
from domain.errors import Refused
from domain.events import FlowChanged, RollEntry, StepEntered
from domain.flow import FlowDefinition, parse_flow
from domain.indicator import Indicator
from domain.japanese_dates import full_date
from domain.review_cycle import ReviewCycle
from domain.session import Session

JUDGES = frozenset({"chair", "acting_chair"})


def change_flow(  # noqa: PLR0913, PLR0917 -- all that the decision reads
    cycle: ReviewCycle,
    items: Sequence[Indicator],
    sessions: Sequence[Session],
    roll: Sequence[RollEntry],
    today: date,
    command: ChangeFlow,
) -> Decided:
    """The steps of the flow so far are placed in the new one, and the items with them; quiet when it stands.

    `roll` are the seats of the day of the judgement.
    """
    new = parse_flow(command.flow)
    if new.in_place_of(cycle.flow) == cycle.flow:
        return []
    _check_judgement(roll, today, command)
    _check_nobody_meets(sessions)
    places = _places(cycle.flow, new, {each.was: each.now for each in command.steps})
    changed = FlowChanged(
        flow=command.flow,
        judged_by=command.judged_by,
        judged_on=command.judged_on,
        ground=required(command.ground, "ground", "進め方を変える理由"),
        articles=tuple(article.strip() for article in command.articles if article.strip()),
        steps=places,
    )
    return [(cycle.stream, changed), *(moved for item in items for moved in _moved(item, cycle, places))]


def _check_judgement(roll: Sequence[RollEntry], today: date, command: ChangeFlow) -> None:
    """It was the chair's, or that of whoever acted for the chair, and it lies behind us."""
    if command.judged_on > today:
        msg = "会長が判断した日は、今日までの日にしてください。"
        raise Refused(msg, code="future", field="judged_on")
    if not any(entry.seat == command.judged_by and entry.office in JUDGES for entry in roll):
        day = full_date(command.judged_on)
        msg = f"進め方を変えるのは会長の判断です。{day}に会長か職務代理だった方の席を選んでください。"
        raise Refused(msg, code="not_chair", field="judged_by")


def _check_nobody_meets(sessions: Sequence[Session]) -> None:
    """The rules do not change while a meeting is under way, or while opinions or ballots come in writing."""
    running = next((each for each in sessions if (each.written or each.attendance) and not each.closed), None)
    if running is not None:
        msg = f"{running.title}が終わっていません。会議を終えてから、進め方を変えてください。"
        raise Refused(msg, code="session_running", field="flow")


def _places(old: FlowDefinition, new: FlowDefinition, chosen: dict[str, str]) -> dict[str, str]:
    """Where each step of the old flow stands in the new one: as chosen, by its code, or where the one before does."""
    unknown = [code for code in chosen if code not in old.codes]
    if unknown:
        old.step(unknown[0])
    places: dict[str, str] = {}
    rank = 0
    for code in old.codes:
        wanted = chosen.get(code, code if code in new.codes else new.steps[rank].code)
        if new.index(wanted) < rank:
            msg = f"「{old.title(code)}」の置き場所で、段階の順番が入れ替わります。後の段階を選んでください。"
            raise Refused(msg, code="order", field="steps")
        rank = new.index(wanted)
        places[code] = wanted
    return places


def _moved(item: Indicator, cycle: ReviewCycle, places: dict[str, str]) -> Decided:
    step = item.steps.get(cycle.id)
    if step is None or places[step] == step:
        return []
    return [(item.stream, StepEntered(cycle=cycle.id, step=places[step], moved=True))]
