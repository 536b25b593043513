"""What a proposal would change beside bullets, in words: a name, new items, another place, an end."""

import msgspec

from domain.event import Ref
from domain.indicator import Indicator, NewFigure
from domain.japanese_dates import fiscal
from domain.numbering import circled, grouped
from domain.session import Session
from pdca import words
from pdca.words import BASELINE, TARGET
from projections.reviews import NewItemRow, ProposalRow
from web.site import Visit


class Fact(msgspec.Struct, frozen=True):
    """A line about a proposal; `texts` are private: a name, and after it the bullets of a new item."""

    label: str
    words: str = ""
    texts: tuple[Ref, ...] = ()


KIND_WORDS = {
    "continue": "いまの文のまま続ける案です。",
    "retire": "この項目を計画から外す案です。",
    "add": "新しい項目を計画に加える案です。この項目の文は変わりません。",
    "split": "この項目を、次の項目に分ける案です。",
    "merge": "この項目を、ほかの項目にまとめる案です。",
    "move": "この項目を、ほかの取組に移す案です。",
}


def facts(visit: Visit, row: ProposalRow | None) -> tuple[Fact, ...]:
    """The lines of a proposal, in the order in which they are read."""
    if row is None:
        return ()
    found = [Fact("", KIND_WORDS[row.kind])] if row.kind in KIND_WORDS else []
    if row.amends:
        found.append(Fact("", f"「{visit.engine.load(Session, row.amends).title}」での修正案です。"))
    if row.name:
        found.append(Fact("新しい名前", texts=(row.name,)))
    if row.into:
        found.append(Fact("まとめる先", _called(visit, row.into)))
    if row.to:
        found.append(Fact("移す先", f"重点プロジェクト{row.to[0]} 取組{circled(row.to[1])}"))
    return (*found, *(fact for new in row.new_items for fact in (_new_item(new), *_measured(new))))


def _called(visit: Visit, indicator: str) -> str:
    return visit.engine.load(Indicator, indicator).label


def _new_item(new: NewItemRow) -> Fact:
    said = f"重点プロジェクト{new.number.project} 取組{circled(new.number.initiative or 0)} {words.ITEM_KIND[new.kind]}"
    texts = (new.name, *new.statements)
    if new.initiative_name is None:
        return Fact("新しい項目", said, texts)
    return Fact("新しい取組と項目", said, (new.initiative_name, *texts))


def _measured(new: NewItemRow) -> tuple[Fact, ...]:
    """How a new 数値指標 is measured."""
    if new.numeric is None:
        return ()
    figures = ((BASELINE, new.numeric.baseline), (TARGET, new.numeric.target))
    return (Fact("単位", texts=(new.numeric.unit,)), *(_figure(word, figure) for word, figure in figures if figure))


def _figure(word: str, figure: NewFigure) -> Fact:
    year = f"{word}（{fiscal(figure.fiscal_year)}）" if figure.fiscal_year is not None else word
    return Fact(year, grouped(figure.value) if figure.value else "", (figure.text,) if figure.text else ())
