"""次回までに確認すること, on an item and on the plan as a whole."""

from datetime import date

import pytest

from domain import commands as c
from domain import events as e
from domain.commitments import answer, make
from domain.errors import NotFound, Refused
from domain.event import Stream
from tests.domain.test_proposals import a_plan
from tests.given import COMMAND, CYCLE, DAY, MEETING, an_item, decided, refused

DUE = date(2025, 10, 31)
TEXT = "代わりの場所を確かめる。"


def made(due=DUE, **more):
    return e.CommitmentMade(cycle=CYCLE, text=TEXT, due=due, **more)


def asked(text=TEXT, due=DUE, **more):
    return c.MakeCommitment(command_id=COMMAND, cycle_id=CYCLE, text=text, due=due, **more)


def said(result="kept", commitment=4, note="借りられる。", **more):
    return c.AnswerCommitment(
        command_id=COMMAND, cycle_id=CYCLE, commitment=commitment, result=result, note=note, **more
    )


def answered(result="kept", commitment=4, note="借りられる。", **more):
    return e.CommitmentAnswered(cycle=CYCLE, commitment=commitment, result=result, note=note, **more)


def test_something_is_to_be_confirmed_by_a_day_on_an_item_or_the_whole_plan():
    for place in (an_item(), a_plan()):
        assert make(place, DAY, None, asked()) == [(place.stream, made())]


def test_it_has_words_and_a_day_ahead():
    refused(Refused, "empty", make, an_item(), DAY, None, asked(text=" "))
    refused(Refused, "past", make, an_item(), DAY, None, asked(due=date(2025, 6, 30)))
    assert make(an_item(), DAY, None, asked(due=DAY))


def test_it_arises_from_something_of_its_own_item_or_of_a_meeting():
    item = an_item()
    for stream in (item.stream, Stream("session", MEETING)):
        (event,) = decided(make(item, DAY, stream, asked(arises_from=3)))
        assert event.arises_from == 3
    refused(NotFound, "unknown_event", make, item, DAY, None, asked(arises_from=3))
    refused(NotFound, "unknown_event", make, item, DAY, Stream("indicator", MEETING), asked(arises_from=3))


@pytest.mark.parametrize("result", ["kept", "dropped"])
def test_what_is_kept_or_dropped_is_over(result):
    item = an_item(made())
    assert decided(answer(item, DAY, said(result))) == [answered(result)]
    over = an_item(made(), answered(result))
    assert over.commitments[4].state == result
    refused(Refused, "already_answered", answer, over, DAY, said())


def test_what_goes_on_has_another_day_and_may_be_answered_again():
    later = date(2025, 12, 4)
    event = answered("continued", due=later)
    assert decided(answer(an_item(made()), DAY, said("continued", due=later))) == [event]
    item = an_item(made(), event)
    assert (item.commitments[4].state, item.commitments[4].due) == ("open", later)
    assert decided(answer(item, DAY, said())) == [answered()]


def test_an_answer_is_refused_without_its_day_its_note_or_its_commitment():
    item = an_item(made())
    refused(Refused, "due_needed", answer, item, DAY, said("continued"))
    refused(Refused, "due_needed", answer, item, DAY, said("kept", due=DUE))
    refused(Refused, "past", answer, item, DAY, said("continued", due=date(2025, 6, 30)))
    refused(Refused, "empty", answer, item, DAY, said(note=" "))
    refused(NotFound, "unknown_commitment", answer, item, DAY, said(commitment=9))
