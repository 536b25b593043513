"""Half-typed texts: kept on the server by place until they are sent; they are no part of the record."""

from collections import defaultdict
from collections.abc import Mapping

from web.site import Visit


def place(stream: str, key: str) -> str:
    """Where a text was typed: the item or cycle, and the form on its page."""
    return f"{stream}/{key}"


def kept_texts(visit: Visit, prefix: str) -> Mapping[str, str]:
    """The visitor's half-typed texts under a prefix, by what follows it; "" where there is none."""
    account = visit.visitor.account
    if account is None:
        return defaultdict(str)
    credentials = visit.site.credentials
    places = [each for each in credentials.kept_places(account) if each.startswith(prefix)]
    found = {each: credentials.kept_text(account, each) for each in places}
    return defaultdict(str, {each.removeprefix(prefix): text.body for each, text in found.items() if text})


def keep(visit: Visit, where: str, body: str) -> None:
    """Keeps a text, or drops it when it is empty."""
    visit.site.credentials.keep_text(visit.account, where[:200], body)
