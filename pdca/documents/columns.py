"""A table by its columns: what each holds, told from the words over it, in one heading row or in two."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import get_args

import msgspec

from pdca.documents.profile import ColumnRole, Pairs, Profile, TableKind
from pdca.documents.words import key, nearest, without_year

_BRACKETS = re.compile(r"[()\[\]【】「」:・_/※*、,]")
_LONGEST = 40
_MOST_COLUMNS = 200
_NAME_LIKE = 0.75
_VALUE_LIKE = 0.6
_LABELS: frozenset[ColumnRole] = frozenset({"initiative", "name", "actor"})
_FIGURES: frozenset[ColumnRole] = frozenset({"unit", "baseline", "target", "value", "year"})
_OF_FIGURES: frozenset[ColumnRole] = frozenset({"baseline", "target", "value"})
_PAIRS: dict[TableKind, tuple[ColumnRole, ColumnRole]] = {
    "indicator_goals": ("name", "goal"),
    "indicator_progress": ("name", "progress"),
    "role_goals": ("actor", "goal"),
    "role_progress": ("actor", "progress"),
}


class Column(msgspec.Struct, frozen=True, gc=False):
    """What a column holds, of which year, and the words over it."""

    role: ColumnRole | None
    read: str
    year: int | None = None


class Layout(msgspec.Struct, frozen=True, gc=False):
    """The columns of a table and what they make it: goals, their progress, both in one, or figures."""

    kinds: tuple[TableKind, ...]
    columns: tuple[Column, ...]
    exact: bool = True

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings of columns that the profile does not know."""
        return tuple(column.read for column in self.columns if column.role is None and column.read)

    def first(self, role: ColumnRole) -> int | None:
        """Where the first column of a role stands."""
        return next((k for k, column in enumerate(self.columns) if column.role == role), None)

    def label(self) -> int | None:
        """Where the column stands that names the row."""
        return self.first("actor" if self.kinds[0].startswith("role") else "name")


class ColumnReader:
    """Tells headings of tables by the words of one profile."""

    def __init__(self, profile: Profile) -> None:
        """Prepare the keys of the words."""
        self._pairs = {pair: kind for kind, pairs in profile.tables.by_kind().items() for pair in _keys(pairs)}
        self._first_words = sorted({first for first, _ in self._pairs})
        self._roles: dict[str, list[ColumnRole]] = {}
        for role in get_args(ColumnRole):
            for word in getattr(profile.columns, role):
                self._roles.setdefault(key(word), []).append(role)

    def heading(self, cells: Sequence[str]) -> Layout | None:
        """The layout under a heading row; without kinds if it is one that cannot be read; None for any other row."""
        if len(cells) > _MOST_COLUMNS:
            return None
        names = [_heading_key(cell) for cell in cells]
        return self._pair(names, cells) or self._by_columns(names, cells) or self._nearly(names, cells)

    def second(self, first: Layout, above: Sequence[str], cells: Sequence[str]) -> Layout | None:
        """The layout when `cells` is a second heading row: each of its words goes with the one above or left above."""
        width = max(len(above), len(cells))
        if not cells or cells[0] or not any(cells) or width > _MOST_COLUMNS:
            return None
        wide, joined = "", []
        for k in range(width):
            over = above[k] if k < len(above) else ""
            under = cells[k] if k < len(cells) else ""
            wide = over or wide
            joined.append((wide if under else over) + under)
        if any(len(cell) > _LONGEST for cell in cells):
            return None
        layout = self._by_columns([_heading_key(text) for text in joined], joined)
        return layout if layout is not None and layout.kinds and len(layout.unknown) <= len(first.unknown) else None

    def _pair(self, names: list[str], cells: Sequence[str]) -> Layout | None:
        kind = self._pairs.get((names[0], names[1])) if len(names) == 2 else None  # noqa: PLR2004 -- a pair
        return None if kind is None else _pair_layout(kind, cells, exact=True)

    def _nearly(self, names: list[str], cells: Sequence[str]) -> Layout | None:
        first = nearest(names[0], self._first_words, _NAME_LIKE) if len(names) > 1 and names[0] else None
        if first is None:
            return None
        second = nearest(names[1], (b for a, b in self._pairs if a == first), _VALUE_LIKE) if names[1] else None
        if second is not None and len(names) == 2:  # noqa: PLR2004 -- a pair
            return _pair_layout(self._pairs[first, second], cells, exact=False)
        return Layout((), tuple(Column(None, cell) for cell in cells[1:])) if names[0] == first else None

    def _by_columns(self, names: list[str], cells: Sequence[str]) -> Layout | None:
        found = [self._roles_of(name) for name in names]
        known = {role for roles, _ in found for role in roles}
        if not known & _LABELS or sum(bool(roles) for roles, _ in found) < 2:  # noqa: PLR2004 -- a label and a value
            return None
        figures = self._has_figures(found)
        columns = tuple(
            Column(_chosen(roles, figures=figures), cell, year)
            for (roles, year), cell in zip(found, cells, strict=True)
        )
        layout = Layout(_kinds([column.role for column in columns], figures=figures), columns)
        return layout if layout.kinds else None

    def _has_figures(self, found: Iterable[tuple[list[ColumnRole], int | None]]) -> bool:
        """Whether any column can only hold figures."""
        return any(roles and (year is not None or set(roles) <= _FIGURES) for roles, year in found)

    def _roles_of(self, name: str) -> tuple[list[ColumnRole], int | None]:
        if roles := self._roles.get(name):
            return roles, None
        year, rest = without_year(name)
        bare = _BRACKETS.sub("", rest)
        if year is not None and bare in {"", "年度", "度", "末", "時点"}:
            return ["value"], year
        roles = self._roles.get(bare, [])
        if year is not None:
            roles = [role for role in roles if role in _OF_FIGURES]
        return roles, year


def _keys(pairs: Pairs) -> list[tuple[str, str]]:
    return [(key(first), key(second)) for first, second in pairs]


def _heading_key(text: str) -> str:
    """The key of the words over a column, or nothing when they are too long for one."""
    return key(unicodedata.normalize("NFKC", text)) if len(text) <= _LONGEST * 3 else ""


def _pair_layout(kind: TableKind, cells: Sequence[str], *, exact: bool) -> Layout:
    roles = _PAIRS[kind]
    return Layout((kind,), tuple(Column(role, cell) for role, cell in zip(roles, cells, strict=True)), exact)


def _chosen(roles: list[ColumnRole], *, figures: bool) -> ColumnRole | None:
    """The role of a word that may have several: 目標 is a figure among figures, else the text of a goal."""
    fit = [role for role in roles if (role in _FIGURES) == figures] if len(roles) > 1 else roles
    return next(iter(fit or roles), None)


def _kinds(roles: list[ColumnRole | None], *, figures: bool) -> tuple[TableKind, ...]:
    if figures:
        return ("numeric",) if "name" in roles else ()
    label = "actor" if "actor" in roles else "name"
    return tuple(kind for kind, (first, second) in _PAIRS.items() if first == label and {first, second} <= set(roles))
