"""A demo as a database of its own: its story is played through the engine, then its clock runs on."""

from datetime import datetime
from typing import NamedTuple

from domain.flow import parse_flow
from domain.japanese_dates import JAPAN
from pdca.bootstrap import open_engine
from pdca.chance import FixedChance
from pdca.demo.info import DemoInfo
from pdca.demo.persons import read_cast, sign_in_page
from pdca.demo.practice import practice_banner, practice_people, practised
from pdca.demo.scene import Scene
from pdca.demo.scripted import play
from pdca.demo.story import play_story
from pdca.demo.year import read_year
from pdca.documents.child import read_in_child
from pdca.engine import Engine
from pdca.flows import DEFAULT, read_flow
from pdca.importing import Choices, import_document
from pdca.settings import Settings

DAY = datetime(2026, 11, 24, 9, tzinfo=JAPAN)
BANNER = "見本です。令和8年11月24日（火）として表示しています"
SEED = 8_11_24
STATUS_YEAR = 2024
"""Where a document for practice does not say of which year its status is."""


class Built(NamedTuple):
    """A demo ready to be served: with its plan, council and last cycle."""

    engine: Engine
    info: DemoInfo
    plan: str
    council: str
    cycle: str


def build(settings: Settings, content: bytes | None = None, file_name: str = "", flow: str = DEFAULT) -> Built:
    """The sample city, or the practice review of a document by a flow."""
    return build_sample(settings) if content is None else build_practice(settings, content, file_name, flow)


def build_sample(settings: Settings) -> Built:
    """The sample city on its day."""
    chance = FixedChance(SEED, DAY)
    engine = open_engine(settings, chance)
    scene, cast = Scene(engine, chance), read_cast()
    ids = play_story(scene, cast, read_year())
    chance.run(DAY)
    return Built(engine, DemoInfo(BANNER, sign_in_page(scene, cast)), *ids)


def build_practice(settings: Settings, content: bytes, file_name: str, flow: str = DEFAULT) -> Built:
    """A whole review of a document, which ends on 31 March; the clock runs from the next day.

    Raises `UnreadableDocument`, `NotFound` or `FlowInvalid` before anything is made.
    """
    document = read_in_child(content, file_name)
    parse_flow(read_flow(flow))
    status_year = document.status_year or STATUS_YEAR
    choices = Choices(
        title=practised(document.title),
        status_year=status_year,
        mark_year=document.mark_year or status_year,
    )
    chance = FixedChance(SEED, datetime(status_year + 2, 4, 1, 9, tzinfo=JAPAN))
    engine = open_engine(settings, chance)
    imported = import_document(engine, content, file_name, choices, read=document)
    played = play(engine, chance, imported.plan_id, flow)
    chance.run(datetime(played.fiscal_year + 1, 4, 1, 9, tzinfo=JAPAN))
    info = DemoInfo(practice_banner(played.fiscal_year), practice_people(played.people), practice=True)
    return Built(engine, info, imported.plan_id, played.council, played.cycle)
