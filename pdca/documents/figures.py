"""Figures as a city writes them: 1,007人, ▲３．５％, －, 約5割; the text is always kept as it stands."""

import re
import unicodedata

import msgspec

from pdca.documents.cells import joined
from pdca.documents.profile import Figures
from pdca.documents.words import key, year_in

_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?"
_REMARK = re.compile(r"\(([^()]{0,30})\)$")
_NOTE = re.compile(r"[※*]\d{0,2}$")
_NOTED = ("注", "※")
_LONGEST = 60


class FigureRead(msgspec.Struct, frozen=True, gc=False):
    """What one cell says: a plain decimal or None, the unit behind it, its year, and whether it was measured at all."""

    text: str
    decimal: str | None = None
    unit: str = ""
    year: int | None = None
    measured: bool = True

    @property
    def value(self) -> float | None:
        """The number."""
        return None if self.decimal is None else float(self.decimal)


class FigureReader:
    """Reads figures by the words of one profile."""

    def __init__(self, figures: Figures) -> None:
        """Prepare the expression; it takes time in proportion to the text."""
        self._not_measured = {key(word) for word in figures.not_measured}
        signs = "".join(map(re.escape, figures.negative))
        self._negative = frozenset(figures.negative)
        self._figure = re.compile(rf"([{signs}])?\s*({_NUMBER})\s*([^\d\s.,~〜()+±×以約超未][^\d\s]{{0,9}})?")

    def read(self, text: str) -> FigureRead | None:
        """The figure of a cell, None where the cell is empty."""
        lines = (" ".join(line.split()) for line in text.split("\n"))
        written = joined([line for line in lines if line])
        if not written:
            return None
        plain = unicodedata.normalize("NFKC", written) if len(written) <= _LONGEST else ""
        year, plain = _without_year(plain)
        if key(plain) in self._not_measured:
            return FigureRead(written, year=year, measured=False)
        found = self._figure.fullmatch(plain)
        if found is None or _is_bound(found[3] or ""):
            return FigureRead(written, year=year)
        sign = "-" if found[1] in self._negative and found[1] else ""
        return FigureRead(written, sign + found[2].replace(",", ""), _as_written(found[3] or "", written), year)


def decimal_of(text: str, figures: Figures) -> str | None:
    """The plain decimal that a text writes, for the record."""
    read = FigureReader(figures).read(text)
    return None if read is None else read.decimal


def _without_year(plain: str) -> tuple[int | None, str]:
    """The year in the brackets at the end, and the figure without such a remark and without the sign of a footnote."""
    plain = _NOTE.sub("", plain).rstrip()
    remark = _REMARK.search(plain)
    if remark is None:
        return None, plain
    year = year_in(remark[1])
    if year is None and re.search(r"\d", remark[1]) and not remark[1].startswith(_NOTED):
        return None, plain  # a second figure, which nobody may lose
    return year, plain[: remark.start()].rstrip()


def _is_bound(unit: str) -> bool:
    """Whether it is no number but a bound or a guess: 80％以上, 5割程度."""
    return any(word in unit for word in ("以上", "以下", "程度", "未満", "超", "前後", "強", "弱", "維持", "増", "減"))


def _as_written(unit: str, written: str) -> str:
    """The unit in the width in which it stands in the text."""
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in unit)
    return wide if wide in written else unit
