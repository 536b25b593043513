"""Real races, on both stores: threads against threads, and against another process."""

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import msgspec
import pytest

from domain import commands as c
from domain.review_cycle import ReviewCycle
from pdca.chance import SystemChance
from pdca.engine import Done
from pdca.flows import read_flow
from tests.reliability.slipping import outcome
from tests.review import PLAIN, STARRED, Review, engine_on

ONE_STEP = """\
name = "一段"
format = 1
scope = ["activity"]

[may]
secretariat = ["call_session", "record_attendance", "close_session"]

[[steps]]
code = "revision"
title = "見直し"
explanation = "ご意見に答える"
exit = "all"
until = ["settled", "comments_answered"]

[steps.may]
secretariat = ["answer_comment", "save_draft", "show_draft", "carry_forward"]
member = ["submit_comment"]

[ordinance]
quorum = "majority"
quorum_article = "条例第6条"
naming = "number"
opinions_visible = "always"
"""
"""Nothing is in the way of closing but unanswered opinions and running sessions."""
ROUNDS = 25


@pytest.fixture
def review(store, tmp_path):
    engine = engine_on(store.url, tmp_path, SystemChance())
    yield reopened(Review(engine, flow=ONE_STEP).people().seats().imported())
    engine.close()


def reopened(review):
    """A new cycle with nothing in the way of its end."""
    review.opened()
    for number in (STARRED, PLAIN):
        review.keep(review.items[number])
    return review


@pytest.fixture
def other(review, store, tmp_path):
    """Sends a command in another process and gives a function that waits for its answer."""
    arguments = [sys.executable, "-m", "tests.reliability.other_process", store.url, str(tmp_path)]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    assert process.stdout.readline() == "ready\n"

    def send(cls, who, **fields):
        line = msgspec.json.encode(review.command(cls, **fields)).decode()
        print(who, line, file=process.stdin, flush=True)
        return lambda: process.stdout.readline().strip()

    yield send
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


def together(*works):
    start = threading.Barrier(len(works))

    def run(work):
        start.wait()
        return outcome(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def has_happened(result):
    return isinstance(result, Done) or result == "done"


def in_the_other_process_while(send, do):
    """Both at about the same time; the other process needs a moment to read its line."""
    answer = send()
    time.sleep(random.uniform(0, 0.004))
    return outcome(do), answer()


def end(review):
    """What is left to do until the cycle is closed."""
    for number in (STARRED, PLAIN):
        for at in review.item(number).open_comments(review.cycle):
            review.answer(at, number)
    review.do(c.CloseCycle)


def closes_or_hears(review, results):
    """Exactly one of closing and speaking went through, never both and never neither."""
    closed, spoken = map(has_happened, results)
    cycle = review.engine.load(ReviewCycle, review.cycle)
    open_comments = sum(len(review.item(n).open_comments(review.cycle)) for n in (STARRED, PLAIN))
    assert (closed, spoken) == (cycle.closed, open_comments == 1)
    assert closed != spoken, results
    if spoken:
        end(review)
    reopened(review)


def test_a_cycle_closes_while_another_process_sends_a_comment(review, other):
    place = c.Place(indicator_id=review.items[STARRED])
    for _ in range(ROUNDS):
        results = in_the_other_process_while(
            lambda: other(c.SubmitComment, review.member, place=place, body="間に合った"),
            lambda: review.do(c.CloseCycle),
        )
        closes_or_hears(review, results)


def test_another_process_closes_the_cycle_while_a_comment_comes(review, other):
    for _ in range(ROUNDS):
        results = in_the_other_process_while(
            lambda: other(c.CloseCycle, review.clerk),
            lambda: review.do(c.SubmitComment, review.member, **words(review)),
        )
        closes_or_hears(review, results[::-1])


def words(review, number=PLAIN):
    return {"place": c.Place(indicator_id=review.items[number]), "body": "x"}


def test_a_cycle_closes_while_another_thread_comments(review):
    for _ in range(ROUNDS):
        results = together(
            lambda: review.do(c.CloseCycle), lambda: review.do(c.SubmitComment, review.member, **words(review))
        )
        closes_or_hears(review, results)


def test_a_cycle_closes_while_another_process_calls_a_session(review, other):
    for _ in range(ROUNDS):
        session = review.new()
        fields = {"session_id": session, "title": "臨時会議", "held_on": date(2025, 7, 24)}
        closed, called = in_the_other_process_while(
            lambda new=fields: other(c.CallSession, review.clerk, **new), lambda: review.do(c.CloseCycle)
        )
        assert has_happened(closed) != has_happened(called), (closed, called)
        if has_happened(called):
            review.session = session
            review.do(c.RecordAttendance, present=(1, 2), presiding=1)
            review.do(c.CloseSession)
            review.do(c.CloseCycle)
        reopened(review)


def test_two_clerks_save_a_draft_on_the_same_base(review, other):
    item = {"indicator_id": review.items[STARRED], "reason": "x"}
    mine, theirs = review.bullets(text="こちらの文"), review.bullets(text="あちらの文")
    for base in range(ROUNDS):
        results = in_the_other_process_while(
            lambda n=base: other(c.SaveDraft, review.clerk, **item, statements=theirs, based_on=n),
            lambda n=base: review.do(c.SaveDraft, **item, statements=mine, based_on=n),
        )
        assert sorted(map(has_happened, results)) == [False, True]
        assert "stale_draft" in results
        assert review.item().last_draft(review.cycle) == base + 1


def test_the_same_command_from_eight_threads_and_another_process_happens_once(review, other):
    for base in range(5):
        fields = {"indicator_id": review.items[STARRED], "statements": review.bullets(), "reason": "x"}
        command = review.command(c.SaveDraft, **fields, based_on=base)
        answer = other(c.SaveDraft, review.clerk, command_id=command.command_id, **fields, based_on=base)
        results = together(*[lambda one=command: review.engine.do(one, review.clerk)] * 8)
        assert {done.positions for done in results} == {(review.engine.head(),)}
        assert answer() == "done"
        assert sum(not done.repeated for done in results) <= 1
        assert review.item().last_draft(review.cycle) == base + 1


def test_many_speak_on_one_item_at_once_and_all_are_heard(review, store):
    def speak():
        return [review.comment(body="みんなで") for _ in range(10)]

    found = [at for each in together(*[speak] * 8) for at in each]
    assert len(set(found)) == 80
    assert sorted(review.item().comments) == sorted(found)
    rows = review.engine.read_models.opinions.item_opinions(review.items[STARRED])
    assert Counter(row.number for row in rows) == Counter(range(1, 81))


def test_a_year_is_opened_by_two_processes_at_once(review, other):
    for year in range(2030, 2030 + ROUNDS):
        fields = {"fiscal_year": year, "flow": read_flow("kaigi2"), "plan_id": review.plan}
        results = in_the_other_process_while(
            lambda new=fields: other(c.OpenCycle, review.clerk, cycle_id=review.new(), **new),
            lambda new=fields: review.do(c.OpenCycle, cycle_id=review.new(), **new),
        )
        assert sorted(map(has_happened, results)) == [False, True]
        assert "year_open" in results
