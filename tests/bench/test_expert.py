"""The expert's loop, against which replay is measured, gives the state that ours gives."""

from domain.indicator import Indicator
from pdca.store.sqlite import driver
from pdca.streams import Streams
from tests.bench.__main__ import an_engine
from tests.bench.replay import expert, lengthen
from tests.review import STARRED, Review


def test_the_expert_s_loop_gives_our_state(tmp_path):
    path = tmp_path / "log.db"
    with an_engine(str(path), tmp_path) as engine:
        review = Review(engine).start()
        item = lengthen(review, review.items[STARRED], events=60)
        connection = driver().connect(str(path))
        try:
            assert expert(connection, item) == Streams(engine.log).fresh(Indicator, item)
        finally:
            connection.close()
