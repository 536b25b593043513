"""A small review through the engine, step by step: accounts, a council, a plan from a made-up document, a cycle.

`Review(engine).start()` opens the cycle; `through(...)` brings all items in scope to a step; `do` sends one command.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from domain import commands as c
from domain.errors import ReviewError
from domain.events import AgendaEntry
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.flows import read_flow
from pdca.importing import import_document
from pdca.permissions import CONSOLE
from pdca.settings import Settings

START = datetime(2025, 7, 1, 3, tzinfo=UTC)
APRIL = date(2025, 4, 1)
DOCUMENT = """\
水野市子ども計画 重点プロジェクトの進み具合

1. これまで

計画の期間は令和2年度から令和6年度までです。
令和5年度の会議で状況を確かめます。
(令和3年度の会議で進んでいるとしたものに★を付けています。)

プロジェクト1：広場プロジェクト

(1) 将来像（5年後の姿）

- ★広場で子どもが笑っている。
- ・雨の日にも遊べる。

(2) 取組指標と役割分担の進捗状況及び成果と課題

① 川の広場

■取組内容

川べりに広場を設けます。

■指標（5年後の姿）

【取組指標】※覚え書き

指標名	内容
使いやすさ	★坂がなだらかになっている。 ・日よけがある。
見守り	・大人の目が届いている。

取組指標の進捗状況及び成果と課題について

指標名	進捗状況及び成果と課題
使いやすさ	・坂の工事を終えた。
見守り	・声かけの当番を決めた。

■役割分担（指標を達成するための役割）

主体	役割
市民	・ごみを持ち帰る。
水野市	・手すりを直す。

役割分担の取組状況及び成果と課題について

主体	取組状況及び成果と課題
市民	・持ち帰りが増えた。
水野市	・手すりを点検した。

2. これから

来年も確かめます。
"""
"""One measure with two 取組指標 and two 役割分担, beside a 将来像 and a 取組内容 that no step counts."""

ITEMS = ("1-将", "1-①-内", "1-①-指1", "1-①-指2", "1-①-役1", "1-①-役2")
STARRED, PLAIN, CITIZENS, CITY = ITEMS[2:]


def refused(code, kind=ReviewError):
    """The block is refused with this code."""
    return pytest.raises(kind, check=lambda error: error.code == code)


def engine_on(url, folder, chance=None, *, seed=1):
    """An engine on a log's path or URL; by default with a clock that stands at START and repeatable ids."""
    settings = Settings(database=url, files=str(Path(folder) / "files"))
    return open_engine(settings, chance or FixedChance(seed, START))


def agenda(*pairs):
    """Pairs of item and version, as commands want them."""
    return tuple(AgendaEntry(indicator=item, version=version) for item, version in pairs)


