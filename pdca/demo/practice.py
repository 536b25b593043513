"""Who plays a practice review on any document: 委員1 … 委員8 and 事務局1 and 2, and the words that they all use."""

from collections.abc import Mapping
from datetime import date

from domain.commands import FillSeat, GrantRole, RegisterAccount, RegisterCouncil
from domain.japanese_dates import fiscal
from pdca.demo.info import Person
from pdca.demo.scene import Scene

MARK = "（練習）"
"""Ends every text that a practice review writes."""

MEMBERS = tuple(f"委員{seat}" for seat in range(1, 9))
STAFF = ("事務局1", "事務局2")
CATEGORIES = ("学識経験者", "児童委員", "公募", "サロン", "園", "医療", "商工", "保護者")


def practised(text: str) -> str:
    """The text with the mark of practice, once."""
    return text if text.endswith(MARK) else text + MARK


def register_practice(scene: Scene, since: date) -> str:
    """Accounts under these very names, and a council whose chair is 委員1; its id."""
    for name in (*STAFF, *MEMBERS):
        scene.people[name] = scene.id()
        command = RegisterAccount(command_id=scene.id(), account_id=scene.people[name], name=name)
        scene.do("console", command)
    for name in STAFF:
        granted = GrantRole(command_id=scene.id(), account_id=scene.people[name], role="secretariat", since=since)
        scene.do("console", granted)
    council = scene.id()
    scene.do("console", RegisterCouncil(command_id=scene.id(), council_id=council, name=practised("見直しの会議")))
    for seat, (name, category) in enumerate(zip(MEMBERS, CATEGORIES, strict=True), 1):
        filled = FillSeat(
            command_id=scene.id(),
            council_id=council,
            seat=seat,
            category=practised(category),
            account_id=scene.people[name],
            since=since,
            office="chair" if seat == 1 else "member",
        )
        scene.do("console", filled)
    return council


def practice_people(accounts: Mapping[str, str]) -> tuple[Person, ...]:
    """All of them, by name, for the sign-in page, the secretariat first."""
    staff = [Person(accounts[name], name, "事務局") for name in STAFF]
    members = [Person(accounts[name], name, "会長" if name == MEMBERS[0] else "委員") for name in MEMBERS]
    return (*staff, *members)


def practice_banner(year: int) -> str:
    """What stands over every page."""
    return f"練習用です。{fiscal(year)}の見直しを一通り行ったところを表示しています。正式な記録ではありません"
