"""Who looks at the records, and what of them exists for this person; deny by default."""

from datetime import datetime

import msgspec

from domain.codes import STAFF
from domain.review_cycle import ReviewCycle
from pdca.permissions import CONSOLE

BALLOT_READERS = frozenset({"secretariat", "auditor", "administrator"})
"""Who may see how a member voted, and what was noted of a speech: departments do not need to."""
DRAFTERS = frozenset({"secretariat", "department"})
"""For all other roles a draft that was not shown does not exist."""


class Viewer(msgspec.Struct, frozen=True):
    """A signed-in person with today's roles: those of staff, and member and chair by the seat."""

    account: str
    roles: frozenset[str] = frozenset()

    @property
    def inside(self) -> bool:
        """Whether this person has any role today; else only what is public is open."""
        return self.account == CONSOLE or bool(self.roles)

    @property
    def staff(self) -> bool:
        """Whether names and all opinions are open to this person."""
        return self.account == CONSOLE or bool(self.roles & STAFF)

    @property
    def sees_ballots(self) -> bool:
        """Whether the ballots of others exist for this person."""
        return self.account == CONSOLE or bool(self.roles & BALLOT_READERS)

    @property
    def sees_drafts(self) -> bool:
        """Whether drafts exist that were not shown."""
        return self.account == CONSOLE or bool(self.roles & DRAFTERS)


CONSOLE_VIEWER = Viewer(CONSOLE, frozenset({"administrator"}))
"""Who works on the machine itself, e.g. with the command line: everything is open."""


def own_opinions_only(cycle: ReviewCycle, step: str | None, now: datetime, account: str | None) -> bool:
    """Whether a member still sees the own opinions only: until the step's deadline, where the ordinance says so.

    Who was given more time reads the others' later too.
    """
    if cycle.closed or cycle.flow.ordinance.opinions_visible == "always":
        return False
    due = cycle.due(step, account) or cycle.due(None, account)
    return due is None or now <= due
