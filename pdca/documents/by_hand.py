"""What a person corrects in a document before it becomes a plan: kept beside it, applied by one pure function.

A text has an address in the document as it was read, which no correction moves: `1.2.activity.3.goals.4` is the fourth
goal of the third indicator of the second measure of the first project, each counted from 1; `1.name`, `1.vision.2`,
`1.2.content`, `1.2.role.1.progress.1` and `1.2.numeric.1.name` are others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from pdca.documents.document import Bullet, Document, IndicatorRow, Initiative, NumericRow, Project, RoleRow
from pdca.documents.source import Place

STAR = "★"
R = TypeVar("R", IndicatorRow, RoleRow)


class ByHand(msgspec.Struct, frozen=True, omit_defaults=True):
    """One text corrected: a line of `text` is a bullet of its own, with a ★ if the line begins with one.

    `joined` goes on with the bullet before it; `left_out` is not imported.
    """

    text: str | None = None
    advanced: bool | None = None
    joined: bool = False
    left_out: bool = False

    def told(self) -> str:
        """In words, as the import keeps it."""
        said = [f"「{self.text}」に直した" if self.text is not None else ""]
        if self.advanced is not None:
            said.append("★をつけた" if self.advanced else "★をとった")
        said += ["前の項目につないだ"] * self.joined + ["取り込まないことにした"] * self.left_out
        return "、".join(filter(None, said))


Corrections = Mapping[str, ByHand]


class Text(msgspec.Struct, frozen=True):
    """A text that can be corrected: where it is, what it reads, and whether a bullet stands before it."""

    address: str
    place: Place
    text: str
    what: str
    advanced: bool | None = None
    first: bool = True

    @property
    def is_name(self) -> bool:
        """Whether it names something, and so can be neither split nor left out."""
        return self.advanced is None and self.address.rpartition(".")[2] in {"name", "content"}


def texts(document: Document) -> Iterator[Text]:
    """Every text of a document that can be corrected, in its order."""
    for p, project in enumerate(document.projects, 1):
        named = f"重点プロジェクト{project.number}"
        yield Text(f"{p}.name", project.line, project.name, f"{named}の名前")
        yield from _goals(f"{p}.vision", project.vision, f"{named}の将来像")
        for m, measure in enumerate(project.initiatives, 1):
            yield from _measure(f"{p}.{m}", measure, f"{named}の取組{measure.number}")


def _measure(at: str, measure: Initiative, named: str) -> Iterator[Text]:
    yield Text(f"{at}.name", measure.line, measure.name, f"{named}の名前")
    yield Text(f"{at}.content", measure.description_line or measure.line, measure.description, f"{named}の取組内容")
    for k, row in enumerate(measure.indicators, 1):
        yield from _row(f"{at}.activity.{k}", row, row.name, f"{named}の指標「{row.name}」")
    for k, role in enumerate(measure.roles, 1):
        yield from _row(f"{at}.role.{k}", role, role.actor, f"{named}の主体「{role.actor}」")
    for k, numeric in enumerate(measure.numeric, 1):
        yield Text(f"{at}.numeric.{k}.name", numeric.line or measure.line, numeric.name, f"{named}の数値指標の名前")


def _row(at: str, row: IndicatorRow | RoleRow, name: str, named: str) -> Iterator[Text]:
    yield Text(f"{at}.name", row.line, name, f"{named}の名前")
    yield from _goals(f"{at}.goals", row.goals, named)
    for k, (text, place) in enumerate(row.status(), 1):
        yield Text(f"{at}.progress.{k}", place, text, f"{named}の進捗状況", first=k == 1)


def _goals(at: str, bullets: Sequence[Bullet], named: str) -> Iterator[Text]:
    for k, bullet in enumerate(bullets, 1):
        yield Text(f"{at}.{k}", bullet.line, bullet.text, named, bullet.advanced, first=k == 1)


def apply_corrections(document: Document, corrections: Corrections) -> Document:
    """The document as a person corrected it; every text keeps the place where it was read."""
    if not corrections:
        return document
    hand = _Hand(corrections)
    return replace(document, projects=tuple(hand.project(str(p), each) for p, each in enumerate(document.projects, 1)))


class _Hand:
    """Applies the corrections part by part."""

    def __init__(self, corrections: Corrections) -> None:
        self._corrections = corrections

    def project(self, at: str, project: Project) -> Project:
        measures = (self._measure(f"{at}.{m}", each) for m, each in enumerate(project.initiatives, 1))
        vision = self._bullets(f"{at}.vision", project.vision)
        name = self._word(f"{at}.name", project.name)
        return replace(project, name=name, vision=vision, initiatives=tuple(measures))

    def _measure(self, at: str, measure: Initiative) -> Initiative:
        return replace(
            measure,
            name=self._word(f"{at}.name", measure.name),
            description=self._word(f"{at}.content", measure.description),
            indicators=tuple(
                replace(self._row(f"{at}.activity.{k}", row), name=self._word(f"{at}.activity.{k}.name", row.name))
                for k, row in enumerate(measure.indicators, 1)
            ),
            roles=tuple(
                replace(self._row(f"{at}.role.{k}", row), actor=self._word(f"{at}.role.{k}.name", row.actor))
                for k, row in enumerate(measure.roles, 1)
            ),
            numeric=tuple(self._numeric(f"{at}.numeric.{k}", row) for k, row in enumerate(measure.numeric, 1)),
        )

    def _row(self, at: str, row: R) -> R:
        said = (Bullet(text, advanced=False, line=place) for text, place in row.status())
        progress = self._bullets(f"{at}.progress", tuple(said))
        return replace(
            row,
            goals=self._bullets(f"{at}.goals", row.goals),
            progress=tuple(bullet.text for bullet in progress),
            progress_lines=tuple(bullet.line for bullet in progress),
        )

    def _numeric(self, at: str, row: NumericRow) -> NumericRow:
        return replace(row, name=self._word(f"{at}.name", row.name))

    def _word(self, at: str, word: str) -> str:
        found = self._corrections.get(at)
        return found.text if found and found.text is not None else word

    def _bullets(self, at: str, bullets: Iterable[Bullet]) -> tuple[Bullet, ...]:
        made: list[Bullet] = []
        for k, bullet in enumerate(bullets, 1):
            found = self._corrections.get(f"{at}.{k}", ByHand())
            if found.left_out:
                continue
            pieces = _pieces(bullet, found)
            if found.joined and made:
                made[-1] = _join(made[-1], pieces.pop(0))
            made += pieces
        return tuple(made)


def _pieces(bullet: Bullet, found: ByHand) -> list[Bullet]:
    """The bullets that one becomes: its own ★ stays with the first of them."""
    first, *others = (bullet.text if found.text is None else found.text).split("\n")
    advanced = bullet.advanced if found.advanced is None else found.advanced
    split = [Bullet(line.removeprefix(STAR).strip(), line.startswith(STAR), bullet.line) for line in others]
    return [Bullet(first, advanced, bullet.line), *split]


def _join(before: Bullet, bullet: Bullet) -> Bullet:
    return Bullet(before.text + bullet.text, before.advanced or bullet.advanced, before.line)
