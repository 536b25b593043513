"""The text of a flow: its TOML data, the line on which each key stands, and the faults found in it."""

import re
import tomllib
from typing import Any

import msgspec

from domain.errors import ReviewError
from domain.toml_lines import Path, key_lines

SYNTAX: tuple[tuple[str, str], ...] = (
    ("Cannot overwrite", "同じキーが二度書かれています。一つにまとめてください。"),
    ("Duplicate inline table key", "同じキーが二度書かれています。一つにまとめてください。"),
    ("Cannot declare", "同じ見出し（[ ]）が二度書かれています。一つにまとめてください。"),
    ("Cannot mutate", "この見出し（[ ]）には後から書き足せません。一か所にまとめてください。"),
    ("Cannot redefine", "この見出し（[ ]）には後から書き足せません。一か所にまとめてください。"),
    ("Expected '='", "キーの後に「=」がありません。「キー = 値」の形で書いてください。"),
    ("Expected ']", "見出しが「]」で閉じられていません。「[ordinance]」「[[steps]]」の形で書いてください。"),
    ("Expected \"'", "文字が「'」で閉じられていません。終わりに「'」を書いてください。"),
    ("Expected newline", "値の後に余分な文字があります。1行に一つずつ書いてください。"),
    ("Unclosed array", "一覧が「]」で閉じられていません。値の間に「,」、最後に「]」を書いてください。"),
    ("Unclosed inline table", "「{」が「}」で閉じられていません。項目の間に「,」、最後に「}」を書いてください。"),
    ("Unterminated string", '文字が「"」で閉じられていません。終わりに「"」を書いてください。'),
    ("Unescaped '\\'", "「\\」はそのままでは書けません。「\\\\」と書いてください。"),
    ("Invalid hex value", "「\\u」の後の文字番号を読めません。文字そのものを書いてください。"),
    ("Escaped character", "「\\u」の後の文字番号を読めません。文字そのものを書いてください。"),
    ("Illegal character", "使えない文字（改行や制御文字）があります。消すか、書き直してください。"),
    ("Found invalid character", "使えない文字（改行や制御文字）があります。消すか、書き直してください。"),
    ("Invalid value", '値を読めません。文字は "…"、一覧は [ … ] の形で書いてください。'),
    ("Invalid date", "日付や時刻を読めません。実際にある日付かを確かめてください。"),
    ("Invalid statement", "キーとして読めません。「キー = 値」か「[見出し]」の形で書いてください。"),
    ("Invalid initial character", "キーとして読めません。半角の英字のキーを書いてください。"),
    ("Exceeds the limit", "数字が長すぎます。書き直してください。"),
    ("'utf-8' codec", "文字として正しくないデータがあります。UTF-8で保存し直してください。"),
)
"""How tomllib's messages begin, and the sentence for the person who wrote the file."""


CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
"""A code as it is stored."""

_SHOWN = 20
_LONGEST = 20_000


class FlowFault(msgspec.Struct, frozen=True):
    """One thing to mend in a flow: its line (from 1), its dotted key (empty: the text itself), and what to write."""

    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.line}行目" + (f"（{self.key}）" if self.key else "") + f"：{self.message}"


class FlowInvalid(ReviewError):
    """Raised when 「進め方のファイルに直すところがあります。」; `faults` are all of them, in the order of the lines."""

    def __init__(self, faults: tuple[FlowFault, ...]) -> None:
        lines = [f"進め方のファイルに直すところが{len(faults)}か所あります。", *map(str, faults[:_SHOWN])]
        if len(faults) > _SHOWN:
            lines.append(f"ほかに{len(faults) - _SHOWN}か所あります。")
        super().__init__("\n".join(lines), "flow_invalid", "flow")
        self.faults = faults


class Source:
    """The data of a flow's text; gathers the faults that its readers find."""

    def __init__(self, text: str) -> None:
        if len(text) > _LONGEST:  # tomllib takes time by the square of a dotted key
            raise FlowInvalid((FlowFault(1, "", f"ファイルが長すぎます。{_LONGEST:,}字以下にしてください。"),))
        text = text.removeprefix("\ufeff")
        self.data, self._lines = _load(text)
        self._faults: dict[FlowFault, None] = {}

    def value(self, path: Path) -> object:
        """What the text has at a path; None where it has nothing."""
        value: Any = self.data
        for part in path:
            inside = isinstance(value, dict) if isinstance(part, str) else isinstance(value, list)
            value = value[part] if inside and (isinstance(part, int) or part in value) else None
        return value

    def table(self, path: Path) -> dict[str, Any]:
        """The table at a path; empty where there is none."""
        value = self.value(path)
        return value if isinstance(value, dict) else {}

    def fault(self, path: Path, message: str) -> None:
        """Notes what is wrong at a key, or at the nearest thing around it that the text has."""
        self._faults[FlowFault(self._line(path), self._dotted(path), message)] = None

    def raise_faults(self) -> None:
        """Refuses the flow if anything was noted."""
        if self._faults:
            raise FlowInvalid(tuple(sorted(self._faults, key=lambda fault: fault.line)))

    def _line(self, path: Path) -> int:
        return next((self._lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self._lines), 1)

    def _dotted(self, path: Path) -> str:
        """`steps.proposal.until`: a step by its code; other places in a list are told by the line."""
        steps = self.data.get("steps")
        if len(path) > 1 and path[0] == "steps" and isinstance(steps, list):
            return ".".join(["steps", _step_name(steps, int(path[1])), *_names(path[2:])])
        return ".".join(_names(path))


def _names(path: Path) -> list[str]:
    return [part for part in path if isinstance(part, str)]


def _step_name(steps: list[Any], rank: int) -> str:
    """A step's code; its rank from 1 where it has none that can be read."""
    code = steps[rank].get("code") if isinstance(steps[rank], dict) else None
    return code if isinstance(code, str) and CODE.fullmatch(code) else str(rank + 1)


def _load(text: str) -> tuple[dict[str, Any], dict[Path, int]]:
    try:
        text.encode()
        return tomllib.loads(text), key_lines(text)
    except RecursionError:
        raise FlowInvalid(
            (FlowFault(1, "", "かっこの重なりが深すぎます。ファイルの中身を確かめてください。"),)
        ) from None
    except ValueError as error:
        raise FlowInvalid((_syntax(text, str(error)),)) from None


def _syntax(text: str, message: str) -> FlowFault:
    """The sentence for what tomllib says; its line, the last one where it came to the end."""
    said = re.search(r"at line (\d+)", message)
    end = text.rstrip().count("\n") + 1 if "end of document" in message else 1
    line = int(said[1]) if said else end
    known = (sentence for beginning, sentence in SYNTAX if message.startswith(beginning))
    return FlowFault(line, "", next(known, f"TOMLとして読めません。書き方を確かめてください（{message}）。"))
