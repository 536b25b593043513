"""One verdict on both stores for every text, number and id."""

import pytest

from domain.errors import Refused
from domain.event import Actor, Ref, Stream
from pdca.store import CommandKey
from pdca.store.byterules import check_json, check_text, check_value

TEXTS = {
    "plain": ("子どもの遊び場", None),
    "empty": ("", None),
    "astral": ("𠮟る 👨‍👩‍👧 ", None),
    "nfd": ("か\u3099が", None),
    "variation": ("葛\U000e0100", None),
    "control": ("改行\n\t\x01\x7f\u2028", None),
    "noncharacter": ("\ufffe\U0010ffff", None),
    "quotes": ("{\"a\",b}\\ 'NULL' %s ?", None),
    "escaped nul": ("\\u0000 と書いた文", None),
    "digits": ("[12345678901234567890,", None),
    "long": ("あ" * 100_000, None),
    "nul": ("a\0b", "bytes_nul"),
    "high surrogate": ("\ud83d", "bytes_surrogate"),
    "low surrogate": ("x\udc00", "bytes_surrogate"),
}
NUMBERS = {
    "largest": (2**53, None),
    "smallest": (-(2**53), None),
    "too large": (2**53 + 1, "bytes_integer"),
    "too small": (-(2**53) - 1, "bytes_integer"),
    "far too large": (10**40, "bytes_integer"),
}
AMOUNTS = {
    "fraction": (0.1, None),
    "nan": (float("nan"), "bytes_nan"),
    "infinity": (float("inf"), "bytes_nan"),
    "minus infinity": (float("-inf"), "bytes_nan"),
}
JSON = {
    "object": ('{"a": [1, "二", null, 0.5, true]}'.encode(), None),
    "duplicate": (b'{"a": 1, "a": 1}', "bytes_duplicate"),
    "nested duplicate": (b'[{"b": {"a": 1, "a": 2}}]', "bytes_duplicate"),
    "duplicate by escape": (b'{"a": 1, "\\u0061": 2}', "bytes_duplicate"),
    "nan": (b'{"a": NaN}', "bytes_nan"),
    "infinity": (b"[-Infinity]", "bytes_nan"),
    "overflow": (b"[1e999]", "bytes_nan"),
    "largest": (b"[9007199254740992]", None),
    "too large": (b"[9007199254740993]", "bytes_integer"),
    "endless": (b"[" + b"9" * 100_000 + b"]", "bytes_integer"),
    "surrogate": (b'["\\ud800"]', "bytes_surrogate"),
    "pair": (b'["\\ud842\\udf9f"]', None),
    "nul": (b'["a\\u0000"]', "bytes_nul"),
    "nul in a key": (b'{"\\u0000": 1}', "bytes_nul"),
    "latin": (b'["\xe9"]', "bytes_utf8"),
    "overlong": (b'["\xc0\x80"]', "bytes_utf8"),
    "encoded surrogate": (b'["\xed\xa0\x80"]', "bytes_utf8"),
    "mark": (b"\xef\xbb\xbf[]", "bytes_json"),
    "broken": (b'{"a": ', "bytes_json"),
    "empty": (b"", "bytes_json"),
    "deep": (b"[" * 100_000, "bytes_depth"),
}


def cases(table):
    return pytest.mark.parametrize(("value", "verdict"), list(table.values()), ids=list(table))


def refusal(work, *arguments, **options):
    """The code and the field of a refusal; None twice if there was none."""
    try:
        work(*arguments, **options)
    except Refused as refused:
        return refused.code, refused.field
    return None, None


def verdict_of(desk, event):
    verdict = refusal(desk.add, desk.stream(), event)
    assert desk.log.head() == (verdict == (None, None))
    return verdict


@cases(TEXTS)
def test_private_text(desk, made, value, verdict):
    assert verdict_of(desk, made.Noted(body="", texts=("", value))) == (verdict, verdict and "texts/1")
    if verdict is None:
        assert desk.log.reveal([Ref(1, "/data/texts/1")]) == {Ref(1, "/data/texts/1"): value}


@cases(TEXTS)
def test_public_text(desk, made, value, verdict):
    assert verdict_of(desk, made.Noted(body="", title=value)) == (verdict, verdict and "title")
    if verdict is None:
        assert desk.log.since(0, 1)[0].event.title == value


@cases(TEXTS)
def test_text_in_a_key(desk, made, value, verdict):
    assert verdict_of(desk, made.Noted(body="", more={value: "x"}))[0] == verdict


@cases(TEXTS)
def test_the_actor(desk, made, value, verdict):
    events = [(desk.stream(), 1, made.Counted())]
    refused = refusal(desk.log.append, events, actor=Actor(value, "member"), reads={})
    assert refused == (verdict, verdict and "actor")
    if verdict is None:
        assert desk.log.since(0, 1)[0].actor.id == value


@cases(NUMBERS)
def test_whole_numbers(desk, made, value, verdict):
    assert verdict_of(desk, made.Counted(number=value)) == (verdict, verdict and "number")


@cases(AMOUNTS)
def test_fractions(desk, made, value, verdict):
    assert verdict_of(desk, made.Noted(body="", amount=value)) == (verdict, verdict and "amount")


@pytest.mark.parametrize(
    "wrong", ["", "x", "0190D0DE-0000-7000-8000-000000000001", "0190d0de000070008000000000000001", "é"]
)
def test_ids(desk, made, wrong):
    good = desk.chance.new_id()
    for stream, command in [(wrong, None), (good, CommandKey(wrong, "0" * 64))]:
        with pytest.raises(Refused) as refused:
            desk.log.append(
                [(Stream("indicator", stream), 1, made.Counted())], actor=made.actor, reads={}, command=command
            )
        assert refused.value.code == "bytes_uuid"
    with pytest.raises(Refused):
        desk.add(desk.stream(), made.Counted(), reads={wrong: 0})
    assert desk.log.head() == 0


@cases(TEXTS)
def test_text_at_the_edge(value, verdict):
    assert refusal(check_text, value, "題名") == (verdict, verdict and "題名")
    if verdict is None:
        assert check_text(value, "題名").decode() == value


@cases(JSON)
def test_json_at_the_edge(value, verdict):
    assert refusal(check_json, value)[0] == verdict


def test_a_refusal_names_the_field_in_a_japanese_sentence():
    with pytest.raises(Refused, match="「題名」に使えない文字（U\\+0000）が含まれています。"):
        check_text("a\0", "題名")
    with pytest.raises(Refused, match="「数/0」は整数が大きすぎます"):
        check_value({"数": [2**60]})
