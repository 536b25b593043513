"""Reads the tables of a flow into a FlowDefinition; notes each key that is missing, unknown or of the wrong kind.

What cannot be read is replaced by something harmless, so that the rest is still read and checked.
"""

import difflib
from collections.abc import Collection, Iterable
from typing import Any, get_args

import msgspec

from domain.codes import Arrival, ChairVotes, ItemKind, Tie, WrittenConsent
from domain.flow_definition import Choice, DeadlineRule, FlowDefinition, Grant, Ordinance, Scale, Step
from domain.flow_source import CODE, Source
from domain.flow_words import ACTIONS, CLIP, CONDITIONS, ROLES, Exit, Naming, OpinionsVisible, Quorum, clip
from domain.toml_lines import Path

_FORMAT = 1
_DEADLINE = ("business_days", "days", "from", "month", "day")
_LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The last day that a month has in every year."""
_MOST_DAYS = 366


def read_shape(source: Source) -> FlowDefinition:
    """The flow as far as it can be read; the rest is noted in the source."""
    top = _Table(source, (), source.data, _keys(FlowDefinition))
    top.version()
    return FlowDefinition(
        name=top.text("name"),
        scope=_scope(top),
        may=frozenset(_grants(top.table("may", ROLES, needed=False))),
        steps=tuple(_step(table) for table in top.tables("steps", _keys(Step))),
        ordinance=_ordinance(top.table("ordinance", _keys(Ordinance))),
        scale=_scale(top.table("scale", _keys(Scale), needed=False)),
    )


def _scope(top: "_Table") -> tuple[ItemKind, ...]:
    named = top.words("scope", get_args(ItemKind), needed=False)
    return tuple(kind for kind in get_args(ItemKind) if kind in named) or ("activity", "role", "numeric")


def _step(table: "_Table") -> Step:
    return Step(
        code=table.code("code"),
        title=table.text("title"),
        explanation=table.text("explanation"),
        exit=table.word("exit", get_args(Exit)),
        until=tuple(table.words("until", CONDITIONS)),
        returns_to=tuple(table.words("returns_to", None, needed=False)),
        may=frozenset(_grants(table.table("may", ROLES))),
        skip=table.flag("skip"),
        deadline=_deadline(table),
    )


def _deadline(table: "_Table") -> DeadlineRule | None:
    """Either a month and a day, or one number of days and from when; what is missing or too much is noted."""
    rule = table.table("deadline", _DEADLINE, needed=False)
    said = rule.present()
    if not said:
        return None
    on_a_day = "month" in said or "day" in said
    counted = "days" if "days" in said else "business_days"
    wanted = ("month", "day") if on_a_day else (counted, "from")
    rule.only(wanted, "「month」と「day」だけか、「business_days」か「days」の一つと「from」を書いてください。")
    if on_a_day:
        month = rule.number("month", 1, 12)
        return DeadlineRule(month=month, day=rule.number("day", 1, _LAST_DAYS[month - 1]))
    number = rule.number(counted, 1, _MOST_DAYS)
    return DeadlineRule(**{counted: number}, start=rule.text("from"))


def _grants(table: "_Table") -> Iterable[Grant]:
    return ((role, action) for role in table.present() for action in table.words(role, ACTIONS))


def _ordinance(table: "_Table") -> Ordinance:
    return Ordinance(
        quorum=table.word("quorum", get_args(Quorum)),
        quorum_article=table.text("quorum_article"),
        naming=table.word("naming", get_args(Naming)),
        opinions_visible=table.word("opinions_visible", get_args(OpinionsVisible)),
        tie=table.word("tie", get_args(Tie), needed=False),
        chair_votes=table.word("chair_votes", get_args(ChairVotes), needed=False),
        written_consent=table.word("written_consent", get_args(WrittenConsent), needed=False),
        arrival=table.word("arrival", get_args(Arrival), needed=False),
        written_article=table.text("written_article", needed=False),
        acting_article=table.text("acting_article", needed=False),
    )


def _scale(table: "_Table") -> Scale:
    return Scale(ratings=_choices(table, "ratings"), directions=_choices(table, "directions"))


def _choices(table: "_Table", key: str) -> tuple[Choice, ...]:
    rows = table.tables(key, _keys(Choice), needed=False)
    return tuple(Choice(code=row.code("code"), title=row.text("title")) for row in rows)


def _keys(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    return struct.__struct_fields__


class _Table:
    """One table of the flow and where it stands; each reader notes what is wrong and gives a value all the same."""

    def __init__(self, source: Source, path: Path, data: object, known: Collection[str]) -> None:
        self._source = source
        self._path = path
        self._known = known
        self._readable = isinstance(data, dict)
        self._data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not self._readable:
            self._fault((), "表として書いてください（見出し「[ ]」か「{ キー = 値 }」）。")
        for key in self._data:
            if key not in known:
                self._fault((key,), f"「{clip(key)}」というキーはありません。{_instead(key, known)}")

    def present(self) -> list[str]:
        """The known keys that the table has."""
        return [key for key in self._data if key in self._known]

    def version(self) -> None:
        """Notes a format that this reader does not know."""
        value = self._get("format", "「format = 1」と書いてください。")
        if value is not None and (value != _FORMAT or type(value) is not int):
            self._fault(("format",), "この版で読めるのは形式1だけです。「format = 1」と書いてください。")

    def text(self, key: str, *, needed: bool = True) -> str:
        """A sentence or name in one line; an unneeded one that is missing is empty."""
        value = self._get(key, f'「{key} = "…"」の形で一行書いてください。' if needed else "")
        if value is not None and not _one_line(value):
            self._fault((key,), f'空でない一行の文字を「{key} = "…"」の形で書いてください。')
        return value if isinstance(value, str) else ""

    def code(self, key: str) -> str:
        """A code as it is stored: ASCII, empty where it cannot be read."""
        value = self._get(key, f'「{key} = "…"」の形で、半角の英字で始まる符号を書いてください。')
        if isinstance(value, str) and CODE.fullmatch(value):
            return value
        if value is not None:
            self._fault((key,), f'半角の英字で始まる英数字と「_」の符号を「{key} = "…"」の形で書いてください。')
        return ""

    def flag(self, key: str) -> bool:
        """Whether it is true; false where it is missing or cannot be read."""
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            self._fault((key,), f"「{key} = true」か「{key} = false」と書いてください。")
        return value is True

    def number(self, key: str, first: int, last: int) -> int:
        """A whole number in these bounds; the first where it cannot be read."""
        hint = f"{first}から{last}までの数を書いてください。"
        value = self._get(key, hint)
        if type(value) is int and first <= value <= last:
            return value
        if value is not None:
            self._fault((key,), hint)
        return first

    def only(self, wanted: Collection[str], hint: str) -> None:
        """Notes the known keys that do not go together with the wanted ones."""
        for key in self.present():
            if key not in wanted:
                self._fault((key,), f"「{key}」は一緒に書けません。{hint}")

    def word(self, key: str, known: tuple[str, ...], *, needed: bool = True) -> Any:  # noqa: ANN401 - one of `known`, a Literal
        """One of the known words; the first where it cannot be read, or where it is missing and not needed."""
        hint = f'「{key} = "{known[0]}"」の形で書いてください。使えるのは{_spelled(known)}です。'
        value = self._get(key, hint if needed else "")
        return (value is not None and self._known_word((key,), value, known)) or known[0]

    def words(self, key: str, known: Collection[str] | None, *, needed: bool = True) -> list[str]:
        """A list of different words, of the known ones if given; without those that cannot be read."""
        found: list[str] = []
        for rank, value in enumerate(self._list(key, needed=needed)):
            word = self._known_word((key, rank), value, known)
            if word in found:
                self._fault((key, rank), f"「{clip(word)}」が二度書かれています。一つを消してください。")
            elif word:
                found.append(word)
        return found

    def tables(self, key: str, known: Collection[str], *, needed: bool = True) -> list["_Table"]:
        """A list of tables."""
        rows = enumerate(self._list(key, needed=needed))
        return [_Table(self._source, (*self._path, key, rank), row, known) for rank, row in rows]

    def table(self, key: str, known: Collection[str], *, needed: bool = True) -> "_Table":
        """A table in this one; an unneeded one that is missing is empty, but a present one is not."""
        value = self._get(key, f"「[{self._heading(key)}]」の表を書いてください。" if needed else "")
        if value == {}:
            self._fault((key,), f"中身がありません。{_spelled(known)}のどれかを書いてください。")
        inner = _Table(self._source, (*self._path, key), {} if value is None else value, known)
        inner._readable = inner._readable and bool(value)
        return inner

    def _heading(self, key: str) -> str:
        return ".".join([*(part for part in self._path if isinstance(part, str)), key])

    def _get(self, key: str, hint: str) -> object:
        """The value of a key; where it is missing None, and noted if there is a hint what to write."""
        if key not in self._data and self._readable and hint:
            self._fault((key,), f"「{key}」がありません。{hint}")
        return self._data.get(key)

    def _list(self, key: str, *, needed: bool) -> list[Any]:
        value = self._get(key, "値を一つ以上、一覧の形で書いてください。" if needed else "")
        if isinstance(value, list) and value:
            return value
        if value == []:
            self._fault(
                (key,),
                "一覧が空です。値を一つ以上書" + ("いてください。" if needed else "くか、このキーを消してください。"),
            )
        elif value is not None:
            self._fault((key,), "一覧を [ … ] の形で書いてください。")
        return []

    def _known_word(self, path: Path, value: object, known: Collection[str] | None) -> str:
        """The word, or the known one that was probably meant, or nothing."""
        if not isinstance(value, str) or not value:
            self._fault(path, '文字を "…" の形で書いてください。')
            return ""
        if known is None or value in known:
            return value
        self._fault(path, f"「{clip(value)}」という言葉はありません。{_instead(value, known)}")
        return next(iter(_similar(value, known)), "")

    def _fault(self, path: Path, message: str) -> None:
        self._source.fault(self._path + path, message)


def _one_line(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and all(" " <= sign != "\x7f" for sign in value)


def _instead(word: str, known: Collection[str]) -> str:
    similar = _similar(word, known)
    return f"「{similar[0]}」ではありませんか。" if similar else f"使えるのは{_spelled(known)}です。"


def _similar(word: str, known: Collection[str]) -> list[str]:
    return difflib.get_close_matches(word, known, n=1, cutoff=0.7) if len(word) <= CLIP else []


def _spelled(words: Collection[str]) -> str:
    return "、".join(f"「{word}」" for word in words)
