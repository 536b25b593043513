"""Profiles from TOML: a city's words are added to those of the profile it extends; faults are told by their line."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec

from domain.errors import NotFound, ReviewError
from domain.flow_source import SYNTAX
from domain.toml_lines import Path as KeyPath
from domain.toml_lines import key_lines
from pdca.documents.numbers import pattern_fault
from pdca.documents.profile import Columns, Figures, Headings, Marks, Markup, Profile, Tables

SECTIONS: dict[str, type[msgspec.Struct]] = {
    "marks": Marks,
    "headings": Headings,
    "tables": Tables,
    "columns": Columns,
    "figures": Figures,
    "markup": Markup,
}
_PATTERNS = ("project", "measure", "chapter")
_LONGEST = 50_000
_DEEPEST = 5
_SHOWN = 20

Data = dict[str, Any]


class ProfileFault(msgspec.Struct, frozen=True):
    """One thing to mend in a profile: its line (from 1), its dotted key, and what to write."""

    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}行目" + (f"（{self.key}）" if self.key else "") + f"：{self.message}"


class ProfileInvalid(ReviewError):
    """Raised when 「読み取りの設定に直すところがあります。」; `faults` are all of them, in the order of the lines."""

    def __init__(self, name: str, faults: list[ProfileFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        lines = [f"読み取りの設定「{name}」に直すところが{len(faults)}か所あります。", *map(str, self.faults[:_SHOWN])]
        if len(faults) > _SHOWN:
            lines.append(f"ほかに{len(faults) - _SHOWN}か所あります。")
        super().__init__("\n".join(lines), "profile_invalid", "profile")


def names() -> tuple[str, ...]:
    """The profiles that come with the program, the default first."""
    found = (entry.name for entry in (resources.files("pdca.documents") / "profiles").iterdir())
    packaged = (name.removesuffix(".toml") for name in found if name.endswith(".toml"))
    return tuple(sorted(packaged, key=lambda name: (name != "default", name)))


def read_profile(named: str) -> Profile:
    """The profile of a name that comes with the program, or of a file (a path that ends in .toml)."""
    if not named.endswith(".toml"):
        return read_packaged(named)
    path = Path(named)
    try:
        content = path.read_bytes()
    except OSError:
        msg = f"読み取りの設定のファイル「{named}」を開けません。場所と名前を確かめてください。"
        raise NotFound(msg, code="unknown_profile", field="profile") from None
    return decoded(content, path.stem)


def read_packaged(name: str) -> Profile:
    """A profile that comes with the program."""
    return decoded(_packaged(name), name)


def decoded(content: bytes, name: str) -> Profile:
    """The profile of these bytes; its hash covers them and those of every profile that it extends."""
    digest = hashlib.sha256(content)
    data = _checked(content, name)
    for _ in range(_DEEPEST):
        base = data.pop("extends", None)
        if base is None:
            return _profile(data, name, digest.hexdigest())
        content = _packaged(base)
        digest.update(content)
        data = _merged(data, _checked(content, base))
    raise ProfileInvalid(name, [ProfileFault(1, "extends", "extends の重なりが深すぎます。")])


def _packaged(name: str) -> bytes:
    if name not in names():
        msg = f"「{name}」という読み取りの設定はありません。選べるもの：{'、'.join(names())}、または .toml のファイル"
        raise NotFound(msg, code="unknown_profile", field="profile")
    return (resources.files("pdca.documents") / "profiles" / f"{name}.toml").read_bytes()


def _merged(ours: Data, base: Data) -> Data:
    """The base with our words before its own; a value that is no list of words is ours."""
    merged = {"extends": base["extends"]} if "extends" in base else {}
    for section, keys in SECTIONS.items():
        values = {**base.get(section, {})}
        for key, value in ours.get(section, {}).items():
            values[key] = _added(value, values.get(key), keys, key)
        if values:
            merged[section] = values
    return merged


def _added(ours: Any, base: Any, section: type[msgspec.Struct], key: str) -> Any:  # noqa: ANN401 -- values of TOML
    if isinstance(ours, list) and isinstance(base, list):
        return ours + [word for word in base if word not in ours]
    if isinstance(ours, str) and isinstance(base, str) and (section, key) != (Marks, "advanced"):
        return ours + "".join(sign for sign in base if sign not in ours)
    return ours


def _profile(data: Data, name: str, sha256: str) -> Profile:
    missing = [
        ProfileFault(
            1, f"{section}.{field.name}", f'このキーがありません。書くか、extends = "{names()[0]}" を加えます。'
        )
        for section, struct in SECTIONS.items()
        for field in msgspec.structs.fields(struct)
        if field.required and field.name not in data.get(section, {})
    ]
    if missing:
        raise ProfileInvalid(name, missing)
    return msgspec.convert({**data, "name": name, "sha256": sha256}, Profile)


# What is wrong


def _checked(content: bytes, name: str) -> Data:
    """The data of a profile's text, pairs of words always in a list."""
    text = _text(content, name)
    try:
        data, lines = tomllib.loads(text), key_lines(text)
    except (ValueError, RecursionError) as error:
        raise ProfileInvalid(name, [_syntax(text, str(error))]) from None
    for section in ("tables",):
        if isinstance(data.get(section), dict):
            data[section] = {key: _pairs(value) for key, value in data[section].items()}
    faults = [ProfileFault(_line(lines, path), _dotted(path), said) for path, said in _faults(data)]
    if faults:
        raise ProfileInvalid(name, faults)
    return data


