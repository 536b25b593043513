"""The plan as plain text (UTF-8): cells apart by tabs, the bullets of a cell apart by blanks."""

from collections.abc import Iterator

from pdca.documents.writing.layout import Bullets, Layout, Part, Table


def write_text(layout: Layout) -> bytes:
    """The bytes of the file."""
    blocks = [layout.title, *("\n".join(_lines(part)) for part in layout.parts())]
    return ("\n\n".join(blocks) + "\n").encode()


def _lines(part: Part) -> Iterator[str]:
    if isinstance(part, Table):
        yield "\t".join(part.heading)
        yield from ("\t".join(" ".join(cell) for cell in row) for row in part.rows)
    elif isinstance(part, Bullets):
        yield from (f"- {line}" for line in part.lines)
    else:
        yield part.text
