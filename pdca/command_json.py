"""A command as JSON: read strictly, and refused in Japanese with the name of the field."""

import re
from datetime import date
from functools import cache
from typing import Union

import msgspec

from domain.commands import Command, all_commands
from domain.errors import Refused
from pdca.store.byterules import check_json, check_value, is_suspicious

MAX_BYTES = 1024 * 1024
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""As for fiscal years."""

_RULES: tuple[tuple[str, str, str], ...] = (
    (r"Object contains unknown field `(?P<field>.*?)`", "unknown_field", "という項目はありません"),
    (r"Object missing required field `(?P<field>.*?)`", "missing_field", "がありません"),
    (r"Invalid value '(?P<value>.*?)'", "unknown_value", "の「{value}」という操作はありません"),
    (r"Invalid enum value '?(?P<value>.*?)'?", "unknown_value", "に「{value}」は使えません"),
    (r"Expected `str` matching regex '\\\\A\[\^.*", "control_character", "には、改行などの制御文字を使えません"),
    (r"Expected `str` matching regex .*", "format", "の書き方が正しくありません"),
    (r"Expected `str` of length <= (?P<value>\d+)", "too_long", "が長すぎます（{value}字まで）"),
    (r"Expected `int` >= (?P<value>-?\d+)", "too_small", "は{value}以上の整数にしてください"),
    (r"Expected `int` <= (?P<value>-?\d+)", "too_large", "は{value}以下の整数にしてください"),
    (r"Invalid RFC3339 encoded datetime", "format", "は日時として読めません（例：2026-10-01T12:00:00+09:00）"),
    (r"Invalid RFC3339 encoded date", "format", "は日付として読めません（例：2026-10-01）"),
    (r"Expected `datetime` with a timezone component", "format", "には時差を付けてください（例：+09:00）"),
    (
        r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`",
        "type",
        "には{want}を書いてください（{got}が書かれています）",
    ),
    (r"Expected `(?P<want>[^`]+)`", "type", "には{want}を書いてください"),
)
"""How msgspec's messages begin; the code and the end of the sentence 「（項目）…。」. The first regex is `ONE_LINE`."""

_TYPES = {
    "str": "文字列",
    "int": "整数",
    "float": "小数",
    "bool": "true か false",
    "null": "null",
    "array": "一覧（[ ]）",
    "object": "まとまり（{ }）",
    "date": "日付",
    "datetime": "日時",
}
_PLACE = re.compile(r"(?P<message>.*?)(?: - at `(?:key in )?\$\.?(?P<at>.*)`)?", re.DOTALL)


def read_command(data: bytes) -> Command:
    """The command of one JSON object (`command` names it); raises `Refused` with the field that is wrong."""
    _check_size(data)
    check_json(data)
    return _decoded(data)


def checked(command: Command) -> tuple[Command, bytes]:
    """The command as it reads back from its own JSON, and that JSON: always the same for the same command."""
    try:
        data = msgspec.json.encode(command)
    except UnicodeEncodeError:
        check_value(msgspec.to_builtins(command))
        raise
    _check_size(data)
    if is_suspicious(data):
        check_json(data)
    return _decoded(data), data


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise Refused("1つの操作が大きすぎます（1MBまで）。", code="too_large")


def _decoded(data: bytes) -> Command:
    try:
        command: Command = _decoder().decode(data)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused("JSONとして読めません。", code="json") from error
    _check_years(command)
    return command


def _check_years(command: Command) -> None:
    """Far days overflow as soon as they are shown in Japan time or a day is counted from them."""
    for name in command.__struct_fields__:
        value = getattr(command, name)
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            msg = f"「{name}」は{FIRST_YEAR}年から{LAST_YEAR}年までの日にしてください。"
            raise Refused(msg, code="year", field=name)


@cache
def _decoder() -> "msgspec.json.Decoder[Command]":
    return msgspec.json.Decoder(Union[all_commands()])  # noqa: UP007 -- a union of a computed tuple


def _refusal(message: str) -> Refused:
    found = _PLACE.fullmatch(message)
    said, at = (found["message"], found["at"] or "") if found else (message, "")
    for shape, code, words in _RULES:
        if match := re.fullmatch(shape, said, re.DOTALL):
            values = match.groupdict()
            field = ".".join(part for part in (at, values.pop("field", "")) if part) or None
            named = {key: _typed(value) if key in {"want", "got"} else value for key, value in values.items()}
            return Refused(f"「{field or '全体'}」{words.format(**named)}。", code=code, field=field)
    return Refused(f"「{at or '全体'}」が正しくありません。", code="invalid", field=at or None)


def _typed(names: str) -> str:
    return "か".join(_TYPES.get(name.strip(), name.strip()) for name in names.split("|"))
