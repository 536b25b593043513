"""doctor: what stands on this machine, what is wrong, and how to mend it."""

from argparse import Namespace

from pdca.cli_groups.saying import document, say
from pdca.doctor import WRONG, examine

_SIGNS = {"ok": "正常", "note": "注意", "wrong": "異常"}


def doctor(arguments: Namespace) -> int:
    """`pdca doctor`."""
    checks = examine()
    if arguments.json:
        document({"checks": checks, "wrong": sum(check.state == WRONG for check in checks)})
    else:
        for check in checks:
            say(
                f"{_SIGNS[check.state]}  {check.name}：{check.found}",
                *([f"      → {check.remedy}"] if check.remedy else []),
            )
    return 1 if any(check.state == WRONG for check in checks) else 0
