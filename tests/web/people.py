"""Somebody in front of the pages, without a browser: what they get, what they send, what a page says."""

import re
from html import unescape

from starlette.testclient import TestClient

from web.app import create_app

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


class Person:
    """A client with cookies of its own."""

    def __init__(self, town, name=None, **options):
        app = create_app(town.engine, town.settings, demo=town.info)
        self.client = TestClient(app, follow_redirects=False, **options)
        self.town = town
        if name:
            assert self.post("/sign-in/demo", {"account": town.account(name)}).status_code == 303

    def get(self, path, **headers):
        return self.client.get(path, headers=headers)

    def post(self, path, data=None, **headers):
        return self.client.post(path, data=data or {}, headers={**SAME_ORIGIN, **headers})

    def htmx(self, path, data):
        return self.post(path, data, **{"HX-Request": "true", "HX-Request-Type": "partial"})

    def command_id(self):
        return self.town.engine.chance.new_id()


def said(response):
    """What a reader reads: without tags."""
    body = re.sub(r"<(script|style)\b.*?</\1>", "", response.text, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", body))
