"""The line to the mail server: secured or not at all, signed in or not at all."""

import pytest

from pdca.demo import running
from pdca.mail.tick import Round
from pdca.settings import Settings
from tests.pdca.mail.test_tick import asked, at


@pytest.mark.parametrize(
    "more",
    [{"smtp_security": "starttls"}, {"smtp_user": "pdca", "smtp_password": "x"}, {"smtp_host": "no.such.host.invalid"}],
    ids=["no STARTTLS", "no sign-in", "no host"],
)
def test_where_the_server_does_not_do_what_the_settings_ask_nothing_is_sent(office, box, more):
    asked(office)
    at(office, 8)
    done = office.tick(**more)
    assert done.unreachable
    assert (done.sent, box.mails) == (0, [])
    assert {(each.state, each.attempts) for each in office.deliveries.waiting()} == {("waiting", 0)}
    assert office.tick() == Round(sent=2)


def test_a_new_line_is_made_after_one_broke(office, box):
    asked(office)
    at(office, 8)
    box.breaks = True
    assert office.tick().uncertain == 2
    assert len(box.mails) == 2


def test_the_demo_has_no_mail_server(monkeypatch, tmp_path):
    monkeypatch.setattr(running, "read_settings", lambda: Settings(smtp_host="mail.city.example"))
    assert not running._settings(tmp_path, None).sends_mail


def test_no_line_of_a_name_gets_into_the_head_of_a_mail(office, box):
    asked(office)
    at(office, 8)
    office.tick(mail_office="水野市\nBcc: evil@example.jp")
    assert {tuple(mail.to) for mail in box.mails} == {("miki@example.jp",), ("takanashi@example.jp",)}
    assert all(mail.message["Bcc"] is None for mail in box.mails)
