"""Markdown that no parser reads in a time in proportion to its length is told before it is parsed."""

import re
from collections.abc import Iterator

from pdca.documents.findings import Findings
from pdca.documents.source import WHOLE_FILE

MOST_SIGNS = 2000
"""Of one paragraph: a bracket that is never closed is sought to its end, each of them anew."""

MOST_COLUMNS = 1000
MOST_CELLS = 50_000
MOST_INDENTED = 120
_SIGNS = re.compile(r"[\[*_~`<!]")
_DELIMITER = re.compile(r"[ \t]*+(?=[^|]*+\|)\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+")
_DEEP = re.compile(rf"[ \t>]{{{MOST_INDENTED},}}+(?:[-*+]|[0-9]{{1,9}}[.)])[ \t]")


def refuse_costly(lines: list[str], findings: Findings) -> None:
    """Add an error for the first line that would cost too much."""
    signs = columns = cells = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            signs = columns = 0
            continue
        pipes = line.count("|")
        found = sum(1 for _ in _SIGNS.finditer(line))
        signs = found if pipes else signs + found  # the cells of a table are read one by one
        columns = pipes + 1 if pipes and _DELIMITER.fullmatch(line) else columns
        cells += columns  # a short row is filled up
        for code in _costly(line, signs, pipes):
            findings.add(number, code, most=MOST_SIGNS)
            return
        if cells > MOST_CELLS:
            findings.add(WHOLE_FILE, "too_many_table_cells", most=MOST_CELLS)
            return


def _costly(line: str, signs: int, pipes: int) -> Iterator[str]:
    if pipes > MOST_COLUMNS:
        yield "table_too_wide"
    if signs > MOST_SIGNS:
        yield "markdown_too_many_signs"
    if _DEEP.match(line):
        yield "markdown_too_deep"
