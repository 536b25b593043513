"""令和7年度 in the sample city 糸瀬市, entry by entry: who did what on which day."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from pdca.demo.data import read_bytes
from pdca.demo.meeting import Meeting
from pdca.demo.persons import Cast, change_hands, register_people
from pdca.demo.review import Review
from pdca.demo.scene import Scene
from pdca.demo.speaking import Speaking
from pdca.demo.writing import in_writing
from pdca.demo.year import Proposed, Unchanged, Year, others
from pdca.importing import Choices, import_document

CLERK, MANAGER, HALLS = "kiritani", "enomoto", "gakushu"
OPEN_HOUSE = "2-1-指1"
"""The item whose thread shows everything: 公民館の親子開放「開放」."""

FISCAL_YEAR = 2025
MARKED = date(2025, 2, 13)
INQUIRY, REPLIES = date(2025, 5, 12), date(2025, 6, 6)
TYPED, FIRST_MEETING = date(2025, 7, 22), date(2025, 7, 24)
KEPT = date(2025, 10, 6)
DRAFTED, REDRAFTED, SHOWN, ANSWERED = (date(2025, 11, day) for day in (4, 5, 7, 28))
SECOND_MEETING, CONFIRMED = date(2025, 12, 18), date(2026, 1, 14)
IN_EFFECT, HANDOVER = date(2026, 3, 31), date(2026, 4, 1)

SEATS = range(1, 11)
AWAY_FIRST, AWAY_SECOND = {6}, {6, 10}
"""沖田 has patients; the second time 江口 is away too."""
HALL = "糸瀬市役所 2階 大会議室"


class Ids(NamedTuple):
    """What the story brought to life."""

    plan: str
    council: str
    cycle: str


def play_story(scene: Scene, cast: Cast, year: Year) -> Ids:
    """Every entry in its order."""
    scene.at(MARKED)
    council = register_people(scene, cast)
    plan = _import(scene)
    story = Story(scene, Review(scene, plan), year)
    story.inquiry(council)
    story.first_meeting()
    story.kept()
    story.drafts()
    story.answers()
    story.second_meeting()
    story.confirmation()
    in_writing(story.review, CLERK, story.year.decided("late"))
    story.in_effect()
    scene.at(HANDOVER, 8, 30)
    change_hands(scene, council, cast, HANDOVER)
    return Ids(plan, council, story.review.cycle)


def _import(scene: Scene) -> str:
    """R7.2.13: the plan with the ★ of 令和6年度第2回会議, from the paper of that meeting."""
    scene.at(MARKED, 16, 40)
    choices = Choices(
        key="itose",
        period="令和6～10年度",
        mark_session_title="令和6年度第2回会議",
        mark_session_date=MARKED,
    )
    file_name = "令和6年度第2回会議 資料1.txt"
    imported = import_document(scene.engine, read_bytes("plan.txt"), file_name, choices, scene.people[CLERK])
    scene.take_items(imported.plan_id)
    return imported.plan_id


class Story:
    """The cycle of 令和7年度; one method per entry."""

    def __init__(self, scene: Scene, review: Review, year: Year) -> None:
        self.scene = scene
        self.review = review
        self.year = year
        self.numbers = tuple(scene.numbers("指", "役"))
        self.proposed = tuple(p.item for p in year.proposals)
        self.talked = tuple(p for p in year.proposals if p.decided != "late")
        self.speaking = Speaking(review, year)
        self.second = Meeting(review, CLERK)
        self.entrusted = 0

    # --- R7.5.12 to 6.6

    def inquiry(self, council: str) -> None:
        """The cycle begins and the offices answer; 生涯学習課 had sent last year's sentence for 「開放」."""
        self.scene.at(INQUIRY)
        self.review.open(CLERK, council, FISCAL_YEAR)
        self.review.due(CLERK, "status_check", FIRST_MEETING)
        self.scene.at(REPLIES)
        for checked in self.year.statuses.checked:
            self.review.check(checked.by, checked.item, checked.texts)
        for carried in self.year.statuses.carried:
            for number in carried.items:
                self.review.carry(carried.by, number, "status", carried.reason)

    # --- R7.7.18 to 24

    def first_meeting(self) -> None:
        """Opinions, among them 北原's paper; 生涯学習課 corrects; the ★ goes."""
        self.speaking.until(datetime.combine(TYPED, time(14)))
        self.scene.at(TYPED, 16, 20)
        closed = "北公民館は令和6年10月7日から休館。2館で実施。"
        self.review.check(HALLS, OPEN_HOUSE, [closed], as_of=date(2024, 10, 7))
        self.scene.at(TYPED, 17, 5)
        first = Meeting(self.review, CLERK)
        first.call("令和7年度第1回会議", FIRST_MEETING, HALL)
        self.speaking.until(datetime.combine(FIRST_MEETING, time()))
        self.scene.at(FIRST_MEETING, 14)
        first.attend(_without(AWAY_FIRST))
        self.speaking.until(datetime.combine(FIRST_MEETING, time(15)))
        self.scene.at(FIRST_MEETING, 15, 20)
        first.unstar(OPEN_HOUSE, 1, "休館のため（全員異議なし）")
        first.end()
        self.speaking.until(datetime.combine(FIRST_MEETING, time.max))
        self.review.enter(CLERK, "consideration", [n for n in self.numbers if n != OPEN_HOUSE])

    # --- R7.10.6

    def kept(self) -> None:
        """What the meeting had asked for by October: 高梨 tells it for the kindergarten."""
        self.scene.at(KEPT, 13, 30)
        texts = [
            "北公民館は令和6年10月7日から休館。2館で実施。",
            "北地区の代わりの場所として、わかば幼稚園の空き部屋を水曜に借りられる。",
        ]
        self.review.check(CLERK, OPEN_HOUSE, texts, as_of=KEPT, informant="わかば幼稚園 聞き取り（園として）")
        self.review.enter(CLERK, "consideration", [OPEN_HOUSE])

    # --- R7.11.4 to 28

    def drafts(self) -> None:
        """Considered, drafted, shown on the 7th and put to the council, which may write until the 28th."""
        self.scene.at(DRAFTED)
        for considered in self.year.statuses.considered:
            for number in others(considered.items, self.year.statuses.considered, self.numbers):
                self.review.consider(CLERK, number, considered.reason, considered.rating, considered.direction)
        for day, rank in ((DRAFTED, 0), (REDRAFTED, 1)):
            self._save_unshown(day, rank)
        self.scene.at(SHOWN, 10)
        self.review.enter(CLERK, "proposal", self.numbers)
        self.review.due(CLERK, "proposal", ANSWERED)
        for proposal in self.talked:
            self._put_forward(proposal)

    def _save_unshown(self, day: date, rank: int) -> None:
        self.scene.at(day, 14)
        for proposal in self.talked:
            for text in proposal.drafts[rank : rank + 1]:
                self._draft(proposal, text)

    def _draft(self, proposal: Proposed, text: str) -> int:
        bullet = self.review.bullet(proposal.item, proposal.bullet, text)
        return self.review.draft(CLERK, proposal.item, bullet, proposal.reason)

    def _put_forward(self, proposal: Proposed) -> None:
        number = self._draft(proposal, proposal.texts[0])
        self.review.show(CLERK, proposal.item, number)
        bullet = self.review.bullet(proposal.item, proposal.bullet, proposal.texts[0])
        self.review.propose(CLERK, proposal.item, bullet, proposal.reason, number)

    def answers(self) -> None:
        """The last opinions; two proposals are bettered; all 31 opinions are answered."""
        self.speaking.until(datetime.combine(ANSWERED, time()))
        self.scene.at(ANSWERED, 9, 30)
        for proposal in self.talked:
            for text in proposal.texts[1:]:
                bullet = self.review.bullet(proposal.item, proposal.bullet, text)
                self.review.propose(CLERK, proposal.item, bullet, f"{proposal.reason}（ご意見により直した。）")
        self.speaking.answer_all(CLERK)
        self.scene.at(ANSWERED, 16, 30)
        self.second.call("令和7年度第2回会議", SECOND_MEETING, HALL, [p.item for p in self.talked])

    # --- R7.12.18

    def second_meeting(self) -> None:
        """Nine together, two as the meeting amended them, one entrusted to the chair; the others stay."""
        self.scene.at(SECOND_MEETING, 14)
        self.second.attend(_without(AWAY_SECOND))
        self.scene.at(SECOND_MEETING, 15, 8)
        for proposal in self.year.decided("amended"):
            bullet = self.review.bullet(proposal.item, proposal.bullet, proposal.amended)
            self.review.propose(CLERK, proposal.item, bullet, proposal.amendment, session=self.second.session)
        self.scene.at(SECOND_MEETING, 15, 21)
        self.second.decide("approved", self._decided("together"), manner="一括して異議なし")
        self.second.decide("approved_as_amended", self._decided("amended"))
        note = "換気の書き方は、委員6（小児科医）に確かめたうえで会長が決める。"
        self.entrusted = self.second.decide("entrusted", self._decided("entrusted"), note=note)
        self.second.end()
        for unchanged in self.year.statuses.unchanged:
            self._carry_texts(unchanged)

    def _decided(self, how: str) -> list[str]:
        return [proposal.item for proposal in self.year.decided(how)]

    def _carry_texts(self, unchanged: Unchanged) -> None:
        staying = [number for number in self.numbers if number not in self.proposed]
        for number in others(unchanged.items, self.year.statuses.unchanged, staying):
            self.review.carry(CLERK, number, "text", unchanged.reason)

    # --- R8.1.14, 3.31

    def confirmation(self) -> None:
        """早瀬 confirms by telephone: the answers to the opinions name this very version, so its words stay."""
        self.scene.at(CONFIRMED, 10, 15)
        note = "委員6（小児科医）に確かめ、「換気の目安を入口に示す。」の文のままでよいとのこと。受付：桐谷"
        self.second.confirm(self.entrusted, OPEN_HOUSE, medium="telephone", note=note)

    def in_effect(self) -> None:
        """The revisions take effect, the plan is published, the cycle closed."""
        self.scene.at(IN_EFFECT, 9, 30)
        self.review.enter(CLERK, "revision", self.numbers)
        for number in self.proposed:
            self.review.revise(CLERK, number, IN_EFFECT)
        self.scene.at(IN_EFFECT, 15)
        self.review.publish(MANAGER, IN_EFFECT, "子ども課長")
        self.review.close(MANAGER)


def _without(away: Iterable[int]) -> list[int]:
    return [seat for seat in SEATS if seat not in set(away)]
