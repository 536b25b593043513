"""令和7年度 in the sample city, read from statuses.toml, proposals.toml and opinions.toml: shapes only."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, dataclass_transform

import msgspec

from domain.codes import Disposition, Medium, Perception, Stance, Subject
from pdca.demo.data import read_data


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the files; `by` and `item` are keys of people and item numbers as typed."""


class Checked(Part):
    """An item's status in new words."""

    item: str
    texts: tuple[str, ...]
    by: str = "kiritani"


class Carried(Part):
    """Items whose status goes on as it was."""

    items: tuple[str, ...]
    reason: str
    by: str = "kiritani"


class Considered(Part):
    """What the status of some items calls for; * stands for all that no other group names."""

    items: tuple[str, ...]
    rating: str
    direction: str
    reason: str


class Unchanged(Part):
    """Items whose text stays; * as above."""

    items: tuple[str, ...]
    reason: str


class Statuses(Part):
    """The file statuses.toml."""

    checked: tuple[Checked, ...]
    carried: tuple[Carried, ...]
    considered: tuple[Considered, ...]
    unchanged: tuple[Unchanged, ...]


class Proposed(Part):
    """A proposal: against a bullet, or a new bullet without one; `amended` is what the meeting made of it, and why."""

    item: str
    texts: tuple[str, ...]
    reason: str
    bullet: int | None = None
    drafts: tuple[str, ...] = ()
    decided: Literal["together", "amended", "entrusted", "late"] = "together"
    amended: str = ""
    amendment: str = ""


class Proposals(Part):
    """The file proposals.toml."""

    proposals: tuple[Proposed, ...]


class Opinion(Part):
    """An opinion and the city's answer; `at` is Japan time, without `item` it concerns the whole plan."""

    at: datetime
    by: str
    body: str
    disposition: Disposition
    answer: str
    entered_by: str | None = None
    item: str | None = None
    bullet: int | None = None
    subject: Subject = "item"
    version: int | None = None
    stance: Stance | None = None
    perception: Perception | None = None
    medium: Medium = "web"
    received_on: date | None = None
    read_back: bool = False
    scan: bool = False
    until: date | None = None


class Acknowledged(Part):
    """Items that somebody read and had no opinion on."""

    at: datetime
    by: str
    items: tuple[str, ...]
    entered_by: str | None = None
    medium: Medium = "web"
    received_on: date | None = None


class Opinions(Part):
    """The file opinions.toml, both lists in the order of time."""

    opinions: tuple[Opinion, ...]
    acknowledged: tuple[Acknowledged, ...]


class Year(msgspec.Struct, frozen=True):
    """All three files."""

    statuses: Statuses
    proposals: tuple[Proposed, ...]
    opinions: tuple[Opinion, ...]
    acknowledged: tuple[Acknowledged, ...]

    def decided(self, how: str) -> list[Proposed]:
        """The proposals that were decided in this way."""
        return [proposal for proposal in self.proposals if proposal.decided == how]

    def said(self) -> list[Opinion | Acknowledged]:
        """Everything that members said."""
        return [*self.opinions, *self.acknowledged]


def others(named: Sequence[str], groups: Sequence[Considered] | Sequence[Unchanged], all_: Sequence[str]) -> list[str]:
    """The items of a group: those named, or for * all that no group names."""
    if named != ("*",):
        return list(named)
    taken = {item for group in groups for item in group.items}
    return [item for item in all_ if item not in taken]


def read_year() -> Year:
    """The sample city's 令和7年度."""
    said = read_data("opinions.toml", Opinions)
    return Year(
        statuses=read_data("statuses.toml", Statuses),
        proposals=read_data("proposals.toml", Proposals).proposals,
        opinions=said.opinions,
        acknowledged=said.acknowledged,
    )
