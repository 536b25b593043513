"""★ put to the session: the office asks, only a session gives or takes."""

from domain.aggregate import Decided, required
from domain.commands import PutStarForward
from domain.errors import Refused
from domain.events import StarPutForward
from domain.indicator import Indicator, StarAsked
from domain.review_cycle import ReviewCycle


def put_forward(item: Indicator, cycle: ReviewCycle, command: PutStarForward) -> Decided:
    """A bullet as it reads, to get its ★ or to lose it; quiet when the same is asked already."""
    item.check_in_plan()
    item.check_revision(command.statement, command.text_revision)
    starred = command.statement in item.stars
    if starred == (command.change == "grant"):
        word = "すでに★が付いています" if starred else "★が付いていません"
        msg = f"{item.label}：この文には{word}。"
        raise Refused(msg, code="star_as_asked", field="change")
    reason = required(command.reason, "reason", "会議に諮る理由")
    if _asked(item.stars_asked.get(command.statement), cycle, command):
        return []
    event = StarPutForward(
        cycle=cycle.id,
        statement=command.statement,
        text_revision=command.text_revision,
        change=command.change,
        reason=reason,
    )
    return [(item.stream, event)]


def _asked(before: StarAsked | None, cycle: ReviewCycle, command: PutStarForward) -> bool:
    return before is not None and (before.cycle, before.text_revision, before.change) == (
        cycle.id,
        command.text_revision,
        command.change,
    )
