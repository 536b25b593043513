"""The composition root: from settings to a working engine."""

from pathlib import Path

from domain.events import all_events
from pdca.chance import Chance, SystemChance
from pdca.engine import Engine
from pdca.files import Files
from pdca.settings import Settings
from pdca.store import Mapper, open_log
from pdca.store.sqlite import driver
from projections.read_models import open_read_models


def open_engine(settings: Settings, chance: Chance | None = None, *, create: bool = True) -> Engine:
    """An engine on the settings' database, with its read models up to date.

    `create=False` refuses a database that is not there.
    """
    chance = chance or SystemChance()
    mapper = Mapper(chance=chance)
    mapper.register(all_events())
    log = open_log(settings.database, mapper, chance, create=create)
    read_models = open_read_models(_beside(settings), log, driver().connect)
    engine = Engine(log, read_models, chance, Files(settings.files_folder))
    engine.read_models.catch_up()
    return engine


def _beside(settings: Settings) -> str:
    """Where the read models are: in PostgreSQL itself, or in a file beside the log that may be thrown away."""
    return settings.database if settings.on_postgresql else str(Path(settings.database).with_suffix(".read.sqlite3"))
