"""The editor of drafts and proposals: every bullet with its field, what was typed, what another wrote meanwhile."""

from collections.abc import Mapping

import msgspec

from domain.commands import Bullet
from domain.errors import NotFound, NotPermitted
from domain.event import Ref
from domain.indicator import Change, Draft, Indicator, Proposal
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.permissions import ROLE_ORDER
from pdca.redline import Piece, redline
from web.forms import Typed, is_number
from web.permitted import may
from web.site import Visit
from web.views.item import current_cycle

ACTION = {"draft": "save_draft", "proposal": "propose_improvement"}


class Box(msgspec.Struct, frozen=True):
    """A bullet in the editor: what it reads now, what the field holds, and what another person wrote meanwhile."""

    id: str
    before: str
    revision: int
    value: str
    removed: bool = False
    star: bool = False
    theirs: str | None = None
    pieces: tuple[Piece, ...] = ()


class Editor(msgspec.Struct, frozen=True):
    """All that the editor shows. `based_on` is the version that the writer saw, `draft` the one it began from.

    `session` is the running meeting for which a proposal is amended.
    """

    kind: str
    indicator: str
    label: str
    cycle: str
    cycle_title: str
    boxes: tuple[Box, ...]
    based_on: int
    reason: str
    draft: int = 0
    name: str = ""
    name_now: str = ""
    session: str = ""
    session_title: str = ""
    theirs_reason: str = ""
    previewed: bool = False
    conflict: bool = False

    @property
    def changed(self) -> tuple[Box, ...]:
        """The bullets that differ from the plan."""
        return tuple(
            box for box in self.boxes if box.removed or (box.value.strip() and box.value.strip() != box.before)
        )


class Meant(msgspec.Struct, frozen=True):
    """What the form says: wordings by bullet, bullets to take out, new bullets."""

    texts: Mapping[int, str]
    removed: tuple[int, ...]
    new: tuple[str, ...]
    revisions: Mapping[int, int]

    def statements(self, item: Indicator) -> tuple[Bullet, ...]:
        """The changed bullets, against the text that the writer saw."""
        changed = [
            Bullet(id=number, text=text, text_revision=self.revisions.get(number))
            for number, text in self.texts.items()
            if number not in self.removed and self._differs(item, number, text)
        ]
        return (*changed, *(Bullet(text=text) for text in self.new))

    def _differs(self, item: Indicator, number: int, text: str) -> bool:
        bullet = item.statements.get(number)
        return bullet is None or bullet.text != text or bullet.text_revision != self.revisions.get(number)


def meant(form: Typed, item: Indicator) -> Meant:
    """What was typed, for the bullets that the form had."""
    numbers = [int(name[5:]) for name in form if name.startswith("text-") and is_number(name[5:])]
    texts = {number: form[f"text-{number}"].strip() for number in numbers}
    revisions = {n: int(form[f"revision-{n}"]) for n in numbers if is_number(form[f"revision-{n}"])}
    removed = tuple(n for n in numbers if form[f"remove-{n}"])
    new = tuple(form[name].strip() for name in form if name.startswith("text-new-") and form[name].strip())
    known = {n: text for n, text in texts.items() if n in item.statements or n in revisions}
    return Meant(known, removed, new, revisions)


def editing(visit: Visit, indicator: str, kind: str) -> tuple[Indicator, ReviewCycle]:
    """The item and the running review in which it is drafted; refuses those who may not."""
    row = visit.models.items.item(indicator, reviews=False)
    cycle = current_cycle(visit, row.plan) if row and visit.visitor.staff else None
    if row is None or cycle is None:
        msg = "この点検項目は見つかりません。"
        raise NotFound(msg, code="not_found")
    item = visit.engine.load(Indicator, indicator)
    if not may(visit, ACTION[kind], cycle, item.steps.get(cycle.id)):
        raise _refusal(visit, cycle, item, ACTION[kind])
    return item, cycle


def _refusal(visit: Visit, cycle: ReviewCycle, item: Indicator, action: str) -> NotPermitted:
    """Says in the flow's words why not."""
    cycle.check_open()
    first = min(visit.visitor.roles_in(cycle.council), key=ROLE_ORDER.index)
    return NotPermitted(cycle.flow.why_not(item.steps.get(cycle.id), first, action), code="not_permitted")


