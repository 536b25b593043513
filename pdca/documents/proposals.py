"""What the text says about the document itself, as a proposal: title, municipality, period, and the two years."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import msgspec

from pdca.documents.document import ReadAt
from pdca.documents.findings import Findings
from pdca.documents.profile import Profile
from pdca.documents.source import Paragraph, Place
from pdca.documents.words import FiscalYear, fiscal_years, key

_PERIOD = re.compile(
    r"(?:令和|平成|\d{2})(?:元|\d{1,2})(?:年度?)? ?(?:から|[~〜–-]) ?(?:令和|平成)?(?:元|\d{1,4})年度(?:まで)?"
)
_MUNICIPALITY = re.compile(
    r"(?:第\d{1,3}[期次])?(?:(?:令和|平成)(?:元|\d{1,2})年度)?([^\s\d第]{1,7}?[都道府県市区町村])(?![市区町村民])"
)
_MUNICIPAL = tuple("都道府県市区町村")
_LONGEST_LINE = 2000


class Found(msgspec.Struct, frozen=True):
    """A fact read from the text: the words as read, their line, and for a year the western one."""

    read: str
    line: Place
    year: int = 0


class Proposals(msgspec.Struct, frozen=True):
    """What was found of each fact; None where the text does not say."""

    title: Found | None
    municipality: Found | None
    period: Found | None
    status_year: Found | None
    mark_year: Found | None

    def read_at(self) -> ReadAt:
        """The line of each."""
        return ReadAt(**{name: found.line for name, found in msgspec.structs.asdict(self).items() if found})


def propose(preamble: list[Paragraph], actors: Iterable[str], profile: Profile) -> Proposals:
    """Read the lines before the first project; the first of them is the title."""
    star = profile.marks.advanced
    lines = [Paragraph(line.place, unicodedata.normalize("NFKC", line.text[:_LONGEST_LINE])) for line in preamble]
    title = _title(preamble)
    facts = profile.facts
    said = next((year for found in _said(facts.status_year, preamble) if (year := _the_year(found))), None)
    return Proposals(
        title=title,
        municipality=next(_said(facts.municipality, preamble), _municipality(title, actors) if title else None),
        period=next(_said(facts.period, preamble), next(_periods(lines), None)),
        status_year=said or max(_status_years(lines, star), key=_year, default=None),
        mark_year=next(_mark_years(lines, star), None),
    )


def report(proposals: Proposals, findings: Findings, star: str, *, starred: bool) -> None:
    """Say what was found and what a person has to give."""
    for name, found in msgspec.structs.asdict(proposals).items():
        if found is not None:
            findings.add(found.line, f"{name}_read", read=found.read, year=found.year, star=star)
        elif starred or name != "mark_year":
            findings.add(1, f"{name}_missing", star=star)


def _title(preamble: list[Paragraph]) -> Found | None:
    if not preamble:
        return None
    words = preamble[0].text.strip()
    return Found(words, preamble[0].place)


def _municipality(title: Found, actors: Iterable[str]) -> Found | None:
    """An actor of the plan whom the title names; else the first words of the title that end like a municipality."""
    words = key(title.read)
    for actor in actors:
        if actor.endswith(_MUNICIPAL) and len(actor) > 1 and key(actor) in words:
            return Found(actor, title.line)
    named = _MUNICIPALITY.match(words)
    return Found(named[1], title.line) if named else None


def _said(words: str, preamble: list[Paragraph]) -> Iterator[Found]:
    """What a line says outright: 計画の期間：令和7年度から令和11年度まで."""
    for line in preamble:
        before, colon, said = line.text.replace(":", "：", 1).partition("：")
        if colon and said.strip() and key(before) == key(words):
            yield Found(said.strip(), line.place)


def _the_year(said: Found) -> Found | None:
    year = next(fiscal_years(unicodedata.normalize("NFKC", said.read)), None)
    return Found(year.read, said.line, year.year) if year else None


def _periods(lines: list[Paragraph]) -> Iterator[Found]:
    for line in lines:
        for found in _PERIOD.finditer(line.text):
            yield Found(found[0], line.place)


def _status_years(lines: list[Paragraph], star: str) -> Iterator[Found]:
    """Every year named that belongs neither to the period of a plan nor to the ★; the latest is the status's."""
    for line in lines:
        if star not in line.text:
            yield from (_found(year, line) for year in fiscal_years(_PERIOD.sub("", line.text)))


def _mark_years(lines: list[Paragraph], star: str) -> Iterator[Found]:
    """The year named last before the ★ in the line that explains it."""
    for line in lines:
        at = line.text.find(star)
        before = [year for year in fiscal_years(line.text) if year.end <= at]
        if before:
            yield _found(before[-1], line)


def _found(year: FiscalYear, line: Paragraph) -> Found:
    return Found(year.read, line.place, year.year)


def _year(found: Found) -> int:
    return found.year
