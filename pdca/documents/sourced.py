"""A document beside its source: what a person looks at before anything is imported."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from pdca.documents.document import Document
from pdca.documents.findings import Strictness, Told
from pdca.documents.profile import Profile
from pdca.documents.reader import read_document
from pdca.documents.source import Block, Gap, Place, TableRow


class SourceCell(msgspec.Struct, frozen=True, gc=False):
    """A text of the source and its place: a cell, or the whole of a line."""

    place: Place
    text: str


class SourceLine(msgspec.Struct, frozen=True):
    """A line, a paragraph, or a row of a table."""

    place: Place
    cells: tuple[SourceCell, ...]


class SourcedDocument(Document, frozen=True):
    """The document, and the lines that it was read from."""

    source: tuple[SourceLine, ...] = ()


class Source(msgspec.Struct, frozen=True):
    """The lines alone, out of the same JSON."""

    source: tuple[SourceLine, ...] = ()


def read_sourced(
    content: bytes,
    file_name: str,
    profile: Profile | None = None,
    strictness: Strictness = "usual",
    *,
    told: Told = lambda _: None,
) -> SourcedDocument:
    """Like `read_document`, with the source beside it."""
    found: list[Block] = []
    keep: Callable[[list[Block]], None] = found.extend
    document = read_document(content, file_name, profile, strictness, told=told, seen=keep)
    return SourcedDocument(**msgspec.structs.asdict(document), source=tuple(_lines(found)))


def _lines(blocks: Iterable[Block]) -> Iterator[SourceLine]:
    for block in blocks:
        if isinstance(block, TableRow):
            yield SourceLine(block.place, tuple(SourceCell(cell.place, cell.text) for cell in block.cells))
        elif not isinstance(block, Gap):
            yield SourceLine(block.place, (SourceCell(block.place, block.text),))
