"""Each command of the engine and each event stands in docs/interfaces.md, with its fields as the code has them."""

import re

import msgspec
from msgspec.inspect import type_info

from domain.commands import all_commands
from domain.events import all_events
from tests.docs import INTERFACES, sections


def words_of(kind):
    """A type of a field in the docs' words."""
    if isinstance(kind, msgspec.inspect.UnionType):
        return " or ".join(words_of(each) for each in kind.types)
    if isinstance(kind, msgspec.inspect.VarTupleType):
        return f"list of {words_of(kind.item_type)}"
    if isinstance(kind, msgspec.inspect.LiteralType):
        return ", ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, msgspec.inspect.StructType):
        return f"`{kind.cls.__name__}`"
    return plain_words(kind)


def plain_words(kind):
    if isinstance(kind, msgspec.inspect.StrType):
        shapes = {r"\A[0-9a-f]{8}": "UUID", r"\A[0-9a-f]{64}": "SHA-256", r"\A[a-z]+/": "media type"}
        shape = next((word for start, word in shapes.items() if (kind.pattern or "").startswith(start)), "text")
        return f"{shape} (at most {kind.max_length:,})" if kind.max_length else shape
    if isinstance(kind, msgspec.inspect.IntType):
        bounds = [f"from {kind.ge}" if kind.ge is not None else "", f"to {kind.le}" if kind.le is not None else ""]
        return " ".join(filter(None, ["whole number", *bounds]))
    names = {"DateTimeType": "instant", "DateType": "date", "BoolType": "true or false", "NoneType": "null"}
    return names[type(kind).__name__]


def rows_of(struct):
    """The rows of the docs' table about a struct, in order."""
    for field in type_info(struct).fields:
        if field.name == "command_id":
            continue
        last = "required" if field.required else default_of(field)
        yield f"| `{field.name}` | {words_of(field.type)} | {last} |"


def default_of(field):
    value = field.default if field.default is not msgspec.inspect.NODEFAULT else ()
    return {"None": "", "()": "", "False": ""}.get(str(value), f"else `{value}`")


def test_commands_of_the_engine_with_their_fields():
    told = {name: [row for row in body.splitlines() if row.startswith("| `")] for name, body in of_engine().items()}
    assert told == {command.action(): list(rows_of(command)) for command in all_commands()}


def of_engine():
    """The sections about commands of the engine; they follow the order of the code."""
    return {name: body for name, body in sections(INTERFACES, 4).items() if re.fullmatch(r"[a-z_]+", name)}


def test_values_inside_commands():
    told = {name: [row for row in body.splitlines() if row.startswith("| `")] for name, body in inside().items()}
    used = {kind.cls for command in all_commands() for kind in structs(type_info(command))}
    assert told == {cls.__name__: list(rows_of(cls)) for cls in used}


def inside():
    return {name: body for name, body in sections(INTERFACES, 4).items() if re.fullmatch(r"[A-Z]\w+", name)}


def structs(info):
    for field in info.fields:
        kind = field.type
        kind = kind.item_type if isinstance(kind, msgspec.inspect.VarTupleType) else kind
        choices = kind.types if isinstance(kind, msgspec.inspect.UnionType) else (kind,)
        yield from (each for each in choices if isinstance(each, msgspec.inspect.StructType))


def test_events():
    told = dict(re.findall(r"^\| `(\w+)` \| (`\w+\.\w+\.v\d+`(?:, `[\w.]+`)*) \|", INTERFACES, flags=re.MULTILINE))
    assert told == {
        event.__name__: ", ".join(f"`{event.topic(kind)}`" for kind in event.STREAMS) for event in all_events()
    }
