"""inquiry out, inquiry in: 照会 on the command line."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from domain.errors import NotFound, Refused, ReviewError
from domain.review_cycle import ReviewCycle
from pdca.cli import DONE, REFUSED
from pdca.cli_groups.opening import opened, the_account, the_plan
from pdca.cli_groups.saying import document, say
from pdca.documents.child import Reading
from pdca.documents.findings import UnreadableDocument
from pdca.engine import Engine
from pdca.files import MAX_BYTES
from pdca.inquiry.answers import TAKEN, Answers, answers
from pdca.inquiry.asked import Inquiry, inquiry
from pdca.inquiry.papers import files
from pdca.inquiry.returned import Returned
from pdca.inquiry.taking import command


def out(arguments: Namespace) -> int:
    """`pdca inquiry out`."""
    due = _day(arguments.due)
    folder = Path(arguments.out)
    with opened() as engine:
        asked = inquiry(engine, _the_cycle(engine, arguments.plan))
        made = files(asked, due, arguments.contact or "", engine.now())
    if not made:
        msg = "照会する項目がありません。担当課を決め、項目が状況確認の段階にあることを確かめてください。"
        raise Refused(msg, code="nothing_asked")
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    without = [each.label for each in asked.without]
    if arguments.json:
        document({"files": [str(folder / name) for name in made], "without_department": without})
    else:
        say(*(str(folder / name) for name in made))
        if without:
            say(f"担当課が決まっていない項目は入っていません：{'、'.join(without)}")
    return DONE


def in_(arguments: Namespace) -> int:
    """`pdca inquiry in FILE …`."""
    with opened() as engine:
        account = the_account(engine, arguments.actor)
        cycle = _the_cycle(engine, arguments.plan)
        told = [_one(engine, cycle, Path(file), account if arguments.accept else None) for file in arguments.file]
    if arguments.json:
        document({"files": told})
    else:
        say(*(line for each in told for line in _said(each)))
        if not arguments.accept:
            say("何も記録していません。回答ありと変更なしの行を記録するには --accept を付けます。")
    return REFUSED if any(each["refused"] for each in told) else DONE


def _the_cycle(engine: Engine, key: str | None) -> ReviewCycle:
    """The running review of a plan, of several the latest year's."""
    plan = the_plan(engine, key)
    rows = engine.read_models.streams.of_kind("review_cycle")
    cycles = [engine.load(ReviewCycle, row.stream) for row in rows if row.closed is None and row.plan == plan.plan]
    if not cycles:
        raise NotFound("いま進めている年度の見直しがありません。", code="no_cycle")
    return max(cycles, key=lambda cycle: cycle.fiscal_year)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        msg = f"「{typed}」は日付として読めません。例：2026-06-05"
        raise Refused(msg, code="date", field="due") from None


def _one(engine: Engine, cycle: ReviewCycle, file: Path, account: str | None) -> dict[str, Any]:
    """What a file says, and with an account what of it was recorded."""
    asked = inquiry(engine, cycle)
    try:
        found = answers(asked, _read(file))
    except UnreadableDocument as error:
        found = Answers("", refused=str(error))
    done = _take(engine, asked, found, account) if account is not None else {"taken": 0, "not_taken": []}
    return {
        "file": str(file),
        "department": found.department,
        "summary": found.summary,
        "refused": found.refused,
        "lines": [{**msgspec.to_builtins(line), "after": line.after} for line in found.lines],
        "asides": msgspec.to_builtins(found.asides),
        "notes": list(found.notes),
        **done,
    }


def _read(file: Path) -> Returned:
    content = file.read_bytes() if file.stat().st_size <= MAX_BYTES else None
    if content is None:
        raise Refused(f"「{file.name}」は大きすぎます（10MBまで）。", code="too_large", field="file")
    reading = Reading(content, file.name, reader="returned")
    reading.run()
    return msgspec.json.decode(reading.result(), type=Returned)


def _take(engine: Engine, asked: Inquiry, found: Answers, account: str) -> dict[str, Any]:
    refused: list[str] = []
    taken = 0
    for line in found.lines:
        if line.verdict not in TAKEN:
            continue
        try:
            engine.do(command(asked, line, engine.chance.new_id()), account)
            taken += 1
        except ReviewError as error:
            refused.append(error.message)
    return {"taken": taken, "not_taken": refused}


def _said(told: dict[str, Any]) -> Iterator[str]:
    yield f"{told['file']}　{told['department']}"
    yield f"  {told['summary']}"
    yield from (f"  {note}" for note in told["notes"])
    for line in told["lines"]:
        if line["verdict"] in {"conflict", "doubtful", "unreadable"}:
            yield f"  {line['place']} {line['label']}：{line['note']}"
    yield from (f"  {each['place']} {each['what']}：取り込みません" for each in told["asides"])
    if told["taken"]:
        yield f"  {told['taken']}件を記録しました。"
    yield from (f"  記録していません：{each}" for each in told["not_taken"])
