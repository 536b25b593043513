"""The request for opinions that goes with the drafts shown first, on both stores."""

from pdca.mail import due
from pdca.mail.requests import Audience, ask_after_showing, audience
from tests.pdca.mail.test_tick import asked


def test_it_waits_for_the_end_of_the_sitting_and_goes_once(office, box):
    review, engine = asked(office), office.engine
    cycle = engine.load(due.ReviewCycle, review.cycle)
    assert audience(engine, office.deliveries, cycle, engine.now()) == Audience(mailed=2, told=0, post=1)
    ask_after_showing(engine, office.deliveries, cycle, review.clerk)
    office.later(minutes=40)
    review.propose()
    ask_after_showing(engine, office.deliveries, cycle, review.clerk)
    office.later(minutes=40)
    assert office.tick().sent == 0
    office.later(minutes=20)
    assert office.tick().sent == 2
    ask_after_showing(engine, office.deliveries, cycle, review.clerk)
    assert office.deliveries.waiting() == []
    assert audience(engine, office.deliveries, cycle, engine.now()) == Audience(mailed=0, told=2, post=1)
