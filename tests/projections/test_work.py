"""What is written when rows change."""

import msgspec
import pytest

from projections.tables import Table
from projections.work import Work


class Note(msgspec.Struct, frozen=True):
    id: str
    state: str
    text: str


NOTES = Table("notes", Note, ("id",), ("state",), (("state",),))


@pytest.fixture
def written(database, monkeypatch):
    """The statements that stored rows, and how many rows each."""
    found, write = [], database.write

    def note(connection, what, rows):
        found.append((what, len(rows)))
        write(connection, what, rows)

    monkeypatch.setattr(database, "write", note)
    return found


def put(database, work, *notes):
    with database.writing() as transaction:
        work.use(transaction)
        for note in notes:
            work[NOTES].put(note)
        work.flush()


def test_the_indexes_are_left_alone_where_only_the_json_changes(database, written):
    with database.writing() as transaction:
        for statement in NOTES.create():
            transaction.run(statement)
    work = Work((NOTES,))
    put(database, work, Note("a", "open", "1"), Note("b", "open", "1"))
    put(database, work, Note("a", "open", "2"), Note("b", "closed", "2"))
    put(database, work, Note("b", "closed", "3"))
    again = Work((NOTES,), position=1)
    with database.writing() as transaction:
        again.use(transaction)
        assert again[NOTES].need("a").text == "2"
    put(database, again, Note("a", "open", "3"))
    new, same = NOTES.upsert(""), NOTES.replace("")
    assert written == [(new, 2), (new, 1), (same, 1), (same, 1), (same, 1)]
    found = database.rows(NOTES, "state IS NOT NULL", then="ORDER BY id")
    assert found == [Note("a", "open", "3"), Note("b", "closed", "3")]
    assert database.rows(NOTES, "state = ?", "closed") == [Note("b", "closed", "3")]
