"""Read models over the real log: texts are sealed, positions are those of the store, unknown events stop them."""

import pytest

from domain.event import Actor, Stream
from domain.events import all_events
from pdca.store.mapper import Mapper
from tests.projections.history import CYCLE, ITEM, PLAN, lived_in

CLERK = Actor("clerk", "secretariat")


@pytest.fixture
def mapper():
    made = Mapper()
    made.register(all_events())
    return made


@pytest.fixture
def log(store, mapper):
    made = store.open(mapper)
    for each in lived_in().recorded:
        stream = Stream(each.kind, each.stream)
        made.append([(stream, each.version, each.event)], actor=CLERK, reads={each.stream: each.version - 1})
    return made


def test_a_reference_opens_to_the_text(read_models, log):
    models = read_models(log)
    assert models.position() == log.head() == 20
    status = models.items.item(ITEM).statuses[2025]
    (opinion,) = models.opinions.cycle_opinions(CYCLE)
    opened = log.reveal([*status.texts, *opinion.bodies, opinion.answer.body])
    assert [opened[ref] for ref in status.texts] == ["月に二度開けた", "利用は40人"]
    assert opened[opinion.bodies[0]] == "もっと早く開けてほしい"
    assert opened[opinion.answer.body] == "直します"


def test_the_trail_opens_to_texts(read_models, log):
    models = read_models(log)
    row = next(row for row in models.trail.page() if row.topic == "indicator.improvement_proposed.v1")
    drafted = row.after.statements[0].text
    assert set(log.reveal([drafted, row.after.refs["reason"]]).values()) == {"公園を毎日開放する", "ご意見による"}


def test_no_private_text_stands_in_any_row(read_models, log, database):
    models = read_models(log)
    with database.plain() as transaction:
        rows = "\n".join(
            str(row)
            for model in models._models.values()
            for table in model.tables
            for sql in table.all()
            for row in transaction.all(sql)
        )
    assert "公園を開放する" in rows
    for private in ("月に二度開けた", "もっと早く", "ご意見による", "利用が多い", "直します"):
        assert private not in rows


def test_an_event_of_a_newer_program_stops_all_before_it(read_models, log, store):
    older = Mapper()
    older.register([cls for cls in all_events() if cls.__name__ != "SessionCalled"])
    models = read_models(store.open(older))
    assert {(track.position, track.stopped_at) for track in models.stopped()} == {(17, 18)}
    assert "session.session_called.v1" in models.stopped()[0].reason
    newer = read_models(log)
    assert (newer.stopped(), newer.position()) == ([], 20)
    assert len(newer.items.plan_items(PLAN)) == 5
