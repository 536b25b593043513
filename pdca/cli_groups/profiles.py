"""profile check: whether the words of a city's own can be read by."""

from argparse import Namespace

from pdca.cli_groups.saying import document, say, warn
from pdca.documents.profile_source import ProfileInvalid, read_profile


def check(arguments: Namespace) -> int:
    """`pdca profile check NAME|FILE`."""
    try:
        profile = read_profile(arguments.file)
    except ProfileInvalid as error:
        if arguments.json:
            document({"file": arguments.file, "valid": False, "faults": error.faults})
        else:
            warn(error.message)
        return 1
    if arguments.json:
        told = {"name": profile.name, "sha256": profile.sha256, "faults": []}
        document({"file": arguments.file, "valid": True, **told})
    else:
        say(f"{profile.name}：直すところはありません。", f"  取組の見出し：{'、'.join(profile.headings.measure)}")
    return 0
