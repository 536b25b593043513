"""The audit trail as people read it: one neutral Japanese sentence per event, with before and after."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from domain.event import Recorded, Ref
from pdca.telling import answers, ballots, corrections, figures, items, meetings, office, opinions, outside, proposals
from pdca.telling.context import Context, Past, Reader, Rule
from pdca.telling.pieces import Opened, Told, Words, in_full, opened, refs_of, shortened, spoken
from pdca.telling.visible import visible
from pdca.viewing import Viewer

RULES: dict[type, Rule] = {
    **items.RULES,
    **figures.RULES,
    **proposals.RULES,
    **corrections.RULES,
    **outside.RULES,
    **opinions.RULES,
    **answers.RULES,
    **meetings.RULES,
    **ballots.RULES,
    **office.RULES,
}


class Sentence(msgspec.Struct, frozen=True):
    """An event in words: `when` it was recorded (UTC), `who` did it in which role, what happened in one sentence.

    `about` is the item, meeting or year that it concerns. `before` and `after` are the full texts; of changed bullets
    both lists are in step, "" where there was or is none. `details` are further texts in full, each with its label.
    """

    position: int
    when: datetime
    who: str
    text: str
    about: str
    before: list[str] | None = None
    after: list[str] | None = None
    details: tuple[tuple[str, str], ...] = ()

    @property
    def rest(self) -> "Sentence":
        """The same with only those full texts that the sentence itself does not say in full."""
        texts = [*(self.before or ()), *(self.after or ())]
        more = any(text and not self._says(text) for text in texts)
        details = tuple((label, text) for label, text in self.details if not self._says(text, f"{label}："))
        if more:
            return msgspec.structs.replace(self, details=details)
        return msgspec.structs.replace(self, before=None, after=None, details=details)

    def _says(self, text: str, label: str = "") -> bool:
        said = [f"「{shortened(text)}」", *([label + shortened(text)] if label else [])]
        return in_full(text) and any(each in self.text for each in said)


class _Told(msgspec.Struct, frozen=True):
    recorded: Recorded
    who: Words
    about: Words
    told: Told

    def refs(self) -> Iterator[Ref]:
        yield from refs_of((*self.who, *self.about))
        yield from self.told.refs()


def sentences(
    engine: Reader, recorded: Sequence[Recorded], viewer: Viewer | None = None, at: int | None = None
) -> list[Sentence]:
    """A sentence for each of these events that exists for the viewer, in the given order.

    Without a viewer who has a role it is what the public may read. `at` is the position that the page is of: what was
    shown later does not yet count. All private texts are opened in one batch; an erased one reads 〔消去〕.
    """
    context = Context(engine, viewer)
    told = _all_told(engine, context, recorded, at)
    refs = {ref for each in told.values() for ref in each.refs()}
    texts: Opened = engine.reveal(refs) if refs else {}
    return [_sentence(told[each.position], texts) for each in recorded if each.position in told]


def _all_told(engine: Reader, context: Context, recorded: Sequence[Recorded], at: int | None) -> dict[int, _Told]:
    wanted: dict[str, set[int]] = {}
    for each in recorded:
        wanted.setdefault(each.stream, set()).add(each.position)
    told: dict[int, _Told] = {}
    for stream, positions in wanted.items():
        told.update(_told_of(context, engine.history(stream, at), positions))
    return told


def _told_of(context: Context, history: Sequence[Recorded], positions: set[int]) -> dict[int, _Told]:
    """Tells the wanted events of one stream, each against its past; at the end it is known which are visible."""
    if not history:
        return {}
    past = Past(history[0].kind, history[0].stream)
    told: list[tuple[Recorded, Words, Told]] = []
    for each in history:
        if each.position in positions:
            told.append((each, context.who(each, past), _tell(context, each, past)))
        past.advance(each)
    about = context.about(past)
    seen = (each for each in told if visible(context, each[0], past))
    return {recorded.position: _Told(recorded, who, about, text) for recorded, who, text in seen}


def _tell(context: Context, recorded: Recorded, past: Past) -> Told:
    return RULES[type(recorded.event)](context, recorded, recorded.event, past)


def _sentence(each: _Told, texts: Opened) -> Sentence:
    told = each.told
    return Sentence(
        each.recorded.position,
        each.recorded.instant,
        spoken(each.who, texts),
        spoken(told.text, texts) + "。",
        spoken(each.about, texts),
        None if told.before is None else [opened(text, texts) for text in told.before],
        None if told.after is None else [opened(text, texts) for text in told.after],
        tuple((label, opened(text, texts)) for label, text in told.details),
    )
