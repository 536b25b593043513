"""The sample city a year on: 令和7年度 is over, in 令和8年度 members are asked for their opinions until 12月4日.

Everything is made through the engine. `build()` gives a `Town`; its clock runs from 令和8年11月24日.
"""

import sys
import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from domain.commands import AnswerComment, Place, SubmitComment
from domain.japanese_dates import JAPAN
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.demo.building import BANNER, DAY, SEED
from pdca.demo.info import DemoInfo
from pdca.demo.persons import read_cast, sign_in_page
from pdca.demo.review import Review
from pdca.demo.scene import Scene
from pdca.demo.story import play_story
from pdca.demo.year import read_year
from pdca.engine import Engine
from pdca.settings import Settings

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>{{ 7*7 }} & \"quoted\""
OPEN_HOUSE, HIDDEN, SHOWN_ONLY, QUIET = "2-1-指1", "2-1-指2", "2-2-指1", "1-1-指1"
SECRET = "このたたき台はまだ誰にも見せていません"
ASKED = ("2-1-指1", "1-1-指2", "1-2-指1", "2-3-指1", "3-1-指1")


@dataclass
class Town:
    """The running review: who is who by name, what is where by number."""

    engine: Engine
    settings: Settings
    info: DemoInfo
    plan: str
    cycle: str
    last_cycle: str
    scene: Scene

    def account(self, name):
        return next(person.account for person in self.info.persons if person.name == name)

    def item(self, number):
        return self.scene.item_id(number)


def build(folder=None):
    """The town in a folder of its own."""
    folder = Path(folder or tempfile.mkdtemp(prefix="pdca-town-"))
    settings = Settings(database=str(folder / "town.sqlite3"), files=str(folder / "files"))
    chance = FixedChance(SEED, DAY)
    engine = open_engine(settings, chance)
    scene, cast = Scene(engine, chance), read_cast()
    ids = play_story(scene, cast, read_year())
    review = Review(scene, ids.plan)
    _year_two(scene, review, ids.council)
    info = DemoInfo(BANNER, sign_in_page(scene, cast))
    chance.run(datetime(2026, 11, 24, 22, 30, tzinfo=JAPAN))
    return Town(engine, settings, info, ids.plan, review.cycle, ids.cycle, scene)


def _year_two(scene, review, council):
    clerk = "fujishiro"
    scene.at(date(2026, 5, 11))
    review.open(clerk, council, 2026)
    numbers = tuple(scene.numbers("指", "役"))
    for number in numbers:
        review.carry(clerk, number, "status", "事業継続中で変化なし")
    review.check(
        clerk,
        OPEN_HOUSE,
        ["2館で月2回、北地区はわかば幼稚園で毎週水曜に開いた。", "雨の日の午前は、のべ46組が予約なしで入った。"],
    )
    scene.at(date(2026, 9, 1))
    review.enter(clerk, "consideration", numbers)
    for number in numbers:
        review.consider(clerk, number, "前の年度の見直しを受けて続ける。", None, None)
    scene.at(date(2026, 11, 9))
    _drafts(scene, review, clerk)
    review.enter(clerk, "proposal", numbers)
    review.due(clerk, "proposal", date(2026, 12, 4))
    for number in ASKED:
        text = scene.item(number).statements[1].text.rstrip("。") + "ことを、年に1回確かめている。"
        review.propose(clerk, number, review.bullet(number, 1, text), "続いているかを毎年確かめるため。")
    _opinions(scene, review)


def _drafts(scene, review, clerk):
    hidden = review.draft(clerk, HIDDEN, review.bullet(HIDDEN, 1, f"{SECRET}。"), f"{SECRET}（理由）")
    assert hidden == 1
    shown = review.draft(clerk, SHOWN_ONLY, review.bullet(SHOWN_ONLY, 1, "月に5か所を回っている。"), "声があったため。")
    review.show(clerk, SHOWN_ONLY, shown)
    review.draft(clerk, SHOWN_ONLY, review.bullet(SHOWN_ONLY, 1, f"{SECRET}（次の版）。"), f"{SECRET}（次の理由）")


def _opinions(scene, review):
    scene.at(date(2026, 11, 20), 21)
    _say(scene, review, "miki", ASKED[1], "父親の声の集め方も書いてあると分かりやすいです。")
    _say(scene, review, "hori", ASKED[2], "堀の意見です。昼休みの電話は商工会でも助かります。")
    _say(scene, review, "murase", QUIET, HOSTILE)
    first = _say(scene, review, "miki", None, "会議の資料は、もう少し早く届くと読む時間がとれます。")
    command = AnswerComment(
        command_id=scene.id(),
        cycle_id=review.cycle,
        comment=first,
        disposition="noted",
        body="資料は会議の10日前までにお届けします。",
    )
    scene.do("fujishiro", command)


def _say(scene, review, who, number, body):
    place = Place(indicator_id=scene.item_id(number)) if number else Place()
    return scene.do(who, SubmitComment(command_id=scene.id(), cycle_id=review.cycle, place=place, body=body))


if __name__ == "__main__":
    town = build(*sys.argv[1:])
    print(town.settings.database, town.engine.head())
