"""The pieces of a sentence: plain words, and texts that are opened only when the page is rendered."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

import msgspec

from domain.event import Ref
from domain.events import Source
from domain.japanese_dates import JAPAN, era_year, full_date, full_instant, short_date
from pdca.words import ERASED

SHORT = 40
"""Characters of a text that a sentence quotes at most."""
LAST_MINUTE = (23, 59)


class Text(NamedTuple):
    """A text as it is."""

    of: str | Ref


class Clip(NamedTuple):
    """A text in one line, shortened, without its last 。: a reason in brackets."""

    of: str | Ref


class Quote(NamedTuple):
    """The same in 「」."""

    of: str | Ref


class Differing(NamedTuple):
    """What each of two lists of texts has and the other lacks: 前：「…」 後：「…」ほか1件."""

    before: tuple[str | Ref, ...]
    after: tuple[str | Ref, ...]


Piece = str | Text | Clip | Quote | Differing
Words = tuple[Piece, ...]
Opened = Mapping[Ref, str]


class Told(msgspec.Struct, frozen=True):
    """An event told, its private texts still closed; `text` is without the last 。

    `before` and `after` are the full texts; of bullets they are in step, with "" where there is none.
    """

    text: Words
    before: tuple[str | Ref, ...] | None = None
    after: tuple[str | Ref, ...] | None = None
    details: tuple[tuple[str, str | Ref], ...] = ()

    def refs(self) -> Iterator[Ref]:
        """Every private text that rendering needs."""
        sources = [*(self.before or ()), *(self.after or ()), *(text for _, text in self.details)]
        yield from refs_of(self.text)
        yield from (source for source in sources if isinstance(source, Ref))


def refs_of(words: Words) -> Iterator[Ref]:
    """The private texts of a sentence."""
    sources = chain.from_iterable(_sources(piece) for piece in words)
    return (source for source in sources if isinstance(source, Ref))


def _sources(piece: Piece) -> tuple[str | Ref, ...]:
    if isinstance(piece, Differing):
        return (*piece.before, *piece.after)
    return () if isinstance(piece, str) else (piece.of,)


def opened(source: str | Ref, texts: Opened) -> str:
    """The text, or 〔消去〕 where it was erased."""
    return texts.get(source, ERASED) if isinstance(source, Ref) else source


def spoken(words: Words, texts: Opened) -> str:
    """The pieces as one line."""
    return "".join(piece if isinstance(piece, str) else _spoken(piece, texts) for piece in words)


def _spoken(piece: Text | Clip | Quote | Differing, texts: Opened) -> str:
    if isinstance(piece, Differing):
        return spoken(_differing(piece, texts), texts)
    text = opened(piece.of, texts)
    if isinstance(piece, Text) or text == ERASED:
        return text
    short = shortened(text)
    return f"「{short}」" if isinstance(piece, Quote) else short


def _differing(piece: Differing, texts: Opened) -> Words:
    """Only an opened text can be compared; where nothing differs, both are said as they are."""
    before, after = (tuple(opened(text, texts) for text in side) for side in piece)
    gone, new = tuple(t for t in before if t not in after), tuple(t for t in after if t not in before)
    if not gone and not new:
        gone, new = before, after
    return ("前：", *some(gone), " 後：", *some(new))


def shortened(text: str) -> str:
    """One line of at most 40 characters without its last 。; a letter is never cut in two."""
    line = " ".join(text.split()).rstrip("。")
    if len(line) <= SHORT:
        return line
    end = SHORT - 1
    while end > 1 and _belongs_to_the_one_before(line, end):
        end -= 1
    return line[:end].rstrip() + "…"


def in_full(text: str) -> bool:
    """Whether a sentence that quotes the text leaves nothing of it out but its last 。"""
    line = " ".join(text.split())
    return line == text.strip() and shortened(text) == line.rstrip("。")


def _belongs_to_the_one_before(line: str, at: int) -> bool:
    joiner = "\u200d"
    return unicodedata.category(line[at])[0] == "M" or joiner in {line[at], line[at - 1]}


def notes(*parts: Words | None) -> Words:
    """What stands in brackets behind a sentence: （…、…）; nothing where there is nothing to say."""
    said = [part for part in parts if part]
    return ("（", *listed(said, "、"), "）") if said else ()


def note(label: str, source: str | Ref | None) -> Words | None:
    """E.g. 理由：休館のため."""
    return None if source is None else (f"{label}：", Clip(source))


def listed(parts: Iterable[Words], by: str) -> Words:
    """The parts one after another."""
    found: list[Piece] = []
    for part in parts:
        found.extend([by, *part] if found else part)
    return tuple(found)


def some(texts: tuple[str | Ref, ...], counter: str = "件") -> Words:
    """The first text in 「」, and how many others: 「…」ほか2件."""
    quoted = tuple(text for text in texts if text != "")
    if not quoted:
        return ("（なし）",)
    return (Quote(quoted[0]), f"ほか{len(quoted) - 1}{counter}" if len(quoted) > 1 else "")


def plain_date(day: date) -> str:
    """E.g. 令和7年7月22日."""
    return f"{era_year(day.year, on=day)}{day.month}月{day.day}日"


def received(day: date, typed_in: date) -> str:
    """E.g. 7月18日（金）, with the year where it is another one than that of the record."""
    return short_date(day) if day.year == typed_in.year else full_date(day)


def where_read(source: Source) -> str:
    """Where a text stands in the document: 「41行目」."""
    if source.line is not None:
        return f"{source.line}行目"
    return f"{source.page}ページ" if source.page is not None else source.cell or ""


def until(due: datetime) -> str:
    """E.g. 令和8年12月4日（金）まで, with the time where it is not the end of the day."""
    local = due.astimezone(JAPAN)
    at_end = (local.hour, local.minute) == LAST_MINUTE
    return (full_date(local.date()) if at_end else full_instant(due)) + "まで"


def term(since: date, last: date | None) -> str:
    """E.g. 令和6年4月1日（月）から令和8年3月31日（火）まで."""
    return f"{full_date(since)}から" + (f"{full_date(last)}まで" if last else "")
