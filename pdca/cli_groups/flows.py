"""flow check, draw: whether a flow's file can be chosen, and its picture."""

from argparse import Namespace
from pathlib import Path

from domain.flow import FlowInvalid, parse_flow
from pdca.cli_groups.saying import document, say, warn
from pdca.flow_drawing import draw as draw_flow
from pdca.flows import read_flow


def check(arguments: Namespace) -> int:
    """`pdca flow check FILE`."""
    try:
        flow = parse_flow(read_flow(arguments.file))
    except FlowInvalid as error:
        if arguments.json:
            document({"file": arguments.file, "valid": False, "faults": error.faults})
        else:
            warn(error.message)
        return 1
    if arguments.json:
        document({"file": arguments.file, "valid": True, "name": flow.name, "steps": flow.codes, "faults": []})
    else:
        say(f"{flow.name}：直すところはありません。", f"  手順：{' → '.join(step.title for step in flow.steps)}")
    return 0


def draw(arguments: Namespace) -> int:
    """`pdca flow draw NAME`."""
    picture = draw_flow(parse_flow(read_flow(arguments.name)))
    if arguments.out is None:
        say(picture.rstrip("\n"))
    else:
        Path(arguments.out).write_text(picture, encoding="utf-8")
    return 0
