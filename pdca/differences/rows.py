"""The two sides of a comparison in one form: the items of the plan as they stand, and the rows of the document."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from domain.codes import ItemKind
from domain.events import ItemNumber
from domain.indicator import Indicator
from domain.numbering import label
from pdca.documents import Bullet, Document, IndicatorRow, Initiative, NumericRow, Project, RoleRow
from pdca.documents.source import Place
from pdca.documents.words import key


class StandingBullet(msgspec.Struct, frozen=True):
    """A bullet of the plan; `star` is the session that gave its ★, `imported`: it reads as a document had it."""

    id: int
    text: str
    star: str | None
    imported: bool


class Known(msgspec.Struct, frozen=True):
    """What the log's private texts say of an item: status of the document's year, figures by year, adopted wordings."""

    status: tuple[str, ...] = ()
    figures: Mapping[int, str] = {}
    adopted: frozenset[str] = frozenset()


class Standing(msgspec.Struct, frozen=True):
    """An item of the plan as it stands; `keys` are its bullets as they are compared."""

    item: str
    kind: ItemKind
    number: ItemNumber
    name: str
    bullets: tuple[StandingBullet, ...]
    keys: frozenset[str]
    known: Known

    @property
    def label(self) -> str:
        """Its item number as printed."""
        return label(self.number, self.kind)


class Row(msgspec.Struct, frozen=True):
    """An item as the document has it; `keys` are its bullets as they are compared."""

    kind: ItemKind
    number: ItemNumber
    name: str
    bullets: tuple[Bullet, ...]
    keys: frozenset[str]
    place: Place | None
    status: tuple[tuple[str, Place], ...] = ()
    numeric: NumericRow | None = None

    @property
    def label(self) -> str:
        """Its item number as printed."""
        return label(self.number, self.kind)


def standing(items: Iterable[Indicator], known: Mapping[str, Known]) -> list[Standing]:
    """The items that stand in the plan, with what is known of each."""
    return [
        _standing(item, item.number, known.get(item.id, Known()))
        for item in items
        if item.number is not None and item.retired_on is None
    ]


def _standing(item: Indicator, number: ItemNumber, known: Known) -> Standing:
    bullets = tuple(
        StandingBullet(k, bullet.text, item.stars.get(k), bullet.imported) for k, bullet in item.statements.items()
    )
    return Standing(item.id, item.kind, number, item.name, bullets, _keys(bullets), known)


def rows(document: Document) -> Iterator[Row]:
    """The rows of the document in its order; numbers count as the import counts them."""
    for project in document.projects:
        yield _vision(project)
        for measure in project.initiatives:
            at = ItemNumber(project=project.number, initiative=measure.number)
            yield _content(at, measure)
            for k, row in enumerate(measure.indicators, 1):
                yield _reviewed("activity", msgspec.structs.replace(at, ordinal=k), row.name, row)
            for k, role in enumerate(measure.roles, 1):
                yield _reviewed("role", msgspec.structs.replace(at, ordinal=k), role.actor, role)
            for k, numeric in enumerate(measure.numeric, 1):
                yield _measured(msgspec.structs.replace(at, ordinal=k), numeric)


def _vision(project: Project) -> Row:
    number = ItemNumber(project=project.number)
    return Row("vision", number, project.name, project.vision, _keys(project.vision), project.line)


def _content(at: ItemNumber, measure: Initiative) -> Row:
    place = measure.description_line
    bullet = Bullet(measure.description, advanced=False, line=measure.line if place is None else place)
    return Row("content", at, measure.name, (bullet,), _keys((bullet,)), bullet.line)


def _measured(number: ItemNumber, row: NumericRow) -> Row:
    return Row("numeric", number, row.name, (), frozenset(), row.line, numeric=row)


def _reviewed(kind: ItemKind, number: ItemNumber, name: str, row: IndicatorRow | RoleRow) -> Row:
    return Row(kind, number, name, row.goals, _keys(row.goals), row.line, tuple(row.status()))


def _keys(bullets: Iterable[StandingBullet | Bullet]) -> frozenset[str]:
    return frozenset(key(bullet.text) for bullet in bullets)
