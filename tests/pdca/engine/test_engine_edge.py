"""The strict edge: what a command may not hold is refused by name, alike on both stores, and leaves nothing behind."""

from datetime import UTC, date, datetime

import pytest

from domain import commands as c
from domain.errors import Refused
from pdca.command_json import read_command
from tests.review import STARRED

LONG = "あ" * 10_000
BAD = {
    "nul": ({"body": "a\0b"}, "bytes_nul"),
    "high surrogate": ({"body": "\ud83d"}, "bytes_surrogate"),
    "low surrogate": ({"body": "x\udc00y"}, "bytes_surrogate"),
    "nul in a name": ({"author_name": "\0"}, "bytes_nul"),
    "too long": ({"body": LONG + "あ"}, "too_long"),
    "a name too long": ({"author_name": "x" * 201}, "too_long"),
    "unknown enum": ({"stance": "maybe"}, "unknown_value"),
    "unknown medium": ({"medium": "pigeon"}, "unknown_value"),
    "wrong type": ({"body": 1}, "type"),
    "text for a number": ({"version": "1"}, "type"),
    "a number too large": ({"version": 2**53 + 1}, "bytes_integer"),
    "upper-case id": ({"author": "0197C3ED-0000-7000-8000-000000000000"}, "format"),
    "no id at all": ({"command_id": "x"}, "format"),
    "id with a newline": ({"command_id": "0197c3ed-0000-7000-8000-000000000000\n"}, "format"),
    "place of another kind": ({"place": c.Bullet(text="x")}, "unknown_field"),
    "place with a wrong id": ({"place": c.Place(indicator_id="")}, "format"),
    "a day as a moment": ({"received_on": datetime(2025, 7, 1, tzinfo=UTC)}, "format"),
    "empty": ({"body": ""}, "empty"),
    "blank": ({"body": " \u3000\n"}, "empty"),
}
GOOD = {
    "longest": LONG,
    "astral": "𠮟る 👨‍👩‍👧",
    "nfd": "か\u3099",
    "variation": "葛\U000e0100城",
    "control": "一\t二\r\n三\u2028",
    "markup": "<script>alert(1)</script>&amp;",
    "escape": "\\u0000 \\ud800 と書いた",
    "noncharacter": "\ufffe\uffff",
}


@pytest.mark.parametrize("name", BAD)
def test_what_no_command_may_hold(review, name):
    fields, code = BAD[name]
    head = review.engine.head()
    command = review.command(
        c.SubmitComment, **{"place": c.Place(indicator_id=review.items[STARRED]), "body": "x", **fields}
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        review.engine.do(command, review.member)
    assert (refused.value.code, refused.value.status) == (code, 422)
    assert refused.value.field
    assert refused.value.message.endswith(("。", "）"))
    assert review.engine.head() == head
    assert review.engine.log.command(review.new()) is None


def test_every_text_that_a_person_can_type_comes_back_as_it_was(review):
    for name, text in GOOD.items():
        at = review.comment(body=text)
        ref = review.engine.recorded(at).ref("body")
        assert review.engine.reveal([ref]) == {ref: text.strip()}, name


def test_a_deadline_needs_a_time_zone(review):
    with pytest.raises(Refused):
        review.do(c.SetDeadline, step="proposal", due=datetime(2025, 8, 1))  # noqa: DTZ001 -- this is the point


def test_a_year_lies_in_reach(review):
    with pytest.raises(Refused):
        review.opened(fiscal_year=2201)


def test_a_new_stream_takes_no_number_of_another_kind(review):
    fields = {"held_on": date(2025, 7, 1), "title": "x"}
    with pytest.raises(Exception, match="別の種類") as refused:
        review.do(c.CallSession, session_id=review.items[STARRED], **fields)
    assert refused.value.code == "wrong_kind"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"command": "close_cycle", "command": "close_session"}', "bytes_duplicate"),
        (b'{"command": "no_such_thing", "command_id": "0197c3ed-0000-7000-8000-000000000000"}', "unknown_value"),
        (b'{"command": "close_cycle", "command_id": "0197c3ed-0000-7000-8000-000000000000", "x": 1}', "unknown_field"),
        (b'{"command": "close_cycle", "command_id": "0197c3ed-0000-7000-8000-000000000000"}', "missing_field"),
        (b'{"command_id": NaN}', "bytes_nan"),
        (b"[]", "type"),
        (b"\xff", "bytes_utf8"),
    ],
)
def test_a_line_of_json(line, code):
    with pytest.raises(Refused) as refused:
        read_command(line)
    assert refused.value.code == code
