"""An event as plain JSON with its private texts opened, for the history that a program reads."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from domain.event import Recorded, Ref
from pdca.words import ERASED


def event_data(recorded: Recorded) -> Any:  # noqa: ANN401 -- JSON
    """The event's fields as they are stored: `{"private": commitment}` in place of each private text."""
    return msgspec.to_builtins(recorded.event, str_keys=True)


def private_refs(recorded: Recorded) -> list[Ref]:
    """Where the private texts of an event stand."""
    return [Ref(recorded.position, path) for path in _paths(event_data(recorded), "/data")]


def opened_data(recorded: Recorded, texts: Mapping[Ref, str]) -> Any:  # noqa: ANN401 -- JSON
    """The event's fields with its private texts; an erased one reads 〔消去〕."""
    return _opened(event_data(recorded), "/data", recorded.position, texts)


def _opened(value: Any, path: str, position: int, texts: Mapping[Ref, str]) -> Any:  # noqa: ANN401 -- JSON
    if _is_private(value):
        return texts.get(Ref(position, path), ERASED)
    if isinstance(value, Mapping):
        return {key: _opened(item, _inside(path, key), position, texts) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_opened(item, f"{path}/{k}", position, texts) for k, item in enumerate(value)]
    return value


def _paths(value: Any, path: str) -> Iterable[str]:  # noqa: ANN401 -- JSON
    if _is_private(value):
        yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _paths(item, _inside(path, key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for k, item in enumerate(value):
            yield from _paths(item, f"{path}/{k}")


def _is_private(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"private"}


def _inside(path: str, key: str) -> str:
    """One step of a JSON Pointer (RFC 6901)."""
    return f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
