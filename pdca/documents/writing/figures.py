"""The table of numeric indicators: one column per year, and no column that nobody filled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from domain.japanese_dates import fiscal
from pdca.documents.writing.guarding import clean

Form = Mapping[str, Any]

NAME, UNIT, BASELINE, TARGET = "指標名", "単位", "基準値", "目標値"
_WORDS = (("rating", "評価"), ("direction", "今後の方向性"), ("department", "担当課"))


def figure_table(rows: Sequence[Form]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The words over the columns, and the rows."""
    columns = [
        (NAME, [clean(row["name"]) for row in rows]),
        (UNIT, [clean(row.get("unit") or "") for row in rows]),
        _planned(BASELINE, [row.get("baseline") for row in rows]),
        _planned(TARGET, [row.get("target") for row in rows]),
        *_years(rows),
        *((word, [_word(row, key) for row in rows]) for key, word in _WORDS),
    ]
    # A heading without a figure under it would not be one to the reader: the target stays, whoever fills it.
    shown = [(word, cells) for word, cells in columns if any(cells) or word in {NAME, TARGET}]
    return tuple(word for word, _ in shown), list(zip(*(cells for _, cells in shown), strict=True))


def _word(row: Form, key: str) -> str:
    """What stands there; for a code of a scale its title."""
    return clean(row.get(f"{key}_title") or row.get(key) or "")


def _planned(word: str, figures: Sequence[Form | None]) -> tuple[str, list[str]]:
    """A column whose year stands over it where all rows have the same, else behind each figure."""
    years = {figure["year"] for figure in figures if figure and _said(figure)}
    if len(years) == 1 and (year := next(iter(years))):
        return f"{word}（{fiscal(year)}）", [_said(figure) for figure in figures]
    return word, [_with_year(figure) for figure in figures]


def _years(rows: Iterable[Form]) -> list[tuple[str, list[str]]]:
    by_row = [{value["year"]: _said(value) for value in row.get("values") or ()} for row in rows]
    years = sorted({year for values in by_row for year in values if year})
    return [(fiscal(year), [values.get(year, "") for values in by_row]) for year in years]


def _with_year(figure: Form | None) -> str:
    said = _said(figure)
    return f"{said}（{fiscal(figure['year'])}）" if figure and said and figure["year"] else said


def _said(figure: Form | None) -> str:
    """The figure as it was written, else the number."""
    if figure is None:
        return ""
    if text := clean(figure.get("text") or ""):
        return text
    value = figure.get("value")
    return "" if value is None else f"{value:.15g}"
