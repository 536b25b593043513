"""`pdca tick` as a scheduler runs it: processes of their own, against a real SMTP server."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from domain.japanese_dates import end_of_day
from pdca.mail.deliveries import Wanted
from tests.pdca.mail.test_tick import asked, at

FAR = date(2199, 1, 1)


@pytest.fixture
def surroundings(office, store, tmp_path):
    """The settings as environment variables; no `.env` is read there."""
    given = office.settings
    return os.environ | {
        "PDCA_DATABASE": store.url,
        "PDCA_FILES": str(tmp_path / "files"),
        "PDCA_SMTP_HOST": given.smtp_host,
        "PDCA_SMTP_PORT": str(given.smtp_port),
        "PDCA_SMTP_SECURITY": "none",
        "PDCA_MAIL_FROM": given.mail_from,
        "PDCA_ORIGIN": given.origin,
    }


def started(surroundings, tmp_path):
    return subprocess.Popen(
        [Path(sys.executable).with_name("pdca"), "tick", "--json"],
        env=surroundings, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def planned(office):
    """Twenty mails wait, for as long as a machine's clock may stand after the story's."""
    asked(office)
    at(office, 8)
    about = {"account": office.review.member, "about": office.review.council, "not_after": end_of_day(FAR)}
    wanted = [Wanted(key=f"k{k}", kind="invitation", **about) for k in range(20)]
    office.deliveries.plan(wanted, office.engine.now())


def test_three_processes_at_once_send_each_mail_once(office, box, surroundings, tmp_path):
    planned(office)
    running = [started(surroundings, tmp_path) for _ in range(3)]
    done = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], done
    told = [json.loads(out) for out, _ in done]
    assert sum(each["sent"] for each in told) == len(box.mails) == 20
    assert {each["deadlines"][0]["step"] for each in told} == {"proposal"}
    assert {each.state for each in office.deliveries.recent()} == {"sent"}


def test_a_process_that_is_killed_while_it_sends_leaves_one_in_doubt_and_the_next_sends_the_rest_once(
    office, box, surroundings, tmp_path
):
    planned(office)
    box.pause = 0.2
    first = started(surroundings, tmp_path)
    while len(box.mails) < 3:
        assert first.poll() is None, first.communicate()
        time.sleep(0.01)
    first.kill()
    first.communicate()
    box.pause = 0
    started(surroundings, tmp_path).communicate(timeout=120)
    states = Counter(each.state for each in office.deliveries.recent())
    assert states["claimed"] <= 1
    assert states["sent"] == 20 - states["claimed"]
    ids = [mail.message["Message-ID"] for mail in box.mails]
    assert len(ids) == len(set(ids)) >= states["sent"]