def fresh(visit: Visit, item: Indicator, cycle: ReviewCycle, kind: str, draft: int = 0) -> Editor:
    """The editor as it opens: on the newest draft, or for a proposal on its last version or the draft chosen."""
    changes, removed, reason = _start(visit, item, cycle, kind, draft)
    texts = {change.id: text for change, text in changes if change.id is not None}
    new = tuple(text for change, text in changes if change.id is None)
    return Editor(
        kind=kind,
        indicator=item.id,
        label=item.label,
        cycle=cycle.id,
        cycle_title=cycle.title,
        boxes=_boxes(item, texts, removed, new),
        based_on=_last(item, cycle, kind),
        reason=reason,
        draft=draft,
        name=_name(visit, item, cycle, kind),
        name_now=item.name,
    )


def amending(visit: Visit, editor: Editor, session: str) -> Editor:
    """The editor for a running meeting's own amendment."""
    title = visit.engine.load(Session, session).title if session else ""
    return msgspec.structs.replace(editor, session=session, session_title=title)


def _name(visit: Visit, item: Indicator, cycle: ReviewCycle, kind: str) -> str:
    """The name that the last version of the proposal would give, else that of today."""
    last = item.proposals.get((cycle.id, item.last_version(cycle.id))) if kind == "proposal" else None
    return visit.engine.reveal([last.name]).get(last.name, "") if last and last.name else item.name


def _last(item: Indicator, cycle: ReviewCycle, kind: str) -> int:
    return item.last_draft(cycle.id) if kind == "draft" else item.last_version(cycle.id)


def _start(
    visit: Visit, item: Indicator, cycle: ReviewCycle, kind: str, draft: int
) -> tuple[list[tuple[Change, str]], tuple[int, ...], str]:
    """The changes, removals and reason with which the editor opens."""
    number = draft or (item.last_draft(cycle.id) if kind == "draft" else 0)
    found: Draft | Proposal | None = item.drafts.get((cycle.id, number)) if number else None
    if found is None and kind == "proposal":
        found = item.proposals.get((cycle.id, item.last_version(cycle.id)))
    if found is None:
        return [], (), ""
    why = Ref(found.position, "/data/reason")
    texts = visit.engine.reveal([change.text for change in found.changes] + [why])
    return [(c, texts.get(c.text, "")) for c in found.changes], found.removed, texts.get(why, "")


def _boxes(
    item: Indicator,
    texts: Mapping[int, str],
    removed: tuple[int, ...],
    new: tuple[str, ...],
    theirs: Mapping[str, str] | None = None,
) -> tuple[Box, ...]:
    other = theirs or {}
    found = [
        _box(
            Box(str(n), b.text, b.text_revision, texts.get(n, b.text), n in removed, n in item.stars, other.get(str(n)))
        )
        for n, b in item.statements.items()
    ]
    blanks = (*new, "")
    found += [_box(Box(f"new-{k}", "", 0, text, theirs=other.get(f"new-{k}"))) for k, text in enumerate(blanks, 1)]
    return tuple(found)


def _box(box: Box) -> Box:
    after = "" if box.removed else box.value.strip()
    return msgspec.structs.replace(box, pieces=tuple(redline(box.before, after)))


def again(visit: Visit, item: Indicator, cycle: ReviewCycle, kind: str, *, conflict: bool = False) -> Editor:
    """The editor with what was typed; after a conflict beside it what somebody else saved, and based on that."""
    form = visit.typed
    said = meant(form, item)
    theirs, reason = _theirs(visit, item, cycle, kind) if conflict else ({}, "")
    based_on = _last(item, cycle, kind) if conflict else _figure(form["based_on"])
    made = Editor(
        kind=kind,
        indicator=item.id,
        label=item.label,
        cycle=cycle.id,
        cycle_title=cycle.title,
        boxes=_boxes(item, said.texts, said.removed, said.new, theirs),
        based_on=based_on,
        reason=form["reason"],
        draft=_figure(form["draft"]),
        name=form["name"] or item.name,
        name_now=item.name,
        theirs_reason=reason,
        previewed=bool(form["preview"]),
        conflict=conflict,
    )
    return amending(visit, made, form["session_id"])


def _theirs(visit: Visit, item: Indicator, cycle: ReviewCycle, kind: str) -> tuple[dict[str, str], str]:
    """What somebody else saved last, by box."""
    changes, removed, reason = _start(visit, item, cycle, kind, 0)
    found = {str(change.id): text for change, text in changes if change.id is not None}
    new = [text for change, text in changes if change.id is None]
    gone = dict.fromkeys(map(str, removed), "（この項目を削る）")
    return found | gone | {f"new-{k}": text for k, text in enumerate(new, 1)}, reason


def _figure(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() else 0
