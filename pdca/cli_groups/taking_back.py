"""import --take-back: the newest document of a plan is taken back, or its only one with the plan."""

from argparse import Namespace

from domain.commands import WithdrawDocument, WithdrawImport
from domain.errors import Refused
from domain.plan import Plan
from domain.taking_back import newest
from pdca.cli_groups.opening import opened, the_account, the_plan
from pdca.cli_groups.saying import document, say


def take_back(arguments: Namespace) -> int:
    """`pdca import --take-back REASON`."""
    if arguments.file is not None:
        raise Refused("--take-back では、ファイルを指定しません。", code="usage", field="take_back")
    with opened() as engine:
        plan = the_plan(engine, arguments.plan)
        later = newest(engine.load(Plan, plan.plan))
        named = {"command_id": engine.chance.new_id(), "plan_id": plan.plan, "reason": arguments.take_back}
        command = WithdrawImport(**named) if later is None else WithdrawDocument(document=later, **named)
        done = engine.do(command, the_account(engine, arguments.actor))
    if arguments.json:
        document({"plan": plan.key, "plan_id": plan.plan, "events": len(done.positions)})
    elif later is None:
        say(f"計画「{plan.key}」の取り込みを取り消しました。同じ文書も、直した文書も取り込めます。")
    else:
        say(f"計画「{plan.key}」を、いちばん新しい文書を取り込む前に戻しました。同じ文書も、直した文書も取り込めます。")
    return 0
