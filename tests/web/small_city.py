"""A plan of four items, an office of two, a council of three: small enough to be reviewed in one test."""

import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from domain import commands as c
from domain.indicator import Indicator
from domain.japanese_dates import JAPAN, end_of_day
from domain.numbering import comparable, label
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.demo.info import DemoInfo, Person
from pdca.engine import Engine
from pdca.flows import read_flow
from pdca.importing import Choices, import_document
from pdca.permissions import CONSOLE
from pdca.settings import Settings

START = date(2025, 5, 12)
DOCUMENT = """第1期川辺市こどもプラン 重点プロジェクト（令和6～10年度）

1. これまでの経過

川辺市こども会議では、毎年、進み具合の確認と見直しを行っています。

2. 重点プロジェクトの進捗状況の共有

令和5年度の進捗状況をまとめました。

（令和5年度第2回会議で進んでいると確認したものに★をつけています。）

プロジェクト1：「雨の日も遊べるまち」

(1) 将来像（5年後にこうなったら良いなと思う姿）

- ★どの学区でも、歩いて行ける屋根のある遊び場がある。
 - ・大人も座って休める。

(2) 取組指標と役割分担の進捗状況及び成果と課題

① 公民館の親子開放

■ 取組内容

公民館の和室を、雨の日も使える親子の場所として開きます。

■ 指標（5年後に目指したい姿）

【取組指標】※下記の記載内容が取り組めているのか把握するもの。

指標名	内容
開放	★3つの公民館の和室を月2回、親子に開放している。 ・土曜にも1回開けている。
しつらえ	・靴箱の高さが子どもに合っている。

★取組指標の進捗状況及び成果と課題について

指標名	進捗状況及び成果と課題
開放	・3公民館で月2回、計画どおり開放している。
しつらえ	・靴箱を1館で入れ替えた。

■役割分担（指標を達成するための役割）

主体	役割
市民	・使った後に片づける。
川辺市	・毎月の予定を知らせる。

★役割分担の取組状況及び成果と課題について

主体	取組状況及び成果と課題
市民	・片づけの声かけが続いている。
川辺市	・12回とも前の月に知らせた。
"""
CLERK, DEPARTMENT, AUDITOR, CHAIR, MEMBER = "藤代 まな", "生涯学習課", "越智 文", "早瀬 和枝", "三木 遥"
STAFF = {CLERK: ("secretariat", "administrator"), DEPARTMENT: ("department",), AUDITOR: ("auditor",)}
MEMBERS = {CHAIR: "chair", MEMBER: "member", "北原 トミ": "member"}


