"""Characters that a reader does not hand on as they are: controls, garbled and private ones, decomposed kana."""

import re
import unicodedata
from collections.abc import Iterable

from pdca.documents.findings import Findings
from pdca.documents.source import Place

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ODD = re.compile("[\ufffd\ue000-\uf8ff]")
_GARBLED = "\ufffd"
_DECOMPOSED = re.compile("[^\u0300-\u036f\u3099\u309a][\u0300-\u036f\u3099\u309a]+")


def is_odd(text: str) -> bool:
    """Whether there is anything to report in a text as a whole, which is sooner said than line by line."""
    return _CONTROL.search(text) is not None or _ODD.search(text) is not None


def look_at_characters(lines: Iterable[tuple[Place, str]], findings: Findings) -> None:
    """Report what is no letter (an error), and letters that cannot be read or shown everywhere (a warning)."""
    for place, line in lines:
        if control := _CONTROL.search(line):
            findings.add(place, "control_character", code_point=_code_point(control[0]))
        elif odd := _ODD.search(line):
            code = "garbled_character" if odd[0] == _GARBLED else "private_character"
            findings.add(place, code, code_point=_code_point(odd[0]))


def composed(text: str) -> str:
    """The text with each letter and its combining marks as one character: か and ゛ make が.

    A Mac writes names of files in two characters where every other machine writes one; to a reader they are the same
    letter, so text and labels that differ in nothing else must be equal. Only such pairs are touched: NFC as a whole
    would also replace letters of persons' names (神 U+FA19 by 神), which are written so on purpose.
    """
    return _DECOMPOSED.sub(lambda pair: unicodedata.normalize("NFC", pair[0]), text)


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"
