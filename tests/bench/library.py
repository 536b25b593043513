"""The other side of the durable command: the library as it comes, its own recorders and tables, our mapper."""

import time
import warnings
from threading import Barrier, Thread

from eventsourcing import sqlite as library_sqlite
from eventsourcing.application import Application
from psycopg.conninfo import conninfo_to_dict

from domain.events import all_events
from pdca.store.sqlite import driver

MAPPER = {"MAPPER_TOPIC": "pdca.store.mapper:Mapper", "ORIGINATOR_ID_TYPE": "text"}


def on_sqlite(path):
    """The library's application over a SQLite file, on the same SQLite as ours, its commits as durable."""
    library_sqlite.sqlite3 = driver()
    app = _application({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})
    with app.recorder.datastore.transaction(commit=False) as cursor:
        for pragma, value in (("journal_mode", "wal"), ("synchronous", 2)):
            cursor.execute(f"PRAGMA {pragma}")
            assert tuple(cursor.fetchone()) == (value,), pragma
    return app


def on_postgresql(url, schema):
    """The library's application in a schema of its own."""
    known = conninfo_to_dict(url)
    place = {f"POSTGRES_{name.upper()}": known.get(name, "") for name in ("dbname", "host", "port", "user", "password")}
    place |= {"POSTGRES_SCHEMA": schema, "POSTGRES_POOL_SIZE": "8", "POSTGRES_MAX_OVERFLOW": "8"}
    return _application({"PERSISTENCE_MODULE": "eventsourcing.postgres", **place})


def _application(env):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = Application(env={**MAPPER, **env})
    app.mapper.register(all_events())
    return app


def at_once(works):
    """Seconds from a common start until all threads have done theirs."""
    start = Barrier(len(works) + 1)

    def run(work):
        start.wait()
        work()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began
