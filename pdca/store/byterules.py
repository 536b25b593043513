"""Which texts, numbers and ids may enter the log (TRUST section 1): one verdict, before either database sees them."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from domain.errors import Refused

LARGEST = 2**53
"""Whole numbers beyond ± this are written as text: not every reader of JSON keeps them."""

_DIGITS = len(str(LARGEST))
_LONG_NUMBER = b"0" * _DIGITS
_AS_ZERO = bytes(ord("0") if chr(byte) in "0123456789" else ord(" ") for byte in range(256))
_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def check_text(value: str, field: str = "本文") -> bytes:
    """The text's UTF-8 bytes; refused with a NUL or half a surrogate pair."""
    if "\0" in value:
        refuse(field, "使えない文字（U+0000）が含まれています", "nul")
    try:
        return value.encode()
    except UnicodeEncodeError:
        refuse(field, "壊れた文字（片方だけのサロゲート）が含まれています", "surrogate")


def check_id(value: str, field: str) -> str:
    """The id itself; refused unless it is a lower-case dashed UUID."""
    if _UUID.fullmatch(value) is None:
        refuse(field, "小文字とハイフンのUUIDではありません", "uuid")
    return value


def check_json(data: bytes) -> Any:
    """What the JSON text says; refused where two readers could read it differently or a database could not keep it."""
    try:
        value = _decoder.decode(data.decode())
    except UnicodeDecodeError:
        refuse("JSON", "UTF-8ではありません", "utf8")
    except json.JSONDecodeError as error:
        refuse("JSON", f"{error.lineno}行{error.colno}字目が読めません", "json")
    except RecursionError:
        refuse("JSON", "入れ子が深すぎます", "depth")
    check_value(value)
    return value


def is_suspicious(data: bytes) -> bool:
    """Whether JSON of our own encoder needs a closer look: a NUL or a long number, or a text that looks so."""
    return b"\\u0000" in data or _LONG_NUMBER in data.translate(_AS_ZERO)


def check_value(value: object, field: str = "") -> None:
    """Refuses the first text, number or key in a decoded JSON value that breaks the rules, naming where it stands."""
    waiting = [(field, value)]
    while waiting:
        where, item = waiting.pop()
        if isinstance(item, str):
            check_text(item, where or "値")
        elif isinstance(item, float) and not math.isfinite(item):
            refuse(where, "数値ではありません（NaN・無限大）", "nan")
        elif isinstance(item, int) and abs(item) > LARGEST:
            refuse(where, "整数が大きすぎます（2の53乗まで。文字列で書いてください）", "integer")
        else:
            waiting.extend(_inside(where, item))


def refuse(field: str, what: str, code: str) -> NoReturn:
    """Raises the refusal that names the field."""
    message = f"「{field or '値'}」に{what}。" if code in {"nul", "surrogate"} else f"「{field or '値'}」は{what}。"
    raise Refused(message, code=f"bytes_{code}", field=field or None)


def _inside(where: str, item: object) -> Iterable[tuple[str, object]]:
    prefix = f"{where}/" if where else ""
    if isinstance(item, Mapping):
        for key, value in item.items():
            check_text(key, f"{prefix}（項目名）")
            yield prefix + key, value
    elif isinstance(item, list | tuple):
        yield from ((f"{prefix}{index}", value) for index, value in enumerate(item))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        refuse(next(name for name in names if names.count(name) > 1), "同じ名前で二度書かれています", "duplicate")
    return found


def _number(text: str) -> int:
    if len(text.lstrip("-")) > _DIGITS:
        refuse("数値", "整数が大きすぎます（2の53乗まで。文字列で書いてください）", "integer")
    return int(text)


def _constant(text: str) -> NoReturn:
    refuse("数値", f"数値ではありません（{text}）", "nan")


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_number, parse_constant=_constant)
