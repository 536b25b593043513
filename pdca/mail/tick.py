"""One round of the clock: notes down what is due, then sends what nobody else has claimed; safe at any time, twice."""

from collections import Counter
from datetime import datetime

import msgspec

from domain.errors import Refused
from pdca.chance import to_us
from pdca.engine import Engine
from pdca.mail.deliveries import Deliveries, Delivery
from pdca.mail.due import due
from pdca.mail.letters import Desk
from pdca.mail.sending import UNADDRESSABLE, MailServer, MailServerUnreachable, Outcome, message
from pdca.settings import Settings


class Round(msgspec.Struct, frozen=True):
    """What one round did; `unreachable` says why the mail server took nothing at all."""

    planned: int = 0
    sent: int = 0
    later: int = 0
    refused: int = 0
    uncertain: int = 0
    dropped: int = 0
    mail: bool = True
    unreachable: str = ""


def tick(engine: Engine, settings: Settings, server: MailServer | None = None) -> Round:
    """One round; without the settings of a mail server nothing is noted down, so that nothing piles up."""
    if not settings.sends_mail:
        return Round(mail=False)
    _check(settings)
    deliveries, now = Deliveries(engine), engine.now()
    deliveries.lose(now)
    planned = deliveries.plan(due(engine, deliveries, now), now)
    counted: Counter[str] = Counter()
    unreachable = ""
    with server or MailServer(settings) as mail_server:
        for waiting in deliveries.waiting(now):
            try:
                counted[_deliver(engine, settings, deliveries, mail_server, waiting.key)] += 1
            except MailServerUnreachable as error:
                unreachable = error.message
                break
    return Round(
        planned=planned,
        sent=counted["sent"],
        later=counted["later"],
        refused=counted["refused"],
        uncertain=counted["uncertain"],
        dropped=counted["dropped"],
        unreachable=unreachable,
    )


def _check(settings: Settings) -> None:
    if "@" not in settings.mail_from:
        msg = "設定 PDCA_MAIL_FROM に、差出人のメールアドレスを入れてください。"
        raise Refused(msg, code="setting", field="PDCA_MAIL_FROM")


def _deliver(engine: Engine, settings: Settings, deliveries: Deliveries, server: MailServer, key: str) -> str:
    server.connect()
    now = engine.now()
    claimed = deliveries.claim(key, now)
    if claimed is None:
        return "claimed elsewhere"
    outcome = _outcome(engine, settings, server, claimed, now)
    if outcome is None:
        deliveries.settle(key, "dropped", now)
        return "dropped"
    if outcome.state == "later":
        state = deliveries.postpone(claimed, now, outcome.problem)
        return "later" if state == "waiting" else state
    deliveries.settle(key, outcome.state, now, outcome.problem)
    return outcome.state


def _outcome(
    engine: Engine, settings: Settings, server: MailServer, claimed: Delivery, now: datetime
) -> Outcome | None:
    """What the server said; None where the mail has become needless, or its day is over."""
    row = engine.read_models.streams.stream(claimed.account)
    address = engine.reveal([row.email] if row and row.email else [])
    if claimed.not_after < to_us(now) or row is None or row.closed is not None or not address:
        return None
    letter = Desk(engine, settings, now).letter(claimed)
    if letter is None:
        return None
    try:
        mail = message(claimed, letter, next(iter(address.values())), settings, now)
    except UNADDRESSABLE:
        return Outcome("refused", "address")
    return server.send(mail)
