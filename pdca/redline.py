"""What changed between two Japanese texts, phrase by phrase, so that a reader sees the words and not the letters."""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import groupby, takewhile
from typing import Literal, NamedTuple

import budoux

Kind = Literal["same", "removed", "added"]

SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]+|[^。！？\n]+")
NEVER_FIRST = "・、。，．）」』】〕》！？)]}々ー"
"""A phrase may not begin with these: BudouX now and then breaks before ・."""
MARGIN = 20
"""Characters of context that stay around the changed part, so that its first and last phrase are found whole."""
LONG = 4000
"""Characters of a rewritten passage, old and new together, above which sentences are only compared one to one."""


class Piece(NamedTuple):
    """A stretch of text that both have, or only the text before, or only the one after."""

    kind: Kind
    text: str


def redline(before: str, after: str) -> list[Piece]:
    """The pieces in reading order, what is removed before what is added; neighbours differ in kind.

    Joined, same and removed give `before`; same and added give `after`.
    """
    return _merged(_within_ends(before, after, _by_sentences))


def _within_ends(before: str, after: str, compare: Callable[[str, str], Iterator[Piece]]) -> Iterator[Piece]:
    """Compares what lies between the ends that both have in common."""
    start, end = _shared_ends(before, after)
    yield Piece("same", before[:start])
    yield from compare(before[start : len(before) - end], after[start : len(after) - end])
    yield Piece("same", before[len(before) - end :])


def _shared_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters at the start and at the end need not be looked at."""
    start = _shared(before, after)
    if start == len(before) == len(after):
        return start, 0
    longest = min(len(before), len(after)) - start
    end = min(longest, _shared(before[::-1], after[::-1]))
    return max(0, start - MARGIN), max(0, end - MARGIN)


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _by_sentences(before: str, after: str) -> Iterator[Piece]:
    """Whole sentences first; a passage that differs is then looked at by phrases."""
    for kind, old, new in _compared(SENTENCE.findall(before), SENTENCE.findall(after)):
        if kind == "same":
            yield Piece("same", "".join(old))
        elif sum(map(len, (*old, *new))) <= LONG:
            yield from _by_phrases("".join(old), "".join(new))
        elif len(old) == len(new):
            for pair in zip(old, new, strict=True):
                yield from _within_ends(*pair, _by_phrases)
        else:
            yield from _rewritten(old, new)


def _by_phrases(before: str, after: str) -> Iterator[Piece]:
    for kind, old, new in _compared(_phrases(before), _phrases(after)):
        if kind == "same":
            yield Piece("same", "".join(old))
        else:
            yield from _rewritten(old, new)


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Runs of parts that are the same in both, or changed."""
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        yield "same" if tag == "equal" else "changed", before[a:b], after[c:d]


def _rewritten(old: list[str], new: list[str]) -> Iterator[Piece]:
    yield Piece("removed", "".join(old))
    yield Piece("added", "".join(new))


def _phrases(text: str) -> list[str]:
    """The phrases (文節) of a text; none begins with a sign that belongs to the one before."""
    found: list[str] = []
    for phrase in _parser().parse(text):
        if found and phrase[0] in NEVER_FIRST:
            found[-1] += phrase
        else:
            found.append(phrase)
    return found


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Without empty pieces; between two same ones at most one removed and one added."""
    found: list[Piece] = []
    for same, run in groupby((p for p in pieces if p.text), key=lambda piece: piece.kind == "same"):
        parts = list(run)
        kinds: tuple[Kind, ...] = ("same",) if same else ("removed", "added")
        joined = (Piece(kind, "".join(p.text for p in parts if p.kind == kind)) for kind in kinds)
        found.extend(piece for piece in joined if piece.text)
    return found
