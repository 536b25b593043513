"""The practice log: a copy of the official one beside it, on which anything may be tried, and which is thrown away.

SQLite: a file beside the log. PostgreSQL: a schema beside the city's. Nothing of it ever reaches the official log.
"""

import os
import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from threading import RLock

import msgspec

from pdca.bootstrap import open_engine
from pdca.engine import Engine
from pdca.settings import Settings
from pdca.store.beside import Beside
from pdca.store.postgres import split_schema
from pdca.uploads import FOLDER

SUFFIX = "practice"
TABLES = {
    "events": ("position", "stream", "version", "topic", "recorded_at", "command", "state"),
    "private_value": ("position", "path", "salt", "value"),
}
"""What a log consists of; on SQLite a private value has its `place` besides."""


class Practice:
    """The practice log of an official one; several processes may share it."""

    def __init__(self, official: Engine, settings: Settings) -> None:
        self._official = official
        self._beside = Beside(official.log, ())
        self._settings = settings
        self._engine: Engine | None = None
        self._token: object = None
        self._turn = RLock()

    def engine(self) -> Engine | None:
        """The engine on the practice log, where one stands; another process may have made it anew or thrown it away."""
        with self._turn:
            token = self._standing()
            if token != self._token:
                self._close()
                self._engine = open_engine(self.settings, self._official.chance, create=False) if token else None
                self._token = token
            return self._engine

    def begin(self) -> None:
        """Copies the official log as it stands; nothing where a practice runs already."""
        with self._turn:
            if self._standing():
                return
            making = self._named(f"{SUFFIX}_new")
            self._remove(making)
            engine = open_engine(making, self._official.chance)
            try:
                self._copy(Beside(engine.log, ()))
            finally:
                engine.close()
            self._copy_files()
            self._put_in_place(making)

    def end(self) -> None:
        """Throws the practice log away, with its texts and files; nothing where there is none."""
        with self._turn:
            self._close()
            self._remove(self.settings)

    def close(self) -> None:
        """Gives back the connections; the practice log stays."""
        with self._turn:
            self._close()

    @property
    def stands(self) -> bool:
        """Whether there is a practice log."""
        return self._standing() is not None

    @property
    def settings(self) -> Settings:
        """Where the practice log is."""
        return self._named(SUFFIX)

    def _close(self) -> None:
        if self._engine is not None:
            self._engine.close()
        self._engine, self._token = None, None

    def _named(self, suffix: str) -> Settings:
        official = self._settings
        files = str(official.files_folder.with_name(f"{official.files_folder.name}.{SUFFIX}"))
        if official.on_postgresql:
            url, schema = split_schema(official.database)
            mark = "&" if "?" in url else "?"
            database = f"{url}{mark}schema={schema}_{suffix}"
        else:
            path = Path(official.database)
            database = str(path.with_name(f"{path.stem}.{suffix}{path.suffix}"))
        return msgspec.structs.replace(official, database=database, files=files)

    def _standing(self) -> object:
        """What tells one practice log from the next; None where there is none."""
        if self._settings.on_postgresql:
            found = self._beside.read("SELECT oid FROM pg_namespace WHERE nspname = ?", _schema(self.settings))
            return found[0][0] if found else None
        try:
            stat = Path(self.settings.database).stat()
        except FileNotFoundError:
            return None
        return stat.st_ino, stat.st_dev

    def _copy(self, to: Beside) -> None:
        """Row by row: a city's log is thousands of events, and every store can do it."""
        for table, shared in TABLES.items():
            own = () if self._settings.on_postgresql or table == "events" else ("place",)
            columns = (*shared, *own)
            names, marks = ", ".join(columns), ", ".join("?" * len(columns))
            rows = self._beside.read(f"SELECT {names} FROM {table} ORDER BY position")  # noqa: S608 -- our own names
            with to.writing() as run:
                for row in rows:
                    run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row)  # noqa: S608 -- our own names

    def _copy_files(self) -> None:
        """The same files under names of their own: throwing these away leaves the others."""
        official, own = self._settings.files_folder, self.settings.files_folder
        shutil.rmtree(own, ignore_errors=True)
        if official.is_dir():
            shutil.copytree(official, own, copy_function=os.link, ignore=shutil.ignore_patterns(FOLDER))

    def _put_in_place(self, making: Settings) -> None:
        """Only a whole copy gets the name by which it is found."""
        if self._settings.on_postgresql:
            self._beside.write(f'ALTER SCHEMA "{_schema(making)}" RENAME TO "{_schema(self.settings)}"')
        else:
            for path in _read_models(making):
                path.unlink(missing_ok=True)
            Path(making.database).rename(self.settings.database)

    def _remove(self, settings: Settings) -> None:
        if settings.on_postgresql:
            self._beside.write(f'DROP SCHEMA IF EXISTS "{_schema(settings)}" CASCADE')
        else:
            for path in chain(_with_its_log(Path(settings.database)), _read_models(settings)):
                path.unlink(missing_ok=True)
        shutil.rmtree(settings.files_folder, ignore_errors=True)


def _schema(settings: Settings) -> str:
    """A schema's name as `split_schema` lets it through: it needs no more care in a statement."""
    return split_schema(settings.database)[1]


def _read_models(settings: Settings) -> Iterator[Path]:
    return _with_its_log(Path(settings.database).with_suffix(".read.sqlite3"))


def _with_its_log(path: Path) -> Iterator[Path]:
    """A SQLite file and what stands beside it while it is open."""
    return (path.with_name(path.name + more) for more in ("", "-wal", "-shm"))