@dataclass
class Review:
    """Who and what there is; `items` are streams by item number."""

    engine: object
    flow: str = "kaigi2"
    administrator: str = ""
    clerk: str = ""
    department: str = ""
    auditor: str = ""
    chair: str = ""
    member: str = ""
    other: str = ""
    council: str = ""
    plan: str = ""
    cycle: str = ""
    session: str = ""
    items: dict = field(default_factory=dict)

    # --- one command

    def new(self):
        return self.engine.chance.new_id()

    def command(self, cls, **fields):
        """The command with an id of its own, and what it needs of the review's own: cycle, session, council, plan."""
        own = {"cycle_id": self.cycle, "session_id": self.session, "council_id": self.council, "plan_id": self.plan}
        asked = {each.name for each in msgspec.structs.fields(cls) if each.required}
        defaults = {name: value for name, value in own.items() if name in asked and name not in fields}
        return cls(**{"command_id": self.new(), **defaults, **fields})

    def do(self, cls, who=None, **fields):
        """Sends a command a second after the last one; by default the clerk does."""
        chance = self.engine.chance
        if isinstance(chance, FixedChance):
            chance.advance(1_000_000)
        return self.engine.do(self.command(cls, **fields), who or self.clerk)

    # --- the stage

    def people(self):
        """One account per role, and a second member."""
        names = {"administrator": "管", "clerk": "桐谷", "department": "園田", "auditor": "監", "chair": "早瀬"}
        for name, called in {**names, "member": "三木", "other": "北原"}.items():
            setattr(self, name, self.account(called))
        roles = {self.administrator: "administrator", self.clerk: "secretariat"}
        for who, role in {**roles, self.department: "department", self.auditor: "auditor"}.items():
            self.do(c.GrantRole, CONSOLE, account_id=who, role=role, since=APRIL)
        return self

    def account(self, name):
        made = self.new()
        self.do(c.RegisterAccount, CONSOLE, account_id=made, name=name)
        return made

    def seats(self):
        """The chair on seat 1, the members on 2 and 3."""
        self.council = self.new()
        self.do(c.RegisterCouncil, CONSOLE, name="子ども・子育て会議")
        for seat, (who, office) in enumerate(
            [(self.chair, "chair"), (self.member, "member"), (self.other, "member")], 1
        ):
            self.do(
                c.FillSeat, CONSOLE, seat=seat, category="公募", account_id=who, since=APRIL, office=office,
            )  # fmt: skip
        return self

    def imported(self, document=DOCUMENT):
        """The plan of the document."""
        self.plan = import_document(self.engine, document.encode(), "進み具合.txt").plan_id
        entries = self.engine.load(Plan, self.plan).items
        found = [self.engine.load(Indicator, entry.indicator) for entry in entries]
        self.items = {item.label.split(" ")[0]: item.id for item in found}
        return self

    def opened(self, fiscal_year=2025):
        """The year's review, with the items in the first step."""
        cycle = self.new()
        flow = self.flow if "\n" in self.flow else read_flow(self.flow)
        self.do(c.OpenCycle, cycle_id=cycle, fiscal_year=fiscal_year, flow=flow)
        self.cycle = cycle
        return self

    def start(self):
        """Everybody and everything up to the open cycle."""
        return self.people().seats().imported().opened()

    # --- on the way

    @property
    def scope(self):
        return self.engine.load(ReviewCycle, self.cycle).items

    def item(self, number=STARRED):
        return self.engine.load(Indicator, self.items[number])

    def enter(self, step, *items):
        return self.do(c.EnterStep, step=step, indicator_ids=items or self.scope)

    def check(self, *items):
        for item in items or self.scope:
            self.do(c.CheckStatus, indicator_id=item, texts=("月に二度開けた。",))
        return self

    def consider(self, *items):
        for item in items or self.scope:
            self.do(c.ConsiderImprovement, indicator_id=item, reason="声があったため", rating="B", direction="improve")
        return self

    def in_consideration(self):
        self.check().enter("consideration")
        return self

    def in_proposal(self):
        self.in_consideration().consider().enter("proposal")
        return self

    def in_revision(self):
        """All but the first item stay as they are; the first has an open proposal that changes its first bullet."""
        self.in_proposal()
        self.propose()
        for item in self.scope[1:]:
            self.keep(item)
        self.due(timedelta(hours=1))
        self.engine.chance.advance(3_601_000_000)
        self.enter("revision")
        return self

    def due(self, after=timedelta(hours=1), step="proposal"):
        return self.do(c.SetDeadline, step=step, due=self.engine.now() + after)

    def keep(self, item):
        return self.do(c.CarryForward, indicator_id=item, of="text", reason="変わりなし")

    def bullets(self, number=STARRED, text="坂がもっとなだらかになっている。"):
        first, bullet = next(iter(self.item(number).statements.items()))
        return (c.Bullet(text=text, id=first, text_revision=bullet.text_revision), c.Bullet(text="柵がある。"))

    def draft(self, number=STARRED, who=None, **more):
        fields = {"statements": self.bullets(number), "reason": "声があったため", **more}
        return self.do(c.SaveDraft, who, indicator_id=self.items[number], **fields)

    def propose(self, number=STARRED, **more):
        fields = {"proposal_kind": "revise", "reason": "声があったため", **more}
        if fields["proposal_kind"] == "revise":
            fields.setdefault("statements", self.bullets(number))
        return self.do(c.ProposeImprovement, indicator_id=self.items[number], **fields)

    def comment(self, number=STARRED, who=None, body="雨の日も開けてほしい。", **more):
        """A member's opinion on an item, or on the whole plan where the number is None; its position names it."""
        place = c.Place(indicator_id=self.items[number]) if number else c.Place()
        return self.do(c.SubmitComment, who or self.member, **{"place": place, "body": body, **more}).position

    def answer(self, comment, number=STARRED, **more):
        fields = {"disposition": "noted", "body": "参考とします。", **more}
        return self.do(c.AnswerComment, indicator_id=self.items.get(number), comment=comment, **fields)

    def meeting(self, *pairs, present=(1, 2, 3)):
        """A meeting of today is called and attended; `pairs` of item and version are its agenda."""
        session, today = self.new(), japan_day(self.engine.now())
        self.do(c.CallSession, session_id=session, title="第1回会議", held_on=today, agenda=agenda(*pairs))
        self.session = session
        if present:
            self.do(c.RecordAttendance, present=present, presiding=present[0])
        return self

    def decide(self, *pairs, decision="approved", **more):
        return self.do(c.RecordDecision, decision=decision, proposals=agenda(*pairs), manner="異議なし", **more)

    def revise(self, item, version=1, advanced=()):
        return self.do(
            c.ReviseIndicator, indicator_id=item, version=version, effective_on=date(2025, 8, 1), advanced=advanced
        )  # fmt: skip

    def whole_year(self):
        """The whole way: opinions, a meeting, the revision, the end."""
        first = self.items[STARRED]
        self.in_consideration().consider().draft()
        self.do(c.ShowDraft, indicator_id=first, number=1)
        self.enter("proposal")
        at = self.comment(place=c.Place(indicator_id=first, statement=1, text_revision=1))
        self.propose(draft=1)
        self.answer(at, disposition="reflected", version=1)
        for item in self.scope[1:]:
            self.keep(item)
        self.due()
        self.engine.chance.advance(3_601_000_000)
        self.enter("revision")
        self.meeting((first, 1)).decide((first, 1))
        self.do(c.CloseSession)
        self.revise(first, advanced=(1,))
        self.do(c.PublishPlan, on=date(2025, 9, 1), decided_by="こども課長")
        self.do(c.CloseCycle)
        return self
