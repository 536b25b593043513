"""A whole review played on any document: every item in scope goes through the four steps, and each rule has its turn.

The same document gives the same review. Which item takes which part follows from its place in the plan.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import cycle
from typing import NamedTuple

from domain.codes import Disposition, Perception, Stance, Subject
from domain.commands import Acknowledge, AttachFile, CarryOverMatter, EditComment, SubmitComment, WithdrawComment
from domain.japanese_dates import fiscal
from domain.plan import Plan
from pdca.chance import FixedChance
from pdca.demo.practice import MEMBERS, STAFF, practised, register_practice
from pdca.demo.review import Review
from pdca.demo.scene import Scene
from pdca.demo.slip import slip
from pdca.engine import Engine
from pdca.files import media_type

CLERK, COLLEAGUE = STAFF
CHAIR, *OTHERS = MEMBERS
PAPER = MEMBERS[3]
HALL = practised("市役所 会議室")
RATINGS, DIRECTIONS = "ABCD", ("continue", "improve", "expand", "reduce")


class Played(NamedTuple):
    """What a practice review brought to life; `people` are the accounts by name."""

    council: str
    cycle: str
    fiscal_year: int
    people: Mapping[str, str]


class Said(NamedTuple):
    """An opinion that waits for its answer: where it stands, and its position."""

    number: str | None
    position: int


class Parts(NamedTuple):
    """Which items (by number) take which part; all lists are in the order of the plan."""

    scope: tuple[str, ...]
    revising: tuple[str, ...]
    continuing: tuple[str, ...]
    returned: tuple[str, ...]
    entrusted: tuple[str, ...]
    deferred: tuple[str, ...]
    visions: tuple[str, ...]

    @property
    def proposed(self) -> tuple[str, ...]:
        """All items with a proposal."""
        return (*self.revising, *self.continuing, *self.visions)

    @property
    def staying(self) -> tuple[str, ...]:
        """The items in scope without one."""
        return tuple(number for number in self.scope if number not in self.proposed)


def play(engine: Engine, chance: FixedChance, plan_id: str) -> Played:
    """Registers the people and plays the cycle two years after the document's status.

    A cycle checks the status of the year before; that must be a later one than the document already brings.
    """
    status_year = engine.load(Plan, plan_id).decisions["status_year"]
    year = int(status_year or 0) + 2
    scene = Scene(engine, chance)
    scene.take_items(plan_id)
    scene.at(date(year, 4, 10))
    council = register_practice(scene, date(year, 4, 1))
    review = Review(scene, plan_id)
    Practice(scene, review, year).play(council)
    return Played(council, review.cycle, year, scene.people)


def parts(scene: Scene) -> Parts:
    """A third of the items is to be revised, a sixth to go on by a proposal, the rest without one."""
    scope = tuple(scene.numbers("指", "役", "数"))
    revising = scope[::3]
    return Parts(
        scope=scope,
        revising=revising,
        continuing=scope[1::6],
        returned=revising[:1],
        entrusted=revising[1:2],
        deferred=revising[2:3],
        visions=tuple(scene.numbers("将"))[:1],
    )


class Practice:
    """The practice review of one year; one method per stretch of it."""

    def __init__(self, scene: Scene, review: Review, year: int) -> None:
        self.scene = scene
        self.review = review
        self.year = year
        self.parts = parts(scene)
        self.said: list[Said] = []
        self.session = ""

    def play(self, council: str) -> None:
        """From the first day to the last."""
        self.status_check(council)
        self.first_meeting()
        self.consideration()
        self.opinions()
        self.second_thoughts()
        self.answers()
        decision = self.second_meeting()
        self.entrusted(decision)
        self.revision()

    # --- 状況確認

    def status_check(self, council: str) -> None:
        """Each status is told anew, or goes on as it was; a few members say whether it is how they feel it."""
        scene, review = self.scene, self.review
        scene.at(date(self.year, 5, 12))
        review.open(CLERK, council, self.year)
        review.due(CLERK, "status_check", date(self.year, 7, 24))
        scene.at(date(self.year, 6, 6))
        for k, number in enumerate(self.parts.scope):
            if k % 2 and scene.item(number).statuses:
                review.carry(CLERK, number, "status", practised("事業継続中で変化なし。"))
            else:
                review.check(CLERK, number, [practised(f"{fiscal(self.year - 1)}に行ったことを、ここに書きます。")])
        scene.at(date(self.year, 7, 10), 20)
        perceptions: Iterator[Perception] = cycle(("agrees", "differs_slightly", "differs", "unknown"))
        for member, number in zip(OTHERS, self.parts.scope[::5], strict=False):
            body = "状況を読んで、感じたことを書きました。"
            self._say(member, number, body, subject="status", perception=next(perceptions))

    def _say(  # noqa: PLR0913 -- the fields of the form
        self,
        member: str,
        number: str | None,
        body: str,
        *,
        bullet: bool = False,
        subject: Subject = "item",
        version: int | None = None,
        stance: Stance | None = None,
        perception: Perception | None = None,
    ) -> int:
        statement = next(iter(self.scene.item(number).statements), None) if bullet and number else None
        command = SubmitComment(
            command_id=self.scene.id(),
            cycle_id=self.review.cycle,
            place=self.review.place(number, statement),
            body=practised(body),
            subject=subject,
            version=version,
            stance=stance,
            perception=perception,
        )
        position = self.scene.do(member, command)
        self.said.append(Said(number, position))
        return position

    def first_meeting(self) -> None:
        """A ★ is taken away and another given; then all items go on."""
        day = date(self.year, 7, 24)
        self.scene.at(day, 14)
        title = practised(f"{fiscal(self.year)}第1回会議")
        session = self.review.call(CLERK, title, day, HALL)
        self.review.attend(CLERK, session, range(1, 7))
        for number, statement in self._bullets(starred=True):
            self.review.unstar(CLERK, session, number, statement, practised("もう一度、様子を見るため。"))
        for number, statement in self._bullets(starred=False):
            self.review.star(CLERK, session, number, statement, practised("進んでいることを確かめたため。"))
        self.review.end(CLERK, session)
        self.review.enter(CLERK, "consideration", self.parts.scope)

    def _bullets(self, *, starred: bool) -> list[tuple[str, int]]:
        """The last bullet of the plan that has a ★ (or has none), if there is one."""
        items = [(number, self.scene.item(number)) for number in self.scene.numbers("指", "役", "将")]
        found = [(n, s) for n, item in items for s in item.statements if (s in item.stars) == starred]
        return found[-1:]

    # --- 改善検討

    def consideration(self) -> None:
        """What each status calls for; drafts, of which the first versions stay unshown; then the proposals."""
        self.scene.at(date(self.year, 11, 4))
        for k, number in enumerate(self.parts.scope):
            self._consider(k, number, "状況から、次に何をするかを考えました。")
        for number in (*self.parts.revising, *self.parts.visions):
            self._draft(number, "下書きの文です")
        self.scene.at(date(self.year, 11, 7))
        self.review.enter(COLLEAGUE, "proposal", self.parts.scope)
        self.review.due(COLLEAGUE, "proposal", date(self.year, 11, 28))
        for number in (*self.parts.revising, *self.parts.visions):
            self._put_forward(number)
        for number in self.parts.continuing:
            self.review.propose(COLLEAGUE, number, None, practised("いまの文のまま続けます。"))

    def _consider(self, k: int, number: str, reason: str) -> None:
        rating, direction = RATINGS[k % len(RATINGS)], DIRECTIONS[k % len(DIRECTIONS)]
        self.review.consider(CLERK, number, practised(reason), rating, direction)

    def _draft(self, number: str, more: str) -> int:
        bullet = self.review.bullet(number, *self._reworded(number, more))
        return self.review.draft(CLERK, number, bullet, practised("文を分かりやすくします。"))

    def _reworded(self, number: str, more: str) -> tuple[int | None, str]:
        """The item's first bullet with something added, or a new one where it has none."""
        for statement, bullet in self.scene.item(number).statements.items():
            return statement, practised(f"{bullet.text.rstrip('。')}。{more}。")
        return None, practised(f"{more}。")

    def _put_forward(self, number: str) -> None:
        draft = self._draft(number, "年に1回、様子を確かめる")
        self.review.show(COLLEAGUE, number, draft)
        self._propose(number, "年に1回、様子を確かめる", draft)

    def _propose(self, number: str, more: str, draft: int | None = None) -> None:
        bullet = self.review.bullet(number, *self._reworded(number, more))
        self.review.propose(COLLEAGUE, number, bullet, practised("文を分かりやすくします。"), draft)

    # --- 提案

    def opinions(self) -> None:
        """On the whole plan, on items and bullets, for and against proposals, on paper; one edited, one withdrawn."""
        self.scene.at(date(self.year, 11, 12), 20)
        self._say(CHAIR, None, "計画の全体に、ひとこと添えます。")
        for number in self.scene.numbers("内"):
            self._say(OTHERS[0], number, "取組の内容について、ひとこと添えます。", bullet=True)
            break
        members = cycle(MEMBERS)
        stances: Iterator[Stance] = cycle(("agree", "reserve", "oppose"))
        for k, number in enumerate(self.parts.proposed):
            if k % 2:
                self._say(next(members), number, "この項目の文について書きました。", bullet=True)
            else:
                body = "改善案を読んで、考えたことを書きました。"
                self._say(next(members), number, body, subject="proposal", version=1, stance=next(stances))
        self._paper(self.parts.revising[0])
        self._change_mind(self.parts.scope[-1])
        for number in self.parts.staying[:3]:
            self._acknowledge(number)

    def _paper(self, number: str) -> None:
        """A slip arrives by post, is typed in, read back, and kept as a scan."""
        scene, body = self.scene, practised("紙に書いて、お送りします。")
        command = SubmitComment(
            command_id=scene.id(),
            cycle_id=self.review.cycle,
            place=self.review.place(number),
            body=body,
            author=scene.people[PAPER],
            medium="paper",
            received_on=scene.today,
            read_back=True,
        )
        position = scene.do(CLERK, command)
        self.said.append(Said(number, position))
        content = slip(f"整理番号　{number}", [body], PAPER, ("事務局", practised("受付")))
        attach = AttachFile(
            command_id=scene.id(),
            stream_id=scene.item_id(number),
            to=position,
            name=practised(f"{PAPER}のご意見票") + ".pdf",
            sha256=scene.engine.files.put(content),
            media_type=media_type(content),
            bytes=len(content),
        )
        scene.do(CLERK, attach)

    def _change_mind(self, number: str) -> None:
        scene, item, member = self.scene, self.scene.item_id(number), OTHERS[-1]
        position = self._say(member, number, "はじめに書いた文です。")
        edit = EditComment(
            command_id=scene.id(),
            cycle_id=self.review.cycle,
            comment=position,
            body=practised("書き直した文です。"),
            based_on=position,
            indicator_id=item,
        )
        scene.do(member, edit)
        gone = self._say(member, number, "取り下げる文です。")
        withdraw = WithdrawComment(command_id=scene.id(), cycle_id=self.review.cycle, comment=gone, indicator_id=item)
        scene.do(member, withdraw)
        self.said.pop()

    def _acknowledge(self, number: str) -> None:
        command = Acknowledge(
            command_id=self.scene.id(), cycle_id=self.review.cycle, indicator_id=self.scene.item_id(number)
        )
        self.scene.do(OTHERS[1], command)

    def second_thoughts(self) -> None:
        """One proposal goes back to the consideration and comes again in other words."""
        self.scene.at(date(self.year, 11, 25))
        for number in self.parts.returned:
            self.review.give_back(CLERK, number, practised("ご意見を読んで、書き方を考え直すため。"))
            self._consider(1, number, "ご意見を入れて、考え直しました。")
            self.review.enter(CLERK, "proposal", [number])
            self._propose(number, "年に2回、様子を確かめる")

    def answers(self) -> None:
        """All but those on what will be entrusted: their answers name the version that the chair confirms."""
        self.scene.at(date(self.year, 11, 28))
        waiting = [said for said in self.said if said.number not in self.parts.entrusted]
        carried, *answered = sorted(waiting, key=lambda said: said.number is not None)
        self._carry_over(carried)
        self._answer(answered, revised={*self.parts.revising, *self.parts.visions})
        for number in self.parts.staying:
            self.review.carry(COLLEAGUE, number, "text", practised("いまの文のまま、取組を続ける。"))

    def _carry_over(self, said: Said) -> None:
        """The opinion on the whole plan is to be talked about next year."""
        command = CarryOverMatter(
            command_id=self.scene.id(),
            cycle_id=self.review.cycle,
            comment=said.position,
            to_fiscal_year=self.year + 1,
            reason=practised("来年度に、時間をとって話し合うため。"),
            indicator_id=None if said.number is None else self.scene.item_id(said.number),
        )
        self.scene.do(CLERK, command)

    def _answer(self, waiting: Iterable[Said], revised: Iterable[str] = ()) -> None:
        """Where a proposal changes the text it reflects the opinion; elsewhere the other answers take turns."""
        reflecting: Iterator[Disposition] = cycle(("reflected", "partly_reflected"))
        plain: Iterator[Disposition] = cycle(PLAIN)
        revised = set(revised)
        for number, position in waiting:
            if number in revised and number is not None:
                version = self.scene.item(number).last_version(self.review.cycle)
                self.review.answer(CLERK, position, number, next(reflecting), REFLECTED, version=version)
            else:
                self._answer_plainly(next(plain), number, position)

    def _answer_plainly(self, disposition: Disposition, number: str | None, position: int) -> None:
        until = date(self.year + 1, 6, 30) if disposition == "considering" else None
        department = practised("関係課") if disposition == "forwarded" else None
        body = PLAIN[disposition]
        self.review.answer(CLERK, position, number, disposition, body, until=until, forwarded_to=department)

    # --- 見直し

    def second_meeting(self) -> dict[str, int]:
        """Most together, one entrusted to the chair, one put off; the decisions about the entrusted by item."""
        day = date(self.year, 12, 18)
        self.scene.at(day, 14)
        title, parts = practised(f"{fiscal(self.year)}第2回会議"), self.parts
        self.session = self.review.call(CLERK, title, day, HALL, parts.proposed)
        self.review.attend(CLERK, self.session, range(1, 8))
        apart = {*parts.entrusted, *parts.deferred}
        together = [number for number in parts.proposed if number not in apart]
        self.review.decide(CLERK, self.session, "approved", together)
        note = practised("言葉づかいを、会長が整える。")
        entrusted = {
            number: self.review.decide(CLERK, self.session, "entrusted", [number], note=note)
            for number in parts.entrusted
        }
        self._put_off(parts.deferred)
        self.review.end(CLERK, self.session)
        return entrusted

    def _put_off(self, numbers: Sequence[str]) -> None:
        """The proposal falls; the opinions that it had reflected are answered again, and the text stays."""
        for number in numbers:
            note = practised("もう一年、様子を見てから決めるため。")
            self.review.decide(CLERK, self.session, "deferred", [number], note=note)
            open_again = self.scene.item(number).open_comments(self.review.cycle)
            self._answer(Said(number, position) for position in open_again)
            self.review.carry(CLERK, number, "text", practised("会議で見送りとなったため。"))

    def entrusted(self, decisions: Mapping[str, int]) -> None:
        """The chair agrees to new words by telephone; then the opinions on it are answered."""
        self.scene.at(date(self.year + 1, 1, 14))
        for number, decision in decisions.items():
            self._propose(number, "年に1回、みんなで様子を確かめる")
            note = practised("電話で文を読み上げ、確認を得た。")
            self.review.confirm(CLERK, self.session, decision, number, medium="telephone", note=note)
            self._answer([said for said in self.said if said.number == number], revised=[number])

    def revision(self) -> None:
        """The adopted proposals take effect; the plan is published, the cycle closed."""
        day = date(self.year + 1, 3, 31)
        self.scene.at(day)
        self.review.enter(CLERK, "revision", self.parts.scope)
        for number in (*self.parts.revising, *self.parts.visions):
            if number not in self.parts.deferred:
                self.review.revise(CLERK, number, day)
        self.review.publish(COLLEAGUE, day, practised("担当課長"))
        self.review.close(COLLEAGUE)


REFLECTED = practised("ご意見を改善案に入れました。")
PLAIN: dict[Disposition, str] = {
    "already_included": practised("いまの文に入っています。"),
    "considering": practised("来年度の6月までに検討します。"),
    "as_proposed": practised("ほかの項目とのつり合いから、案のとおりとします。"),
    "noted": practised("今後の参考とします。"),
    "forwarded": practised("関係課へ伝えました。"),
    "answered": practised("お尋ねのことにお答えします。"),
}
