"""Writers to be killed: `python -m tests.reliability.writers STAGE [early]`.

Each line `DRAFT COMMENT` on stdin forks a process group of two writers, which go on from these numbers: one saves
drafts that each build on the last, one comments. Their command ids follow from the numbers, so that whoever comes next
sends again what may or may not have been recorded. Stdout says `group PGID`, then `LANE NUMBER POSITION REPEATED` for
each answer. `early` is the planted fault: it answers before it records.
"""

import json
import os
import signal
import sys
import uuid
from pathlib import Path

from domain import commands as c
from pdca.chance import SystemChance
from tests.review import engine_on

IDS = uuid.UUID("1c1f3c1c-7d53-5b0a-8e6b-0d4a3e0c7f11")


def draft(stage, number):
    bullet = c.Bullet(text=f"たたき台の{number}番目の文", id=1, text_revision=1)
    fields = {"indicator_id": stage["item"], "statements": (bullet,), "reason": f"理由{number}", "based_on": number - 1}
    return c.SaveDraft(command_id=name(0, number), cycle_id=stage["cycle"], **fields), stage["clerk"]


def comment(stage, number):
    place = c.Place(indicator_id=stage["items"][number % len(stage["items"])])
    return (
        c.SubmitComment(command_id=name(1, number), cycle_id=stage["cycle"], place=place, body=f"{number}番目のご意見"),
        stage["member"],
    )


LANES = (draft, comment)


def name(lane, number):
    return str(uuid.uuid5(IDS, f"{lane}/{number}"))


def write(stage, lane, number, *, early):
    engine = engine_on(stage["url"], stage["folder"], SystemChance())
    while True:
        command, who = LANES[lane](stage, number)
        if early:
            say(lane, number, 0, 0)
        done = engine.do(command, who)
        if not early:
            say(lane, number, done.position, int(done.repeated))
        number += 1


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def group(stage, starts, *, early):
    os.setsid()
    say("group", os.getpid())
    lane = 0 if os.fork() else 1
    write(stage, lane, starts[lane], early=early)


def main(stage, *fault):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with Path(stage).open(encoding="utf-8") as file:
        read = json.load(file)
    for line in sys.stdin:
        if os.fork() == 0:
            try:
                group(read, [int(word) for word in line.split()], early="early" in fault)
            finally:
                os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
