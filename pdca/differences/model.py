"""What differs between a plan and its next document, as a person is asked about it."""

from typing import Literal

import msgspec

from pdca.documents.source import Place

Kind = Literal[
    "status",
    "figure",
    "star_granted",
    "star_revoked",
    "wording",
    "order",
    "bullet_added",
    "bullet_removed",
    "item_added",
    "item_removed",
    "item_renamed",
    "item_moved",
    "item_split",
    "item_merged",
    "title_renamed",
]
Choice = Literal["take", "typo", "decided", "leave"]

CHOICES: dict[Choice, str] = {
    "take": "取り込む",
    "typo": "正誤（前の文書か読み取りの誤りを直したもの）",
    "decided": "会議で決まったもの（この記録の外で）",
    "leave": "取り込まない",
}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that differs: what the system believes, on what ground, and what a person may make of it.

    `id` stays the same while the plan and the document stay the same; `item` is None for one that the plan does not
    have yet; `default` is None where a person has to choose.
    """

    id: str
    kind: Kind
    item: str | None
    number: str
    name: str
    statement: int | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    place: Place | None = None
    belief: str
    why: str
    certain: bool
    choices: tuple[Choice, ...]
    default: Choice | None = None


class OutsideSession(msgspec.Struct, frozen=True):
    """A meeting that decided changes of which the log knows nothing else; `held_on` is an ISO date."""

    title: str
    fiscal_year: int
    held_on: str | None = None


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """All differences in the order of the plan; `unchanged` counts the items that read the same.

    The years are those that the document speaks of; `session` is the meeting behind its ★, as far as it says.
    """

    entries: tuple[Difference, ...]
    unchanged: int
    status_year: int | None = None
    mark_year: int | None = None
    session: OutsideSession | None = None

    def asked(self) -> tuple[Difference, ...]:
        """Those that a person has to choose for."""
        return tuple(entry for entry in self.entries if entry.default is None)

    def certain(self) -> "Decisions":
        """The choices that need no person: each default."""
        return Decisions(choices={entry.id: entry.default for entry in self.entries if entry.default is not None})


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """What a person chose: per difference (by its id) a choice, and the meeting behind those that were decided.

    `sessions` name another meeting for single differences; a ★ is else of the document's own. What is not chosen
    is left out. `status_year` is needed where the document does not say of which year its status is. `by_hand` says in
    words what was corrected in the document before, by the address of each text.
    """

    choices: dict[str, Choice] = {}
    session: OutsideSession | None = None
    sessions: dict[str, OutsideSession] = {}
    status_year: int | None = None
    by_hand: dict[str, str] = {}
