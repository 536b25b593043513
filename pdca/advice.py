"""Advice for the secretariat about statuses: computed from what is there, never stored, and worded as help."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from domain.event import Ref
from domain.japanese_dates import fiscal
from domain.numbering import label
from projections.items import ItemRow, Star, StatusRow

Kind = Literal[
    "same_as_last_year",
    "same_as_others",
    "repeats_goal",
    "intention_without_date",
    "survey_without_figure",
    "star_without_evidence",
    "role_missing",
]

INTENTION = re.compile(r"検討(する|していく|します|しています|している|中|が必要|を(進め|続け|行[いう]|重ね))")
DATED = re.compile(r"[0-9元](年|月|日)|年度[内末中]|年内|月末|(来|今|次|翌)年")
FIGURE = re.compile(r"[0-9.]+(%|割|人|名|件|世帯|者|点|ポイント|分の)")
SURVEY = "アンケート"
MANY_MEASURES = 3
"""From how many measures on it means something that most of them have a row of some actor."""


class Advice(msgspec.Struct, frozen=True):
    """One hint at an item: what was seen, in a sentence of help, and about which text.

    `mark` says what it was seen at, so that it comes again when that changes.
    """

    kind: Kind
    indicator: str
    mark: str
    words: str
    quote: str | None = None


class _Said(msgspec.Struct, frozen=True):
    """A sentence of an item's status; `plain` is what is compared."""

    item: ItemRow
    status: StatusRow
    rank: int
    text: str
    plain: str

    def advice(self, kind: Kind, words: str) -> Advice:
        return Advice(kind, self.item.indicator, f"{self.status.position}.{self.rank}", words, self.text)


def comparable_text(text: str) -> str:
    """The text as it is compared: NFKC, without spaces, without what only marks a bullet or ends a sentence."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("・。.")


def texts_needed(items: Iterable[ItemRow]) -> Iterator[Ref]:
    """The private texts that have to be open for advice."""
    return (ref for item in items for status in item.statuses.values() for ref in status.texts)


def advise(
    items: Sequence[ItemRow], texts: Mapping[Ref, str], status_year: int, star_years: Mapping[str, int]
) -> list[Advice]:
    """All hints in the order of the plan; `star_years` are the fiscal years of the sessions that gave ★."""
    said = [each for item in items for each in _said(item, texts, status_year)]
    found = [*_copies(said), *(hint for each in said for hint in _about(each))]
    for item in items:
        found += _same_as_last_year(item, texts, status_year)
        found += _stars(item, star_years)
    found += _roles_missing(items)
    rank = {item.indicator: k for k, item in enumerate(items)}
    return sorted(found, key=lambda advice: rank[advice.indicator])


def _said(item: ItemRow, texts: Mapping[Ref, str], status_year: int) -> Iterator[_Said]:
    """The sentences of the newest status up to the year; what was erased is not there."""
    years = [year for year in item.statuses if year <= status_year]
    if years:
        status = item.statuses[max(years)]
        for rank, ref in enumerate(status.texts):
            if ref in texts:
                yield _Said(item, status, rank, texts[ref], comparable_text(texts[ref]))


def _copies(said: Iterable[_Said]) -> Iterator[Advice]:
    """The first of equal sentences stands, each further one is a copy."""
    first: dict[str, _Said] = {}
    for each in said:
        before = first.setdefault(each.plain, each)
        if before is not each:
            other = label(before.item.number, before.item.kind)
            where = "この欄の前の文" if before.item is each.item else f"ほかの欄（{other} {before.item.name}）"
            yield each.advice("same_as_others", f"{where}と同じ文です。この欄ならではのことを一つ添えられます。")


def _about(said: _Said) -> Iterator[Advice]:
    for kind, seen, words in _HINTS:
        if seen(said):
            yield said.advice(kind, words)


def _repeats_goal(said: _Said) -> bool:
    return said.plain in {comparable_text(bullet.text) for bullet in said.item.statements}


def _intends_without_date(said: _Said) -> bool:
    return bool(INTENTION.search(said.plain)) and not DATED.search(said.plain)


def _survey_without_figure(said: _Said) -> bool:
    rests = any(each.kind == "survey" for each in said.status.evidence)
    return SURVEY in said.plain and not rests and not FIGURE.search(said.plain)


_HINTS: tuple[tuple[Kind, Callable[[_Said], bool], str], ...] = (
    (
        "repeats_goal",
        _repeats_goal,
        "指標の文と同じ内容です。今年度にできたことを一つ書くと伝わりやすくなります。",
    ),
    (
        "intention_without_date",
        _intends_without_date,
        "「検討する」とあります。いつまでに確認するかを添えますか。",
    ),
    ("survey_without_figure", _survey_without_figure, "アンケートとあります。設問と数字を添えられます。"),
)
"""What is seen at a single sentence, with the words of USERS section 6."""


def _same_as_last_year(item: ItemRow, texts: Mapping[Ref, str], status_year: int) -> Iterator[Advice]:
    now, earlier = item.statuses.get(status_year), [year for year in item.statuses if year < status_year]
    if now is None or now.carried or not earlier:
        return
    if _plain(now, texts) == _plain(item.statuses[max(earlier)], texts) != []:
        words = "昨年度と同じ文です。変わりがなければ「据置き」を選べます。"
        yield Advice("same_as_last_year", item.indicator, str(now.position), words)


def _plain(status: StatusRow, texts: Mapping[Ref, str]) -> list[str]:
    return [comparable_text(texts[ref]) for ref in status.texts if ref in texts]


def _stars(item: ItemRow, star_years: Mapping[str, int]) -> Iterator[Advice]:
    """A ★ after which a review recorded a status, but none with evidence."""
    for bullet in item.statements:
        if bullet.star is not None and _unfounded(item, bullet.star):
            year = star_years.get(bullet.star.session)
            when = f"（{fiscal(year)}）" if year is not None else ""
            words = f"★の確認{when}の後の裏付けがまだありません。"
            yield Advice("star_without_evidence", item.indicator, str(bullet.star.position), words, bullet.text)


def _unfounded(item: ItemRow, star: Star) -> bool:
    later = [s for s in item.statuses.values() if s.position > star.position and s.cycle is not None]
    return bool(later) and not any(status.evidence for status in later)


def _roles_missing(items: Sequence[ItemRow]) -> Iterator[Advice]:
    """An actor that two of three measures have a row of, and this one has not."""
    measures: dict[tuple[int, int | None], list[ItemRow]] = {}
    for item in items:
        if item.kind == "role":
            measures.setdefault((item.number.project, item.number.initiative), []).append(item)
    if len(measures) < MANY_MEASURES:
        return
    for plain, actor in _actors(items).items():
        count = sum(_has(rows, plain) for rows in measures.values())
        words = f"役割分担に「{actor}」の行がありません（{len(measures)}の取組のうち{count}にはあります）。"
        without = [rows[0] for rows in measures.values() if not _has(rows, plain)]
        if 3 * count >= 2 * len(measures):
            yield from (Advice("role_missing", row.indicator, plain, words) for row in without)


def _actors(items: Iterable[ItemRow]) -> dict[str, str]:
    """Every actor as compared, and as it is written first."""
    found: dict[str, str] = {}
    for item in items:
        if item.kind == "role":
            found.setdefault(comparable_text(item.name), item.name)
    return found


def _has(rows: Iterable[ItemRow], actor: str) -> bool:
    return any(comparable_text(row.name) == actor for row in rows)
