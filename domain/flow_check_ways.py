"""What a flow says about the other ways through its steps holds together: skipping, doors, deadline rules."""

from domain.flow_definition import FlowDefinition, Grant, Step
from domain.flow_source import Source
from domain.flow_words import CONDITIONS, ENTERED, OPENED, WITH, clip, thing


def check_ways(flow: FlowDefinition, source: Source) -> None:
    """Notes in the source what is wrong with them."""
    for rank in range(len(flow.steps)):
        _check_deadline(flow, rank, source)
        _check_skip(flow, rank, source)
        _check_not_stranded(flow, rank, source)
    _check_skippers(flow, source)
    _check_wideners(flow, source)


def _check_deadline(flow: FlowDefinition, rank: int, source: Source) -> None:
    """A rule counts from what is known by then."""
    rule = flow.steps[rank].deadline
    earlier = [step.code for step in flow.steps[:rank]]
    if rule is None or not rule.start or rule.start in {OPENED, ENTERED, *earlier} or "" in earlier:
        return
    known = "、".join(f"「{word}」" for word in (OPENED, ENTERED, *earlier))
    source.fault(
        ("steps", rank, "deadline", "from"),
        f"「{clip(rule.start)}」からは数えられません。{known}のどれかを書いてください。",
    )


def _check_skip(flow: FlowDefinition, rank: int, source: Source) -> None:
    """A step that may be skipped has one behind it, and somebody who skips it."""
    step, path = flow.steps[rank], ("steps", rank, "skip")
    if not step.skip:
        return
    if step is flow.last:
        source.fault(path, "最後の段階は省けません。すべての点検項目の結論が出る段階です。skipを消してください。")
    elif step.may and not any(_somebody(flow, each, "skip_step") for each in flow.steps[: rank + 1]):
        source.fault(path, "省ける役割がありません。mayのどれかの役割に「skip_step」を書いてください。")


def _check_not_stranded(flow: FlowDefinition, rank: int, source: Source) -> None:
    """What passed a step over still fulfils the later conditions: not by what only that step allows."""
    kept = [step for step in flow.steps[:rank] if not step.skip] + [flow.steps[rank]]
    if not all(step.may for step in flow.steps[: rank + 1]):
        return
    for condition in flow.steps[rank].until:
        actions = CONDITIONS[condition]
        if not _anybody(flow, kept, actions) and _anybody(flow, flow.steps[:rank], actions):
            source.fault(
                ("steps", rank, "until"),
                f"前の段階を省いた項目は「{condition}」を満たせません。この段階のmayに"
                f"{'か'.join(f'「{action}」' for action in actions)}を書くか、前の段階のskipを消してください。",
            )


def _check_skippers(flow: FlowDefinition, source: Source) -> None:
    """Nobody skips where there is nothing to skip."""
    if any(step.skip for step in flow.steps):
        return
    for rank, step in enumerate(flow.steps):
        for role in sorted(role for role, action in step.may if action == "skip_step"):
            source.fault(("steps", rank, "may", role), _NOTHING_TO_SKIP)
    for role in sorted(role for role, action in flow.may if action == "skip_step"):
        source.fault(("may", role), _NOTHING_TO_SKIP)


_NOTHING_TO_SKIP = "省ける段階がありません。どれかの段階に「skip = true」を書くか、「skip_step」を消してください。"


def _check_wideners(flow: FlowDefinition, source: Source) -> None:
    """Who may let items through a door may let them go on."""
    for action, command in WITH.items():
        for rank, step in enumerate(flow.steps):
            for role in sorted(role for role, each in step.may if each == action):
                if (role, command) not in flow.may | step.may:
                    source.fault(("steps", rank, "may", role), _without(action, command))
        for role in sorted(role for role, each in flow.may if each == action):
            if not any((role, command) in flow.may | step.may for step in flow.steps):
                source.fault(("may", role), _without(action, command))


def _without(action: str, command: str) -> str:
    return f"「{action}」は『{thing(command)}』のできる役割に書いてください。同じ役割に「{command}」がありません。"


def _somebody(flow: FlowDefinition, step: Step, action: str) -> bool:
    return any(each == action for _, each in _grants(flow, step))


def _anybody(flow: FlowDefinition, steps: list[Step] | tuple[Step, ...], actions: tuple[str, ...]) -> bool:
    return any(_somebody(flow, step, action) for step in steps for action in actions)


def _grants(flow: FlowDefinition, step: Step) -> frozenset[Grant]:
    return flow.may | step.may
