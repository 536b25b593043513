"""Whatever the text of a flow says, it is read or refused with its faults; each key has the line it stands on."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.flow import FlowDefinition, FlowInvalid, parse_flow
from domain.flow_words import ACTIONS, CONDITIONS, ROLES
from domain.toml_lines import key_lines

FLOWS = Path(__file__).parents[2] / "pdca/flows"
LINES = [line for path in sorted(FLOWS.glob("*.toml")) for line in path.read_text(encoding="utf-8").splitlines()]
WORDS = st.sampled_from([*ROLES, *ACTIONS, *CONDITIONS, "all", "item", "x", "", "状況", "\n", "\\u3000"])
VALUES = st.recursive(
    st.one_of(st.integers(), st.booleans(), st.floats(), WORDS.map(lambda word: f'"{word}"'), st.just("2026-11-24")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(map(str, values))}]"),
        st.lists(inner, max_size=3).map(lambda values: "[\n  # why\n" + "".join(f"  {v},\n" for v in values) + "]"),
        st.lists(st.tuples(st.sampled_from(["code", "title", '"a b"', "a.b", "'c'"]), inner), max_size=2).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"
        ),
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "name",
        "format",
        "scope",
        "may",
        "steps",
        "code",
        "title",
        "exit",
        "until",
        "returns_to",
        "ordinance",
        "scale",
        "skip",
        "deadline",
        "deadline.days",
        "deadline.from",
        "deadline.month",
        "deadline.day",
    ]
)
STATEMENTS = st.one_of(
    st.sampled_from(LINES),
    st.tuples(st.one_of(KEYS, st.sampled_from([*ROLES, '"a.b"', "a.b"])), VALUES).map(
        lambda pair: f"{pair[0]} = {pair[1]}"
    ),
    st.sampled_from(
        ["[[steps]]", "[steps.may]", "[may]", "[ordinance]", "[scale]", "[[scale.ratings]]", "[steps]", "[a.b]"]
    ),
)


def faults(text):
    """The faults of a text; none if it is a flow. Any other error is the failure that the tests look for."""
    try:
        flow = parse_flow(text)
    except FlowInvalid as refused:
        return list(refused.faults) or ["refused without a fault"]
    return [] if isinstance(flow, FlowDefinition) else ["no flow"]


def read_or_refused(text):
    found = faults(text)

    assert all(1 <= fault.line <= text.count("\n") + 1 and fault.message.endswith("。") for fault in found)
    assert found == sorted(found, key=lambda fault: fault.line)
    assert len(set(found)) == len(found)


@settings(deadline=None)  # a test does not time
@given(st.text())
def test_any_text_is_read_or_refused(text):
    read_or_refused(text)


@settings(max_examples=400, deadline=None)
@given(st.lists(STATEMENTS, max_size=25).map("\n".join))
def test_any_statements_are_read_or_refused(text):
    read_or_refused(text)


@settings(deadline=None)  # a test does not time
@given(st.data())
def test_the_default_flow_with_any_damage_is_read_or_refused(data):
    text = (FLOWS / "kaigi2.toml").read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))

    read_or_refused(text[:start] + data.draw(st.one_of(st.text(max_size=5), VALUES.map(str))) + text[end:])


@settings(deadline=None)  # a test does not time
@given(st.data())
def test_the_default_flow_with_any_key_made_anything_is_read_or_refused(data):
    lines = (FLOWS / "kaigi2.toml").read_text(encoding="utf-8").splitlines()
    rank = data.draw(st.sampled_from([rank for rank, line in enumerate(lines) if " = " in line]))
    lines[rank] = f"{lines[rank].split(' = ')[0]} = {data.draw(VALUES)}"

    read_or_refused("\n".join(lines))


def places(value, path=()):
    """The path of everything in the data."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from places(each, (*path, key))


@settings(max_examples=400, deadline=None)
@given(st.lists(STATEMENTS, max_size=12).map("\n".join))
def test_everything_in_a_text_has_its_line(text):
    try:
        data = tomllib.loads(text)
    except ValueError:
        return

    assert set(key_lines(text)) == set(places(data))


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\nb = 2", ("b",), 2),
        ("# a\n\na.b.c = 1", ("a", "b"), 3),
        ("a = [\n  1,  # ]\n  [2,\n  3],\n]\nb = 1", ("a", 1, 1), 4),
        ("a = [\n  1,  # ]\n  [2,\n  3],\n]\nb = 1", ("b",), 6),
        ('a = """\n[x]\nb = 1\n"""\nc = 2', ("c",), 5),
        ('a = """"quoted""\\""""""\nc = 2', ("c",), 2),
        ("a = '''\n'''''\nc = 2", ("c",), 3),
        ('"a.b"."c" = 1\n\'d\' = "\\"]"', ("d",), 2),
        ('"\\u3042" = 1', ("あ",), 1),
        ("[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n[[a.e]]\n[[a.e]]\nf = 4", ("a", 1, "b"), 4),
        ("[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n[[a.e]]\n[[a.e]]\nf = 4", ("a", 1, "c", "d"), 6),
        ("[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 3\n[[a.e]]\n[[a.e]]\nf = 4", ("a", 1, "e", 1, "f"), 9),
        ("[a]\nb = { c = 1, d = [1, { e = 2 }] }\n[x . y]\nz = 1979-05-27 07:32:00.5", ("a", "b", "d", 1, "e"), 2),
        ("[a]\nb = { c = 1, d = [1, { e = 2 }] }\n[x . y]\nz = 1979-05-27 07:32:00.5", ("x", "y", "z"), 4),
    ],
)
def test_a_key_stands_on_its_line(text, path, line):
    assert key_lines(text)[path] == line
    assert set(key_lines(text)) == set(places(tomllib.loads(text)))
