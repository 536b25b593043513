"""Whether a flow can be lived through: each step is reached and left, each condition met, nothing left hanging."""

from collections.abc import Iterable

from domain.flow_check_ways import check_ways
from domain.flow_definition import Choice, FlowDefinition, Grant, Step
from domain.flow_source import Source
from domain.flow_words import CONDITIONS, LEADS_TO, clip, thing
from domain.toml_lines import Path

_MOST_STEPS = 20
_RETURNING = ("return_step", "return_proposal")


def check_meaning(flow: FlowDefinition, source: Source) -> None:
    """Notes in the source every rule that the flow breaks as a whole."""
    if len(flow.steps) > _MOST_STEPS:
        source.fault(("steps",), f"段階が多すぎます。{_MOST_STEPS}以下にしてください。")
    elif flow.steps:
        _check_names(flow, source)
        _check_steps(flow, source)
        _check_end(flow, source)
        _check_loose_ends(flow, source)
        check_ways(flow, source)


def _check_names(flow: FlowDefinition, source: Source) -> None:
    """Codes and titles tell steps and marks apart."""
    _check_twice(source, ("steps",), [(step.code, step.title) for step in flow.steps])
    _check_twice(source, ("scale", "ratings"), _pairs(flow.scale.ratings))
    _check_twice(source, ("scale", "directions"), _pairs(flow.scale.directions))


def _pairs(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(choice.code, choice.title) for choice in choices]


def _check_twice(source: Source, path: Path, pairs: list[tuple[str, str]]) -> None:
    for field, words in zip(("code", "title"), zip(*pairs, strict=True), strict=False):
        for rank, word in enumerate(words):
            if word and word in words[:rank]:
                source.fault((*path, rank, field), f"「{word}」はすでに使われています。別の{field}を書いてください。")


def _check_steps(flow: FlowDefinition, source: Source) -> None:
    for rank, step in enumerate(flow.steps):
        _check_returns(flow, rank, source)
        if step.may:
            _check_returning(flow, rank, source)
            _check_leaving(flow, rank, source)
        if _readable(flow.steps[: rank + 1]):
            _check_conditions(flow, rank, source)


def _readable(steps: Iterable[Step]) -> bool:
    """Whether each step says who may do what: where one does not, nothing follows about the others."""
    return all(step.may for step in steps)


def _check_returns(flow: FlowDefinition, rank: int, source: Source) -> None:
    """Items go back to earlier steps only."""
    codes = [step.code for step in flow.steps]
    for code in flow.steps[rank].returns_to:
        unknown = code not in codes and "" not in codes[:rank]  # a code that cannot be read may be the one
        if unknown or code in codes[rank:]:
            wrong = "という段階はありません" if unknown else "は前の段階ではありません"
            place = _place(source, ("steps", rank, "returns_to"), code)
            source.fault(place, f"「{clip(code)}」{wrong}。{_earlier(codes[:rank])}")


def _earlier(codes: list[str]) -> str:
    if not codes:
        return "最初の段階には戻り先がありません。returns_toを消してください。"
    return f"{_either(filter(None, codes)) or '前の段階の符号'}を書いてください。"


def _check_returning(flow: FlowDefinition, rank: int, source: Source) -> None:
    """Where items may go back somebody sends them, and the other way round."""
    step, path = flow.steps[rank], ("steps", rank)
    if step.returns_to and not any(_allowed(flow, step, action) for action in _RETURNING):
        roles = _either(_RETURNING)
        source.fault((*path, "returns_to"), f"戻せる役割がありません。mayのどれかの役割に{roles}を書いてください。")
    if "returns_to" not in source.table(path) and any(action in _RETURNING for _, action in step.may):
        source.fault(
            (*path, "may"), "戻り先がありません。returns_toに前の段階を書くか、戻す操作をmayから消してください。"
        )


def _check_leaving(flow: FlowDefinition, rank: int, source: Source) -> None:
    if rank < len(flow.steps) - 1 and not _allowed(flow, flow.steps[rank], "enter_step"):
        source.fault(
            ("steps", rank, "may"),
            "この段階から先へ進められる役割がなく、次の段階に届きません。mayのどれかの役割に「enter_step」を書いてください。",
        )


def _check_conditions(flow: FlowDefinition, rank: int, source: Source) -> None:
    """A condition is met by what somebody may do in the step or before."""
    possible = _actions(flow, flow.steps[: rank + 1])
    for condition in flow.steps[rank].until:
        actions = CONDITIONS[condition]
        if condition == "status_checked" and flow.scope == ("numeric",):
            actions = (*actions, "record_measurement")
        if condition == "settled" and not possible.issuperset({"propose_improvement", "revise_indicator"}):
            actions = ("carry_forward",)
        if not possible.intersection(actions):
            source.fault(
                _place(source, ("steps", rank, "until"), condition),
                f"「{condition}」を満たせる役割がありません。この段階か前の段階のmayに{_either(actions)}を書いてください。",
            )


def _check_end(flow: FlowDefinition, source: Source) -> None:
    """Unchanged is a decision too: no review ends with an item undecided."""
    if flow.last.until and "settled" not in flow.last.until:
        source.fault(
            ("steps", len(flow.steps) - 1, "until"),
            "最後の段階は、すべての点検項目の結論が出るまで終われません。untilに「settled」を書いてください。",
        )


def _check_loose_ends(flow: FlowDefinition, source: Source) -> None:
    """What somebody may begin, somebody may finish: in the same step or later."""
    if not _readable(flow.steps):
        return
    for action, follow_ups in LEADS_TO.items():
        begun = [rank for rank, step in enumerate(flow.steps) if _allowed(flow, step, action)]
        possible = _actions(flow, flow.steps[begun[-1] :]) if begun else set(follow_ups)
        for missing in sorted(set(follow_ups) - possible):
            source.fault(
                _grant_path(flow, source, action, begun[-1]),
                f"「{action}」の後に『{thing(missing)}』のできる役割がありません。"
                f"この段階か後の段階のmayに「{missing}」を書いてください。",
            )


def _grant_path(flow: FlowDefinition, source: Source, action: str, rank: int) -> Path:
    """Where the action is allowed: in the step, else for all steps."""
    here = sorted(role for role, each in flow.steps[rank].may if each == action)
    everywhere = sorted(role for role, each in flow.may if each == action)
    table: Path = ("steps", rank, "may", here[0]) if here else ("may", everywhere[0])
    return _place(source, table, action)


def _place(source: Source, path: Path, word: str) -> Path:
    """The element of a list that is the word; the list where it was misspelt."""
    value = source.value(path)
    return (*path, value.index(word)) if isinstance(value, list) and word in value else path


def _allowed(flow: FlowDefinition, step: Step, action: str) -> bool:
    return any(each == action for _, each in _grants(flow, step))


def _actions(flow: FlowDefinition, steps: Iterable[Step]) -> set[str]:
    return {action for step in steps for _, action in _grants(flow, step)}


def _grants(flow: FlowDefinition, step: Step) -> frozenset[Grant]:
    return flow.may | step.may


def _either(words: Iterable[str]) -> str:
    return "か".join(f"「{word}」" for word in words)
