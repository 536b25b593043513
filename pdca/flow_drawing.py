"""A flow drawn as SVG: the steps from top to bottom, what lets items go on, ways back and over; black on white."""

from collections.abc import Iterator
from html import escape

from domain.flow import FlowDefinition, Step
from pdca.words import CONDITION, deadline_rule

WIDTH = 380
LEFT, RIGHT = 40, 340
"""The edges of the boxes; ways over a step run left of them, ways back right of them."""
MARGIN, PAD, LINE, GAP = 16, 14, 22, 18
SIZE, LARGE = 15, 18
BOX_TEXT = RIGHT - LEFT - 2 * PAD
ARROW = LEFT + 24
WAY_TEXT = RIGHT - ARROW - 18
DASHED, DOTTED = "7 4", "2 3"


def draw(flow: FlowDefinition) -> str:
    """The picture; its description says the same in words, for those who hear it."""
    y = MARGIN
    tops: list[int] = []
    bottoms: list[int] = []
    parts: list[str] = []
    for rank, step in enumerate(flow.steps):
        lines = _inside(flow, rank)
        height = 2 * PAD + LINE * (len(lines) + 1)
        tops.append(y)
        bottoms.append(y + height)
        parts += _box(rank, step, lines, y, height)
        y += height
        way = _way(flow, step)
        end = y + 2 * GAP + LINE * len(way)
        parts += _onward(step, way, y, end, last=step is flow.last)
        y = end
    parts += _ways_back(flow, tops)
    parts += _ways_over(flow, tops, bottoms)
    return _document(flow, y + MARGIN, parts)


def described(flow: FlowDefinition) -> str:
    """The flow in sentences."""
    return "".join(_described(flow, rank) for rank in range(len(flow.steps)))


def _described(flow: FlowDefinition, rank: int) -> str:
    step = flow.steps[rank]
    said = [f"{rank + 1} {step.title}：{step.explanation}", *_rules(flow, step)]
    wait = "全部の項目がそろい、" if step.barrier else ""
    going = "終われます" if step is flow.last else "次へ進みます"
    return "。".join([*said, f"{wait}{'、'.join(CONDITION[name] for name in step.until)}と{going}"]) + "。"


def _rules(flow: FlowDefinition, step: Step) -> list[str]:
    rules = [f"締切：{deadline_rule(step.deadline, flow)}"] if step.deadline else []
    if step.skip:
        rules.append("理由を記録して省けます")
    if step.returns_to:
        rules.append(f"戻せる先：{'・'.join(flow.title(code) for code in step.returns_to)}")
    return rules


def _inside(flow: FlowDefinition, rank: int) -> list[str]:
    """The lines under a step's title."""
    step = flow.steps[rank]
    return [line for text in (step.explanation, *_rules(flow, step)) for line in wrapped(text, BOX_TEXT)]


def _way(flow: FlowDefinition, step: Step) -> list[str]:
    """The lines beside the arrow to the next step, or to the end."""
    first = "全部の項目がそろってから" if step.barrier else "項目ごとに"
    conditions = (f"・{CONDITION[name]}" for name in step.until)
    last = ["終わり：この年度の見直しを終える"] if step is flow.last else []
    return [line for text in (first, *conditions, *last) for line in wrapped(text, WAY_TEXT)]


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of a width in px; a Japanese letter is as wide as it is high."""
    line, used = "", 0.0
    for letter in text:
        wide = SIZE * (0.6 if letter.isascii() else 1)
        room = width - SIZE if letter in "（「" else width
        if line and used + wide > room and letter not in "、。）」":
            yield line
            line, used = "", 0.0
        line, used = line + letter, used + wide
    yield line


def _box(rank: int, step: Step, lines: list[str], y: int, height: int) -> list[str]:
    x = LEFT + PAD
    title = _text(x, y + PAD + SIZE, f"{rank + 1}　{step.title}", LARGE, bold=True)
    inside = [_text(x, y + PAD + SIZE + LINE * (k + 1), line) for k, line in enumerate(lines)]
    shape = (
        f'<rect x="{LEFT}" y="{y}" width="{RIGHT - LEFT}" height="{height}" rx="6" '
        f'fill="#fff" stroke="#000" stroke-width="2"/>'
    )
    return [shape, title, *inside]


def _onward(step: Step, lines: list[str], start: int, end: int, *, last: bool) -> list[str]:
    """The arrow to the next step; a double bar where items wait for each other."""
    arrow = "" if last else ' marker-end="url(#to)"'
    parts = [f'<path d="M{ARROW} {start}V{end - (8 if not last else GAP)}" fill="none" stroke="#000"{arrow}/>']
    if step.barrier:
        bars = (start + GAP // 2, start + GAP // 2 + 5)
        parts += [f'<path d="M{LEFT} {bar}H{RIGHT}" fill="none" stroke="#000" stroke-width="2"/>' for bar in bars]
    return parts + [_text(ARROW + 14, start + GAP + LINE * (k + 1) - 2, line) for k, line in enumerate(lines)]


def _ways_back(flow: FlowDefinition, tops: list[int]) -> list[str]:
    """Dashed, on the right, from the step to each one that it may send items back to."""
    parts = []
    for rank, step in enumerate(flow.steps):
        for code in step.returns_to:
            at = RIGHT + 10 + 7 * (rank % 4)
            start, end = tops[rank] + PAD, tops[flow.index(code)] + 2 * PAD
            parts.append(_path(f"M{RIGHT} {start}H{at}V{end}H{RIGHT + 8}", DASHED))
    return parts


def _ways_over(flow: FlowDefinition, tops: list[int], bottoms: list[int]) -> list[str]:
    """Dotted, on the left, past each step that may be skipped."""
    return [
        _path(f"M{ARROW} {tops[rank] - GAP}H{LEFT - 18}V{bottoms[rank] + GAP}H{ARROW - 8}", DOTTED)
        for rank, step in enumerate(flow.steps)
        if step.skip
    ]


def _path(way: str, dashes: str) -> str:
    return f'<path d="{way}" fill="none" stroke="#000" stroke-dasharray="{dashes}" marker-end="url(#to)"/>'


def _text(x: int, y: int, text: str, size: int = SIZE, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="#000">{escape(text)}</text>'


def _document(flow: FlowDefinition, height: int, parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title description" lang="ja" font-family="Noto Sans JP, sans-serif">'
    )
    told = [
        f'<title id="title">進め方「{escape(flow.name)}」の図</title>',
        f'<desc id="description">{escape(described(flow))}</desc>',
        (
            '<defs><marker id="to" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="8" markerHeight="8" '
            'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#000"/></marker></defs>'
        ),
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    return "\n".join([head, *told, *parts, "</svg>\n"])
