"""One mail over SMTP, and what the server said to it: taken, refused, later again, or nobody knows."""

import hashlib
import smtplib
import ssl
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Literal, Self

import msgspec

from domain.errors import ReviewError
from pdca.mail.deliveries import Delivery
from pdca.mail.letters import Letter
from pdca.settings import Settings

SECONDS = 30
"""How long the server may take over one answer."""
GONE = (smtplib.SMTPServerDisconnected, OSError)
"""The line broke; `OSError` has time-outs and TLS."""
PERMANENT = 500
ACCEPTED = 300


class MailServerUnreachable(ReviewError):
    """Raised when the mail server does not answer, or does not take our name and password."""

    status = 503


class Outcome(msgspec.Struct, frozen=True):
    """What became of one mail; `problem` is the server's number or a word, never an address."""

    state: Literal["sent", "refused", "later", "uncertain"]
    problem: str = ""


def message(delivery: Delivery, letter: Letter, to: str, settings: Settings, now: datetime) -> EmailMessage:
    """The mail; its id follows from its key, so that a server can know a repeated one. Raises where `to` is none."""
    made = EmailMessage(policy=SMTP_POLICY)
    made["From"] = settings.mail_from
    made["To"] = str(Address(addr_spec=to))
    made["Subject"] = letter.subject
    made["Message-ID"] = f"<{hashlib.sha256(delivery.key.encode()).hexdigest()[:32]}@{_domain(settings)}>"
    made["Date"] = now
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n".join(letter.lines) + "\n")
    return made


def _domain(settings: Settings) -> str:
    return settings.mail_from.rpartition("@")[2].rstrip(">") or "localhost"


class MailServer:
    """A connection that is opened when it is needed, and again after it broke."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._drop()

    def connect(self) -> smtplib.SMTP:
        """The open connection, signed in where the settings say so."""
        if self._open is None:
            try:
                self._open = self._connected()
            except (smtplib.SMTPException, OSError) as error:
                msg = f"メールサーバー（{self._settings.smtp_host}）につながりません：{type(error).__name__}"
                raise MailServerUnreachable(msg, code="mail_server") from error
        return self._open

    def _connected(self) -> smtplib.SMTP:
        given, context = self._settings, ssl.create_default_context()
        if given.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(given.smtp_host, given.smtp_port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(given.smtp_host, given.smtp_port, timeout=SECONDS)
        try:
            self._greet(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """Secures the line and signs in as the settings say; raises where the server does not do it."""
        if self._settings.smtp_security == "starttls":
            server.starttls(context=context)
        if self._settings.smtp_user:
            server.login(self._settings.smtp_user, self._settings.smtp_password)
        server.ehlo_or_helo_if_needed()

    def send(self, mail: EmailMessage) -> Outcome:
        """Sends one mail. Before its text is handed over a broken line means later; after that nobody knows."""
        server = self.connect()
        try:
            refused = self._envelope(server, mail)
        except GONE as error:
            self._drop()
            return Outcome("later", type(error).__name__)
        return refused or self._text(server, mail)

    def _envelope(self, server: smtplib.SMTP, mail: EmailMessage) -> Outcome | None:
        for code, _ in (
            server.mail(str(mail["From"].addresses[0].addr_spec)),
            server.rcpt(str(mail["To"].addresses[0].addr_spec)),
        ):
            if code >= ACCEPTED:
                server.rset()
                return _refusal(code)
        return None

    def _text(self, server: smtplib.SMTP, mail: EmailMessage) -> Outcome:
        try:
            code, _ = server.data(mail.as_bytes())
        except smtplib.SMTPDataError as error:
            return _refusal(error.smtp_code)
        except GONE as error:
            self._drop()
            return Outcome("uncertain", type(error).__name__)
        return Outcome("sent") if code < ACCEPTED else _refusal(code)

    def _drop(self) -> None:
        if self._open is not None:
            server, self._open = self._open, None
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()


def _refusal(code: int) -> Outcome:
    return Outcome("refused" if code >= PERMANENT else "later", str(code))


UNADDRESSABLE = (MessageError, ValueError, IndexError)
"""What the library raises for an address that is none."""
