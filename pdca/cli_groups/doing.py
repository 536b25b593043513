"""do: commands out of a file, one JSON object per line."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from domain.errors import ReviewError
from pdca.cli_groups.opening import opened, the_account
from pdca.cli_groups.saying import document, line_document, problem, reasons, warn
from pdca.command_json import MAX_BYTES, read_command
from pdca.engine import Engine
from pdca.files import media_type

Result = dict[str, Any]


def do(arguments: Namespace) -> int:
    """`pdca do FILE.jsonl`: one result per command, as soon as it is done; with --json all in one document."""
    results: list[Result] = []
    with _lines(arguments.file) as lines, opened() as engine:
        account = the_account(engine, arguments.actor)
        for path in arguments.attach:
            _store(engine, Path(path))
        for result in _results(engine, account, lines, keep_going=arguments.keep_going):
            results.append(result)
            if not arguments.json:
                line_document(result)
    refused = [result for result in results if result["status"] == "refused"]
    if arguments.json:
        document({"results": results, "refused": len(refused)})
    else:
        _warn(refused, stopped=not arguments.keep_going)
    return 1 if refused else 0


def _results(engine: Engine, account: str, lines: BinaryIO, *, keep_going: bool) -> Iterator[Result]:
    for number, line in enumerate(iter(lambda: lines.readline(MAX_BYTES + 2), b""), 1):
        content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if not content.strip():
            continue
        result: Result = {"line": number, **_result(engine, account, content.strip())}
        yield result
        if result["status"] == "refused" and not (keep_going and content.endswith(b"\n")):
            return


def _result(engine: Engine, account: str, line: bytes) -> Result:
    named: Result = {}
    try:
        command = read_command(line)
        named = {"command": command.action(), "command_id": command.command_id}
        done = engine.do(command, account)
    except ReviewError as error:
        return {**named, "status": "refused", "positions": [], "error": problem(error)}
    return {**named, "status": "repeated" if done.repeated else "done", "positions": done.positions}


def _warn(refused: list[Result], *, stopped: bool) -> None:
    for result in refused:
        first, *more = reasons(result["error"])
        field = result["error"].get("field")
        warn(f"{result['line']}行目{f'（{field}）' if field else ''}：{first}", *more)
    if refused and stopped:
        warn(
            "ここで止めました。この行より前の操作は記録されています。",
            "断られた行を飛ばして続けるには --keep-going を付けます。",
        )


def _store(engine: Engine, path: Path) -> None:
    """Keeps a file for an `attach_file` that comes later, which names it by its SHA-256."""
    content = path.read_bytes()
    media_type(content)
    engine.files.put(content)


@contextmanager
def _lines(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield file
