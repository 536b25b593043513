"""The words that the reader looks for in a city's document: frozen structs whose fields are the keys of the TOML."""

from functools import cache
from typing import Literal

import msgspec

TableKind = Literal["indicator_goals", "indicator_progress", "role_goals", "role_progress", "numeric"]
ColumnRole = Literal[
    "initiative",
    "name",
    "actor",
    "goal",
    "progress",
    "department",
    "direction",
    "rating",
    "unit",
    "baseline",
    "target",
    "value",
    "year",
    "ignored",
]
Words = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]


class Marks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signs before bullets and headings, and those that end a sentence; `required`: a bullet without is remarkable."""

    advanced: str
    bullets: Words
    list: Words
    headings: str
    stops: str
    closers: str
    required: bool = True


class Headings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of headings; `project`, `measure` and `chapter` with the style of their number (numbers.py)."""

    project: Words
    separators: str
    vision: Words
    content: Words
    captions: Words
    measure: Words = ("{①}",)
    chapter: Words = ("{1}.",)


class Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The two words in the first row of the tables that come in pairs: goals, and their progress."""

    indicator_goals: Pairs
    indicator_progress: Pairs
    role_goals: Pairs
    role_progress: Pairs

    def by_kind(self) -> dict[TableKind, Pairs]:
        """The heading words of each kind."""
        return {
            "indicator_goals": self.indicator_goals,
            "indicator_progress": self.indicator_progress,
            "role_goals": self.role_goals,
            "role_progress": self.role_progress,
        }

    def heading(self, kind: TableKind) -> str:
        """The heading of one kind as a person would name it: 「指標名・内容」."""
        pairs = self.by_kind().get(kind, ())
        return "・".join(pairs[0]) if pairs else "数値指標"

    def known(self) -> str:
        """All headings, for a message."""
        return "、".join(f"「{'・'.join(words)}」" for pairs in self.by_kind().values() for words in pairs[:1])


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words over the columns of any other table, by what the column holds."""

    initiative: Words = ()
    name: Words = ()
    actor: Words = ()
    goal: Words = ()
    progress: Words = ()
    department: Words = ()
    direction: Words = ()
    rating: Words = ()
    unit: Words = ()
    baseline: Words = ()
    target: Words = ()
    value: Words = ()
    year: Words = ()
    ignored: Words = ()


class Figures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the place of a figure that was not measured, and the signs of a negative one."""

    not_measured: Words = ()
    negative: str = "-−▲△"


class Markup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of the HTML elements that a conversion left in the cells."""

    tags: Words = ()
    closed: Words = ()
    open: Words = ()


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words before a colon, in a line before the first project, that say what follows: 計画の期間：令和7年度から…"""

    municipality: str = "市町村"
    period: str = "計画の期間"
    status_year: str = "進捗状況の年度"


class Captions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The headings over the tables of a plan that is written out; those that `headings.captions` knows are written.

    `end` stands alone in the last line: what follows is no part of the plan, and nothing was cut off before it.
    """

    measures: str = "取組指標と役割分担の進捗状況及び成果と課題"
    indicator_goals: str = "指標"
    indicator_progress: str = "取組指標の進捗状況及び成果と課題について"
    numeric: str = "数値指標"
    role_goals: str = "役割分担"
    role_progress: str = "役割分担の取組状況及び成果と課題について"
    end: str = "以上"


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All words of one kind of document; `name` and `sha256` say which bytes they came from."""

    marks: Marks
    headings: Headings
    tables: Tables
    markup: Markup = Markup()
    columns: Columns = Columns()
    figures: Figures = Figures()
    facts: Facts = Facts()
    captions: Captions = Captions()
    name: str = ""
    sha256: str = ""


def profile_of(toml: str, name: str = "") -> Profile:
    """Read a profile; raises ProfileInvalid with each line and key to mend."""
    from pdca.documents.profile_source import decoded  # noqa: PLC0415 -- it needs these structs

    return decoded(toml.encode(), name)


@cache
def packaged_profile(name: str = "default") -> Profile:
    """A profile that comes with the program."""
    from pdca.documents.profile_source import read_packaged  # noqa: PLC0415 -- it needs these structs

    return read_packaged(name)
