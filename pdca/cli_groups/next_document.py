"""import of a document over a plan that is there: its differences as a list, and what of them is confirmed."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from domain.errors import Refused
from domain.japanese_dates import fiscal, fiscal_year_of
from pdca.cli_groups.opening import the_account
from pdca.cli_groups.saying import document as print_document
from pdca.cli_groups.saying import say
from pdca.differences import (
    CHOICES,
    Decisions,
    Difference,
    Differences,
    OutsideSession,
    confirm_differences,
    find_differences,
)
from pdca.documents import Document, Profile
from pdca.documents.source import where
from pdca.engine import Engine
from projections.streams import PlanRow


class Next(msgspec.Struct, frozen=True):
    """The plan that is there, and the file that came, read by a profile."""

    plan: PlanRow
    content: bytes
    file_name: str
    document: Document
    profile: Profile


def next_document(engine: Engine, arguments: Namespace, came: Next) -> int:
    """Without a choice the differences are shown and nothing is stored."""
    found = find_differences(engine, came.plan.plan, came.document, came.profile)
    decisions = _decisions(arguments, found)
    if decisions is None:
        _show(came, found, json=arguments.json)
        return 0
    account = the_account(engine, arguments.actor)
    done = confirm_differences(
        engine, came.plan.plan, came.content, came.file_name, came.document, decisions, account, profile=came.profile
    )
    events = 0 if done.repeated else len(done.positions)
    left = [entry for entry in found.entries if decisions.choices.get(entry.id, "leave") == "leave"]
    if arguments.json:
        ids = [entry.id for entry in left]
        print_document({"plan": came.plan.key, "plan_id": came.plan.plan, "events": events, "left": ids})
    else:
        say(
            f"計画「{came.plan.key}」に取り込みました（記録 {events}件）。" if events else "新しい記録はありません。",
            *([f"取り込まなかった差分が{len(left)}件あります。"] if left else []),
        )
    return 0


def _decisions(arguments: Namespace, found: Differences) -> Decisions | None:
    if arguments.certain and arguments.decisions:
        raise Refused("--certain と --decisions は、どちらか一つにしてください。", code="usage", field="certain")
    if arguments.certain:
        return msgspec.structs.replace(found.certain(), status_year=arguments.status_year)
    if arguments.decisions is None:
        return None
    typed = _typed(Path(arguments.decisions).read_bytes())
    year = typed.pop("status_year", arguments.status_year)
    session, sessions = typed.pop("session", None), typed.pop("sessions", {})
    named = {name: _session(each) for name, each in sessions.items()}
    said = {"choices": typed, "session": session and _session(session), "sessions": named, "status_year": year}
    try:
        return msgspec.convert(said, Decisions)
    except msgspec.ValidationError as wrong:
        msg = f"--decisions のファイルに、読めない選び方があります（{wrong}）。"
        raise Refused(msg, code="decisions", field="decisions") from None


def _typed(content: bytes) -> dict[str, Any]:
    try:
        typed: dict[str, Any] = msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        msg = '--decisions のファイルは、{"差分の番号": "選び方", "session": {…}} の形のJSONにしてください。'
        raise Refused(msg, code="decisions", field="decisions") from None
    return typed


def _session(said: Any) -> OutsideSession:  # noqa: ANN401 -- JSON that a person typed
    try:
        title, day, year = said["title"], said.get("date"), said.get("fiscal_year")
        return OutsideSession(str(title), int(year or fiscal_year_of(date.fromisoformat(day))), day)
    except (AttributeError, KeyError, TypeError, ValueError):
        msg = "会議は、title と、date（2026-03-18 の形）か fiscal_year（西暦）で書いてください。"
        raise Refused(msg, code="session", field="session") from None


def _show(came: Next, found: Differences, *, json: bool) -> None:
    if json:
        form = msgspec.to_builtins(found)
        print_document({"plan": came.plan.key, "plan_id": came.plan.plan, "differences": form.pop("entries"), **form})
    elif not found.entries:
        say(f"計画「{came.plan.key}」と文書に、違いはありません。何も保存していません。")
    else:
        say(
            *_told(found),
            "",
            f"計画「{came.plan.key}」との違いは{len(found.entries)}件です。何も保存していません。",
            *_HOW,
        )


_HOW = ("確かなものだけを取り込むには `--certain`、選んで取り込むには `--decisions FILE.json` を付けます。",)


def _told(found: Differences) -> Iterator[str]:
    if found.status_year:
        yield f"文書の状況：{fiscal(found.status_year)}"
    if found.session:
        yield f"文書の★：{found.session.title}"
    for (number, name), entries in groupby(found.entries, key=lambda entry: (entry.number, entry.name)):
        yield f"\n{number} {name}"
        for entry in entries:
            yield from _one(entry)


def _one(entry: Difference) -> Iterator[str]:
    place = f"（{where(entry.place)}）" if entry.place is not None else ""
    yield f"  [{entry.id}] {entry.belief}{place}"
    yield f"      理由：{entry.why}"
    if entry.before == entry.after:
        yield from (f"      文：{text}" for text in entry.after)
    else:
        yield from (f"      前：{text}" for text in entry.before)
        yield from (f"      後：{text}" for text in entry.after)
    choices = "、".join(f"{choice} {CHOICES[choice]}" for choice in entry.choices)
    chosen = f"確かなもの：{CHOICES[entry.default]}" if entry.default else "選んでください"
    yield f"      {chosen}（{choices}）"
