"""A real SMTP server on this machine, with what it took; `answers` are what it says instead of yes, one per mail."""

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


@dataclass
class Post:
    """A mail as it came."""

    sender: str
    to: list
    message: object

    @property
    def subject(self):
        return self.message["Subject"]

    @property
    def body(self):
        return self.message.get_content().replace("\r\n", "\n")


@dataclass
class Mailbox:
    """aiosmtpd's handler."""

    mails: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    breaks: bool = False
    pause: float = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802, ARG002 -- aiosmtpd's name
        if address.startswith("unknown@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802, ARG002 -- aiosmtpd's name
        if self.answers:
            return self.answers.pop(0)
        await asyncio.sleep(self.pause)
        mail = message_from_bytes(envelope.content, policy=default)
        self.mails.append(Post(envelope.mail_from, list(envelope.rcpt_tos), mail))
        if self.breaks:
            server.transport.abort()
        return "250 Message accepted"

    def to(self, address):
        return [mail for mail in self.mails if address in mail.to]


class MailHost(Controller):
    """The server in a thread of its own on a free port."""

    def __init__(self):
        super().__init__(Mailbox(), hostname="127.0.0.1", port=0)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
