"""The plan as one page of HTML: its structure, and no more style than paper needs."""

from collections.abc import Iterable, Iterator
from html import escape

from pdca.documents.writing.layout import Bullets, Cell, Heading, Layout, Part, Table

_STYLE = """\
@page { size: A4; margin: 20mm 18mm }
body { max-width: 60rem; margin: 0 auto; padding: 0 1rem; line-height: 1.7 }
table { width: 100%; border-collapse: collapse; margin: 0 0 1.5rem }
th, td { border: 1px solid; padding: .3rem .6rem; text-align: start; vertical-align: top }
tbody th { width: 25%; font-weight: normal }
ul { list-style: none; margin: 0; padding: 0 }
li { padding-left: 1em; text-indent: -1em }
h2, h3, h4, h5 { break-after: avoid }
thead { display: table-header-group }
tr { break-inside: avoid }
"""


def write_html(layout: Layout) -> bytes:
    """The bytes of the file, in UTF-8."""
    return ("\n".join(_page(layout)) + "\n").encode()


def _page(layout: Layout) -> Iterator[str]:
    title = escape(layout.title)
    yield '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>"
    for part in layout.parts():
        yield from _lines(part)
    yield "</main>\n</body>\n</html>"


def _lines(part: Part) -> Iterable[str]:
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Bullets):
        return [_list(part.lines)]
    if isinstance(part, Heading):
        return [f"<h{part.level + 1}>{escape(part.text)}</h{part.level + 1}>"]
    return [f"<p>{escape(part.text)}</p>"]


def _table(table: Table) -> Iterator[str]:
    words = "".join(f'<th scope="col">{escape(word)}</th>' for word in table.heading)
    yield f"<table>\n<thead><tr>{words}</tr></thead>\n<tbody>"
    for (name, *_), *cells in table.rows:
        said = "".join(f"<td>{escape(''.join(cell)) if table.of_figures else _list(cell)}</td>" for cell in cells)
        yield f'<tr><th scope="row">{escape(name)}</th>{said}</tr>'
    yield "</tbody>\n</table>"


def _list(lines: Cell) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"
