"""kill -9 of a whole process group at random moments: what was answered is stored, what is sent again happens once."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from domain.events import CommentSubmitted, DraftSaved
from domain.indicator import Indicator
from pdca.chance import SystemChance
from tests.proof import check_rows, raw
from tests.reliability.writers import name
from tests.review import STARRED, Review, engine_on

KILLS = 100
SQLITE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.fixture
def stage(store, tmp_path):
    """Items in consideration; where the writers find everything."""
    engine = engine_on(store.url, tmp_path, SystemChance())
    review = Review(engine).start().in_consideration()
    found = {"url": store.url, "folder": str(tmp_path), "item": review.items[STARRED], "items": review.scope}
    found |= {"cycle": review.cycle, "clerk": review.clerk, "member": review.member}
    engine.close()
    path = tmp_path / "stage.json"
    path.write_text(json.dumps(found), "utf-8")
    return path


class Killer:
    """Starts groups of writers and kills them; keeps the answers."""

    def __init__(self, stage, seed, *fault):
        self.random = random.Random(seed)
        self.answers = {0: {}, 1: {}}
        self.repeated = 0
        self.writers = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.writers", str(stage), *fault],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )  # fmt: skip

    def kill(self, times):
        for _ in range(times):
            starts = [max(answers, default=0) + 1 for answers in self.answers.values()]
            print(*starts, file=self.writers.stdin, flush=True)
            group = self.next_group()
            self.hear(self.writers.stdout.readline().split())
            time.sleep(self.random.uniform(0, 0.05))
            os.killpg(group, signal.SIGKILL)

    def next_group(self):
        """Before it says so, the answers come that the one before had given when it was killed."""
        while (words := self.writers.stdout.readline().split())[0] != "group":
            self.hear(words)
        return int(words[1])

    def hear(self, words):
        lane, number, position, repeated = map(int, words)
        self.answers[lane][number] = position
        self.repeated += repeated

    def close(self):
        self.writers.stdin.close()
        for line in self.writers.stdout:
            self.hear(line.split())
        self.writers.wait()
        self.writers.stdout.close()


def lost_and_doubled(stage, answers):
    """How many answered commands are not where their answer said, and how many texts stand there twice."""
    found = json.loads(stage.read_text("utf-8"))
    engine = engine_on(found["url"], found["folder"], SystemChance())
    try:
        recorded = engine.log.since(0, 1_000_000)
        stored = {r.command: r.position for r in recorded if r.command}
        lost = [
            (lane, n) for lane, said in answers.items() for n, position in said.items()
            if stored.get(name(lane, n)) != position
        ]  # fmt: skip
        bodies = [r.ref("body") for r in recorded if isinstance(r.event, CommentSubmitted)]
        texts = Counter(engine.reveal(bodies).values())
        drafts = [r.event.number for r in recorded if isinstance(r.event, DraftSaved)]
        assert drafts == list(range(1, len(drafts) + 1))
        assert engine.load(Indicator, found["item"]).last_draft(found["cycle"]) == len(drafts)
        digests = engine.read_models.check()
        assert all(live == anew for live, anew in digests.values()), digests
        assert engine.read_models.position() == engine.head()
    finally:
        engine.close()
    return len(lost), sum(texts.values()) - len(texts)


@SQLITE
def test_a_hundred_kills_lose_nothing_and_double_nothing(stage, store):
    killer = Killer(stage, 4711)
    try:
        killer.kill(KILLS)
    finally:
        killer.close()
    answered = sum(map(len, killer.answers.values()))
    assert answered >= KILLS
    assert lost_and_doubled(stage, killer.answers) == (0, 0)
    check_rows(*raw(store))
    print(f"{KILLS} kills, {answered} answered, {killer.repeated} of them recorded before their answer was lost")


@SQLITE
def test_an_answer_before_the_record_is_found_out(stage, store):
    killer = Killer(stage, 4711, "early")
    try:
        killer.kill(10)
    finally:
        killer.close()
    lost, _ = lost_and_doubled(stage, killer.answers)
    assert lost > 0
