"""user add, link, list, role, disable: who is known, in which role, and how they sign in."""

from argparse import Namespace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain.account import Account
from domain.codes import StaffRole
from domain.commands import DisableAccount, GrantRole, RecordSignInCode, RegisterAccount, RevokeRole
from domain.council import Council
from domain.errors import Refused
from domain.japanese_dates import full_date, full_instant, japan_day
from pdca.cli_groups.opening import names, opened, the_account
from pdca.cli_groups.saying import document, say, table
from pdca.credentials import MEMBER_CODE, STAFF_CODE, Credentials
from pdca.engine import Engine
from pdca.settings import read_settings
from pdca.words import STAFF_ROLE
from projections.streams import StreamRow

Term = tuple[date | None, date | None]
"""From a day (None: today) until another (None: open)."""


def add(arguments: Namespace) -> int:
    """`pdca user add NAME`."""
    term = _term(arguments)
    with opened(create=True) as engine:
        actor, new = the_account(engine, arguments.actor), engine.chance.new_id
        command = RegisterAccount(
            command_id=new(),
            account_id=new(),
            name=arguments.name,
            email=arguments.email,
            reading=arguments.reading,
        )
        engine.do(command, actor)
        for role_ in arguments.role:
            _grant(engine, actor, command.account_id, role_, term)
    if arguments.json:
        document({"account": command.account_id, "name": command.name, "roles": arguments.role})
    else:
        roles = "・".join(STAFF_ROLE[each] for each in arguments.role)
        say(f"{command.name}さんを登録しました（{roles or '役割なし'}）。", f"  番号 {command.account_id}")
    return 0


def _grant(engine: Engine, actor: str, account: str, role_: StaffRole, term: Term) -> None:
    since, until = term[0] or japan_day(engine.now()), term[1]
    command = GrantRole(command_id=engine.chance.new_id(), account_id=account, role=role_, since=since, until=until)
    engine.do(command, actor)


def role(arguments: Namespace) -> int:
    """`pdca user role NAME ROLE`."""
    term = _term(arguments)
    with opened() as engine:
        actor, account = the_account(engine, arguments.actor), the_account(engine, arguments.name, "name")
        if arguments.revoke:
            command = RevokeRole(command_id=engine.chance.new_id(), account_id=account, role=arguments.role)
            engine.do(command, actor)
        else:
            _grant(engine, actor, account, arguments.role, term)
        name = names(engine, [account])[account]
    if arguments.json:
        document({"account": account, "role": arguments.role, "granted": not arguments.revoke})
    else:
        what = "から外しました" if arguments.revoke else "にしました"
        say(f"{name}さんを{STAFF_ROLE[arguments.role]}{what}。")
    return 0


def disable(arguments: Namespace) -> int:
    """`pdca user disable NAME`."""
    with opened() as engine:
        actor, account = the_account(engine, arguments.actor), the_account(engine, arguments.name, "name")
        engine.do(DisableAccount(command_id=engine.chance.new_id(), account_id=account), actor)
        Credentials(engine).end_all(account)
        name = names(engine, [account])[account]
    if arguments.json:
        document({"account": account, "disabled": True})
    else:
        say(f"{name}さんの利用を終えました。サインインもすべて終わりました。")
    return 0


def link(arguments: Namespace) -> int:
    """`pdca user link NAME|EMAIL`."""
    settings = read_settings()
    with opened(settings=settings) as engine:
        account = the_account(engine, arguments.name, "name")
        if account == the_account(engine, None):
            raise Refused("console はサインインしません。", code="console", field="name")
        engine.do(
            RecordSignInCode(command_id=engine.chance.new_id(), account_id=account),
            the_account(engine, arguments.actor),
        )
        made = Credentials(engine).new_code(account, _valid(engine, account))
        name = names(engine, [account])[account]
        expires = datetime.fromtimestamp(made.expires / 1_000_000, UTC)
    address = f"{settings.address}/sign-in/{made.token}"
    if arguments.json:
        document({"account": account, "name": name, "link": address, "code": made.code, "expires": expires})
    else:
        until = f"{full_instant(expires)}まで。リンクか確認コードの、どちらか1回"
        say(f"{name}さん", f"  リンク     {address}", f"  確認コード {made.code}", f"  {until}")
    return 0


def _valid(engine: Engine, account: str) -> timedelta:
    """Members have seven days for a letter to arrive; whoever has a staff role today has the minutes of staff."""
    today = japan_day(engine.now())
    councils = [engine.load(Council, row.stream) for row in engine.read_models.streams.of_kind("council")]
    seated = any(council.seat_of(account, today) for council in councils)
    return MEMBER_CODE if seated and not engine.load(Account, account).roles_on(today) else STAFF_CODE


def list_(arguments: Namespace) -> int:
    """`pdca user list`."""
    with opened() as engine:
        rows = engine.read_models.streams.of_kind("account")
        people = _people(engine, rows)
    if arguments.json:
        document({"accounts": people})
    elif people:
        say(*table([("氏名", "メール", "役割", "番号"), *map(_line, people)]))
    else:
        say("利用者はまだいません。`pdca user add NAME` で登録します。")
    return 0


def _people(engine: Engine, rows: list[StreamRow]) -> list[dict[str, Any]]:
    texts = engine.reveal([ref for row in rows for ref in (row.name, row.email, row.reading) if ref is not None])
    today = japan_day(engine.now())
    return [
        {
            "account": row.stream,
            "name": texts.get(row.name) if row.name else None,
            "reading": texts.get(row.reading) if row.reading else None,
            "email": texts.get(row.email) if row.email else None,
            "roles": sorted(engine.load(Account, row.stream).roles_on(today)),
            "disabled": row.closed is not None,
        }
        for row in rows
    ]


def _line(person: dict[str, Any]) -> tuple[str, ...]:
    roles = "利用を終えました" if person["disabled"] else "・".join(STAFF_ROLE[each] for each in person["roles"])
    return person["name"] or "〔消去〕", person["email"] or "", roles, person["account"]


def _term(arguments: Namespace) -> Term:
    return _day(arguments.since, "since"), _day(arguments.until, "until")


def _day(typed: str | None, field: str) -> date | None:
    if typed is None:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        example = full_date(date(2026, 4, 1))
        raise Refused(f"「{typed}」は日付として読めません（例：2026-04-01＝{example}）。", field=field) from None
