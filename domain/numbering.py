"""Item numbers as people write them: 2-①-指1, 2-①-役3, 2-①-内, 2-将 (also typed 2-1-指1)."""

import unicodedata

from domain.codes import ItemKind
from domain.events import ItemNumber

MARKS: dict[str, str] = {"activity": "指", "role": "役", "numeric": "数", "content": "内", "vision": "将"}
ORDER: dict[str, int] = {"vision": 0, "content": 1, "activity": 2, "numeric": 3, "role": 4}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


def circled(number: int) -> str:
    """①, ② … as far as Unicode has them, then (51)."""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else f"({number})"


def label(number: ItemNumber, kind: ItemKind) -> str:
    """The item number as printed."""
    parts = [str(number.project)]
    if number.initiative is not None:
        parts.append(circled(number.initiative))
    return "-".join([*parts, MARKS[kind] + (str(number.ordinal) if number.ordinal is not None else "")])


def grouped(value: str) -> str:
    """A decimal number for the eye: 1234.50 → 1,234.50."""
    whole, point, part = value.partition(".")
    return f"{int(whole):,}{point}{part}" if whole != "-0" else value


def comparable(typed: str) -> str:
    """Typed or printed, the same form: full-width letters and circled figures become plain ones."""
    return unicodedata.normalize("NFKC", typed).replace("(", "").replace(")", "").replace(" ", "").replace("ー", "-")


def order(number: ItemNumber, kind: ItemKind) -> tuple[int, int, int, int]:
    """The place in the plan: project, measure, kind, rank; 将来像 before the measures."""
    return (number.project, number.initiative or 0, ORDER[kind], number.ordinal or 0)
