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


class Paper(msgspec.Struct, frozen=True):
    id: str
    text: str


PAPERS = Table("papers", Paper, ("id",), dated=True)


def test_a_row_as_it_was_before_an_event_is_found_whether_it_is_written_yet_or_not(database):
    with database.writing() as transaction:
        for statement in PAPERS.create():
            transaction.run(statement)
        work = Work((PAPERS,))
        work.use(transaction)
        for position in (2, 4, 6):
            work.at(position)
            work[PAPERS].put(Paper("a", str(position)))
            if position == 4:
                work.flush()
        found = {at: work[PAPERS].before(at, "a") for at in (2, 3, 4, 5, 7)}
        assert work[PAPERS].before(7, "b") is None
    assert {at: row and row.text for at, row in found.items()} == {2: None, 3: "2", 4: "2", 5: "4", 7: "6"}
