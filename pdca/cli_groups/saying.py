"""What a command writes: a JSON document or lines on stdout, a refusal where it belongs, progress on a terminal."""

import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from domain.errors import Refused, ReviewError
from pdca.documents.findings import UnreadableDocument
from pdca.documents.source import where
from projections.rebuild import Progress


def say(*lines: str) -> None:
    """Lines on stdout."""
    for line in lines:
        print(line, flush=True)  # whoever reads through a pipe waits for it


def warn(*lines: str) -> None:
    """Lines on stderr."""
    for line in lines:
        print(line, file=sys.stderr)


def document(value: object) -> None:
    """One JSON document, the only thing on stdout."""
    print(json_text(value))


def json_text(value: object) -> str:
    """A JSON document."""
    return json.dumps(msgspec.to_builtins(value, str_keys=True), ensure_ascii=False, indent=1)


def write_out(content: bytes, file: str | None, *, binary: bool) -> None:
    """Write a file, or to stdout; a terminal is not sent bytes that it cannot show."""
    if file is not None:
        Path(file).write_bytes(content)
        return
    if binary and sys.stdout.isatty():
        msg = "この形式は画面に表示できません。-o FILE で書き出すファイルを指定してください。"
        raise Refused(msg, code="usage", field="out")
    stdout = getattr(sys.stdout, "buffer", None)
    if stdout is None:
        print(content.decode(), end="")
        return
    sys.stdout.flush()
    stdout.write(content)
    stdout.flush()


def line_document(value: object) -> None:
    """One JSON document on a line of its own, at once."""
    print(json.dumps(msgspec.to_builtins(value), ensure_ascii=False), flush=True)


def problem(error: ReviewError | UnreadableDocument | OSError) -> dict[str, Any]:
    """A refusal as a problem document (RFC 9457)."""
    if isinstance(error, UnreadableDocument):
        found = {"findings": msgspec.to_builtins(error.findings)}
        return {"type": "about:blank", "status": 422, "detail": str(error), "code": "unreadable_document", **found}
    if isinstance(error, OSError):
        return {"type": "about:blank", "status": 422, "detail": _os_error(error), "code": "file"}
    detail = {"type": "about:blank", "status": error.status, "detail": error.message, "code": error.code}
    obstacles = [{"stream": o.stream, "message": o.message} for o in error.obstacles]
    return detail | ({"field": error.field} if error.field else {}) | ({"obstacles": obstacles} if obstacles else {})


def refused(error: Exception, *, as_json: bool) -> dict[str, Any] | None:
    """Says why something did not happen; None for an error that is a fault of the program."""
    if isinstance(error, BrokenPipeError) or not isinstance(error, ReviewError | UnreadableDocument | OSError):
        return None
    told = problem(error)
    if as_json:
        document(told)
    else:
        warn(*reasons(told))
    return told


def reasons(told: dict[str, Any]) -> list[str]:
    """The sentences of a problem, one a line."""
    findings = [f"  {where(f['line'])}：{f['message']}" for f in told.get("findings", ())]
    obstacles = [f"  ・{o['message']}" for o in told.get("obstacles", ())]
    return [told["detail"], *(findings if len(findings) > 1 else ()), *obstacles]


def _os_error(error: OSError) -> str:
    words: dict[type[OSError], str] = {
        FileNotFoundError: "がありません",
        IsADirectoryError: "はフォルダーです",
        PermissionError: "を開く権限がありません",
    }
    said = words.get(type(error), f"を開けません（{error.strerror}）")
    return f"「{error.filename}」{said}。場所と名前を確かめてください。"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns that stand under each other: a wide character takes two places."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(_padded(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "FWA" else 1 for sign in text)


@contextmanager
def progress(title: str, unit: str = "件") -> Iterator[Progress]:
    """A progress bar on stderr where that is a terminal; nothing in a pipe."""
    from tqdm import tqdm

    with tqdm(desc=title, unit=unit, unit_scale=False, disable=None, file=sys.stderr) as bar:

        def told(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield told
