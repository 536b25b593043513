"""A whole review played on any document: every item in scope goes through the flow's steps, and each rule has its turn.

The same document and flow give the same review.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import cycle
from typing import NamedTuple

from domain.codes import Perception, Stance
from domain.japanese_dates import fiscal
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from pdca.chance import FixedChance
from pdca.demo.meeting import Meeting
from pdca.demo.parts import parts
from pdca.demo.practice import MEMBERS, STAFF, practised, register_practice
from pdca.demo.review import Review
from pdca.demo.scene import Scene
from pdca.demo.voices import Said, Voices
from pdca.demo.way import Way
from pdca.engine import Engine
from pdca.flows import DEFAULT

CLERK, COLLEAGUE = STAFF
CHAIR, *OTHERS = MEMBERS
HALL = practised("市役所 会議室")
ONCE_A_YEAR, TWICE_A_YEAR = "年に1回、様子を確かめる", "年に2回、様子を確かめる"


class Played(NamedTuple):
    """What a practice review brought to life; `people` are the accounts by name."""

    council: str
    cycle: str
    fiscal_year: int
    people: Mapping[str, str]


def play(engine: Engine, chance: FixedChance, plan_id: str, flow: str = DEFAULT) -> Played:
    """Registers the people and plays the cycle two years after the document's status.

    A cycle checks the status of the year before its own, and that one the document must not bring already.
    """
    status_year = engine.load(Plan, plan_id).decisions["status_year"]
    year = int(status_year or 0) + 2
    scene = Scene(engine, chance)
    scene.take_items(plan_id)
    scene.at(date(year, 4, 10))
    council = register_practice(scene, date(year, 4, 1))
    review = Review(scene, plan_id)
    Practice(review, year, flow).play(council)
    return Played(council, review.cycle, year, scene.people)


class Practice:
    """The practice review of one year; one method per stretch of it."""

    def __init__(self, review: Review, year: int, flow: str = DEFAULT) -> None:
        self.review = review
        self.flow = flow
        self.way = Way(review, CLERK)
        self.scene = review.scene
        self.year = year
        self.parts = parts(review.scene)
        self.voices = Voices(review, CLERK, year)
        self.talked_over = 0
        self.first, self.second = Meeting(review, CLERK), Meeting(review, CLERK)

    def play(self, council: str) -> None:
        """From the first day to the last."""
        self.status_check(council)
        self.first_meeting()
        self.consideration()
        self.opinions()
        self.second_thoughts()
        self.answers()
        self.steps_before_the_decision()
        self.entrusted(self.second_meeting())
        self.revision()

    # --- 状況確認

    def status_check(self, council: str) -> None:
        """Each status is told anew or goes on as it was; some members say whether it is how they feel it."""
        self.scene.at(date(self.year, 5, 12))
        self.review.open(CLERK, council, self.year, self.flow)
        self.review.due(CLERK, "status_check", date(self.year, 7, 24))
        self.scene.at(date(self.year, 6, 6))
        for k, number in enumerate(self.parts.scope):
            self._tell_status(number, anew=k % 2 == 0)
        self.scene.at(date(self.year, 7, 10), 20)
        perceptions: Iterator[Perception] = cycle(("agrees", "differs_slightly", "differs", "unknown"))
        for member, number in zip(OTHERS, self.parts.scope[::5], strict=False):
            body = "状況を読んで、感じたことを書きました。"
            self.voices.say(member, number, body, subject="status", perception=next(perceptions))

    def _tell_status(self, number: str, *, anew: bool) -> None:
        if anew or not self.scene.item(number).statuses:
            text = f"{fiscal(self.year - 1)}に行ったことを、ここに書きます。"
            self.review.check(CLERK, number, [practised(text)])
        else:
            self.review.carry(CLERK, number, "status", practised("事業継続中で変化なし。"))

    def first_meeting(self) -> None:
        """A ★ is taken away and another given; then all items go on."""
        day = date(self.year, 7, 24)
        self.scene.at(day, 14)
        self.first.call(practised(f"{fiscal(self.year)}第1回会議"), day, HALL)
        self.first.attend(range(1, 7))
        for number, statement in self._last_bullet(starred=True):
            self.first.unstar(number, statement, practised("もう一度、様子を見るため。"))
        for number, statement in self._last_bullet(starred=False):
            self.first.star(number, statement, practised("進んでいることを確かめたため。"))
        self.first.end()
        self.way.to(self.way.considering, self.parts.scope)

    def _last_bullet(self, *, starred: bool) -> list[tuple[str, int]]:
        """The last bullet of the plan that has a ★ (or has none), if there is one."""
        items = [(number, self.scene.item(number)) for number in self.scene.numbers("指", "役", "将")]
        found = [(n, s) for n, item in items for s in item.statements if (s in item.stars) == starred]
        return found[-1:]

    # --- 改善検討

    def consideration(self) -> None:
        """What each status calls for; drafts, whose first versions stay unshown; then the proposals."""
        self.scene.at(date(self.year, 11, 4))
        for k, number in enumerate(self.parts.scope):
            self._consider(k, number, "状況から、次に何をするかを考えました。")
        for number in self.parts.reworded:
            self._draft(number, "下書きの文です")
        self.scene.at(date(self.year, 11, 7))
        self.way.to("proposal", self.parts.scope)
        self.review.due(COLLEAGUE, "proposal", date(self.year, 11, 28))
        for number in self.parts.reworded:
            draft = self._draft(number, ONCE_A_YEAR)
            self.review.show(COLLEAGUE, number, draft)
            self._propose(number, ONCE_A_YEAR, draft)
        for number in self.parts.continuing:
            self.review.propose(COLLEAGUE, number, None, practised("いまの文のまま続けます。"))

    def _consider(self, k: int, number: str, reason: str) -> None:
        ratings, directions = self.way.flow.scale.ratings, self.way.flow.scale.directions[:4]
        rating, direction = ratings[k % len(ratings)], directions[k % len(directions)]
        self.review.consider(CLERK, number, practised(reason), rating.code, direction.code)

    def _draft(self, number: str, more: str) -> int:
        bullet = self.review.bullet(number, *self._reworded(number, more))
        return self.review.draft(CLERK, number, bullet, practised("文を分かりやすくします。"))

    def _propose(self, number: str, more: str, draft: int | None = None) -> None:
        bullet = self.review.bullet(number, *self._reworded(number, more))
        self.review.propose(COLLEAGUE, number, bullet, practised("文を分かりやすくします。"), draft)

    def _reworded(self, number: str, more: str) -> tuple[int | None, str]:
        """The item's first bullet with something added, or a new one where it has none."""
        for statement, bullet in self.scene.item(number).statements.items():
            return statement, practised(f"{bullet.text.rstrip('。')}。{more}。")
        return None, practised(f"{more}。")

    # --- 提案

    def opinions(self) -> None:
        """On the whole plan, on items and bullets, for and against proposals, on paper; one edited, one withdrawn."""
        self.scene.at(date(self.year, 11, 12), 20)
        self.voices.say(CHAIR, None, "計画の全体に、ひとこと添えます。")
        for number in self.parts.contents:
            self.voices.say(OTHERS[0], number, "取組の内容について、ひとこと添えます。", bullet=True)
        self._on_proposals()
        self.voices.say_on_paper(MEMBERS[3], self.parts.revising[0], "紙に書いて、お送りします。")
        self.voices.change_mind(OTHERS[-1], self.parts.scope[-1])
        self.talked_over = self.voices.talk_over(OTHERS[0], self.parts.scope[-1])
        for number in self.parts.staying[:3]:
            self.voices.acknowledge(OTHERS[1], number)

    def _on_proposals(self) -> None:
        members, stances = cycle(MEMBERS), _stances()
        for k, number in enumerate(self.parts.proposed):
            if k % 2:
                self.voices.say(next(members), number, "この項目の文について書きました。", bullet=True)
            else:
                body, stance = "改善案を読んで、考えたことを書きました。", next(stances)
                self.voices.say(next(members), number, body, subject="proposal", version=1, stance=stance)

    def second_thoughts(self) -> None:
        """One proposal goes back to the consideration and comes again in other words."""
        self.scene.at(date(self.year, 11, 25))
        for number in self.parts.returned:
            self.review.give_back(CLERK, number, practised("ご意見を読んで、書き方を考え直すため。"))
            self.way.to(self.way.considering, [number])
            self._consider(1, number, "ご意見を入れて、考え直しました。")
            self.way.to("proposal", [number])
            self._propose(number, TWICE_A_YEAR)

    def answers(self) -> None:
        """All but those on what will be entrusted: their answers are to name the version that the chair confirms.

        The opinion on the whole plan is carried over.
        """
        self.scene.at(date(self.year, 11, 28))
        for said in self.voices.said:
            if said.number is None:
                self.voices.carry_over(said)
        later = self.parts.entrusted
        waiting = [said for said in self.voices.said if said.number is not None and said.number not in later]
        self.voices.answer(waiting, reworded=self.parts.reworded)
        self.voices.want_more(OTHERS[0], self.parts.scope[-1], self.talked_over)
        for number in self.parts.staying:
            self.review.carry(COLLEAGUE, number, "text", practised("いまの文のまま、取組を続ける。"))

    # --- 審議, 意見公募: only under a flow that has them

    def steps_before_the_decision(self) -> None:
        """What is entrusted waits for the chair's word with its answers, so it goes on through a door.

        What does not change passes over the steps that may be skipped.
        """
        if self.way.deciding == "proposal":
            return
        door = practised("会長に一任する項目は、確認を得てから回答するため。")
        self.scene.at(date(self.year, 12, 1))
        for code in self.way.between("proposal", self.way.deciding):
            self.way.to(code, [n for n in self.parts.scope if n not in self.parts.staying], door)
            if self.way.flow.step(code).skip:
                self.way.over(code, self.parts.staying, practised("いまの文のまま、取組を続けるため。"))
            self._in_between(code)
        self.way.to(self.way.deciding, self.parts.scope, door)

    def _in_between(self, code: str) -> None:
        if code == "public_comment":
            self._public_comment(date(self.year + 1, 1, 5))
        elif code == "deliberation":
            self._deliberation(date(self.year, 12, 8))

    def _public_comment(self, last: date) -> None:
        """Citizens write until the last day; the secretariat types in and answers."""
        self.review.due(CLERK, "public_comment", last)
        self.scene.at(date(self.year, 12, 18))
        for number in self.parts.revising[3:5]:
            self.voices.say_as_citizen(number, "案を読んで、書きました。")
            self.voices.answer(self.voices.said[-1:])
        self.scene.at(last + timedelta(days=7))

    def _deliberation(self, day: date) -> None:
        """The council talks the proposals over; nothing is decided yet."""
        self.scene.at(day, 14)
        talk = Meeting(self.review, CLERK)
        talk.call(practised(f"{fiscal(self.year)}第2回会議"), day, HALL)
        talk.attend(range(1, 8))
        talk.end()

    # --- 見直し

    def second_meeting(self) -> dict[str, int]:
        """Most together, one entrusted to the chair, one put off; the decisions about the entrusted by item."""
        day = max(date(self.year, 12, 18), self.scene.today + timedelta(days=1))
        self.scene.at(day, 14)
        rank = len(self.scene.engine.load(ReviewCycle, self.review.cycle).sessions) + 1
        self.second.call(practised(f"{fiscal(self.year)}第{rank}回会議"), day, HALL, self.parts.proposed)
        self.second.attend(range(1, 8))
        apart = {*self.parts.entrusted, *self.parts.deferred}
        self.second.decide("approved", [number for number in self.parts.proposed if number not in apart])
        note = practised("言葉づかいを、会長が整える。")
        entrusted = {n: self.second.decide("entrusted", [n], note=note) for n in self.parts.entrusted}
        for number in self.parts.deferred:
            self._put_off(number)
        self.second.end()
        return entrusted

    def _put_off(self, number: str) -> None:
        """The proposal falls; the opinions that it had reflected are answered again, and the text stays."""
        self.second.decide("deferred", [number], note=practised("もう一年、様子を見てから決めるため。"))
        open_again = self.scene.item(number).open_comments(self.review.cycle)
        self.voices.answer([Said(number, position) for position in open_again])
        self.review.carry(CLERK, number, "text", practised("会議で見送りとなったため。"))

    def entrusted(self, decisions: Mapping[str, int]) -> None:
        """The chair agrees to new words by telephone; then the opinions on it are answered."""
        self.scene.at(self.scene.today + timedelta(days=27))
        for number, decision in decisions.items():
            self._propose(number, TWICE_A_YEAR)
            note = practised("電話で文を読み上げ、確認を得た。")
            self.second.confirm(decision, number, medium="telephone", note=note)
            self.voices.answer(self.voices.on([number]), reworded=[number])

    def revision(self) -> None:
        """The adopted proposals take effect; the plan is published, the cycle closed."""
        day = date(self.year + 1, 3, 31)
        self.scene.at(day)
        self.way.to("revision", self.parts.scope)
        for number in self.parts.reworded:
            if number not in self.parts.deferred:
                self.review.revise(CLERK, number, day)
        self.review.publish(COLLEAGUE, day, practised("担当課長"))
        self.review.close(COLLEAGUE)


def _stances() -> Iterator[Stance]:
    return cycle(("agree", "reserve", "oppose"))
