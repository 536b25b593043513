"""Where the texts of an item came from: the file, for staff, and the place in it (文書のどこから)."""

from collections.abc import Sequence

import msgspec

from domain.event import Recorded, Ref
from domain.events import Source
from domain.plan import Plan
from pdca.documents.source import where
from projections.items import ItemRow
from web.site import Visit


class Origin(msgspec.Struct, frozen=True):
    """A text and where it was read; `file` and `sha256` are private, and None for a text that was not imported."""

    text: str | Ref
    place: str
    what: str = ""
    file: Ref | None = None
    sha256: Ref | None = None


def place_of(source: Source) -> str:
    """The place in words; empty if the document does not say."""
    if source.line is not None:
        return where(source.line)
    return source.cell or (f"{source.page}ページ" if source.page is not None else "")


def origins(visit: Visit, row: ItemRow, at: int | None) -> tuple[Origin, ...]:
    """Of each bullet and status that came out of a document."""
    imports = [ref for ref in visit.engine.load(Plan, row.plan).documents if at is None or ref.position <= at]
    brought = _brought(visit.engine.history(row.indicator, at)) if len(imports) > 1 else {}
    found = [
        _origin(imports, brought.get((each.id, each.source), row.position), each.text, each.source)
        for each in row.statements
        if each.source is not None
    ]
    for year in sorted(row.statuses, reverse=True):
        status = row.statuses[year]
        for text, source in zip(status.texts, status.sources, strict=False):
            found.append(_origin(imports, status.position, text, source, "進捗状況"))
    return tuple(each for each in found if each.place)


def _brought(history: Sequence[Recorded]) -> dict[tuple[int, Source | None], int]:
    """The position at which each bullet came with its source."""
    found: dict[tuple[int, Source | None], int] = {}
    for recorded in history:
        for statement in getattr(recorded.event, "statements", ()):
            if (source := getattr(statement, "source", None)) is not None:
                found.setdefault((statement.id, source), recorded.position)
        source = getattr(recorded.event, "source", None)
        if isinstance(source, Source) and (statement_id := getattr(recorded.event, "statement", None)) is not None:
            found[statement_id, source] = recorded.position
    return found


def _origin(imports: Sequence[Ref], position: int, text: str | Ref, source: Source, what: str = "") -> Origin:
    """Of the document that was imported last before the text came."""
    document = next((each for each in reversed(imports) if each.position <= position), None)
    if document is None:
        return Origin(text, place_of(source), what)
    name = document._replace(path=document.path.replace("file_sha256", "file_name"))
    return Origin(text, place_of(source), what, name, document)
