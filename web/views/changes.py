"""What a draft or proposal would change, bullet by bullet: from which text, to which, and what goes."""

import msgspec

from domain.event import Ref
from projections.items import ItemRow
from projections.reviews import DraftRow, ProposalRow
from web.site import Visit


class ChangeView(msgspec.Struct, frozen=True):
    """One bullet: `before` is empty for a new one, `after` is None for one that goes."""

    before: str
    after: Ref | None


def changes(visit: Visit, item: ItemRow, version: DraftRow | ProposalRow) -> tuple[ChangeView, ...]:
    """The changes in the order of the version, against the plan's text as it read when it was written."""
    then = visit.models.items.item(item.indicator, version.position, reviews=False) or item
    texts = {bullet.id: bullet.text for bullet in then.statements}
    changed = (ChangeView(texts.get(change.id or 0, ""), change.text) for change in version.statements)
    gone = (ChangeView(texts.get(each, ""), None) for each in version.removed)
    return (*changed, *gone)