@dataclass
class SmallCity:
    """The engine with its people by name and items by number; `chance` is the clock."""

    engine: Engine
    settings: Settings
    chance: FixedChance
    plan: str = ""
    council: str = ""
    people: dict = field(default_factory=dict)
    items: dict = field(default_factory=dict)
    info: DemoInfo | None = None

    def at(self, day, hour=9):
        self.chance.set(datetime.combine(day, time(hour), JAPAN))

    def end(self, day):
        return end_of_day(day)

    def load(self, cls, stream):
        return self.engine.load(cls, stream)

    def id(self):
        return self.chance.new_id()

    def do(self, cls, who=CLERK, **fields):
        """One command of a person; the position of its first event."""
        self.chance.advance(1_000_000)
        return self.engine.do(cls(command_id=self.id(), **fields), self.people.get(who, CONSOLE)).position

    def item(self, number):
        return self.items[comparable(number)]

    def state(self, number):
        return self.engine.load(Indicator, self.item(number))

    # --- the steps of a review, for tests that begin in the middle

    def opened(self, flow="kaigi2", fiscal_year=2025):
        cycle = self.id()
        self.do(
            c.OpenCycle,
            cycle_id=cycle,
            plan_id=self.plan,
            council_id=self.council,
            fiscal_year=fiscal_year,
            flow=read_flow(flow),
        )
        return cycle

    def scope(self, cycle):
        return self.engine.load(ReviewCycle, cycle).items

    def checked(self, cycle):
        for item in self.scope(cycle):
            self.do(c.CarryForward, cycle_id=cycle, indicator_id=item, of="status", reason="事業継続中で変化なし")
        self.do(c.EnterStep, cycle_id=cycle, step="consideration", indicator_ids=self.scope(cycle))

    def considered(self, cycle):
        for item in self.scope(cycle):
            self.do(c.ConsiderImprovement, cycle_id=cycle, indicator_id=item, reason="続ける。")

    def drafted(self, cycle, number="1-1-指1", text="2つの公民館の和室を月2回、親子に開放している。", based_on=0):
        bullet = c.Bullet(id=1, text=text, text_revision=1)
        statements = (bullet,)
        return self.do(
            c.SaveDraft,
            cycle_id=cycle,
            indicator_id=self.item(number),
            statements=statements,
            reason="北公民館の休館のため",
            based_on=based_on,
        )

    def proposed(self, cycle, number="1-1-指1", text="2つの公民館の和室を月2回、親子に開放している。", **more):
        statements = (c.Bullet(id=1, text=text, text_revision=1),)
        given = {"proposal_kind": "revise", "statements": statements, "reason": "北公民館の休館のため"} | more
        return self.do(c.ProposeImprovement, cycle_id=cycle, indicator_id=self.item(number), **given)

    def said(self, cycle, number="1-1-指1", who=MEMBER, body="雨の日の午前に開けてほしい。", **more):
        place = c.Place(indicator_id=self.item(number)) if number else c.Place()
        return self.do(c.SubmitComment, who, cycle_id=cycle, place=place, body=body, **more)

    def to_proposal(self, cycle):
        """All items at the third step."""
        self.checked(cycle)
        self.considered(cycle)
        self.do(c.EnterStep, cycle_id=cycle, step="proposal", indicator_ids=self.scope(cycle))

    def meeting(self, session):
        return self.engine.load(Session, session)

    def session(self, cycle, *agenda):
        session = self.id()
        entries = tuple(c.AgendaEntry(indicator=self.item(n), version=v) for n, v in agenda)
        self.do(
            c.CallSession, session_id=session, cycle_id=cycle, title="令和7年度第1回会議", held_on=START, agenda=entries
        )
        return session


def build(folder=None):
    """The city with its plan imported, before any review."""
    folder = Path(folder or tempfile.mkdtemp(prefix="pdca-small-"))
    settings = Settings(database=str(folder / "small.sqlite3"), files=str(folder / "files"))
    chance = FixedChance(7, datetime.combine(START, time(9), JAPAN))
    city = SmallCity(open_engine(settings, chance), settings, chance)
    choices = Choices(key="kawabe", municipality="川辺市")
    city.plan = import_document(city.engine, DOCUMENT.encode(), "plan.txt", choices).plan_id
    for entry in city.engine.load(Plan, city.plan).items:
        state = city.engine.load(Indicator, entry.indicator)
        city.items[comparable(label(state.number, state.kind))] = entry.indicator
    _people(city)
    return city


def _people(city):
    city.council = city.id()
    city.do(
        c.RegisterCouncil, CONSOLE, council_id=city.council, name="川辺市こども会議", ordinance="川辺市こども会議条例"
    )
    for name in (*STAFF, *MEMBERS):
        city.people[name] = city.id()
        city.do(c.RegisterAccount, CONSOLE, account_id=city.people[name], name=name)
    for name, roles in STAFF.items():
        for role in roles:
            city.do(c.GrantRole, CONSOLE, account_id=city.people[name], role=role, since=date(2024, 4, 1))
    for seat, (name, office) in enumerate(MEMBERS.items(), 1):
        city.do(
            c.FillSeat,
            CONSOLE,
            council_id=city.council,
            seat=seat,
            category="公募" if office == "member" else "学識経験者",
            account_id=city.people[name],
            since=date(2024, 4, 1),
            office=office,
        )
    city.info = DemoInfo("見本です。", tuple(Person(account, name) for name, account in city.people.items()))
