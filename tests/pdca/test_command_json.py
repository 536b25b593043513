"""A command as JSON: read as it was written, and refused in Japanese whatever is wrong with it."""

import json
import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commands import SubmitComment, all_commands
from domain.errors import Refused
from pdca.command_json import read_command

ID = "00000000-0000-7000-8000-000000000001"
COMMENT = {"command": "submit_comment", "command_id": ID, "cycle_id": ID, "place": {}, "body": "雨の日も"}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(ID),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
fields = sorted({name for cls in all_commands() for name in cls.__struct_fields__})
names = sorted(cls.action() for cls in all_commands())


def test_a_command_is_read_as_it_was_written():
    command = read_command(json.dumps(COMMENT).encode())
    assert isinstance(command, SubmitComment)
    assert read_command(msgspec.json.encode(command)) == command


@pytest.mark.parametrize("name", ["園\n長", "園\t長", "\x1b[1m", "gpj.\u202eexe", "園\u2028長"])
def test_a_name_is_one_line_without_control_characters(name):
    fields = {"command": "register_account", "command_id": ID, "account_id": ID, "name": name}
    with pytest.raises(Refused) as caught:
        read_command(json.dumps(fields).encode())
    assert (caught.value.code, caught.value.field) == ("control_character", "name")
    assert caught.value.message == "「name」には、改行などの制御文字を使えません。"
    assert read_command(json.dumps(fields | {"name": "髙󠄁梨 👩\u200d🏫"}).encode())


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(names) | anything.filter(lambda name: "`" not in str(name)),
    st.dictionaries(
        st.sampled_from(fields) | st.text(st.characters(exclude_characters="`"), max_size=4), anything, max_size=4
    ),
    st.booleans(),
)
def test_whatever_is_wrong_is_said_in_japanese(name, more, identified):
    body = {"command": name, **({"command_id": ID} if identified else {}), **more}
    refused = refusal(json.dumps(body).encode())
    if refused is not None:
        assert re.search(r"[ぁ-ん]", refused.message)
        assert not re.search(r"Expected|Invalid|Object|missing|unknown|`", refused.message), refused.message
        assert refused.code != "invalid", refused.message


def refusal(data):
    try:
        read_command(data)
    except Refused as refused:
        return refused
    return None


@pytest.mark.parametrize("key", ["command_id", "cycle_id", "place", "body"])
def test_what_is_missing_is_named(key):
    with pytest.raises(Refused) as caught:
        read_command(json.dumps({k: v for k, v in COMMENT.items() if k != key}).encode())
    assert (caught.value.field, caught.value.code) == (key, "missing_field")
