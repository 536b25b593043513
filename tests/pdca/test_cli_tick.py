"""`pdca tick` on the command line: what it says, and how it ends."""

import pytest

from domain.japanese_dates import end_of_day
from pdca.cli_groups import opening
from tests.mail_server import MailHost
from tests.pdca.cli_stage import Stage
from tests.pdca.mail.conftest import Office
from tests.pdca.mail.test_tick import DUE, asked, at
from tests.review import Review, engine_on


@pytest.fixture
def pdca(tmp_path, monkeypatch, capfd):
    """The command line on a review with a deadline, its clock at the reminder's hour."""
    host = MailHost()
    host.start()
    engine = engine_on(str(tmp_path / "log.db"), tmp_path)
    review = Review(engine).people()
    office = Office(engine, None, review)
    review.member = office.account("三木 遥", "miki@example.jp")
    review.seats().imported().opened()
    asked(office)
    at(office, 8)
    monkeypatch.setattr(opening, "open_engine", lambda *_args, **_more: engine)
    monkeypatch.chdir(tmp_path)
    for name, value in {"HOST": "127.0.0.1", "PORT": str(host.port), "SECURITY": "none"}.items():
        monkeypatch.setenv(f"PDCA_SMTP_{name}", value)
    monkeypatch.setenv("PDCA_MAIL_FROM", "kodomo@city.example")
    yield Stage(tmp_path, capfd)
    host.stop()


def test_a_round_says_the_deadlines_and_what_was_sent(pdca):
    done = pdca("tick")
    assert done.code == 0
    assert done.out == "令和7年度の見直し「提案」の締切：令和7年7月11日（金）23時59分\nメール：1通を送りました。\n"


def test_as_json(pdca):
    done = pdca("tick", "--json")
    assert (done.code, done.json["planned"], done.json["sent"], done.json["mail"]) == (0, 1, 1, True)
    (deadline,) = done.json["deadlines"]
    assert (deadline["step"], deadline["passed"]) == ("proposal", False)
    assert deadline["due"] == end_of_day(DUE).isoformat().replace("+00:00", "Z")


def test_without_a_mail_server_it_is_said(pdca, monkeypatch):
    monkeypatch.setenv("PDCA_SMTP_HOST", "")
    done = pdca("tick")
    assert done.code == 0
    assert "メールは送りません" in done.out


def test_a_server_that_cannot_be_reached_ends_with_one(pdca, monkeypatch):
    monkeypatch.setenv("PDCA_SMTP_PORT", "1")
    done = pdca("tick")
    assert done.code == 1
    assert "つながりません" in done.err


def test_a_sender_is_asked_for(pdca, monkeypatch):
    monkeypatch.setenv("PDCA_MAIL_FROM", "")
    done = pdca("tick")
    assert done.code == 1
    assert "PDCA_MAIL_FROM" in done.err
