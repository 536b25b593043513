"""The composition root: from settings to a working engine."""

from domain.events import all_events
from pdca.chance import Chance, SystemChance
from pdca.engine import Engine
from pdca.files import Files
from pdca.settings import Settings
from pdca.store import Mapper, open_log
from projections.read_models import open_read_models


def open_engine(settings: Settings, chance: Chance | None = None, *, create: bool = True) -> Engine:
    """An engine on the settings' database, with its read models up to date.

    `create=False` refuses a database that is not there.
    """
    chance = chance or SystemChance()
    mapper = Mapper(chance=chance)
    mapper.register(all_events())
    log = open_log(settings.database, mapper, chance, create=create)
    engine = Engine(log, open_read_models(settings.database, log), chance, Files(settings.files_folder))
    engine.read_models.catch_up(log.head())
    return engine
