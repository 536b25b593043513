"""The words that the reader looks for in a city's document, read from TOML."""

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

TableKind = Literal["indicator_goals", "indicator_progress", "role_goals", "role_progress"]


class Marks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signs before bullets and headings, and those that end a sentence."""

    advanced: str
    bullets: tuple[str, ...]
    list: tuple[str, ...]
    headings: str
    stops: str
    closers: str


class Headings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of headings."""

    project: tuple[str, ...]
    separators: str
    vision: tuple[str, ...]
    content: tuple[str, ...]
    captions: tuple[str, ...]


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The two words in the first row of each kind of table."""

    indicator_goals: tuple[str, str]
    indicator_progress: tuple[str, str]
    role_goals: tuple[str, str]
    role_progress: tuple[str, str]

    def by_kind(self) -> dict[TableKind, tuple[str, str]]:
        """The heading words of each kind."""
        return {
            "indicator_goals": self.indicator_goals,
            "indicator_progress": self.indicator_progress,
            "role_goals": self.role_goals,
            "role_progress": self.role_progress,
        }

    def heading(self, kind: TableKind) -> str:
        """The heading of one kind as a person would name it: 「指標名・内容」."""
        return "・".join(self.by_kind()[kind])

    def known(self) -> str:
        """All headings, for a message."""
        return "、".join(f"「{'・'.join(words)}」" for words in self.by_kind().values())


class Markup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the HTML elements that a conversion left in the cells."""

    tags: tuple[str, ...]
    closed: tuple[str, ...]
    open: tuple[str, ...]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All words of one kind of document."""

    marks: Marks
    headings: Headings
    tables: Tables
    markup: Markup


def profile_of(toml: str) -> Profile:
    """Read a profile; raises msgspec.DecodeError or msgspec.ValidationError when it is not one."""
    return msgspec.toml.decode(toml, type=Profile)


@cache
def packaged_profile(name: str = "default") -> Profile:
    """A profile that comes with the program."""
    file = resources.files("pdca.documents") / "profiles" / f"{name}.toml"
    return profile_of(file.read_text(encoding="utf-8"))
