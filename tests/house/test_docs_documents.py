"""docs/documents.md names the keys of a profile, the profiles and the findings as the code has them."""

import re

import msgspec

from pdca.documents import profile_of
from pdca.documents.findings import LEFT_OUT, MESSAGES
from pdca.documents.numbers import STYLES
from pdca.documents.profile_source import SECTIONS, names
from tests.docs import PAGES, table

PAGE = PAGES["docs/documents.md"]


def test_keys_of_a_profile():
    there = {f"{name}.{field.name}" for name, kind in SECTIONS.items() for field in msgspec.structs.fields(kind)}
    assert {key for key, _ in table(PAGE) if key.split(".")[0] in SECTIONS} == there


def test_profiles_that_come_with_the_program():
    (said,) = re.findall(r"`default` is that .*? come with the program", PAGE, flags=re.DOTALL)
    assert set(re.findall(r"`(\w+)`", said)) == set(names())


def test_what_a_lenient_reader_leaves_out():
    (said,) = re.findall(r"Left out by a lenient reader: (.*?)\.\n", PAGE, flags=re.DOTALL)
    assert re.findall(r"`(\w+)`", said) == list(LEFT_OUT)
    assert {MESSAGES[code][0] for code in LEFT_OUT} == {"error"}


def test_styles_of_numbers():
    (said,) = re.findall(r"A pattern is words.*?and measure\.", PAGE, flags=re.DOTALL)
    assert set(re.findall(r"`\{([^}]+)\}`", said)) == set(STYLES)


def test_the_example_is_a_profile():
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert profile_of(example).headings.measure[:2] == ("施策{1}", "【施策{1}】")
