"""What handlers read first: the cycle, and the item, place or meeting in it, with the permission to act there."""

from typing import Protocol

from domain.commented import Commented
from domain.errors import Refused
from domain.indicator import Indicator
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.case import Case


class OnItem(Protocol):
    """A command about one item in a cycle."""

    @property
    def cycle_id(self) -> str:
        """The cycle."""
        ...

    @property
    def indicator_id(self) -> str:
        """The item."""
        ...


class OnPlace(Protocol):
    """A command about an item or, without one, about the whole plan."""

    @property
    def cycle_id(self) -> str:
        """The cycle."""
        ...

    @property
    def indicator_id(self) -> str | None:
        """The item, or None."""
        ...


def item_in(case: Case, command: OnItem, action: str) -> tuple[ReviewCycle, Indicator]:
    """The cycle and its item, where the flow lets the actor do the action there."""
    cycle = case.open_cycle(command.cycle_id)
    item = case.item_of(cycle, command.indicator_id)
    case.permit(cycle, action, item)
    return cycle, item


def place_in(case: Case, command: OnPlace, action: str) -> tuple[ReviewCycle, Commented]:
    """The cycle and the place of opinions, where the flow lets the actor do the action there."""
    cycle = case.open_cycle(command.cycle_id)
    place = case.place(cycle, command.indicator_id)
    case.permit(cycle, action, place)
    return cycle, place


def meeting_of(case: Case, session_id: str, action: str | None = None) -> tuple[ReviewCycle, Session]:
    """The open cycle and its meeting, where the flow lets the actor do the action; never a past one."""
    meeting = case.existing(Session, session_id, "会議")
    if meeting.cycle is None:
        msg = f"{meeting.title}は、文書から写した過去の会議です。記録は加えられません。"
        raise Refused(msg, code="past_session")
    cycle = case.open_cycle(meeting.cycle)
    if action is not None:
        case.permit(cycle, action)
    return cycle, meeting
