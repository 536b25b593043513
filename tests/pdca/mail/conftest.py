"""A review whose members have addresses, a mail server, and the settings that lead to it."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
import pytest

from domain import commands as c
from pdca.mail.deliveries import Deliveries
from pdca.mail.tick import tick
from pdca.permissions import CONSOLE
from pdca.settings import Settings
from tests.mail_server import MailHost
from tests.review import Review, engine_on

MINUTE = timedelta(minutes=1)


@pytest.fixture
def host():
    """The running server."""
    made = MailHost()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def box(host):
    """What the server took."""
    return host.handler


@dataclass
class Office:
    """An engine with its settings and the small review; `tick` is one round of the clock."""

    engine: object
    settings: Settings
    review: Review

    @property
    def deliveries(self):
        return Deliveries(self.engine)

    def tick(self, **more):
        return tick(self.engine, msgspec.structs.replace(self.settings, **more))

    def later(self, **time):
        self.engine.chance.advance(timedelta(**time) // timedelta(microseconds=1))

    def states(self):
        return {each.kind: each.state for each in [*self.deliveries.recent(), *self.deliveries.waiting()]}

    def account(self, name, email):
        made = self.review.new()
        self.review.do(c.RegisterAccount, CONSOLE, account_id=made, name=name, email=email)
        return made


@pytest.fixture
def settings(host):
    return Settings(
        smtp_host="127.0.0.1",
        smtp_port=host.port,
        smtp_security="none",
        mail_from="kodomo@city.example",
        mail_office="水野市子ども課（0000-00-0000、平日8時30分～17時15分）",
        origin="https://minaoshi.example",
    )


@pytest.fixture
def engine(store, tmp_path):
    made = engine_on(store.url, tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(engine, settings):
    """The chair has no address, the members do; 2025-07-01 is a Tuesday, twelve o'clock in Japan."""
    review = Review(engine)
    office = Office(engine, settings, review)
    review.people()
    review.member = office.account("三木 遥", "miki@example.jp")
    review.other = office.account("高梨 由紀子", "takanashi@example.jp")
    review.seats().imported().opened()
    return office
