"""The 数値指標 of the document JSON: unit, baseline, target, the values of the years, the last rating."""

from collections.abc import Iterable
from typing import Any

from domain.event import Ref
from domain.events import Figure
from domain.flow_definition import Choice, Scale
from domain.numbering import label
from domain.review_cycle import ReviewCycle
from pdca.engine import Engine
from pdca.words import ERASED
from projections.items import ItemRow
from projections.measurements import MeasurementRow

Form = dict[str, Any]


def numeric_form(engine: Engine, item: ItemRow, at: int | None, department: str | None) -> Form:
    """One 数値指標; `measured` is false where a year was not measured, whose value is null and never zero."""
    models, numeric = engine.read_models, item.numeric
    rows = models.measurements.of_item(item.indicator, at)
    texts = engine.reveal([row.text for row in rows if row.text is not None])
    known = models.items.item(item.indicator, at)
    considered = [(cycle, r.considered) for cycle, r in (known.reviews.items() if known else ()) if r.considered]
    cycle, last = considered[-1] if considered else ("", None)
    scale = engine.load(ReviewCycle, cycle).flow.scale if last else Scale()
    return {
        "id": item.indicator,
        "item": label(item.number, item.kind),
        "name": item.name,
        "unit": numeric.unit if numeric else None,
        "baseline": _planned(numeric.baseline if numeric else None),
        "target": _planned(numeric.target if numeric else None),
        "values": [_measured(row, dict(texts)) for row in rows],
        "rating": last.rating if last else None,
        "rating_title": _title(scale.ratings, last.rating if last else None),
        "direction": last.direction if last else None,
        "direction_title": _title(scale.directions, last.direction if last else None),
        "department": department,
    }


def _title(choices: Iterable[Choice], code: str | None) -> str | None:
    """The word of the scale by which it was rated."""
    return next((choice.title for choice in choices if choice.code == code), None)


def _planned(figure: Figure | None) -> Form | None:
    if figure is None:
        return None
    return {"year": figure.fiscal_year, "value": _number(figure.value), "text": figure.text}


def _measured(row: MeasurementRow, texts: dict[Ref, str]) -> Form:
    written = row.value if row.cycle is None else None  # an import keeps no text that is only the number
    text = written if row.text is None else texts.get(row.text, ERASED)
    return {"year": row.fiscal_year, "value": _number(row.value), "text": text, "measured": not row.not_measured}


def _number(value: str | None) -> int | float | None:
    if value is None:
        return None
    return float(value) if "." in value else int(value)
