"""rebuild: the read models anew out of the log."""

from argparse import Namespace

from domain.errors import Refused
from pdca.cli_groups.opening import opened
from pdca.cli_groups.saying import document, progress, say, table, warn
from projections.rebuild import Overtaken, Stopped


def rebuild(arguments: Namespace) -> int:
    """`pdca rebuild [NAME] [--check]`."""
    chosen = [arguments.name] if arguments.name else []
    with opened() as engine, progress("作り直し") as told:
        try:
            if arguments.check:
                return _compared(engine.read_models.check(chosen, told), as_json=arguments.json)
            digests = engine.read_models.rebuild(chosen, told)
        except (Stopped, Overtaken) as error:
            raise Refused(
                f"作り直しを終えられませんでした。今の表はそのままです（{error}）。", code="rebuild"
            ) from error
    if arguments.json:
        document({"rebuilt": digests})
    else:
        say("作り直して入れ替えました。", *table([(name, digest[:16]) for name, digest in digests.items()]))
    return 0


def _compared(digests: dict[str, tuple[str, str]], *, as_json: bool) -> int:
    different = [name for name, (live, new) in digests.items() if live != new]
    if as_json:
        found = {name: {"live": live, "rebuilt": new, "equal": live == new} for name, (live, new) in digests.items()}
        document({"checked": found, "equal": not different})
    elif different:
        warn(f"記録と合わない表があります：{'、'.join(different)}。`pdca rebuild` で作り直してください。")
    else:
        say(
            "どの表も、記録から作り直したものと同じです。", *table([(name, d[:16]) for name, (d, _) in digests.items()])
        )
    return 1 if different else 0