def _text(content: bytes, name: str) -> str:
    if len(content) > _LONGEST:
        raise ProfileInvalid(
            name, [ProfileFault(1, "", f"ファイルが長すぎます。{_LONGEST:,}バイト以下にしてください。")]
        )
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProfileInvalid(
            name, [ProfileFault(line, "", "UTF-8として読めません。UTF-8で保存し直してください。")]
        ) from None


def _syntax(text: str, message: str) -> ProfileFault:
    said = re.search(r"at line (\d+)", message)
    end = text.rstrip().count("\n") + 1 if "end of document" in message else 1
    known = (sentence for beginning, sentence in SYNTAX if message.startswith(beginning))
    return ProfileFault(int(said[1]) if said else end, "", next(known, f"TOMLとして読めません（{message}）。"))


def _faults(data: Data) -> Iterator[tuple[KeyPath, str]]:
    for section, values in data.items():
        if section == "extends":
            if values not in names():
                yield (section,), f"もとにできるのは {'、'.join(names())} です。"
        elif section not in SECTIONS:
            yield (section,), _unknown(section, ["extends", *SECTIONS])
        elif not isinstance(values, dict):
            yield (section,), f"[{section}] の形の見出しにしてください。"
        else:
            yield from _faults_of_section(section, values)


def _faults_of_section(section: str, values: Data) -> Iterator[tuple[KeyPath, str]]:
    struct = SECTIONS[section]
    fields = {field.name: field.type for field in msgspec.structs.fields(struct)}
    for key, value in values.items():
        if key not in fields:
            yield (section, key), _unknown(key, list(fields))
            continue
        try:
            msgspec.convert(value, fields[key])
        except msgspec.ValidationError as error:
            yield (section, key, *_ranks(str(error))), _shape(fields[key])
        else:
            yield from _faults_of_words(section, key, value)


def _faults_of_words(section: str, key: str, value: Any) -> Iterator[tuple[KeyPath, str]]:  # noqa: ANN401 -- of TOML
    words = value if isinstance(value, list) else [value]
    for rank, word in enumerate(words):
        if isinstance(word, str) and not word.strip():
            yield (section, key, rank), "空の言葉は書けません。消すか、言葉を書いてください。"
        elif section == "headings" and key in _PATTERNS and (said := pattern_fault(word)):
            yield (section, key, rank), said
        elif (section, key) in {("marks", "bullets"), ("marks", "list"), ("marks", "advanced")} and len(word) != 1:
            yield (section, key, rank), f"「{word}」は1文字ではありません。印は1文字で書いてください。"


def _pairs(value: Any) -> Any:  # noqa: ANN401 -- values of TOML
    """One pair of words may stand without the list around it."""
    return [value] if isinstance(value, list) and value and all(isinstance(word, str) for word in value) else value


def _unknown(word: str, known: list[str]) -> str:
    alike = get_close_matches(word, known, n=1)
    hint = f"「{alike[0]}」の書き間違いではありませんか。" if alike else ""
    return f"知らないキーです。{hint}使えるのは {'、'.join(known)} です。"


def _shape(kind: Any) -> str:  # noqa: ANN401 -- a type
    if kind is str:
        return '文字を "…" の形で書いてください。'
    if kind is bool:
        return "true か false を書いてください。"
    if kind == Tables.__annotations__["role_goals"]:
        return '2つの言葉を ["…", "…"]、いくつもあるときは [["…", "…"], ["…", "…"]] の形で書いてください。'
    return '言葉を ["…", "…"] の形で書いてください。'


def _ranks(message: str) -> tuple[int, ...]:
    """The ranks in a list that msgspec names: `$[2]`."""
    return tuple(int(rank) for rank in re.findall(r"\[(\d+)\]", message)[:1])


def _line(lines: dict[KeyPath, int], path: KeyPath) -> int:
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 1)


def _dotted(path: KeyPath) -> str:
    return ".".join(part for part in path if isinstance(part, str))
