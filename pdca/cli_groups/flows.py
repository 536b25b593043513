"""flow check: whether a flow's file can be chosen."""

from argparse import Namespace

from domain.flow import FlowInvalid, parse_flow
from pdca.cli_groups.saying import document, say, warn
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
