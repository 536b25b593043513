"""The sample city 糸瀬市 as a database of its own, built by playing its story through the engine."""

from datetime import datetime

from domain.japanese_dates import JAPAN
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.demo.info import DemoInfo
from pdca.demo.persons import read_cast, sign_in_page
from pdca.demo.scene import Scene
from pdca.demo.story import Ids, play_story
from pdca.demo.year import read_year
from pdca.engine import Engine
from pdca.settings import Settings

DAY = datetime(2026, 11, 24, 9, tzinfo=JAPAN)
BANNER = "見本です。令和8年11月24日（火）として表示しています"
SEED = 8_11_24


def build_sample(settings: Settings) -> tuple[Engine, DemoInfo, Ids]:
    """The engine with the story told; its clock runs from the sample's day."""
    chance = FixedChance(SEED, DAY)
    engine = open_engine(settings, chance)
    scene = Scene(engine, chance)
    cast = read_cast()
    ids = play_story(scene, cast, read_year())
    chance.run(DAY)
    return engine, DemoInfo(BANNER, sign_in_page(scene, cast)), ids
