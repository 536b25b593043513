"""Takes private texts out of an event: a commitment in its bytes, text and salt beside them (TRUST section 2)."""

import hmac
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from domain.event import Sealed
from pdca.chance import Chance
from pdca.store.byterules import check_text
from pdca.store.records import PrivateValue

SALT = 32
"""Bytes of salt; as many as the digest has, so that the key of the HMAC is never hashed or padded apart."""

_FIELD = b"pdca-field-v1\n"

Walk = Callable[[Any, str, "Sealer"], Any]
"""Takes a value, its JSON Pointer and the sealer; gives the value with its private texts sealed."""

Choices = tuple[tuple[type, Walk], ...]
"""What to do with a value, by its type; a value of another type holds nothing private."""


def commitment(path: str, value: bytes, salt: bytes) -> str:
    r"""64 hex digits: HMAC-SHA256(salt, "pdca-field-v1\n" || lp(path) || lp(value))."""
    return hmac.digest(salt, _FIELD + _lp(path.encode()) + _lp(value), "sha256").hex()


class Sealer:
    """Collects the private values of one event while it is sealed."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self.values: list[PrivateValue] = []

    def seal(self, path: str, text: str) -> Sealed:
        """The commitment that stands in the event's place for the text."""
        value = check_text(text, path.removeprefix("/data/"))
        salt = self._chance.token(SALT)
        self.values.append(PrivateValue(path, salt, text))
        return Sealed(commitment(path, value, salt))

    def walk(self, value: Any, path: str, choices: Choices) -> Any:
        """The value with its private texts sealed."""
        for kind, walk in choices:
            if isinstance(value, kind):
                return walk(value, path, self)
        return value


def choices(hint: Any) -> Choices:
    """Where a type may hold private texts; empty if nowhere."""
    if hint is Sealed:
        return ((str, _seal_text), (Sealed, _refuse_sealed))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return struct_choices(hint)
    return _generic_choices(get_origin(hint), get_args(hint))


def _generic_choices(origin: Any, args: tuple[Any, ...]) -> Choices:
    if origin in {Annotated, Union, types.UnionType}:
        return tuple(choice for arg in args for choice in choices(arg))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping_choices(origin, choices(args[1]))
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return _sequence_choices(args)
    return ()


@cache
def struct_choices(cls: type[msgspec.Struct]) -> Choices:
    """Where a struct's fields may hold private texts."""
    inner = {field.encode_name: (field.name, choices(field.type)) for field in msgspec.structs.fields(cls)}
    private = [(name, encoded, found) for encoded, (name, found) in inner.items() if found]

    def walk(value: Any, path: str, sealer: Sealer) -> Any:
        changes = {
            name: sealer.walk(getattr(value, name), f"{path}/{encoded}", found) for name, encoded, found in private
        }
        return msgspec.structs.replace(value, **changes)

    return ((cls, walk),) if private else ()


@cache
def holds_loose_numbers(hint: Any) -> bool:
    """Whether a type may hold a number that JSON cannot write, or anything at all."""
    return any(leaf in {float, Decimal, Any, object, dict, list, tuple} for leaf in _leaves(hint, set()))


def _seal_text(text: str, path: str, sealer: Sealer) -> Sealed:
    return sealer.seal(path, text)


def _refuse_sealed(_value: Sealed, path: str, _sealer: Sealer) -> Sealed:
    raise TypeError(f"{path} is sealed already: an event out of the log is not stored again")


def _mapping_choices(kind: type, found: Choices) -> Choices:
    def walk(value: Any, path: str, sealer: Sealer) -> Any:
        return {key: sealer.walk(item, f"{path}/{_escaped(key)}", found) for key, item in value.items()}

    return ((kind, walk),) if found else ()


def _sequence_choices(args: tuple[Any, ...]) -> Choices:
    found = [choices(arg) for arg in args if arg is not Ellipsis]
    if not any(found):
        return ()

    def walk(value: Any, path: str, sealer: Sealer) -> Any:
        each = found * len(value) if len(found) == 1 else found
        return type(value)(sealer.walk(item, f"{path}/{k}", each[k]) for k, item in enumerate(value))

    return ((list, walk), (tuple, walk))


def _leaves(hint: Any, seen: set[Any]) -> Iterator[Any]:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        if hint not in seen:
            seen.add(hint)
            for field in msgspec.structs.fields(hint):
                yield from _leaves(field.type, seen)
    elif args := get_args(hint):
        for arg in args:
            yield from _leaves(arg, seen)
    else:
        yield hint


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _lp(data: bytes) -> bytes:
    return len(data).to_bytes(8) + data
