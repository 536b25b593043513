"""history: everything that happened to one item, in words and as data."""

from argparse import Namespace
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from domain.event import Recorded
from domain.japanese_dates import JAPAN, full_instant
from domain.numbering import label
from pdca.cli_groups.opening import names, opened, the_item
from pdca.cli_groups.saying import document, say
from pdca.engine import Engine
from pdca.event_json import opened_data, private_refs
from pdca.sentences import Sentence, sentences
from pdca.viewing import CONSOLE_VIEWER


def history(arguments: Namespace) -> int:
    """`pdca history ITEM`."""
    with opened() as engine:
        item = the_item(engine, arguments.item, arguments.plan)
        recorded = engine.history(item.indicator)
        told = sentences(engine, recorded, CONSOLE_VIEWER)
        if arguments.json:
            number = label(item.number, item.kind)
            events = _events(engine, recorded, told)
            line = {"predecessors": list(item.predecessors), "successors": list(item.successors)}
            document({"id": item.indicator, "item": number, "name": item.name, **line, "events": events})
            return 0
        related = [
            *_related(engine, "もとの項目", item.predecessors),
            *_related(engine, "引き継いだ項目", item.successors),
        ]
    say(f"{label(item.number, item.kind)} {item.name}", *related)
    for sentence in told:
        say("", *_paragraph(sentence))
    return 0


def _related(engine: Engine, what: str, items: Sequence[str]) -> list[str]:
    """A line for each item that this one comes from or goes on in."""
    rows = (engine.read_models.items.item(each, reviews=False) for each in items)
    return [f"{what}：{label(row.number, row.kind)} {row.name}" for row in rows if row is not None]


def _events(engine: Engine, recorded: Sequence[Recorded], told: Sequence[Sentence]) -> list[dict[str, Any]]:
    texts = engine.reveal([ref for each in recorded for ref in private_refs(each)])
    actors = names(engine, list(dict.fromkeys(each.actor.id for each in recorded)))
    words = {sentence.position: sentence.text for sentence in told}
    return [
        {
            "position": each.position,
            "version": each.version,
            "recorded_at": each.instant.astimezone(JAPAN).isoformat(),
            "actor": {"id": each.actor.id, "name": actors[each.actor.id]},
            "role": each.actor.role,
            "topic": each.topic,
            "command_id": each.command,
            "sentence": words.get(each.position),
            "data": opened_data(each, texts),
        }
        for each in recorded
    ]


def _paragraph(sentence: Sentence) -> list[str]:
    changes = [line for pair in zip_longest(sentence.before or (), sentence.after or ()) for line in _change(*pair)]
    details = [f"  {name}：{text}" for name, text in sentence.details]
    head = f"{full_instant(sentence.when)}　{sentence.who}　〔記録{sentence.position}〕"
    return [head, f"  {sentence.text}", *changes, *details]


def _change(before: str | None, after: str | None) -> list[str]:
    """One bullet's texts under each other; "" says that there was none, None that there is nothing to compare."""
    return [f"  {mark}：{text or '（なし）'}" for mark, text in (("前", before), ("後", after)) if text is not None]
