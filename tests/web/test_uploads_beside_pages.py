"""Twenty files that take for ever are sent at once: pages of others answer as before, and so do the senders."""

import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
import pytest
import uvicorn
from starlette.requests import Request

from pdca.documents import child
from pdca.uploads import WAITING_AT_ONCE
from tests.pdca.documents import planted_reader
from tests.web import small_city
from web.app import create_app

SENT = 20


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


@contextmanager
def serving(app):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def took(act):
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_others_are_not_held_up(city, monkeypatch):
    monkeypatch.setattr(child, "COMMAND", (sys.executable, "-I", planted_reader.__file__))
    app = create_app(city.engine, city.settings, demo=city.info)
    uploads = app.state.site.uploads

    @app.get("/test-slow")
    def slow(request: Request) -> str:
        token = uploads.put("a", b"sleep", "a.txt")
        return uploads.wait(token, "a", 4).state

    with serving(app) as address, ThreadPoolExecutor(SENT) as senders:

        def page():
            httpx2.get(f"{address}/plans/kawabe").raise_for_status()

        page()
        sent = [senders.submit(took, lambda: httpx2.get(f"{address}/test-slow", timeout=20)) for _ in range(SENT)]
        time.sleep(0.3)
        times = []
        while not all(each.done() for each in sent):
            times.append(took(page))
        waited = sorted(each.result() for each in sent)
    uploads.close()
    assert len(times) > 5
    assert max(times) < 3  # a page that waits for a thread would wait for 4
    assert waited[-1] < 8
    assert waited[SENT - WAITING_AT_ONCE - 1] < 3.5, "only some wait for their file; the others are told at once"
