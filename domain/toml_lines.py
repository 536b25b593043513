"""Where the keys of a TOML text stand: tomllib reads the values and forgets the lines."""

import re
import tomllib
from typing import NamedTuple

Path = tuple[str | int, ...]
"""A key from the top: names of tables and keys, ranks in lists from 0."""

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'"
    r"|#[^\n]*"
    r"|[\n\[\]{}=,.]"
    r"""|[^\s\[\]{}=,."'#]+""",
    re.DOTALL,
)


class _Token(NamedTuple):
    text: str
    line: int


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every table, key and element of a list; `text` is TOML that tomllib has read."""
    return _Walk(text).lines()


def _tokens(text: str) -> list[_Token]:
    found, line, seen = [], 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", seen, match.start())
        seen = match.start()
        if not match[0].startswith("#"):
            found.append(_Token(match[0], line))
    return found


class _Walk:
    """One way through the tokens, statement by statement."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0
        self._base: Path = ()
        self._counts: dict[Path, int] = {}
        self._lines: dict[Path, int] = {}

    def lines(self) -> dict[Path, int]:
        while self._at < len(self._tokens):
            self._statement()
        return self._lines

    def _statement(self) -> None:
        if self._peek() == "\n":
            self._at += 1
        elif self._peek() == "[":
            self._header()
        else:
            self._pair(self._base)

    def _header(self) -> None:
        line = self._tokens[self._at].line
        depth = 2 if self._tokens[self._at + 1].text == "[" else 1
        self._at += depth
        names = self._names("]")
        self._at += depth
        base = self._inside(names[:-1], line)
        self._base = self._element((*base, names[-1]), line) if depth == 2 else self._inside(names, line)  # noqa: PLR2004

    def _inside(self, names: list[str], line: int) -> Path:
        """The table of a dotted name: in a list of tables, the latest of them."""
        path: Path = ()
        for name in names:
            path = (*path, name)
            self._note(path, line)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _element(self, path: Path, line: int) -> Path:
        rank = self._counts.get(path, 0)
        self._counts[path] = rank + 1
        self._note(path, line)
        self._note((*path, rank), line)
        return (*path, rank)

    def _pair(self, base: Path) -> None:
        line = self._tokens[self._at].line
        path = base
        for name in self._names("="):
            path = (*path, name)
            self._note(path, line)
        self._at += 1
        self._value(path)

    def _names(self, end: str) -> list[str]:
        """The parts of a dotted key."""
        names = []
        while self._peek() != end:
            if self._peek() != ".":
                names.append(_plain(self._peek()))
            self._at += 1
        return names

    def _value(self, path: Path) -> None:
        if self._peek() == "[":
            self._list(path)
        elif self._peek() == "{":
            self._table(path)
        else:
            while self._peek() not in {"\n", ",", "]", "}", ""}:
                self._at += 1

    def _list(self, path: Path) -> None:
        self._at += 1
        rank = 0
        while self._peek() != "]":
            if self._peek() in {"\n", ","}:
                self._at += 1
                continue
            self._note((*path, rank), self._tokens[self._at].line)
            self._value((*path, rank))
            rank += 1
        self._at += 1

    def _table(self, path: Path) -> None:
        self._at += 1
        while self._peek() != "}":
            if self._peek() == ",":
                self._at += 1
            else:
                self._pair(path)
        self._at += 1

    def _note(self, path: Path, line: int) -> None:
        self._lines.setdefault(path, line)

    def _peek(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""


def _plain(name: str) -> str:
    """A key without its quotes."""
    return str(tomllib.loads(f"key = {name}")["key"]) if name[0] in "\"'" else name
