"""Finding the accounts that a person means by a name or a mail address."""

import unicodedata

from pdca.engine import Engine


def find_accounts(engine: Engine, name_or_email: str) -> list[str]:
    """The accounts in use that have this name or address, oldest first; several may share an address."""
    rows = [row for row in engine.read_models.streams.of_kind("account") if row.closed is None]
    texts = engine.reveal([ref for row in rows for ref in (row.name, row.email) if ref is not None])
    asked = comparable(name_or_email)
    named = [(row.stream, [texts.get(ref) for ref in (row.name, row.email) if ref is not None]) for row in rows]
    return [stream for stream, known in named if asked and asked in {comparable(text) for text in known if text}]


def comparable(text: str) -> str:
    """A name or address without the differences that a typist does not see."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
