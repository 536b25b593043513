"""What most commands begin with: the engine of the settings, the plan, the item and the account that are meant."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.account import Account
from domain.errors import NotFound, Refused
from domain.numbering import comparable, label
from pdca.bootstrap import open_engine
from pdca.engine import Engine
from pdca.people import find_accounts
from pdca.permissions import CONSOLE
from pdca.settings import Settings, read_settings
from projections.items import ItemRow
from projections.streams import PlanRow


@contextmanager
def opened(*, create: bool = False, settings: Settings | None = None) -> Iterator[Engine]:
    """The engine on the settings' database; where nothing is to be written a database that is not there is refused."""
    engine = open_engine(settings or read_settings(), create=create)
    try:
        yield engine
    finally:
        engine.close()


def the_plan(engine: Engine, key: str | None) -> PlanRow:
    """The plan of a key, or the only one."""
    plans = engine.read_models.streams.plans()
    known = "、".join(plan.key for plan in plans)
    if key is not None:
        found = next((plan for plan in plans if plan.key == key), None)
        if found is None:
            raise NotFound(f"「{key}」という計画はありません（あるのは {known or 'まだなし'}）。", field="plan")
        return found
    if not plans:
        raise NotFound("計画がまだありません。`pdca import FILE` で取り込んでください。", code="no_plan")
    if len(plans) > 1:
        raise Refused(f"計画が{len(plans)}つあります。--plan で選んでください（{known}）。", field="plan")
    return plans[0]


def the_item(engine: Engine, typed: str, key: str | None) -> ItemRow:
    """The item of an item number of a plan, or of a UUID."""
    by_id = engine.read_models.items.item(typed.lower(), reviews=False)
    if by_id is not None:
        return by_id
    plan = the_plan(engine, key)
    for item in engine.read_models.items.plan_items(plan.plan, reviews=False):
        if comparable(label(item.number, item.kind)) == comparable(typed):
            return item
    raise NotFound(
        f"「{typed}」という項目は、{plan.title}にありません。整理番号は 2-①-指1 か 2-1-指1 の形です。",
        code="unknown_item",
        field="item",
    )


def the_account(engine: Engine, typed: str | None, field: str = "as") -> str:
    """The account of a name, a mail address or an id; without any the console."""
    if typed is None:
        return CONSOLE
    found = find_accounts(engine, typed) or _by_id(engine, typed)
    if not found:
        raise NotFound(f"「{typed}」という利用者は見つかりません。", code="unknown_account", field=field)
    if len(found) > 1:
        known = "、".join(f"{name}（{account}）" for account, name in names(engine, found).items())
        raise Refused(f"「{typed}」に当たる方が{len(found)}人います。氏名か番号で選んでください：{known}", field=field)
    return found[0]


def _by_id(engine: Engine, typed: str) -> list[str]:
    row = engine.read_models.streams.stream(typed)
    return [row.stream] if row is not None and row.kind == Account.KIND else []


def names(engine: Engine, accounts: list[str]) -> dict[str, str]:
    """The names of accounts."""
    rows = {account: engine.read_models.streams.stream(account) for account in accounts}
    refs = {account: row.name for account, row in rows.items() if row is not None and row.name is not None}
    texts = engine.reveal(refs.values())
    named = {account: texts.get(ref, "〔消去〕") for account, ref in refs.items()}
    return {account: "console" if account == CONSOLE else named.get(account, account) for account in accounts}
