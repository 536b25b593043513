"""tick: one round of the clock, for a scheduler."""

from argparse import Namespace
from typing import Any

import msgspec

from domain.japanese_dates import full_instant
from pdca.cli import DONE, REFUSED
from pdca.cli_groups.opening import opened
from pdca.cli_groups.saying import document, say, warn
from pdca.engine import Engine
from pdca.mail.due import open_cycles
from pdca.mail.tick import Round
from pdca.mail.tick import tick as one_round
from pdca.settings import read_settings
from pdca.uploads import Uploads


def tick(arguments: Namespace) -> int:
    """`pdca tick`."""
    settings = read_settings()
    with opened(settings=settings) as engine:
        Uploads(engine).expire()
        done = one_round(engine, settings)
        deadlines = _deadlines(engine)
    if arguments.json:
        document(msgspec.to_builtins(done) | {"deadlines": deadlines})
    else:
        say(*_coming(deadlines), *_told(done))
        if done.unreachable:
            warn(done.unreachable)
    return REFUSED if done.unreachable else DONE


def _deadlines(engine: Engine) -> list[dict[str, Any]]:
    """The deadlines of all open reviews, the nearest first."""
    now = engine.now()
    found = [(due, step, cycle) for cycle in open_cycles(engine) for step, due in cycle.deadlines.items()]
    return [
        {
            "cycle": cycle.id,
            "title": f"{cycle.title}「{cycle.flow.title(step)}」の締切",
            "step": step,
            "due": due,
            "passed": due < now,
        }
        for due, step, cycle in sorted(found, key=lambda each: each[:2])
    ]


def _coming(deadlines: list[dict[str, Any]]) -> list[str]:
    over = {True: "（過ぎました）", False: ""}
    return [f"{each['title']}：{full_instant(each['due'])}{over[each['passed']]}" for each in deadlines]


def _told(done: Round) -> list[str]:
    if not done.mail:
        return ["メールサーバーの設定（PDCA_SMTP_HOST）がないため、メールは送りません。"]
    lines = [f"メール：{done.sent}通を送りました。"]
    lines += [f"  {count}通は{words}。" for count, words in _rest(done) if count]
    return lines


def _rest(done: Round) -> tuple[tuple[int, str], ...]:
    return (
        (done.later, "いまは受け付けられず、後でもう一度送ります"),
        (done.refused, "受け付けられませんでした（「送信の記録」で確かめてください）"),
        (done.uncertain, "届いたかどうか分かりません（「送信の記録」で確かめてください）"),
        (done.dropped, "送る必要がなくなりました"),
    )
