"""Read models over a log in memory, on both stores."""

import psycopg
import pytest

from pdca.store.sqlite import driver
from projections.database import postgres, sqlite
from projections.read_models import MODELS, ReadModels


@pytest.fixture
def address(store):
    """Where the read models of a test live; a schema has to exist."""
    if store.kind == "sqlite":
        return store.url.replace("log.db", "read.db")
    url, schema = store.url.split("&schema=")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    return store.url


def database_at(address):
    return postgres(address) if address.startswith("postgres") else sqlite(address, driver().connect)


@pytest.fixture
def database(address):
    """The database of the test's read models."""
    made = database_at(address)
    yield made
    made.close()


@pytest.fixture
def read_models(address):
    """Opens read models of a log, in the same place each time."""
    made = []

    def opened(log, models=MODELS, batch=500, *, catch_up=True):
        found = ReadModels(database_at(address), log, models, batch)
        made.append(found)
        if catch_up:
            found.catch_up()
        return found

    yield opened
    for each in made:
        each.close()
