"""The plan as Markdown: headings, lists, pipe tables whose cells break with <br>."""

import re
from collections.abc import Iterable, Iterator

from pdca.documents.writing.layout import Bullets, Heading, Layout, Part, Table

_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#]")
_LIST = re.compile(r"^([-+=:])|^(\d{1,9})([.)])")


def write_markdown(layout: Layout) -> bytes:
    """The bytes of the file, in UTF-8."""
    blocks = [f"# {_escaped(layout.title)}", *("\n".join(_lines(part)) for part in layout.parts())]
    return ("\n\n".join(blocks) + "\n").encode()


def _lines(part: Part) -> Iterator[str]:
    if isinstance(part, Table):
        yield _row(map(_escaped, part.heading))
        yield _row("---" for _ in part.heading)
        yield from (_row("<br>".join(map(_escaped, cell)) for cell in row) for row in part.rows)
    elif isinstance(part, Bullets):
        yield from (f"- {_escaped(line)}" for line in part.lines)
    elif isinstance(part, Heading):
        yield f"{'#' * (part.level + 1)} {_escaped(part.text)}"
    else:
        yield _escaped(part.text)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """The text as text: what Markdown would take for a sign of its own stands behind a backslash."""
    plain = _MARKUP.sub(r"\\\g<0>", text)
    return _LIST.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", plain)
