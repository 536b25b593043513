"""Items that an import did not bring, and the figures of those that are measured."""

import re
import unicodedata
from collections.abc import Mapping

from domain import commands
from domain.aggregate import Decided, is_blank, required
from domain.codes import ItemKind
from domain.commands import NewItem, RecordMeasurement, RegisterIndicator
from domain.errors import Conflict, Refused
from domain.event import Ref
from domain.events import (
    Figure,
    IndicatorRegistered,
    ItemAdded,
    MeasurementRecorded,
    Numeric,
    ProposedFigure,
    ProposedNumeric,
    Statement,
)
from domain.indicator import Indicator, Measured
from domain.japanese_dates import fiscal
from domain.numbering import label
from domain.plan import Plan
from domain.review_cycle import ReviewCycle

DECIMAL = re.compile(r"-?([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,6})?")


def register(item: Indicator, plan: Plan, others: list[Indicator], command: RegisterIndicator) -> Decided:
    """A new item of the plan; after the first review only a measured one, all else comes by a proposal.

    `others` are all items that the plan has or had.
    """
    if item.exists:
        msg = "この番号の点検項目は、すでに登録されています。"
        raise Refused(msg, code="exists", field="indicator_id")
    if command.item_kind != "numeric" and plan.cycles:
        msg = "見直しを始めた後に項目を加えるのは、改善案と会議の決定です。ここで登録できるのは数値指標だけです。"
        raise Refused(msg, code="needs_proposal", field="item_kind")
    _check_number(plan, others, command)
    texts = (required(text, "statements", "項目の文") for text in command.statements)
    event = IndicatorRegistered(
        plan=plan.id,
        item_kind=command.item_kind,
        number=command.number,
        name=required(command.name, "name", "点検項目の名前"),
        statements=tuple(Statement(id=k, text=text) for k, text in enumerate(texts, 1)),
        numeric=_numeric(command),
        ground=required(command.ground, "ground", "根拠"),
    )
    added = ItemAdded(indicator=item.id, item_kind=command.item_kind)
    return [(item.stream, event), (plan.stream, added)]


def _check_number(plan: Plan, others: list[Indicator], command: RegisterIndicator) -> None:
    number = command.number
    measures = {(p.number, i.number) for p in plan.projects for i in p.initiatives}
    if (number.project, number.initiative) not in measures or (number.ordinal or 0) < 1:
        msg = "整理番号は、計画にある取組と、1から始まる順番で入れてください（例：2-①-数1）。"
        raise Refused(msg, code="unknown_place", field="number")
    if any(other.kind == command.item_kind and number in other.all_numbers for other in others):
        msg = f"整理番号「{label(number, command.item_kind)}」は、ほかの項目が使っているか、使っていました。"
        raise Refused(msg, code="number_taken", field="number")


def proposed_numeric(new: NewItem, kind: ItemKind, unit: str) -> ProposedNumeric | None:
    """How an item that a proposal adds is measured, by default in `unit`; refuses figures of another kind."""
    baseline, target = _figure(new.baseline, "new_items"), _figure(new.target, "new_items")
    if kind == "numeric":
        named = required(new.unit or unit, "new_items", "数値指標の単位")
        return ProposedNumeric(unit=named, baseline=_proposed(baseline), target=_proposed(target))
    if baseline or target or not is_blank(new.unit or ""):
        msg = "単位・基準値・目標値を入れられるのは、数値指標だけです。種類を選び直すか、空けてください。"
        raise Refused(msg, code="not_numeric", field="new_items")
    return None


def _proposed(figure: Figure | None) -> ProposedFigure | None:
    if figure is None:
        return None
    return ProposedFigure(fiscal_year=figure.fiscal_year, value=figure.value, text=figure.text)


def _numeric(command: RegisterIndicator) -> Numeric | None:
    if command.item_kind != "numeric":
        return None
    unit = required(command.unit or "", "unit", "単位")
    return Numeric(unit=unit, baseline=_figure(command.baseline, "baseline"), target=_figure(command.target, "target"))


def _figure(said: commands.Figure | None, field: str) -> Figure | None:
    if said is None or (is_blank(said.value or "") and is_blank(said.text or "")):
        return None
    return Figure(fiscal_year=said.fiscal_year, value=decimal(said.value, field), text=said.text or None)


def decimal(typed: str | None, field: str) -> str | None:
    """A number as it is stored: plain digits, a point, no thousands separator; refuses what is none."""
    if typed is None or is_blank(typed):
        return None
    plain = unicodedata.normalize("NFKC", typed).strip().replace("−", "-")
    if not DECIMAL.fullmatch(plain):
        msg = f"「{typed.strip()[:20]}」は数字として読めません。数字でないときは「文で書く」の欄に入れてください。"
        raise Refused(msg, code="no_number", field=field)
    return plain.replace(",", "")


def record(item: Indicator, cycle: ReviewCycle, texts: Mapping[Ref, str], command: RecordMeasurement) -> Decided:
    """A figure of a year, words, or 測っていない: exactly one of the three kinds; quiet when the review has it so.

    `texts` are the opened words and source of the figure that stands; erased ones are absent.
    """
    if item.kind != "numeric":
        msg = f"{item.label}：数値指標ではありません。状況は文で記入してください。"
        raise Refused(msg, code="not_numeric", field="indicator_id")
    if command.fiscal_year > cycle.fiscal_year:
        msg = f"{item.label}：{fiscal(command.fiscal_year)}は、まだ来ていない年度です。"
        raise Refused(msg, code="future", field="fiscal_year")
    value, text = decimal(command.value, "value"), (command.text or "").strip() or None
    _check_said(value, text, not_measured=command.not_measured)
    event = MeasurementRecorded(
        cycle=cycle.id,
        fiscal_year=command.fiscal_year,
        value=value,
        text=text,
        not_measured=command.not_measured,
        source=command.source or None,
    )
    before = item.measured.get(command.fiscal_year)
    if before is not None and _is_so(before, texts, event):
        return []
    if (before.position if before else None) != command.based_on:
        msg = (
            f"書いている間に、ほかの方が{fiscal(command.fiscal_year)}の値を記入しました。あなたの値は消えていません。"
            "二つを見比べて、どちらを残すか選んでください。"
        )
        newest = before.position if before else None
        raise Conflict(msg, code="stale_measurement", field="value", meanwhile=newest)
    return [(item.stream, event)]


def _is_so(before: Measured, texts: Mapping[Ref, str], event: MeasurementRecorded) -> bool:
    """Whether the figure stands so in the same review; in another one it is news that it still holds."""
    text, source = (texts.get(ref, "") if ref else None for ref in (before.text, before.source))
    stood = (before.cycle, before.value, text, before.not_measured, source)
    return stood == (event.cycle, event.value, event.text, event.not_measured, event.source)


def _check_said(value: str | None, text: str | None, *, not_measured: bool) -> None:
    if not_measured and (value or text):
        msg = "「測っていない」を選んだときは、値を空けてください。0と「測っていない」は別の記録です。"
        raise Refused(msg, code="measured_and_not", field="value")
    if not (not_measured or value or text):
        msg = "値を入れるか、「測っていない」を選んでください。"
        raise Refused(msg, code="empty", field="value")
