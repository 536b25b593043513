"""A person's browser without a browser: TestClient with a session, forms sent as the page's own forms are."""

import html
import re

from starlette.testclient import TestClient

from web.app import create_app

SAME = {"sec-fetch-site": "same-origin"}


class People:
    """Clients by name, on one application."""

    def __init__(self, city):
        self.city = city
        self.app = create_app(city.engine, city.settings, demo=city.info)

    def __call__(self, name=None):
        client = TestClient(self.app, headers=SAME, follow_redirects=False)
        if name:
            session = self.app.state.site.credentials.sign_in(self.city.people[name])
            client.cookies.set(self.app.state.site.cookies.name, session.token)
        return client


def send(client, url, city, **fields):
    """A plain form with a command id of its own."""
    return client.post(url, data={"command_id": city.id()} | fields)


def htmx(client, url, city, **fields):
    """The same form sent by htmx."""
    headers = {"hx-request": "true", "hx-request-type": "partial"}
    return client.post(url, data={"command_id": city.id()} | fields, headers=headers)


def words(response):
    """The page's text without tags."""
    text = re.sub(r"<(script|style)[\s\S]*?</\1>|<[^>]+>", "", response.text)
    return re.sub(r"\s+", "", html.unescape(text))


def day(name, year, month, number):
    return {f"{name}_year": str(year), f"{name}_month": str(month), f"{name}_day": str(number)}
